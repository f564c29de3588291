"""How the figures of a table follow from one another: inferred from the rows, then judged row by row.

A label can mislead; arithmetic seldom does. Each column and row is tried as the result of others; what nine items in
ten obey is how the table was made, and the exceptions are findings.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.check.registry import Judgement, cannot_judge, check
from pipeline.check.table_parts import chains
from pipeline.check.views import ReportView, TableView
from pipeline.types import DiscrepancyType

if TYPE_CHECKING:
    from pipeline.check.formulas.tables import Judged

MOST_CELLS = 2_000_000  # of a table that is tried


@check("CHG-02", DiscrepancyType.CHANGE_MISMATCH)
def change_in_table(view: ReportView) -> Iterator[Judgement]:
    """A change in a table follows from the two levels that the rest of its column or row is worked out from.

    667 to 271 is -59.4% and prints as -59%; 1,499 to 1,623 is +8.3%, so that +18% in that row would
    be a mismatch. Which figures are the levels is inferred: nine rows in ten must obey.
    """
    yield from _of_code(view, "CHG-02")


@check("SUM-01", DiscrepancyType.SUM_MISMATCH)
def total_in_table(view: ReportView) -> Iterator[Judgement]:
    """A total row or column adds up the rows or columns that the table shows it to add up.

    1,919 + 249 + 1,499 = 3,667 agrees with a total of 3,667; a total of 4,667 differs by 1,000. Where
    nothing adds up, the rows are not the parts of that total, and nothing is said of it.
    """
    yield from _of_code(view, "SUM-01")


@check("SHR-02", DiscrepancyType.SHARE_MISMATCH)
def share_in_table(view: ReportView) -> Iterator[Judgement]:
    """A share in a table is the part over the whole that the rest of its column is worked out from.

    45 of 300 are 15%, 90 are 30%, 120 are 40%: a last row with 45 and 51% has two digits swapped.
    """
    yield from _of_code(view, "SHR-02")


@check("RAT-04", DiscrepancyType.RATE_MISMATCH)
def rate_in_table(view: ReportView) -> Iterator[Judgement]:
    """A rate, mean or index in a table follows from the figures that the rest of its column is worked out from.

    120 among 60,000 are 200 per 100,000 and 90 among 30,000 are 300: 210 among 90,000 are 233, and 323
    would be two digits swapped.
    """
    yield from _of_code(view, "RAT-04")


@check("RNK-01", DiscrepancyType.DIRECTION_CONFLICT)
def rank_in_table(view: ReportView) -> Iterator[Judgement]:
    """A rank in a table is the place of its row by the figures that the other ranks follow.

    Among 91, 88, 84 and 79, the third is 84: a rank of 2 beside it would be held by two rows.
    """
    yield from _of_code(view, "RNK-01")


def _of_code(view: ReportView, code: str) -> Iterator[Judgement]:
    for chain in chains(view):
        if code == "SUM-01" and is_too_large(chain):
            yield _too_large(view, chain)
    for chain in tables_within(view):
        yield from judged_table(view, chain).by_code.get(code, ())


def tables_within(view: ReportView) -> Iterator[tuple[TableView, ...]]:
    """Yield the tables of a report that are not too large to be tried, those that go on over pages as one."""
    yield from (chain for chain in chains(view) if not is_too_large(chain))


def is_too_large(chain: tuple[TableView, ...]) -> bool:
    """Whether a table has more cells than are tried."""
    return sum(len(table.rows) * len(table.columns) for table in chain) > MOST_CELLS


def _too_large(view: ReportView, chain: tuple[TableView, ...]) -> Judgement:
    reason = f"the table has more than {MOST_CELLS:,} cells"
    name = f"table {chain[0].number}: how its figures follow from one another"
    return cannot_judge(view.report.document_id, (), name, printed="", reason=reason)


def judged_table(view: ReportView, chain: tuple[TableView, ...]) -> "Judged":
    """Return the formulas of a table, and the judgements on it, made once for all checks."""
    number = chain[0].number
    if number not in view.formulas:
        from pipeline.check.formulas.tables import judge_table  # numpy takes long to load; most reports have no table

        view.formulas[number] = judge_table(view, chain)
    return view.formulas[number]  # type: ignore[return-value]
