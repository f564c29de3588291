"""Finds the columns of a table without ruling lines: the white gaps that its rows leave open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.read.pdf.segments import Row, is_year

CROSSING = 0.04  # share of rows whose text may run over a gap between columns
MIN_GAP = 0.15  # narrowest gap between columns, in font sizes


@dataclass(frozen=True, slots=True)
class Columns:
    """The sides of the columns of a table, outer sides included."""

    bounds: tuple[float, ...]

    @property
    def count(self) -> int:
        return len(self.bounds) - 1


def find_columns(seeds: Sequence[Row], *, keep_rare: bool = False) -> Columns | None:
    """Find the white gaps that nearly all rows leave open; None where there are none.

    keep_rare: also keep a column that a single row fills, as a header over empty cells does.
    """
    size = sorted(r.size for r in seeds)[len(seeds) // 2]
    plain = [r for r in seeds if not all(is_year(s.text) for s in r.segments if s.figure)]
    seeds = plain if len(plain) >= 3 else seeds
    allowed = max(1, int(CROSSING * len(seeds))) if len(seeds) >= 12 else 0
    events: list[tuple[float, int]] = []
    for row in seeds:
        events.extend((s.x0, 1) for s in row.segments)
        events.extend((s.x1, -1) for s in row.segments)
    events.sort(key=lambda e: (e[0], e[1]))
    left, right = events[0][0], max(x for x, _ in events)
    gaps = [g for g in _white(events, allowed) if g[1] - g[0] >= MIN_GAP * size and g[0] > left]
    bounds = [left, *((a + b) / 2 for a, b in gaps), right]
    bounds = bounds if keep_rare else _without_rare(bounds, seeds)
    return Columns(tuple(bounds)) if len(bounds) > 2 else None


def _white(events: list[tuple[float, int]], allowed: int) -> Iterator[tuple[float, float]]:
    """Yield the gaps that at most `allowed` rows cross; events are sorted starts (1) and ends (-1)."""
    depth = 0
    opened: float | None = None
    for x, step in events:
        depth += step
        if depth <= allowed and opened is None:
            opened = x
        elif depth > allowed and opened is not None:
            yield opened, x
            opened = None


def _without_rare(bounds: list[float], seeds: Sequence[Row]) -> list[float]:
    """Join a column that almost no row fills with the one before, unless it holds figures or follows row numbers."""
    filled = [0] * (len(bounds) - 1)
    figures = [0] * (len(bounds) - 1)
    for row in seeds:
        for segment in row.segments:
            c = column_at(segment.middle, bounds)
            filled[c] += 1
            figures[c] += segment.figure
    few = len(seeds) <= 3
    numbered = figures[0] == filled[0]
    kept = [
        bounds[c]
        for c in range(1, len(bounds) - 1)
        if filled[c] >= 2 or figures[c] or few or (c == 1 and numbered and filled[0])
    ]
    return [bounds[0], *kept, bounds[-1]]


def column_at(x: float, bounds: Sequence[float]) -> int:
    """Return the column, from 0, that a position lies in; positions outside belong to the outer ones."""
    return max(0, min(sum(1 for b in bounds[1:-1] if b <= x), len(bounds) - 2))
