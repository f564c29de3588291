"""What an account brings forward, held against what the one before left: the columns of a table, and papers."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from pipeline.align.papers import skeleton
from pipeline.align.same import normal_publisher
from pipeline.align.words import fold, key_words
from pipeline.check.balances import CLOSING, MOST_ROWS, OPENING, says_of
from pipeline.check.findings import place_of_figure, plain, succession
from pipeline.check.registry import Finding, Judgement, archive_check, cannot_judge, check
from pipeline.check.slips import slip_between
from pipeline.check.views import ArchiveView, ReportView, Row, TableView, has_value
from pipeline.quantities import figure_interval
from pipeline.types import Cause, DiscrepancyType, EvidenceRole, Figure, Result, Severity

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s?[-/]\s?\d{2,4})?(?!\d)")
APART = timedelta(days=5)  # two accounts that follow one another begin and end within these days
LEAST_PAIRS = 2  # of papers in which one row is brought forward before another pair is held against it
SURE_PAIRS = 3
MOST_EXCEPTIONS = 1 / 3  # of the pairs of a series
Key = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Follows:
    """An account and the one after it: what the first leaves by its rows, and what the second brings forward."""

    left: dict[Key, Figure]
    opening: Figure


@check("BAL-02", DiscrepancyType.REPEAT_CONFLICT)
def brought_forward_by_years(view: ReportView) -> Iterator[Judgement]:
    """What a year's column brings forward is what the column of the year before leaves.

    Closing balance 2020 of 1,000 and opening balance 2021 of 1,100 cannot both be right.
    """
    for table in view.tables:
        if len(table.rows) > MOST_ROWS:
            continue
        opening, closing = (
            [row for row in table.rows if says_of(row.label, view.rules) == says] for says in (OPENING, CLOSING)
        )
        if len(opening) == len(closing) == 1:
            pairs = list(_by_years(table, opening[0], closing[0]))
            holds = sum(_meets(a, b) for a, b in pairs)
            for a, b in pairs:
                yield _judge(a, b, holds, len(pairs), "columns", sure=holds >= SURE_PAIRS)


def _by_years(table: TableView, opening: Row, closing: Row) -> Iterator[tuple[Figure, Figure]]:
    """Yield what one year's column leaves, and what the next year's column brings forward."""
    columns: dict[tuple[str, int], list[int]] = defaultdict(list)
    for column, label in table.columns:
        years = _YEAR.findall(label)
        if len(years) == 1:
            columns[fold(_YEAR.sub(" ", label)), int(years[0])].append(column)
    for (rest, year), own in sorted(columns.items()):
        before = columns.get((rest, year - 1), [])
        if len(own) == len(before) == 1:
            a, b = closing.by_slot.get((before[0], 0)), opening.by_slot.get((own[0], 0))
            if a is not None and b is not None and has_value(a) and has_value(b) and a.unit == b.unit:
                yield a, b


@archive_check("BAL-03", DiscrepancyType.REPEAT_CONFLICT)
def brought_forward_by_papers(archive: ArchiveView) -> Iterator[Judgement]:
    """What a year's accounts bring forward is what the accounts of the year before leave.

    Which of their rows it is, the papers of one series say themselves: where the next paper brings
    forward the bank balance in 4 of 5 years, the fifth does not follow.
    """
    for papers in _series(archive):
        follows = [f for a, b in pairwise(papers) if (f := _follows(a, b)) is not None]
        yield from _judge_series(follows)


def _series(archive: ArchiveView) -> Iterator[list[ReportView]]:
    """Yield the papers of one publisher, title and subject that have a period, in its order."""
    groups: dict[tuple[str, str, str], list[ReportView]] = defaultdict(list)
    for view in archive.views:
        report = view.report
        if report.period is not None and report.period.end is not None and (title := skeleton(report.title)):
            groups[normal_publisher(report.publisher), title, fold(report.subject)].append(view)
    for _, views in sorted(groups.items()):
        if len(views) > 1:
            yield sorted(views, key=lambda v: (_start(v), v.report.document_id))


def _start(view: ReportView) -> str:
    period = view.report.period
    return period.start.isoformat() if period else ""


def _follows(before: ReportView, after: ReportView) -> Follows | None:
    a, b = before.report.period, after.report.period
    if a is None or b is None or a.end is None or abs(b.start - a.end - timedelta(days=1)) > APART:
        return None
    openings = [f for (says, _), f in _rows(after) if says == OPENING]
    if not openings or len({f.value for f in openings}) > 1:
        return None
    left: dict[Key, Figure] = {}
    twice = set()
    for key, figure in _rows(before):
        if key in left and left[key].value != figure.value:
            twice.add(key)
        left.setdefault(key, figure)
    own = {k: f for k, f in left.items() if k not in twice and f.unit == openings[0].unit and k[0] != OPENING}
    return Follows(own, openings[0]) if own else None


def _rows(view: ReportView) -> Iterator[tuple[Key, Figure]]:
    """Yield the rows of a paper that have one figure for its own period, by what their label says without numbers."""
    for table in view.tables:
        for row in table.rows[:MOST_ROWS]:
            figures = [f for f in row.figures if has_value(f)]
            if len(figures) == 1 and (words := key_words(row.label)):
                yield (says_of(row.label, view.rules), words), figures[0]


def _judge_series(follows: Sequence[Follows]) -> Iterator[Judgement]:
    counts = Counter(k for f in follows for k, figure in f.left.items() if _meets(figure, f.opening))
    best = max(counts, key=lambda k: (counts[k], k[0] == CLOSING, sorted(k[1])), default=None)
    holds = counts[best] if best is not None else 0
    clear = best is not None and holds >= LEAST_PAIRS and len(follows) - holds <= MOST_EXCEPTIONS * len(follows)
    for one in follows:
        if clear and best is not None:
            a = one.left.get(best)
        else:
            a = next((f for (says, _), f in sorted(one.left.items(), key=_by_words) if says == CLOSING), None)
        if a is None:
            continue
        if _meets(a, one.opening) or clear:
            yield _judge(a, one.opening, holds, len(follows), "papers", sure=clear and holds >= SURE_PAIRS)
        elif any(_meets(f, one.opening) for f in one.left.values()):
            words = f"{one.opening.text} brought forward"
            yield cannot_judge(
                one.opening.document_id,
                (a, one.opening),
                words,
                printed=one.opening.text,
                reason="another row is meant",
            )
        else:
            yield _judge(a, one.opening, holds, len(follows), "papers", sure=False)


def _by_words(item: tuple[Key, Figure]) -> tuple[str, list[str]]:
    return item[0][0], sorted(item[0][1])


def _meets(a: Figure, b: Figure) -> bool:
    return a.unit == b.unit and figure_interval(a).meets(figure_interval(b))


def _judge(left: Figure, opening: Figure, holds: int, pairs: int, what: str, *, sure: bool) -> Judgement:
    assert left.value is not None
    assert opening.value is not None
    words = f"{left.text} left ({left.row_label}), {opening.text} brought forward ({opening.row_label})"
    told = f"{holds} of {pairs}"
    if _meets(left, opening):
        return Judgement(
            opening.document_id,
            (left, opening),
            words,
            Result.AGREES,
            figure_interval(left),
            opening.text,
            holds=told,
        )
    support = f"; what is left is brought forward in {told} pairs of {what}" if holds else ""
    finding = Finding(
        evidence=(place_of_figure(opening, EvidenceRole.CLAIM), place_of_figure(left, EvidenceRole.COUNTERPART)),
        values=(opening.text, left.text),
        expected=left.text,
        difference=abs(opening.value - left.value),
        explanation=f"{words}: {plain(max(left.value, opening.value))} - {plain(min(left.value, opening.value))} = "
        f"{plain(abs(opening.value - left.value))}{support}.",
        cause=slip_between(opening.text, left.text) or Cause.UNKNOWN,
        severity=None if sure else Severity.WARNING,
        certainty=succession(holds),
    )
    return Judgement(
        opening.document_id,
        (left, opening),
        words,
        Result.DIFFERS,
        figure_interval(left),
        opening.text,
        finding=finding,
        holds=told,
    )
