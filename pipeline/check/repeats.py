"""The same fact told twice: in one report, and in reports of different dates."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from pipeline.align.same import SeriesKey, normal_publisher, series_key
from pipeline.align.words import fold, key_words
from pipeline.check.findings import place_of_figure, plain
from pipeline.check.registry import Finding, Judgement, archive_check, check
from pipeline.check.slips import slip_between
from pipeline.check.versions import same_fact
from pipeline.check.views import ArchiveView, ReportView
from pipeline.quantities import figure_interval
from pipeline.spool import Groups
from pipeline.types import (
    Cause,
    DiscrepancyType,
    EvidenceRole,
    Figure,
    FigureStatus,
    Flag,
    Kind,
    Qualifier,
    Report,
    Result,
    Severity,
    Source,
)

OWN_PERIOD = frozenset({"header", "sentence", "caption", "rolling"})  # periods that the words give
_IS_CODE = re.compile(r"0\d+$")  # `0686` is the number of a docket, not a count
MIN_AGREEING = 2  # agreeing facts for each one that differs, for two tables to tell the same facts
MAX_RATIO = Decimal(2)  # figures further apart than that measure two things under one name


def _is_fact(figure: Figure) -> bool:
    """Whether a figure names its indicator and period well enough to be looked for elsewhere."""
    if figure.status is not FigureStatus.REPORTED or figure.value is None or figure.period is None:
        return False
    if _IS_CODE.match(figure.text):
        return False
    if figure.period_basis not in OWN_PERIOD or figure.kind in (Kind.CHANGE, Kind.PERCENT_CHANGE, Kind.RANK):
        return False
    return bool(figure.indicator_id) or len(key_words(figure.indicator or figure.row_label)) >= 2


@check("REP-01", DiscrepancyType.REPEAT_CONFLICT)
def repeat_conflict(view: ReportView) -> Iterator[Judgement]:
    """A figure that a report tells twice, for the same indicator, segment and period, is told alike.

    “Violent offences” for 2014/15 at 4,452 in one table and 4,542 in another: two digits are swapped.
    Rows of one table are never compared with each other.
    """
    groups: dict[SeriesKey, list[Figure]] = defaultdict(list)
    for figure in view.report.figures:
        if _is_fact(figure):
            groups[series_key(figure, "")].append(figure)
    judged = [
        _compare_repeat(figures[0], other)
        for figures in groups.values()
        for other in figures[1:]
        if _told_apart(figures[0], other)
    ]
    yield from _of_one_table(judged)


def _of_one_table(judged: list[Judgement]) -> Iterator[Judgement]:
    """Yield judgements, without findings on tables that share their labels but not their facts.

    Two tables tell the same facts where most of what they share agrees; tables of several places
    under the same labels share little.
    """
    agreeing: Counter[tuple[int | None, int | None]] = Counter()
    others: Counter[tuple[int | None, int | None]] = Counter()
    for judgement in judged:
        tables = (judgement.figures[0].table, judgement.figures[1].table)
        (agreeing if judgement.result is Result.AGREES else others)[tables] += 1
    for judgement in judged:
        tables = (judgement.figures[0].table, judgement.figures[1].table)
        in_tables = None not in tables
        if judgement.finding and in_tables and agreeing[tables] < MIN_AGREEING * others[tables]:
            yield replace(judgement, result=Result.CANNOT_JUDGE, reason="the tables share labels only", finding=None)
        else:
            yield judgement


def _told_apart(a: Figure, b: Figure) -> bool:
    if a.source is Source.TEXT and fold(a.context) == fold(b.context):
        return False  # the same sentence again, with the same two figures
    if a.source is Source.TABLE and b.source is Source.TABLE:
        return a.table != b.table and a.section == b.section
    if a.priority and b.priority and a.priority != b.priority:
        return False  # chapters of their own tell facts of their own under one name
    return a.source is b.source and a.passage != b.passage  # narrative against table is another check


def _compare_repeat(a: Figure, b: Figure) -> Judgement:
    result, reason = same_fact(a, b)
    if result is Result.DIFFERS and (not _near(a, b) or a.unit not in ("percent", "count", "GBP")):
        result, reason = Result.CANNOT_JUDGE, "too far apart to be one fact"
    finding = None
    if result is Result.DIFFERS:
        tables = a.source is Source.TABLE and b.source is Source.TABLE
        finding = _finding(a, b, f"{_name(a)} is told as {a.text} and as {b.text}", None if tables else Severity.INFO)
    return Judgement(
        a.document_id, (a, b), f"{_name(a)}: {a.text} and {b.text}", result, figure_interval(a), b.text, reason, finding
    )


def _near(a: Figure, b: Figure) -> bool:
    x, y = abs(a.value or Decimal(0)), abs(b.value or Decimal(0))
    return min(x, y) > 0 and max(x, y) <= MAX_RATIO * min(x, y)


def _name(figure: Figure) -> str:
    when = f", {figure.period.label}" if figure.period else ""
    return f"{figure.indicator or figure.row_label}{when}"


def _finding(a: Figure, b: Figure, text: str, severity: Severity | None, note: str = "") -> Finding:
    assert a.value is not None
    assert b.value is not None
    high, low = max(a.value, b.value), min(a.value, b.value)
    return Finding(
        evidence=(place_of_figure(a, EvidenceRole.CLAIM), place_of_figure(b, EvidenceRole.COUNTERPART)),
        values=(a.text, b.text),
        expected=f"{a.text} or {b.text}",
        difference=high - low,
        explanation=f"{text}: {plain(high)} - {plain(low)} = {plain(high - low)}.{note}",
        cause=slip_between(a.text, b.text) or Cause.UNKNOWN,
        severity=severity,
    )


@archive_check("RST-01", DiscrepancyType.RESTATEMENT)
def restatement(archive: ArchiveView) -> Iterator[Judgement]:
    """A figure told in reports of different dates is told alike, or the later report changed it.

    The total for 2014/15 at 55,710 in one annual report and 55,934 in the next: restated by 224. A
    mark such as [r] or “revised” at the later figure gives the reason.
    """
    groups: Groups[SeriesKey, tuple[int, Figure]] = Groups()
    for number, view in enumerate(archive.views):
        publisher = normal_publisher(view.report.publisher)
        if not publisher:
            continue
        for figure in view.report.figures:
            if _is_fact(figure) and (figure.indicator_id or figure.source is Source.TABLE):
                groups.add(series_key(figure, publisher), (number, figure))
    for part in groups.parts():
        for told in part.values():
            yield from _compare_reports(archive, [(archive.views[number].report, figure) for number, figure in told])


def _compare_reports(archive: ArchiveView, told: Iterable[tuple[Report, Figure]]) -> Iterator[Judgement]:
    """Compare each version group's figure with the one before it in time."""
    by_group: dict[str, list[tuple[Report, Figure]]] = defaultdict(list)
    for report, figure in told:
        by_group[archive.alignment.group_of(report.document_id)].append((report, figure))
    firsts = [min(ts, key=lambda t: (t[1].source is Source.TEXT, t[1].ordinal)) for ts in by_group.values()]
    ordered = sorted(firsts, key=lambda t: (t[0].published or "9999", t[0].document_id))
    for (earlier, a), (later, b) in itertools.pairwise(ordered):
        if earlier.document_id.split(".")[0] == later.document_id.split(".")[0]:
            continue  # parts of one file are held against each other by other checks
        yield _compare_dates(earlier, a, later, b)


def _compare_dates(earlier: Report, a: Figure, later: Report, b: Figure) -> Judgement:
    result, reason = same_fact(a, b)
    if result is Result.DIFFERS and not _near(a, b):
        result, reason = Result.CANNOT_JUDGE, "too far apart to be one fact"
    finding = None
    if result is Result.DIFFERS:
        text = (
            f"{_name(a)} is {a.text} in “{earlier.title}” ({earlier.published or 'undated'}) "
            f"and {b.text} in “{later.title}” ({later.published or 'undated'})"
        )
        marked = b.flag in (Flag.REVISED,) or a.flag in (Flag.PROVISIONAL, Flag.ESTIMATED)
        note = f" The figure is marked {(b.flag or a.flag).value}." if marked else ""
        hedged = Qualifier.NONE not in (a.qualifier, b.qualifier)
        finding = _finding(a, b, text, Severity.INFO if marked or hedged else None, note)
        # restatements of two papers are one group
        finding = replace(finding, group=f"restated {earlier.document_id} {later.document_id}")
    return Judgement(
        b.document_id, (a, b), f"{_name(a)}: {a.text} and {b.text}", result, figure_interval(a), b.text, reason, finding
    )
