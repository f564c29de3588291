"""Units of table cells held against those of their neighbours and against the formula of their column."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.check.findings import place_of_figure
from pipeline.check.formulas import judged_table, tables_within
from pipeline.check.registry import Finding, Judgement, check
from pipeline.check.slips import printed_number
from pipeline.check.table_parts import LEVEL_KINDS
from pipeline.check.views import ReportView, Row, Slot, TableView
from pipeline.quantities import Interval
from pipeline.types import Cause, DiscrepancyType, EvidenceRole, Figure, FigureStatus, Kind, Result, Severity

if TYPE_CHECKING:
    from pipeline.check.formulas.judgement import Item
    from pipeline.check.formulas.tables import Judged

LEAST_ROWS = 2  # that show what a column is
NAMED_BESIDE = 4  # cells with a percent sign that a finding names beside one without
MOST_BESIDE = 100  # that each finding of a column rests on; in a longer one only the first does


@check("UNI-01", DiscrepancyType.UNIT_MISSING)
def unit_missing(view: ReportView) -> Iterator[Judgement]:
    """A cell carries the unit that all its neighbours of the same column or kind carry.

    “(+8)” among “(+18%)”, “(-24%)” and “(+11%)” lacks its percent sign: 1,499 to 1,623 is 8.3%.
    """
    for chain in tables_within(view):
        judged = judged_table(view, chain)
        for table in chain:
            yield from _of_table(judged, table)


def _of_table(judged: "Judged", table: TableView) -> Iterator[Judgement]:
    rows = {row.number: row for row in table.rows}
    for cells in _slots_with_units(table).values():
        percents = [f for f in cells if prints_percent(f)]
        if len(percents) < 2 or len(percents) == len(cells):
            continue
        others = [f for f in cells if _prints_no_unit(f)]
        if not others or len(others) * 3 > len(cells):
            continue
        beside = percents
        for odd in others:
            if _is_change(odd) or _row_prints_percent(rows[odd.row or 0], odd):
                yield _unit_judgement(judged, odd, beside)
                # after the first of a long column a finding names the nearest only: all of them for each
                # would be the column many times over
                beside = percents if len(percents) <= MOST_BESIDE else percents[:NAMED_BESIDE]


def prints_percent(figure: Figure) -> bool:
    """Whether a percent sign or word is printed at a figure, whatever unit it was read with."""
    return "%" in figure.text or "cent" in figure.text.lower()


def _prints_no_unit(figure: Figure) -> bool:
    bare = not prints_percent(figure) and not any(c in figure.text for c in "£$€")
    return bare and figure.unit in ("count", "percent", "percentage_point") and bool(printed_number(figure.text))


def _is_change(figure: Figure) -> bool:
    return figure.kind in (Kind.CHANGE, Kind.PERCENT_CHANGE) or figure.text[:1] in "+-−(▲▼"


def _row_prints_percent(row: Row, odd: Figure) -> bool:
    """Whether the other figures of a cell's row all print a percent sign: its row is no row of counts."""
    others = [f for f in row.figures if f is not odd and f.status is FigureStatus.REPORTED]
    return bool(others) and all(prints_percent(f) for f in others)


def _slots_with_units(table: TableView) -> dict[Slot, list[Figure]]:
    found: dict[Slot, list[Figure]] = defaultdict(list)
    for row in table.rows:
        for slot, figure in row.by_slot.items():
            if figure.status is FigureStatus.REPORTED and figure.value is not None:
                found[slot].append(figure)
    return dict(sorted(found.items()))


def _unit_judgement(judged: "Judged", odd: Figure, percents: list[Figure]) -> Judgement:
    item = judged.change_at(odd)
    words, fits = "", False
    if item is not None:
        half = Decimal(1).scaleb(-odd.decimals) / 2
        value = odd.value or Decimal(0)
        fits = item.allowed.meets(Interval(value - half, value + half))
        words = f": {item.words}"
    beside = ", ".join(f.text for f in percents[:NAMED_BESIDE])
    return Judgement(
        document_id=odd.document_id,
        figures=(odd, *percents),
        formula=f"{odd.text} beside {beside}",
        result=Result.DIFFERS,
        computed=item.allowed if item else None,
        printed=odd.text,
        finding=Finding(
            evidence=(
                place_of_figure(odd, EvidenceRole.CLAIM),
                *(place_of_figure(f, EvidenceRole.COUNTERPART) for f in percents[:NAMED_BESIDE]),
            ),
            values=(odd.text, *(f.text for f in percents[:NAMED_BESIDE])),
            expected=f"{odd.text}%",
            explanation=f"{odd.row_label}: {odd.text} has no percent sign, its neighbours ({beside}) have one{words}.",
            cause=Cause.MISSING_UNIT,
            repair=f"{odd.text}%",
            severity=None if fits or item is None else Severity.INFO,
        ),
    )


@check("UNI-02", DiscrepancyType.UNIT_CONFLICT)
def points_as_percent(view: ReportView) -> Iterator[Judgement]:
    """A difference of two percentages is in percentage points and not in percent.

    82.8% to 92.6% printed as “+9.8%”: the difference is 9.8 percentage points, the change is 11.8%.
    """
    from pipeline.check.formulas.operations import Op

    for chain in tables_within(view):
        judged = judged_table(view, chain)
        for found in judged.formulas.found:
            hypothesis = found.hypothesis
            if (
                hypothesis.op is Op.DIFFERENCE
                and found.evidence.holds >= LEAST_ROWS
                and bool(found.lines.percent[hypothesis.terms[0].field])
            ):
                judgement = _points([item for item in judged.items if item.found is found])
                if judgement is not None:
                    yield judgement


def _is_share(figure: Figure) -> bool:
    return figure.unit == "percent" and figure.kind in LEVEL_KINDS


def _points(items: "list[Item]") -> Judgement | None:
    """Judge a column at once: one finding tells all its cells."""
    printed = [item for item in items if prints_percent(item.printed) and all(map(_is_share, item.operands))]
    changes = [item.printed for item in printed]
    levels = [figure for item in printed for figure in item.operands]
    words = [item.words for item in printed]
    if not changes:
        return None
    return Judgement(
        document_id=changes[0].document_id,
        figures=(*changes, *levels),
        formula="; ".join(words),
        result=Result.DIFFERS,
        printed=", ".join(f.text for f in changes),
        finding=Finding(
            evidence=(
                *(place_of_figure(f, EvidenceRole.CLAIM) for f in changes),
                *(place_of_figure(f, EvidenceRole.OPERAND) for f in levels),
            ),
            values=tuple(f.text for f in changes),
            expected="percentage points",
            explanation=f"{words[0]} is a difference in percentage points and is printed as {changes[0].text}"
            + (f"; so are the {len(changes) - 1} rows after it." if len(changes) > 1 else "."),
            cause=Cause.POINTS_AS_PERCENT,
        ),
    )
