"""Monthly averages told in prose held against the year that they are the average of."""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.align.same import span
from pipeline.align.words import fold, key_words
from pipeline.check.change_text import fold_keeping_length
from pipeline.check.compatible import span_days
from pipeline.check.findings import place_of_figure, plain, rounded
from pipeline.check.registry import Finding, Judgement, check
from pipeline.check.views import ReportView
from pipeline.quantities import Interval, figure_interval
from pipeline.types import DiscrepancyType, EvidenceRole, Figure, FigureStatus, Kind, Passage, Result, Severity, Source

MONTHS = 12
YEAR_DAYS = range(360, 372)
LEAST, MOST = Decimal(8), Decimal(18)  # a number so many times the average may be its year's total
_BEFORE = re.compile(r"\bmonthly\b[^.;]{0,120}$")
_AFTER = re.compile(r"^[^.;]{0,50}\b(?:per|a|each|every)\s+month\b")


@check("RAT-02", DiscrepancyType.RATE_MISMATCH)
def monthly_average(view: ReportView) -> Iterator[Judgement]:
    """A monthly average told in prose is a twelfth of the year's total in the same chapter.

    “An average of 1,193 a month” beside 14,321 in the year agrees: 14,321 / 12 = 1,193.4. “Monthly
    levels of circa 150” beside a year of 2,032 does not: that is 169 a month.
    """
    for passage in view.sentences:
        text = fold_keeping_length(passage.text)
        if "month" not in text or "average" not in text:
            continue
        averages = [f for f in view.by_passage.get(passage.ordinal, ()) if _is_monthly(text, f)]
        totals = [[t for t in view.report.figures if t is not f and _may_be_total(t, f)] for f in averages]
        # where one average of the sentence fits a table's row, the others are of that row's other years
        rows = {
            (t.table, t.row)
            for f, own in zip(averages, totals, strict=True)
            for t in own
            if t.source is Source.TABLE and _twelfth(t).meets(_size(f))
        }
        for figure, own in zip(averages, totals, strict=True):
            judgement = _judge(figure, own, passage, rows)
            if judgement is not None:
                yield judgement


def _is_monthly(text: str, figure: Figure) -> bool:
    if not _may_count(figure) or span_days(figure.period) not in YEAR_DAYS:
        return False
    end = figure.offset + len(figure.text)
    return bool(figure.unit == "count/month" or _BEFORE.search(text[: figure.offset]) or _AFTER.match(text[end:]))


def _may_count(figure: Figure) -> bool:
    return (
        figure.status is FigureStatus.REPORTED
        and bool(figure.value)
        and figure.unit in ("count", "count/month")
        and figure.kind in (Kind.LEVEL, Kind.RATE, Kind.CHANGE)
    )


def _judge(
    figure: Figure, totals: list[Figure], passage: Passage, rows: set[tuple[int | None, int | None]]
) -> Judgement | None:
    if not totals:
        return None
    fitting = [f for f in totals if _twelfth(f).meets(_size(figure))]
    total = fitting[0] if fitting else _surest(totals, passage, rows)
    if total is None or total.value is None:
        return None
    words = f"{plain(abs(total.value))} in the year / {MONTHS} = {rounded(abs(total.value) / MONTHS)} a month"
    finding = None if fitting else _mismatch(figure, total, words)
    return Judgement(
        document_id=figure.document_id,
        figures=(total, figure),
        formula=words,
        result=Result.AGREES if fitting else Result.DIFFERS,
        computed=_twelfth(total),
        printed=figure.text,
        finding=finding,
    )


def _may_be_total(total: Figure, average: Figure) -> bool:
    """Whether a figure is of the average's chapter, year and kind, and about twelve times as large."""
    if not _may_count(total) or total.unit != "count" or span(total.period) != span(average.period):
        return False
    if (total.kind is Kind.CHANGE) != (average.kind is Kind.CHANGE) or not _one_chapter(total, average):
        return False
    assert total.value is not None
    assert average.value is not None
    return LEAST <= abs(total.value / average.value) <= MOST


def _one_chapter(a: Figure, b: Figure) -> bool:
    return a.priority == b.priority if a.priority or b.priority else a.section == b.section


def _surest(totals: list[Figure], passage: Passage, rows: set[tuple[int | None, int | None]]) -> Figure | None:
    """Return the one total of a table that the sentence speaks of; None where none or several may be meant."""
    words = key_words(passage.text)
    beside = [f for f in totals if f.source is Source.TABLE and (f.table, f.row) in rows]
    named = beside or [f for f in totals if f.source is Source.TABLE and key_words(fold(f.row_label)) & words]
    return named[0] if len({f.value for f in named}) == 1 else None


def _twelfth(total: Figure) -> Interval:
    return _size(total).scaled(Decimal(1) / MONTHS)


def _size(figure: Figure) -> Interval:
    own = figure_interval(figure)
    return -own if figure.value is not None and figure.value < 0 else own


def _mismatch(figure: Figure, total: Figure, words: str) -> Finding:
    assert figure.value is not None
    assert total.value is not None
    share = abs(total.value) / MONTHS
    return Finding(
        evidence=(place_of_figure(figure, EvidenceRole.CLAIM), place_of_figure(total, EvidenceRole.OPERAND)),
        values=(figure.text, total.text),
        expected=rounded(share),
        difference=abs(share - abs(figure.value)).quantize(Decimal(1)),
        explanation=f"{words}, told as {figure.qualifier.value}{figure.text} a month.",
        severity=Severity.WARNING,
    )
