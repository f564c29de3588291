"""Papers that come out day by day or month by month: the change that one states against the totals of two."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline.align import VersionPair
from pipeline.align.same import normal_indicator, normal_publisher
from pipeline.align.words import fold, key_words
from pipeline.check.dates import iso_day
from pipeline.check.findings import place_of_figure, place_of_phrase, plain
from pipeline.check.phrases import has_phrase
from pipeline.check.registry import Finding, Judgement, archive_check
from pipeline.check.slips import repair
from pipeline.check.views import ArchiveView, ReportView, Row, TableView, in_column
from pipeline.quantities import Interval, figure_interval
from pipeline.types import (
    Cause,
    DiscrepancyType,
    Evidence,
    EvidenceRole,
    Figure,
    FigureStatus,
    Report,
    Result,
    Severity,
)

MOST_COLUMNS = 20  # of new cases under the same words that a total's column is held against
MAX_DAYS = 40  # papers further apart are not consecutive
_TOTAL = re.compile(r"\b(?:cumulative|total|totals|to date)\b")
_NEW = re.compile(r"\b(?:new|newly|additional)\b")
_OF_WHICH = re.compile(r"^(?:of which|including)\b")
MAX_NEW_PART = Decimal("0.5")  # a step larger than half its total is no step


@dataclass(frozen=True, slots=True)
class Step:
    """A cumulative total with the new cases that the same paper states for it."""

    key: str
    total: Figure
    new: Figure


@archive_check("DAY-01", DiscrepancyType.CHANGE_MISMATCH)
def stated_step(archive: ArchiveView) -> Iterator[Judgement]:
    """The new cases that a paper states are its total less the total of the paper before it.

    284 new stated, totals of 3,790 and 4,073: 4,073 - 3,790 = 283. A correction of earlier days can
    explain it, so it needs a look; where the publisher announces revisions it is told as information.
    """
    notes = _notes(archive)
    for publisher, papers in _periodicals(archive):
        note = notes.get(publisher)
        earlier: dict[str, tuple[Step, date]] = {}
        again: dict[str, date] = {}  # papers that only repeat the one before, by step
        for day, steps in papers:
            for key, step in sorted(steps.items()):
                before = earlier.get(key)
                if (
                    before is not None
                    and (day - before[1]).days <= MAX_DAYS
                    and before[0].total.value != step.total.value
                ):
                    yield _judge(before[0], step, repeated=again.get(key), note=note)
                if before is not None and (before[0].total.value, before[0].new.value) == (
                    step.total.value,
                    step.new.value,
                ):
                    again[key] = day
                else:
                    again.pop(key, None)
            earlier.update({key: (step, day) for key, step in steps.items()})


def _notes(archive: ArchiveView) -> dict[str, Evidence]:
    """Return by publisher where one of its papers first says that its figures are revised later."""
    found: dict[str, Evidence] = {}
    for view in archive.views:
        publisher = normal_publisher(view.report.publisher)
        for passage in view.sentences if publisher not in found else ():
            if has_phrase(view.rules, "revised_later", fold(passage.text)):
                found[publisher] = place_of_phrase(passage, view.report.document_id, EvidenceRole.COUNTERPART)
                break
    return found


def _periodicals(archive: ArchiveView) -> Iterator[tuple[str, list[tuple[date, dict[str, Step]]]]]:
    """Yield publishers with papers of the same title and steps, in order of date and total."""
    groups: dict[tuple[str, str, str], list[tuple[date, Decimal, str, dict[str, Step]]]] = defaultdict(list)
    for view in archive.views:
        day = iso_day(view.report.published)
        steps = {s.key: s for t in view.tables for s in _steps(t)} if day is not None else {}
        if day is None or not steps:
            continue
        first = steps[min(steps)]
        title = (normal_publisher(view.report.publisher), fold(view.report.title), min(steps))
        groups[title].append((day, first.total.value or Decimal(0), view.report.document_id, steps))
    for (publisher, _, _), found in sorted(groups.items()):
        if len(found) > 1:
            yield publisher, [(day, steps) for day, _, _, steps in sorted(found, key=lambda f: f[:3])]


def _steps(table: TableView) -> Iterator[Step]:
    """Yield totals with their new cases: in the row below, or in another column of the same row."""
    for above, below in zip(table.rows, table.rows[1:], strict=False):
        label = fold(below.label)
        if _TOTAL.search(fold(above.label)) and _OF_WHICH.match(label) and _NEW.search(label):
            a, b = _only(above), _only(below)
            if a is not None and b is not None and _is_step(a, b):
                yield Step(normal_indicator(above.label), a, b)
    labels = dict(table.columns)
    totals = [c for c, text in labels.items() if _TOTAL.search(fold(text))]
    news = [c for c, text in labels.items() if _NEW.search(fold(text))]
    by_words: dict[frozenset[str], list[int]] = defaultdict(list)
    for new in news:
        by_words[key_words(labels[new]) - {"cumulativ", "newly", "additional"}].append(new)
    pairs = totals and by_words
    total_rows = [row for row in table.rows if re.search(r"\btotal\b", fold(row.label))] if pairs else []
    for total in totals:
        # of columns of the same words the last stand; dozens of them are no statement of a day
        for new in by_words.get(key_words(labels[total]) - {"cumulativ"}, [])[-MOST_COLUMNS:]:
            yield from _row_steps(total_rows, total, new)


def _row_steps(total_rows: Iterable[Row], total: int, new: int) -> Iterator[Step]:
    """Yield the step of a table's total row; the places beside it are corrected from day to day."""
    for row in total_rows:
        a, b = _at(row, total), _at(row, new)
        if a is not None and b is not None and _is_step(a, b):
            yield Step(f"{normal_indicator(row.label)} {normal_indicator(a.column_label)}", a, b)


def _only(row: Row) -> Figure | None:
    figures = [f for f in row.figures if f.status is FigureStatus.REPORTED and f.value is not None]
    return figures[0] if len(figures) == 1 else None


def _at(row: Row, column: int) -> Figure | None:
    return next((f for f in in_column(row, column) if f.value is not None), None)


def _is_step(total: Figure, new: Figure) -> bool:
    if total.value is None or new.value is None or total.unit != "count" or new.unit != "count":
        return False
    return 0 <= new.value <= MAX_NEW_PART * total.value


def _judge(before: Step, after: Step, *, repeated: date | None, note: Evidence | None) -> Judgement:
    computed = figure_interval(after.total) - figure_interval(before.total)
    agrees = computed.meets(figure_interval(after.new))
    assert before.total.value is not None
    assert after.total.value is not None
    difference = after.total.value - before.total.value
    words = f"{plain(after.total.value)} - {plain(before.total.value)} = {plain(difference)}"
    return Judgement(
        document_id=after.new.document_id,
        figures=(before.total, after.total, after.new),
        formula=words,
        result=Result.AGREES if agrees else Result.DIFFERS,
        computed=computed,
        printed=after.new.text,
        finding=None if agrees else _mismatch(before, after, computed, words, repeated, note),
    )


def _mismatch(
    before: Step, after: Step, computed: Interval, words: str, repeated: date | None, note: Evidence | None
) -> Finding:
    assert after.new.value is not None
    assert computed.lower is not None
    slip = repair(after.new.text, computed.contains)
    announced = note is not None and repeated is None  # figures of earlier days may have been revised since
    because = f"; the paper of {repeated.isoformat()} only repeats the one before it" if repeated else ""
    because += "; its publisher says that figures are revised later, which may explain it" if announced else ""
    return Finding(
        evidence=(
            place_of_figure(after.new, EvidenceRole.CLAIM),
            place_of_figure(after.total, EvidenceRole.OPERAND),
            place_of_figure(before.total, EvidenceRole.OPERAND),
            *((note,) if note is not None and announced else ()),
        ),
        values=(after.new.text, after.total.text, before.total.text),
        expected=plain(computed.lower),
        difference=abs(computed.lower - after.new.value),
        explanation=f"{after.new.text} new are stated, but the totals of the two papers give {words}{because}.",
        cause=Cause.STALE_COPY if repeated else slip.cause if slip and not announced else Cause.UNKNOWN,
        repair=slip.repair if slip and not repeated and not announced else "",
        severity=Severity.INFO if announced else Severity.WARNING,
    )


@archive_check("PER-08", DiscrepancyType.PERIOD_CONFLICT)
def paper_published_again(archive: ArchiveView) -> Iterator[Judgement]:
    """A paper of another date has figures of its own.

    The paper of 9 April with every figure of the paper of 8 April, and its date inside, is the day
    before's paper again.
    """
    for pair in archive.alignment.pairs:
        if pair.rendition or not _dates_differ(pair.left, pair.right):
            continue
        numbers = [n for u in pair.units for n in u.numbers]
        same = all(n.left_text == n.right_text for n in numbers) and not pair.lone
        views = (archive.by_document[pair.left.document_id], archive.by_document[pair.right.document_id])
        if same and numbers and not _has_news(*sorted(views, key=lambda v: v.report.published)):
            yield _again(pair, views)


def _dates_differ(a: Report, b: Report) -> bool:
    alone = a.part == b.part == 1
    return alone and bool(a.published) and bool(b.published) and a.published != b.published


def _has_news(earlier: ReportView, later: ReportView) -> bool:
    """Whether a later paper has figures that the earlier one has not: it repeats a part, and is no copy."""
    known = {f.value for f in earlier.report.figures}
    return any(f.value not in known for f in later.report.figures if f.status is FigureStatus.REPORTED)


def _again(pair: VersionPair, views: tuple[ReportView, ReportView]) -> Judgement:
    earlier, later = sorted(views, key=lambda v: v.report.published)
    figures = tuple(n.right for u in pair.units for n in u.numbers if n.right is not None)
    first, second = earlier.report, later.report
    source = " (by its file name)" if second.published_source == "filename" else ""
    return Judgement(
        document_id=second.document_id,
        figures=figures,
        formula=f"{len(figures)} figures of {second.published} against {first.published}",
        result=Result.DIFFERS,
        printed=second.published,
        finding=Finding(
            evidence=(
                place_of_phrase(second.passages[0], second.document_id, EvidenceRole.CLAIM),
                place_of_phrase(first.passages[0], first.document_id, EvidenceRole.COUNTERPART),
            ),
            values=(second.published, first.published),
            expected=f"the figures of {second.published}",
            explanation=f"The paper of {second.published}{source}, “{second.title}”, prints the {len(figures)} figures "
            f"of the paper of {first.published} again and none of its own: it seems to be that paper.",
            cause=Cause.STALE_COPY,
        ),
    )
