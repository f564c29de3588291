"""Looks for the formula of each field of a table: what it may follow from, and what most items obey."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, permutations

import numpy as np

from pipeline.check.formulas.evidence import (
    SLACK,
    Bounds,
    Evidence,
    Operands,
    Variant,
    bits_of,
    may_be_operands,
    paired,
    tells,
    weigh,
)
from pipeline.check.formulas.grid import Lines, Numbers
from pipeline.check.formulas.operations import CHANGES, PAIRED, QUOTIENTS, Hypothesis, Op, Term
from pipeline.check.formulas.prior import is_clear, prior_of

NEAR = 9  # fields to be operands of another, the nearest ones
REACH = 12  # fields to either side that may be added up
SAMPLE = 60  # items by which formulas are left aside
MOSTLY = 0.75  # of the items of the sample that must agree under the widest rounding
MOST_KEPT = 16  # formulas of a field that are weighed on all items
LONG, FEW_KEPT = 5_000, 5  # items of a long table, and formulas that are weighed on all of them
EXCEPTION, EXCEPTION_CLEAR = 8.0, 2.0  # bits that an item weighs against a formula, less where its label says it
NEEDED, NEEDED_CLEAR = 22.0, 4.0  # bits that must speak for a formula, fewer where its label says it
LEAST_ROWS = 3
TENTH = 10
FEW = 2  # items that tell a way of rounding
WHOLES = 3  # items that a column of shares may be the share of
FAR_SHIFTS = (-1, 1)
MOST_FLOWS = 6  # fields among which what comes in and goes out is looked for


@dataclass(frozen=True, slots=True)
class Found:
    """A formula that a table obeys."""

    lines: Lines
    hypothesis: Hypothesis
    variant: Variant
    evidence: Evidence
    prior: float
    alike: tuple[int, int] = (0, 0)  # of all totals of a table: in how many places they hold, of how many
    spoken: bool = False  # too few items bear it out, but its label and the only two levels leave one reading

    @property
    def score(self) -> float:
        """Bits for the formula, less those against it."""
        against = EXCEPTION * self.evidence.exceptions + 3.0 * self.variant
        return self.evidence.bits - against + self.prior

    @property
    def clear(self) -> bool:
        """Whether its label says what it is."""
        return is_clear(self.prior)

    @property
    def holds(self) -> str:
        """In how many items it holds, of totals of few items in how many places of the table."""
        holds, rows = self.support
        return f"{holds} of {rows}"

    @property
    def support(self) -> tuple[int, int]:
        """In how many places it holds and was judged."""
        own = (self.evidence.holds, self.evidence.rows)
        return max(own, self.alike) if own[0] < LEAST_ROWS else own

    @property
    def accepted(self) -> bool:
        """Whether the table obeys it: nine items in ten do, and that is no luck."""
        rows, exceptions = self.evidence.rows, self.evidence.exceptions
        may_fail = -(-rows // TENTH) if rows > LEAST_ROWS else 0
        if self.hypothesis.op in (Op.MEAN, Op.BALANCE) and not self.clear:
            may_fail = 0  # what lies between others is easily their mean
        enough = self.evidence.telling >= LEAST_ROWS or (self.clear and self.evidence.telling >= 1)
        bits = self.evidence.bits - (EXCEPTION_CLEAR if self.clear else EXCEPTION) * exceptions + min(self.prior, 0)
        return exceptions <= may_fail and enough and bits >= (NEEDED_CLEAR if self.clear else NEEDED)


def search(lines: Lines, results: Sequence[int], only: Numbers) -> Iterator[tuple[int, list[Found]]]:
    """Yield for each field the formulas that come into question for it, the best first.

    only: the items that are looked at, a truth value for each.
    """
    operands = Operands(lines)
    for result in results:
        if lines.numbers[result] == 0:
            continue
        tried = _hypotheses(operands, result, only)
        found = [weighed for h in tried if (weighed := _simplest(operands, h, only)) is not None]
        yield result, sorted(found, key=lambda f: (-f.accepted, -f.score, f.hypothesis.terms[0].field))


def _simplest(operands: Operands, hypothesis: Hypothesis, only: Numbers) -> Found | None:
    """Return a formula in the simplest variant that most items obey, else in the one with the fewest exceptions."""
    prior = prior_of(operands.lines, hypothesis)
    best: Found | None = None
    for variant in Variant:
        if not _goes_with(variant, hypothesis.op) or (variant is Variant.UNSIGNED and _signed(operands, hypothesis)):
            continue
        evidence = weigh(operands, hypothesis, variant, only)
        if not evidence.rows:
            return best
        found = Found(operands.lines, hypothesis, variant, evidence, prior)
        if best is None or _is_better(found, best):
            best = found
        if not evidence.exceptions:
            break
    return best


def _signed(operands: Operands, hypothesis: Hypothesis) -> bool:
    """Whether a field prints both rises and falls with their sign."""
    value = operands.lines.cells.value[hypothesis.result]
    with np.errstate(invalid="ignore"):
        return bool((value < 0).any() and (value > 0).any())


def _is_better(found: Found, best: Found) -> bool:
    """Whether a variant explains what a simpler one does not: a lone exception is an exception, and no way to round."""
    fewer = best.evidence.exceptions - found.evidence.exceptions
    if best.evidence.holds >= FEW and fewer < FEW:
        return False
    return found.score > best.score if found.accepted and best.accepted else found.accepted or fewer > 0


def _goes_with(variant: Variant, op: Op) -> bool:
    """Whether figures worked out by an operation may be rounded in a way: only quotients are cut off."""
    if op is Op.RANK:
        return variant is Variant.PRINTED
    if variant is Variant.TRUNCATED:
        return op in QUOTIENTS
    return variant is not Variant.UNSIGNED or op in CHANGES


def _hypotheses(operands: Operands, result: int, only: Numbers) -> Iterator[Hypothesis]:
    """Yield the formulas of a field that its items do not rule out, those that most of them fit first."""
    lines = operands.lines
    known = np.flatnonzero(lines.known[result] & (lines.cells.value[result] != 0) & only)
    if not known.size:
        return
    sample = known[np.linspace(0, known.size - 1, min(SAMPLE, known.size)).round().astype(int)]
    near = _near(lines, result)
    kept: list[tuple[float, int, Hypothesis]] = []
    ways = (_pairs(operands, result, near, sample), _windows(operands, result, sample))
    for hypothesis, bits in chain(*ways, _balances(operands, result, near, sample)):
        kept.append((bits, len(kept), hypothesis))
    kept.sort(key=lambda k: (-k[0], k[1]))
    most = MOST_KEPT if lines.items <= LONG else FEW_KEPT
    yield from (hypothesis for _, _, hypothesis in kept[:most])
    if not kept and lines.across and lines.change[result]:
        yield from _as_labelled(lines, result, near)
    yield from _others(lines, result, near, known)


def _as_labelled(lines: Lines, result: int, near: Sequence[int]) -> Iterator[Hypothesis]:
    """Yield what the label of a change says of the two levels nearest to it, to tell how few rows obey that."""
    levels = sorted([f for f in near if not lines.change[f]][:2])
    if len(levels) == 2:
        op = Op.PERCENT_CHANGE if lines.percent[result] else Op.DIFFERENCE
        yield Hypothesis(op, result, (Term(levels[0]), Term(levels[1])))


def _near(lines: Lines, result: int) -> list[int]:
    """Return the fields nearest to a field that have figures where it has some."""
    found = []
    for distance in range(1, lines.number):
        both = (f for f in (result - distance, result + distance) if 0 <= f < lines.number)
        found += [f for f in both if lines.numbers[f] and not lines.rank[f]]
        if len(found) >= NEAR:
            break
    return found[:NEAR]


def _pairs(operands: Operands, result: int, near: Sequence[int], sample: Numbers) -> Iterator[tuple[Hypothesis, float]]:
    if not near:
        return
    terms = [Term(x) for x in near]
    pairs = list(permutations(range(len(near)), 2))
    same = len(pairs)
    if operands.lines.items >= LEAST_ROWS:
        for shift in FAR_SHIFTS:
            pairs += [(len(terms) + n, n) for n in range(len(near))]
            terms += [Term(x, shift) for x in near]
    ends = [operands.ends(term, Variant.ROUNDED) for term in terms]
    lower, upper = (np.array([end[side] for end in ends])[:, sample] for side in (0, 1))
    units = np.array([operands.unit(term) for term in terms])[:, sample]
    at = np.array(pairs, dtype=int).reshape(-1, 2)
    own = operands.lines.cells.unit[result][sample]
    tried = []
    for op in PAIRED:
        first, second = (at[:, side] if op in CHANGES else at[:same, side] for side in (0, 1))
        fits = may_be_operands(op, units[first], units[second], own)
        if fits.any():
            with np.errstate(all="ignore"):
                tried.append(
                    (op, first, second, fits, paired(op, (lower[first], upper[first]), (lower[second], upper[second])))
                )
    if not tried:
        return
    bounds = Bounds(*(np.concatenate([getattr(t[4], end) for t in tried]) for end in ("lower", "upper")))
    of = [(t[0], a, b) for t in tried for a, b in zip(t[1], t[2], strict=True)]
    unsigned = np.array([op in CHANGES for op, _, _ in of])[:, None]
    for n, bits in _loosely(operands, result, bounds, sample, np.concatenate([t[3] for t in tried]), unsigned):
        op, a, b = of[n]
        yield Hypothesis(op, result, (terms[a], terms[b])), bits


def _loosely(
    operands: Operands, result: int, bounds: Bounds, sample: Numbers, may: Numbers, unsigned: Numbers = False
) -> Iterator[tuple[int, float]]:
    """Yield the number of each row of bounds that most items of a sample may fit, with what the fits weigh."""
    cells = operands.lines.cells
    value, step = cells.value[result][sample], cells.step[result][sample]
    low, high = (
        np.minimum(cells.lower[result][sample], value - step),
        np.maximum(cells.upper[result][sample], value + step),
    )
    with np.errstate(all="ignore"):
        slack = SLACK * (np.abs(bounds.lower) + np.abs(bounds.upper) + np.abs(value) + 1)
        agrees = (bounds.upper + slack >= low) & (high + slack >= bounds.lower)
        if np.any(unsigned):
            agrees |= (bounds.upper + slack >= -high) & (-low + slack >= bounds.lower) & unsigned
    judged = tells(bounds, value, step) & may
    number, fits = judged.sum(axis=1), (judged & agrees).sum(axis=1)
    left = np.flatnonzero((number > 0) & (fits >= np.minimum(np.ceil(MOSTLY * number), number - (number > 2))))
    some = Bounds(bounds.lower[left], bounds.upper[left])
    bits = (bits_of(some, value, step, low, high) * (judged & agrees)[left]).sum(axis=1)
    for at, n in enumerate(left.tolist()):
        yield n, float(bits[at] - EXCEPTION * (number[n] - fits[n]))


def _windows(operands: Operands, result: int, sample: Numbers) -> Iterator[tuple[Hypothesis, float]]:
    """Yield sums and means of fields that stand side by side on one side of a field, others of another kind apart."""
    lines = operands.lines
    lower, upper = operands.wide()
    kind = (bool(lines.percent[result]), bool(lines.change[result]))
    for side in (-1, 1):
        run: list[int] = []
        field = result + side
        while 0 <= field < lines.number and len(run) < REACH:
            like = (bool(lines.percent[field]), bool(lines.change[field])) == kind
            if like and lines.numbers[field] and not lines.rank[field]:
                run.append(field)
            field += side
        run.sort()
        if len(run) < 2:
            continue
        spans = [(a, b) for a in range(len(run)) for b in range(a + 2, len(run) + 1)]
        there = lines.known[run][:, sample]
        low, high = (np.where(there, ends[run][:, sample], 0).cumsum(axis=0) for ends in (lower, upper))
        low, high, count = (np.vstack([np.zeros(len(sample)), x]) for x in (low, high, there.cumsum(axis=0)))
        first, last = (np.array([span[n] for span in spans]) for n in (0, 1))
        number = count[last] - count[first]
        for op in (Op.SUM, Op.MEAN) if lines.across else (Op.MEAN,):
            divisor = (last - first)[:, None] if op is Op.MEAN else 1
            may = number == (last - first)[:, None] if op is Op.MEAN else number >= 2
            with np.errstate(invalid="ignore"):  # two open ends have no difference, and meet nothing
                bounds = Bounds(
                    np.where(may, (low[last] - low[first]) / divisor, np.nan),
                    np.where(may, (high[last] - high[first]) / divisor, np.nan),
                )
            for n, bits in _loosely(operands, result, bounds, sample, may):
                a, b = spans[n]
                yield Hypothesis(op, result, tuple(Term(f) for f in run[a:b])), bits


def _balances(
    operands: Operands, result: int, near: Sequence[int], sample: Numbers
) -> Iterator[tuple[Hypothesis, float]]:
    """Yield what goes on from item to item: the balance before, with what comes in and less what goes out."""
    lines = operands.lines
    levels = [f for f in near if not lines.percent[f] and not lines.change[f]][:MOST_FLOWS]
    if lines.items <= LEAST_ROWS or lines.percent[result] or lines.change[result] or len(levels) < 2:
        return
    pairs = list(permutations(range(len(levels)), 2))
    first, second = (np.array([pair[side] for pair in pairs]) for side in (0, 1))
    lower, upper = (np.array([operands.ends(Term(f), Variant.ROUNDED)[n][sample] for f in levels]) for n in (0, 1))
    for shift in FAR_SHIFTS:
        before = Term(result, shift)
        low, high = (ends[sample] for ends in operands.ends(before, Variant.ROUNDED))
        bounds = Bounds(low + lower[first] - upper[second], high + upper[first] - lower[second])
        may = np.ones(bounds.lower.shape, dtype=bool)
        for n, bits in _loosely(operands, result, bounds, sample, may):
            a, b = pairs[n]
            yield Hypothesis(Op.BALANCE, result, (before, Term(levels[a]), Term(levels[b]))), bits


def _others(lines: Lines, result: int, near: Sequence[int], known: Numbers) -> Iterator[Hypothesis]:
    """Yield formulas that look at more than one item: shares of a total, index numbers, balances and ranks."""
    values = lines.cells.value[result]
    hundreds = [int(i) for i in known if values[i] == 100][:WHOLES]
    totals = hundreds or [int(i) for i in known[-WHOLES:] if "total" in lines.says_of_item(int(i))]
    op = Op.INDEX if not lines.percent[result] and "share" not in lines.says(result) else Op.SHARE_OF_TOTAL
    for field in near:
        if lines.percent[field] or lines.change[field]:
            continue
        for item in totals:
            if lines.known[field, item] and abs(lines.cells.value[field, item] - 100) > 1:  # else it is a copy
                yield Hypothesis(op, result, (Term(field, item=item), Term(field)))
    if lines.rank[result] or "rank" in lines.says(result):
        yield from (Hypothesis(Op.RANK, result, (Term(f),), descending=d) for f in near for d in (True, False))
