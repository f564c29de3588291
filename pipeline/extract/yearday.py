"""What a table's years stand for: a day of each, `(As at end-March)`, or months, `For the year ended 30 June`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipeline.extract import calendars as cal
from pipeline.extract.periodgrammar import month_number
from pipeline.types import Period

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
AS_AT = re.compile(
    rf"\b(?:as|position|status|situation|outstanding)\s+(?:at|on|of)\s+(?:the\s+)?"
    rf"(?:(?:end[\s-](?:of[\s-])?)|(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?{_MONTH}",
    re.IGNORECASE,
)
YEAR_ENDED = re.compile(
    rf"\b(?:financial\s+|fiscal\s+)?(?:years?|period)\s+end(?:ed|ing|s)\s+(?:on\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}",
    re.IGNORECASE,
)
BEHIND = re.compile(  # a month: the day where it comes second, and a year
    r"(?:\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\dA-Za-z]))?"
    r"(?P<year>\W{0,3}(?:(?:of|in|FY)\s*)*(?:(?:19|20)\d{2}|\d{2})(?!\d))?",
    re.IGNORECASE,
)

# The day on which data were drawn is no day that the figures stand for.
DRAWN = re.compile(
    r"\b(?:data|figures|statistics|information|extract(?:ed)?|correct|accurate|drawn|taken)\W+(?:\w+\W+)?$", re.I
)
MOST_DAYS = 31
MOST_WORDS = 14  # of a line over a table; a longer one is running text


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day of every year; day 0 is the last of the month."""

    month: int
    day: int = 0

    def of(self, period: Period | None) -> Period | None:
        """Return the day within a whole year; any other period as it is."""
        if period is None or period.end is None or not _is_year(period):
            return period
        year = period.start.year if self.month >= period.start.month else period.start.year + 1
        last = cal.month_end(year, self.month)
        return cal.at(last.replace(day=min(self.day, last.day)) if self.day else last)


@dataclass(frozen=True, slots=True)
class YearTo:
    """The month in which a body's years end: its 2023 is the twelve months to that month of 2023."""

    month: int

    def of(self, period: Period | None) -> Period | None:
        """Return the body's year for a calendar year; any other period as it is."""
        if period is None or period.end is None or not _is_year(period) or period.start.month != 1:
            return period
        return cal.months_to(12, (period.start.year, self.month))


def year_to(lines: Iterable[str]) -> YearTo | None:
    """Return the end of the years that a caption or a line over a table names; None where there is none."""
    for text in lines:
        m = YEAR_ENDED.search(text) if len(text.split()) <= MOST_WORDS else None
        if m is not None:
            month = month_number(m["month"])
            return None if month == 12 else YearTo(month)
    return None


def year_day(lines: Iterable[str]) -> YearDay | None:
    """Return the day that a caption or a line over a table names without a year; None where there is none."""
    for text in lines:
        m = AS_AT.search(text) if len(text.split()) <= MOST_WORDS else None
        if m is None or DRAWN.search(text[: m.start()]):
            continue
        behind = BEHIND.match(text, m.end())
        days = [d for d in (m["day"], behind["day"] if behind else None) if d]
        if (behind and behind["year"]) or len(days) > 1 or not all(1 <= int(d) <= MOST_DAYS for d in days):
            return None
        return YearDay(month_number(m["month"]), int(days[0]) if days else 0)
    return None


def _is_year(period: Period) -> bool:
    if period.start.day != 1 or period.end is None:
        return False
    return (date(period.start.year + 1, period.start.month, 1) - period.end).days == 1
