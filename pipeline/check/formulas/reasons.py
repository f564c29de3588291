"""Why a figure takes part in no formula of its table."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from pipeline.check.formulas.choice import Formulas
from pipeline.check.formulas.evidence import LEAST_ROWS
from pipeline.check.formulas.grid import PERCENT, RANK, Numbers
from pipeline.check.formulas.search import Found
from pipeline.check.formulas.why import ALONE, NO_PARTNER, NONE_HOLDS, RANKS, TOO_FEW, UNTESTED
from pipeline.types import Figure

LeftOver = dict[tuple[int, str], list[Figure]]  # by column and reason


def left_over(formulas: Formulas) -> LeftOver:
    """Return the figures of a table that no judged formula takes in, by their column and the reason.

    Figures of fields that should follow from others and do not are told with those fields, and left out here.
    """
    grid = formulas.grid
    cells = grid.cells
    known = ~np.isnan(cells.value)
    judged, named = _taking_part(formulas, known.shape)
    reasons = np.full(known.shape, NONE_HOLDS, dtype=object)
    reasons[named] = UNTESTED
    if known.shape[0] < LEAST_ROWS and known.shape[1] < LEAST_ROWS:
        reasons[~named] = TOO_FEW
    reasons[~_partnered(cells.unit, known)] = NO_PARTNER
    alone = (known.sum(axis=1) == 1)[:, None] & (known.sum(axis=0) == 1)[None, :]
    reasons[alone] = ALONE
    reasons[cells.unit == RANK] = RANKS
    found: LeftOver = defaultdict(list)
    for row, column in np.argwhere(known & ~judged).tolist():
        figure = grid.figure(row, column)
        if figure is not None:
            found[column, reasons[row, column]].append(figure)
    return found


def _taking_part(formulas: Formulas, shape: tuple[int, ...]) -> tuple[Numbers, Numbers]:
    """Return which cells a formula is judged with or told of, and which belong to its fields; rows by columns."""
    judged, named = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for found in formulas.found:
        own, of = (mask.T if found.lines.across else mask for mask in (judged, named))
        for field, items in _places(found):
            own[field, items] = True
            of[field] = True
    for unfounded in formulas.unfounded:
        own = judged.T if unfounded.lines.across else judged
        own[unfounded.field] = True
    return judged, named


def _places(found: Found) -> Iterator[tuple[int, Numbers]]:
    """Yield the fields of a formula with the items at which it takes them in."""
    items = np.flatnonzero(found.evidence.judged)
    yield found.hypothesis.result, items
    for term in found.hypothesis.terms:
        at = items + term.shift if term.item is None else np.array([term.item])
        yield term.field, at[(at >= 0) & (at < found.lines.items)]


def _partnered(unit: Numbers, known: Numbers) -> Numbers:
    """Return which cells have another of their unit in their row or column, or are a percentage beside two counts."""
    partnered = np.zeros(known.shape, dtype=bool)
    for number in np.unique(unit[known]).tolist():
        own = known & (unit == number)
        more = (own.sum(axis=1) > 1)[:, None] | (own.sum(axis=0) > 1)[None, :]
        if number == PERCENT:
            others = known & (unit != number)
            more = more | (others.sum(axis=1) > 1)[:, None] | (others.sum(axis=0) > 1)[None, :]
        partnered |= own & more
    return partnered
