"""What a table's total may add up: rows from the page before, and numbers printed in thousands."""

import re
from collections.abc import Iterator, Sequence

from pipeline.align.words import fold
from pipeline.check.views import ReportView, TableView
from pipeline.quantities import Interval, figure_interval, unit_in_last_place
from pipeline.types import Figure, Kind

LEVEL_KINDS = frozenset({Kind.LEVEL, Kind.SHARE, Kind.RATE})
ADDITIVE = re.compile(r"^(?:count|[A-Z]{3})$")  # units of what adds up
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


def scaled_columns(view: ReportView, table: TableView) -> frozenset[int]:
    """Return the columns that are printed in thousands or millions, by label, or by the table's head or caption.

    Such numbers are rounded to the digit that is printed, also where they look like whole counts.
    """
    columns = [column for column, _ in table.columns]
    if any(_THOUSANDS.search(text) for text in _heads(view, table)):
        return frozenset(columns)
    return frozenset(column for column, label in table.columns if _THOUSANDS.search(fold(label)))


def _heads(view: ReportView, table: TableView) -> Sequence[str]:
    """Return the texts of a table's header rows and of the caption above it, folded."""
    first = table.rows[0].number if table.rows else 0
    own = view.passages_of_table.get(table.number, ())
    if not own:
        return ()
    start = own[0].ordinal
    heads = [p for p in own if p.row is not None and p.row < first]
    near = [view.passages.get(n) for n in range(start - CAPTION_PASSAGES, start)]
    above = [p for p in near if p is not None and p.table is None and p.kind in ("heading", "caption")]
    return [fold(p.text) for p in (*heads, *above)]


def rounded_interval(figure: Figure, *, scaled: bool) -> Interval:
    """Return what a figure allows; in a column of thousands a whole number is rounded to its last digit."""
    own = figure_interval(figure)
    if not scaled or figure.value is None or own.lower is None or own.lower != own.upper:
        return own
    half = unit_in_last_place(figure.decimals) / 2
    return Interval(figure.value - half, figure.value + half)


def chains(view: ReportView) -> Iterator[tuple[TableView, ...]]:
    """Yield the tables, those that go on from one page to the next with the same columns together."""
    chain: list[TableView] = []
    for table in view.tables:
        if chain and not (chain[-1].number == table.number - 1 and _goes_on(chain[-1], table)):
            yield tuple(chain)
            chain = []
        chain.append(table)
    if chain:
        yield tuple(chain)


def _goes_on(earlier: TableView, table: TableView) -> bool:
    if not earlier.rows or not table.rows or _labels(earlier) != _labels(table):
        return False
    last, first = earlier.rows[-1].figures[-1].place.page, table.rows[0].figures[0].place.page
    return last is not None and first is not None and first - last == 1


def _labels(table: TableView) -> list[tuple[int, str]]:
    return [(column, fold(text)) for column, text in table.columns]
