"""Versions of one report held against each other, number by number."""

from collections.abc import Iterator
from decimal import Decimal

from pipeline.align import LoneUnit, NumberPair, UnitPair, VersionPair
from pipeline.align.words import fold
from pipeline.check.findings import place_of_figure, place_of_phrase, plain
from pipeline.check.registry import Finding, Judgement, archive_check
from pipeline.check.slips import printed_number, slip_between
from pipeline.check.views import ArchiveView
from pipeline.quantities import Interval, figure_interval, unit_in_last_place
from pipeline.types import (
    Cause,
    DiscrepancyType,
    Evidence,
    EvidenceRole,
    Figure,
    FigureStatus,
    Kind,
    Passage,
    Result,
    Severity,
)

MISREADING = " Both are the same publication in two formats, so the difference is a misreading of ours."


@archive_check("VER-01", DiscrepancyType.VERSION_CONFLICT)
def version_conflict(archive: ArchiveView) -> Iterator[Judgement]:
    """A figure that stands at the same place of two versions of one report has one value.

    80.9% in the appendix of the report and 90.9% in the same cell of the dashboard published on its
    own are 10.0 points apart; 80.9% and 81% agree, because 80.9 rounds to 81.
    """
    for pair in archive.alignment.pairs:
        for units in pair.units:
            for numbers in units.numbers:
                if numbers.left_text and numbers.right_text:
                    yield _compare(pair, units, numbers)


def _compare(pair: VersionPair, units: UnitPair, numbers: NumberPair) -> Judgement:
    a, b = numbers.left, numbers.right
    figures = tuple(f for f in (a, b) if f is not None)
    subject = _subject(figures[0])
    formula = f"{subject}: {numbers.left_text or 'nothing'} and {numbers.right_text or 'nothing'}"
    result, reason = _same(a, b, numbers)
    finding = None
    if result is Result.DIFFERS:
        finding = _conflict(pair, units, numbers, subject)
    return Judgement(
        document_id=(b or figures[0]).document_id,
        figures=figures,
        formula=formula,
        result=result,
        computed=figure_interval(a) if a is not None and a.value is not None else None,
        printed=numbers.right_text,
        reason=reason,
        finding=finding,
    )


def _same(a: Figure | None, b: Figure | None, numbers: NumberPair) -> tuple[Result, str]:
    if fold(numbers.left_text) == fold(numbers.right_text):
        return Result.AGREES, "printed alike"
    if a is None or b is None:
        same_number = printed_number(numbers.left_text) == printed_number(numbers.right_text)
        if same_number and slip_between(numbers.left_text, numbers.right_text) is None:
            return Result.BENIGN, "the same number, read as a figure on one side only"
        return Result.DIFFERS, "another number at the same place"
    if slip_between(numbers.left_text, numbers.right_text) is Cause.MISSING_UNIT:
        return Result.DIFFERS, "a unit is printed on one side only"
    return same_fact(a, b)


def same_fact(a: Figure, b: Figure) -> tuple[Result, str]:
    """Return whether two figures that stand for the same fact can both be right, and why.

    With the same decimals they must be equal unless one is hedged; with other decimals what they
    allow must overlap.
    """
    if a.value is None or b.value is None:
        return Result.BENIGN, "two ways to say that there is no value"
    if a.unit != b.unit:
        return Result.DIFFERS, "other units"
    if a.value == b.value:
        return (Result.AGREES, "") if a.qualifier is b.qualifier else (Result.BENIGN, "one is hedged")
    if abs(a.value) == abs(b.value) and Kind.LEVEL not in (a.kind, b.kind) and "-" not in fold(a.text + b.text):
        return Result.BENIGN, "the sign stands in the words"
    if a.qualifier is b.qualifier:
        # hedged alike, two numbers are as different as they are printed
        overlap = a.decimals != b.decimals and _digits(a).meets(_digits(b))
    else:
        overlap = figure_interval(a).meets(figure_interval(b))
    if overlap:
        return Result.AGREES, "within what the printed digits allow"
    return Result.DIFFERS, "other values"


def _digits(figure: Figure) -> Interval:
    """Return what a figure's printed digits stand for, its hedge left aside."""
    value = figure.value or Decimal(0)
    half = unit_in_last_place(figure.decimals) / 2
    return Interval(value - half, value + half)


def _conflict(pair: VersionPair, units: UnitPair, numbers: NumberPair, subject: str) -> Finding:
    a, b = numbers.left, numbers.right
    left, right = _title(pair, in_left=True), _title(pair, in_left=False)
    slip = slip_between(numbers.left_text, numbers.right_text)
    explanation = f"{subject} is {numbers.left_text} in {left} and {numbers.right_text} in {right}"
    difference: Decimal | None = None
    if a is not None and b is not None and a.value is not None and b.value is not None and a.unit == b.unit:
        difference = abs(b.value - a.value)
        high, low = max(a.value, b.value), min(a.value, b.value)
        explanation += f": {plain(high)} - {plain(low)} = {plain(difference)}"
    explanation += f"; they differ by one slip ({slip.value.replace('_', ' ')})." if slip else "."
    return Finding(
        evidence=(
            _place(a, units.left.passage, pair.left.document_id, numbers.left_text),
            _place(b, units.right.passage, pair.right.document_id, numbers.right_text),
        ),
        values=(numbers.left_text, numbers.right_text),
        expected=f"{numbers.left_text} or {numbers.right_text}",
        difference=difference,
        explanation=explanation + (MISREADING if pair.rendition else ""),
        cause=slip or Cause.UNKNOWN,
        severity=Severity.INFO if pair.rendition else None,
    )


def _place(figure: Figure | None, passage: Passage | None, document_id: str, text: str) -> Evidence:
    if figure is not None:
        return place_of_figure(figure, EvidenceRole.COUNTERPART)
    assert passage is not None  # a number that is no figure stands in a sentence
    return place_of_phrase(passage, document_id, EvidenceRole.COUNTERPART, text)


def _subject(figure: Figure) -> str:
    """Return what a figure measures, in words: indicator, priority, column or period."""
    name = figure.indicator or figure.row_label or figure.context
    where = f" (priority {figure.priority})" if figure.priority else ""
    when = figure.column_label or (figure.period.label if figure.period else "")
    return f"{name}{where}, {when}" if when else f"{name}{where}"


def _title(pair: VersionPair, *, in_left: bool) -> str:
    report = pair.left if in_left else pair.right
    dated = f" of {report.published}" if report.published else ""
    return f"“{report.title}”{dated}"


@archive_check("VER-02", DiscrepancyType.VERSION_MISSING)
def version_missing(archive: ArchiveView) -> Iterator[Judgement]:
    """A row or figure of one version stands in the other as well.

    The row “Variance” under the fourth heading of one version of a table, with the rows around it in
    both versions, was lost in the other; a section that an excerpt leaves out whole is not reported.
    """
    for pair in archive.alignment.pairs:
        for lone in pair.lone:
            yield _lost_unit(pair, lone) if lone.unit.kind not in pair.unscored else _not_looked_for(lone)
        for units in pair.units:
            for numbers in units.numbers:
                if not numbers.left_text or not numbers.right_text:
                    judgement = _lost_number(pair, units, numbers)
                    if judgement is not None:
                        yield judgement


def _not_looked_for(lone: LoneUnit) -> Judgement:
    figures = lone.unit.figures
    what = "row" if lone.unit.table else "sentence with figures"
    return Judgement(
        document_id=figures[0].document_id,
        figures=figures,
        formula=f"{what} “{figures[0].row_label or figures[0].indicator or lone.unit.mask}” stands in both versions",
        result=Result.CANNOT_JUDGE,
        reason="the two versions differ in too many places to find its counterpart",
    )


def _lost_unit(pair: VersionPair, lone: LoneUnit) -> Judgement:
    here, there = _title(pair, in_left=lone.in_left), _title(pair, in_left=not lone.in_left)
    figures = lone.unit.figures
    label = figures[0].row_label or figures[0].indicator or lone.unit.mask
    what = "row" if lone.unit.table else "sentence with figures"
    shown = ", ".join(f.text or f.status.value.replace("_", " ") for f in figures)
    evidence = [place_of_figure(f, EvidenceRole.MISSING) for f in figures]
    evidence += [
        _neighbour_place(unit.figures[0] if unit.figures else None, unit.passage, pair, in_left=not lone.in_left)
        for unit in (lone.before, lone.after)
        if unit is not None and (unit.figures or unit.passage)
    ]
    explanation = (
        f"The {what} “{label}” ({shown}) of {here} has no counterpart in {there}, though what stands around it has."
    )
    return Judgement(
        document_id=figures[0].document_id,
        figures=figures,
        formula=f"{what} “{label}” stands in both versions",
        result=Result.DIFFERS,
        printed=shown,
        finding=Finding(
            evidence=tuple(evidence),
            values=tuple(f.text or f.status.value for f in figures),
            expected="in both versions, or in neither",
            explanation=explanation + (MISREADING if pair.rendition else ""),
            severity=Severity.INFO if pair.rendition else None,
        ),
    )


def _neighbour_place(figure: Figure | None, passage: Passage | None, pair: VersionPair, *, in_left: bool) -> Evidence:
    report = pair.left if in_left else pair.right
    text = figure.text if figure else ""
    return _place(figure, passage, report.document_id, text)


def _lost_number(pair: VersionPair, units: UnitPair, numbers: NumberPair) -> Judgement | None:
    """Judge a cell or number that its counterpart lacks; two empty cells agree."""
    a, b = numbers.left, numbers.right
    figure = a if a is not None and a.text else b if b is not None and b.text else None
    if figure is None:
        both = tuple(f for f in (a, b) if f is not None)
        if len(both) < 2:
            return None  # an empty cell that the other version does not even have
        return Judgement(both[1].document_id, both, "both cells are empty", Result.AGREES)
    in_left = figure is a
    other = b if in_left else a
    status = other.status if other is not None else None
    if figure.status is not FigureStatus.REPORTED and (status is None or status is FigureStatus.BLANK):
        return Judgement(
            figure.document_id,
            (figure,),
            f"{figure.text} and an empty cell",
            Result.BENIGN,
            reason="no value in either",
        )
    side = units.right if in_left else units.left
    counterpart = place_of_figure(other, EvidenceRole.COUNTERPART) if other else None
    if counterpart is None and (side.figures or side.passage):
        counterpart = _neighbour_place(
            None if side.passage else side.figures[0], side.passage, pair, in_left=not in_left
        )
    subject = _subject(figure)
    here, there = _title(pair, in_left=in_left), _title(pair, in_left=not in_left)
    finding = Finding(
        evidence=tuple(e for e in (place_of_figure(figure, EvidenceRole.MISSING), counterpart) if e),
        values=(figure.text, ""),
        expected=figure.text,
        explanation=f"{subject} is {figure.text} in {here} and stands nowhere in the same place of {there}."
        + (MISREADING if pair.rendition else ""),
        severity=Severity.INFO if pair.rendition else None,
    )
    figures = tuple(f for f in (figure, other) if f is not None)
    return Judgement(
        figure.document_id,
        figures,
        f"{subject}: {figure.text} and nothing",
        Result.DIFFERS,
        printed="",
        finding=finding,
    )
