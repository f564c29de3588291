"""What a figure would have to be for a formula to hold, and whether one slip makes it so."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.check.formulas.operations import TIMES, Op
from pipeline.check.slips import Slip, repair
from pipeline.quantities import Interval
from pipeline.types import Figure, Kind

Range = tuple[float, float]


def ends_of(lower: Decimal | None, upper: Decimal | None) -> Range:
    """Return two ends as numbers, an open one as infinite."""
    return -float("inf") if lower is None else float(lower), float("inf") if upper is None else float(upper)


def needed_of(op: Op, operands: Sequence[Figure], n: int, allowed: Interval, printed: Figure) -> Range | None:
    """Return what the nth operand would have to be for the printed result; the others stay as they are."""
    if op in (Op.RANK, Op.WEIGHTED_MEAN):
        return None
    shown = ends_of(printed.lower, printed.upper)
    return _quotient(op, operands, n, shown) if op in TIMES else _linear(op, operands, n, allowed, shown)


def _linear(op: Op, operands: Sequence[Figure], n: int, allowed: Interval, printed: Range) -> Range | None:
    figure = operands[n]
    if figure.value is None or allowed.lower is None or allowed.upper is None:
        return None
    sign = -1 if (op is Op.DIFFERENCE and n == 0) or (op is Op.BALANCE and n == 2) else 1
    times = len(operands) if op is Op.MEAN else 1
    own = ends_of(figure.lower, figure.upper)
    low, high = (printed[0] - float(allowed.upper)) * times, (printed[1] - float(allowed.lower)) * times
    return (own[1] + low, own[0] + high) if sign > 0 else (own[1] - high, own[0] - low)


def _quotient(op: Op, operands: Sequence[Figure], n: int, printed: Range) -> Range | None:
    off = 100 if op is Op.PERCENT_CHANGE else 0
    other = operands[1 - n] if len(operands) == 2 else None
    if other is None or other.lower is None or other.upper is None:
        return None
    low, high = printed[0] + off, printed[1] + off
    if low <= 0 or other.lower <= 0:
        return None
    if n == 1:
        return low * float(other.lower) / TIMES[op], high * float(other.upper) / TIMES[op]
    return TIMES[op] * float(other.lower) / high, TIMES[op] * float(other.upper) / low


def may_be(figure: Figure, needed: Range) -> bool:
    """Whether a level could be what a formula needs it to be: one above nothing is below it only by a lost sign."""
    if figure.kind is not Kind.LEVEL or figure.value is None or figure.value < 0 or needed[1] >= 0:
        return True
    return needed[0] <= -float(figure.value) <= needed[1]


def slip_of(figure: Figure, needed: Range) -> Slip | None:
    """Return the slip by which a figure would be what it has to be."""
    low, high = needed
    slack = 1e-9 * (abs(low) + abs(high))
    half = float(Decimal(1).scaleb(-figure.decimals) / 2)

    def fits(value: Decimal) -> bool:
        size = abs(float(value))
        times = _scale(figure)
        least, most = (
            sorted((abs(low), abs(high))) if low * high > 0 or low == high else (0.0, max(abs(low), abs(high)))
        )
        return least - half - slack <= size * times <= most + half + slack

    return repair(figure.text, fits)


def likely_slip(figure: Figure, needed: Range) -> Slip | None:
    """Return the slip by which a figure would be the middle of what it has to be, else one within its ends."""
    low, high = needed
    if abs(low) < float("inf") and abs(high) < float("inf"):
        middle = (low + high) / 2
        in_the_middle = slip_of(figure, (middle, middle))
        if in_the_middle is not None:
            return in_the_middle
    return slip_of(figure, needed)


def _scale(figure: Figure) -> float:
    """Return what the printed number is multiplied by: £1.2 million has -5 decimals where it prints one."""
    printed = len(figure.text.partition(".")[2].rstrip("%)m")) if "." in figure.text else 0
    return 10.0 ** (max(0, printed) - figure.decimals) if figure.decimals < 0 else 1.0
