"""Finds what a text names: periods, dates, priorities, organisations, places, programmes, laws, definitions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.extract.definitions import find_definitions
from pipeline.extract.names import FoundName
from pipeline.extract.periods import PeriodContext, PeriodMention, Shape, find_periods
from pipeline.extract.priorities import FoundPriority
from pipeline.extract.spans import Taken, span_at
from pipeline.types import Block, MentionLabel, Table

NAME_LABELS = {
    "organisation": MentionLabel.ORGANISATION,
    "place": MentionLabel.PLACE,
    "programme": MentionLabel.PROGRAMME,
    "law": MentionLabel.LAW,
}
TERM_CELL = re.compile(r"[A-Z][A-Za-z/&!]*[A-Z!][A-Za-z!]*:?(?:\s[A-Z]{2,})?")
MAX_DEFINITION = 300


@dataclass(frozen=True, slots=True)
class FoundMention:
    """A mention at [start, end) of a text; `period` where it is one."""

    start: int
    end: int
    label: MentionLabel
    normalised: str
    rule: str
    period: PeriodMention | None = None


def find_mentions(
    text: str,
    periods: Sequence[PeriodMention],
    names: Sequence[FoundName],
    priorities: Sequence[FoundPriority],
    acronyms: Mapping[str, str],
    acronym_pattern: re.Pattern[str] | None,
) -> list[FoundMention]:
    """Return the mentions of a text in order.

    acronyms: those that the report defines and that stand for a body; a body named by its acronym
    is that body.
    """
    taken = Taken(len(text), ((p.start, p.end) for p in priorities))
    named = [n for n in names if n.label in NAME_LABELS and not taken.meets(n.start, n.end)]
    whole_names = [(n.start, n.end) for n in names if n.label in ("programme", "law", "reference")]
    found = [_period(p) for p in periods if not _within(p.start, p.end, whole_names)]
    found += [
        FoundMention(n.start, n.end, NAME_LABELS[n.label], acronyms.get(n.canonical, n.canonical), n.rule)
        for n in named
    ]
    found += [FoundMention(p.start, p.end, MentionLabel.PRIORITY, p.number, "priority") for p in priorities]
    found += [FoundMention(d.start, d.end, d.label, d.meaning, d.label.value) for d in find_definitions(text)]
    known = Taken(len(text), ((m.start, m.end) for m in found))
    for m in acronym_pattern.finditer(text) if acronym_pattern else ():
        if not known.meets(m.start(), m.end()):
            found.append(FoundMention(m.start(), m.end(), MentionLabel.ORGANISATION, acronyms[m[0]], "acronym_of"))
    return sorted(found, key=lambda m: (m.start, m.end, m.label))


def heading_priority(block: Block, priority: str) -> FoundMention | None:
    """A heading numbered `7` or `14A` that puts a priority in force is a reference to it."""
    if not priority or block.marker.rstrip(".") != priority:
        return None
    return FoundMention(0, len(block.text), MentionLabel.PRIORITY, priority, "numbered_heading")


def table_mentions(table: Table, context: PeriodContext) -> Iterator[tuple[int, FoundMention]]:
    """Yield (index of the cell, mention) for periods in cells and for terms with their meaning beside them."""
    beside = {c.row: c.text for c in reversed(table.cells) if c.column == 2}
    for i, cell in enumerate(table.cells):
        for p in find_periods(cell.text, context):
            yield i, _period(p)
        if table.columns == 2 and cell.column == 1 and TERM_CELL.fullmatch(cell.text.strip()):
            meaning = beside.get(cell.row, "")
            if len(meaning.split()) >= 2:
                yield i, FoundMention(0, len(cell.text), MentionLabel.DEFINITION, meaning[:MAX_DEFINITION], "glossary")


def _period(p: PeriodMention) -> FoundMention:
    label = MentionLabel.DATE if p.shape is Shape.DATE else MentionLabel.PERIOD
    normalised = p.period.label if p.period else ("impossible" if p.shape is Shape.INVALID else "")
    return FoundMention(p.start, p.end, label, normalised, f"period_{p.shape.value}", p)


def _within(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the stretches, which are in order and apart, begins before a place and ends behind it."""
    at = span_at(spans, start)
    return at is not None and spans[at][0] < start and end <= spans[at][1]
