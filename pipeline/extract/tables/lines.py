"""Reads the lines that stand over a table: the unit, the period, the periods of its columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.extract.against import (
    leads_to_base,
    leads_to_decision,
    speaks_of_change,
    speaks_of_changes_alone,
    step_told,
)
from pipeline.extract.covers import CITATION
from pipeline.extract.periods import PeriodContext, PeriodMention, Shape, find_periods
from pipeline.extract.physical import unit_at_end, unit_told
from pipeline.extract.tables.references import NOTHING_TOLD, ToldBase, base_told, is_reference, reference_of
from pipeline.extract.tables.units import (
    A_TIME,
    IN_BRACKETS,
    OPENS_WITH_UNIT,
    PERCENT_MARK,
    RATE_TOLD,
    SCALE_PHRASE,
    SCALED_UNIT,
    WORD_MONEY,
)
from pipeline.extract.yearday import SENTENCE_END
from pipeline.rules import Rules
from pipeline.types import Period, Table

UNIT_LINE = re.compile(
    r"(?:[£$€]\s*(?:millions?|m|billions?|bn|thousands?|000s?)|%|per\s?cent(?:ages?)?(?:\s+of\s+[\w\s]{3,30})?"
    r"|thousands|millions)\.?",
    re.IGNORECASE,
)
UNIT_TOLD = (SCALE_PHRASE, WORD_MONEY, IN_BRACKETS, PERCENT_MARK, A_TIME, RATE_TOLD)
PERIOD_LINES_ABOVE = 2
MOSTLY_PERIOD = 0.6  # of a line that dates the table below it
NO_WHOLE = (Shape.LENGTH, Shape.INVALID, Shape.PREVIOUS, Shape.SINCE)
IS_IN = re.compile(
    r"(?P<what>[^\W\d_][\w'’-]*(?:\s+[\w'’-]+){0,4}?)\s+(?:is|are)\s+(?:(?:shown|given|stated|counted|reported|expressed)\s+)?"
    r"in\s+(?:thousands|millions|billions|hundreds)\b",
    re.IGNORECASE,
)
RATES_PER = re.compile(
    r"\brates?\b[^.;]{0,60}\b(?:per|for\s+(?:each|every))\s+(?:\d{1,3}(?:[ ,]?000)+|thousand|million|head|capita)\b",
    re.IGNORECASE,
)
AMOUNTS = re.compile(
    r"(?:all|the|these|other|most|\s)*(?:amounts?|figures?|numbers?|values?|data|money|counts?|dollars?|columns?|tables?)",
    re.IGNORECASE,
)
DAYS_OF_MONTH = 31
FROM_ON = re.compile(
    r"\b(?:from|since|after|before)\s+(?:the\s+)?$", re.IGNORECASE
)  # a day that only begins or ends it
AT_END = re.compile(r"[(\[]\s*(?P<inside>[^()\[\].]{1,24}?)\s*[)\]]\W*$")
MOST_OF_TITLE = 14  # words of a line that titles a table
MOST_HEADER_ROWS = 4
MOST_OF_UNIT = 24  # characters of a line that is a unit alone
MOST_WORDS = 45  # of a paragraph that introduces a table; a longer one tells a story of its own
TABLE_WORDS = "table|tabell?e|tableau|statement|schedule|exhibit|annex"
NUMBERED = re.compile(rf"^\W*(?:{TABLE_WORDS})\s+(?:[A-Z]?\d[\w.]*\b|[A-Z](?=\s*[:.–-]))", re.IGNORECASE)
PARTED = re.compile(r"^[A-Z][^.;]*\sby\s+(?:[\w-]+\s+){0,3}[\w-]+(?:,[^.;]*)?$")
SOURCE = re.compile(r"^\W*(?:data\s+)?(?:sources?|references?|see)\b", re.IGNORECASE)


def unit_hint(caption: str, near: Sequence[str]) -> str:
    """The caption or a short line above a table that gives its unit: `£ millions`, `(In crores of Rupees)`."""
    for text in (caption, *reversed(near)):
        told = next((m for p in UNIT_TOLD if (m := p.search(text))), None)
        bare = text.strip(" ().:")
        short = len(bare) <= MOST_OF_UNIT
        alone = (
            UNIT_LINE.fullmatch(text.strip())
            or (short and (unit_told(bare) or _opens_with_unit(bare)))
            or _ends_with_unit(text)
        )
        if alone or (told and (told.start() < 30 or len(text.split()) <= 25)):
            return text
    return ""


def _ends_with_unit(line: str) -> bool:
    """Whether a short line ends in a bracket that holds a unit: `tonnes of CO2 equivalent (tCO2e)`."""
    bracket = AT_END.search(line)
    return bracket is not None and len(line.split()) <= MOST_OF_TITLE and bool(unit_told(bracket["inside"]))


def _opens_with_unit(line: str) -> bool:
    """Whether a short line is a unit with its scale, or one and what it is told from: `Metres above sea level`."""
    scaled = SCALED_UNIT.match(line)
    first = OPENS_WITH_UNIT.match(line)
    return bool(scaled and unit_at_end(scaled["unit"])) or bool(first and unit_told(first["unit"]))


def caption_in(near: Sequence[str]) -> str:
    """Return the line above a table that numbers it or says how it is parted, `Loans by town`; empty for none."""
    lines = list(reversed(near[-PERIOD_LINES_ABOVE:]))
    numbered = next((text for text in reversed(near) if NUMBERED.match(text)), "")  # lines of a header may part them
    return numbered or next((text for text in lines if PARTED.search(text) and len(text.split()) <= MOST_OF_TITLE), "")


def counted_in(texts: Sequence[str]) -> str:
    """Return what a sentence on the unit says is counted, `Boardings are in thousands.`, empty where none says so."""
    for text in texts:
        for sentence in SENTENCE_END.split(text):
            m = IS_IN.match(sentence)
            if m and not AMOUNTS.fullmatch(m["what"].strip()):
                return str(m["what"]).strip()
    return ""


def rates_told(texts: Sequence[str]) -> str:
    """Return the words that say what rates are per, `Rates are per 100,000 people`, empty where none do."""
    return next((m[0] for text in texts if (m := RATES_PER.search(text))), "")


def periods_above(near: Sequence[str], context: PeriodContext) -> list[PeriodMention]:
    """The periods of the nearest line above that lists several of one form: headers printed over a table."""
    for text in reversed(near[-PERIOD_LINES_ABOVE:]):
        found = [m for m in find_periods(text, context) if m.period]
        if len(found) > 1 and len({m.shape for m in found}) == 1:
            return found
    return []


@dataclass(frozen=True, slots=True)
class Lines:
    """What is printed around a table, each from the nearest line on.

    titles: in the table's own title rows and caption; above: blocks of text right before it; intro: the paragraph
    before it; headings: those in force; below: notes after it; page: the header and footer of its page.
    """

    titles: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    intro: str = ""
    headings: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    page: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """All of them, the nearest first."""
        return (*self.titles, *self.above, self.intro, *self.below, *self.headings, *self.page)


@dataclass(frozen=True, slots=True)
class TimesAround:
    """What the lines around a table tell of the times of all its numbers.

    period: where its labels tell none, and how that is told, `caption` or `report`; between: the two periods that its
    title says its numbers are changes between, and whether it is of nothing else; step: back to the base of changes, by
    the title; reference: the years of the average that they are held against.
    """

    period: Period | None = None
    basis: str = ""
    between: tuple[Period, Period, bool] | None = None
    step: str = ""
    reference: Period | None = None
    told: ToldBase = NOTHING_TOLD
    notes: tuple[str, ...] = ()  # the lines themselves, the nearest first


def times_around(around: Lines, context: PeriodContext, rules: Rules) -> TimesAround:
    """Return what the lines around a table tell of the times of all its numbers."""
    return TimesAround(
        *period_of_the_whole(around, context, rules),
        change_of_the_whole(around, context, rules),
        step_of_the_whole(around, rules),
        reference_of(around.texts, context, rules),
        base_told((*around.above, around.intro, *around.below), context, rules),
        around.texts,
    )


def period_of_the_whole(around: Lines, context: PeriodContext, rules: Rules) -> tuple[Period | None, str]:
    """Return the period that what stands around a table gives to all of it, and how it is told; the nearest wins.

    A title, a caption and a line of its own date it outright (`caption`), a sentence before it, a heading or a note
    below only where they name one period and hold nothing against it (`report`).
    """
    for text in (*around.titles, *around.above[:PERIOD_LINES_ABOVE]):
        found = [
            m
            for m in find_periods(text, context)
            if m.period and m.shape not in NO_WHOLE and not is_reference(m, text, rules)
        ]
        alone = sum(m.end - m.start for m in found) >= len(text) * MOSTLY_PERIOD
        if len(found) == 1 and (alone or text in around.titles):
            return found[0].period, "caption"
    for text in (*_sentences((around.intro,)), *around.headings, *_sentences(around.below), *around.page):
        if (period := _one_period(text, context, rules)) is not None:
            return _month_of(period, around, context, rules) or period, "report"
    return None, ""


def _month_of(day: Period, around: Lines, context: PeriodContext, rules: Rules) -> Period | None:
    """The month that the nearest heading names, where a day within it is all that a sentence tells."""
    if day.start != day.end:
        return None
    told = next((p for text in around.headings if (p := _one_period(text, context, rules)) is not None), None)
    if told is None or told.end is None or not told.start <= day.start <= told.end:
        return None
    return told if 0 < (told.end - told.start).days < DAYS_OF_MONTH else None


def change_of_the_whole(around: Lines, context: PeriodContext, rules: Rules) -> tuple[Period, Period, bool] | None:
    """Return the two periods that all of a table's numbers are changes between, where its title or heading says so.

    `Population change from 1 April 2010 to 1 April 2020`: the earlier, the later, and whether it is of changes alone.
    None where nothing does.
    """
    for text in (*around.titles, *around.above[:PERIOD_LINES_ABOVE], *around.headings[:PERIOD_LINES_ABOVE]):
        if len(text.split()) > MOST_OF_TITLE + PERIOD_LINES_ABOVE or not speaks_of_change(text, rules):
            continue
        for m in find_periods(text, context):
            if m.shape is Shape.SPAN and m.first is not None and m.last is not None and m.first.start < m.last.start:
                return m.first, m.last, speaks_of_changes_alone(text, rules)
    return None


def step_of_the_whole(around: Lines, rules: Rules) -> str:
    """Return the step back that a title says the changes of its table are measured over, empty where none does."""
    lines = (t for t in around.above[:PERIOD_LINES_ABOVE] if len(t.split()) <= MOST_OF_TITLE)
    told = (step_told(text, rules) for text in (*around.titles, *lines) if speaks_of_change(text, rules))
    return next((step for step in told if step), "")


def _sentences(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        if len(text.split()) <= MOST_WORDS and not SOURCE.match(text):
            yield from SENTENCE_END.split(text)


def _one_period(text: str, context: PeriodContext, rules: Rules) -> Period | None:
    """The one closed period of a text: longer ones that hold it, and what it is set against, are left aside."""
    if SOURCE.match(text) or CITATION.search(text):
        return None
    told = [
        m
        for m in _explained(find_periods(text, context), text)
        if m.period
        and m.period.end
        and m.shape not in NO_WHOLE
        and re.search(r"\d", m.text)
        and not is_reference(m, text, rules)
        and not leads_to_decision(text, m.start, rules)
        and not (m.period.start == m.period.end and FROM_ON.search(text[: m.start]))
    ]
    change = speaks_of_change(text, rules)
    own = [m.period for m in told if not leads_to_base(text, m.start, rules, change=change) and m.period]
    narrow = {(p.start, p.end): p for p in own if not any(_holds(p, other) for other in own)}
    return next(iter(narrow.values())) if len(narrow) == 1 else None


def _explained(mentions: Sequence[PeriodMention], text: str) -> list[PeriodMention]:
    """The periods of a text; one that a bracket right behind it explains is what the bracket says."""
    told = [m for m in mentions if m.period]
    behind = {a.start for a, b in pairwise(told) if re.fullmatch(r"\W*\(", text[a.end : b.start])}
    return [m for m in told if m.start not in behind]


def _holds(period: Period, other: Period) -> bool:
    assert period.end is not None
    assert other.end is not None
    longer = period.end - period.start > other.end - other.start
    return longer and period.start <= other.start and other.end <= period.end


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
