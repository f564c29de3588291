"""Columns of dashboards and budgets: a window (`LAST 28 DAYS`, `Year to Date`, `12 months ending`) with dates.

A window is told from the last day that the report or the table reaches.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from pipeline.extract import calendars as cal
from pipeline.extract.periodgrammar import NUMBER, small_number
from pipeline.extract.periods import PeriodContext, PeriodMention, Shape, find_periods
from pipeline.types import Period

WINDOW = re.compile(
    r"""
    (?:^\W*|\b(?:last|past|previous|prior|latest|recent|rolling)\s+)(?P<days>\d{1,3})[\s-]*days?\b
        (?!\s+(?:or|and)\s+(?:more|less|over|under|longer))
  | (?P<week>\b(?:week(?:ly)?(?:[\s-]*to[\s-]*date)?|WTD)(?![A-Za-z]))
  | (?P<month>(?<![A-Za-z])(?:month[\s-]*to[\s-]*date|MTD)(?![A-Za-z]))
  | (?P<year>(?<![A-Za-z])(?:(?:(?P<fiscal>F|fiscal\s+|financial\s+)|calendar\s+)?
        (?:year[\s-]*to[\s-]*date|year\s*\(to\s+date\)|YTD))(?![A-Za-z]))
    """,
    re.VERBOSE | re.IGNORECASE,
)
TO_DATE = re.compile(r"\bto[\s-]date\b", re.IGNORECASE)
FULL_YEAR = re.compile(
    r"\b(?:full|whole)[\s-]year\b|\byear[\s-]end\b|\bannual\s+(?=budget|forecast|target|plan\b|estimate|projection)",
    re.IGNORECASE,
)
MONTHS_ENDING = re.compile(
    rf"\b(?P<count>{NUMBER})[\s-]months?\s+(?:periods?\s+)?(?:ending|ended|to)\W*$"
    r"|\b(?P<year>years?)\s+(?:ending|ended|to)\W*$"
    r"|\b(?P<quarter>quarters?|three\s+months)\s+(?:ending|ended|to)\W*$"
    r"|\b(?P<week>weeks?)(?:\s+(?:no\.?\s*)?\d{1,2})?(?:,?\s+(?:19|20)\d\d)?\s+(?:ending|ended|to)\W*$"
    rf"|\b(?:previous|last|past|preceding|prior|latest)\s+(?P<before>{NUMBER})[\s-]months?\W*$",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
MONTHS = {"year": 12, "quarter": 3}
DAYS_OF_WEEK = 7


def windowed_period(texts: Sequence[str], context: PeriodContext) -> PeriodMention | None:
    """Return the window that a path of headers names in its year, told from the last day of the report's own period.

    texts: the headers, the outermost first. `28 Day 2016` in a report to 16 July 2017 is the 28 days to
    16 July 2016; None where the headers have no window and no year, or the report no day to tell it from.
    """
    header = " ".join(texts)
    window = next((m for t in texts if (m := WINDOW.search(t))), None)
    last = (context.anchor.end if context.anchor else None) or context.published
    if window is None or last is None:
        return None
    years = YEAR.findall(header)  # of a change between two, the later
    fiscal = next((m.period for m in find_periods(header, context) if m.shape is Shape.FISCAL_YEAR and m.period), None)
    if fiscal is None and window["fiscal"] and years:  # `FYTD 2019`
        fiscal = next((m.period for m in find_periods(f"FY{years[-1]}", context) if m.period), None)
    if fiscal is not None and window["year"]:
        period = _within(fiscal, last)
    elif years:
        period = _window(window, _in_year(last, int(years[-1])))
    else:
        return None
    return PeriodMention(0, len(header), header, Shape.ROLLING, period, rule="window")


def ending_with(texts: Sequence[str], mention: PeriodMention) -> PeriodMention | None:
    """Return the months that end with a header's month: `Twelve Months Ending` over `Aug-13`. None where none do."""
    period = mention.period
    if period is None or period.end is None or mention.shape not in (Shape.MONTH, Shape.DATE, Shape.POINT):
        return None
    before = (t[: mention.start] if t[mention.start : mention.end] == mention.text else t for t in texts)
    whole = stretch_to(period, before)
    return (
        PeriodMention(mention.start, mention.end, mention.text, Shape.ROLLING, whole, rule="window") if whole else None
    )


def stretch_to(period: Period, texts: Iterable[str]) -> Period | None:
    """Return the stretch that texts such as `Quarter ended` tell up to a month or a day; None where none does."""
    m = next((m for t in texts if (m := MONTHS_ENDING.search(t))), None)
    return _ending(m, period.end) if m is not None and period.end is not None else None


def _ending(m: re.Match[str], last: date) -> Period:
    """The stretch that MONTHS_ENDING tells, up to a day."""
    if m["week"]:
        return cal.days_to(DAYS_OF_WEEK, last)
    told = m["count"] or m["before"]
    count = small_number(told) if told else MONTHS["year" if m["year"] else "quarter"]
    return cal.months_to(count, (last.year, last.month))


def fiscal_window(header: str, context: PeriodContext) -> PeriodMention | None:
    """Return what `to date` and `year end` are in the fiscal year that the table's last day falls in.

    `Spend to date` runs from the year's first day to the last day told, `Year end forecast` to the year's end. None
    where the header says neither, or no day is told.
    """
    anchor = context.anchor
    m = FULL_YEAR.search(header) or TO_DATE.search(header)
    if WINDOW.search(header) or m is None or anchor is None or anchor.end is None:
        return None
    year = cal.fiscal_year(
        cal.fiscal_year_of(anchor.end, start_month=context.fiscal_start), start_month=context.fiscal_start
    )
    period = year if FULL_YEAR.search(header) else cal.between(year.start, anchor.end)
    return PeriodMention(m.start(), m.end(), m[0], Shape.ROLLING, period, rule="window")


def _within(year: Period, last: date) -> Period:
    """From the first day of a year to the day of it that `last` is of its own."""
    first = year.start
    day = _in_year(last, first.year if (last.month, last.day) >= (first.month, first.day) else first.year + 1)
    return cal.between(first, day)


def _window(m: re.Match[str], last: date) -> Period:
    if m["days"]:
        return cal.days_to(int(m["days"]), last)
    if m["week"]:
        return cal.days_to(7, last)
    start = last.replace(day=1) if m["month"] else date(last.year, 1, 1)
    return cal.between(start, last)


def _in_year(day: date, year: int) -> date:
    return cal.month_end(year, 2) if (day.month, day.day) == (2, 29) else day.replace(year=year)
