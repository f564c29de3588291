"""How many rows of a table can fit a formula at most, worked out in binary numbers for all pairs of columns at once.

A column is tried against dozens of pairs. In exact decimals that takes a table of thousands of columns minutes;
here it takes milliseconds a column, and only the pairs that can be the best are then worked out exactly.
"""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np

from pipeline.check.formulas import LEVEL_KINDS, Formula, cell
from pipeline.check.views import Row, Slot
from pipeline.quantities import figure_interval, unit_in_last_place
from pipeline.types import Figure

SLACK = 1e-12  # part of a number by which a binary one may be off, many times over
TIMES = {Formula.SHARE: 100.0, Formula.PER_THOUSAND: 1_000.0, Formula.PER_HUNDRED_THOUSAND: 100_000.0}

Numbers = Any  # an array of numpy
Pair = tuple[Formula, Slot, Slot]


def most_fits(rows: Sequence[Row], formulas: Sequence[Formula], near: Sequence[Slot], result: Slot) -> dict[Pair, int]:
    """Return for each formula and ordered pair of slots how many rows fit it at most; the true number is not above."""
    levels = [[_level(row, slot) for row in rows] for slot in near]
    lower, upper = _bounds(levels)
    units = _units(levels)
    printed = [cell(row, result) for row in rows]
    low, high = (side[0] for side in _bounds([printed]))
    widest = np.array([0.0 if f is None else _widest(f) for f in printed])
    pairs = list(permutations(range(len(near)), 2))
    first, second = (np.array(side) for side in zip(*pairs, strict=True))
    found: dict[Pair, int] = {}
    with np.errstate(all="ignore"):  # what is no number counts as a fit
        for formula in formulas:
            least, most, known = _computed(formula, (lower[first], upper[first]), (lower[second], upper[second]))
            known = known & _one_unit(formula, units[first], units[second]) & np.array([f is not None for f in printed])
            ends = (least, most, low, high, lower[first], upper[first], lower[second], upper[second])
            slack = SLACK * (sum(np.abs(end) for end in ends) + 1)
            apart = (most + slack < low) | (high + slack < least) | (most - least > widest + slack)
            number = (known & ~apart).sum(axis=1)
            found |= {(formula, near[a], near[b]): int(n) for (a, b), n in zip(pairs, number, strict=True)}
    return found


def _level(row: Row, slot: Slot) -> Figure | None:
    figure = cell(row, slot)
    return figure if figure is not None and figure.kind in LEVEL_KINDS and figure.unit != "rank" else None


def _bounds(cells: Sequence[Sequence[Figure | None]]) -> tuple[Numbers, Numbers]:
    """Return the lower and the upper ends of cells, an open end as infinity; nothing is known of an empty cell."""
    known = [[None if f is None else figure_interval(f) for f in row] for row in cells]
    lower = [[np.nan if i is None else -np.inf if i.lower is None else float(i.lower) for i in row] for row in known]
    upper = [[np.nan if i is None else np.inf if i.upper is None else float(i.upper) for i in row] for row in known]
    return np.array(lower, dtype=float), np.array(upper, dtype=float)


def _units(levels: Sequence[Sequence[Figure | None]]) -> Numbers:
    """Return a number for each unit, 0 for an empty cell and 1 for percent."""
    numbers = {"": 0, "percent": 1}
    return np.array(
        [[0 if f is None else numbers.setdefault(f.unit or " ", len(numbers)) for f in row] for row in levels]
    )


def _one_unit(formula: Formula, first: Numbers, second: Numbers) -> Numbers:
    """Whether both operands are there, in one unit, and one that the formula can take."""
    same = (first == second) & (first != 0)
    if formula is Formula.PERCENT_CHANGE:
        return same
    return same & (first == 1) if formula is Formula.POINTS else same & (first != 1)


def _widest(printed: Figure) -> float:
    """Return how wide the numbers allowed for a cell may be to tell anything."""
    return 2 * max(10 * float(unit_in_last_place(printed.decimals)), abs(float(printed.value or 0)))


def _computed(
    formula: Formula, first: tuple[Numbers, Numbers], second: tuple[Numbers, Numbers]
) -> tuple[Numbers, Numbers, Numbers]:
    """Return least and most of what operands allow, and where they allow anything."""
    if formula in (Formula.DIFFERENCE, Formula.POINTS):
        return second[0] - first[1], second[1] - first[0], np.ones(first[0].shape, dtype=bool)
    known = ~(first[0] <= 0) & ~(second[0] < 0)
    least, most = second[0] / first[1], second[1] / first[0]
    if formula is Formula.PERCENT_CHANGE:
        return least * 100 - 100, most * 100 - 100, known
    return least * TIMES[formula], most * TIMES[formula], known
