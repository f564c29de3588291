"""Dates columns by those beside them and by what notes say: sums of times, months of a fiscal year, rolling changes."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from pipeline.extract import calendars as cal
from pipeline.extract.periodgrammar import NUMBER, small_number
from pipeline.extract.periods import PeriodContext, PeriodMention, Shape, find_periods
from pipeline.extract.tables.columns import Column, ColumnKind, period_of
from pipeline.extract.tables.labels import without_marks
from pipeline.extract.tables.windows import TO_DATE, WINDOW, YEAR
from pipeline.types import Period

FISCAL_MONTH = re.compile(r"(?<![A-Za-z])(?:M|P|month|period)\s?0?(?P<number>\d{1,2})(?!\d)", re.IGNORECASE)
LAST_FEW = re.compile(
    rf"\b(?:last|latest|past)\s+(?P<count>{NUMBER})\s+(?:quarters|months|years|weeks|periods)\b", re.IGNORECASE
)
RELATIVE = re.compile(
    r"(?:(?:this|last|previous|current|latest|prior)\s+(?:week|month|year|quarter|period|day)|year[\s-]to[\s-]date|YTD)",
    re.IGNORECASE,
)
IS = r"\s*(?:\([^)]*\)\s*)?(?:(?:is|are|was|were|means|covers|runs\s+from)\b|[:=,])?\s*(?:the\s+|from\s+)?"
MONTHS_IN_YEAR = 12
LEAST_SUMMED = 2


def with_times(columns: Sequence[Column], notes: Sequence[str], context: PeriodContext) -> tuple[Column, ...]:
    """Return the columns of a table, dated by one another and by notes.

    notes: the texts around the table that may say what `last week` stands for.
    """
    dated = _rolled([_in_fiscal_month(c) for c in columns])
    dated = [_as_told(c, notes, context) for c in dated]
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
    """Date a column such as `Last week` by the note that says which: `Last week is 22 August 2024`."""
    own = without_marks(column.labels[-1].text) if column.labels else ""
    if not RELATIVE.fullmatch(own) or YEAR.search(column.header):
        return column
    words = re.compile(rf"\b{re.escape(own)}\b{IS}", re.IGNORECASE)
    for note in notes:
        starts = {m.end() for m in words.finditer(note)}
        told = (
            next((m for m in find_periods(note, context) if m.start in starts and m.period), None) if starts else None
        )
        if told is not None and told.shape not in (Shape.CURRENT, Shape.PREVIOUS):
            return replace(column, period=replace(told, rule="told"))
    return column


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
    return bool(column.labels) and "total" in column.labels[-1].says and not column.labels[-1].core
