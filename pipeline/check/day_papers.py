"""Two papers that one body brings out on the same days: totals that agree on most days must agree on all."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from pipeline.align.same import normal_indicator, normal_publisher
from pipeline.align.words import fold
from pipeline.check.dates import iso_day
from pipeline.check.findings import place_of_figure, plain
from pipeline.check.registry import Finding, Judgement, archive_check
from pipeline.check.views import ArchiveView, ReportView, Row, TableView, in_column
from pipeline.types import Cause, DiscrepancyType, EvidenceRole, Figure, FigureStatus, Kind, Report, Result, Severity

LEAST_DAYS = 3  # days on which two totals must agree, with other values each day, before a third is doubted
LEAST_PART = Decimal(2) / 3
MAX_TOTALS = 40  # rows or columns of a paper that are tried; more is no summary


@dataclass(frozen=True, slots=True)
class Total:
    """A total of a paper: a headline of its own, or a table's total row with what stands below it."""

    key: str
    figures: tuple[Figure, ...]
    value: Decimal

    @property
    def words(self) -> str:
        """The sum in words: `4059 + 30 = 4089`."""
        parts = [plain(f.value) for f in self.figures if f.value is not None]
        return parts[0] if len(parts) == 1 else f"{' + '.join(parts)} = {plain(self.value)}"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A headline and a table's total that two papers of one day tell."""

    day: str
    headline: Total
    table: Total
    reports: tuple[Report, Report]

    @property
    def agrees(self) -> bool:
        """Whether both are the same number."""
        return self.headline.value == self.table.value


@archive_check("DAY-02", DiscrepancyType.VERSION_CONFLICT)
def papers_of_one_day(archive: ArchiveView) -> Iterator[Judgement]:
    """A headline that is the total of another paper's table on most days is so on every day.

    The headline of 4,073 cases beside a table of 4,059 and 30 outside the area, 4,089: on the other
    days of the week the two agree. Which headline belongs to which total is inferred from those days.
    """
    meetings: dict[tuple[str, str, str], list[Meeting]] = defaultdict(list)
    for publisher, first, second in _pairs(archive):
        for meeting in _meetings(first, second):
            meetings[publisher, meeting.headline.key, meeting.table.key].append(meeting)
    differing: dict[tuple[str, str], list[Meeting]] = defaultdict(list)
    claimed: set[tuple[str, str]] = set()
    for (publisher, headline, _), found in sorted(meetings.items(), key=lambda m: (-_agreeing(m[1]), m[0])):
        if (publisher, headline) in claimed or not _holds(found):
            continue
        claimed.add((publisher, headline))
        for meeting in found:
            if meeting.agrees:
                yield _agrees(meeting)
            else:
                differing[meeting.reports[0].document_id, meeting.reports[1].document_id].append(meeting)
    for _, apart in sorted(differing.items()):
        yield _differ(apart)


def _pairs(archive: ArchiveView) -> Iterator[tuple[str, ReportView, ReportView]]:
    """Yield the reports of one publisher and day, in both orders: one may hold the headlines, the other the table."""
    days: dict[tuple[str, str], list[ReportView]] = defaultdict(list)
    for view in archive.views:
        if len(view.report.published) == 10 and iso_day(view.report.published):
            days[normal_publisher(view.report.publisher), view.report.published].append(view)
    for (publisher, _), views in sorted(days.items()):
        if 2 <= len(views) <= 4:
            yield from ((publisher, a, b) for a in views for b in views if a is not b)


def _meetings(first: ReportView, second: ReportView) -> Iterator[Meeting]:
    headlines = list(islice((t for table in first.tables for t in _headlines(table)), MAX_TOTALS))
    found = (t for table in second.tables for t in _table_totals(table))
    totals = list(islice(found, MAX_TOTALS)) if headlines else []
    for headline in headlines:
        for table in totals:
            yield Meeting(first.report.published, headline, table, (first.report, second.report))


def _headlines(table: TableView) -> Iterator[Total]:
    """Yield rows that hold one number, as a dashboard's tiles do."""
    for row in table.rows:
        figures = [f for f in row.figures if _is_count(f)]
        if len(figures) == 1 and len(row.figures) == 1 and figures[0].value is not None:
            yield Total(normal_indicator(row.label), (figures[0],), figures[0].value)


def _table_totals(table: TableView) -> Iterator[Total]:
    """Yield a table's last total in each column, alone and with the rows below it."""
    last = next((n for n in range(len(table.rows) - 1, -1, -1) if "total" in fold(table.rows[n].label)), None)
    if last is None or last < 2:
        return
    for column, label in table.columns:
        own = _at(table.rows[last], column)
        if own is None or own.value is None:
            continue
        yield Total(normal_indicator(label), (own,), own.value)
        below = tuple(f for row in table.rows[last + 1 :] if (f := _at(row, column)) is not None)
        if below:
            values = [f.value for f in (own, *below) if f.value is not None]
            yield Total(normal_indicator(label) + " +", (own, *below), sum(values, Decimal(0)))


def _at(row: Row, column: int) -> Figure | None:
    return next((f for f in in_column(row, column) if _is_count(f)), None)


def _is_count(figure: Figure) -> bool:
    return (
        figure.status is FigureStatus.REPORTED
        and figure.value is not None
        and figure.unit == "count"
        and figure.kind is Kind.LEVEL
        and figure.decimals == 0
    )


def _agreeing(found: list[Meeting]) -> int:
    return len({m.headline.value for m in found if m.agrees})


def _holds(found: list[Meeting]) -> bool:
    return _agreeing(found) >= LEAST_DAYS and sum(m.agrees for m in found) >= LEAST_PART * len(found)


def _agrees(meeting: Meeting) -> Judgement:
    headline = meeting.headline.figures[0]
    return Judgement(
        document_id=meeting.reports[0].document_id,
        figures=(headline, *meeting.table.figures),
        formula=f"{meeting.day}: {headline.text} against {meeting.table.words}",
        result=Result.AGREES,
        printed=headline.text,
    )


def _differ(apart: list[Meeting]) -> Judgement:
    """Return one judgement on two papers of a day, with all the totals in which they differ."""
    first = apart[0]
    told = "; ".join(
        f"“{m.headline.figures[0].row_label}” is {m.headline.figures[0].text} in the one with the headline and "
        f"{m.table.words} in the one with the table"
        for m in apart
    )
    figures = tuple(f for m in apart for f in (*m.headline.figures, *m.table.figures))
    finding = Finding(
        evidence=tuple(
            place_of_figure(f, EvidenceRole.CLAIM if f in m.headline.figures else EvidenceRole.COUNTERPART)
            for m in apart
            for f in (*m.headline.figures, *m.table.figures)
        ),
        values=tuple(f.text for f in figures),
        expected=" or ".join((plain(first.headline.value), plain(first.table.value))),
        difference=abs(first.headline.value - first.table.value),
        explanation=f"Of two papers of {first.day}{_by_name(first)} that agree on other days, {told}." + _states(first),
        cause=Cause.UNKNOWN,
        severity=Severity.WARNING,
    )
    return Judgement(
        document_id=first.reports[0].document_id,
        figures=figures,
        formula=f"{first.day}: the headlines of one paper against the totals of the other",
        result=Result.DIFFERS,
        printed=first.headline.figures[0].text,
        finding=finding,
    )


def _by_name(meeting: Meeting) -> str:
    named = all(r.published_source == "filename" for r in meeting.reports)
    return " by their file names" if named else ""


def _states(meeting: Meeting) -> str:
    """Say what day a paper speaks of by its own words, where that is another: the two may differ in their cut-off."""
    says = [
        f"the one with the {told} says that it is {r.period.label}"
        for told, r in zip(("headline", "table"), meeting.reports, strict=True)
        if r.period is not None and r.period.end is not None and r.period.end.isoformat() != meeting.day
    ]
    return f" {'; '.join(says).capitalize()}." if says else ""
