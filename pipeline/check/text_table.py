"""The narrative held against the tables: same indicator, segment and time."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from pipeline.align.words import fold, key_words, numbers
from pipeline.check.compatible import (
    TimeMatch,
    match_periods,
    same_priority,
    tells_of_a_part,
    told_as_current,
)
from pipeline.check.findings import place_of_figure, plain
from pipeline.check.registry import Finding, Judgement, archive_check
from pipeline.check.slips import printed_number, slip_between
from pipeline.check.versions import same_fact
from pipeline.check.views import ArchiveView, ReportView
from pipeline.quantities import figure_interval
from pipeline.types import (
    Cause,
    DiscrepancyType,
    EvidenceRole,
    Figure,
    FigureStatus,
    Kind,
    Result,
    Role,
    Severity,
    Source,
)

LEVELS = frozenset({Kind.LEVEL, Kind.SHARE})
LABEL_PART = 0.5  # of a row label's key words must stand in the sentence
MAX_COUNT_RATIO = Decimal("1.5")  # counts further apart than that are other facts, not one fact misprinted


@archive_check("TXT-01", DiscrepancyType.TEXT_TABLE_CONFLICT)
def text_table_conflict(archive: ArchiveView) -> Iterator[Judgement]:
    """A figure told in the narrative agrees with the table cell for the same indicator and time.

    “Overall satisfaction at 79%” for the latest 12 months against 80.9% in the table: 80.9 rounds to
    81 and not to 79. “Now stands at 75%” against 74.8% agrees.
    """
    for members in families(archive):
        tables = [v for v in members if v.table_figures]
        for view in members if tables else ():
            for figure in view.report.figures:
                if _is_told_level(figure) and not tells_of_a_part(view.sentence_of(figure)):
                    yield from _judge(view, figure, tables)


def _is_told_level(figure: Figure) -> bool:
    return (
        figure.source is Source.TEXT
        and figure.status is FigureStatus.REPORTED
        and figure.value is not None
        and figure.kind in LEVELS
        and figure.role is Role.ACTUAL
        and figure.period is not None
    )


def families(archive: ArchiveView) -> Iterator[tuple[ReportView, ...]]:
    """Yield the reports that speak of one another's tables: parts of one file, and versions of those parts."""
    family: dict[str, str] = {}
    members: dict[str, list[ReportView]] = {}
    repeats = _repeats(archive)
    for view in archive.views:
        document_id = view.report.document_id
        if document_id in repeats:
            continue  # it says what another report of its group says
        names = (document_id.split(".")[0], archive.alignment.group_of(document_id))
        known = sorted({family[n] for n in names if n in family})
        home = known[0] if known else names[0]
        for other in known[1:]:  # two families turn out to be one
            members[home].extend(members.pop(other))
            family.update((n, home) for n, f in family.items() if f == other)
        family.update(dict.fromkeys(names, home))
        members.setdefault(home, []).append(view)
    for name in sorted(members):
        yield tuple(sorted(members[name], key=lambda v: v.report.document_id))


def _repeats(archive: ArchiveView) -> set[str]:
    """Return the reports that say what another one says: of each publication in several formats, all but one."""
    kept: dict[str, str] = {}

    def first(document_id: str) -> str:
        while kept.get(document_id, document_id) != document_id:
            document_id = kept[document_id]
        return document_id

    for pair in archive.alignment.pairs:
        if pair.rendition:
            a, b = sorted((first(pair.left.document_id), first(pair.right.document_id)))
            kept[b] = a
    return set(kept) - {first(d) for d in kept}


def _judge(view: ReportView, figure: Figure, tables: Iterable[ReportView]) -> Iterator[Judgement]:
    words = view.words_of(figure)
    current = told_as_current(view.sentence_of(figure))
    found = [
        (cell, time)
        for other in tables
        for cell in other.table_figures
        if (time := _speaks_of(figure, words, cell, current=current)) is not TimeMatch.NONE
    ]
    exact = [c for c in found if c[1] is TimeMatch.EQUAL]
    for cell, time in exact or found:
        yield _compare(figure, cell, time, other=_other_period(figure, cell, tables))


def _speaks_of(figure: Figure, words: frozenset[str], cell: Figure, *, current: bool) -> TimeMatch:
    """Return how well a cell's time fits where it is for the same thing as a figure in the narrative."""
    if cell.unit != figure.unit or cell.kind not in LEVELS or cell.role is not figure.role or cell.value is None:
        return TimeMatch.NONE
    if fold(cell.segment) != fold(figure.segment) and cell.segment and figure.segment:
        return TimeMatch.NONE
    if not _same_subject(figure, words, cell):
        return TimeMatch.NONE
    time = match_periods(figure, cell, current=current)
    if figure.unit != "percent" and not _near(figure, cell):
        return TimeMatch.NONE
    return time


def _same_subject(figure: Figure, words: frozenset[str], cell: Figure) -> bool:
    label = key_words(cell.row_label or cell.indicator)
    common = len(label & words)
    if not common:
        return False
    if figure.unit != "percent":  # counts are told of many things under one heading
        own = key_words(figure.indicator)
        if not printed_number(figure.text) or set(numbers(cell.row_label)) - set(numbers(figure.context)):
            return False
        return label <= own and (same_priority(figure.priority, cell.priority) or _same_indicator(figure, cell))
    if same_priority(figure.priority, cell.priority):
        return common >= LABEL_PART * len(label)
    if figure.priority and cell.priority:
        return False
    return _same_indicator(figure, cell)


def _same_indicator(figure: Figure, cell: Figure) -> bool:
    return bool(figure.indicator_id) and figure.indicator_id == cell.indicator_id


def _near(figure: Figure, cell: Figure) -> bool:
    a, b = abs(figure.value or Decimal(0)), abs(cell.value or Decimal(0))
    return min(a, b) > 0 and max(a, b) <= MAX_COUNT_RATIO * min(a, b)


def _other_period(figure: Figure, cell: Figure, tables: Iterable[ReportView]) -> Figure | None:
    """Return the cell of the same row, for another period, that holds the figure's value."""
    for view in tables:
        for other in view.table_figures:
            same_row = (other.document_id, other.table, other.row) == (cell.document_id, cell.table, cell.row)
            if same_row and other is not cell and other.unit == cell.unit and other.value == figure.value:
                return other
    return None


def _compare(figure: Figure, cell: Figure, time: TimeMatch, *, other: Figure | None) -> Judgement:
    result, reason = same_fact(figure, cell)
    if result is Result.DIFFERS and other is not None:
        result, reason = Result.BENIGN, f"it is the table's value for {other.column_label}"
    finding = _conflict(figure, cell, time) if result is Result.DIFFERS else None
    return Judgement(
        document_id=figure.document_id,
        figures=(figure, cell),
        formula=f"{figure.text} in the narrative, {cell.text} in the table ({cell.row_label}, {cell.column_label})",
        result=result,
        computed=figure_interval(cell),
        printed=figure.text,
        reason=reason,
        finding=finding,
    )


def _conflict(figure: Figure, cell: Figure, time: TimeMatch) -> Finding:
    assert figure.value is not None
    assert cell.value is not None
    difference = abs(figure.value - cell.value)
    high, low = max(figure.value, cell.value), min(figure.value, cell.value)
    where = f"priority {cell.priority}, " if cell.priority else ""
    explanation = (
        f"The narrative has {figure.text}, the table {cell.text} ({where}{cell.row_label}, {cell.column_label}): "
        f"{plain(high)} - {plain(low)} = {plain(difference)}"
    )
    if figure.decimals < cell.decimals:
        explanation += f"; {cell.text} rounds to {round(cell.value, figure.decimals):f}"
    if time is TimeMatch.SAME_END:
        explanation += "; the periods end on the same day but may not begin on it"
    return Finding(
        evidence=(place_of_figure(figure, EvidenceRole.CLAIM), place_of_figure(cell, EvidenceRole.COUNTERPART)),
        values=(figure.text, cell.text),
        expected=cell.text,
        difference=difference,
        explanation=explanation + ".",
        cause=slip_between(figure.text, cell.text) or Cause.UNKNOWN,
        severity=Severity.WARNING if time is TimeMatch.SAME_END else None,
    )
