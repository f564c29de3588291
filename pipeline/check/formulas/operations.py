"""The operations by which a figure of a table may follow from others, in binary numbers and in exact decimals."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pipeline.quantities import Interval, percent_change, ratio


class Op(StrEnum):
    """What a figure is, worked out from others."""

    DIFFERENCE = "difference"
    PERCENT_CHANGE = "percent change"
    SUM = "sum"
    MEAN = "mean"
    BALANCE = "running balance"
    SHARE = "share"
    SHARE_OF_TOTAL = "share of the column's total"
    INDEX = "index"
    AVERAGE = "average for each"
    PER_THOUSAND = "rate per 1,000"
    PER_TEN_THOUSAND = "rate per 10,000"
    PER_HUNDRED_THOUSAND = "rate per 100,000"
    PER_MILLION = "rate per 1,000,000"
    WEIGHTED_MEAN = "weighted mean"
    RANK = "rank"


# what a quotient of the second operand by the first is multiplied by
TIMES: dict[Op, int] = {
    Op.SHARE: 100,
    Op.AVERAGE: 1,
    Op.PER_THOUSAND: 1_000,
    Op.PER_TEN_THOUSAND: 10_000,
    Op.PER_HUNDRED_THOUSAND: 100_000,
    Op.PER_MILLION: 1_000_000,
    Op.SHARE_OF_TOTAL: 100,
    Op.INDEX: 100,
    Op.PERCENT_CHANGE: 100,
}
QUOTIENTS = frozenset({*TIMES, Op.MEAN, Op.WEIGHTED_MEAN})
CHANGES = frozenset({Op.DIFFERENCE, Op.PERCENT_CHANGE})
LINEAR = frozenset({Op.DIFFERENCE, Op.SUM, Op.MEAN, Op.BALANCE})
OF_ONE_ITEM = frozenset({Op.SHARE_OF_TOTAL, Op.INDEX})
PAIRED = (
    Op.DIFFERENCE,
    Op.PERCENT_CHANGE,
    Op.SHARE,
    Op.AVERAGE,
    Op.PER_THOUSAND,
    Op.PER_TEN_THOUSAND,
    Op.PER_HUNDRED_THOUSAND,
    Op.PER_MILLION,
)


@dataclass(frozen=True, slots=True)
class Term:
    """An operand: a field, at the item itself (`shift` 0), the one before (-1) or after it (1), or at one item."""

    field: int
    shift: int = 0
    sign: int = 1
    item: int | None = None

    def at(self, item: int) -> int:
        """Return the item where the operand stands for one of the result."""
        return self.item if self.item is not None else item + self.shift


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A field as the result of an operation on terms.

    A difference is the second term less the first, a quotient the second over the first; a weighted mean has the
    terms first and then as many weights.
    """

    op: Op
    result: int
    terms: tuple[Term, ...]
    descending: bool = True  # of a rank


def worked_out(op: Op, operands: list[Interval]) -> Interval | None:
    """Return what operands allow for the result; None where it cannot be said, as over nothing."""
    if op is Op.DIFFERENCE:
        return operands[1] - operands[0]
    if op is Op.PERCENT_CHANGE:
        return percent_change(operands[0], operands[1])
    if op in TIMES:
        quotient = ratio(operands[1], operands[0])
        return None if quotient is None else quotient.scaled(Decimal(TIMES[op]))
    if op is Op.WEIGHTED_MEAN:
        return _weighted(operands)
    if op is Op.BALANCE:
        return operands[0] + operands[1] - operands[2]
    result = Interval.exact(Decimal(0))
    for operand in operands:
        result = result + operand
    return result if op is Op.SUM else result.scaled(Decimal(1) / len(operands))


def _weighted(operands: list[Interval]) -> Interval | None:
    """Return the mean of the first half of the operands, weighted by the middles of the second half."""
    half = len(operands) // 2
    weights = [(w.lower + w.upper) / 2 for w in operands[half:] if w.lower is not None and w.upper is not None]
    if len(weights) < half or sum(weights) <= 0 or min(weights) < 0:
        return None
    result = Interval.exact(Decimal(0))
    for value, weight in zip(operands[:half], weights, strict=True):
        if weight:
            result = result + value.scaled(weight / sum(weights))
    return result
