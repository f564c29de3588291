"""Decides per document whether `01/02/2015` is the first of February or the second of January."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from pipeline.extract.periodgrammar import full_year
from pipeline.rules import Rules, made_once
from pipeline.types import Document

NUMERIC = re.compile(r"(?<![\d/.])(\d{1,2})[/.](\d{1,2})[/.]((?:19|20)\d{2}|\d{2})(?![\d/])")
LINK = re.compile(r"\s*(?:-|–|—|to|through|thru|until)\s*", re.IGNORECASE)
MONTH_FIRST = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December)\s+\d{1,2},?\s+(?:19|20)\d{2}"
)
DAY_FIRST = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\s+(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\b"
)
LAST_MONTH = 12
WEEK = (6, 7)  # days from the first to the last of a week, and to the first of the next


@dataclass(frozen=True, slots=True)
class DateOrder:
    """Whether the day comes first in numeric dates; not `sure` where some can be read both ways and nothing tells."""

    day_first: bool
    sure: bool = True

    @property
    def remark(self) -> str:
        """What a user should know of it, empty where it is sure."""
        if self.sure:
            return ""
        return "nothing tells whether its numeric dates put the day or the month first; such dates are left open"


@made_once
def _words(rules: Rules) -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple(
        (1 if r.says == "day_first" else -1, re.compile("|".join(_whole(w) for w in r.words), re.IGNORECASE))
        for r in rules.dates
    )


def _whole(word: str) -> str:
    return rf"(?<!\w){re.escape(word)}(?!\w)" if word[0].isalpha() else re.escape(word)


def date_order(document: Document, rules: Rules, *, day_in_name: date | None = None) -> DateOrder:
    """Return the order of day and month in the numeric dates of a document.

    What is certain decides: a number above 12, two dates that are a week apart in one reading only, the day that the
    file's name gives. Then the order of written dates (`March 22, 2016`), then spelling and offices (rules `dates`).
    """
    certain = written = spelled = 0
    doubtful = False
    for text in _texts(document):
        dates = list(NUMERIC.finditer(text))
        for m in dates:
            certain += _told_by(m, day_in_name)
            doubtful = doubtful or ("/" in m[0] and int(m[1]) <= LAST_MONTH >= int(m[2]) and int(m[1]) != int(m[2]))
        for m, n in pairwise(dates):
            certain += _week(m, n) if LINK.fullmatch(text, m.end(), n.start()) else 0
        written += len(DAY_FIRST.findall(text)) - len(MONTH_FIRST.findall(text))
    if certain or not doubtful:
        return DateOrder(certain > 0 if certain else written >= 0)
    if written:
        return DateOrder(written > 0)
    for text in _texts(document):
        spelled += sum(sign * len(pattern.findall(text)) for sign, pattern in _words(rules))
    return DateOrder(spelled >= 0, sure=spelled != 0)


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        yield from [block.text] if block.table is None else _cells(c.text for c in block.table.cells)


def _cells(texts: Iterable[str]) -> Iterator[str]:
    return (t for t in texts if t)


def _told_by(m: re.Match[str], named: date | None) -> int:
    """1 where a date can only put the day first, -1 where only the month, 0 where it does not tell."""
    first, second = int(m[1]), int(m[2])
    if (first > LAST_MONTH) != (second > LAST_MONTH):
        return (first > LAST_MONTH) - (second > LAST_MONTH)
    if named is None or first == second or full_year(m[3]) != named.year:
        return 0
    return ((named.day, named.month) == (first, second)) - ((named.month, named.day) == (first, second))


def _week(m: re.Match[str], n: re.Match[str]) -> int:
    day_first = _days(_date(m, day_first=True), _date(n, day_first=True)) in WEEK
    month_first = _days(_date(m, day_first=False), _date(n, day_first=False)) in WEEK
    return day_first - month_first


def _date(m: re.Match[str], *, day_first: bool) -> date | None:
    day, month = (int(m[1]), int(m[2])) if day_first else (int(m[2]), int(m[1]))
    try:
        return date(full_year(m[3]), month, day)
    except ValueError:  # no such day in this reading
        return None


def _days(first: date | None, last: date | None) -> int | None:
    return (last - first).days if first and last else None
