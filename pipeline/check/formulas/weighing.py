"""Weighs a formula over all items of a table, in one way of rounding after another."""

import numpy as np

from pipeline.check.formulas.evidence import (
    TELLING,
    Bounds,
    Evidence,
    Operands,
    Variant,
    agreeing,
    alike,
    allowed,
    bits_of,
    evidence_of,
    may_be_operands,
    printed_ends,
    tells,
)
from pipeline.check.formulas.grid import PERCENT, Numbers
from pipeline.check.formulas.operations import CHANGES, LINEAR, OF_ONE_ITEM, TIMES, Hypothesis, Op

ADDED = frozenset({Op.SUM, Op.MEAN, Op.BALANCE})


class Weighing:
    """A formula on the scales; what its variants share is worked out once."""

    def __init__(self, operands: Operands, hypothesis: Hypothesis, only: Numbers | None = None) -> None:
        self._operands = operands
        self._hypothesis = hypothesis
        self._cells = operands.lines.cells
        self._allowed: dict[Variant, Bounds] = {}
        self._may = self._items_in_question(only)
        self._size = self._might_have_been()
        self._weights = self._weigh_alike()

    def evidence(self, variant: Variant) -> Evidence:
        """Return the evidence for the formula in one way of rounding, over all items or those of `only`."""
        cells, result, op = self._cells, self._hypothesis.result, self._hypothesis.op
        step = cells.step[result]
        bounds = self._bounds(Variant.ROUNDED if variant is Variant.ROUNDED else Variant.PRINTED)
        low, high = printed_ends(cells, result, variant, op)
        judged = tells(bounds, cells.value[result], step) & self._may
        if op in ADDED:
            percent = cells.unit[result] == PERCENT
            if np.count_nonzero(percent & judged) * 2 < np.count_nonzero(judged):
                judged &= ~percent  # shares and rates among counts
        agrees = agreeing(bounds, low, high)
        if variant is Variant.UNSIGNED:
            agrees |= agreeing(bounds, -high, -low)
        if op in OF_ONE_ITEM:
            judged[self._hypothesis.terms[0].item] = False  # a whole is all of itself
        agrees &= judged
        plain = bits_of(bounds, self._size, step, low, high) * agrees
        telling = int((plain >= TELLING).sum())
        return evidence_of(judged, agrees, telling, float((plain * self._weights).sum()))

    def refutes_zero(self, variant: Variant) -> Numbers:
        """Return at which items nought is further from what is allowed than rounding takes it."""
        bounds = self._bounds(Variant.ROUNDED if variant is Variant.ROUNDED else Variant.PRINTED)
        least = np.maximum(self._cells.step[self._hypothesis.result], bounds.upper - bounds.lower)
        far = ((bounds.lower > least) | (bounds.upper < -least)) & self._may
        if self._hypothesis.op in OF_ONE_ITEM:
            far[self._hypothesis.terms[0].item] = False
        return far

    def _bounds(self, variant: Variant) -> Bounds:
        if variant not in self._allowed:
            self._allowed[variant] = allowed(self._operands, self._hypothesis, variant)
        return self._allowed[variant]

    def _items_in_question(self, only: Numbers | None) -> Numbers:
        """Return where the units go with one another."""
        hypothesis, unit = self._hypothesis, self._cells.unit
        may = np.ones(self._operands.lines.items, dtype=bool) if only is None else only
        if hypothesis.op in CHANGES or hypothesis.op in TIMES:
            first, second = (self._operands.unit(term) for term in hypothesis.terms[:2])
            return may & may_be_operands(hypothesis.op, first, second, unit[hypothesis.result])
        return may

    def _might_have_been(self) -> Numbers:
        """Return how large a result is: of a mean what lies among its parts, of a balance its change."""
        hypothesis, value = self._hypothesis, self._cells.value
        if hypothesis.op is Op.BALANCE:
            return value[hypothesis.result] - self._operands.ends(hypothesis.terms[0], Variant.PRINTED)[0]
        if hypothesis.op is Op.MEAN:
            ends = value[[term.field for term in hypothesis.terms]]
            return (ends.max(axis=0) - ends.min(axis=0)) / 2
        return value[hypothesis.result]

    def _weigh_alike(self) -> Numbers:
        """Return what an item counts: less where many have the same result, nothing where one operand alone is more."""
        hypothesis, result = self._hypothesis, self._hypothesis.result
        if hypothesis.op in (Op.BALANCE, Op.MEAN):
            weights = alike(np.round(self._size / self._cells.step[result]))
        else:
            weights = self._operands.alike(result)
        return weights * self._of_something() if hypothesis.op in LINEAR else weights

    def _of_something(self) -> Numbers:
        """Whether two operands at least are more than nothing: a sum of one number is a copy of it."""
        number = np.zeros(self._operands.lines.items, dtype=int)
        for term in self._hypothesis.terms:
            lower = self._operands.ends(term, Variant.PRINTED)[0]
            number += (lower != 0) & (lower == lower)
        return number >= 2
