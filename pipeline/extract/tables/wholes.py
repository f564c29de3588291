"""Finds the columns of a table whose numbers make a hundred in its rows: the shares of a whole."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

LEAST_PARTS = 3  # shares that make a whole
LEAST_WHOLES = 3  # rows that do
WHOLE, PARTS_SLACK = Decimal(100), Decimal("0.6")
MOSTLY = Decimal("0.8")
Numbers = Sequence[Decimal | None]


@dataclass(frozen=True, slots=True)
class _Reach:
    """From one column on: where the next cell without a number is, and the next number with decimals."""

    gap: int
    decimals: int
    first: int  # the ends of the stretches that make a whole, from `first` to `last`; none where it is behind
    last: int


def parts_of_a_whole(rows: Sequence[Numbers]) -> tuple[int, int] | None:
    """Return the first and last of the adjacent columns whose numbers make 100 in most rows, None where none do.

    rows: the bare numbers of each row by column, None where a cell has none. The most columns win, then the
    first. A share is never below nothing.
    """
    width = max((len(r) for r in rows), default=0)
    reaches = [_reaches(r, width) for r in rows if sum(v is not None for v in r) >= LEAST_PARTS]
    best: tuple[int, int] | None = None
    for first in range(width - LEAST_PARTS + 1):
        last = _last_part([r[first] for r in reaches], first)
        if last is not None and (best is None or last - first > best[1] - best[0]):
            best = (first, last)
    return best


def _last_part(reaches: Sequence[_Reach], first: int) -> int | None:
    """Return the last column with which those from `first` on make a whole in most rows."""
    fitting = [r for r in reaches if r.first <= r.last and r.last >= first + LEAST_PARTS - 1]
    if len(fitting) < LEAST_WHOLES:
        return None
    firsts, lasts = sorted(r.first for r in fitting), sorted(r.last for r in fitting)
    gaps = sorted(r.gap for r in reaches)
    # between two of these ends the same rows make a whole, and the last column has the fewest rows against it
    for last in sorted({*lasts, *(f - 1 for f in firsts)}, reverse=True):
        if last < first + LEAST_PARTS - 1:
            break
        fits = bisect_right(firsts, last) - bisect_left(lasts, last)
        whole = len(gaps) - bisect_right(gaps, last)
        if fits >= LEAST_WHOLES and fits >= MOSTLY * whole and _any_decimals(fitting, last):
            return last
    return None


def _any_decimals(fitting: Sequence[_Reach], last: int) -> bool:
    return any(r.decimals <= last and r.first <= last <= r.last for r in fitting)


def _reaches(row: Numbers, width: int) -> list[_Reach]:
    """Return what holds from each column of a row on; sums are told apart by their place in the sums so far."""
    found: list[_Reach] = []
    gap = decimals = end = width
    sums: list[Decimal] = []
    for first in range(width - 1, -1, -1):
        value = row[first] if first < len(row) else None
        if value is None:
            gap = first
        elif value != value.to_integral_value():
            decimals = first
        if value is None or not 0 <= value <= WHOLE + PARTS_SLACK:
            end, sums = first, []  # no whole goes over this column
            found.append(_Reach(gap, decimals, 1, 0))
            continue
        if not sums:
            sums = [Decimal(0)]
        # sums[k] is that of the k columns before `end`, so the stretch from `first` to `last` is a difference
        sums.append(sums[-1] + value)
        least = bisect_left(sums, sums[-1] - WHOLE - PARTS_SLACK)
        most = bisect_right(sums, sums[-1] - WHOLE + PARTS_SLACK) - 1
        found.append(_Reach(gap, decimals, end - most - 1, end - least - 1))
    return found[::-1]
