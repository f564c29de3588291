"""Turns raw tables into tables: words of a ruled grid into cells, header rows, and what is no table after all."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.read.pdf.glyphs import Frame
from pipeline.read.pdf.lattice import Grid
from pipeline.read.pdf.lines import whole_rows
from pipeline.read.pdf.raw import RawCell, RawTable
from pipeline.read.pdf.segments import is_figure, is_year
from pipeline.read.pdf.text import PlacedLine, Vocabulary, join_lines
from pipeline.read.pdf.words import Word
from pipeline.types import Box, Cell, Table

MAX_HEADER_ROWS = 4
LEAST_FILLED = 0.15  # share of cells with text below which a grid is a drawing or an empty form
SLIVER_WIDTH, SLIVER_HEIGHT = 8.0, 6.0  # points; an empty column or row narrower is the gap of a double line


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on one page, and the box that it takes in the frame that its words are in."""

    table: Table
    box: Box
    ruled: bool


def fill_grid(grid: Grid, words: Sequence[Word]) -> RawTable | None:
    """Put words into the cells of a ruled grid; None where the grid is a box, a chart or a form."""
    inside: list[list[Word]] = [[] for _ in grid.cells]
    places = _Places(grid)
    for word in words:
        for part, index in places.parts(word):
            if index is not None:
                inside[index].append(part)
    rows, columns = _used(grid, inside)
    if len(columns) < 2:
        return None
    cells: list[RawCell] = []
    for place, own in zip(grid.cells, inside, strict=True):
        own_rows = [rows[r] for r in range(place.row, place.row + place.row_span) if r in rows]
        own_columns = [columns[c] for c in range(place.column, place.column + place.column_span) if c in columns]
        if own_rows and own_columns:
            cells.append(RawCell(own_rows[0], own_columns[0], tuple(own), place.box, len(own_rows), len(own_columns)))
    filled = sum(1 for c in cells if c.words)
    if filled < 2 or filled < LEAST_FILLED * len(cells):
        return None
    ordered = tuple(sorted(cells, key=lambda c: (c.row, c.column)))
    return RawTable(len(rows), len(columns), ordered, grid.box, ruled=True)


def finish_table(raw: RawTable, *, page: int, frame: Frame, known_words: frozenset[str]) -> PageTable:
    """Join the words of each cell into text with runs, and mark the header rows."""
    cells = tuple(_cell(c, page=page, frame=frame, known_words=known_words, ruled=raw.ruled) for c in raw.cells)
    table = Table(number=0, rows=raw.rows, columns=raw.columns, cells=cells, page=page, box=frame.shown(raw.box))
    if raw.header_rows:
        count = raw.header_rows if raw.header_rows < raw.rows else 0
        table = _with_header(table, count)
    else:
        bold = {c.row + 1 for c in raw.cells if c.words} - {
            c.row + 1 for c in raw.cells if c.words and not all(w.bold for w in c.words)
        }
        table = mark_headers(table, bold_rows=bold)
    return PageTable(table, raw.box, raw.ruled)


def mark_headers(table: Table, *, bold_rows: set[int]) -> Table:
    """Count the rows at the top that are headers: wholly bold, or without figures above rows that have some."""
    count = 0
    for row in range(1, min(table.rows, MAX_HEADER_ROWS + 1)):
        texts = [c.text for c in table.cells if c.row == row and c.text]
        if not texts or any(is_figure(t) and not is_year(t) for t in texts):
            break
        if all(t[0].islower() for t in texts):  # the rest of a row that a page break cut
            break
        if row > 1 and _heads_group(table, row):
            break
        spanned = any(c.row == row and c.column_span > 1 for c in table.cells)
        if row > 1 and row not in bold_rows and not spanned and not _header_above(table, row):
            break
        count = max(count, row, *(c.row + c.row_span - 1 for c in table.cells if c.row == row and c.text))
    if count == 1 and 1 not in bold_rows and not _figures_below(table, 1):
        count = 0
    return _with_header(table, count if count < table.rows else 0)


def _heads_group(table: Table, row: int) -> bool:
    """Whether a row under one that names columns holds one text alone, at the left: it heads the rows below it."""
    above, own = ([c for c in table.cells if c.row == r and c.text] for r in (row - 1, row))
    return len(above) > 1 and len(own) == 1 and own[0].column == 1 and own[0].row_span == 1


def _with_header(table: Table, count: int) -> Table:
    cells = tuple(replace(c, header=True) if c.row <= count else c for c in table.cells)
    return replace(table, header_rows=count, cells=cells)


def _header_above(table: Table, row: int) -> bool:
    """A row under a spanning header still names columns: the first cell is empty, or the header's own."""
    spanned = any(c.row == row - 1 and c.column_span > 1 for c in table.cells)
    first = next((c for c in table.cells if c.row == row and c.column == 1), None)
    return spanned and (first is None or not first.text)


def _figures_below(table: Table, row: int) -> bool:
    return any(c.row > row and c.column > 1 and is_figure(c.text) and c.text for c in table.cells)


class _Places:
    """Finds the cell at a point."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._at: dict[tuple[int, int], int] = {}
        for i, cell in enumerate(grid.cells):
            for r in range(cell.row, cell.row + cell.row_span):
                for c in range(cell.column, cell.column + cell.column_span):
                    self._at[(r, c)] = i

    def parts(self, word: Word) -> list[tuple[Word, int | None]]:
        """Cut a word where it runs over a cell's side into the next text; most words stay whole, in one cell."""
        if word.turned is not None:
            middle = (word.box.top + word.box.bottom) / 2
            return [(word, self.of((word.x0 + word.x1) / 2, middle))]
        first = self.of(word.x0 + 0.5, word.middle)
        if first is not None and first == self.of(word.x1 - 0.5, word.middle):
            return [(word, first)]
        whole = [(word, self.of((word.x0 + word.x1) / 2, word.middle))]
        if first is None:
            return whole
        side = self._grid.cells[first].box.x1
        cut = next((i for i in range(1, len(word.text)) if word.edges[i] + word.edges[i + 1] > 2 * side), 0)
        if not cut or not 1.0 < side - word.x0 < word.x1 - word.x0 - 1.0:
            return whole
        head = replace(word, text=word.text[:cut], edges=word.edges[: cut + 1])
        tail = replace(word, text=word.text[cut:], edges=word.edges[cut:])
        return [(head, self.of((head.x0 + head.x1) / 2, head.middle)), *self.parts(tail)]

    def of(self, x: float, y: float) -> int | None:
        column, row = _step(self._grid.xs, x), _step(self._grid.ys, y)
        return None if column is None or row is None else self._at.get((row, column))


def _step(places: Sequence[float], value: float) -> int | None:
    if not places[0] <= value <= places[-1]:
        return None
    return min(bisect_right(places, value), len(places) - 1) - 1


def _used(grid: Grid, inside: list[list[Word]]) -> tuple[dict[int, int], dict[int, int]]:
    """Number the rows and columns of the grid from 0, leaving out slivers between doubled lines."""
    full_rows = {g.row for g, words in zip(grid.cells, inside, strict=True) if words}
    full_columns = {g.column for g, words in zip(grid.cells, inside, strict=True) if words}
    ys, xs = grid.ys, grid.xs
    rows = [r for r in range(len(ys) - 1) if r in full_rows or ys[r + 1] - ys[r] > SLIVER_HEIGHT]
    columns = [c for c in range(len(xs) - 1) if c in full_columns or xs[c + 1] - xs[c] > SLIVER_WIDTH]
    return {r: i for i, r in enumerate(rows)}, {c: i for i, c in enumerate(columns)}


def _placed_lines(words: Sequence[Word], page: int, frame: Frame) -> list[PlacedLine]:
    """The lines of a cell in their order: those that are turned, each in its own frame, then the upright ones."""
    turned = sorted(((w.x0, w.turned) for w in words if w.turned), key=lambda t: -t[0] if t[1].downward else t[0])
    upright = whole_rows([w for w in words if w.turned is None] if turned else words)
    return [*((t.line, page, t.frame) for _, t in turned), *((line, page, frame) for line in upright)]


def _cell(raw: RawCell, *, page: int, frame: Frame, known_words: frozenset[str], ruled: bool) -> Cell:
    text = join_lines(
        _placed_lines(raw.words, page, frame),
        words=Vocabulary(known_words),
        cell_sides=(raw.box.x0, raw.box.x1) if ruled else None,
    )
    return Cell(
        row=raw.row + 1,
        column=raw.column + 1,
        text=text.text,
        runs=text.runs,
        row_span=raw.row_span,
        column_span=raw.column_span,
        box=frame.shown(raw.box),
    )
