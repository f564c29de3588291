"""Reads the lines that stand over a table: the unit, the period, the periods of its columns."""

import re
from collections.abc import Sequence

from pipeline.extract.periods import PeriodContext, PeriodMention, Shape, find_periods
from pipeline.extract.tables.units import A_TIME, IN_BRACKETS, PERCENT_MARK, SCALE_PHRASE
from pipeline.types import Period, Table

UNIT_LINE = re.compile(
    r"(?:[£$€]\s*(?:millions?|m|billions?|bn|thousands?|000s?)|%|per\s?cent(?:ages?)?(?:\s+of\s+[\w\s]{3,30})?"
    r"|thousands|millions)\.?",
    re.IGNORECASE,
)
UNIT_TOLD = (SCALE_PHRASE, IN_BRACKETS, PERCENT_MARK, A_TIME)
PERIOD_LINES_ABOVE = 2
MOSTLY_PERIOD = 0.6  # of a line that dates the table below it
NO_WHOLE = (Shape.LENGTH, Shape.INVALID, Shape.PREVIOUS, Shape.SINCE)
MOST_HEADER_ROWS = 4


def unit_hint(caption: str, near: Sequence[str]) -> str:
    """The caption or a short line above a table that gives its unit: `£ millions`, `(In crores of Rupees)`."""
    for text in (caption, *reversed(near)):
        told = next((m for p in UNIT_TOLD if (m := p.search(text))), None)
        if UNIT_LINE.fullmatch(text.strip()) or (told and (told.start() < 30 or len(text.split()) <= 25)):
            return text
    return ""


def periods_above(near: Sequence[str], context: PeriodContext) -> list[PeriodMention]:
    """The periods of the nearest line above that lists several of one form: headers printed over a table."""
    for text in reversed(near[-PERIOD_LINES_ABOVE:]):
        found = [m for m in find_periods(text, context) if m.period]
        if len(found) > 1 and len({m.shape for m in found}) == 1:
            return found
    return []


def period_of_the_whole(titles: Sequence[str], near: Sequence[str], context: PeriodContext) -> Period | None:
    """The period that the caption, the title or a line of its own over a table gives to all of it."""
    for text in (*titles, *reversed(near[-PERIOD_LINES_ABOVE:])):
        found = [m for m in find_periods(text, context) if m.period and m.shape not in NO_WHOLE]
        alone = sum(m.end - m.start for m in found) >= len(text) * MOSTLY_PERIOD
        if len(found) == 1 and (alone or text in titles):
            return found[0].period
    return None


def periods_by_column(table: Table, context: PeriodContext) -> list[PeriodMention]:
    """The periods that a table of headers alone gives its columns, none where a column has none."""
    if table.rows > MOST_HEADER_ROWS:
        return []
    texts: dict[int, str] = {}
    for row in table.grid():
        for c, cell in enumerate(row):
            texts[c] = f"{texts.get(c, '')} {cell.text.strip() if cell else ''}".strip()
    found = [[m for m in find_periods(text, context) if m.period] for text in texts.values() if text]
    return [ms[0] for ms in found] if len(found) > 2 and all(len(ms) == 1 for ms in found) else []
