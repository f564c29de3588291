"""Monthly averages told in prose held against the year that they are the average of."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from pipeline.align.same import span
from pipeline.align.words import fold, key_words
from pipeline.check.change_text import fold_keeping_length, words_after, words_before
from pipeline.check.compatible import span_days
from pipeline.check.findings import place_of_figure, plain, rounded
from pipeline.check.registry import Finding, Judgement, cannot_judge, check
from pipeline.check.views import ReportView
from pipeline.quantities import Interval, figure_interval
from pipeline.types import DiscrepancyType, EvidenceRole, Figure, FigureStatus, Kind, Passage, Result, Severity, Source

MONTHS = 12
YEAR_DAYS = range(360, 372)
LEAST, MOST = Decimal(8), Decimal(18)  # a number so many times the average may be its year's total
MOST_TOTALS = 300  # figures that may be the year's total; among more of them one fits by chance
Chapter = tuple[str, bool, str, str]
_BEFORE = re.compile(r"\bmonthly\b[^.;]{0,120}$")
_AFTER = re.compile(r"^[^.;]{0,50}\b(?:per|a|each|every)\s+month\b")


@check("RAT-02", DiscrepancyType.RATE_MISMATCH)
def monthly_average(view: ReportView) -> Iterator[Judgement]:
    """A monthly average told in prose is a twelfth of the year's total in the same chapter.

    “An average of 1,193 a month” beside 14,321 in the year agrees: 14,321 / 12 = 1,193.4. “Monthly
    levels of circa 150” beside a year of 2,032 does not: that is 169 a month.
    """
    groups: dict[Chapter, list[Figure]] | None = None
    for passage in view.sentences:
        text = fold_keeping_length(passage.text)
        if "month" not in text or "average" not in text:
            continue
        averages = [f for f in view.by_passage.get(passage.ordinal, ()) if _is_monthly(text, f)]
        if averages and groups is None:
            groups = _by_chapter(view)
        totals = [_totals_of(f, groups or {}) for f in averages]
        # where one average of the sentence fits a table's row, the others are of that row's other years
        rows = {
            (t.table, t.row)
            for f, own in zip(averages, totals, strict=True)
            for t in own
            if t.source is Source.TABLE and _twelfth(t).meets(_size(f))
        }
        for figure, own in zip(averages, totals, strict=True):
            judgement = _judge(figure, own, passage, rows) if len(own) <= MOST_TOTALS else _too_many(figure)
            if judgement is not None:
                yield judgement


def _by_chapter(view: ReportView) -> dict[Chapter, list[Figure]]:
    """Return the figures that may be a total by chapter, year and kind, the smallest first."""
    found: dict[Chapter, list[Figure]] = defaultdict(list)
    for figure in view.report.figures:
        if _may_count(figure) and figure.unit == "count":
            found[_chapter(figure)].append(figure)
    return {key: sorted(own, key=_absolute) for key, own in found.items()}


def _chapter(figure: Figure) -> Chapter:
    return span(figure.period), figure.kind is Kind.CHANGE, figure.priority, "" if figure.priority else figure.section


def _absolute(figure: Figure) -> Decimal:
    assert figure.value is not None
    return abs(figure.value)


def _totals_of(average: Figure, groups: dict[Chapter, list[Figure]]) -> list[Figure]:
    """Return the figures about twelve times as large, in their order; one more than can be tried where there are more.

    They are of the average's chapter, year and kind.
    """
    own = groups.get(_chapter(average), [])
    size = _absolute(average)
    first = bisect_left(own, LEAST * size, key=_absolute)
    last = bisect_right(own, MOST * size, key=_absolute)
    return sorted((t for t in own[first : min(last, first + MOST_TOTALS + 2)] if t is not average), key=_place)


def _place(figure: Figure) -> int:
    return figure.ordinal


def _too_many(figure: Figure) -> Judgement:
    return cannot_judge(
        figure.document_id,
        (figure,),
        f"{figure.text} a month against the year's total",
        printed=figure.text,
        reason=f"more than {MOST_TOTALS} figures of its chapter and year may be the total",
    )


def _is_monthly(text: str, figure: Figure) -> bool:
    if not _may_count(figure) or span_days(figure.period) not in YEAR_DAYS:
        return False
    return bool(
        figure.unit == "count/month"
        or _BEFORE.search(words_before(text, figure))
        or _AFTER.match(words_after(text, figure))
    )


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
