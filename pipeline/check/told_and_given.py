"""What the text says to be missing or to have become more, held against the rows of the tables of its report."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from pipeline.align.words import fold, tokens
from pipeline.check.compatible import same_priority
from pipeline.check.findings import place_of_figure, place_of_phrase
from pipeline.check.phrases import phrases
from pipeline.check.registry import Finding, Judgement, archive_check, cannot_judge, check
from pipeline.check.text_table import families
from pipeline.check.views import ArchiveView, ReportView, Row
from pipeline.types import DiscrepancyType, EvidenceRole, Figure, FigureStatus, Passage, Result

GIVEN = frozenset((FigureStatus.REPORTED, FigureStatus.NO_CHANGE))
LEAST_WORDS = 2  # of what has no data
MOST_ROWS = 200
LEAST_DIGITS = 3
LEAST_REMARK = 2  # words
Told = tuple[Row, Passage]


@archive_check("TXT-03", DiscrepancyType.TEXT_TABLE_CONFLICT)
def no_data_but_a_value(archive: ArchiveView) -> Iterator[Judgement]:
    """What the text has no data for is not assessed in the table of its priority.

    “There was no data available for the repeat offending outcome” beside a row “Repeat offending in supported
    families: No change”.
    """
    for members in families(archive):
        rows: dict[str, list[Row]] | None = None
        for view in members:
            for passage in view.sentences:
                if not passage.priority:
                    continue
                for match in phrases(view.rules, "no_data", fold(passage.text)):
                    rows = _by_priority(members) if rows is None else rows
                    yield from _no_data(view, passage, match["of"], rows)


def _by_priority(members: tuple[ReportView, ...]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for view in members:
        for table in view.tables:
            for row in table.rows:
                found[row.figures[0].priority].append(row)
    return found


def _no_data(view: ReportView, passage: Passage, missing: str, rows: dict[str, list[Row]]) -> Iterator[Judgement]:
    words = tokens(missing)
    same = [row for priority, own in rows.items() if same_priority(passage.priority, priority) for row in own]
    if len(words) < LEAST_WORDS:
        return
    if len(same) > MOST_ROWS:
        reason = f"more than {MOST_ROWS} rows are of its priority"
        yield cannot_judge(view.report.document_id, (), f"no data for “{missing}”", printed=missing, reason=reason)
        return
    for row in same:
        if not row.figures[0].priority or not _holds(tokens(row.label), words):
            continue
        given = [f for f in row.figures if f.status in GIVEN]
        yield Judgement(
            document_id=view.report.document_id,
            figures=tuple(given),
            formula=f"no data for “{missing}”, and the row “{row.label}”",
            result=Result.DIFFERS if given else Result.AGREES,
            printed=missing,
            finding=_given(view, passage, missing, row, given) if given else None,
        )


def _holds(label: list[str], words: list[str]) -> bool:
    """Whether words stand in a label one after the other."""
    return any(label[n : n + len(words)] == words for n in range(len(label) - len(words) + 1))


def _given(view: ReportView, passage: Passage, missing: str, row: Row, given: list[Figure]) -> Finding:
    shown = ", ".join(f.text for f in given)
    return Finding(
        evidence=(
            place_of_phrase(passage, view.report.document_id, EvidenceRole.CLAIM),
            *(place_of_figure(f, EvidenceRole.COUNTERPART) for f in given),
        ),
        values=(missing, *(f.text for f in given)),
        expected="no value",
        explanation=f"The text has no data for “{missing}”, but the row “{row.label}” of priority "
        f"{row.figures[0].priority} has {shown}.",
    )


@check("DEF-09", DiscrepancyType.DEFINITION_CONFLICT)
def one_measure_with_two_levels(view: ReportView) -> Iterator[Judgement]:
    """Rows of one name and one remark that share their latest level share the earlier one.

    “Satisfaction: 85.9%, 74.8% (all vehicle crime)” and “Satisfaction: 75.5%, 74.8% (all vehicle crime)”: the
    remark says that both are the same measure.
    """
    found: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for passage in view.report.passages:
        remark = _remark(passage)
        row = view.rows_of.get((passage.table or 0, passage.row or 0)) if remark else None
        if row is not None:
            found[fold(row.label), remark].append((row, passage))
    for (_, remark), told in found.items():
        for one, other in pairwise(told):
            if one[0].figures[0].table != other[0].figures[0].table:
                yield from _compare(view, remark, one[0], other[0])


def _remark(passage: Passage) -> str:
    """Return the remark in brackets that ends a row in a cell of its own."""
    if passage.kind != "row" or passage.table is None or passage.row is None:
        return ""
    last = fold(passage.text.rpartition("|")[2])
    inside = last[1:-1] if last[:1] == "(" and last[-1:] == ")" else ""
    return inside if len(tokens(inside)) >= LEAST_REMARK and not any(c.isdigit() for c in inside) else ""


def _compare(view: ReportView, remark: str, one: Row, other: Row) -> Iterator[Judgement]:
    under = {(fold(b.column_label), b.unit, b.kind): b for b in other.figures if b.status is FigureStatus.REPORTED}
    own = [(a, under.get((fold(a.column_label), a.unit, a.kind))) for a in one.figures]
    pairs = [(a, b) for a, b in own if a.status is FigureStatus.REPORTED and b is not None]
    same = [(a, b) for a, b in pairs if a.value == b.value and sum(c.isdigit() for c in a.text) >= LEAST_DIGITS]
    apart = [(a, b) for a, b in pairs if a.value != b.value]
    if not same or len(same) + len(apart) < 2:
        return
    figures = [f for pair in (*apart, *same) for f in pair]
    finding = None
    if apart:
        a, b = apart[0]
        finding = Finding(
            evidence=tuple(
                place_of_figure(f, EvidenceRole.CLAIM if n < 2 else EvidenceRole.COUNTERPART)
                for n, f in enumerate(figures)
            ),
            values=tuple(f.text for f in figures),
            expected=f"{a.text} or {b.text} in both",
            explanation=f"Two rows “{one.label}” are both of “{remark}” and have {same[0][0].text} under "
            f"“{same[0][0].column_label}”, but {a.text} and {b.text} under “{a.column_label}”.",
        )
    yield Judgement(
        document_id=view.report.document_id,
        figures=tuple(figures),
        formula=f"two rows “{one.label}” of “{remark}”",
        result=Result.DIFFERS if finding else Result.AGREES,
        finding=finding,
    )
