"""Whether two figures tell of the same time and thing, so that they can be held against each other."""

import re
from datetime import date
from enum import StrEnum

from pipeline.align.words import fold
from pipeline.types import Figure, Period

_CURRENT = re.compile(
    r"""
    \b(?:current(?:ly)? | latest | (?:most\ )?recent | now | to\ date | at\ present | rolling
      | (?:last|past|previous|latest|recent)\ (?:12|twelve)\ months? | (?:12|twelve)\ months?
      | at\ (?:the\ )?end\ of )\b
    """,
    re.VERBOSE,
)
_PART_OF_IT = re.compile(
    r"""
    \b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|\d+)\ of\ (?:the\ )?(?:last\ |most\ |past\ )*
      (?:\w+\ ){0,2}months\b          # three of four recent months
    | \b(?:each|every|any|some|monthly|weekly|daily)\b
    | \bper\ (?:month|week|day)\b
    """,
    re.VERBOSE,
)


LETTERS = "abcdefgh"  # of the parts of a priority


class TimeMatch(StrEnum):
    """How well the periods of two figures fit."""

    EQUAL = "equal"
    SAME_END = "same end"
    NONE = "none"


def told_as_current(sentence: str) -> bool:
    """Whether a sentence tells its figures as the current, latest or rolling ones."""
    return bool(_CURRENT.search(fold(sentence)))


def tells_of_a_part(sentence: str) -> bool:
    """Whether a sentence speaks of single months or days rather than of the whole period."""
    return bool(_PART_OF_IT.search(fold(sentence)))


def match_periods(a: Figure, b: Figure, *, current: bool) -> TimeMatch:
    """Return whether two figures' periods are equal, or end on the same day where one is told as current."""
    p, q = a.period, b.period
    if p is None or q is None:
        return TimeMatch.NONE
    if (p.start, p.end) == (q.start, q.end):
        return TimeMatch.EQUAL
    if current and p.end is not None and p.end == q.end:
        return TimeMatch.SAME_END
    return TimeMatch.NONE


def span_days(period: Period | None) -> int | None:
    """Return the days of a period, both ends counted; None for an open one."""
    if period is None or period.end is None:
        return None
    return (period.end - period.start).days + 1


def same_priority(a: str, b: str) -> bool:
    """Whether two priorities are the same, or one is a lettered part of the other (`14` and `14A`)."""
    if not a or not b:
        return False
    x, y = fold(a), fold(b)
    return x == y or (
        x.rstrip(LETTERS) == y.rstrip(LETTERS) and x[:1].isdigit() and min(len(x), len(y)) < max(len(x), len(y))
    )


def without_letter(priority: str) -> str:
    """Return what two priorities share that `same_priority` takes for one."""
    return fold(priority).rstrip(LETTERS)


def iso(day: date | None) -> str:
    """Return a day as ISO date, empty for none."""
    return day.isoformat() if day else ""
