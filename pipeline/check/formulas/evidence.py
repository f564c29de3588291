"""How well a formula fits a table: worked out in binary numbers for all items at once.

What agrees here by a clear margin agrees; what a finding rests on is worked out again in exact decimals. Each item
weighs as many bits as it would take luck to agree: a result of 0, or one that rounding lets be anything, weighs
nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from pipeline.check.formulas.grid import PERCENT, RANK, Cells, Lines, Numbers
from pipeline.check.formulas.operations import QUOTIENTS, TIMES, Hypothesis, Op, Term

EXCEPTION = 8.0  # bits that an item weighs against a formula
LEAST_ROWS = 3
SLACK = 1e-13  # part of a number by which a binary one may be off, many times over
MOST_BITS = 12.0
TELLING = 1.0  # bits from which on an item is evidence
ALIKE = 3.0  # items with one result that weigh in full


class Variant(IntEnum):
    """How the figures were rounded before or after a formula was worked out, the simplest first."""

    PRINTED = 0
    ROUNDED = 1
    TRUNCATED = 2
    UNSIGNED = 3


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that operands allow, nan where they allow nothing to be said."""

    lower: Numbers
    upper: Numbers


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a formula: where it was judged, where it agrees, in how many items, and what that weighs.

    `agrees` is true only where `judged` is.
    """

    judged: Numbers
    agrees: Numbers
    rows: int
    holds: int
    telling: int
    bits: float

    @property
    def exceptions(self) -> int:
        """In how many items it does not agree."""
        return self.rows - self.holds


def evidence_of(judged: Numbers, agrees: Numbers, telling: int, bits: float) -> Evidence:
    """Return evidence with its items counted."""
    return Evidence(judged, agrees, int(judged.sum()), int(agrees.sum()), telling, bits)


class Operands:
    """The ends of a table's cells by field and shift, as printed or taken for rounded."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self._units = lines.cells.unit.astype(float)
        self._wide: tuple[Numbers, Numbers] | None = None
        self._alike: dict[int, Numbers] = {}

    def ends(self, term: Term, variant: Variant) -> tuple[Numbers, Numbers]:
        """Return the lower and upper ends of an operand for each item."""
        lower, upper = (
            self.wide() if variant is not Variant.PRINTED else (self.lines.cells.lower, self.lines.cells.upper)
        )
        return _moved(lower[term.field], term), _moved(upper[term.field], term)

    def unit(self, term: Term) -> Numbers:
        """Return the unit of an operand for each item."""
        return _moved(self._units[term.field], term)

    def wide(self) -> tuple[Numbers, Numbers]:
        """Return the ends with whole numbers taken for rounded, to the digit that the whole field is rounded to."""
        if self._wide is None:
            cells = self.lines.cells
            step = np.maximum(cells.step, self.lines.coarse[:, None])
            nothing = (cells.value == 0) & self.lines.unsigned[:, None]
            lower = np.where(nothing, cells.lower, np.minimum(cells.lower, cells.value - step / 2))
            upper = np.maximum(cells.upper, cells.value + step / 2)
            self._wide = (lower, upper)
        return self._wide

    def alike(self, field: int) -> Numbers:
        """Return the weight of each item by how many of its field have the same figure."""
        if field not in self._alike:
            cells = self.lines.cells
            self._alike[field] = alike(np.round(cells.value[field] / cells.step[field]))
        return self._alike[field]


def _moved(values: Numbers, term: Term) -> Numbers:
    if term.item is not None:
        return np.full(values.shape, values[term.item])
    if term.shift == 0:
        return values
    moved = np.full(values.shape, np.nan)
    if term.shift < 0:
        moved[1:] = values[:-1]
    else:
        moved[:-1] = values[1:]
    return moved


def allowed(operands: Operands, hypothesis: Hypothesis, variant: Variant = Variant.PRINTED) -> Bounds:
    """Return what a formula's operands allow for its result, item by item."""
    ends = [operands.ends(term, variant) for term in hypothesis.terms]
    if hypothesis.op in (Op.SUM, Op.MEAN):
        return _added(operands.lines, hypothesis, ends)
    if hypothesis.op is Op.BALANCE:
        (a, b), (c, d), (e, f) = ends
        return Bounds(a + c - f, b + d - e)
    if hypothesis.op is Op.WEIGHTED_MEAN:
        return _weighted(ends)
    if hypothesis.op is Op.RANK:
        return _ranks(operands.lines, hypothesis)
    return paired(hypothesis.op, ends[0], ends[1])


def paired(op: Op, first: tuple[Numbers, Numbers], second: tuple[Numbers, Numbers]) -> Bounds:
    """Return what two operands allow; arrays of any one shape."""
    if op is Op.DIFFERENCE:
        return Bounds(second[0] - first[1], second[1] - first[0])
    return quotients(first, second).of(op)


@dataclass(frozen=True, slots=True)
class Quotients:
    """What one operand over another allows, from which all shares, rates and percent changes are worked out."""

    lower: Numbers
    upper: Numbers

    def of(self, op: Op, some: slice = slice(None)) -> Bounds:
        """Return what is allowed for the result of an operation, for some of the operands."""
        lower, upper = self.lower[some] * TIMES[op], self.upper[some] * TIMES[op]
        return Bounds(lower - 100, upper - 100) if op is Op.PERCENT_CHANGE else Bounds(lower, upper)


def quotients(first: tuple[Numbers, Numbers], second: tuple[Numbers, Numbers]) -> Quotients:
    """Return the second operand over the first, nan where that says nothing; arrays of any one shape."""
    may = (first[0] > 0) & (second[0] >= 0)
    return Quotients(
        np.where(may, second[0] / first[1], np.nan),
        np.where(may, second[1] / first[0], np.nan),
    )


def _added(lines: Lines, hypothesis: Hypothesis, ends: Sequence[tuple[Numbers, Numbers]]) -> Bounds:
    """Add up; a blank is nothing in a sum, but a mean needs all its terms, and a missing value makes both unknown."""
    lower, upper = np.array([e[0] for e in ends]), np.array([e[1] for e in ends])
    there = ~np.isnan(lower)
    least = len(ends) if hypothesis.op is Op.MEAN else 2
    gap = np.zeros(lower.shape[1], dtype=bool)
    for term in hypothesis.terms:
        gap |= _moved(lines.cells.gap[term.field].astype(float), term) > 0
    may = (there.sum(axis=0) >= least) & ~gap
    divisor = len(ends) if hypothesis.op is Op.MEAN else 1
    low, high = np.where(there, lower, 0).sum(axis=0), np.where(there, upper, 0).sum(axis=0)
    return Bounds(np.where(may, low, np.nan) / divisor, np.where(may, high, np.nan) / divisor)


def _weighted(ends: Sequence[tuple[Numbers, Numbers]]) -> Bounds:
    half = len(ends) // 2
    weights = np.array([(low + high) / 2 for low, high in ends[half:]])
    whole = weights.sum(axis=0)
    may = (whole > 0) & np.all(weights >= 0, axis=0)
    lower, upper = (sum(ends[i][side] * weights[i] for i in range(half)) / whole for side in (0, 1))
    return Bounds(np.where(may, lower, np.nan), np.where(may, upper, np.nan))


def _ranks(lines: Lines, hypothesis: Hypothesis) -> Bounds:
    """Return the first and the last place that each item may have: those alike share theirs."""
    field = hypothesis.terms[0].field
    both = lines.known[hypothesis.result] & lines.known[field]
    values = lines.cells.value[field] * (-1 if hypothesis.descending else 1)
    ordered = np.sort(values[both])
    lower = np.searchsorted(ordered, values, side="left") + 1.0
    upper = np.searchsorted(ordered, values, side="right") + 0.0
    return Bounds(np.where(both, lower, np.nan), np.where(both, upper, np.nan))


def may_be_operands(op: Op, first: Numbers, second: Numbers, result: Numbers) -> Numbers:
    """Whether the units of two operands go with that of the result; arrays of unit numbers of any one shape."""
    ranks = (first == RANK) | (second == RANK) | (result == RANK)
    same = first == second
    if op is Op.DIFFERENCE:
        return same & ((first == result) | ((first != PERCENT) & (result != PERCENT))) & ~ranks
    if op is Op.PERCENT_CHANGE:
        return same & ~ranks
    percents = (first == PERCENT) | (second == PERCENT)
    if op in (Op.SHARE, Op.SHARE_OF_TOTAL, Op.INDEX):
        return same & ~percents & ~ranks
    return ~percents & (result != PERCENT) & ~ranks


def printed_ends(cells: Cells, field: int, variant: Variant, op: Op) -> tuple[Numbers, Numbers]:
    """Return the ends of a field as a result; a quotient or mean was rounded, also where it looks like a count."""
    if variant is not Variant.TRUNCATED:
        half = cells.step[field] / 2 if op in QUOTIENTS else 0.0
        return np.minimum(cells.lower[field], cells.value[field] - half), np.maximum(
            cells.upper[field], cells.value[field] + half
        )
    value, step = cells.value[field], cells.step[field]
    return np.where(value < 0, value - step, value), np.where(value < 0, value, value + step)


def agreeing(bounds: Bounds, low: Numbers, high: Numbers) -> Numbers:
    """Whether what is allowed meets what is printed; a numbers' last bits never tell them apart."""
    slack = SLACK * (np.abs(bounds.lower) + np.abs(bounds.upper) + np.abs(low) + np.abs(high) + 1)
    return (bounds.upper + slack >= low) & (high + slack >= bounds.lower)


def bits_of(bounds: Bounds, value: Numbers, step: Numbers, low: Numbers, high: Numbers) -> Numbers:
    """Return what each agreeing item weighs."""
    window = np.maximum(1, (bounds.upper - bounds.lower + high - low) / step)
    bits = np.log2((2 * np.abs(value) / step + 1) / window)
    return np.minimum(np.fmax(bits, 0.0), MOST_BITS)


def alike(values: Numbers) -> Numbers:
    """Return the weight of each item: those with one result weigh as much as a few together."""
    _, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.minimum(1, ALIKE / counts[where])


def tells(bounds: Bounds, value: Numbers, step: Numbers) -> Numbers:
    """Whether an item can refute a formula: something is printed and allowed, and not just anything."""
    narrow = bounds.upper - bounds.lower <= 2 * np.maximum(10 * step, np.abs(value))
    return narrow & ~np.isnan(value) & (value != 0)
