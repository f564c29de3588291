"""Tells which rows of a table a total row adds up."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.align.words import fold
from pipeline.check.views import Row

_TOTAL = re.compile(r"^(?:grand |overall |sub-?\s?)?totals?\b|\btotals?:?$")
_OF_WHICH = re.compile(r"^(?:of which|including|of these|incl\.)\b")
MOST_BELOW = 8  # parts looked for under a total


@dataclass(frozen=True, slots=True)
class Scheme:
    """A total row with the rows that it is taken to add up."""

    total: Row
    parts: tuple[Row, ...]


def schemes_of(rows: Sequence[Row], agrees: Callable[[Scheme], bool]) -> Iterator[Scheme]:
    """Yield each total row of a table with the rows since the total before it.

    A total over its own parts (`Total beans`, then the kinds of beans) is itself a part of what follows.
    agrees: whether a total adds up its parts in every column.
    """
    parts: list[Row] = []
    totals: list[Row] = []
    skip = 0  # parts of a total that stands over them
    for i, row in enumerate(rows):
        if skip:
            skip -= 1
            continue
        if not _bears_total(row):
            if not _OF_WHICH.match(_row_name(row)):
                parts.append(row)
            continue
        if (below := _parts_below(rows, i, parts, agrees)) is not None:
            yield below
            parts.append(row)
            skip = len(below.parts)
            continue
        if len(parts) >= 2:
            yield Scheme(row, tuple(parts))
        elif len(totals) >= 2 and not parts:
            yield Scheme(row, tuple(totals))  # a grand total of the totals before it
        totals.append(row)
        parts = []


def _row_name(row: Row) -> str:
    return fold(row.label).rstrip("*†‡#¹²³ ")


def _bears_total(row: Row) -> bool:
    return _TOTAL.search(_row_name(row)) is not None


def _parts_below(rows: Sequence[Row], i: int, above: Sequence[Row], agrees: Callable[[Scheme], bool]) -> Scheme | None:
    """Return a total with the rows right below it, where these add up in every column and those above do not."""
    if len(above) >= 2 and agrees(Scheme(rows[i], tuple(above))):
        return None
    for count in range(2, MOST_BELOW + 1):
        parts = tuple(rows[i + 1 : i + 1 + count])
        if len(parts) < count or _bears_total(parts[-1]):
            return None
        if agrees(Scheme(rows[i], parts)):
            return Scheme(rows[i], parts)
    return None
