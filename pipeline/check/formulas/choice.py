"""Chooses one formula for each field of a table from all that come into question, and the totals that hold."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.check.formulas.blocks import Block, Blocks, bears_out, is_witness
from pipeline.check.formulas.evidence import LEAST_ROWS, Operands, Variant, evidence_of
from pipeline.check.formulas.grid import PERCENT, Grid, Lines, Numbers
from pipeline.check.formulas.operations import CHANGES, LINEAR, OF_ONE_ITEM, TIMES, Hypothesis, Op, Term
from pipeline.check.formulas.prior import TOLD, last_day, prior_of
from pipeline.check.formulas.search import TENTH, Found, search, with_zeros
from pipeline.check.formulas.weighing import Weighing

ROWS_AS_FIELDS = 40  # in a table of so many rows each may follow from others, in a longer one only where its label says
MOST_WEIGHTS, MOST_WEIGHED = 3, 60  # columns of weights that are tried, and parts of a total that are weighed
LEAST_WEIGHED = 4.0  # bits
MOST_CARRIED = 5  # items that fail for one cause or a few
PERCENTS = 4  # from this number on a class of items is in percent
QUOTIENT_LABELS = frozenset({"percent_change", "share", "rate", "rank", "index"})
LEAST_COLUMNS = 3  # for rows to follow from others without a label that says so
ADDS = frozenset({Op.DIFFERENCE, Op.SUM, Op.MEAN, Op.BALANCE, Op.SHARE, Op.SHARE_OF_TOTAL})  # what may add up as well


@dataclass(frozen=True, slots=True)
class Unfounded:
    """A field whose label says what it is, but the figures do not bear that out; the nearest formula where one is."""

    lines: Lines
    field: int
    nearest: Found | None


@dataclass(frozen=True, slots=True)
class Formulas:
    """What a table obeys, and the fields that should follow from others but do not."""

    grid: Grid
    found: tuple[Found, ...]
    unfounded: tuple[Unfounded, ...]
    witnesses: tuple[Found, ...] = ()  # too little for findings of their own; they say which cell of another is wrong


@np.errstate(all="ignore")
def formulas_of(grid: Grid) -> Formulas:
    """Return the formulas of a table, those of its columns first."""
    columns, rows = grid.by_columns(), grid.by_rows()
    every_row, every_column = np.ones(rows.number, dtype=bool), np.ones(columns.number, dtype=bool)
    of_columns, failed = _choose(columns, range(columns.number), every_row)
    every_column[[f.hypothesis.result for f in of_columns if f.hypothesis.op not in ADDS]] = False
    every_column[columns.percent & columns.change] = False
    of_rows, failed_rows = _choose(rows, _rows_that_may_follow(rows), every_column)
    found: list[Found] = []
    unfounded: list[Unfounded] = []
    witnesses: list[Found] = []
    for lines, chosen, across, failures in (
        (columns, of_columns, of_rows, failed),
        (rows, of_rows, of_columns, failed_rows),
    ):
        never = {f.hypothesis.result for f in across if f.hypothesis.op not in ADDS}
        totals, doubtful, seen = _totals(lines, never)
        taken = {f.hypothesis.result for f in chosen if f.hypothesis.op is Op.SUM}
        found += chosen
        found += [t for t in totals if t.hypothesis.result not in taken]
        witnesses += [t for t in seen if t.hypothesis.result not in taken]
        known = {f.hypothesis.result for f in (*chosen, *totals)}
        unfounded += [u for u in (*failures, *doubtful) if u.field not in known]
    return Formulas(grid, tuple(found), tuple(unfounded), tuple(witnesses))


def _rows_that_may_follow(lines: Lines) -> Sequence[int]:
    if lines.number <= ROWS_AS_FIELDS and lines.items >= LEAST_COLUMNS:
        return range(lines.number)
    return [r for r in range(lines.number) if lines.says(r) & TOLD - {"total", "index"}]


def _choose(lines: Lines, results: Iterable[int], only: Numbers) -> tuple[list[Found], list[Unfounded]]:
    """Return the formula of each field that has one, and the fields whose label says one that does not hold."""
    best: list[Found] = []
    failed: list[Unfounded] = []
    for result, found in search(lines, list(results), only):
        if found and found[0].accepted:
            best.append(found[0])
        elif (spoken := _spoken(lines, result, found)) is not None:
            best.append(spoken)
        elif lines.says(result) & TOLD - {"total"} or lines.change[result]:
            failed.append(Unfounded(lines, result, max(found, key=_share, default=None)))
    return list(_without_doubles(best)), failed


def _spoken(lines: Lines, result: int, found: Sequence[Found]) -> Found | None:
    """Return the change that a label tells where a table of few items has two levels only, in the order of time."""
    if not lines.across or not lines.change[result]:
        return None
    levels = [f for f in range(lines.number) if not lines.change[f] and not lines.rank[f] and lines.numbers[f]]
    if len(levels) != 2:
        return None
    for one in found:
        rows, exceptions = one.evidence.rows, one.evidence.exceptions
        first, last = (last_day(lines, term) for term in one.hypothesis.terms[:2])
        in_order = first is not None and last is not None and first < last
        here = all(not term.shift for term in one.hypothesis.terms)
        simple = one.hypothesis.op in CHANGES and here and one.clear and one.variant is Variant.PRINTED
        if simple and in_order and rows <= LEAST_ROWS and exceptions <= 1:
            return replace(one, spoken=True)
    return None


def _share(found: Found) -> tuple[float, float]:
    return found.evidence.holds / max(1, found.evidence.rows), found.score


def _without_doubles(found: list[Found]) -> Iterator[Found]:
    """Yield formulas, of those that say the same of the same fields the one that its labels bear out best.

    A + B = C says what C - B = A says. Two levels have one percent change: a second field that seems to use them
    must obey without exception.
    """
    known: set[tuple[object, ...]] = set()
    claimed: set[tuple[object, ...]] = set()
    for item in sorted(found, key=lambda f: (-f.prior, -f.score, f.hypothesis.result)):
        hypothesis = item.hypothesis
        key = _same_fields(hypothesis)
        claim = (hypothesis.op, hypothesis.terms)
        if key in known or (claim in claimed and item.evidence.exceptions):
            continue
        known.add(key)
        claimed.add(claim)
        yield item


def _same_fields(hypothesis: Hypothesis) -> tuple[object, ...]:
    family = "linear" if hypothesis.op in LINEAR - {Op.MEAN} else "ratio" if hypothesis.op in TIMES else hypothesis.op
    if hypothesis.op in OF_ONE_ITEM or hypothesis.op is Op.PERCENT_CHANGE:
        family = hypothesis.op
    terms = {(t.field, t.shift) for t in hypothesis.terms} | {(hypothesis.result, 0)}
    return family, tuple(sorted(terms))


def _classes(lines: Lines) -> Iterator[list[int]]:
    """Yield the fields that may add up with one another: levels, percents and changes apart."""
    classes: dict[tuple[bool, bool], list[int]] = {}
    for field in range(lines.number):
        if lines.numbers[field] and not lines.rank[field]:
            change = bool(lines.change[field]) and lines.across
            classes.setdefault((bool(lines.percent[field]), change), []).append(field)
    yield from classes.values()


def _totals(lines: Lines, never: Collection[int]) -> tuple[list[Found], list[Unfounded], list[Found]]:
    """Return the totals that hold, judged where the items add up, those that only a label tells, and witnesses.

    never: items that do not add up, since they follow from others of their own.
    """
    blocks = [block for fields in _classes(lines) if len(fields) > 2 for block in Blocks(lines).search(fields)]
    if not blocks:
        return [], [], []
    borne_out = [block for block in blocks if block.agrees.any()]
    may = np.ones(lines.items, dtype=bool)
    may[list(never)] = False
    adds = _additive(lines, borne_out, may)
    alike = (
        sum(int((block.agrees & adds).sum()) for block in borne_out),
        sum(int((block.judged & adds).sum()) for block in borne_out),
    )
    found: list[Found] = []
    doubtful: list[Unfounded] = []
    witnesses: list[Found] = []
    operands = Operands(lines)
    for block in blocks:
        judged = block.judged & adds
        agrees = block.agrees & adds
        hypothesis = Hypothesis(Op.SUM, block.total, tuple(Term(p) for p in block.parts))
        evidence = evidence_of(judged, agrees, int(agrees.sum()), block.bits)
        made = Found(lines, hypothesis, Variant.PRINTED, evidence, prior_of(lines, hypothesis), alike)
        if evidence.exceptions <= max(1, evidence.rows // TENTH) and bears_out(block, agrees):
            found.append(_with_zeros(made, operands, adds))
            found += _weighted(lines, made, adds, never)
        elif block.clear and not block.agrees.any() and int(block.judged.sum()) < LEAST_ROWS:
            own = evidence_of(block.judged, block.agrees, 0, 0.0)  # its label speaks for it
            found.append(replace(made, evidence=own, spoken=True))
        elif block.clear:
            telling = int(block.agrees.sum())
            whole = replace(made, evidence=evidence_of(block.judged, block.agrees, telling, block.bits))
            doubtful.append(Unfounded(lines, block.total, whole))
        elif is_witness(block, judged, agrees):
            witnesses.append(made)
    return found, doubtful, witnesses


def _with_zeros(total: Found, operands: Operands, adds: Numbers) -> Found:
    """Return a total with a zero that is far from the sum of its parts as an exception."""
    zeros = (total.lines.cells.value[total.hypothesis.result] == 0) & adds
    return with_zeros(total, Weighing(operands, total.hypothesis), zeros) if zeros.any() else total


def _weighted(lines: Lines, total: Found, adds: Numbers, never: Collection[int]) -> list[Found]:
    """Return the total's shares and rates as means of those of its parts, weighted by a column that adds up.

    Only what every such figure of the total obeys: of two columns of weights the first.
    """
    parts = [term.field for term in total.hypothesis.terms]
    only = ~adds & lines.known[total.hypothesis.result]
    only[list(never)] = False
    weights = np.flatnonzero(adds & total.evidence.judged)[:MOST_WEIGHTS].tolist()
    if lines.across or not only.any() or len(parts) > MOST_WEIGHED:
        return []
    operands = Operands(lines)
    for item in weights:
        terms = (*(Term(p) for p in parts), *(Term(p, item=item) for p in parts))
        hypothesis = Hypothesis(Op.WEIGHTED_MEAN, total.hypothesis.result, terms)
        evidence = Weighing(operands, hypothesis, only).evidence(Variant.PRINTED)
        if evidence.rows and not evidence.exceptions and evidence.bits >= LEAST_WEIGHED:
            return [Found(lines, hypothesis, Variant.PRINTED, evidence, total.prior)]
    return []


def _additive(lines: Lines, blocks: Sequence[Block], may: Numbers) -> Numbers:
    """Return in which items figures add up: by their own totals, where these are few by those of their like."""
    none = np.zeros(lines.items, dtype=int)
    judged = sum((b.judged & may & ~_carried(lines, b, may) for b in blocks), none)
    agrees = sum((b.agrees & may for b in blocks), none)
    classes = _like(lines)
    adds = np.zeros(lines.items, dtype=bool)
    for number in np.unique(classes):
        like = classes == number
        all_judged, all_agree = int(judged[like].sum()), int(agrees[like].sum())
        own = _mostly(agrees, judged)
        together = all_judged > 0 and bool(_mostly(np.array(all_agree), np.array(all_judged)))
        few = (judged < LEAST_ROWS) & (agrees < judged)
        adds |= like & (np.where(few, together, own) if number < PERCENTS else own & ~few)
    return adds & (judged > 0)


def _carried(lines: Lines, block: Block, may: Numbers) -> Numbers:
    """Return the item, if any, that a total misses by as much as all others that it misses together.

    A wrong total of one column that is carried into the grand total makes two columns fail for one cause.
    """
    fails = block.judged & ~block.agrees & may
    carried = np.zeros(lines.items, dtype=bool)
    if not 2 <= int(fails.sum()) <= MOST_CARRIED:
        return carried
    value = lines.cells.value
    off = np.where(fails, value[block.total] - np.nansum(value[list(block.parts)], axis=0), 0.0)
    meets = fails & (np.abs(2 * off - off.sum()) <= lines.cells.step[block.total] / 2)
    if meets.any():
        carried[int(np.argmax(np.where(meets, np.abs(np.nan_to_num(value[block.total])), -1.0)))] = True
    return carried


def _mostly(agrees: Numbers, judged: Numbers) -> Numbers:
    exceptions = judged - agrees
    return (agrees > 0) & (exceptions <= np.maximum(1, judged // TENTH))


def _like(lines: Lines) -> Numbers:
    """Return a number for each item by what its figures are: percents, changes, with decimals or without."""
    cells = lines.cells
    number = np.maximum(1, lines.known.sum(axis=0))
    percent = (cells.unit == PERCENT).sum(axis=0) * 2 > number
    percent |= np.array([bool(lines.says_of_item(i) & QUOTIENT_LABELS) for i in range(lines.items)])
    change = (cells.change & lines.known).sum(axis=0) * 2 > number
    decimals = ((cells.step < 1) & lines.known).sum(axis=0) * 2 > number
    return percent * PERCENTS + change * 2 + decimals
