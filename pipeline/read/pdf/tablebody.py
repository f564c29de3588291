"""Rows of an unruled table's body: words into columns, cells of several lines joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.read.pdf.raw import RawCell, column_of
from pipeline.read.pdf.rowlabels import Label, middle_labels
from pipeline.read.pdf.rulings import Rulings
from pipeline.read.pdf.segments import Row, Segment, is_centred
from pipeline.read.pdf.words import Word
from pipeline.types import Box

LINE = 0.95  # font sizes; a smaller step is no new line
PARTED = 1.2  # times the step from line to line from which space parts rows
LONGEST_MARK = 3  # characters of a mark that stands for a figure
TIGHT = 1.5  # font sizes from baseline to baseline within a cell


@dataclass(frozen=True, slots=True)
class Slot:
    """A piece of text in a row: the columns that it takes, from first to last."""

    first: int
    last: int
    words: tuple[Word, ...]


def body_cells(
    rows: Sequence[Row], bounds: Sequence[float], rulings: Rulings, *, first_row: int
) -> tuple[list[RawCell], int]:
    """Return the cells of the body's rows, numbered on from `first_row`, and how many rows there are."""
    rows, labels = middle_labels(rows, bounds)
    groups = _banded(rows, bounds, rulings) or _grouped(rows, bounds)
    cells = [_over_rows(label, groups, bounds, first_row) for label in labels]
    for k, group in enumerate(groups):
        top = min(r.baseline - 0.78 * r.size for r in group)
        bottom = max(r.baseline + 0.22 * r.size for r in group)
        for slot in _merged_slots([slots_of(r, bounds) for r in group]):
            box = Box(bounds[slot.first], top, bounds[slot.last + 1], bottom)
            cells.append(RawCell(first_row + k, slot.first, slot.words, box, 1, slot.last - slot.first + 1))
    return cells, len(groups)


def _over_rows(label: Label, groups: Sequence[Sequence[Row]], bounds: Sequence[float], first_row: int) -> RawCell:
    """The cell of a label that stands for several rows."""
    own = [k for k, g in enumerate(groups) if label.top <= g[0].baseline <= label.bottom]
    top, bottom = groups[own[0]][0], groups[own[-1]][-1]
    box = Box(bounds[0], top.baseline - 0.78 * top.size, bounds[1], bottom.baseline + 0.22 * bottom.size)
    return RawCell(first_row + own[0], 0, label.words, box, len(own), 1)


def slots_of(row: Row, bounds: Sequence[float]) -> list[Slot]:
    """Put the segments of a row into columns; the only text of a row stays where it starts."""
    slots: list[Slot] = []
    for segment in row.segments:
        first, last = column_of(segment.x0 + 0.1, bounds), column_of(segment.x1 - 0.1, bounds)
        if first == last or segment.figure:
            c = column_of(segment.middle, bounds)
            slots.append(Slot(c, c, segment.words))
        elif len(row.segments) == 1 and is_centred(segment, bounds):
            slots.append(Slot(0, len(bounds) - 2, segment.words))  # it heads the rows below, over the whole width
        elif len(row.segments) == 1 and first == 0:
            slots.append(Slot(0, 0, segment.words))
        else:
            slots.extend(_divided(segment, first, last, bounds))
    return _disjoint(slots)


def _divided(segment: Segment, first: int, last: int, bounds: Sequence[float]) -> list[Slot]:
    """Split a segment at column sides that fall between its words; else it spans them."""
    parts: dict[int, list[Word]] = {}
    for word in segment.words:
        a, b = column_of(word.x0 + 0.1, bounds), column_of(word.x1 - 0.1, bounds)
        if a != b and min(word.x1 - bounds[a + 1], bounds[a + 1] - word.x0) > 0.35 * word.size:
            return [Slot(first, last, segment.words)]
        parts.setdefault(column_of((word.x0 + word.x1) / 2, bounds), []).append(word)
    return [Slot(c, c, tuple(words)) for c, words in sorted(parts.items())]


def _disjoint(slots: list[Slot]) -> list[Slot]:
    """Join slots that claim the same column, so that no text is lost."""
    result: list[Slot] = []
    for slot in sorted(slots, key=lambda s: (s.first, s.words[0].x0)):
        if result and slot.first <= result[-1].last:
            before = result[-1]
            result[-1] = Slot(before.first, max(before.last, slot.last), before.words + slot.words)
        else:
            result.append(slot)
    return result


def _merged_slots(rows: list[list[Slot]]) -> list[Slot]:
    """Join the slots of several lines of one row, column by column."""
    if len(rows) == 1:
        return rows[0]
    return _disjoint([slot for row in rows for slot in row])


def _banded(rows: Sequence[Row], bounds: Sequence[float], rulings: Rulings) -> list[list[Row]]:
    """Group rows by the rules or shades between them; empty where those do not part the rows one by one."""
    left, right = bounds[0], bounds[-1]
    wide = 0.7 * (right - left)
    edges = [r.at for r in rulings.horizontal if min(r.end, right) - max(r.start, left) >= wide]
    edges += _shade_edges(rulings.fills, left, right, wide)
    top, bottom = rows[0].baseline - rows[0].size, rows[-1].baseline
    edges = sorted({round(e, 1) for e in edges if top < e < bottom})
    if len(edges) < 2:
        return []
    bands: dict[int, list[Row]] = {}
    for row in rows:
        bands.setdefault(sum(1 for e in edges if e < row.baseline - 0.3 * row.size), []).append(row)
    groups = [bands[k] for k in sorted(bands)]
    if any(sum(r.seed for r in g) > 1 for g in groups) or len(groups) < 0.5 * len(rows):
        return []
    return groups


def _shade_edges(fills: Sequence[Box], left: float, right: float, wide: float) -> list[float]:
    """Upper and lower sides of shaded bands, also of those that are painted cell by cell."""
    bands: dict[tuple[int, int], float] = {}
    for fill in fills:
        key = (round(fill.top), round(fill.bottom))
        bands[key] = bands.get(key, 0.0) + max(0.0, min(fill.x1, right) - max(fill.x0, left))
    return [float(y) for key, width in sorted(bands.items()) if width >= wide for y in key]


def _grouped(rows: Sequence[Row], bounds: Sequence[float]) -> list[list[Row]]:
    """Group the lines of one row: wrapped labels and texts, above, below or around their figures."""
    wrap = _wrap_step(rows)
    groups: list[list[Row]] = []
    for i, row in enumerate(rows):
        before = rows[i - 1] if i else None
        if before is None or not groups:
            groups.append([row])
            continue
        wrapped = not row.seed and row.baseline - before.baseline <= wrap
        if wrapped or _same_row(groups[-1], before, row, bounds):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _wrap_step(rows: Sequence[Row]) -> float:
    """Up to which step lines are of one row, where space parts every row from the next; 0 where it does not tell."""
    steps = [(b.baseline - a.baseline, b) for a, b in pairwise(rows)]
    least = min((step for step, _ in steps), default=0.0)
    onward = [step for step, row in steps if row.seed]
    if not onward or least < LINE * rows[0].size or min(onward) < PARTED * least:
        return 0.0
    return min(1.06 * least, TIGHT * rows[0].size)


def _same_row(group: list[Row], before: Row, row: Row, bounds: Sequence[float]) -> bool:
    size = max(before.size, row.size)
    if row.baseline - before.baseline > TIGHT * size:
        return False
    slots, above = slots_of(row, bounds), slots_of(before, bounds)
    figures = any(s.figure for s in row.segments[1:] or row.segments) or _has_marks(row)
    above_figures = any(r.seed or all(s.figure for s in r.segments) for r in group)
    if figures and above_figures:
        return False
    label, label_above = slots[0].first == 0, above[0].first == 0
    if figures:  # a label that began on the line above, or stands around its figures
        if not label:
            return label_above and row.baseline - before.baseline < 0.9 * size
        return not above_figures and label_above and row.segments[0].text[0].islower()
    if not label:
        under_figure = (
            len(row.segments) == 1 and above_figures and any(s.figure for s in _over(row.segments[0], before))
        )
        return (
            not under_figure and len(above) >= len(slots) and all(any(a.first == s.first for a in above) for s in slots)
        )
    if row.baseline - before.baseline < 0.9 * size and not label_above:
        return True
    return len(slots) == 1 and row.segments[0].text[0].islower() and label_above


def _has_marks(row: Row) -> bool:
    """Whether marks stand in a row for its figures: `x`, `..`, `n/a`."""
    cells = row.segments[1:]
    return len(cells) > 1 and all(len(s.text) <= LONGEST_MARK for s in cells)


def _over(segment: Segment, before: Row) -> list[Segment]:
    return [s for s in before.segments if s.x0 < segment.x1 and segment.x0 < s.x1 and segment.text[:1].isalpha()]
