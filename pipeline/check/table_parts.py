"""What a table's total may add up: rows from the page before, numbers printed in thousands, cells read in two."""

import re
from collections.abc import Sequence

from pipeline.align.words import fold
from pipeline.check.views import ReportView, Row, Slot, TableView
from pipeline.quantities import Interval, figure_interval, unit_in_last_place
from pipeline.types import Figure, FigureStatus

CAPTION_PASSAGES = 4  # passages before a table in which its caption stands
_THOUSANDS = re.compile(
    r"""
    \b (?: in | numbers | figures | amounts | values ) \s+ (?: [\w.]+ \s+ ){0,3}?  # in billions of dollars, numbers in
       (?: thousands | millions | billions ) \b
    | [£$€] \s? (?: 000s? | k | m | mn | bn | thousands? | millions? | billions? ) \b
    | \( \s* '? 000s? \s* \) | \b 000 \s (?: ecu | euro | [a-z]{3} ) \b           # number of outlets (000)
    | \b (?: mn | bn | millions | thousands | billions ) \b
    """,
    re.VERBOSE,
)


def is_scaled(view: ReportView, table: TableView, column: int) -> bool:
    """Whether a column is printed in thousands or millions, by its label, the table's head or its caption.

    Such numbers are rounded to the digit that is printed, also where they look like whole counts.
    """
    if _THOUSANDS.search(fold(dict(table.columns).get(column, ""))):
        return True
    return any(_THOUSANDS.search(text) for text in _heads(view, table))


def _heads(view: ReportView, table: TableView) -> Sequence[str]:
    """Return the texts of a table's header rows and of the caption above it, folded."""
    first = table.rows[0].number if table.rows else 0
    own = [p for p in view.report.passages if p.table == table.number]
    if not own:
        return ()
    start = own[0].ordinal
    heads = [p for p in own if p.row is not None and p.row < first]
    above = [
        p
        for p in view.report.passages
        if start - CAPTION_PASSAGES <= p.ordinal < start and p.table is None and p.kind in ("heading", "caption")
    ]
    return [fold(p.text) for p in (*heads, *above)]


def rounded_interval(figure: Figure, *, scaled: bool) -> Interval:
    """Return what a figure allows; in a column of thousands a whole number is rounded to its last digit."""
    own = figure_interval(figure)
    if not scaled or figure.value is None or own.lower is None or own.lower != own.upper:
        return own
    half = unit_in_last_place(figure.decimals) / 2
    return Interval(figure.value - half, figure.value + half)


def holds_one_number(row: Row, slot: Slot) -> bool:
    """Whether a cell was read as one number; `98 452` read as 98 and 452 is a doubt of ours, not the publisher's."""
    return sum(f.column == slot[0] and f.status is FigureStatus.REPORTED for f in row.figures) <= 1


def rows_before(view: ReportView, table: TableView) -> tuple[Row, ...]:
    """Return the rows of the tables on the pages before that this one continues, all with the same columns."""
    by_number = {t.number: t for t in view.tables}
    rows: list[Row] = []
    while (earlier := by_number.get(table.number - 1)) is not None and _goes_on(earlier, table):
        rows[:0] = earlier.rows
        table = earlier
    return tuple(rows)


def _goes_on(earlier: TableView, table: TableView) -> bool:
    if not earlier.rows or not table.rows or _labels(earlier) != _labels(table):
        return False
    last, first = earlier.rows[-1].figures[-1].place.page, table.rows[0].figures[0].place.page
    return last is not None and first is not None and first - last == 1


def _labels(table: TableView) -> list[tuple[int, str]]:
    return [(column, fold(text)) for column, text in table.columns]
