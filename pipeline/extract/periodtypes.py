"""What a printed period is, and what it is worked out against."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline.types import Period


class Shape(StrEnum):
    """How a period is printed."""

    DATE = "date"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FISCAL_YEAR = "fiscal_year"
    SPAN = "span"
    ROLLING = "rolling"  # N months or days to a date
    POINT = "point"  # as at, at the end of
    SINCE = "since"
    CURRENT = "current"  # this quarter, latest 12 months: told against the report's own period
    PREVIOUS = "previous"  # the year before, the same quarter last year
    BEFORE = "before"  # all time before a year: no first day can be given
    LENGTH = "length"  # a length of time that no dates can be given for
    INVALID = "invalid"  # a date that cannot be


@dataclass(frozen=True, slots=True)
class PeriodContext:
    """What a printed period is worked out against.

    anchor: the report's own period; published: its date; fiscal_start: month in which fiscal years
    start; day_first: the order of numeric dates; order_told: whether anything tells it, else dates that
    can be read both ways stay open; decimal_comma: whether its prose prints `1.393,4`;
    spaced_thousands: whether its prose prints `1 283`;
    fiscal_years: whether the paper says that its years are fiscal ones, so that `2014-2018` is of those.
    """

    anchor: Period | None = None
    published: date | None = None
    fiscal_start: int = 4
    day_first: bool = True
    order_told: bool = True
    decimal_comma: bool = False
    spaced_thousands: bool = False
    fiscal_years: bool = False


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A printed period: characters [start, end), its dates where they could be worked out.

    `first` and `last` are the ends of a span of two printed periods (`2015/16 to 2018/19`).
    """

    start: int
    end: int
    text: str
    shape: Shape
    period: Period | None
    first: Period | None = None
    last: Period | None = None
    rule: str = ""
