"""Parts a table that holds several, one below the other: each with a title of its own and the header again."""

from collections.abc import Sequence

from pipeline.read.pdf.raw import RawCell, RawTable, words_box
from pipeline.read.pdf.segments import is_figure, is_year
from pipeline.read.pdf.words import Word

LEAST_ROWS = 2  # of a part: a header and a row
LEAST_NAMED = 2  # columns that a header names, and words that a title has


def parted(table: RawTable) -> tuple[list[RawTable], list[Word]]:
    """Return the tables that a table is made of, and the words of the titles between them; mostly the table alone.

    A part begins where a row repeats the table's first one right below a row with one text only, set at the left.
    """
    rows: list[list[RawCell]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row].append(cell)
    head = _texts(rows[0]) if rows else {}
    named = sum(not is_figure(text) or is_year(text) for text in head.values())
    starts = [
        r
        for r in range(LEAST_ROWS + 1, table.rows - LEAST_ROWS + 1)
        if named >= LEAST_NAMED and _texts(rows[r]) == head and _is_title(rows[r - 1])
    ]
    if not starts or any(c.row < s <= c.row + c.row_span - 1 for c in table.cells for s in starts):
        return [table], []
    ends = [s - 1 for s in starts] + [table.rows]
    tables = [_part(table, a, b) for a, b in zip([0, *starts], ends, strict=True)]
    return tables, [w for s in starts for c in rows[s - 1] for w in c.words]


def _texts(cells: Sequence[RawCell]) -> dict[int, str]:
    return {c.column: " ".join(sorted(w.text for w in c.words)) for c in cells if c.words}  # however they are wrapped


def _is_title(cells: Sequence[RawCell]) -> bool:
    filled = [c for c in cells if c.words]
    if len(filled) != 1 or filled[0].column:
        return False
    return sum(any(ch.isalpha() for ch in w.text) for w in filled[0].words) >= LEAST_NAMED


def _part(table: RawTable, first: int, end: int) -> RawTable:
    cells = tuple(
        RawCell(c.row - first, c.column, c.words, c.box, c.row_span, c.column_span)
        for c in table.cells
        if first <= c.row < end
    )
    box = words_box([w for c in cells for w in c.words]) or table.box
    return RawTable(end - first, table.columns, cells, box, table.ruled, table.header_rows)
