"""Judges the items of a formula: exactly, one by one, with the benign readings in their order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal

import numpy as np

from pipeline.align.words import fold
from pipeline.check.formulas.choice import Formulas
from pipeline.check.formulas.evidence import Variant
from pipeline.check.formulas.grid import Numbers
from pipeline.check.formulas.operations import CHANGES, QUOTIENTS, Hypothesis, Op, worked_out
from pipeline.check.formulas.repairs import ends_of, needed_of, slip_of
from pipeline.check.formulas.search import Found
from pipeline.check.formulas.words import sum_in_words
from pipeline.check.sums import excluded_part
from pipeline.quantities import Interval, unit_in_last_place
from pipeline.types import Cause, Figure, Kind, Result

UNLIKELY = Decimal(3)  # standard deviations of rounding beyond which a long total is told as unlikely
NEAR_PART = Decimal("0.15")  # a sum further from its total than that is no sum of these fields
FEW_PARTS = 6  # of which one may be a slip away
BEYOND_DOUBT = 9  # items in which a sum holds from which on an exception is one however far off
CLEAR_BEYOND_DOUBT = 5  # where its label says so, and all other items obey
MANY_DIGITS = 5  # of a number that luck does not bring within one slip of a sum
LARGE = 100  # differences of smaller numbers are seldom printed rounded


@dataclass(frozen=True, slots=True)
class Item:
    """A formula at one item: the printed figure, the figures that it follows from and what these allow."""

    found: Found
    item: int
    printed: Figure
    operands: tuple[Figure, ...]
    allowed: Interval
    result: Result
    reason: str
    cause: Cause
    loose: bool = False  # whether figures rounded before they were printed would allow it

    @property
    def words(self) -> str:
        """The sum worked out."""
        if self.found.hypothesis.op is Op.RANK and self.operands:
            return f"{self.operands[0].text} is number {self.allowed.lower} by size"
        return sum_in_words(self.found.hypothesis.op, self.operands, self.printed)

    @property
    def middle(self) -> Decimal:
        """What the operands give, in the middle of what they allow."""
        lower, upper = self.allowed.lower, self.allowed.upper
        if lower is None or upper is None:
            return (upper if lower is None else lower) or Decimal(0)
        return (lower + upper) / 2


def judged_items(formulas: Formulas, found: Found, only: Numbers) -> Iterator[Item]:
    """Yield a formula at each of some items where it can be judged."""
    for item in np.flatnonzero(only):
        made = judge_item(formulas, found, int(item))
        if made is not None:
            yield made


def judge_item(formulas: Formulas, found: Found, item: int) -> Item | None:
    """Return a formula at one item; None where its operands allow nothing to be said."""
    lines, hypothesis = found.lines, found.hypothesis
    printed = lines.figure(hypothesis.result, item)
    if printed is None:
        return None
    operands = operands_at(found, item)
    allowed = _allowed(formulas, found, operands, item)
    if allowed is None:
        return None
    result, reason, cause = _result(formulas, found, printed, operands, allowed)
    loose = result is Result.DIFFERS and _is_loose(formulas, found, printed, operands, item)
    return Item(found, item, printed, operands, allowed, result, reason, cause, loose)


def _is_loose(formulas: Formulas, found: Found, printed: Figure, operands: tuple[Figure, ...], item: int) -> bool:
    """Whether a figure that differs by one unit of its last digit would agree if all were rounded before."""
    exact = _allowed(formulas, found, operands, item)
    unit = unit_in_last_place(printed.decimals)
    if found.hypothesis.op is Op.RANK or exact is None or exact.gap(_shown(formulas, found, printed)) > unit:
        return False
    rounded = _allowed(formulas, replace(found, variant=Variant.ROUNDED), operands, item)
    value = printed.value or Decimal(0)
    return rounded is not None and rounded.meets(Interval(value - unit / 2, value + unit / 2))


def figures_by_item(found: Found) -> Callable[[int], Iterator[Figure]]:
    """Return what gives the figures that take part in a formula at an item, the result first; for many items."""
    lines, hypothesis = found.lines, found.hypothesis
    result = lines.figures(hypothesis.result)
    operands = [(term, lines.figures(term.field)) for term in hypothesis.terms]

    def at(item: int) -> Iterator[Figure]:
        if (figure := result[item]) is not None:
            yield figure
        for term, figures in operands:
            place = term.at(item)
            if 0 <= place < lines.items and (figure := figures[place]) is not None:
                yield figure

    return at


def operands_at(found: Found, item: int) -> tuple[Figure, ...]:
    """Return the figures that a formula rests on at an item; blanks of a sum are left out."""
    lines = found.lines
    figures = (lines.figure(t.field, t.at(item)) for t in found.hypothesis.terms if 0 <= t.at(item) < lines.items)
    return tuple(f for f in figures if f is not None)


def _allowed(formulas: Formulas, found: Found, operands: tuple[Figure, ...], item: int) -> Interval | None:
    hypothesis = found.hypothesis
    if hypothesis.op is Op.RANK:
        return _rank(found, item)
    if hypothesis.op is not Op.SUM and len(operands) < len(hypothesis.terms):
        return None
    intervals = [formulas.grid.interval(f) for f in operands]
    if found.variant is Variant.ROUNDED:
        intervals = _rounded(found, hypothesis, operands, intervals)
    return worked_out(hypothesis.op, intervals) if intervals else None


def _rank(found: Found, item: int) -> Interval:
    lines, hypothesis = found.lines, found.hypothesis
    field = hypothesis.terms[0].field
    both = lines.known[hypothesis.result] & lines.known[field]
    values = lines.cells.value[field] * (-1 if hypothesis.descending else 1)
    before, alike = (int((values[both] < values[item]).sum()), int((values[both] == values[item]).sum()))
    return Interval(Decimal(before + 1), Decimal(before + alike))


def _rounded(
    found: Found, hypothesis: Hypothesis, operands: tuple[Figure, ...], intervals: list[Interval]
) -> list[Interval]:
    """Return what operands allow that were rounded in print, each to the digit that its whole field is rounded to."""
    digits = found.lines.coarse
    steps = {t.field: Decimal(float(digits[t.field])) for t in hypothesis.terms}
    halves = [steps[t.field] / 2 for t in hypothesis.terms]
    unsigned = [bool(found.lines.unsigned[t.field]) for t in hypothesis.terms]
    if len(halves) != len(operands):
        halves, unsigned = [max(halves)] * len(operands), [all(unsigned)] * len(operands)
    result = []
    for figure, interval, half, positive in zip(operands, intervals, halves, unsigned, strict=True):
        widest = max(half, unit_in_last_place(figure.decimals) / 2)
        if figure.value is None or interval.lower is None or interval.upper is None:
            result.append(interval)
        else:
            lower, upper = min(interval.lower, figure.value - widest), max(interval.upper, figure.value + widest)
            if not figure.value and positive:
                lower = interval.lower
            result.append(Interval(lower, upper))
    return result


def _result(
    formulas: Formulas, found: Found, printed: Figure, operands: tuple[Figure, ...], allowed: Interval
) -> tuple[Result, str, Cause]:
    """Return the result with the first benign reading that fits."""
    shown = _shown(formulas, found, printed)
    if allowed.meets(shown):
        return Result.AGREES, "", Cause.UNKNOWN
    op = found.hypothesis.op
    if op in CHANGES and allowed.meets(-shown):
        if found.variant is Variant.UNSIGNED:
            return Result.AGREES, "", Cause.UNKNOWN
        if printed.kind is Kind.LEVEL or not any(c in fold(printed.text) for c in "+-"):
            return Result.BENIGN, "the sign stands in the words", Cause.SIGN_IN_WORDS
        return Result.DIFFERS, "the sign is the other way round", Cause.MISSING_SIGN
    if cuts_off(printed, allowed):
        if found.variant is Variant.TRUNCATED:
            return Result.AGREES, "cut off instead of rounded", Cause.TRUNCATION
        return Result.BENIGN, "cut off instead of rounded", Cause.TRUNCATION
    if op is Op.SUM and found.spoken and (part := excluded_part(printed, operands)) is not None:
        return Result.BENIGN, f"without {part.row_label or part.text} it adds up", Cause.PART_EXCLUDED
    if op is Op.SUM and found.spoken and found.evidence.rows > 1 and by_chance(printed, len(operands), allowed, shown):
        return Result.BENIGN, "within what rounding makes likely", Cause.ROUNDING
    if op is Op.SUM and not _may_be_slip(found, printed, operands, allowed):
        return Result.CANNOT_JUDGE, "too far from the sum: it is a mean or rate, or a total of others", Cause.UNKNOWN
    if op in CHANGES and found.evidence.holds < BEYOND_DOUBT and _one_off(printed, allowed, shown):
        return Result.BENIGN, "within one unit, as numbers rounded in print differ", Cause.ROUNDING
    if op is Op.SUM and shown.lower != shown.upper and by_chance(printed, len(operands), allowed, shown):
        return Result.BENIGN, "within what rounding makes likely", Cause.ROUNDING
    return Result.DIFFERS, "", Cause.UNKNOWN


def _shown(formulas: Formulas, found: Found, printed: Figure) -> Interval:
    """Return what a result allows; a quotient or mean was rounded, also where it looks like a count."""
    shown = formulas.grid.interval(printed)
    if found.hypothesis.op not in QUOTIENTS or shown.lower is None or shown.lower != shown.upper:
        return shown
    half = unit_in_last_place(printed.decimals) / 2
    return Interval(shown.lower - half, shown.lower + half)


def _may_be_slip(found: Found, printed: Figure, operands: tuple[Figure, ...], allowed: Interval) -> bool:
    """Whether a figure that misses its sum is near to it, or one slip away, or its formula is beyond doubt.

    Where its label alone says that it is a total, it must be more than any of its parts: a mean lies among them.
    """
    alone = found.clear and found.evidence.exceptions == 1
    enough = CLEAR_BEYOND_DOUBT if alone else BEYOND_DOUBT
    if found.evidence.holds >= enough or allowed.lower is None or allowed.upper is None or printed.value is None:
        return True
    values = [f.value for f in operands if f.value is not None]
    if found.spoken and len(operands) <= FEW_PARTS and _is_long_slip(printed, operands, allowed):
        return True
    if found.spoken and printed.value <= max(values) and min(values) >= 0:
        return False
    middle = (allowed.lower + allowed.upper) / 2
    if abs(middle - printed.value) <= NEAR_PART * max(abs(middle), abs(printed.value)):
        return True
    if found.spoken:
        return False
    if slip_of(printed, ends_of(allowed.lower, allowed.upper)) is not None:
        return True
    needed = (needed_of(Op.SUM, operands, n, allowed, printed) for n in range(len(operands)))
    few = len(operands) <= FEW_PARTS  # of many parts one is always a slip away
    return few and any(r is not None and slip_of(f, r) for f, r in zip(operands, needed, strict=True))


def _is_long_slip(printed: Figure, operands: tuple[Figure, ...], allowed: Interval) -> bool:
    """Whether one slip in a number of many digits makes a sum exact, which is no luck."""
    needed = [ends_of(allowed.lower, allowed.upper)]
    needed += [
        r or (1.0, 0.0) for n in range(len(operands)) for r in [needed_of(Op.SUM, operands, n, allowed, printed)]
    ]
    return any(
        low == high and low > 0 and len(str(int(low))) >= MANY_DIGITS and slip_of(figure, (low, high))
        for figure, (low, high) in zip((printed, *operands), needed, strict=True)
    )


def cuts_off(printed: Figure, allowed: Interval) -> bool:
    """Whether the value worked out with its further digits cut off is what is printed, and it has further digits."""
    if allowed.lower is None or allowed.upper is None or printed.value is None:
        return False
    unit = unit_in_last_place(printed.decimals)
    ends = (allowed.lower, allowed.upper)
    return any(abs(e) != abs(printed.value) and _cut(e, unit) == printed.value for e in ends)


def _cut(value: Decimal, unit: Decimal) -> Decimal:
    return (value / unit).quantize(Decimal(1), ROUND_DOWN) * unit


def _one_off(printed: Figure, allowed: Interval, shown: Interval) -> bool:
    """Whether a difference of large whole numbers is one off: they may be printed rounded, as in thousands."""
    exact = shown.lower == shown.upper and printed.decimals == 0
    return exact and abs(printed.value or Decimal(0)) >= LARGE and allowed.gap(shown) <= 1


def by_chance(printed: Figure, parts: int, allowed: Interval, shown: Interval) -> bool:
    """Whether chance rounding explains a miss: up to three standard deviations of the errors of all the numbers.

    The errors of n + 1 numbers rounded to one unit have a standard deviation of sqrt((n + 1) / 12) units.
    """
    chance = max(Decimal(1), UNLIKELY * (Decimal(parts + 1) / 12).sqrt())
    return allowed.gap(shown) <= chance * unit_in_last_place(printed.decimals)
