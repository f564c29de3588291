"""Comparisons that name one span and use the figures of another, and dates left over from an earlier report."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import chain

from pipeline.align.words import fold, key_words
from pipeline.check.change_text import WORDS_AROUND
from pipeline.check.compatible import same_priority
from pipeline.check.dates import find_dates
from pipeline.check.findings import place_of_figure, place_of_phrase
from pipeline.check.registry import Finding, Judgement, check
from pipeline.check.views import ReportView
from pipeline.types import (
    Cause,
    DiscrepancyType,
    Evidence,
    EvidenceRole,
    Figure,
    FigureStatus,
    Kind,
    Passage,
    Period,
    Report,
    Result,
    Source,
)

_SAME_SPAN = re.compile(
    r"\bsame\s+(?P<span>quarter|month|half)\s+(?:of|in|from)?\s*(?:the\s+)?(?:previous|last|prior)\s+year\b"
)
SPAN_DAYS = {"month": 31, "quarter": 92, "half": 184}
_AS_AT = re.compile(r"\b(?:as\s+at|as\s+of)\s+(?:the\s+)?(?:end\s+of\s+)?$", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:compared|comparison|from|previous(?:ly)?|against|baseline|since|before|earlier|was|were)\b"
)
YEAR_DAYS = 300  # a column of at least so many days is no quarter
MOST_DAYS = 20  # days of one sentence that its figures are held against
MOST_EQUAL = 500  # cells of the same change among which the one that a sentence speaks of is looked for
MIN_DIGITS = 3  # a number of fewer digits agrees by chance


@check("PER-06", DiscrepancyType.PERIOD_CONFLICT)
def span_of_comparison(view: ReportView) -> Iterator[Judgement]:
    """A change told for a quarter is not the table's change for the year.

    “An additional 8,164 crimes compared to the same quarter of the previous year” beside a yearly
    table whose change is +8,164: the words name a quarter, the number is the year's.
    """
    yearly: dict[tuple[Decimal, str], list[Figure]] = defaultdict(list)
    for cell in view.table_figures:
        if cell.kind is Kind.CHANGE and cell.value is not None and _days(cell) >= YEAR_DAYS:
            yearly[abs(cell.value), cell.unit].append(cell)
    for passage in view.sentences if yearly else ():
        match = _SAME_SPAN.search(fold(passage.text))
        if not match:
            continue
        for figure in view.by_passage.get(passage.ordinal, ()):
            own = yearly.get((abs(figure.value), figure.unit), []) if figure.value is not None else []
            found = next((c for c in own[:MOST_EQUAL] if _same_change(figure, c, passage)), None)
            if found is not None:
                yield _judge(view, passage, match[0], figure, found)
            elif len(own) > MOST_EQUAL:
                yield _too_many_equal(figure, match[0])


def _too_many_equal(figure: Figure, words: str) -> Judgement:
    reason = f"more than {MOST_EQUAL} cells hold this change"
    return Judgement(
        figure.document_id, (figure,), f"“{words}” and {figure.text}", Result.CANNOT_JUDGE, None, words, reason
    )


def _days(figure: Figure) -> int:
    period = figure.period
    return (period.end - period.start).days if period and period.end else 0


def _same_change(figure: Figure, cell: Figure, passage: Passage) -> bool:
    if figure.value is None or cell.value is None or figure.unit != cell.unit:
        return False
    if sum(c.isdigit() for c in figure.text) < MIN_DIGITS or abs(figure.value) != abs(cell.value):
        return False
    return same_priority(figure.priority, cell.priority) or bool(key_words(cell.row_label) & key_words(passage.text))


def _judge(view: ReportView, passage: Passage, words: str, figure: Figure, cell: Figure) -> Judgement:
    label = cell.period.label if cell.period else cell.column_label
    return Judgement(
        document_id=view.report.document_id,
        figures=(figure, cell),
        formula=f"“{words}” and {figure.text}, which is the change of “{cell.row_label}” for {label}",
        result=Result.DIFFERS,
        printed=words,
        finding=Finding(
            evidence=(
                place_of_phrase(passage, view.report.document_id, EvidenceRole.CLAIM, words),
                place_of_figure(figure, EvidenceRole.CLAIM),
                place_of_figure(cell, EvidenceRole.COUNTERPART),
            ),
            values=(words, figure.text, cell.text),
            expected=f"the change of {label}",
            explanation=f"The sentence compares with the {words}, but {figure.text} is the change of "
            f"“{cell.row_label}” for {label}.",
            cause=Cause.WRONG_PERIOD,
        ),
    )


@check("PER-07", DiscrepancyType.PERIOD_CONFLICT)
def as_at_before_the_period(view: ReportView) -> Iterator[Judgement]:
    """A figure told as at a date is as at a date inside the report's period, or at its end.

    “Has decreased to 70.2% as at the end of March 2018” in a report for April 2018 to March 2019 is a
    year old, or its date is left over.
    """
    period = view.report.period
    if period is None or period.end is None or (period.end - period.start).days < SPAN_DAYS["month"]:
        return
    stated = _places_of_period(view.report, period)[:1]
    for passage in view.sentences:
        told = [f for f in view.by_passage.get(passage.ordinal, ()) if _is_measured(f)]
        days = 0
        for day in find_dates(passage.text) if told else ():
            if day.end is None or not _AS_AT.search(passage.text[max(0, day.at - WORDS_AROUND) : day.at]):
                continue
            days += 1
            if days > MOST_DAYS:
                yield _too_many_days(view, passage)
                break
            early = day.end < period.start and day.end > period.start - timedelta(days=800)
            if early and _COMPARES.search(fold(passage.text[: day.at])):
                continue
            yield Judgement(
                document_id=view.report.document_id,
                figures=tuple(told),
                formula=f"{day.text} lies in {period.label}",
                result=Result.DIFFERS if early else Result.AGREES,
                printed=day.text,
                finding=_left_over(view, passage, day.text, told, stated) if early else None,
            )


def _is_measured(figure: Figure) -> bool:
    return figure.status is FigureStatus.REPORTED and figure.source is Source.TEXT and figure.value is not None


def _places_of_period(report: Report, period: Period) -> list[Evidence]:
    """Where the report says what period it is about."""
    return [
        Evidence(EvidenceRole.COUNTERPART, report.document_id, m.place, m.text, mention_id=m.mention_id)
        for m in report.mentions
        if (m.start, m.end) == (period.start, period.end)
    ]


def _too_many_days(view: ReportView, passage: Passage) -> Judgement:
    return Judgement(
        document_id=view.report.document_id,
        figures=(),
        formula=f"the days of the sentence at line {passage.place.line or passage.place.page}",
        result=Result.CANNOT_JUDGE,
        reason=f"figures are told as at more than {MOST_DAYS} days in one sentence",
    )


def _left_over(view: ReportView, passage: Passage, day: str, told: list[Figure], stated: list[Evidence]) -> Finding:
    period = view.report.period
    assert period is not None
    return Finding(
        evidence=tuple(
            chain(
                [place_of_phrase(passage, view.report.document_id, EvidenceRole.CLAIM, day)],
                (place_of_figure(f, EvidenceRole.OPERAND) for f in told),
                stated,
            )
        ),
        values=(day, *(f.text for f in told), *(e.text for e in stated)),
        expected=f"a date in {period.label}",
        explanation=f"{', '.join(f.text for f in told)} is told as at {day}, before the report's period "
        f"({period.start.isoformat()} to {period.end.isoformat() if period.end else ''}) begins.",
        cause=Cause.STALE_COPY,
    )
