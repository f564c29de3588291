"""Builds lines from words: a row is cut at wide gaps, and where a river parts columns of text."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import attrgetter

from pipeline.read.pdf.words import Line, Word, cluster_rows, make_line

LINE_GAP = 1.6  # font sizes; a wider gap may part columns or cells
RIVER = 0.7  # narrowest white between columns of justified text, in font sizes; words stand 0.2 to 0.5 apart
RIVER_ROWS = 8  # rows, one below the other, that keep it white: gaps between words do not
_FROM = attrgetter("x0")


@dataclass(slots=True)
class _Strip:
    """White from x0 to x1 down some rows, `beside` of which have words on both sides of it."""

    x0: float
    x1: float
    first: int
    last: int
    beside: int


def whole_rows(words: Sequence[Word]) -> list[Line]:
    """Group words into lines, however wide the gaps in them: those of one cell."""
    return [make_line(row) for row in cluster_rows(words)]


def build_lines(words: Sequence[Word]) -> list[Line]:
    """Group words into lines; a wide gap starts a new one, and so does a river."""
    rows = cluster_rows(words)
    rivers = _rivers(rows)
    lines: list[Line] = []
    for number, row in enumerate(rows):
        here = sorted((r for r in rivers if r.first <= number <= r.last), key=_FROM)
        start = 0
        for i in range(1, len(row) + 1):
            if i == len(row) or _parts(row[i - 1], row[i], here):
                lines.append(make_line(row[start:i]))
                start = i
    return lines


def _parts(before: Word, after: Word, rivers: Sequence[_Strip]) -> bool:
    """Whether a line ends between two words; the rivers of a row are in order and do not overlap."""
    if after.x0 - before.x1 > LINE_GAP * max(after.size, before.size):
        return True
    next_one = bisect_left(rivers, before.x1 - 0.01, key=_FROM)
    return next_one < len(rivers) and after.x0 >= rivers[next_one].x1 - 0.01


def _rivers(rows: Sequence[Sequence[Word]]) -> list[_Strip]:
    """Return the strips that stay white between words down enough rows."""
    rivers: list[_Strip] = []
    flowing: list[_Strip] = []
    for number, row in enumerate(rows):
        least = RIVER * min(w.size for w in row)
        going: list[_Strip] = []
        reaches = list(accumulate((w.x1 for w in row), max)) if flowing else []
        for strip in flowing:
            x0, x1 = _white(strip, row, bisect_right(reaches, strip.x0))
            if x1 - x0 < least:
                rivers.append(strip)
                continue
            strip.x0, strip.x1 = x0, x1
            if row[0].x1 <= x0 + 0.01 and row[-1].x0 >= x1 - 0.01:
                strip.last = number
                strip.beside += 1
            going.append(strip)
        # the strips that flow do not overlap, and neither do the gaps of a row
        starts, ends = [s.x0 for s in going], [s.x1 for s in going]
        fresh = [
            _Strip(x0, x1, number, number, 1)
            for x0, x1 in ((a.x1, b.x0) for a, b in pairwise(row))
            if x1 - x0 >= least and bisect_left(starts, x1) <= bisect_right(ends, x0)
        ]
        flowing = sorted([*going, *fresh], key=_FROM) if fresh else going
    return [r for r in [*rivers, *flowing] if r.beside >= RIVER_ROWS]


def _white(strip: _Strip, row: Sequence[Word], before: int) -> tuple[float, float]:
    """Return the widest part of a strip that a row leaves white; its words before a place end left of the strip."""
    best, at = (strip.x0, strip.x0), strip.x0
    for k in range(before, len(row)):
        word = row[k]
        if word.x0 >= strip.x1:
            break
        if word.x1 <= strip.x0:
            continue
        if word.x0 - at > best[1] - best[0]:
            best = (at, word.x0)
        at = max(at, word.x1)
    return (at, strip.x1) if strip.x1 - at > best[1] - best[0] else best
