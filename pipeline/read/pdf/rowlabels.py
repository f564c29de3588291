"""Labels of several rows of a table: a line for each row in one ruled cell, or one label in the middle of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.read.pdf.gridcolumns import MIN_GAP, Columns
from pipeline.read.pdf.lines import whole_rows
from pipeline.read.pdf.raw import RawCell, RawTable
from pipeline.read.pdf.segments import Row, Segment
from pipeline.read.pdf.words import Line, Word
from pipeline.types import Box

BESIDE = 0.4  # font sizes that a label may stand off the values of its row
ALL_ALIKE = 0.8  # share of a column's spanning cells that hold a line for each row
LEAST_LABELS = 2  # in the middle of their rows
OFF_CENTRE = 0.35  # steps from row to row that a label may be off the middle of its rows
WRAP = 1.35  # font sizes from line to line of one label


@dataclass(frozen=True, slots=True)
class Label:
    """A text that stands for the rows whose baselines lie from `top` to `bottom`."""

    words: tuple[Word, ...]
    top: float
    bottom: float


def split_lines_of_rows(table: RawTable) -> RawTable:
    """Take cells apart that span rows and hold a line for each of them, at the height of the row's values.

    A column is looked at as a whole: where only a few of its spanning cells look so, their texts wrap.
    """
    heights = _value_heights(table)
    columns: dict[int, list[RawCell]] = {}
    for cell in table.cells:
        if cell.row_span > 1 and cell.words:
            columns.setdefault(cell.column, []).append(cell)
    parts: dict[RawCell, list[RawCell]] = {}
    for spanning in columns.values():
        found = {c: p for c in spanning if (p := _line_for_each_row(c, heights))}
        if len(found) >= ALL_ALIKE * len(spanning):
            parts |= found
    if not parts:
        return table
    cells = [p for c in table.cells for p in parts.get(c, [c])]
    return replace(table, cells=tuple(sorted(cells, key=lambda c: (c.row, c.column))))


def _value_heights(table: RawTable) -> dict[int, tuple[float, Box]]:
    """The baseline of the last text in each row among the cells of that row alone, and that cell's box."""
    return {c.row: (c.words[0].baseline, c.box) for c in table.cells if c.row_span == 1 and c.words}


def _line_for_each_row(cell: RawCell, heights: dict[int, tuple[float, Box]]) -> list[RawCell]:
    lines = whole_rows(cell.words)
    rows = range(cell.row, cell.row + cell.row_span)
    if len(lines) != cell.row_span or any(r not in heights for r in rows):
        return []
    if any(not _at(line, heights[r][0]) for line, r in zip(lines, rows, strict=True)):
        return []
    return [
        replace(
            cell,
            row=r,
            row_span=1,
            words=line.words,
            box=Box(cell.box.x0, heights[r][1].top, cell.box.x1, heights[r][1].bottom),
        )
        for line, r in zip(lines, rows, strict=True)
    ]


def _at(line: Line, baseline: float) -> bool:
    return abs(line.baseline - baseline) <= BESIDE * line.size


def with_outer_labels(rows: Sequence[Row], seeds: Sequence[Row], columns: Columns) -> Columns:
    """Give labels that stand between the rows with values, wholly left of their texts, a column of their own."""
    left = columns.bounds[0]
    outer = [r for r in rows if not r.seed and len(r.segments) == 1 and r.x1 <= left - MIN_GAP * r.size]
    if not outer or not _between_rows(outer[0], seeds):
        return columns
    return Columns((min(r.x0 for r in outer), (max(r.x1 for r in outer) + left) / 2, *columns.bounds[1:]))


def _between_rows(row: Row, seeds: Sequence[Row]) -> bool:
    """Whether a row stands closer to the rows above and below it than these stand to one another."""
    above = max((s.baseline for s in seeds if s.baseline < row.baseline), default=None)
    below = min((s.baseline for s in seeds if s.baseline > row.baseline), default=None)
    return above is not None and below is not None and below - above < 2 * WRAP * row.size


def middle_labels(rows: Sequence[Row], bounds: Sequence[float]) -> tuple[list[Row], list[Label]]:
    """Take labels in the first column that stand in the middle of their rows out of a body.

    One label alone may stand beside its row by chance. Returns the rows without them, and the labels with the rows
    that they stand for; all rows and no labels where the labels do not share all rows out, each in the middle of its
    own.
    """
    values = [r for r in rows if any(s.middle >= bounds[1] for s in r.segments)]
    labels = _label_lines(rows, bounds)
    if (
        len(labels) < LEAST_LABELS
        or len(values) < 2
        or labels[0][0].baseline <= values[0].baseline + BESIDE * values[0].size
    ):
        return list(rows), []
    found: list[Label] = []
    reach = 2 * OFF_CENTRE * min(b.baseline - a.baseline for a, b in pairwise(values))
    at = 0
    for lines in labels:
        end = _end_of_group(values, at, (lines[0].baseline + lines[-1].baseline) / 2, reach)
        if end is None:
            return list(rows), []
        words = tuple(w for line in lines for s in line.segments for w in s.words)
        found.append(Label(words, values[at].baseline, values[end].baseline))
        at = end + 1
    if at < len(values):
        return list(rows), []
    return [_without_label(r, bounds) for r in values], found


def _label_lines(rows: Sequence[Row], bounds: Sequence[float]) -> list[list[Row]]:
    """The texts of the first column as rows of their own, lines of one label together."""
    labels: list[list[Row]] = []
    for row in rows:
        own = tuple(s for s in row.segments if s.middle < bounds[1])
        if not own:
            continue
        line = Row(own, row.baseline, row.size)
        if labels and line.baseline - labels[-1][-1].baseline <= WRAP * row.size:
            labels[-1].append(line)
        else:
            labels.append([line])
    return labels


def _end_of_group(values: Sequence[Row], at: int, middle: float, reach: float) -> int | None:
    """The last of the rows from `at` on that have their middle at a height, within half of `reach`."""
    if at >= len(values):
        return None
    target = 2 * middle - values[at].baseline
    end = at
    while end + 1 < len(values) and values[end].baseline < target - reach:
        end += 1
    return end if abs(values[end].baseline - target) <= reach else None


def _without_label(row: Row, bounds: Sequence[float]) -> Row:
    rest: tuple[Segment, ...] = tuple(s for s in row.segments if s.middle >= bounds[1])
    return Row(rest, row.baseline, row.size)
