"""Builds periods: fiscal years, quarters, months, spans and points, with labels and dates."""

from calendar import monthrange
from datetime import date, timedelta

from pipeline.types import Period

FIRST_YEAR, LAST_YEAR = 1900, 2099


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def add_months(year: int, month: int, months: int) -> tuple[int, int]:
    """Return (year, month) moved by a number of months."""
    index = year * 12 + month - 1 + months
    return index // 12, index % 12 + 1


def calendar_year(year: int) -> Period:
    """Return January to December of a year."""
    return Period(f"{year}", date(year, 1, 1), date(year, 12, 31))


def fiscal_year(first: int, *, start_month: int = 4) -> Period:
    """Return the fiscal year that starts in `first`: FY2012/13, with @07 where it does not start in April.

    One that starts in January is the calendar year.
    """
    if start_month == 1:
        return calendar_year(first)
    end = add_months(first, start_month, 11)
    suffix = "" if start_month == 4 else f"@{start_month:02d}"
    return Period(f"FY{first}/{(first + 1) % 100:02d}{suffix}", date(first, start_month, 1), month_end(*end))


def fiscal_quarter(first: int, quarter: int, *, start_month: int = 4) -> Period:
    """Return a quarter, 1 to 4, of the fiscal year that starts in `first`."""
    year = fiscal_year(first, start_month=start_month)
    begin = add_months(first, start_month, 3 * (quarter - 1))
    end = add_months(first, start_month, 3 * quarter - 1)
    if start_month == 1:
        return months(begin, end)
    return Period(f"{year.label} Q{quarter}", date(*begin, 1), month_end(*end))


def month(year: int, number: int) -> Period:
    """Return one calendar month."""
    return Period(f"{year}-{number:02d}", date(year, number, 1), month_end(year, number))


def months(first: tuple[int, int], last: tuple[int, int]) -> Period:
    """Return a span of whole months, both (year, month) included."""
    if first == last:
        return month(*first)
    return Period(f"{first[0]}-{first[1]:02d}..{last[0]}-{last[1]:02d}", date(*first, 1), month_end(*last))


def months_to(number: int, last: tuple[int, int]) -> Period:
    """Return the `number` months that end with a month: 12M to 2015-12."""
    first = add_months(*last, 1 - number)
    if number == 1:
        return month(*last)
    return Period(f"{number}M to {last[0]}-{last[1]:02d}", date(*first, 1), month_end(*last))


def days_to(number: int, last: date) -> Period:
    """Return the `number` days that end with a day: 28D to 2017-07-16."""
    return Period(f"{number}D to {last.isoformat()}", last - timedelta(days=number - 1), last)


def day(when: date) -> Period:
    """Return a single day."""
    return Period(when.isoformat(), when, when)


def at(when: date) -> Period:
    """Return a point in time: the state on a day."""
    return Period(f"at {when.isoformat()}", when, when)


def since(start: date, *, label: str) -> Period:
    """Return an open period from a day on; label is the start in the dataset's notation."""
    return Period(f"{label}..", start, None)


def span(first: Period, last: Period) -> Period:
    """Return the span from the first day of one period to the last day of another, in the shortest notation."""
    if last.end is None:
        return since(first.start, label=_start_label(first))
    return between(first.start, last.end, years=_is_year(first) and _is_year(last))


def between(start: date, end: date, *, years: bool = False) -> Period:
    """Return a span of days, written as years (where asked), whole months or days."""
    if years and start.year != end.year:
        return Period(f"{start.year}..{end.year}", start, end)
    if start.day == 1 and end == month_end(end.year, end.month):
        if start.month == 1 and end.month == 12 and start.year == end.year:
            return calendar_year(start.year)
        return months((start.year, start.month), (end.year, end.month))
    if start == end:
        return day(start)
    return Period(f"{start.isoformat()}..{end.isoformat()}", start, end)


def a_year_earlier(period: Period) -> Period | None:
    """Return the same period one year before; None for an open one."""
    return shifted(period, -12)


def shifted(period: Period, by: int) -> Period | None:
    """Return the period moved by whole months, in the notation that it has; None for an open one."""
    if period.end is None:
        return None
    start, end = _moved(period.start, by), _moved(period.end, by)
    whole_end = period.end == month_end(period.end.year, period.end.month)
    if whole_end:
        end = month_end(end.year, end.month)
        start = end if period.start == period.end else start
    return Period(_relabelled(period, start, end), start, end)


def fiscal_year_of(when: date, *, start_month: int = 4) -> int:
    """Return the year in which the fiscal year that holds a day starts."""
    return when.year if when.month >= start_month else when.year - 1


def _is_year(period: Period) -> bool:
    return period.label.isdigit()


def _start_label(period: Period) -> str:
    return str(period.start.year) if _is_year(period) else f"{period.start.year}-{period.start.month:02d}"


def _moved(when: date, by: int) -> date:
    year, number = add_months(when.year, when.month, by)
    return date(year, number, min(when.day, monthrange(year, number)[1]))


def _relabelled(period: Period, start: date, end: date) -> str:
    label = period.label
    if label.startswith("FY") and " Q" in label:
        length = 3
        start_month = int(label.split("@")[1][:2]) if "@" in label else 4
        first = fiscal_year_of(start, start_month=start_month)
        quarter = ((start.year * 12 + start.month) - (first * 12 + start_month)) // length + 1
        return fiscal_quarter(first, quarter, start_month=start_month).label
    if label.startswith("FY"):
        start_month = int(label.split("@")[1][:2]) if "@" in label else 4
        return fiscal_year(start.year, start_month=start_month).label
    if "M to " in label:
        return f"{label.split('M to ')[0]}M to {end.year}-{end.month:02d}"
    if "D to " in label:
        return f"{label.split('D to ')[0]}D to {end.isoformat()}"
    if label.startswith("at "):
        return f"at {end.isoformat()}"
    return between(start, end, years=".." in label and label.replace("..", "").isdigit()).label
