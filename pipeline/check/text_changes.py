"""Changes told in the narrative held against the change columns of the tables."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from pipeline.align.words import key_words, numbers
from pipeline.check.change_text import CHANGES
from pipeline.check.findings import place_of_figure, plain
from pipeline.check.registry import Finding, Judgement, archive_check
from pipeline.check.slips import printed_number, slip_between
from pipeline.check.table_parts import LEVEL_KINDS
from pipeline.check.text_table import families
from pipeline.check.views import ArchiveView, ReportView, Row
from pipeline.quantities import Interval, figure_interval, percent_change
from pipeline.types import Cause, DiscrepancyType, EvidenceRole, Figure, FigureStatus, Kind, Result, Severity, Source

MIN_DIGITS = 3  # a shorter number is one digit away from any other
MOST_ROWS = 30  # rows of one name that a change is held against
MOST_APART = 12  # columns between a percent and the levels that it is the change of
MOST_LEVELS = 50  # cells of a row that are tried as such levels
MAX_RATIO = Decimal("1.25")  # changes further apart than that are of other things


@archive_check("TXT-02", DiscrepancyType.TEXT_TABLE_CONFLICT)
def told_change_and_table(archive: ArchiveView) -> Iterator[Judgement]:
    """A change told in the narrative is the change that the table row of the same name gives.

    “An additional 8,164 crimes, a 9.6% increase” beside +8,164 and +10% agrees; “an additional 8,614
    crimes” would have two digits swapped.
    """
    for members in families(archive):
        rows = [row for view in members for table in view.tables for row in table.rows if _has_change(row)]
        named: dict[frozenset[str], list[Row]] = defaultdict(list)
        for row in rows:
            named[key_words(row.label)].append(row)
        for view in members if rows else ():
            for figure in view.report.figures:
                if figure.source is Source.TEXT and figure.kind in CHANGES and figure.value is not None:
                    yield from _judge_figure(view, figure, named.get(key_words(figure.indicator), ()))


def _has_change(row: Row) -> bool:
    return any(f.kind in CHANGES and f.status is FigureStatus.REPORTED and f.value is not None for f in row.figures)


def _judge_figure(view: ReportView, figure: Figure, rows: Sequence[Row]) -> Iterator[Judgement]:
    """Hold a change against the rows of its name; a name of a part of its words is another thing."""
    if not key_words(figure.indicator) or not rows:
        return
    context = set(numbers(view.sentence_of(figure)))
    for row in rows[:MOST_ROWS]:
        if set(_codes(row.label)) - context:
            continue
        cells = [f for f in row.figures if f.kind is figure.kind and f.unit == figure.unit and f.value is not None]
        if len(cells) == 1 and _same_time(figure, cells[0]):
            yield _judge(figure, row, cells[0])
    if len(rows) > MOST_ROWS:
        yield Judgement(
            figure.document_id,
            (figure,),
            f"{figure.text} in the narrative against the tables",
            Result.CANNOT_JUDGE,
            printed=figure.text,
            reason=f"more than {MOST_ROWS} rows of tables have this name",
        )


def _codes(label: str) -> tuple[str, ...]:
    """Return the numbers in a label that name what is counted, without its own number in front."""
    return numbers(label.split(" ", 1)[-1])


def _same_time(figure: Figure, cell: Figure) -> bool:
    a, b = figure.period, cell.period
    return a is not None and b is not None and (a.start, a.end) == (b.start, b.end)


def _judge(figure: Figure, row: Row, cell: Figure) -> Judgement:
    allowed = _allowed(row, cell)
    agrees = allowed.meets(figure_interval(figure)) or allowed.meets(-figure_interval(figure))
    assert figure.value is not None
    assert cell.value is not None
    a, b = abs(figure.value), abs(cell.value)
    near = min(a, b) > 0 and max(a, b) <= MAX_RATIO * min(a, b)
    long = min(len(printed_number(t)) for t in (figure.text, cell.text)) >= MIN_DIGITS
    slip = slip_between(figure.text, cell.text) if long else None
    result, reason, finding = Result.AGREES, "", None
    if not agrees and (near or slip):
        result = Result.DIFFERS
        finding = Finding(
            evidence=(place_of_figure(figure, EvidenceRole.CLAIM), place_of_figure(cell, EvidenceRole.COUNTERPART)),
            values=(figure.text, cell.text),
            expected=cell.text,
            difference=abs(a - b),
            explanation=f"The narrative tells a change of {figure.text}, the table {cell.text} ({row.label}, "
            f"{cell.column_label}): {plain(max(a, b))} - {plain(min(a, b))} = {plain(abs(a - b))}.",
            cause=slip or Cause.UNKNOWN,
            severity=Severity.WARNING,
        )
    elif not agrees:
        result, reason = Result.CANNOT_JUDGE, "too far apart to be one change"
    return Judgement(
        document_id=figure.document_id,
        figures=(figure, cell),
        formula=f"{figure.text} in the narrative, {cell.text} in the table ({row.label}, {cell.column_label})",
        result=result,
        computed=allowed,
        printed=figure.text,
        reason=reason,
        finding=finding,
    )


def _allowed(row: Row, cell: Figure) -> Interval:
    """Return what a cell allows; for a percent, what the levels beside it give, which is more precise."""
    printed = figure_interval(cell)
    if cell.kind is not Kind.PERCENT_CHANGE:
        return printed
    near = (row.by_slot[s] for s in sorted(row.by_slot) if abs(s[0] - (cell.column or 0)) <= MOST_APART)
    levels = [f for f in near if f.value is not None and f.kind in LEVEL_KINDS and f.unit != "rank"][:MOST_LEVELS]
    for before, after in permutations(levels, 2):
        computed = (
            percent_change(figure_interval(before), figure_interval(after)) if before.unit == after.unit else None
        )
        if computed is not None and computed.meets(printed):
            return computed
    return printed
