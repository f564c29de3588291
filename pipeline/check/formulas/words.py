"""Formulas and sums told as a person would write them down."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.check.findings import plain, rounded
from pipeline.check.formulas.operations import CHANGES, OF_ONE_ITEM, TIMES, Hypothesis, Op
from pipeline.check.formulas.search import Found
from pipeline.types import Figure

MOST_TOLD = 12  # numbers of a sum that are written out


def sum_in_words(op: Op, operands: Sequence[Figure]) -> str:
    """Return a sum with its numbers and what they come to."""
    values = [f.value for f in operands if f.value is not None]
    if op in CHANGES:
        return _change(op, values[0], values[1])
    if op in TIMES:
        return _quotient(op, values[0], values[1])
    if op is Op.BALANCE:
        result = values[0] + values[1] - values[2]
        return f"{plain(values[0])} + {plain(values[1])} - {plain(values[2])} = {plain(result)}"
    if op is Op.WEIGHTED_MEAN:
        return _weighted(values)
    added = f"{_listed(values, ' + ')} = {plain(sum(values, Decimal(0)))}"
    return (
        f"{added}, over {len(values)} = {rounded(sum(values, Decimal(0)) / len(values), 2)}" if op is Op.MEAN else added
    )


def _change(op: Op, first: Decimal, second: Decimal) -> str:
    difference = second - first
    text = f"{plain(second)} - {plain(first)} = {plain(difference)}"
    if op is Op.PERCENT_CHANGE and first:
        text += f", and {plain(difference)} of {plain(first)} is {rounded(difference / first * 100)}%"
    return text


def _quotient(op: Op, first: Decimal, second: Decimal) -> str:
    if not first:
        return f"{plain(second)} over {plain(first)}"
    result = second / first * TIMES[op]
    if op in (Op.SHARE, Op.SHARE_OF_TOTAL):
        return f"{plain(second)} of {plain(first)} is {rounded(result, 2)}%"
    times = f" x {TIMES[op]:,}" if TIMES[op] > 1 else ""
    return f"{plain(second)} / {plain(first)}{times} = {rounded(result, 2)}"


def _weighted(values: Sequence[Decimal]) -> str:
    half = len(values) // 2
    pairs = list(zip(values[:half], values[half:], strict=True))
    mean = sum((v * w for v, w in pairs), Decimal(0)) / (sum(values[half:], Decimal(0)) or 1)
    shown = [f"{plain(v)} x {plain(w)}" for v, w in pairs]
    text = " + ".join(shown if len(shown) <= MOST_TOLD else [*shown[:4], "...", shown[-1]])
    return f"({text}) / {plain(sum(values[half:], Decimal(0)))} = {rounded(mean, 2)}"


def _listed(values: Sequence[Decimal], between: str) -> str:
    shown = [plain(v) for v in values]
    return between.join(shown if len(shown) <= MOST_TOLD else [*shown[:5], "...", *shown[-2:]])


def formula_in_words(found: Found) -> str:
    """Return a formula by the labels of its fields."""
    lines, hypothesis = found.lines, found.hypothesis
    kind = "column" if lines.across else "row"
    operands = _terms(found, hypothesis)
    return f"table {lines.grid.number}, {kind} {_name(found, hypothesis.result)}: {hypothesis.op.value} of {operands}"


def _terms(found: Found, hypothesis: Hypothesis) -> str:
    names = []
    for term in hypothesis.terms:
        name = _name(found, term.field)
        if term.shift:
            name += " before" if term.shift < 0 else " after"
        names.append(name)
    if hypothesis.op in OF_ONE_ITEM or hypothesis.op is Op.RANK:
        names = names[-1:]
    if len(names) > MOST_TOLD:
        names = [*names[:5], "...", *names[-2:]]
    return (" and " if len(names) == 2 else ", ").join(names)


def _name(found: Found, field: int) -> str:
    lines = found.lines
    number = lines.grid.slots[field][0] if lines.across else lines.grid.rows[field].number
    label = lines.label(field)
    return f"{number} (“{label}”)" if label else str(number)
