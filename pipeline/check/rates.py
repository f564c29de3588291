"""Averages and rates told in prose held against their total and the time it was gathered in."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from pipeline.check.change_text import between, fold_keeping_length, words_after, words_before
from pipeline.check.compatible import span_days
from pipeline.check.dates import iso_day
from pipeline.check.findings import place_of_figure, plain, rounded
from pipeline.check.registry import Finding, Judgement, check
from pipeline.check.views import ReportView
from pipeline.quantities import Interval, figure_interval, last_nonzero_unit
from pipeline.types import (
    Cause,
    DiscrepancyType,
    EvidenceRole,
    Figure,
    FigureStatus,
    Period,
    Qualifier,
    Result,
    Severity,
)

DAYS = {"day": Decimal(1), "week": Decimal(7), "month": Decimal("30.4375"), "year": Decimal("365.25")}
_EVERY_ANYWHERE = re.compile(r"\b(?:a|per|each|every)\s+(?:day|week|month|year)\b")
_EVERY = re.compile(r"^\s*(?:[\w'-]+\s+){0,3}?(?:a|per|each|every)\s+(day|week|month|year)\b")
_YEARLY = re.compile(r"\b(?:an?\s+)?(daily|weekly|monthly|yearly|annual)\s+average\s+of\s*[^.;]{0,20}$")
_ADVERB = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annual": "year"}
_SINCE = re.compile(r"\bsince\b", re.IGNORECASE)
_AVERAGE = re.compile(r"\b(?:average|averag(?:es|ing)|mean)\b")
# What leads from a total to what it comes to a day: `325,657 searches, or about 890 each day`.
_COMES_TO = re.compile(
    r"""
    (?: [,(] | \s-\s
      | \b(?: or | that\s+is | which\s+is | i\.e\. | equivalent\s+to | the\s+equivalent\s+of | equal\s+to ) )
    ,? \s* (?: or\s+ )? (?: (?: about | around | some | roughly | approximately | nearly | almost | over | just\s+over
      | more\s+than | just\s+under | under )\s+ )? $
    """,
    re.VERBOSE,
)
_OWN_EVERY = re.compile(r"^\s*(?P<thing>(?:[\w'-]+\s+){0,3}?)(?:a|per|each|every)\s+(?P<every>day|week|month|year)\b")
_OTHER = re.compile(r"\b(?:more|fewer|less|higher|lower|up|down|increas\w*|decreas\w*|rise|fall|peak|record|maximum)\b")
WORKING = Decimal(5) / 7  # of all days are worked on, in most offices
WHOLE_YEARS = Decimal("0.12")  # a span this near to whole years is taken as whole years


@check("RAT-01", DiscrepancyType.RATE_MISMATCH)
def average_over_time(view: ReportView) -> Iterator[Judgement]:
    """An average told beside its total fits the time that the total was gathered in.

    “242,914 hours, an average of over 48,000 a year” in a report on four years: 242,914 over 4 is
    60,728, inside the bound but far above it; the average would need five years. “2,920 calls a year,
    about 12 a day” would be 8 a day; it fits working days alone.
    """
    for passage in view.sentences:
        text = fold_keeping_length(passage.text)
        told = bool(_AVERAGE.search(text))
        if not told and not _EVERY_ANYWHERE.search(text):
            continue
        figures = [
            f
            for f in view.by_passage.get(passage.ordinal, ())
            if f.status is FigureStatus.REPORTED and f.value is not None and f.value > 0
        ]
        for total, average in itertools.pairwise(figures):
            every = _every(text, average)
            follows = _average_follows(text, total, average) if told else _comes_to(text, total, average)
            if every and follows and average.value and total.value:
                yield _judge(view, total, average, every, told=told)


def _every(text: str, figure: Figure) -> str:
    after = _EVERY.match(words_after(text, figure))
    if after:
        return after[1]
    before = _YEARLY.search(words_before(text, figure))
    return _ADVERB[before[1]] if before else ""


def _average_follows(text: str, total: Figure, average: Figure) -> bool:
    words = between(text, total, average)
    same = total.unit.split("/")[0] == average.unit.split("/")[0]
    bigger = (total.value or 0) > (average.value or 0)
    return same and bigger and bool(_AVERAGE.search(words)) and not re.search(r"[;]|\bwith\b", words)


def _comes_to(text: str, total: Figure, average: Figure) -> bool:
    """Whether a figure is what a total comes to a day or month, of the same thing and with no word of change."""
    words, own = between(text, total, average), _OWN_EVERY.match(words_after(text, average))
    if (
        own is None
        or not _COMES_TO.search(words)
        or _OTHER.search(words)
        or _OTHER.search(words_after(text, average)[:40])
    ):
        return False
    same = total.unit.split("/")[0] == average.unit.split("/")[0] == "count"
    return same and (total.value or 0) > (average.value or 0) and set(own["thing"].split()) <= set(words.split())


def _judge(view: ReportView, total: Figure, average: Figure, every: str, *, told: bool) -> Judgement:
    """Judge an average. told: whether the sentence calls it one; else the total must have a time of its own."""
    days, where, sure = _days(view, total)
    if days is None or days < DAYS[every] * Decimal("1.5") or not (told or sure):
        return Judgement(
            total.document_id,
            (total, average),
            f"{total.text} over {average.text} a {every}",
            Result.CANNOT_JUDGE,
            printed=average.text,
            reason="no time is stated over which the average is taken",
        )
    count = _count(days, every)
    computed = figure_interval(total).scaled(1 / count)
    assert total.value is not None
    assert average.value is not None
    words = f"{plain(total.value)} over {rounded(count)} {every}s ({where}) = {rounded(total.value / count)} a {every}"
    result, reason, cause = _result(average, computed)
    finding = None
    if cause is not None:
        finding = _mismatch(total, average, computed, words, cause, every)
    if (
        finding is not None
        and every == "day"
        and _result(average, computed.scaled(1 / WORKING))[0] is not Result.DIFFERS
    ):
        result, reason = Result.BENIGN, "it would fit working days"
        finding = replace(finding, severity=Severity.INFO, explanation=f"{finding.explanation[:-1]}, or working days.")
    return Judgement(total.document_id, (total, average), words, result, computed, average.text, reason, finding)


def _days(view: ReportView, total: Figure) -> tuple[Decimal | None, str, bool]:
    """Return how many days the total was gathered in, what says so, and whether that is told of it itself."""
    passage = view.passages.get(total.passage)
    own = _OWN_EVERY.match(words_after(fold_keeping_length(passage.text), total)) if passage is not None else None
    if own is not None:
        return DAYS[own["every"]], f"a {own['every']}", True
    period, where = _span(view, total)
    days = span_days(period)
    return (None if days is None else Decimal(days)), where, total.period_basis not in ("report", "")


def _span(view: ReportView, total: Figure) -> tuple[Period | None, str]:
    """Return the time of the total: its own period where the words give one, else the report's."""
    period = view.report.period
    published = iso_day(view.report.published)
    if total.period is not None and total.period_basis not in ("report", ""):
        own = total.period
        if (
            published
            and own.start < published
            and own.end
            and published < own.end
            and _SINCE.search(view.sentence_of(total))
        ):
            # `since 2017` in a paper of March 2021 is four years and a bit at most, not five
            return Period(own.label, own.start, published), f"since {own.start.year}, to {published.isoformat()}"
        return own, own.label
    if period is None or published is None:
        return period, f"the report's {period.label}" if period else ""
    if period.start < published and (period.end is None or period.end > published):
        # what a report counts ends with the report, also in a plan that runs on
        return Period(period.label, period.start, published), f"{period.start.year} to {published.isoformat()}"
    return period, f"the report's {period.label}"


def _count(days: Decimal, every: str) -> Decimal:
    """Return how many days, weeks, months or years a span holds."""
    count = days / DAYS[every]
    whole = round(count)
    return Decimal(whole) if abs(count - whole) <= WHOLE_YEARS and whole else count


def _result(average: Figure, computed: Interval) -> tuple[Result, str, Cause | None]:
    shown = figure_interval(average)
    if not computed.meets(shown):
        loose = Interval(
            None if shown.lower is None else shown.lower * Decimal("0.9"),
            None if shown.upper is None else shown.upper * Decimal("1.1"),
        )
        if computed.meets(loose):
            return Result.BENIGN, "within a tenth: the time is not stated to the day", None
        return Result.DIFFERS, "other value", Cause.UNKNOWN
    assert average.value is not None
    bound = average.value + last_nonzero_unit(average.value)
    if average.qualifier is Qualifier.MORE and computed.lower is not None and computed.lower > bound:
        return Result.BENIGN, f"inside the bound, but above {plain(bound)}", Cause.LOOSE_BOUND
    return Result.AGREES, "", None


def _mismatch(total: Figure, average: Figure, computed: Interval, words: str, cause: Cause, every: str) -> Finding:
    assert total.value is not None
    assert average.value is not None
    assert computed.lower is not None
    needs = rounded(total.value / average.value)
    middle = (computed.lower + (computed.upper or computed.lower)) / 2
    far = ", inside the bound but far beyond it" if cause is Cause.LOOSE_BOUND else ""
    return Finding(
        evidence=(place_of_figure(average, EvidenceRole.CLAIM), place_of_figure(total, EvidenceRole.OPERAND)),
        values=(average.text, total.text),
        expected=rounded(middle),
        difference=abs(middle - average.value).quantize(Decimal(1)),
        explanation=f"{words}{far}; {average.text} a {every} would need {needs} {every}s.",
        cause=cause,
        severity=Severity.WARNING,
    )
