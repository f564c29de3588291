"""Splits rows of a ruled table that hold several rows of figures, parted by nothing but their lines."""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.pdf.lines import whole_rows
from pipeline.read.pdf.raw import RawCell, RawTable
from pipeline.read.pdf.segments import Row, is_figure, is_year, segment_rows
from pipeline.read.pdf.words import Line
from pipeline.types import Box

SAME_LINE = 0.45  # font sizes within which lines of neighbouring cells are one row
A_SPACE = 0.8  # font sizes between a figure and its change in brackets


def split_stacked_rows(table: RawTable) -> RawTable:
    """Return the table with each row of stacked figures taken apart, line by line.

    A row is stacked where a cell holds several lines that are figures, one a line; wrapped text is not.
    """
    cells: list[RawCell] = []
    added = 0
    for row in range(table.rows):
        own = [c for c in table.cells if c.row == row]
        heights = _row_heights([c for c in own if c.row_span == 1])
        if len(heights) < 2:
            cells.extend(_shifted(c, added) for c in own)
            continue
        for cell in own:
            if cell.row_span > 1:
                cells.append(_shifted(cell, added))
            else:
                cells.extend(_shifted(part, added) for part in _parts(cell, heights))
        added += len(heights) - 1
        cells = [_grown(c, row + added - (len(heights) - 1), len(heights) - 1) for c in cells]
    return RawTable(
        table.rows + added, table.columns, tuple(sorted(cells, key=lambda c: (c.row, c.column))), table.box, table.ruled
    )


def crowded_share(table: RawTable) -> float:
    """Share of the filled cells that hold several figures side by side: columns that no line parts."""
    filled = [c for c in table.cells if c.words]
    crowded = sum(1 for c in filled if any(_several_figures(row) for row in segment_rows(c.words)))
    return crowded / max(1, len(filled))


def _several_figures(row: Row) -> bool:
    figures = sum(1 for s in row.segments if s.figure)
    # `2,271 (+18%)` is one cell's: a figure and its change a space behind
    changes = sum(
        1
        for a, b in pairwise(row.segments)
        if a.figure and b.figure and b.text.startswith("(") and b.x0 - a.x1 < A_SPACE * b.words[0].size
    )
    return figures - changes > 1 and figures >= 0.5 * len(row.segments)


def _row_heights(cells: Sequence[RawCell]) -> list[float]:
    """Baselines of the rows within a row; fewer than two where it is one row."""
    lines = {id(c): whole_rows(c.words) for c in cells}
    stacked = [ls for ls in lines.values() if _is_stack(ls)]
    several = [ls for ls in lines.values() if len(ls) > 1]
    if len(stacked) < max(1, 0.5 * sum(1 for c in cells if c.words) - 1) or len(several) < 2:
        return []
    heights: list[float] = []
    for line in sorted((line for ls in stacked for line in ls), key=lambda x: x.baseline):
        if not heights or line.baseline - heights[-1] > SAME_LINE * line.size:
            heights.append(line.baseline)
    for c in cells:  # a label without figures is a row of its own, unless it wraps into the next
        if c.column == 0 and not _is_stack(lines[id(c)]):
            heights = _with_labels(heights, lines[id(c)])
    return heights


def _with_labels(heights: list[float], labels: Sequence[Line]) -> list[float]:
    result = list(heights)
    for i, line in enumerate(labels):
        if any(abs(line.baseline - h) <= SAME_LINE * line.size for h in heights):
            continue
        following = labels[i + 1] if i + 1 < len(labels) else None
        wraps = (
            following is not None
            and following.text[0].islower()
            and any(abs(following.baseline - h) <= SAME_LINE * line.size for h in heights)
        )
        if not wraps and not line.text[0].islower():
            result.append(line.baseline)
    return sorted(result)


def _is_stack(lines: Sequence[Line]) -> bool:
    """Several lines, nearly all of them a figure, not all of them years."""
    if len(lines) < 2:
        return False
    figures = [line for line in lines if is_figure(line.text)]
    return len(figures) >= 0.8 * len(lines) and not all(is_year(line.text) for line in figures)


def _parts(cell: RawCell, heights: Sequence[float]) -> list[RawCell]:
    """Share the lines of a cell out over the rows: each to the row at its height, else to the next below."""
    rows: list[list[Line]] = [[] for _ in heights]
    for line in whole_rows(cell.words):
        reach = SAME_LINE * line.size
        at = next((i for i, h in enumerate(heights) if line.baseline <= h + reach), len(heights) - 1)
        if line.text[0].islower() and at and line.baseline < heights[at] - reach:
            at -= 1  # the second line of the label above
        rows[at].append(line)
    tops = [cell.box.top, *((a + b) / 2 - 2 for a, b in pairwise(heights)), cell.box.bottom]
    return [
        RawCell(
            cell.row + i,
            cell.column,
            tuple(w for line in lines for w in line.words),
            Box(cell.box.x0, tops[i], cell.box.x1, tops[i + 1]),
            1,
            cell.column_span,
        )
        for i, lines in enumerate(rows)
    ]


def _shifted(cell: RawCell, by: int) -> RawCell:
    return RawCell(cell.row + by, cell.column, cell.words, cell.box, cell.row_span, cell.column_span)


def _grown(cell: RawCell, row: int, by: int) -> RawCell:
    """Lengthen a cell that spans the row that was split."""
    if cell.row_span > 1 and cell.row <= row < cell.row + cell.row_span:
        return RawCell(cell.row, cell.column, cell.words, cell.box, cell.row_span + by, cell.column_span)
    return cell
