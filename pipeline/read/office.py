"""What the readers of office files share: blocks whose characters have an address, grids within bounds, counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.read.encoding import clean, told_replaced
from pipeline.read.inline import SUPERSCRIPTS
from pipeline.read.pdf.tables import mark_headers
from pipeline.types import Block, BlockKind, Cell, Table, TextRun

__all__ = ["SUPERSCRIPTS", "BlockBuilder", "Spans", "collapse"]

ROOM = 100_000  # places that a grid may have whatever it holds
SPARE = 50  # places to a cell beyond which a grid is mostly gaps
BAND = 100  # rows of a piece of a grid that is mostly gaps


def collapse(text: str) -> str:
    """Join all blanks to single spaces."""
    return " ".join(text.split())


class Spans:
    """Keeps the spans of a table within what a table can be; what was cut is counted."""

    def __init__(self) -> None:
        self.cut = 0
        self._area = self._cells = 0

    def within(self, rows: int, columns: int, *, most_rows: int, most_columns: int) -> tuple[int, int]:
        """Return a cell's spans, cut to the table, and to one place once the table's cells overlap without end."""
        rows = max(1, min(rows, most_rows))  # to the last row, which is often meant by a larger number
        wanted = rows, columns
        columns = max(1, min(columns, most_columns))
        self._cells += 1
        if self._area + rows * columns > max(ROOM, SPARE * self._cells):
            rows = columns = 1
        self._area += rows * columns
        self.cut += rows < wanted[0] or columns < wanted[1]
        return rows, columns


class BlockBuilder:
    """Collects blocks; `line` counts the paragraphs and cells of the file, since office files have no lines.

    `unread` counts what was passed over and `told` what a user should know of what was read, by what it is.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.unread: Counter[str] = Counter()
        self.told: Counter[str] = Counter()
        self.replaced = 0
        self._line = 0
        self._tables = 0

    def text(
        self, kind: BlockKind, text: str, address: str, *, level: int = 0, marker: str = "", bold: bool = False
    ) -> None:
        """Add a block of text, unless it is empty."""
        text = self._cleaned(text)
        if not text:
            return
        self._line += 1
        runs = (TextRun(0, len(text), self._line, 0, address),)
        block = Block(kind, text, runs, level=level, marker=marker, line=self._line, bold=bold)
        self.blocks.append(block)

    def cell(self, row: int, column: int, text: str, address: str, *, row_span: int = 1, column_span: int = 1) -> Cell:
        """Make a cell of a table that is being collected; an empty cell has a place too."""
        text = self._cleaned(text)
        self._line += 1
        return Cell(row, column, text, (TextRun(0, len(text), self._line, 0, address),), row_span, column_span)

    def table(self, cells: Sequence[Cell], *, bold_rows: Iterable[int] = (), header_rows: int = 0) -> None:
        """Add a table of cells made by `cell`; gaps in the grid become empty cells."""
        if not any(c.text for c in cells):
            return
        for piece, first_row in _pieces(cells):
            bold = {row - first_row + 1 for row in bold_rows}
            self._add_table(piece, bold, header_rows if first_row == 1 else 0)

    def _add_table(self, cells: Sequence[Cell], bold_rows: set[int], header_rows: int) -> None:
        rows = max(c.row + c.row_span - 1 for c in cells)
        columns = max(c.column + c.column_span - 1 for c in cells)
        self._tables += 1
        first_line = min(r.line for c in cells for r in c.runs if isinstance(r, TextRun))
        table = Table(self._tables, rows, columns, tuple(sorted(self._filled(cells, rows, columns), key=_place)))
        if 0 < header_rows < rows:
            marked = tuple(replace(c, header=True) if c.row <= header_rows else c for c in table.cells)
            table = replace(table, header_rows=header_rows, cells=marked)
        else:
            table = mark_headers(table, bold_rows=bold_rows)
        caption = self.blocks[-1].text if self.blocks and self.blocks[-1].kind is BlockKind.CAPTION else ""
        self.blocks.append(Block(BlockKind.TABLE, "", table=replace(table, caption=caption), line=first_line))

    def notes(self) -> tuple[str, ...]:
        """Return what was passed over and what was replaced, counted."""
        unread = ", ".join(f"{what} ({count})" for what, count in sorted((+self.unread).items()))
        notes = (f"not read: {unread}",) if unread else ()
        return (*notes, told_replaced(self.replaced)) if self.replaced else notes

    def remarks(self) -> tuple[str, ...]:
        """Return what a user should know of what was read, counted."""
        return tuple(f"{what} ({count})" for what, count in sorted((+self.told).items()))

    def _cleaned(self, text: str) -> str:
        text, replaced = clean(collapse(text))
        self.replaced += replaced
        return text

    def _filled(self, cells: Sequence[Cell], rows: int, columns: int) -> list[Cell]:
        taken = {
            (r, c)
            for cell in cells
            for r in range(cell.row, cell.row + cell.row_span)
            for c in range(cell.column, cell.column + cell.column_span)
        }
        if len(taken) == rows * columns:
            return list(cells)
        free = [(r, c) for r in range(1, rows + 1) for c in range(1, columns + 1) if (r, c) not in taken]
        return [*cells, *(self.cell(r, c, "", "") for r, c in free)]


def _place(cell: Cell) -> tuple[int, int]:
    return cell.row, cell.column


def _pieces(cells: Sequence[Cell]) -> list[tuple[list[Cell], int]]:
    """Return the cells as they are, or, where a grid would be mostly gaps, in bands without empty rows and columns.

    With each piece comes the row of the grid that its first row was.
    """
    if _is_dense(cells):
        return [(list(cells), 1)]
    whole = _squeezed(cells)
    if _is_dense(whole):
        return [(whole, 1)]
    bands: dict[int, list[Cell]] = {}
    for cell in whole:
        bands.setdefault((cell.row - 1) // BAND, []).append(cell)
    return [(_squeezed(band), number * BAND + 1) for number, band in sorted(bands.items())]


def _is_dense(cells: Sequence[Cell]) -> bool:
    rows = max(c.row + c.row_span - 1 for c in cells)
    columns = max(c.column + c.column_span - 1 for c in cells)
    return rows * columns <= max(ROOM, SPARE * len(cells))


def _squeezed(cells: Sequence[Cell]) -> list[Cell]:
    """Cells in a grid of the rows and columns that some cell begins in; they keep their addresses."""
    rows = {row: i for i, row in enumerate(sorted({c.row for c in cells}), 1)}
    columns = {column: i for i, column in enumerate(sorted({c.column for c in cells}), 1)}
    return [replace(c, row=rows[c.row], column=columns[c.column], row_span=1, column_span=1) for c in cells]
