"""Dates the columns of averages over years: `5-Year Average`, `2014-18 average` beside years of the calendar."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract import calendars as cal
from pipeline.extract.periods import PeriodMention, Shape
from pipeline.extract.tables.columns import Column, ColumnKind, period_of
from pipeline.types import Period

LEAST_YEARS = 2  # between the ends of a stretch that is no fiscal year


def with_averages(columns: Sequence[Column]) -> list[Column]:
    """Return the columns; an average over so many years without an end is of those up to the table's latest year."""
    last = max((p for c in columns if c.kind is ColumnKind.LEVEL and (p := period_of(c)) and p.end), default=None,
               key=lambda p: p.end or p.start)  # fmt: skip
    result = []
    calendar = any(c.period is not None and c.period.rule == "year" for c in columns)
    for column in columns:
        if calendar and "average" in column.says:
            column = _in_calendar_years(column)
        years = next((label.years for label in column.labels if label.years), 0)
        if years and column.period is None and last is not None and last.end is not None:
            period = cal.months_to(12 * years, (last.end.year, last.end.month))
            mention = PeriodMention(0, len(column.header), column.header, Shape.SPAN, period, rule="average")
            column = replace(column, period=mention)
        result.append(column)
    return result


def _in_calendar_years(column: Column) -> Column:
    """`2014-18 average` beside `2019` and `2020` is of calendar years, as the change against it is."""
    mention = column.period
    if mention is not None and mention.rule == "years":
        column = replace(column, period=replace(mention, period=in_whole_years(mention.period)))
    return replace(column, base=in_whole_years(column.base))


def in_whole_years(period: Period | None) -> Period | None:
    """Return a stretch of years in calendar years; any shorter one as it is."""
    if period is None or period.end is None or period.end.year - period.start.year < LEAST_YEARS:
        return period
    return cal.span(cal.calendar_year(period.start.year), cal.calendar_year(period.end.year))
