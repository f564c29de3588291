"""What labels, kinds and periods say for or against a formula before its numbers are looked at."""

from datetime import date

from pipeline.check.formulas.grid import Lines
from pipeline.check.formulas.operations import CHANGES, OF_ONE_ITEM, Hypothesis, Op, Term
from pipeline.types import Kind, Statistic

CLEAR = 8.0  # bits that a label weighs which says what a field is
HINT = 3.0
SAYS: dict[Op, frozenset[str]] = {
    Op.DIFFERENCE: frozenset({"change", "variance"}),
    Op.PERCENT_CHANGE: frozenset({"percent_change"}),
    Op.SUM: frozenset({"total"}),
    Op.MEAN: frozenset({"average"}),
    Op.WEIGHTED_MEAN: frozenset({"average", "total"}),
    Op.BALANCE: frozenset({"cumulative"}),
    Op.SHARE: frozenset({"share"}),
    Op.SHARE_OF_TOTAL: frozenset({"share"}),
    Op.INDEX: frozenset({"index"}),
    Op.AVERAGE: frozenset({"rate", "average"}),
    Op.PER_THOUSAND: frozenset({"rate"}),
    Op.PER_TEN_THOUSAND: frozenset({"rate"}),
    Op.PER_HUNDRED_THOUSAND: frozenset({"rate"}),
    Op.PER_MILLION: frozenset({"rate"}),
    Op.RANK: frozenset({"rank"}),
}
TOLD = frozenset().union(*SAYS.values())


def prior_of(lines: Lines, hypothesis: Hypothesis) -> float:
    """Return the bits by which labels, kinds, nearness and periods speak for a formula."""
    result = hypothesis.result
    says, op = lines.says(result), hypothesis.op
    # figures that are worked out from changes are told as changes too, which says nothing of how
    change = (
        lines.across and bool(lines.change[result]) and not any(lines.change[term.field] for term in hypothesis.terms)
    )
    percent = bool(lines.percent[result])
    bits = CLEAR if says & SAYS[op] else 0.0
    if op is Op.PERCENT_CHANGE and percent and (change or says & SAYS[Op.DIFFERENCE]):
        bits = CLEAR
    if op is Op.DIFFERENCE and change:
        bits = CLEAR
    if op is Op.DIFFERENCE and "percent_change" in says and not lines.percent[hypothesis.terms[0].field]:
        bits = -HINT
    if op in (Op.SHARE, Op.SHARE_OF_TOTAL) and _kind(lines, result) is Kind.SHARE and not change:
        bits = max(bits, CLEAR if percent else HINT)
    if op is Op.INDEX and _statistic(lines, result) is Statistic.INDEX:
        bits = CLEAR
    if op is Op.RANK and lines.rank[result]:
        bits = CLEAR
    if op not in CHANGES and change:
        bits -= HINT
    if says & TOLD and not says & SAYS[op] and bits <= 0:
        bits -= HINT
    return bits + _order(lines, hypothesis) - 0.25 * min(_distance(hypothesis), 40)


def is_clear(prior: float) -> bool:
    """Whether a label says what a field is."""
    return prior >= CLEAR / 2


def _kind(lines: Lines, field: int) -> Kind | None:
    figure = next((f for i in range(lines.items) if (f := lines.figure(field, i))), None)
    return figure.kind if figure else None


def _statistic(lines: Lines, field: int) -> Statistic | None:
    figure = next((f for i in range(lines.items) if (f := lines.figure(field, i))), None)
    return figure.statistic if figure else None


def _order(lines: Lines, hypothesis: Hypothesis) -> float:
    """Return what the periods of the two levels of a change say of their order."""
    if hypothesis.op not in CHANGES:
        return 0.0
    steps = any(term.shift for term in hypothesis.terms)
    first, second = (last_day(lines, term, steps=steps) for term in hypothesis.terms)
    if first is None or second is None or first == second:
        return -2 * HINT if steps else 0.0  # rows are seldom told from one another, unless they are periods
    return HINT if first < second else -HINT


def last_day(lines: Lines, term: Term, *, steps: bool = False) -> date | None:
    """Return the last day of an operand at the first item that has it; `steps`: at the first but one."""
    for item in range(1 if steps else 0, min(lines.items, 50)):
        at = term.at(item)
        figure = lines.figure(term.field, at) if 0 <= at < lines.items else None
        if figure is not None:
            return figure.period.end if figure.period else None
    return None


def _distance(hypothesis: Hypothesis) -> int:
    if hypothesis.op is Op.SUM:
        return 0  # the parts of a total are as many as they are
    if hypothesis.op in OF_ONE_ITEM:
        return abs(hypothesis.terms[1].field - hypothesis.result)
    return sum(abs(term.field - hypothesis.result) for term in hypothesis.terms[:2])
