"""Columns of police dashboards: a window (`LAST 28 DAYS`, `Year to Date`) over year columns."""

import re
from datetime import date

from pipeline.extract import calendars as cal
from pipeline.extract.periods import PeriodContext, PeriodMention, Shape
from pipeline.types import Period

WINDOW = re.compile(
    r"""
    (?P<days>\b\d{1,3})[\s-]*days?\b
  | (?P<week>\bweek(?:ly)?(?:[\s-]*to[\s-]*date)?\b|\bWTD\b)
  | (?P<month>(?<![A-Za-z])(?:month[\s-]*to[\s-]*date|MTD)\b)
  | (?P<year>(?<![A-Za-z])(?:year[\s-]*to[\s-]*date|YTD)\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def windowed_period(header: str, context: PeriodContext) -> PeriodMention | None:
    """Return the window of a header in its year, told from the last day of the report's own period.

    `28 Day 2016` in a report to 16 July 2017 is the 28 days to 16 July 2016; None where the header
    has no window and no year, or the report no day to tell it from.
    """
    window, year = WINDOW.search(header), YEAR.search(header)
    last = (context.anchor.end if context.anchor else None) or context.published
    if window is None or year is None or last is None:
        return None
    period = _window(window, _in_year(last, int(year[0])))
    return PeriodMention(window.start(), year.end(), header, Shape.ROLLING, period, rule="window")


def _window(m: re.Match[str], last: date) -> Period:
    if m["days"]:
        return cal.days_to(int(m["days"]), last)
    if m["week"]:
        return cal.days_to(7, last)
    start = last.replace(day=1) if m["month"] else date(last.year, 1, 1)
    return cal.between(start, last)


def _in_year(day: date, year: int) -> date:
    return cal.month_end(year, 2) if (day.month, day.day) == (2, 29) else day.replace(year=year)
