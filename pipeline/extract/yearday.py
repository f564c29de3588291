"""What a table's years stand for: a day of each, `(As at end-March)`, or months, `For the year ended 30 June`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from pipeline.extract import calendars as cal
from pipeline.extract.periodgrammar import month_number
from pipeline.extract.periods import PeriodContext, Shape, find_periods
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
ON_DAY = re.compile(  # `at 31 December`, `on March 31`
    rf"\b(?:at|on)\s+(?:the\s+)?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?|(?P<last>last\s+day\s+of\s+)"
    rf"|(?={_MONTH.replace('?P<month>', '?:')}\s+\d{{1,2}}(?!\d))){_MONTH}",
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
    r"\b(?:data|figures|statistics|information|extract(?:ed)?|correct|accurate|drawn|taken)\W+(?:\w+\W+)?$"
    r"|\b(?:ends?|ended|ending|starts?|started|begins?|began|runs?|published|issued|held|met|meeting)\W*$",
    re.IGNORECASE,
)
YEAR_PRINTED = re.compile(r"(?:19|20)\d\d|\b\d\d[/-]\d\d\b|FY\s?\d\d")
SOME_YEAR = PeriodContext(anchor=cal.calendar_year(2003), published=date(2003, 12, 31))  # to read months against
ENDS_IN_MONTH = re.compile(rf"{_MONTH}$", re.IGNORECASE)
SPANS = (Shape.SPAN, Shape.QUARTER, Shape.ROLLING)
DAYS = (Shape.DATE, Shape.POINT)
LEAST_DATED = 2
SENTENCE_END = re.compile(r"(?<=[.;])\s+(?=[^\W\d_])")
OF_EACH_YEAR = re.compile(r"\b(?:of|in)\s+(?:the|each|every|that|their|its|a)\s+year\b", re.IGNORECASE)
MOST_DAYS = 31
MOST_WORDS = 20  # of a line over a table; a longer one is running text


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day of every year; day 0 is the last of the month."""

    month: int
    day: int = 0
    calendar: bool = False  # only calendar years stand for it, as a table prints them beside fiscal ones

    def of(self, period: Period | None) -> Period | None:
        """Return the day within a whole year; any other period as it is."""
        if period is None or period.end is None or not _is_year(period):
            return period
        if self.calendar and period.start.month != 1:
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


@dataclass(frozen=True, slots=True)
class YearSpan:
    """A stretch of every year, told without one: `1 January to 30 September`, `June quarter`, `12 months to March`."""

    start: date  # of the stretch that ends in 2003, a year without a leap day
    end: date

    def of(self, period: Period | None) -> Period | None:
        """Return the stretch that ends in a calendar year, or lies in another year; any other period as it is."""
        if period is None or period.end is None or not _is_year(period):
            return period
        years = period.start.year - self.end.year
        if period.start.month != 1:
            months = 12 * (years + (self.end.month < period.start.month))
            moved = cal.shifted(cal.between(self.start, self.end), months)
            within = moved is not None and moved.end is not None and moved.end <= period.end
            return moved if within and moved is not None and period.start <= moved.start else period
        end = self.end.replace(year=self.end.year + years)
        if (self.end.month, self.end.day) == (2, 28):
            end = cal.month_end(end.year, 2)
        return cal.between(self.start.replace(year=self.start.year + years), end)


@dataclass(frozen=True, slots=True)
class MonthsTo:
    """The months that end with a month of each year: `12 months to March 2024` over `Mar 2023` and `Mar 2024`."""

    count: int
    month: int

    def of(self, period: Period | None) -> Period | None:
        """Return the months up to a single month of that name; any other period as it is."""
        if period is None or period.end is None or not _is_month(period) or period.start.month != self.month:
            return period
        return cal.months_to(self.count, (period.end.year, period.end.month))


@dataclass(frozen=True, slots=True)
class YearDates:
    """A day of each year that a table prints, told one by one."""

    days: tuple[date, ...]

    def of(self, period: Period | None) -> Period | None:
        """Return the day of a calendar year; any other period as it is."""
        if period is None or not _is_year(period) or period.start.month != 1:
            return period
        return next((cal.at(d) for d in self.days if d.year == period.start.year), period)


def months_to(lines: Iterable[str], months: frozenset[int]) -> MonthsTo | None:
    """Return the months that a heading says its table's months stand for; None where they are of more than one name.

    months: the numbers of the months that the table prints as periods.
    """
    if len(months) != 1:
        return None
    for text in lines:
        for m in find_periods(text, SOME_YEAR) if len(text.split()) <= MOST_WORDS else ():
            told = m.period
            if m.shape is not Shape.ROLLING or told is None or told.end is None or told.end.month not in months:
                continue
            count = (told.end.year - told.start.year) * 12 + told.end.month - told.start.month + 1
            if count > 1 and told.start.day == 1:
                return MonthsTo(count, told.end.month)
    return None


def year_span(lines: Iterable[str]) -> YearSpan | None:
    """Return the stretch of the year that a title, a heading or a label names without a year; None where none does."""
    for text in lines:
        if len(text.split()) > MOST_WORDS or YEAR_PRINTED.search(text):
            continue
        dated = f"{text} 2003" if ENDS_IN_MONTH.search(text) else text
        shapes = (*SPANS, Shape.MONTH) if ENDS_IN_MONTH.fullmatch(text.strip()) else SPANS  # `October` over years
        found = [m for m in find_periods(dated, SOME_YEAR) if m.shape in shapes and m.period and m.period.end]
        told = found[0].period if len(found) == 1 else None
        if told is not None and told.end is not None and told.start != told.end:
            span = cal.shifted(told, 12 * (2003 - told.end.year))
            if span is not None and span.end is not None and (span.start.month, span.start.day) != (2, 29):
                return YearSpan(span.start, span.end)
    return None


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
        m = AS_AT.search(text) or ON_DAY.search(text) if len(text.split()) <= MOST_WORDS else None
        if m is None or DRAWN.search(text[: m.start()]):
            continue
        behind = BEHIND.match(text, m.end())
        days = [d for d in (m["day"], behind["day"] if behind else None) if d]
        if (behind and behind["year"]) or len(days) > 1 or not all(1 <= int(d) <= MOST_DAYS for d in days):
            return None
        return YearDay(month_number(m["month"]), int(days[0]) if days else 0)
    return None


def year_dates(intro: str, years: frozenset[int]) -> YearDates | None:
    """Return the days that the sentence before a table gives to the years that head its columns, each one of its own.

    `The census was held on 24 April 2016 and on 3 April 2022.` over 2016 and 2022.
    """
    if len(years) < LEAST_DATED:
        return None
    for sentence in SENTENCE_END.split(intro):
        days = {m.period.start for m in find_periods(sentence, SOME_YEAR) if m.shape in DAYS and m.period}
        if len(days) == len(years) and {d.year for d in days} == years:
            return YearDates(tuple(sorted(days)))
    return None


def sentences_on(text: str, subject: str) -> list[str]:
    """Return the sentences of a text that share a word with what a table is on, where others tell a time as well.

    Empty where not several of them tell a day or a stretch of the year.
    """
    sentences = SENTENCE_END.split(text)
    if sum(year_day([s]) is not None or year_span([s.rstrip(" .;")]) is not None for s in sentences) < LEAST_DATED:
        return []
    wanted = _stems(subject)
    return [s.rstrip(" .;") for s in sentences if wanted & _stems(s)]


def _stems(text: str) -> set[str]:
    """The longer words of a text, without a plural's ending."""
    return {w.removesuffix("s") for w in re.findall(r"[^\W\d_]{5,}", text.lower())}


def _is_year(period: Period) -> bool:
    if period.start.day != 1 or period.end is None:
        return False
    return (date(period.start.year + 1, period.start.month, 1) - period.end).days == 1


def _is_month(period: Period) -> bool:
    end = period.end
    return end is not None and period.start.day == 1 and end == cal.month_end(period.start.year, period.start.month)


YearsMeant = YearDay | YearTo | YearSpan | MonthsTo | YearDates


def years_meant(
    lines: Iterable[str],
    headings: Iterable[str],
    months: frozenset[int] = frozenset(),
    *,
    intro: str = "",
    years: frozenset[int] = frozenset(),
) -> YearsMeant | None:
    """Return what the years and months of a table stand for by the lines over it or its headings.

    months: the numbers of the months that the table prints as periods; intro: the paragraph before it; years: those
    that head its columns.
    """
    over = list(lines)
    around = [*over, *headings]
    told = [sentence for sentence in SENTENCE_END.split(intro) if OF_EACH_YEAR.search(sentence)]
    each_year = year_day(told)
    return (
        year_dates(intro, years)
        or year_day(over)
        or year_to(around)
        or year_span(around)
        or months_to(around, months)
        or year_span(told)
        or (replace(each_year, calendar=True) if each_year else None)
    )
