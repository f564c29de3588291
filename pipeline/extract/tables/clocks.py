"""Reads spans of time that a table prints as a clock does: `8:07` minutes and seconds, `1:10:13` with hours."""

import re
from collections.abc import Iterable
from decimal import Decimal

from pipeline.extract.cells import CellNumber, CellReading
from pipeline.extract.numbers import Candidate
from pipeline.types import Flag, Qualifier

CLOCK = re.compile(r"(?P<first>\d{1,3}):(?P<second>[0-5]\d)(?::(?P<third>[0-5]\d))?")
MINUTES = re.compile(
    r"\bmins?(?:utes)?\s*(?:and|,|:|/)\s*sec(?:ond)?s?\b|\bm{1,2}:ss\b|\bh{1,2}:mm:ss\b"
    r"|\bhours,\s+minutes\s+and\s+seconds\b",
    re.IGNORECASE,
)
HOURS = re.compile(r"\bh(?:ou)?rs?\s*(?:and|,|:|/)\s*min(?:ute)?s?\b|\bh{1,2}:mm\b", re.IGNORECASE)
SECONDS = {"minutes": (60, 1), "hours": (3600, 60)}  # of the first and the second of two parts


def clock_told(texts: Iterable[str]) -> str:
    """Return what two parts of a clock are by what stands in and over a table: `minutes` and seconds, or `hours`.

    Empty where nothing says so: `8:07` may be a time of day then.
    """
    found = ""
    for text in texts:
        if MINUTES.search(text):
            return "minutes"
        found = found or ("hours" if HOURS.search(text) else "")
    return found


def clock_reading(text: str, told: str) -> CellReading | None:
    """Return the number of seconds of a cell that is a span of time and nothing else, None for any other cell.

    told: `minutes` or `hours`, what the first of two parts are; three parts are hours, minutes and seconds.
    """
    m = CLOCK.fullmatch(text.strip())
    if m is None or told not in SECONDS:
        return None
    first, second = int(m["first"]), int(m["second"])
    if m["third"] is not None:
        value = first * 3600 + second * 60 + int(m["third"])
    else:
        value = first * SECONDS[told][0] + second * SECONDS[told][1]
    start = text.index(m[0])
    candidate = Candidate(start, start + len(m[0]), Decimal(value), 0, "second", "", "duration")
    return CellReading((CellNumber(candidate, Qualifier.NONE, Flag.NONE, bracketed=False),))
