"""Whole columns out of place: two that stand under one another's heads, and one that holds what another holds."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from pipeline.align.words import tokens
from pipeline.check.findings import place_of_figure
from pipeline.check.formulas.choice import Formulas, Unfounded
from pipeline.check.formulas.evidence import Variant
from pipeline.check.formulas.grid import Lines, Numbers
from pipeline.check.formulas.operations import CHANGES
from pipeline.check.formulas.prior import last_day
from pipeline.check.formulas.search import Found
from pipeline.check.formulas.words import formula_in_words
from pipeline.check.registry import Finding, Judgement
from pipeline.rules import Rules
from pipeline.types import Cause, EvidenceRole, Figure, Kind, Result, Role, Severity, Statistic

LEAST_ROWS = 5  # that hold before a whole column is doubted
LEAST_VALUES = 3  # different ones, for two columns not to be alike by chance
MOST_ROWS_TOLD = 20  # of a column as places of a finding
MOSTLY = 0.5
NEAR = 3  # columns of levels from which a change may be worked out


def out_of_place(formulas: Formulas, rules: Rules) -> Iterator[Judgement]:
    """Yield what is told of whole columns of a table."""
    falls = frozenset(w for d in rules.directions if d.direction == "fall" for w in d.words)
    for found in formulas.found:
        if _runs_backwards(found) and not falls & set(tokens(found.lines.label(found.hypothesis.result))):
            yield _swapped(found)
    changes = [u for u in formulas.unfounded if u.lines.across and u.lines.change[u.field]]
    alike = _alike(changes[0].lines) if changes else {}
    for field in changes if alike else ():
        pair = _pair_of(field, alike)
        if pair is not None:
            yield _repeated(field, *pair)


def _runs_backwards(found: Found) -> bool:
    """Whether a change is worked out in all its rows from the later column to the earlier one.

    An average over some time is what a change is often measured against, and no later than what it is held against.
    """
    op, terms, lines = found.hypothesis.op, found.hypothesis.terms, found.lines
    if op not in CHANGES or not lines.across or not found.clear or found.variant is Variant.UNSIGNED:
        return False
    if found.evidence.holds < LEAST_ROWS or found.evidence.exceptions or any(t.shift for t in terms):
        return False
    first, second = (last_day(lines, term) for term in terms)
    if first is None or second is None or first <= second:
        return False
    return all(_are_actual(lines, term.field) for term in terms)


def _are_actual(lines: Lines, field: int) -> bool:
    figures = [f for f in lines.figures(field) if f is not None]
    plain = all(f.statistic is not Statistic.AVERAGE for f in figures)
    return plain and all(f.role is Role.ACTUAL and f.kind is not Kind.PERCENT_CHANGE for f in figures)


def _swapped(found: Found) -> Judgement:
    lines, hypothesis = found.lines, found.hypothesis
    first, second = (term.field for term in hypothesis.terms)
    items = np.flatnonzero(found.evidence.judged)
    told = f"“{lines.label(hypothesis.result)}” is worked out from “{lines.label(first)}” to “{lines.label(second)}”"
    explanation = (
        f"{told}, so back in time, in all {found.evidence.rows} rows: the heads of the two columns, or the signs of "
        "the change, are swapped."
    )
    places = [*_figures(lines, second, items), *_figures(lines, first, items)]
    return _judgement(lines, places, formula_in_words(found), explanation, Cause.SWAPPED_OPERANDS, found.holds)


def _alike(lines: Lines) -> dict[int, int]:
    """Return the columns of levels that hold what another one holds, each with the number of what it holds."""
    value = lines.cells.value
    same: dict[bytes, list[int]] = defaultdict(list)
    for level in _levels(lines):
        own = value[level][lines.known[level]]
        if own.size >= LEAST_ROWS and np.unique(own).size >= LEAST_VALUES:
            same[value[level].tobytes()].append(level)
    groups = [group for group in same.values() if len(group) >= 2]
    return {level: n for n, group in enumerate(groups) for level in group}


def _levels(lines: Lines) -> list[int]:
    either = lines.change | lines.percent | lines.rank
    return [field for field in range(lines.number) if not either[field]]


def _pair_of(field: Unfounded, alike: Mapping[int, int]) -> tuple[int, int] | None:
    """Return the two columns near to a column of changes that hold the same, where it tells of changes."""
    lines, result = field.lines, field.field
    near = sorted(_levels(lines), key=lambda f: (abs(f - result), f))[:NEAR]
    pair = next(((a, b) for a, b in combinations(sorted(near), 2) if a in alike and alike[a] == alike.get(b)), None)
    if pair is None or lines.label(pair[0]) == lines.label(pair[1]):
        return None
    both = lines.known[pair[0]] & lines.known[result]
    tells = np.count_nonzero(lines.cells.value[result][both])
    return pair if tells >= LEAST_VALUES and tells > MOSTLY * np.count_nonzero(both) else None


def _repeated(field: Unfounded, first: int, second: int) -> Judgement:
    lines = field.lines
    items = np.flatnonzero(lines.known[second])
    explanation = (
        f"“{lines.label(second)}” holds in all {len(items)} rows what “{lines.label(first)}” holds, but "
        f"“{lines.label(field.field)}” tells of changes: one of the two columns is a copy."
    )
    places = [*_figures(lines, second, items), *_figures(lines, first, items), *_figures(lines, field.field, items)]
    name = f"table {lines.grid.number}: “{lines.label(first)}” and “{lines.label(second)}” differ"
    return _judgement(lines, places, name, explanation, Cause.STALE_COPY, "")


def _figures(lines: Lines, field: int, items: Numbers) -> Iterator[Figure]:
    some = (lines.figure(field, int(item)) for item in items[:MOST_ROWS_TOLD])
    yield from (f for f in some if f is not None)


def _judgement(
    lines: Lines, places: Sequence[Figure], name: str, explanation: str, cause: Cause, holds: str
) -> Judgement:
    finding = Finding(
        evidence=tuple(
            place_of_figure(f, EvidenceRole.OPERAND if n else EvidenceRole.CLAIM) for n, f in enumerate(places)
        ),
        values=tuple(f.text for f in places),
        explanation=explanation,
        cause=cause,
        severity=Severity.WARNING,
        group=places[0].figure_id,
    )
    return Judgement(
        document_id=lines.grid.document_id,
        figures=tuple(places),
        formula=name,
        result=Result.DIFFERS,
        printed=places[0].text,
        finding=finding,
        holds=holds,
    )
