"""Tells which rows of a table a total row adds up, and what they come to, in one walk over the table."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.align.words import fold
from pipeline.check.formulas import LEVEL_KINDS, cell
from pipeline.check.table_parts import read_in_several, rounded_interval
from pipeline.check.views import Row, Slot
from pipeline.quantities import Interval, figure_interval
from pipeline.types import Figure, Kind

_TOTAL = re.compile(r"^(?:grand |overall |sub-?\s?)?totals?\b|\btotals?:?$")
_OF_WHICH = re.compile(r"^(?:of which|including|of these|incl\.)\b")
ADDITIVE = re.compile(r"^(?:count|[A-Z]{3})$")
ADDED_KINDS = LEVEL_KINDS | {Kind.CHANGE}
MOST_BELOW = 8  # parts looked for under a total
MOST_TOTALS = 200  # totals that a grand total is held against; more are told as not judged


@dataclass(frozen=True, slots=True)
class Scheme:
    """A total row with the rows that it is taken to add up, none where there are too many to tell."""

    total: Row
    parts: tuple[Row, ...]


@dataclass(slots=True)
class _Cells:
    """The cells of one slot: how many, their unit (None for several) and what they add up to."""

    number: int
    unit: str | None
    sum: Interval


@dataclass(slots=True)
class Sums:
    """What rows add up to in each slot, row by row. `scaled` are the columns printed in thousands."""

    scaled: frozenset[int]
    rows: int = 0
    slots: dict[Slot, _Cells] = field(default_factory=dict)
    doubtful: set[int] = field(default_factory=set)  # columns with a cell that was read as several numbers

    def add(self, row: Row) -> None:
        """Add a row's cells."""
        self.rows += 1
        self.doubtful |= read_in_several(row)
        for slot in row.by_slot:
            if (figure := cell(row, slot)) is not None:
                self._add(slot, figure)

    def _add(self, slot: Slot, figure: Figure) -> None:
        own = rounded_interval(figure, scaled=slot[0] in self.scaled)
        known = self.slots.get(slot)
        if known is None:
            self.slots[slot] = _Cells(1, figure.unit, Interval.exact(Decimal(0)) + own)
            return
        known.number += 1
        known.unit = known.unit if known.unit == figure.unit else None
        known.sum = known.sum + own

    def columns(self, total: Row) -> Iterator[tuple[Slot, Figure, Interval]]:
        """Yield the cells of a total row that these rows may be the parts of, with what the parts add up to."""
        several = read_in_several(total) if self.doubtful else frozenset()
        for slot in sorted(total.by_slot):
            printed, known = cell(total, slot), self.slots.get(slot)
            if printed is None or not ADDITIVE.match(printed.unit) or printed.kind not in ADDED_KINDS:
                continue
            if known is None or known.number < max(2, self.rows - 1) or known.unit != printed.unit:
                continue
            if slot[0] in self.doubtful and slot[0] not in several:
                continue
            yield slot, printed, known.sum

    def agrees(self, total: Row) -> bool:
        """Whether a total row is the sum of these rows in every column, and in one at least."""
        none = True
        for _, printed, computed in self.columns(total):
            if not computed.meets(figure_interval(printed)):
                return False
            none = False
        return not none


def schemes_of(rows: Sequence[Row], start: Callable[[], Sums]) -> Iterator[tuple[Scheme, Sums]]:
    """Yield each total row of a table with the rows since the total before it, and what these come to.

    A total over its own parts (`Total beans`, then the kinds of beans) is itself a part of what follows.
    start: makes the sums of no rows.
    """
    parts, sums = list[Row](), start()
    totals, grand = list[Row](), start()
    skip = 0  # parts of a total that stands over them
    for i, row in enumerate(rows):
        if skip:
            skip -= 1
            continue
        if not _bears_total(row):
            if not _OF_WHICH.match(_row_name(row)):
                parts.append(row)
                sums.add(row)
            continue
        if (below := _parts_below(rows, i, sums, start)) is not None:
            yield below
            parts.append(row)
            sums.add(row)
            skip = len(below[0].parts)
            continue
        if len(parts) >= 2:
            yield Scheme(row, tuple(parts)), sums
        elif len(totals) >= 2 and not parts:  # a grand total of the totals before it
            yield Scheme(row, tuple(totals) if len(totals) <= MOST_TOTALS else ()), grand
        totals.append(row)
        grand.add(row)
        parts, sums = [], start()


def _row_name(row: Row) -> str:
    return fold(row.label).rstrip("*†‡#¹²³ ")


def _bears_total(row: Row) -> bool:
    return _TOTAL.search(_row_name(row)) is not None


def _parts_below(rows: Sequence[Row], i: int, above: Sums, start: Callable[[], Sums]) -> tuple[Scheme, Sums] | None:
    """Return a total with the rows right below it, where these add up in every column and those above do not."""
    if above.rows >= 2 and above.agrees(rows[i]):
        return None
    sums = start()
    for n in range(i + 1, min(i + 1 + MOST_BELOW, len(rows))):
        sums.add(rows[n])
        if sums.rows < 2:
            continue
        if _bears_total(rows[n]):
            return None
        if sums.agrees(rows[i]):
            return Scheme(rows[i], tuple(rows[i + 1 : n + 1])), sums
    return None
