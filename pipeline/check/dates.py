"""Dates as they stand in sentences and headings, for the checks on periods."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.screens import screened

MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): n for n, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
VERBS = frozenset(["may", "march", "mar"])  # in small letters no month: `line 71 may be left empty`
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = screened(
    rf"""
    (?: \b (?P<day>\d{{1,2}}) (?:st|nd|rd|th)? (?:\s+of)? \s+ )?
    \b (?P<month>{_MONTH}) \b \.? ,? \s*
    (?: (?P<behind>\d{{1,2}}) (?:st|nd|rd|th)? ,? \s+ (?P<whole>\d{{4}})      # `September 30, 2017`
      | (?P<year>\d{{3,}}) | ['’] (?P<short>\d\d) | (?P<bare>\d\d) ) (?! \d | [:.]\d | (?:st|nd|rd|th) \b | \s*[%] )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DAY_MONTH = screened(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A month or day of a year as printed: its text, place in the passage, first and last day.

    `start` and `end` are None where there is no such day or year.
    """

    text: str
    at: int
    start: date | None
    end: date | None


def find_dates(text: str) -> Iterator[FoundDate]:
    """Yield the dates of a text that have a month by name and a year, the impossible ones as well."""
    for match in _DATE.finditer(text):
        if match["month"] in VERBS:
            continue
        printed = match["whole"] or match["year"] or match["short"] or match["bare"]
        year = int(printed) + (2000 if len(printed) == 2 else 0)
        month = MONTHS[match["month"].lower()]
        start, end = _span(year, month, int(day) if (day := match["behind"] or match["day"]) else None)
        yield FoundDate(match[0].strip(), match.start(), start, end)


def find_impossible_days(text: str) -> Iterator[FoundDate]:
    """Yield days that no year has, as `31 April`; 29 February passes."""
    for match in _DAY_MONTH.finditer(text):
        day, month = int(match["day"]), MONTHS[match["month"].lower()]
        if match["month"] not in VERBS and not 1 <= day <= calendar.monthrange(2000, month)[1]:
            yield FoundDate(match[0], match.start(), None, None)


def _span(year: int, month: int, day: int | None) -> tuple[date | None, date | None]:
    if not 1800 <= year <= 2199:
        return None, None
    last = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, last)
    if not 1 <= day <= last:
        return None, None
    return date(year, month, day), date(year, month, day)


def safe_day(year: int, month: int, day: int) -> date | None:
    """Return a day, None where the month has no such day."""
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def iso_day(text: str) -> date | None:
    """Return the last day of an ISO date, month or year; None for anything else."""
    parts = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text.strip())
    if not parts:
        return None
    year, month = int(parts[1]), int(parts[2] or 12)
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(parts[3]) if parts[3] else last
    return date(year, month, day) if 1 <= day <= last else None
