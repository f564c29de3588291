"""Dates columns by those beside them and by what notes say: sums of times, months of a fiscal year, rolling changes."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from pipeline.extract import calendars as cal
from pipeline.extract.periodgrammar import NUMBER, small_number
from pipeline.extract.periods import PeriodContext, PeriodMention, Shape
from pipeline.extract.tables.columns import Column, ColumnKind, period_of
from pipeline.extract.tables.told import told_as
from pipeline.extract.tables.windows import TO_DATE, WINDOW, YEAR
from pipeline.types import Period

FISCAL_MONTH = re.compile(r"(?<![A-Za-z])(?:M|P|month|period)\s?0?(?P<number>\d{1,2})(?!\d)", re.IGNORECASE)
LAST_FEW = re.compile(
    rf"\b(?:last|latest|past)\s+(?P<count>{NUMBER})\s+(?:quarters|months|years|weeks|periods)\b", re.IGNORECASE
)
UP_TO = re.compile(r"\bup\s?to\s+(?:the\s+end\s+of\s+)?$", re.IGNORECASE)
MONTHS_IN_YEAR = 12
LEAST_SUMMED = 2


def with_times(columns: Sequence[Column], notes: Sequence[str], context: PeriodContext) -> tuple[Column, ...]:
    """Return the columns of a table, dated by one another and by notes.

    notes: the texts around the table that may say what `last week` stands for.
    """
    dated = _rolled([_in_fiscal_month(c) for c in columns])
    dated = _up_to([_as_told(c, notes, context) for c in dated], context)
    return tuple(_sums(_forecasts(_to_date_alike(dated), context)))


def _in_fiscal_month(column: Column) -> Column:
    """`M6 2022/23` is the sixth month of that fiscal year."""
    m = FISCAL_MONTH.search(column.header)
    period = period_of(column)
    if m is None or column.period is None or column.period.shape is not Shape.FISCAL_YEAR or period is None:
        return column
    if not 1 <= int(m["number"]) <= MONTHS_IN_YEAR:
        return column
    month = cal.month(*cal.add_months(period.start.year, period.start.month, int(m["number"]) - 1))
    return replace(column, period=replace(column.period, period=month, shape=Shape.MONTH, rule="fiscal_month"))


def _rolled(columns: Sequence[Column]) -> list[Column]:
    """Changes over `Aug-Sep`, `Sep-Oct` and `Oct-Nov` are of the later month against the earlier, each in turn."""
    pairs = {c.number: ends for c in columns if c.kind is not ColumnKind.LEVEL and (ends := _two_months(c.period))}
    if not any(a[1] == b[0] for a, b in pairwise(pairs.values())):
        return list(columns)
    return [
        replace(c, base=pairs[c.number][0], period=replace(c.period, period=pairs[c.number][1], shape=Shape.MONTH))
        if c.number in pairs and c.period is not None
        else c
        for c in columns
    ]


def _two_months(mention: PeriodMention | None) -> tuple[Period, Period] | None:
    """The two months, one right after the other, that a span is from and to."""
    if mention is None or mention.shape is not Shape.SPAN or mention.first is None or mention.last is None:
        return None
    first, last = mention.first, mention.last
    return (first, last) if cal.shifted(first, 1) == last and first.start.day == 1 else None


def _as_told(column: Column, notes: Sequence[str], context: PeriodContext) -> Column:
    """Date a column such as `Last week` by the note that says which it is."""
    label = column.labels[-1] if column.labels else None
    period = told_as(label.text, label.years > 0, notes, context) if label and not YEAR.search(column.header) else None
    if label is None or period is None:
        return column
    if column.kind is not ColumnKind.LEVEL:
        return replace(column, base=period, period=None)  # `Departure from last year`
    return replace(column, period=PeriodMention(0, len(label.text), label.text, Shape.SPAN, period, rule="told"))


def _up_to(columns: Sequence[Column], context: PeriodContext) -> list[Column]:
    """`Actuals up to November 2023` beside the budget of a fiscal year is from its first day."""
    if not any(c.period is not None and c.period.shape is Shape.FISCAL_YEAR for c in columns):
        return list(columns)
    return [replace(c, period=m) if (m := _from_first_day(c, context)) else c for c in columns]


def _from_first_day(column: Column, context: PeriodContext) -> PeriodMention | None:
    mention = column.period
    if mention is None or mention.shape not in (Shape.MONTH, Shape.POINT) or not mention.period:
        return None
    end = mention.period.end
    if end is None or not UP_TO.search(column.header[: mention.start]):
        return None
    year = cal.fiscal_year_of(end, start_month=context.fiscal_start)
    start = cal.fiscal_year(year, start_month=context.fiscal_start).start
    return replace(mention, period=cal.between(start, end), shape=Shape.ROLLING, rule="window")


def _to_date_alike(columns: Sequence[Column]) -> list[Column]:
    """`YTD` without a year beside `YTD 2023` is to the same day, from the same first one."""
    dated = [p for c in columns if _is_to_date(c) and YEAR.search(c.header) and (p := period_of(c)) and p.end]
    if not dated:
        return list(columns)
    latest = max(dated, key=lambda p: (p.end or p.start, p.start))
    return [
        replace(c, period=PeriodMention(0, len(c.header), c.header, Shape.ROLLING, latest, rule="window"))
        if _is_to_date(c) and not YEAR.search(c.header)
        else c
        for c in columns
    ]


def _is_to_date(column: Column) -> bool:
    m = WINDOW.search(column.header)
    return m is not None and m["year"] is not None


def _forecasts(columns: Sequence[Column], context: PeriodContext) -> list[Column]:
    """A forecast beside what was spent to date is of the whole fiscal year."""
    reached = [p.end for c in columns if _is_so_far(c) and (p := period_of(c)) and p.end]
    if not reached:
        return list(columns)
    start = context.fiscal_start
    year = cal.fiscal_year(cal.fiscal_year_of(max(reached), start_month=start), start_month=start)
    mention = PeriodMention(0, 0, "", Shape.FISCAL_YEAR, year, rule="window")
    return [replace(c, period=mention) if c.period is None and "forecast" in c.says else c for c in columns]


def _is_so_far(column: Column) -> bool:
    return TO_DATE.search(column.header) is not None and column.period is not None and column.period.rule == "window"


def _sums(columns: Sequence[Column]) -> list[Column]:
    """A total behind months that follow one another is of them all; `Last 4 quarters` of the last four."""
    result: list[Column] = []
    run: list[Period] = []
    for column in columns:
        few = LAST_FEW.search(column.header)
        period = period_of(column)
        if period is not None and period.end is not None and column.kind is ColumnKind.LEVEL and not few:
            run = [*run, period] if run and _follows(run[-1], period) else [period]
        elif (period is None or few) and column.kind is ColumnKind.LEVEL and len(run) >= LEAST_SUMMED:
            count = small_number(few["count"]) if few else len(run) if _is_bare_total(column) else 0
            if 0 < count <= len(run):
                whole = cal.span(run[-count], run[-1])
                mention = PeriodMention(0, len(column.header), column.header, Shape.SPAN, whole, rule="sum")
                column = replace(column, period=mention)
            run = []
        result.append(column)
    return result


def _follows(before: Period, after: Period) -> bool:
    return before.end is not None and before.end + timedelta(days=1) == after.start


def _is_bare_total(column: Column) -> bool:
    last = column.labels[-1] if column.labels else None  # `Per cent of total` is no sum
    return last is not None and "total" in last.says and "share" not in last.says and not last.core
