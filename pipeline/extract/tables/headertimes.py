"""Reads from the headers over a column when its numbers are of, and what its changes are measured against."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from pipeline.extract import calendars as cal
from pipeline.extract.against import leads_to_base
from pipeline.extract.periods import PeriodContext, PeriodMention, Shape, find_periods
from pipeline.extract.tables.labels import CHANGES, Label, LabelReader
from pipeline.extract.tables.windows import ending_with, fiscal_window, windowed_period
from pipeline.rules import Rules
from pipeline.types import Cell, Period

DATED = (
    Shape.QUARTER,
    Shape.MONTH,
    Shape.DATE,
    Shape.SPAN,
    Shape.ROLLING,
    Shape.POINT,
)  # whose last day says how far a table goes
DATES_ROWS = re.compile(r"\b(?:periods?|dates?|years?|months?|quarters?|weeks?|as\s+(?:at|of))\b", re.IGNORECASE)
SPARE = 2  # characters of a cell that are no part of its period
MONTHS_IN_YEAR = 12
MOST_TITLE_WORDS = 14
LEAST_HOLDERS = 2  # headers that tell units behind their periods; one alone may be of its own column


def is_prose(row: Sequence[Cell | None]) -> bool:
    """Whether a row at the top is a paragraph in one cell, as a letterhead or a note: it heads no column."""
    texts = {c.text.strip() for c in row if c is not None and c.text.strip()}
    return len(texts) == 1 and len(texts.pop().split()) > MOST_TITLE_WORDS


def are_periods(texts: Sequence[str], header: str, context: PeriodContext) -> bool:
    """Whether a column under a header such as `Latest period` or `As at` holds periods, which date their rows."""
    filled = [t for t in texts if t]
    return (
        DATES_ROWS.search(header) is not None
        and bool(filled)
        and all(len(found := find_periods(t, context)) == 1 and _covers(found[0], t) for t in filled)
    )


def _covers(mention: PeriodMention, text: str) -> bool:
    return mention.period is not None and mention.end - mention.start >= len(text.strip()) - SPARE


def until_its_last_day(
    grid: Sequence[Sequence[Cell | None]], headers: Sequence[int], context: PeriodContext
) -> PeriodContext:
    """Return the context in which `YTD` is told: up to the last day that the table's own headers print."""
    texts = dict.fromkeys(
        t for r in headers for c in grid[r - 1] if (t := c.text.strip() if c else "") and not is_prose(grid[r - 1])
    )
    dated = [
        m.period
        for t in texts
        for m in find_periods(t, context)
        if m.shape in DATED and m.period and m.period.end and not _are_whole_years(m.period)
    ]
    if not dated:
        return context
    return replace(context, anchor=max(dated, key=lambda p: p.end or p.start))


def _are_whole_years(period: Period) -> bool:
    return period.end is not None and (period.start.month, period.start.day, period.end.month) == (1, 1, 12)


def base_and_own(
    header: str, found: list[PeriodMention], rules: Rules, context: PeriodContext
) -> tuple[Period | None, list[PeriodMention]]:
    """Return the base that the header of a change tells, and the periods that it is of: `2021 vs. 2022`."""
    if (against := next((m.first for m in found if m.rule == "against"), None)) is not None:
        return against, found
    led = [
        m for m in found if m.period and (m.shape is Shape.SINCE or leads_to_base(header, m.start, rules, change=True))
    ]
    others = [m for m in found if m not in led]
    if len(led) == 1:
        base = led[0].period
        if led[0].shape is Shape.SINCE and base is not None:
            inner = [m for m in find_periods(led[0].text.split(maxsplit=1)[-1], context) if m.period and m.period.end]
            base = inner[0].period if inner else _first_of(base)
        return base, others
    if len(found) == 1 and (ends := _compared_ends(found[0])) is not None:
        return ends[0], [
            replace(found[0], period=ends[1], shape=Shape.YEAR if _are_whole_years(ends[1]) else found[0].shape)
        ]
    if len(found) == 2 and found[0].period and found[1].period:
        found = sorted(found, key=lambda m: m.period.start if m.period else date.min)
        return found[0].period, found
    return None, found


def _first_of(open_ended: Period) -> Period:
    """`since 2015` is measured against 2015: a year where only that is printed, a month, or the day."""
    start, label = open_ended.start, open_ended.label.removesuffix("..")
    if label == str(start.year):
        return cal.calendar_year(start.year)
    return cal.month(start.year, start.month) if label == f"{start.year}-{start.month:02d}" else cal.at(start)


def _compared_ends(mention: PeriodMention) -> tuple[Period, Period] | None:
    """The ends of `2019 to 2024` or `June 2023 to June 2024`, which a change is between; months of a year are not."""
    first, last = mention.first, mention.last
    if mention.rule == "years" and first is None and mention.period is not None and mention.period.end is not None:
        first, last = cal.calendar_year(mention.period.start.year), cal.calendar_year(mention.period.end.year)
    if mention.shape is not Shape.SPAN or first is None or last is None or first.start >= last.start:
        return None
    years = (last.start.year - first.start.year) * MONTHS_IN_YEAR + last.start.month - first.start.month
    return (first, last) if years % MONTHS_IN_YEAR == 0 and cal.shifted(first, years) == last else None


def own_period(
    header: str, path: Sequence[Label], found: Sequence[PeriodMention], context: PeriodContext
) -> PeriodMention | None:
    """The period of a column: a window that its headers name, else the last that they print."""
    texts = [label.text for label in path]
    printed = any(m.shape in (Shape.SPAN, Shape.DATE) for m in found)  # dates that stand there need no working out
    if not printed and (window := windowed_period(texts, context)) is not None:
        return window
    last = found[-1] if found else None
    if last is not None:
        return ending_with(texts, last) or last
    return fiscal_window(header, context)


def split_period(
    grid: list[list[Cell | None]], headers: tuple[int, ...], c: int, context: PeriodContext
) -> PeriodMention | None:
    """A header cell merged over six columns that names three periods heads two columns with each."""
    for r in headers:
        cell = grid[r - 1][c - 1]
        if cell is None or cell.column_span < 2:
            continue
        found = [m for m in find_periods(cell.text, context) if m.period]
        alike = len({m.shape for m in found}) == 1
        if len(found) > 1 and alike and cell.column_span % len(found) == 0:
            return found[(c - cell.column) * len(found) // cell.column_span]
    return None


def with_units_spread(over: Mapping[int, Sequence[str]], reader: LabelReader) -> dict[int, list[str]]:
    """Give what one header says behind its period to those beside it: it was printed in the middle of all of them.

    `August 2023 | July 2024 millions of dollars | August 2024 | July to August 2024 % change`. Two periods and one
    are told apart; the nearest wins. over: the texts over each column, top down.
    """
    spread = {c: list(texts) for c, texts in over.items()}
    told = {c: _behind_its_period(texts[-1], reader) for c, texts in spread.items() if texts}
    holders = {c: tail for c, (tail, _) in told.items() if tail}
    bare = [c for c, (tail, shape) in told.items() if not tail and shape]
    if len(holders) >= LEAST_HOLDERS and bare:
        for c in bare:
            alike = [k for k in holders if told[k][1] == told[c][1]]
            if alike:
                nearest = min(alike, key=lambda k: (abs(k - c), k))
                spread[c][-1] = f"{spread[c][-1]} {holders[nearest]}"
    return spread


def _behind_its_period(text: str, reader: LabelReader) -> tuple[str, str]:
    """What stands behind the one period that a header begins with, where it tells a unit or a change; its sort."""
    label = reader.read(text)
    if len(label.periods) != 1 or label.periods[0].start > 0:
        return "", ""
    mention = label.periods[0]
    sort = "two" if mention.first is not None or mention.shape is Shape.SPAN else "one"
    tail = text[mention.end :].strip(" ,")
    if not tail:
        return "", sort
    if tail[0] in "([":
        return "", ""  # it stands with its own column
    said = reader.read(tail)
    if said.words or said.periods:
        return "", ""
    told = bool(said.says & CHANGES) if sort == "two" else bool(said.unit or said.power) and not said.says & CHANGES
    return (tail, sort) if told else ("", "")
