"""Trends told in the narrative held against the table row of the same thing, in all versions of the table."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipeline.align.words import fold, key_words
from pipeline.check.compatible import same_priority, without_letter
from pipeline.check.findings import place_of_figure, place_of_phrase, plain
from pipeline.check.registry import Finding, Judgement, archive_check, cannot_judge
from pipeline.check.text_table import LABEL_PART, families
from pipeline.check.views import ArchiveView, ReportView, Row
from pipeline.types import (
    Cause,
    DiscrepancyType,
    EvidenceRole,
    Figure,
    FigureStatus,
    Kind,
    Passage,
    Result,
    Role,
    Severity,
)

_FALLS = re.compile(
    r"""
    \b (?: been\ (?:decreasing|falling|declining|reducing) | seeing\ a\ (?:decreasing|falling|downward)\ trend
      | (?:seen|continued)\ (?:continued\ )?(?:reductions?|decreases?|declines?|falls?)
      | continues?\ to\ (?:fall|decrease|decline|drop|reduce) | downward\ trend ) \b
    """,
    re.VERBOSE,
)
_RISES = re.compile(
    r"""
    \b (?: been\ (?:increasing|rising|growing|improving) | seeing\ an?\ (?:increasing|rising|upward)\ trend
      | (?:seen|continued)\ (?:continued\ )?(?:increases?|rises?|improvements?)
      | continues?\ to\ (?:rise|increase|grow|improve) | upward\ trend ) \b
    """,
    re.VERBOSE,
)

MOST_ROWS = 200  # rows of a priority that a sentence is held against
Moved = tuple[Row, tuple[Figure, Figure]]  # a row with its earliest and its latest percentage


@archive_check("DIR-03", DiscrepancyType.DIRECTION_CONFLICT)
def trend_and_table(archive: ArchiveView) -> Iterator[Judgement]:
    """A trend told of a priority's measure goes the way that its table row goes, in every version of it.

    “Satisfaction has been decreasing for the past 12 months” beside a row from 84.2% to 80.9% agrees;
    beside 84.2% and then 90.9%, in another version of the table, it does not.
    """
    for members in families(archive):
        rows = [(row, moved) for view in members for t in view.tables for row in t.rows if (moved := _moved(row))]
        by_priority: dict[str, list[Moved]] = defaultdict(list)
        for row, ends in rows:
            by_priority[without_letter(ends[0].priority)].append((row, ends))
        for view in members if rows else ():
            for passage in view.sentences:
                yield from _judge_sentence(view, passage, by_priority)


def _moved(row: Row) -> tuple[Figure, Figure] | None:
    """Return the earliest and the latest percentage of a row that has a priority and exactly two of them."""
    levels = [
        f
        for f in row.figures
        if f.status is FigureStatus.REPORTED
        and f.unit == "percent"
        and f.role is Role.ACTUAL
        and f.kind in (Kind.LEVEL, Kind.SHARE)
        and f.priority
        and f.period is not None
        and f.period.end is not None
    ]
    if len(levels) != 2:
        return None
    first, last = sorted(levels, key=lambda f: f.period.end.isoformat() if f.period and f.period.end else "")
    return (first, last) if first.value != last.value and first.period != last.period else None


def _too_many(view: ReportView, passage: Passage, words: str) -> Judgement:
    return cannot_judge(
        view.report.document_id,
        (),
        f"“{words}” (line {passage.place.line or passage.place.page}) against the rest of its priority's rows",
        printed=words,
        reason=f"more than {MOST_ROWS} rows of tables are of its priority",
    )


def _judge_sentence(
    view: ReportView, passage: Passage, by_priority: Mapping[str, Sequence[Moved]]
) -> Iterator[Judgement]:
    text = fold(passage.text)
    falls, rises = _FALLS.search(text), _RISES.search(text)
    told = falls or rises
    if told is None or (falls and rises) or not passage.priority:
        return
    words = key_words(passage.text)
    rows = by_priority.get(without_letter(passage.priority), ())
    if len(rows) > MOST_ROWS:
        yield _too_many(view, passage, told[0])
    for row, (first, last) in rows[:MOST_ROWS]:
        label = key_words(row.label)
        if not same_priority(passage.priority, first.priority) or len(label & words) < max(1, LABEL_PART * len(label)):
            continue
        assert first.value is not None
        assert last.value is not None
        agrees = (last.value > first.value) == bool(rises)
        difference = last.value - first.value
        formula = f"“{told[0]}”; {row.label}: {plain(last.value)} - {plain(first.value)} = {plain(difference)}"
        finding = None
        if not agrees:
            finding = Finding(
                evidence=(
                    place_of_phrase(passage, view.report.document_id, EvidenceRole.CLAIM),
                    place_of_figure(first, EvidenceRole.OPERAND),
                    place_of_figure(last, EvidenceRole.COUNTERPART),
                ),
                values=(told[0], first.text, last.text),
                expected=f"a value {'above' if rises else 'below'} {first.text}",
                difference=difference,
                explanation=f"The narrative tells that it has “{told[0]}”, but “{row.label}” (priority "
                f"{first.priority}) goes from {first.text} to {last.text}: "
                f"{plain(last.value)} - {plain(first.value)} = {plain(difference)}.",
                cause=Cause.UNKNOWN,
                severity=Severity.WARNING,
            )
        yield Judgement(
            document_id=view.report.document_id,
            figures=(first, last),
            formula=formula,
            result=Result.AGREES if agrees else Result.DIFFERS,
            printed=told[0],
            finding=finding,
        )
