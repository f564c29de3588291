"""Intervals of decimals: what a printed number allows, pushed through sums, shares and changes.

The method is interval arithmetic on closed or half-open intervals (IEEE 1788 vocabulary), with
Decimal throughout, since binary floats get ties wrong.
"""

from dataclasses import dataclass
from decimal import Context, Decimal

HUNDRED = Decimal(100)
DIVISION = Context(prec=40)  # digits kept in divisions; far beyond any printed figure


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from `lower` to `upper`; None is an open end towards infinity.

    `lower_open` and `upper_open` say that the end itself is excluded, as in `over 20`.
    """

    lower: Decimal | None
    upper: Decimal | None
    lower_open: bool = False
    upper_open: bool = False

    @classmethod
    def exact(cls, value: Decimal) -> "Interval":
        """Return the interval that holds `value` alone."""
        return cls(value, value)

    @property
    def bounded(self) -> bool:
        """Whether both ends are finite."""
        return self.lower is not None and self.upper is not None

    def contains(self, value: Decimal) -> bool:
        """Return whether `value` lies inside."""
        return self.meets(Interval.exact(value))

    def meets(self, other: "Interval") -> bool:
        """Return whether the two intervals share a value."""
        return not (_before(self, other) or _before(other, self))

    def gap(self, other: "Interval") -> Decimal:
        """Return the distance between two disjoint intervals, 0 where they meet."""
        if _before(self, other):
            assert self.upper is not None
            assert other.lower is not None
            return other.lower - self.upper
        if _before(other, self):
            assert other.upper is not None
            assert self.lower is not None
            return self.lower - other.upper
        return Decimal(0)

    def __neg__(self) -> "Interval":
        return Interval(
            None if self.upper is None else -self.upper,
            None if self.lower is None else -self.lower,
            self.upper_open,
            self.lower_open,
        )

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(
            None if self.lower is None or other.lower is None else self.lower + other.lower,
            None if self.upper is None or other.upper is None else self.upper + other.upper,
            self.lower_open or other.lower_open,
            self.upper_open or other.upper_open,
        )

    def __sub__(self, other: "Interval") -> "Interval":
        return self + -other

    def scaled(self, factor: Decimal) -> "Interval":
        """Return the interval times a positive exact factor.

        Raises ValueError for a factor that is not positive.
        """
        if factor <= 0:
            raise ValueError(f"factor must be positive, got {factor}")
        return Interval(
            None if self.lower is None else self.lower * factor,
            None if self.upper is None else self.upper * factor,
            self.lower_open,
            self.upper_open,
        )


def _before(a: Interval, b: Interval) -> bool:
    """Whether all of a lies below all of b."""
    if a.upper is None or b.lower is None:
        return False
    return a.upper < b.lower or (a.upper == b.lower and (a.upper_open or b.lower_open))


def total(parts: list[Interval]) -> Interval:
    """Return the sum of lows to the sum of highs."""
    result = Interval.exact(Decimal(0))
    for part in parts:
        result = result + part
    return result


def ratio(part: Interval, whole: Interval) -> Interval | None:
    """Return part over whole, both not negative; None where the whole's interval holds 0.

    [part_lo / whole_hi, part_hi / whole_lo]; an unbounded whole lets the low end go to 0.
    """
    if whole.lower is None or whole.lower <= 0 or part.lower is None or part.lower < 0:
        return None
    lower = Decimal(0) if whole.upper is None else DIVISION.divide(part.lower, whole.upper)
    upper = None if part.upper is None else DIVISION.divide(part.upper, whole.lower)
    return Interval(
        lower,
        upper,
        part.lower_open or whole.upper is None or whole.upper_open,
        part.upper_open or whole.lower_open,
    )


def percent_change(before: Interval, after: Interval) -> Interval | None:
    """Return the change from before to after in percent, both positive; None where it cannot be judged.

    [(after_lo / before_hi - 1) x 100, (after_hi / before_lo - 1) x 100]
    """
    quotient = ratio(after, before)
    if quotient is None:
        return None
    return Interval(
        None if quotient.lower is None else quotient.lower * HUNDRED - HUNDRED,
        None if quotient.upper is None else quotient.upper * HUNDRED - HUNDRED,
        quotient.lower_open,
        quotient.upper_open,
    )


def share_percent(part: Interval, whole: Interval) -> Interval | None:
    """Return part of whole in percent; None where the whole's interval holds 0."""
    quotient = ratio(part, whole)
    return None if quotient is None else quotient.scaled(Decimal(100))
