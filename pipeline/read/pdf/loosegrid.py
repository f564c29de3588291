"""Finds small and wordy tables without lines: where too few figures stand under one another to tell a table by them.

A table of one row under its header, of empty cells beside labels, of names and texts: what tells it is that its
rows leave the same white gaps and start at the same places.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.read.pdf.segments import LEADER, Row, Segment, is_year
from pipeline.read.text import MARKER

WIDE = 1.4  # font sizes; a line of running text leaves no gap as wide
LEAST_GAP = 0.6  # font sizes that all rows together must leave between two columns
ALIGNED = 1.5  # points within which texts start or end at one place
MAX_STEP = 2.9  # font sizes from row to row
STEADY = 1.6  # times the largest step so far; a larger one ends the table
HEADER_STEP = 2.2  # font sizes from a line of the header to the next
HEADER_WORDS = 7  # a text of more is no header
PROSE_LINES = 0.5  # share of full lines in every column from which the columns are running text
NUMBER_END = re.compile(r"\b\d{1,4}$|\b[ivxl]+$")


@dataclass(slots=True)
class _Run:
    """Rows taken so far, and the white gaps that they leave."""

    rows: list[Row]
    gaps: list[tuple[float, float]]
    largest_step: float = 0.0

    def take(self, row: Row, gaps: list[tuple[float, float]]) -> None:
        self.largest_step = max(self.largest_step, row.baseline - self.rows[-1].baseline)
        self.rows.append(row)
        self.gaps = gaps


def find_loose_tables(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Return (first, last) of the stretches of rows that are tables by their white gaps alone."""
    found: list[tuple[int, int]] = []
    i = 0
    while i < len(rows):
        if not _parted(rows[i]):
            i += 1
            continue
        first = _with_header_above(rows, i, found[-1][1] + 1 if found else 0)
        run = _Run([rows[i]], _gaps_of(rows[i]))
        for row in rows[i + 1 :]:
            if not _extend(run, row):
                break
        last = i + len(_without_tail(run)) - 1
        if _is_table(list(rows[first : last + 1]), run.gaps):
            found.append((first, last))
            i = last + 1
        else:
            i += 1
    return found


def header_length(rows: Sequence[Row]) -> int:
    """How many rows at the top of a table are headers: without a label, without figures but years.

    0 where that does not tell; other signs may.
    """
    left = min(r.x0 for r in rows)
    count = 0
    for row in rows[:-1]:
        if row.x0 <= left + row.size or any(s.figure and not is_year(s.text) for s in row.segments):
            break
        count += 1
    return count


def _parted(row: Row) -> bool:
    """Whether a wide gap parts the row, and not just a printed number from its text."""
    if len(row.segments) < 2 or any(LEADER.fullmatch(w.text) or w.text.endswith("....") for w in row.words):
        return False
    if len(row.segments) == 2 and MARKER.match(f"{row.segments[0].text} x") and len(row.segments[0].words) == 1:
        return False
    return any(b.x0 - a.x1 >= WIDE * row.size for a, b in pairwise(row.segments))


def _gaps_of(row: Row) -> list[tuple[float, float]]:
    outer = [(float("-inf"), row.x0), *((a.x1, b.x0) for a, b in pairwise(row.segments)), (row.x1, float("inf"))]
    return [(a, b) for a, b in outer if b - a >= LEAST_GAP * row.size]


def _extend(run: _Run, row: Row) -> bool:
    """Take the next row if it belongs to the table."""
    before = run.rows[-1]
    step = row.baseline - before.baseline
    if step > MAX_STEP * max(row.size, before.size) or (len(run.rows) > 2 and step > STEADY * run.largest_step):
        return False
    if abs(row.size - before.size) > 0.08 * before.size:
        return False
    gaps = _narrowed(run.gaps, row)
    inner = [g for g in gaps if g[0] > float("-inf") and g[1] < float("inf")]
    if not inner and not _opens_left(run, row, gaps):
        return False
    if _parted(row):
        if _heads_again(run, row):
            return False
    elif not _fits(run, row):
        return False
    run.take(row, gaps)
    return True


def _narrowed(gaps: list[tuple[float, float]], row: Row) -> list[tuple[float, float]]:
    for segment in row.segments:
        cut: list[tuple[float, float]] = []
        for a, b in gaps:
            if segment.x1 <= a or segment.x0 >= b:
                cut.append((a, b))
            else:
                cut.extend((p, q) for p, q in ((a, segment.x0), (segment.x1, b)))
        gaps = [(a, b) for a, b in cut if b - a >= LEAST_GAP * row.size]
    return gaps


def _opens_left(run: _Run, row: Row, gaps: list[tuple[float, float]]) -> bool:
    """A label under a header that leaves the column of labels empty."""
    return row.x1 < min(r.x0 for r in run.rows) and bool(gaps)


def _fits(run: _Run, row: Row) -> bool:
    """Whether a row of one text starts, ends or is centred like a text of the table, and is set like it."""
    text = row.segments[0]
    if _is_bold(row) and not _is_bold(run.rows[-1]) and not all(_is_bold(r) for r in run.rows):
        return False
    labels = min(r.x0 for r in run.rows)
    if row.x1 < labels - LEAST_GAP * row.size:  # the first label under a header without one
        return not any(s.figure and not is_year(s.text) for r in run.rows for s in r.segments)
    return any(
        abs(text.x0 - s.x0) <= ALIGNED or abs(text.x1 - s.x1) <= ALIGNED or abs(text.middle - s.middle) <= ALIGNED
        for r in run.rows
        for s in r.segments
    )


def _heads_again(run: _Run, row: Row) -> bool:
    """A header over the next table: no label, no figures but years, below a row that has a label."""
    left = min(r.x0 for r in run.rows)
    if len(run.rows) < 2 or abs(run.rows[-1].x0 - left) > ALIGNED or row.x0 <= left + row.size:
        return False
    words = [s.text for s in row.segments]
    return all(not s.figure or is_year(s.text) for s in row.segments) and words == [
        s.text for s in run.rows[0].segments
    ]


def _is_bold(row: Row) -> bool:
    return all(w.bold for w in row.words)


def _with_header_above(rows: Sequence[Row], first: int, least: int) -> int:
    """Take the lines of a header above the first parted row: short texts that stand over its columns but the first."""
    row = rows[first]
    left = row.segments[0]
    while first > least:
        above, below = rows[first - 1], rows[first]
        if below.baseline - above.baseline > HEADER_STEP * max(above.size, below.size):
            break
        if abs(above.size - below.size) > 0.08 * below.size or len(above.words) > HEADER_WORDS * len(above.segments):
            break
        inside = above.x1 <= row.x1 + 4 * row.size
        over = all(any(_over(s, t) for t in row.segments) for s in above.segments)
        if not (inside and over and above.x0 > left.x1 - ALIGNED and above.x0 > left.x0 + row.size):
            break
        first -= 1
    return first


def _over(segment: Segment, other: Segment) -> bool:
    return segment.x0 < other.x1 + ALIGNED and other.x0 < segment.x1 + ALIGNED


def _without_tail(run: _Run) -> list[Row]:
    """Leave out what follows the table: texts at its left side that stand further off than its rows do."""
    rows = list(run.rows)
    head = header_length(rows)
    if head and not any(_parted(r) for r in rows[head:]):  # labels under a header
        return rows
    steps = [b.baseline - a.baseline for a, b in pairwise(rows)]
    parted = [i for i, r in enumerate(rows) if _parted(r)]
    usual = max((steps[i - 1] for i in parted[1:]), default=0.0)
    while len(rows) > parted[-1] + 1 and steps[len(rows) - 2] > 1.15 * usual:
        rows.pop()
    return rows


def _is_table(rows: list[Row], gaps: list[tuple[float, float]]) -> bool:
    """Whether the rows hold together: texts that start or end at one place in each column, no columns of prose."""
    parted = [r for r in rows if _parted(r)]
    inner = [g for g in gaps if g[0] > float("-inf") and g[1] < float("inf")]
    if not inner:
        return False
    if len(rows) < 2 or (len(parted) < 2 and not _is_headed(rows)):
        return False
    if sum(_is_contents(r) for r in parted) > 0.5 * len(parted) or _is_list(parted):
        return False
    stops = [*(g[0] for g in inner[1:]), float("inf")]
    aligned = all(_aligned(rows, gap[1], stop) for gap, stop in zip(inner, stops, strict=True))
    return aligned and not _is_running_text(rows, inner)


def _is_headed(rows: list[Row]) -> bool:
    """One parted row: a header over labels, or a row under a header that names its column."""
    at = next(i for i, r in enumerate(rows) if _parted(r))
    header = rows[at]
    short = all(len(s.words) <= HEADER_WORDS for s in header.segments)
    if at == 0:
        words = sum(any(ch.isalpha() for ch in s.text) for s in header.segments)
        below = rows[1:]
        return short and words == len(header.segments) and all(r.x1 < header.x0 for r in below)
    return short and any(s.figure and not is_year(s.text) for s in header.segments[1:])


def _is_contents(row: Row) -> bool:
    return len(row.segments) == 2 and NUMBER_END.fullmatch(row.segments[-1].text) is not None and len(row.words) > 4


def _is_list(rows: list[Row]) -> bool:
    marked = sum(len(r.segments[0].words) == 1 and MARKER.match(f"{r.segments[0].text} x") is not None for r in rows)
    return marked > 0.5 * len(rows)


def _aligned(rows: list[Row], start: float, stop: float) -> bool:
    """Whether the texts of a column start, end or are centred at one place."""
    texts = [s for r in rows for s in r.segments if s.x0 >= start - 0.1 and s.x1 <= stop + 0.1]
    if len(texts) < 2:
        return True
    sides = ([s.x0 for s in texts], [s.x1 for s in texts], [s.middle for s in texts])
    return any(_share_at_one_place(values) >= 0.8 for values in sides)


def _share_at_one_place(values: list[float]) -> float:
    return max(sum(abs(v - w) <= ALIGNED for v in values) for w in values) / len(values)


def _is_running_text(rows: list[Row], gaps: list[tuple[float, float]]) -> bool:
    """Whether every column is made of full lines, one after another: columns of a page."""
    edges = [float("-inf"), *((a + b) / 2 for a, b in gaps), float("inf")]
    for left, right in pairwise(edges):
        own = [s for r in rows for s in r.segments if left < s.middle < right]
        widest = max((s.x1 - s.x0 for s in own), default=0.0)
        full = sum(len(s.words) >= 5 and s.x1 - s.x0 > 0.8 * widest for s in own)
        if full < PROSE_LINES * max(1, len(rows)):
            return False
    return True
