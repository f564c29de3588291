"""Which formulas a field may follow from: tried by a sample of its items, all that stand near at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

import numpy as np

from pipeline.check.formulas.evidence import (
    EXCEPTION,
    LEAST_ROWS,
    SLACK,
    Bounds,
    Operands,
    Quotients,
    Variant,
    bits_of,
    may_be_operands,
    paired,
    quotients,
    tells,
)
from pipeline.check.formulas.grid import Lines, Numbers
from pipeline.check.formulas.operations import CHANGES, PAIRED, Hypothesis, Op, Term

NEAR = 9  # fields to be operands of another, the nearest ones
REACH = 12  # fields to either side that may be added up
SAMPLE = 60  # items by which formulas are left aside
MOSTLY = 0.75  # of the items of the sample that must agree under the widest rounding
FAR_SHIFTS = (-1, 1)
MOST_FLOWS = 6  # fields among which what comes in and goes out is looked for


@dataclass(frozen=True, slots=True)
class _Tried:
    """Formulas of one kind: what each allows at the items of the sample, where its units let it, and its making."""

    bounds: Bounds
    may: Numbers
    make: Callable[[int], Hypothesis]
    unsigned: bool = False  # whether a result may be printed without its sign


def that_fit(operands: Operands, result: int, near: Sequence[int], known: Numbers, most: int) -> list[Hypothesis]:
    """Return the formulas of a field that most items of a sample may fit, those that weigh most first.

    known: the items that have a figure; most: how many formulas are wanted.
    """
    sample = known[np.linspace(0, known.size - 1, min(SAMPLE, known.size)).round().astype(int)]
    tried = [
        *_pairs(operands, result, near, sample),
        *_windows(operands, result, sample),
        *_balances(operands, result, near, sample),
    ]
    if not tried:
        return []
    bounds = Bounds(*(np.concatenate([getattr(t.bounds, end) for t in tried]) for end in ("lower", "upper")))
    may = np.concatenate([t.may for t in tried])
    sizes = [len(t.may) for t in tried]
    unsigned = np.repeat([t.unsigned for t in tried], sizes)
    kept = sorted(_loosely(operands, result, bounds, sample, may, unsigned), key=lambda k: (-k[1], k[0]))
    starts = np.cumsum([0, *sizes])
    found = []
    for n, _ in kept[:most]:
        of = int(np.searchsorted(starts, n, side="right")) - 1
        found.append(tried[of].make(n - int(starts[of])))
    return found


def _loosely(
    operands: Operands, result: int, bounds: Bounds, sample: Numbers, may: Numbers, unsigned: Numbers
) -> Iterator[tuple[int, float]]:
    """Yield the number of each row of bounds that most items of a sample may fit, with what the fits weigh."""
    cells = operands.lines.cells
    value, step = cells.value[result][sample], cells.step[result][sample]
    low, high = (
        np.minimum(cells.lower[result][sample], value - step),
        np.maximum(cells.upper[result][sample], value + step),
    )
    lower, upper = bounds.lower, bounds.upper
    slack = SLACK * (np.abs(lower) + np.abs(upper) + np.abs(value) + 1)
    least, most = lower - slack, upper + slack
    agrees = (most >= low) & (high >= least)
    if np.any(unsigned):
        agrees[unsigned] |= (most[unsigned] >= -high) & (-low >= least[unsigned])
    judged = tells(bounds, value, step) & may
    agrees &= judged
    number, fits = np.count_nonzero(judged, axis=1), np.count_nonzero(agrees, axis=1)
    left = np.flatnonzero((number > 0) & (fits >= np.minimum(np.ceil(MOSTLY * number), number - (number > 2))))
    if not left.size:
        return
    some = Bounds(lower[left], upper[left])
    bits = (bits_of(some, value, step, low, high) * agrees[left]).sum(axis=1)
    for at, n in enumerate(left.tolist()):
        yield n, float(bits[at] - EXCEPTION * (number[n] - fits[n]))


def near_fields(lines: Lines, result: int) -> list[int]:
    """Return the fields nearest to a field that have figures where it has some."""
    found = []
    for distance in range(1, lines.number):
        both = (f for f in (result - distance, result + distance) if 0 <= f < lines.number)
        found += [f for f in both if lines.numbers[f] and not lines.rank[f]]
        if len(found) >= NEAR:
            break
    return found[:NEAR]


@lru_cache(maxsize=64)
def _couples(near: int, *, shifted: bool) -> tuple[Numbers, Numbers]:
    """Return which of the terms are set against one another: all of one item, then each with its neighbours."""
    pairs = list(permutations(range(near), 2))
    for n in range(1, 1 + len(FAR_SHIFTS) * shifted):
        pairs += [(n * near + f, f) for f in range(near)]
    at = np.array(pairs, dtype=int).reshape(-1, 2)
    return at[:, 0], at[:, 1]


def _pairs(operands: Operands, result: int, near: Sequence[int], sample: Numbers) -> Iterator[_Tried]:
    """Yield changes, shares and rates of two fields of one item, and changes from one item to the next."""
    if not near:
        return
    shifts = (0, *FAR_SHIFTS) if operands.lines.items >= LEAST_ROWS else (0,)
    terms = [Term(field, shift) for shift in shifts for field in near]
    first, second = _couples(len(near), shifted=len(shifts) > 1)
    same = len(near) * (len(near) - 1)
    ends = [operands.ends(term, Variant.ROUNDED) for term in terms]
    lower, upper = (np.array([end[side][sample] for end in ends]) for side in (0, 1))
    units = np.array([operands.unit(term)[sample] for term in terms])
    own = operands.lines.cells.unit[result][sample]
    of = (lower[first], upper[first]), (lower[second], upper[second])
    over: Quotients | None = None
    may: dict[Op, Numbers] = {}  # what goes with the units, for ops that ask the same of them
    for op in PAIRED:
        some = slice(None) if op in CHANGES else slice(same)
        like = op if op in CHANGES or op is Op.SHARE else Op.AVERAGE
        if like not in may:
            may[like] = may_be_operands(like, units[first[some]], units[second[some]], own)
        if not may[like].any():
            continue
        if op is Op.DIFFERENCE:
            bounds = paired(op, *of)
        else:
            over = over or quotients(*of)
            bounds = over.of(op, some)

        def make(n: int, op: Op = op) -> Hypothesis:
            return Hypothesis(op, result, (terms[first[n]], terms[second[n]]))

        yield _Tried(bounds, may[like], make, op in CHANGES)


def _windows(operands: Operands, result: int, sample: Numbers) -> Iterator[_Tried]:
    """Yield sums and means of fields that stand side by side on one side of a field, others of another kind apart."""
    lines = operands.lines
    lower, upper = operands.wide()
    kind = (lines.percent[result], lines.change[result])
    for side in (-1, 1):
        run: list[int] = []
        field = result + side
        while 0 <= field < lines.number and len(run) < REACH:
            like = (lines.percent[field], lines.change[field]) == kind
            if like and lines.numbers[field] and not lines.rank[field]:
                run.append(field)
            field += side
        run.sort()
        if len(run) < 2:
            continue
        first, last = _spans(len(run))
        there = lines.known[run][:, sample]
        low, high = (np.where(there, ends[run][:, sample], 0).cumsum(axis=0) for ends in (lower, upper))
        low, high, count = (np.vstack([np.zeros(len(sample)), x]) for x in (low, high, there.cumsum(axis=0)))
        number = count[last] - count[first]
        low, high = low[last] - low[first], high[last] - high[first]
        for op in (Op.SUM, Op.MEAN) if lines.across else (Op.MEAN,):
            divisor = (last - first)[:, None] if op is Op.MEAN else 1
            may = number == divisor if op is Op.MEAN else number >= 2
            bounds = Bounds(np.where(may, low / divisor, np.nan), np.where(may, high / divisor, np.nan))

            def make(
                n: int, op: Op = op, run: Sequence[int] = run, spans: Sequence[Numbers] = (first, last)
            ) -> Hypothesis:
                return Hypothesis(op, result, tuple(Term(f) for f in run[spans[0][n] : spans[1][n]]))

            yield _Tried(bounds, may, make)


@lru_cache(maxsize=64)
def _spans(number: int) -> tuple[Numbers, Numbers]:
    """Return where the runs of two and more among a number of fields begin and end."""
    spans = [(a, b) for a in range(number) for b in range(a + 2, number + 1)]
    return np.array([a for a, _ in spans]), np.array([b for _, b in spans])


def _balances(operands: Operands, result: int, near: Sequence[int], sample: Numbers) -> Iterator[_Tried]:
    """Yield what goes on from item to item: the balance before, with what comes in and less what goes out."""
    lines = operands.lines
    levels = [f for f in near if not lines.percent[f] and not lines.change[f]][:MOST_FLOWS]
    if lines.items <= LEAST_ROWS or lines.percent[result] or lines.change[result] or len(levels) < 2:
        return
    first, second = _couples(len(levels), shifted=False)
    lower, upper = (np.array([operands.ends(Term(f), Variant.ROUNDED)[n][sample] for f in levels]) for n in (0, 1))
    may = np.ones((len(first), len(sample)), dtype=bool)
    for shift in FAR_SHIFTS:
        before = Term(result, shift)
        low, high = (ends[sample] for ends in operands.ends(before, Variant.ROUNDED))
        bounds = Bounds(low + lower[first] - upper[second], high + upper[first] - lower[second])

        def make(n: int, before: Term = before) -> Hypothesis:
            return Hypothesis(Op.BALANCE, result, (before, Term(levels[first[n]]), Term(levels[second[n]])))

        yield _Tried(bounds, may, make)
