"""Splits a file into its reports: by cover blocks, by minutes, by a title with a period of its own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.extract.covers import (
    LEAST_OF_TITLE,
    REPORT_WORDS,
    REPORTING,
    kind_of,
    publication_of,
    reporting_period,
    title_of,
)
from pipeline.extract.periods import PeriodContext, PeriodMention, find_periods
from pipeline.extract.priorities import priority_of_heading
from pipeline.extract.publishers import publisher_of
from pipeline.rules import Rules
from pipeline.types import Block, BlockKind, DocumentKind, Period

COVER_FIELD = re.compile(
    r"(?P<field>report\s+of|report\s+by|report\s+to|subject|date|author|title|meeting|date/time"
    r"|classification)\s*:?\s*",
    re.IGNORECASE,
)
FIELD_LINE = re.compile(
    r"(?P<field>Subject|Date|Date/Time|Title|Meeting|Author|Report\s+of)\s*:\s*(?P<value>.+)", re.IGNORECASE
)
MINUTES = re.compile(
    r"\s*(?:draft\s+)?minutes\s+of\s+(?:a|the)\s+(?:\w+\s+){0,3}meeting\b.*\bheld\s+(?:at|on|in)\b", re.IGNORECASE
)
LEADING_BLOCKS = 14  # how far into a report its title, date and period are looked for


@dataclass(frozen=True, slots=True)
class Part:
    """A report in its file: the blocks [first, last), and what its cover says. Sources say where a value is from."""

    first: int
    last: int
    title: str
    kind: DocumentKind
    publisher: str
    published: str
    published_day: date | None
    published_source: str
    period: Period | None
    period_source: str = "printed"
    names_priorities: bool = False  # headings say `Strategic Priority 7`


@dataclass(frozen=True, slots=True)
class _Start:
    index: int
    fields: Mapping[str, str]
    minutes: bool = False


def split_parts(
    blocks: Sequence[Block],
    rules: Rules,
    *,
    context: PeriodContext,
    file_name: str = "",
    page_title: str = "",
) -> list[Part]:
    """Return the reports of a file in order, together covering all blocks.

    page_title: what a web page's head says; the heading that it repeats is the title of the first report.
    """
    starts = _starts(blocks)
    parts: list[Part] = []
    for i, start in enumerate(starts):
        last = starts[i + 1].index if i + 1 < len(starts) else len(blocks)
        parts.append(_describe(blocks, start, last, rules, context, file_name))
    parts = _split_titled(blocks, parts, rules, context)
    if page_title and (told := _repeated(page_title, blocks)):
        parts[0] = replace(parts[0], title=told)
    return [replace(p, names_priorities=_names_priorities(blocks[p.first : p.last])) for p in _inherit(parts)]


def _repeated(page_title: str, blocks: Sequence[Block]) -> str:
    """Return the heading that a page's head repeats; a site's own name stands beside it there."""
    headings = (b.text for b in blocks if b.kind is BlockKind.HEADING and len(b.text.split()) >= LEAST_OF_TITLE)
    return next((text for text in headings if text in page_title), "")


def _names_priorities(blocks: Sequence[Block]) -> bool:
    return any(b.kind is BlockKind.HEADING and priority_of_heading(b.text) for b in blocks)


def _starts(blocks: Sequence[Block]) -> list[_Start]:
    starts: list[_Start] = []
    for i, block in enumerate(blocks):
        fields = _cover_fields(block)
        if fields is not None:
            starts.append(_Start(_back_over_headings(blocks, i), fields))
        elif MINUTES.match(block.text) and block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING):
            starts.append(_Start(i, {}, minutes=True))
    first = _Start(0, _line_fields(blocks[:LEADING_BLOCKS]))
    if not starts or _has_body(blocks[: starts[0].index]):
        starts.insert(0, first)
    else:
        starts[0] = replace(starts[0], index=0)
    return starts


def _has_body(blocks: Sequence[Block]) -> bool:
    return sum(b.kind is not BlockKind.FURNITURE for b in blocks) > 4


def _cover_fields(block: Block) -> dict[str, str] | None:
    """Fields of a cover table (`Report of`, `Subject`, `Date`), None for any other block."""
    if block.table is None or block.table.rows > 10 or block.table.columns > 3:
        return None
    fields: dict[str, str] = {}
    for row in block.table.grid():
        label = row[0].text.strip() if row and row[0] else ""
        value = next((c.text.strip() for c in row[1:] if c and c.text.strip()), "")
        if m := COVER_FIELD.fullmatch(label + " "):
            fields[re.sub(r"\s+", " ", m["field"].lower())] = value
    return fields if len(fields) >= 2 and ("subject" in fields or "title" in fields) else None


def _line_fields(blocks: Sequence[Block]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for block in blocks:
        if m := FIELD_LINE.match(block.text):
            fields.setdefault(re.sub(r"\s+", " ", m["field"].lower()), m["value"].strip())
    return fields


def _back_over_headings(blocks: Sequence[Block], i: int) -> int:
    while (
        i > 0
        and blocks[i - 1].kind is BlockKind.HEADING
        and blocks[i - 1].text.isupper()
        and not re.search(r"\d", blocks[i - 1].text)
        and len(blocks[i - 1].text) > 12
    ):
        i -= 1
    return i


def _describe(
    blocks: Sequence[Block],
    start: _Start,
    last: int,
    rules: Rules,
    context: PeriodContext,
    file_name: str,
) -> Part:
    lead = [b for b in blocks[start.index : last] if b.kind is not BlockKind.FURNITURE][:LEADING_BLOCKS]
    fields = start.fields
    running = [b for b in blocks[start.index : last][:LEADING_BLOCKS] if b.kind is BlockKind.FURNITURE]
    title = title_of(lead, fields, rules, minutes=start.minutes, running=running)
    published, day, source = publication_of(lead, fields, context, file_name, minutes=start.minutes)
    kind = DocumentKind.MINUTES if start.minutes else kind_of(title, lead, rules)
    dated = replace(context, published=day)
    spans_time = kind not in (DocumentKind.MINUTES, DocumentKind.AGENDA_PACK)
    period = reporting_period(title, lead, dated, blocks[start.index : last]) if spans_time else None
    publisher = publisher_of(blocks[start.index : last], fields, title, rules)
    return Part(start.index, last, title, kind, publisher, published, day, source, period)


def _split_titled(blocks: Sequence[Block], parts: list[Part], rules: Rules, context: PeriodContext) -> list[Part]:
    """A title with a period of its own inside a part starts another report: a dashboard as appendix."""
    result: list[Part] = []
    for part in parts:
        current = part
        i = part.first + 3
        while i < part.last:
            found = _titled(blocks, i, part.last, context)
            if found and blocks[i].text == current.title and blocks[i].page == blocks[current.first].page:
                current = replace(current, period=found.period)  # its own title, read behind a box beside it
            elif found and _differs(current, found, blocks[i].text, rules):
                kind = kind_of(blocks[i].text, [], rules)
                result.append(replace(current, last=i))
                current = Part(
                    i,
                    part.last,
                    blocks[i].text,
                    kind,
                    part.publisher,
                    part.published,
                    part.published_day,
                    part.published_source,
                    found.period,
                )
                i += 3
            i += 1
        result.append(current)
    return result


def _titled(blocks: Sequence[Block], i: int, last: int, context: PeriodContext) -> PeriodMention | None:
    block = blocks[i]
    if (
        block.kind is not BlockKind.HEADING
        or not REPORT_WORDS.search(block.text)
        or len(block.text.split()) > 10
        or block.marker
    ):
        return None
    following = [b for b in blocks[i + 1 : min(i + 5, last)] if b.kind is not BlockKind.FURNITURE][:1]
    for candidate in following:
        if candidate.table is not None or len(candidate.text.split()) > 8:
            return None
        for m in find_periods(candidate.text, replace(context, anchor=None)):
            if m.period and m.shape in REPORTING and len(m.text) >= 0.5 * len(candidate.text):
                return m
    return None


def _differs(part: Part, mention: PeriodMention, title: str, rules: Rules) -> bool:
    return mention.period != part.period or kind_of(title, [], rules) is not part.kind


def _inherit(parts: list[Part]) -> list[Part]:
    """A report in a pack that prints no publisher or date has those of the pack."""
    result: list[Part] = []
    for part in parts:
        head = result[0] if result else part
        if not part.publisher and head.publisher:
            part = replace(part, publisher=head.publisher)
        if not part.publisher:
            later = next((p.publisher for p in parts if p.publisher), "")
            part = replace(part, publisher=later)
        if not part.published and head.published:
            part = replace(
                part, published=head.published, published_day=head.published_day, published_source=head.published_source
            )
        result.append(part)
    return result
