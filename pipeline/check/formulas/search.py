"""Looks for the formula of each field of a table: what it may follow from, and what most items obey."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.check.formulas.candidates import near_fields, that_fit
from pipeline.check.formulas.evidence import EXCEPTION, LEAST_ROWS, Evidence, Operands, Variant
from pipeline.check.formulas.grid import Lines, Numbers
from pipeline.check.formulas.operations import CHANGES, QUOTIENTS, Hypothesis, Op, Term
from pipeline.check.formulas.prior import is_clear, prior_of
from pipeline.check.formulas.weighing import Weighing

MOST_KEPT = 16  # formulas of a field that are weighed on all items
LONG, FEW_KEPT = 5_000, 5  # items of a long table, and formulas that are weighed on all of them
EXCEPTION_CLEAR = 2.0  # bits that an item weighs against a formula whose label says it
NEEDED, NEEDED_CLEAR = 22.0, 4.0  # bits that must speak for a formula, fewer where its label says it
TENTH = 10
FEW = 2  # items that tell a way of rounding
MOST_ZEROS = 1  # of a field that are far off; more of them stand for something that is not told
WHOLES = 3  # items that a column of shares may be the share of


@dataclass(frozen=True, slots=True)
class Found:
    """A formula that a table obeys."""

    lines: Lines
    hypothesis: Hypothesis
    variant: Variant
    evidence: Evidence
    prior: float
    alike: tuple[int, int] = (0, 0)  # of all totals of a table: in how many places they hold, of how many
    zeros: int = 0  # printed zeros that are far from what it gives
    spoken: bool = False  # too few items bear it out, but its label and the only two levels leave one reading

    @property
    def score(self) -> float:
        """Bits for the formula, less those against it."""
        against = EXCEPTION * max(self.evidence.exceptions, self.zeros) + 3.0 * self.variant
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
        if lines.numbers[result]:
            yield result, _in_question(operands, result, only)


@np.errstate(all="ignore")  # over nothing, or open ends less one another: nan, which agrees with nothing
def _in_question(operands: Operands, result: int, only: Numbers) -> list[Found]:
    tried = _hypotheses(operands, result, only)
    found = [weighed for h in tried if (weighed := _simplest(operands, h, only)) is not None]
    return sorted(found, key=lambda f: (-f.accepted, -f.score, f.hypothesis.terms[0].field))


def _simplest(operands: Operands, hypothesis: Hypothesis, only: Numbers) -> Found | None:
    """Return a formula in the simplest variant that most items obey, else in the one with the fewest exceptions."""
    prior = prior_of(operands.lines, hypothesis)
    best: Found | None = None
    weighing = Weighing(operands, hypothesis, only)
    for variant in Variant:
        if not _goes_with(variant, hypothesis.op) or (variant is Variant.UNSIGNED and _signed(operands, hypothesis)):
            continue
        evidence = weighing.evidence(variant)
        if not evidence.rows:
            return best
        found = Found(operands.lines, hypothesis, variant, evidence, prior)
        if best is None or _is_better(found, best):
            best = found
        if not evidence.exceptions or (best.evidence.holds >= FEW and best.evidence.exceptions < FEW):
            break  # nothing is better
    return with_zeros(best, weighing, only) if best is not None and best.accepted else best


def with_zeros(found: Found, weighing: Weighing, only: Numbers) -> Found:
    """Return a formula that most items obey with a zero that is far from what it gives as an exception.

    A printed zero says nothing for a formula. More than one that is far off, or one exception too many, and all are
    taken for what is not told.
    """
    lines, result = found.lines, found.hypothesis.result
    zeros = (lines.cells.value[result] == 0) & only
    if not zeros.any():
        return found
    zeros &= weighing.refutes_zero(found.variant)
    far = [item for item in np.flatnonzero(zeros).tolist() if _is_printed(found, item)]
    if not far:
        return found
    found = replace(found, zeros=len(far))
    if len(far) > MOST_ZEROS:
        return found
    judged = found.evidence.judged.copy()
    judged[far] = True
    made = replace(found, evidence=replace(found.evidence, judged=judged, rows=found.evidence.rows + len(far)))
    return made if made.accepted or not found.accepted else found


def _is_printed(found: Found, item: int) -> bool:
    """Whether a zero is printed as a number, and not as a dash."""
    figure = found.lines.figure(found.hypothesis.result, item)
    return figure is not None and any(c.isdigit() for c in figure.text)


def _signed(operands: Operands, hypothesis: Hypothesis) -> bool:
    """Whether a field prints both rises and falls with their sign."""
    value = operands.lines.cells.value[hypothesis.result]
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
    near = near_fields(lines, result)
    most = MOST_KEPT if lines.items <= LONG else FEW_KEPT
    kept = that_fit(operands, result, near, known, most)
    yield from kept
    if not kept and lines.across and lines.change[result]:
        yield from _as_labelled(lines, result, near)
    yield from _others(lines, result, near, known)


def _as_labelled(lines: Lines, result: int, near: Sequence[int]) -> Iterator[Hypothesis]:
    """Yield what the label of a change says of the two levels nearest to it, to tell how few rows obey that."""
    levels = sorted([f for f in near if not lines.change[f]][:2])
    if len(levels) == 2:
        op = Op.PERCENT_CHANGE if lines.percent[result] else Op.DIFFERENCE
        yield Hypothesis(op, result, (Term(levels[0]), Term(levels[1])))


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
