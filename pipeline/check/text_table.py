"""The narrative held against the tables: same indicator, segment and time."""

from collections import defaultdict
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
from pipeline.check.registry import Finding, Judgement, archive_check, cannot_judge
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
    Period,
    Result,
    Role,
    Severity,
    Source,
)

LEVELS = frozenset({Kind.LEVEL, Kind.SHARE})
LABEL_PART = 0.5  # of a row label's key words must stand in the sentence
MOST_TRIED = 300  # cells of a figure's words and time that it is tried against
MOST_CELLS = 30  # that speak of the same, with which it is compared
Key = tuple[object, ...]
MAX_COUNT_RATIO = Decimal("1.5")  # counts further apart than that are other facts, not one fact misprinted


@archive_check("TXT-01", DiscrepancyType.TEXT_TABLE_CONFLICT)
def text_table_conflict(archive: ArchiveView) -> Iterator[Judgement]:
    """A figure told in the narrative agrees with the table cell for the same indicator and time.

    “Overall satisfaction at 79%” for the latest 12 months against 80.9% in the table: 80.9 rounds to
    81 and not to 79. “Now stands at 75%” against 74.8% agrees.
    """
    for members in families(archive):
        cells: Cells | None = None
        tables = any(v.table_figures for v in members)
        for view in members if tables else ():
            for figure in view.report.figures:
                if _is_told_level(figure) and not tells_of_a_part(view.sentence_of(figure)):
                    cells = Cells(f for v in members for f in v.table_figures) if cells is None else cells
                    yield from _judge(view, figure, cells)


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


class Cells:
    """The cells of the tables of a family, to be found by what a figure of the narrative shares with them."""

    def __init__(self, cells: Iterable[Figure]) -> None:
        self._by_period: dict[Key, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._by_end: dict[Key, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._by_row: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
        self._cells: list[Figure] = []
        for cell in cells:
            self._by_row[cell.document_id, cell.table, cell.row, cell.unit, cell.value].append(cell)
            if cell.kind in LEVELS and cell.value is not None and cell.period is not None:
                self._add(cell, cell.period)

    def _add(self, cell: Figure, period: Period) -> None:
        number = len(self._cells)
        self._cells.append(cell)
        for word in key_words(cell.row_label or cell.indicator):
            self._by_period[cell.unit, cell.role, period.start, period.end][word].append(number)
            if period.end is not None:
                self._by_end[cell.unit, cell.role, period.end][word].append(number)

    def of(self, figure: Figure, words: frozenset[str], *, current: bool) -> list[Figure]:
        """Return the cells of a figure's unit, role and time that share a word with it, in their order.

        One more than can be tried where there are more.
        """
        period = figure.period
        assert period is not None
        own = [self._by_period.get((figure.unit, figure.role, period.start, period.end), {})]
        if current and period.end is not None:
            own = [self._by_end.get((figure.unit, figure.role, period.end), {})]
        found: set[int] = set()
        for known in own:
            for word in words & known.keys() if len(words) < len(known) else known.keys() & words:
                found.update(known[word][: MOST_TRIED + 1])
        return [self._cells[n] for n in sorted(found)[: MOST_TRIED + 1]]

    def of_row(self, cell: Figure, value: Decimal | None) -> Figure | None:
        """Return the cell of the same row and unit, for another period, that holds a value."""
        found = self._by_row.get((cell.document_id, cell.table, cell.row, cell.unit, value), [])
        return next((f for f in found if f is not cell), None)


def _judge(view: ReportView, figure: Figure, cells: Cells) -> Iterator[Judgement]:
    words = view.words_of(figure)
    current = told_as_current(view.sentence_of(figure))
    tried = cells.of(figure, words, current=current)
    found = [
        (cell, time)
        for cell in tried[:MOST_TRIED]
        if (time := _speaks_of(figure, words, cell, current=current)) is not TimeMatch.NONE
    ]
    exact = [c for c in found if c[1] is TimeMatch.EQUAL]
    for cell, time in (exact or found)[:MOST_CELLS]:
        yield _compare(figure, cell, time, other=cells.of_row(cell, figure.value))
    if len(tried) > MOST_TRIED or len(exact or found) > MOST_CELLS:
        yield _too_many(figure)


def _too_many(figure: Figure) -> Judgement:
    return cannot_judge(
        figure.document_id,
        (figure,),
        f"{figure.text} in the narrative against the rest of the tables",
        printed=figure.text,
        reason="too many cells of tables share its words and period",
    )


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
