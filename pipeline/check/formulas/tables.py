"""Judges a table by its formulas: a judgement for each formula, each item, and each label that nothing bears out."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.check.formulas.causes import Cause, causes
from pipeline.check.formulas.choice import Formulas, Unfounded, formulas_of
from pipeline.check.formulas.columns import out_of_place
from pipeline.check.formulas.elsewhere import Elsewhere, Told, borne_out, is_lone_sum
from pipeline.check.formulas.findings import finding_of
from pipeline.check.formulas.grid import Grid, Numbers
from pipeline.check.formulas.judgement import Item, figures_by_item, judged_items
from pipeline.check.formulas.operations import CHANGES, Op
from pipeline.check.formulas.reasons import left_over
from pipeline.check.formulas.search import Found
from pipeline.check.formulas.words import formula_in_words
from pipeline.check.registry import Finding, Judgement
from pipeline.check.views import ReportView, TableView
from pipeline.types import Figure, Result

CODES: dict[Op, str] = {
    Op.DIFFERENCE: "CHG-02",
    Op.PERCENT_CHANGE: "CHG-02",
    Op.SUM: "SUM-01",
    Op.BALANCE: "SUM-01",
    Op.SHARE: "SHR-02",
    Op.SHARE_OF_TOTAL: "SHR-02",
    Op.RANK: "RNK-01",
}
OTHERS = "RAT-04"
MOST_ONE_BY_ONE = 4_000  # items of a table's formulas that agree and are told each by itself
TOGETHER = 500  # items that are told at a time where there are more
MOVED = 2  # cells of one row that are wrong together
Judgements = dict[str, list[Judgement]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A table's formulas, and the judgements on it by the code of their check."""

    formulas: Formulas
    items: tuple[Item, ...]
    by_code: Judgements

    def change_at(self, figure: Figure) -> Item | None:
        """Return the change that a figure is told as."""
        own = (i for i in self.items if i.printed is figure and i.found.hypothesis.op in CHANGES)
        return next(own, None)


def code_of(found: Found) -> str:
    """Return the code of the check that a formula belongs to."""
    return CODES.get(found.hypothesis.op, OTHERS)


def judge_table(view: ReportView, chain: Sequence[TableView]) -> Judged:
    """Return what a table comes to."""
    formulas = formulas_of(Grid(view, chain))
    long = sum(found.evidence.rows for found in formulas.found) > MOST_ONE_BY_ONE
    told_of = [(found, _one_by_one(found, long=long)) for found in formulas.found]
    items = [item for found, only in told_of for item in judged_items(formulas, found, only)]
    items = list(_without_further_parts(items))
    witnessed = [item for found in formulas.witnesses for item in judged_items(formulas, found, _broken(found))]
    told = _findings(view, formulas, *(_that_differ(some) for some in (items, witnessed)))
    made: Judgements = defaultdict(list)
    for found in formulas.found:
        made[code_of(found)].append(_formula(formulas, found))
        if long:
            made[code_of(found)] += _together(found)
    for item in items:
        made[code_of(item.found)].append(_item(item, told.get(id(item))))
    for field in formulas.unfounded:
        code, judgement = _unfounded(formulas, field)
        made[code].append(judgement)
    made[OTHERS] += _left_over(formulas)
    made[CODES[Op.DIFFERENCE]] += out_of_place(formulas, view.rules)
    return Judged(formulas, tuple(items), made)


def _without_further_parts(items: Sequence[Item]) -> Iterator[Item]:
    """Yield items, those of a sum not judged where several totals are larger than all that is added up.

    Then they have a part that the table does not show or that was not read.
    """
    missed: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        if item.result is Result.DIFFERS and item.found.hypothesis.op is Op.SUM:
            missed[id(item.found)].append(item)
    further = {key for key, own in missed.items() if len(own) > 1 and all(_is_larger(i) for i in own)}
    for item in items:
        if item.result is Result.DIFFERS and id(item.found) in further:
            yield replace(item, result=Result.CANNOT_JUDGE, reason="all that differ are larger: a part may be missing")
        else:
            yield item


def _is_larger(item: Item) -> bool:
    return item.printed.value is not None and item.printed.value > item.middle > 0


def _broken(found: Found) -> Numbers:
    return found.evidence.judged & ~found.evidence.agrees


def _that_differ(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.result is Result.DIFFERS]


def _one_by_one(found: Found, *, long: bool) -> Numbers:
    """Return the items that are told one by one: all, in a long table those that do not agree."""
    return _broken(found) if long else found.evidence.judged


def _together(found: Found) -> Iterator[Judgement]:
    """Yield what agrees in a long table, hundreds of items at a time."""
    lines = found.lines
    agree = np.flatnonzero(found.evidence.judged & found.evidence.agrees).tolist()
    taking_part = figures_by_item(found)
    for start in range(0, len(agree), TOGETHER):
        items = agree[start : start + TOGETHER]
        figures = {f.figure_id: f for item in items for f in taking_part(item)}
        name = f"{formula_in_words(found)}, {lines.label_of_item(items[0])} to {lines.label_of_item(items[-1])}"
        yield Judgement(
            lines.grid.document_id, tuple(figures.values()), name, Result.AGREES, reason=f"all {len(items)}"
        )


def _findings(
    view: ReportView, formulas: Formulas, exceptions: Sequence[Item], witnesses: Sequence[Item]
) -> dict[int, tuple[Finding | None, str]]:
    """Return by exception the finding that is told at it, and the group that it belongs to."""
    told: dict[int, tuple[Finding | None, str]] = {}
    found = list(causes(formulas, exceptions, witnesses))
    groups = _by_row(found)
    elsewhere = Elsewhere(view) if any(map(is_lone_sum, found)) else None
    for cause in found:
        group = groups.get(_row_of(cause), cause.figure.figure_id)
        named, told_elsewhere = borne_out(cause, elsewhere) if elsewhere is not None else (cause, Told())
        finding = replace(finding_of(named, _most_first(cause.items), told_elsewhere), group=group)
        for item in cause.items:
            told[id(item)] = (None, group)
        told[id(_most_first(cause.items)[0])] = (finding, group)
    return told


def _row_of(cause: Cause) -> tuple[int | None, int | None]:
    return cause.figure.table, cause.figure.row


def _by_row(found: Sequence[Cause]) -> dict[tuple[int | None, int | None], str]:
    """Return the groups of rows in which several cells are wrong: a row that was moved, or is out of date."""
    first = {_row_of(cause): cause.figure.figure_id for cause in reversed(found)}
    number = Counter(map(_row_of, found))
    return {row: name for row, name in first.items() if number[row] >= MOVED}


def _most_first(items: Sequence[Item]) -> list[Item]:
    """Return the exceptions of one cell, those of the check that tells most of them first."""
    number = Counter(code_of(item.found) for item in items)
    return sorted(items, key=lambda item: -number[code_of(item.found)])


def _formula(formulas: Formulas, found: Found) -> Judgement:
    return Judgement(
        document_id=formulas.grid.document_id,
        figures=(),
        formula=formula_in_words(found),
        result=Result.AGREES,
        holds=f"{found.evidence.holds} of {found.evidence.rows}",
    )


def _item(item: Item, told: tuple[Finding | None, str] | None) -> Judgement:
    return Judgement(
        document_id=item.printed.document_id,
        figures=(*item.operands, item.printed)
        if item.found.hypothesis.op in CHANGES
        else (item.printed, *item.operands),
        formula=item.words,
        result=item.result,
        computed=item.allowed,
        printed=item.printed.text,
        reason=item.reason,
        finding=told[0] if told else None,
        holds=item.found.holds,
    )


def _left_over(formulas: Formulas) -> Iterator[Judgement]:
    """Yield why figures take part in no formula, hundreds of them at a time."""
    grid = formulas.grid
    for (column, reason), figures in left_over(formulas).items():
        name = f"table {grid.number}, column {column + 1} (“{grid.column_labels[column]}”)"
        for start in range(0, len(figures), TOGETHER):
            some = tuple(figures[start : start + TOGETHER])
            yield Judgement(grid.document_id, some, name, Result.CANNOT_JUDGE, reason=reason)


def _unfounded(formulas: Formulas, field: Unfounded) -> tuple[str, Judgement]:
    nearest = field.nearest
    lines = field.lines
    label = lines.label(field.field)
    kind = "column" if lines.across else "row"
    name = f"table {formulas.grid.number}, {kind} {field.field + 1} (“{label}”)"
    figures = tuple(f for item in range(lines.items) if (f := lines.figure(field.field, item)))
    reason = "it follows from no figures of the table"
    code, holds = OTHERS, ""
    if nearest is not None:
        code = code_of(nearest)
        name = formula_in_words(nearest)
        reason = (
            f"no formula holds in most rows; the nearest holds in {nearest.evidence.holds} of {nearest.evidence.rows}"
        )
        holds = f"{nearest.evidence.holds} of {nearest.evidence.rows}"
    return code, Judgement(formulas.grid.document_id, figures, name, Result.CANNOT_JUDGE, reason=reason, holds=holds)
