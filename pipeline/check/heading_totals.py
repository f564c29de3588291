"""A total printed above a long table held against all its rows, over all pages."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from pipeline.align.words import fold
from pipeline.check.findings import place_of_figure, plain
from pipeline.check.registry import Finding, Judgement, cannot_judge, check
from pipeline.check.slips import repair
from pipeline.check.table_parts import ADDITIVE
from pipeline.check.views import ReportView
from pipeline.quantities import figure_interval, total
from pipeline.types import Cause, DiscrepancyType, EvidenceRole, Figure, FigureStatus, Kind, Result, Severity, Source

MIN_ROWS = 8
MIN_DIGITS = 5
MOST_TOTALS = 20  # numbers above a table that a column is held against
ABOVE = 12  # passages between a total and the first row of its table
NEAR = Decimal("0.02")  # a number further from the sum is no total of these rows


@check("SUM-04", DiscrepancyType.SUM_MISMATCH)
def total_above_table(view: ReportView) -> Iterator[Judgement]:
    """An amount printed in a heading above a list of payments is the sum of its rows.

    “April 2020 41,954,320.94” above 300 payments of 41,954,320.94 in all agrees; 41,945,320.94 would
    be two digits swapped.
    """
    columns = _columns(view)
    sums = {label: sum((f.value for f in cells if f.value is not None), Decimal(0)) for label, cells in columns.items()}
    below: dict[int, list[str]] = defaultdict(list)  # columns by the passage of their first row
    for label, cells in columns.items():
        below[cells[0].passage].append(label)
    judged: Counter[str] = Counter()
    for figure in view.report.figures if columns else ():
        if not _may_be_total(view, figure):
            continue
        near = (label for above in range(1, ABOVE + 1) for label in below.get(figure.passage + above, ()))
        for label in near:
            if _is_near(figure, sums[label]):
                judged[label] += 1
                if judged[label] <= MOST_TOTALS:
                    yield _judge(figure, label, columns[label], sums[label])
                elif judged[label] == MOST_TOTALS + 1:
                    yield _too_many(figure, label)


def _too_many(figure: Figure, label: str) -> Judgement:
    return cannot_judge(
        figure.document_id,
        (figure,),
        f"{figure.text} and what follows it above the rows of “{label}”",
        printed=figure.text,
        reason=f"more than {MOST_TOTALS} numbers above the rows may be their total",
    )


def _is_near(figure: Figure, amount: Decimal) -> bool:
    return figure.value is not None and abs(amount - figure.value) <= NEAR * abs(figure.value)


def _columns(view: ReportView) -> dict[str, list[Figure]]:
    """Return the cells of each column label over all tables, where every cell is one amount of the same unit."""
    found: dict[str, list[Figure]] = defaultdict(list)
    for figure in view.table_figures:
        found[fold(figure.column_label)].append(figure)
    return {
        label: cells
        for label, cells in found.items()
        if label
        and len(cells) >= MIN_ROWS
        and len({f.unit for f in cells}) == 1
        and ADDITIVE.match(cells[0].unit)
        and all(f.kind is Kind.LEVEL for f in cells)
    }


def _may_be_total(view: ReportView, figure: Figure) -> bool:
    if figure.source is not Source.TEXT or figure.status is not FigureStatus.REPORTED or figure.value is None:
        return False
    if sum(c.isdigit() for c in figure.text) < MIN_DIGITS or not ADDITIVE.match(figure.unit):
        return False
    passage = view.passages.get(figure.passage)
    return passage is not None and (passage.kind == "heading" or "total" in fold(passage.text))


def _judge(figure: Figure, label: str, cells: list[Figure], amount: Decimal) -> Judgement:
    computed = total([figure_interval(f) for f in cells])
    words = f"{len(cells)} rows of “{label}” give {plain(amount)}"
    assert figure.value is not None
    agrees = amount == figure.value or (figure.decimals < cells[0].decimals and computed.meets(figure_interval(figure)))
    finding = None
    if not agrees:
        slip = repair(figure.text, lambda v: v == abs(amount))
        finding = Finding(
            evidence=(
                place_of_figure(figure, EvidenceRole.CLAIM),
                place_of_figure(cells[0], EvidenceRole.OPERAND),
                place_of_figure(cells[-1], EvidenceRole.OPERAND),
            ),
            values=(figure.text, cells[0].text, cells[-1].text),
            expected=plain(amount),
            difference=abs(amount - figure.value),
            explanation=f"{words}, the total above them is printed as {figure.text}.",
            cause=slip.cause if slip else Cause.UNKNOWN,
            repair=slip.repair if slip else "",
            severity=Severity.WARNING,
        )
    return Judgement(
        document_id=figure.document_id,
        figures=(figure, *cells),
        formula=words,
        result=Result.AGREES if agrees else Result.DIFFERS,
        computed=computed,
        printed=figure.text,
        finding=finding,
    )
