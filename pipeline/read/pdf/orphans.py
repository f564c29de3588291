"""Rows at the top of a page that belong to the unruled table at the end of the page before.

One row alone is no table to the finders, and two lines of a cut row are a paragraph to them; only the columns
of the table that they go on from tell what they are.
"""

from collections.abc import Iterable, Sequence

from pipeline.read.pdf.continued import column_extents
from pipeline.read.pdf.glyphs import Frame
from pipeline.read.pdf.gridrows import NOTE
from pipeline.read.pdf.raw import RawCell, RawTable, words_box
from pipeline.read.pdf.segments import is_figure, is_year
from pipeline.read.pdf.tables import PageTable, finish_table
from pipeline.read.pdf.words import Line, Word, cluster_rows
from pipeline.types import Box

WRAP_STEP = 1.45  # font sizes from line to line within a row
ROW_STEP = 3.0  # font sizes from row to row
MOST_LINES = 6  # of a row below its first, or of what the page break left of one

Placed = dict[int, list[Word]]  # words by column, from 0
Extent = tuple[float, float]


def adopt_rows(
    before: PageTable, lines: Sequence[Line], tables: Iterable[PageTable], *, page: int, frame: Frame
) -> tuple[list[Line], PageTable | None]:
    """Return the lines that are left and the table of those that go on with the last table of the page before.

    lines: those of the page without its furniture; tables: those found on it, above which rows must stand.
    """
    extents = column_extents(before.table)
    if before.ruled or before.table.page != page - 1 or sum(e is not None for e in extents) < 2:
        return list(lines), None
    stop = min((t.box.top for t in tables), default=float("inf"))
    rows = cluster_rows([w for line in lines if line.box.bottom <= stop for w in line.words])
    taken = _rows(rows, extents, _figure_columns(before))
    if not taken:
        return list(lines), None
    used = {id(w) for row in taken for words in row.values() for w in words}
    left = [line for line in lines if id(line.words[0]) not in used]
    if sum(len(line.words) for line in lines) - sum(len(line.words) for line in left) != len(used):
        return list(lines), None  # a line that is only half a row
    raw = _raw(taken, _sides(before))
    return left, finish_table(raw, page=page, frame=frame, known_words=frozenset())


def _figure_columns(table: PageTable) -> set[int]:
    body = [c for c in table.table.cells if c.row > table.table.header_rows and c.column > 1]
    return {c.column - 1 for c in body if _is_value(c.text)}


def _is_value(text: str) -> bool:
    return bool(text) and is_figure(text) and not is_year(text)


def _rows(rows: Sequence[Sequence[Word]], extents: Sequence[Extent | None], values: set[int]) -> list[Placed]:
    """The rows from the top that fit the columns: the rest of a cut one, then such as hold a figure, wrapped or not."""
    taken: list[Placed] = []
    last = 0.0
    whole = False
    wrapped = 0
    for number, row in enumerate(rows):
        placed = _placed(row, extents)
        if placed is None or NOTE.match(" ".join(w.text for w in row)):
            break
        size = row[0].size
        step = row[0].baseline - last if number else 0.0
        has_value = any(c in values and _is_value(" ".join(w.text for w in ws)) for c, ws in placed.items())
        if has_value and len(placed) > 1 and step <= ROW_STEP * size:
            taken.append(placed)
            whole, wrapped = True, 0
        elif step <= WRAP_STEP * size and not placed.keys() & values and wrapped < MOST_LINES:
            wrapped += 1
            if not taken:
                if not any(words[0].text[0].islower() for words in placed.values()):
                    break  # a heading, and no rest of a row
                taken.append({})
            for column, words in placed.items():
                taken[-1].setdefault(column, []).extend(words)
        else:
            break
        last = row[0].baseline
    return taken if whole else []


def _placed(row: Sequence[Word], extents: Sequence[Extent | None]) -> Placed | None:
    """The words of a row by column; None where one stands in no column or in two."""
    placed: Placed = {}
    for word in row:
        found = [c for c, e in enumerate(extents) if e is not None and word.x0 < e[1] + 1 and e[0] - 1 < word.x1]
        if len(found) != 1:
            return None
        placed.setdefault(found[0], []).append(word)
    return placed


def _sides(table: PageTable) -> list[Extent]:
    """The left and right side of each column's cells."""
    sides: list[Extent] = [(table.box.x0, table.box.x1)] * table.table.columns
    for cell in table.table.cells:
        if cell.column_span == 1 and cell.box is not None:
            sides[cell.column - 1] = (cell.box.x0, cell.box.x1)
    return sides


def _raw(rows: Sequence[Placed], sides: Sequence[Extent]) -> RawTable:
    whole = words_box(w for row in rows for words in row.values() for w in words)
    assert whole is not None
    cells: list[RawCell] = []
    for number, row in enumerate(rows):
        around = words_box(w for words in row.values() for w in words)
        assert around is not None
        for column, (x0, x1) in enumerate(sides):
            cells.append(RawCell(number, column, tuple(row.get(column, ())), Box(x0, around.top, x1, around.bottom)))
    box = Box(min(x0 for x0, _ in sides), whole.top, max(x1 for _, x1 in sides), whole.bottom)
    return RawTable(len(rows), len(sides), tuple(cells), box, ruled=False)
