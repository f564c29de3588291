"""Reads from the labels of a row when its numbers are of: a period, a month under its year, a season."""

import re
from collections.abc import Sequence
from datetime import timedelta

from pipeline.extract import calendars as cal
from pipeline.extract.periodgrammar import NUMBER, small_number
from pipeline.extract.periods import PeriodContext, find_periods
from pipeline.extract.tables.averages import in_whole_years
from pipeline.extract.tables.columns import Column
from pipeline.extract.tables.labels import Label, without_marks
from pipeline.extract.tables.windows import YEAR
from pipeline.extract.yearday import year_span
from pipeline.types import Period

PART_OF_YEAR = re.compile(
    r"Q[1-4]|(?:first|second|third|fourth)\s+quarter|quarter\s+[1-4]|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)"
    r"[a-z]*\.?",
    re.IGNORECASE,
)
BEFORE_A_PERIOD = re.compile(r"\b(?:in|on|at|during|up\s+to|as\s+(?:at|of|on)|until)\s+(?:the\s+)?$", re.IGNORECASE)
WHOLE_YEAR = re.compile(r"(?:19|20)\d{2}(?:\s?[/–-]\s?\d{2,4})?")
LETTER_BEHIND = re.compile(r"(?<=\w)\s+[a-z]$")  # `4th quarter r`, revised
SUMMED = re.compile(
    rf"(?:the\s+)?(?:(?P<both>both)|all|last|latest|past|total,?)?\s*(?P<count>{NUMBER})?\s*"
    r"(?:quarters|months|years|weeks|cohorts|periods)",
    re.IGNORECASE,
)
LEAST_SUMMED = 2
SEASON = re.compile(r"\w+\s+(?P<year>(?:19|20)\d\d)\s*\((?P<months>[^()]*)\)")  # `Autumn 2023 (September to November)`


def path_period(path: Sequence[Label], context: PeriodContext) -> Period | None:
    """The period of the innermost label that tells one: `October` under `2023`, `as at 31 March` beside `1997`."""
    for i in range(len(path) - 1, -1, -1):
        text = LETTER_BEHIND.sub("", without_marks(path[i].text))
        if not _tells_period(path[i]) and not SEASON.fullmatch(text):
            continue
        if (against := next((m.period for m in path[i].periods if m.rule == "against"), None)) is not None:
            return against
        if (mean := _of_average(path[i], context)) is not None:
            return mean
        year = next(
            (y[0] for label in reversed(path[:i]) if (y := WHOLE_YEAR.fullmatch(without_marks(label.text)))), ""
        )
        if year and not YEAR.search(text):
            found = [m for m in find_periods(f"{text} {year}", context) if m.period]
            if len(found) == 1:
                return found[0].period
        if PART_OF_YEAR.fullmatch(text) and not find_periods(text, context):
            found = [m for m in find_periods(f"in {text}", context) if m.period]  # `May` and `March` are words too
            return found[0].period if found else None
        if (season := SEASON.fullmatch(text)) is not None:
            text = season["months"] if YEAR.search(season["months"]) else f"{season['months']} {season['year']}"
        if (period := row_period(text, context)) is not None:
            span = year_span(label.text for label in reversed(path[:i]))  # `2023` under `12 months ended March`
            return span.of(period) if span is not None else period
    named = next((label for label in reversed(path) if label.words), None)
    return _told_at_the_end(named) if named is not None else None


def _of_average(label: Label, context: PeriodContext) -> Period | None:
    """The years of a label that is an average over them and nothing else: `2014-18 average`."""
    if "average" not in label.says or len(label.periods) != 1 or label.words:
        return None
    mention = label.periods[0]
    return mention.period if mention.rule != "years" or context.fiscal_years else in_whole_years(mention.period)


def _told_at_the_end(label: Label) -> Period | None:
    """The one period that a label with a name ends in: `Samples tested on 30 November 2021`, `Population in 2011`."""
    if len(label.periods) != 1 or not label.words:
        return None
    mention, text = label.periods[0], without_marks(label.text)
    ends = mention.end >= len(text) - 1
    return mention.period if ends and BEFORE_A_PERIOD.search(text[: mention.start]) else None


def _tells_period(label: Label) -> bool:
    return (bool(label.periods) and not label.words) or PART_OF_YEAR.fullmatch(
        LETTER_BEHIND.sub("", without_marks(label.text))
    ) is not None


def row_period(label: str, context: PeriodContext) -> Period | None:
    """`2013/14`, `March 2015` or `30/04/2020` as a whole label or cell dates its row."""
    found = find_periods(label, context)
    whole = len(found) == 1 and found[0].end - found[0].start >= len(label.strip()) - 2
    return found[0].period if whole else None


def summed(label: str, run: Sequence[Period]) -> Period | None:
    """Return the times that a row such as `Both quarters` or `Latest four quarters` sums, of those right above it.

    run: the periods of the rows above, each right behind the one before.
    """
    m = SUMMED.fullmatch(without_marks(label).strip())
    if m is None or len(run) < LEAST_SUMMED:
        return None
    count = small_number(m["count"]) if m["count"] else LEAST_SUMMED if m["both"] else len(run)
    return cal.span(run[-count], run[-1]) if LEAST_SUMMED <= count <= len(run) else None


def lengthened(run: Sequence[Period], period: Period | None) -> list[Period]:
    """Return a run of periods with the next one, or a new run where that does not follow right behind."""
    if period is None or period.end is None:
        return []
    last = run[-1].end if run else None
    follows = last is not None and last + timedelta(days=1) == period.start
    return [*run, period] if follows else [period]


def crossed(column: Column, row: str, context: PeriodContext) -> Period | None:
    """The quarter or month that heads a column in the year that names the row, or the other way round."""
    head = column.period.text.strip() if column.period else ""
    label = without_marks(row)
    if PART_OF_YEAR.fullmatch(label) and WHOLE_YEAR.fullmatch(head):
        part, year = label, head
    elif PART_OF_YEAR.fullmatch(head) and WHOLE_YEAR.fullmatch(label):
        part, year = head, label
    else:
        return None
    found = [m for m in find_periods(f"{part} {year}", context) if m.period]
    return found[0].period if len(found) == 1 else None
