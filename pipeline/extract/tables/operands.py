"""Finds the two columns that a column of changes is worked out from, by arithmetic over its rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

LEAST_ROWS = 2  # that must agree
MOSTLY = Decimal("0.8")  # of the rows that can be judged
REACH = 12  # columns to either side that a change may be told from
HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed, and how many decimals it was printed with."""

    value: Decimal
    decimals: int

    @property
    def half(self) -> Decimal:
        """Half a unit of the last printed digit."""
        return HALF.scaleb(-self.decimals)


@dataclass(frozen=True, slots=True)
class Operands:
    """The columns of the earlier and of the later value, in how many of the rows they agree, and of which kind."""

    base: int
    later: int
    agree: int
    rows: int
    percent: bool


Cells = Mapping[int, Printed]  # the number of a row, by the row


def operands_of(change: Cells, column: int, levels: Mapping[int, Cells]) -> Operands | None:
    """Return the pair of level columns whose difference or percent change a column prints, None where none does.

    change: the numbers of the column by row; levels: those of the columns that hold levels, by column. A pair must
    fit most rows, and at least two that tell something: rows of equal values or of zeros agree with anything.
    """
    best: tuple[int, int, Operands] | None = None
    for base, later in _pairs(column, sorted(levels)):
        for percent in (True, False):
            found = judged(change, levels[base], levels[later], percent=percent)
            if found is None:
                continue
            agree, rows = found
            far = abs(column - base) + abs(column - later)
            key = (agree, -far)
            if best is None or key > best[:2]:
                best = (*key, Operands(base, later, agree, rows, percent))
    return best[2] if best else None


def _pairs(column: int, levels: Sequence[int]) -> Iterator[tuple[int, int]]:
    near = [c for c in levels if abs(c - column) <= REACH]
    for base in near:
        for later in near:
            if base != later:
                yield base, later


def judged(change: Cells, base: Cells, later: Cells, *, percent: bool) -> tuple[int, int] | None:
    """Return in how many rows the changes follow from the two levels, and of how many; None where too few do."""
    agree = rows = telling = 0
    for row, printed in change.items():
        first, second = base.get(row), later.get(row)
        if first is None or second is None or (percent and first.value == 0):
            continue
        rows += 1
        if _agrees(printed, first, second, percent=percent):
            agree += 1
            telling += printed.value != 0
    if telling < LEAST_ROWS or agree < MOSTLY * rows:
        return None
    return agree, rows


def _agrees(printed: Printed, base: Printed, later: Printed, *, percent: bool) -> bool:
    """Whether the change that is printed lies within what rounding of all three numbers leaves open."""
    low, high = later.value - later.half - base.value - base.half, later.value + later.half - base.value + base.half
    if percent:
        ends = (base.value - base.half, base.value + base.half)
        if ends[0] <= 0 <= ends[1]:
            return False
        found = [100 * d / e for d in (low, high) for e in ends]
        exact = 100 * (later.value - base.value) / abs(base.value)
        if base.decimals == later.decimals == 0 and min(abs(v) for v in ends) > 0:
            found = [exact, exact] if abs(exact - printed.value) <= printed.half else found
        low, high = min(found), max(found)
    return low - printed.half <= printed.value <= high + printed.half
