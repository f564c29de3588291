"""Reads what a report says of itself on its cover or first lines: title, kind, publisher, date and period."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from pipeline.extract import calendars as cal
from pipeline.extract.periods import PeriodContext, PeriodMention, Shape, find_periods
from pipeline.extract.publishers import is_name
from pipeline.rules import Rules
from pipeline.types import Block, BlockKind, DocumentKind, Period

NO_TITLE = re.compile(
    r"^\W*(?:data\s+)?(?:sources?|notes?|references?)\b"
    r"|\b(?:report|data)\s+(?:was\s+|were\s+)?(?:generated|printed|run|created|extracted)\b|:\s*$",
    re.IGNORECASE,
)
LEAST_OF_TITLE, LONGEST_TITLE = 2, 20  # words
REPORT_WORDS = re.compile(r"\b(?:dashboard|report|scorecard|bulletin|summary|appendix)\b", re.IGNORECASE)
# A sentence on the report's own data begins with them: data in its middle are often a source's.
PERIOD_SENTENCE = re.compile(
    r"\b(?:relates?\s+to|covers?|for|in\s+respect\s+of)\s+the\s+(?:period|year|quarter)\b"
    r"|\breporting\s+period\b|(?:^|[.;:]\s)\W{0,3}(?:\w+\s+){0,3}(?:(?:data|figures|information|position|situation"
    r"|correct|generated)\b[^.]{0,40}\b(?:as\s+(?:of|at)|up\s+to|correct\s+(?:at|to|of)|to|on|for)\b"
    r"|reported\s+(?:as\s+(?:of|at)|up\s+to)\b)"
    r"|\bdate\s+generated\b",
    re.IGNORECASE,
)
CITATION = re.compile(r"(?<=[a-z,&]\s)(?:[A-Z][\w’'-]+|al\.?),?\s\((?:19|20)\d\d[a-z]?\)")


def title_of(
    lead: Sequence[Block], fields: Mapping[str, str], rules: Rules, *, minutes: bool, running: Sequence[Block] = ()
) -> str:
    """Return the title: the cover's subject, or the heading that names a report.

    running: the headers of the first page, of which one is the title where nothing else is.
    """
    for name in ("subject", "title"):
        if fields.get(name):
            return fields[name]
    if minutes and lead:
        return re.split(r"\s+held\s+(?:at|on|in)\b", lead[0].text)[0].strip(" .")
    if fields.get("meeting"):
        return f"Agenda: {fields['meeting']}"
    chosen = _title_line(lead, rules)
    if chosen is None and not (lead and lead[0].text):
        chosen = next((b for b in running if _may_be_title(b)), None)
        return chosen.text[:200] if chosen else ""
    chosen = chosen or lead[0]
    at = lead.index(chosen)
    following = lead[at + 1] if at + 1 < len(lead) else None
    if following is not None and re.fullmatch(r"[\d/–-]{4,9}", following.text):
        return f"{chosen.text} {following.text}"
    return chosen.text[:200]


def _title_line(lead: Sequence[Block], rules: Rules) -> Block | None:
    """Return the heading that names a report: by its words, else the first before a table that is no letterhead."""
    headings = [b for b in lead if b.kind is BlockKind.HEADING and len(b.text.split()) <= LONGEST_TITLE]
    told = [b for b in headings if not NO_TITLE.search(b.text)] or headings
    if words := [b for b in told if REPORT_WORDS.search(b.text)]:
        return words[0]
    table = next((i for i, b in enumerate(lead) if b.table is not None), len(lead))
    return next((b for b in told if not is_name(b.text, rules) and lead.index(b) < table), told[0] if told else None)


def _may_be_title(block: Block) -> bool:
    """Whether a page's header may be the title: a few words, and no note."""
    words = re.findall(r"[^\W\d_]{3,}", block.text)
    return len(words) >= LEAST_OF_TITLE and len(block.text.split()) <= LONGEST_TITLE and not NO_TITLE.search(block.text)


def kind_of(title: str, lead: Sequence[Block], rules: Rules) -> DocumentKind:
    """Return the kind by the words of the title, then of the headings."""
    headings = [b.text for b in lead if b.kind is BlockKind.HEADING]
    for texts in ([title], headings):
        for rule in rules.kinds:
            for text in texts:
                if any(re.search(rf"\b{re.escape(w)}\b", text, re.IGNORECASE) for w in rule.words):
                    return DocumentKind(rule.kind)
    return DocumentKind.OTHER


def publication_of(
    lead: Sequence[Block], fields: Mapping[str, str], context: PeriodContext, file_name: str, *, minutes: bool
) -> tuple[str, date | None, str]:
    """Return (as written in ISO, day, source) of the date: printed, else in the file's name."""
    data_date: tuple[str, date | None, str] | None = None
    for name in ("date", "date/time"):
        if fields.get(name) and (found := _first_date(fields[name], context)):
            return found[0], found[1], "printed"
    for block in lead:
        if block.table is not None or (len(block.text.split()) > 14 and not minutes):
            continue
        if block.kind is BlockKind.HEADING and re.search(
            r"\b(?:period|quarter|year|to|ended|ending)\b", block.text, re.IGNORECASE
        ):
            continue
        if found := _first_date(block.text, context):
            if not DATA_DATE.search(block.text):
                return found[0], found[1], "printed"
            data_date = data_date or (found[0], found[1], "printed")
    for block in lead[:8]:
        if block.table is None and len(block.text.split()) <= 4:
            for m in find_periods(block.text, context):
                if m.shape is Shape.MONTH and m.period and re.search(r"\d{4}", m.text):
                    return m.period.label, m.period.end, "printed"
    if day := day_in_name(file_name):
        return day.isoformat(), day, "filename"
    return data_date or ("", None, "")


def day_in_name(file_name: str) -> date | None:
    """Return the day that a file's name gives as year, month and day."""
    found = re.search(r"(?<!\d)((?:19|20)\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?([0-2]\d|3[01])(?!\d)", file_name)
    return _safe_date(int(found[1]), int(found[2]), int(found[3])) if found else None


def _safe_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _first_date(text: str, context: PeriodContext) -> tuple[str, date] | None:
    for m in find_periods(text, replace(context, published=None, anchor=None)):
        if (
            m.shape in (Shape.DATE, Shape.POINT)
            and m.period
            and m.period.end
            and m.period.start == m.period.end
            and re.search(r"\d{4}", m.text)
        ):
            return m.period.end.isoformat(), m.period.end
    return None


# The day that the data were drawn is not the day of the paper, though often all that it prints.
DATA_DATE = re.compile(r"\b(?:data|figures|position|correct|accurate)\s+(?:\w+\s+)?as\s+(?:of|at|on)\b", re.IGNORECASE)


DAILY = re.compile(
    r"\bdaily\s+(?:[\w-]+\s+){0,3}(?:bulletin|update|report|summary|briefing|return|dashboard)\b", re.IGNORECASE
)
REPORTING = (Shape.QUARTER, Shape.FISCAL_YEAR, Shape.SPAN, Shape.ROLLING, Shape.YEAR, Shape.POINT, Shape.MONTH)


def reporting_period(title: str, lead: Sequence[Block], context: PeriodContext, body: Sequence[Block]) -> Period | None:
    """Return the period that the report is on: of its title, a short line under it, or a sentence that says so."""
    if found := _reporting_period(title, context):
        return found
    for block in lead[:8]:
        if (
            block.table is None
            and len(block.text.split()) <= 12
            and not re.search(r"^\d{1,2}\s+\w+\s+\d{4}$", block.text)
        ):
            if re.fullmatch(r"(?:[A-Z][a-z]+)\s+\d{4}", block.text.strip()):
                continue  # `June 2015` under a title dates the report
            if found := _reporting_period(CITATION.sub(" ", block.text), context):
                return found
    for block in body[:60]:
        told = PERIOD_SENTENCE.search(block.text) if block.kind is BlockKind.PARAGRAPH else None
        if told and (found := _reporting_period(block.text[told.start() :], context)):
            return found
    if context.published and DAILY.search(title):
        return cal.at(context.published)  # a daily paper that tells no other time is on its day
    return None


def _reporting_period(text: str, context: PeriodContext) -> Period | None:
    found = [
        m
        for m in find_periods(text, replace(context, anchor=None))
        if m.period and m.period.end and m.shape in REPORTING
    ]
    ranked = sorted(found, key=lambda m: REPORTING.index(m.shape))
    dated = [m for m in ranked if not (m.shape is Shape.POINT and m.rule == "date")]
    return _quarter_apart(text, dated, context) or (dated[0].period if dated else None)


def _quarter_apart(text: str, dated: Sequence[PeriodMention], context: PeriodContext) -> Period | None:
    """`Quarter 4 performance report 2021/22`: the quarter and its year stand apart."""
    years = [m for m in dated if m.shape in (Shape.FISCAL_YEAR, Shape.YEAR)]
    bare = [m for m in find_periods(text, replace(context, anchor=None)) if m.shape is Shape.QUARTER and not m.period]
    if len(bare) != 1 or len(years) != 1 or len(dated) != 1:
        return None
    whole = find_periods(f"{bare[0].text} {years[0].text}", context)
    return whole[0].period if len(whole) == 1 and whole[0].shape is Shape.QUARTER else None
