"""Formulas and sums told as a person would write them down."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.check.findings import plain, rounded
from pipeline.check.formulas.operations import CHANGES, OF_ONE_ITEM, TIMES, Hypothesis, Op, Term
from pipeline.check.formulas.scales import ONE, common_scale, name_of, scale_of
from pipeline.check.formulas.search import Found
from pipeline.types import Figure

MOST_TOLD = 12  # numbers of a sum that are written out


def sum_in_words(op: Op, operands: Sequence[Figure], printed: Figure) -> str:
    """Return a sum with its numbers as they are printed, and what they come to.

    Where all numbers stand in one scale it is told once; else each number has its own: `81.9 million`.
    """
    own = [f for f in operands if f.value is not None]
    scale = common_scale([*own, printed] if op not in TIMES else own)
    if op in TIMES:
        return _quotient(op, own[0], own[1], scale, printed)
    values = [(f.value or Decimal(0)) / (scale or 1) for f in own]
    named = f" (in {name_of(scale)}s)" if scale is not None and name_of(scale) else ""
    if op in CHANGES:
        return _difference(values[0], values[1]) + named
    if op is Op.BALANCE:
        result = values[0] + values[1] - values[2]
        return f"{plain(values[0])} + {plain(values[1])} - {plain(values[2])} = {plain(result)}{named}"
    if op is Op.WEIGHTED_MEAN:
        half = len(own) // 2
        scales = [common_scale(part) or ONE for part in (own[:half], own[half:])]
        return _weighted([(f.value or Decimal(0)) / scales[n >= half] for n, f in enumerate(own)])
    total = sum(values, Decimal(0))
    added = f"{_listed(values, ' + ')} = {plain(total)}"
    return (f"{added}, over {len(values)} = {rounded(total / len(values), 2)}" if op is Op.MEAN else added) + named


def _difference(first: Decimal, second: Decimal) -> str:
    return f"{plain(second)} - {plain(first)} = {plain(second - first)}"


def _quotient(op: Op, first: Figure, second: Figure, scale: Decimal | None, printed: Figure) -> str:
    whole, part = (f.value or Decimal(0) for f in (first, second))
    if op is Op.PERCENT_CHANGE:
        return _percent_change(whole, part, scale or ONE)
    a, b = _told(first, scale), _told(second, scale)
    if not whole:
        return f"{b} over {a}"
    result = part / whole * TIMES[op]
    if op in (Op.SHARE, Op.SHARE_OF_TOTAL):
        return f"{b} of {a} is {rounded(result, 2)}%"
    times = f" x {TIMES[op]:,}" if TIMES[op] > 1 else ""
    shown = scale_of(printed) or ONE
    told = f"{rounded(result / shown, 2)} {name_of(shown)}".rstrip()
    return f"{b} / {a}{times} = {told}"


def _told(figure: Figure, scale: Decimal | None) -> str:
    """Return a number as it is printed, with its scale where the numbers around it have others."""
    own = scale or scale_of(figure) or ONE
    number = plain((figure.value or Decimal(0)) / own)
    return number if scale is not None else f"{number} {name_of(own)}".rstrip()


def _percent_change(first: Decimal, second: Decimal, scale: Decimal) -> str:
    first, second = first / scale, second / scale
    text = _difference(first, second)
    named = f" (in {name_of(scale)}s)" if name_of(scale) else ""
    if first:
        text += f", and {plain(second - first)} of {plain(first)} is {rounded((second - first) / first * 100)}%"
    return text + named


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
    terms = hypothesis.terms
    if hypothesis.op in OF_ONE_ITEM or hypothesis.op is Op.RANK:
        terms = terms[-1:]
    names = [_named(found, term) for term in (terms if len(terms) <= MOST_TOLD else (*terms[:5], *terms[-2:]))]
    if len(terms) > MOST_TOLD:
        names.insert(5, "...")
    return (" and " if len(names) == 2 else ", ").join(names)


def _named(found: Found, term: Term) -> str:
    return _name(found, term.field) + (" before" if term.shift < 0 else " after" if term.shift else "")


def _name(found: Found, field: int) -> str:
    lines = found.lines
    number = lines.grid.slots[field][0] if lines.across else lines.grid.rows[field].number
    label = lines.label(field)
    return f"{number} (“{label}”)" if label else str(number)
