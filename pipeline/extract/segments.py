"""Tells which place or group a figure of running text is limited to, carried through its paragraph."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from pipeline.extract.names import FoundName
from pipeline.extract.prose import FoundFigure
from pipeline.extract.spans import Span, Taken, leads_to, span_at
from pipeline.extract.whom import Whom
from pipeline.extract.whom.paper import NO_PAPER, Paper
from pipeline.extract.whom.words import AGES, age_band

COMPARISON_GROUP = (
    r"(?:MSG|MSF|most\s+similar\s+(?:forces|group)(?:s)?|nationally|regionally|around\s+the\s+world|worldwide|globally)"
)
GROUP_AFTER = re.compile(
    rf"^(?P<gap>[^.;()]{{0,60}}?)(?:\b(?:in|within|out\s+of|amongst|among|across)\s+(?:its|the|our"
    rf"|their)\s+)?\b(?P<group>{COMPARISON_GROUP})\b",
    re.IGNORECASE,
)
GROUP = re.compile(rf"\b{COMPARISON_GROUP}\b", re.IGNORECASE)
BRACKETED = re.compile(
    r"^[^.;:()]{0,60}\((?P<group>[^()\d]*\b(?:cohort|group|area|only|crime)\b[^()\d]*)\)", re.IGNORECASE
)
AVERAGE = re.compile(
    r"\(\s*(?:the\s+)?(?P<group>(?:national|regional|county|force|MSG|MSF)\s+average)\s+(?:is\s+|was\s+|of\s+)?$",
    re.IGNORECASE,
)
AT_PLACE = re.compile(
    r"\s*(?:[\w'’]+\s+){0,4}(?:from|in|for|across|within)\s+(?:the\s+(?:city|county|town|district)\s+of\s+|the\s+)?"
)
PLACED = re.compile(
    r"\b(?:in|for|across|covering|from|within|throughout|of|to|at|around|by)\s+(?:the\s+)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Event:
    """A place or group that holds from its position on."""

    start: int
    end: int
    text: str


def segments_of(
    text: str,
    figures: Sequence[FoundFigure],
    sentences: Sequence[tuple[int, int]],
    names: Sequence[FoundName],
    whom: Mapping[int, Whom] = MappingProxyType({}),
) -> list[str]:
    """Return the segment of each figure, empty where the text names none.

    names: places and organisations of the text; whom: what the grammar of each sentence with figures says, by its
    index. A group told at the figure (`within its MSG`) wins, then what governs it in its sentence, then the place or
    age group named last before it in the paragraph.
    """
    ages = [_Event(*age) for one in whom.values() for age in one.ages]
    places = [_Event(*place) for one in whom.values() for place in one.places]
    events = sorted(_apart([*ages, *_ages(text), *_places(text, names), *places], len(text)), key=lambda e: e.start)
    found = _Events(events, figures, sentences)
    starts = [f.start for f in figures]
    result: list[str] = []
    numbers = _numbers_in_sentences(figures, sentences)
    for figure, first, (at, number) in zip(figures, starts, numbers, strict=True):
        sentence = sentences[at] if at is not None else (0, len(text))
        later = bisect_right(starts, first)
        following = starts[later] if later < len(starts) else sentence[1]
        told = _told_at(text, figure, following, figures, starts, sentence)
        governs = whom.get(at) if at is not None else None
        by_grammar = governs.told[number] if governs is not None else None
        if not told and by_grammar is None and governs is not None and governs.named:
            result.append("")
        else:
            result.append(told or by_grammar or _named_beside(text, figure, found, starts, sentence))
    return result


def _numbers_in_sentences(figures: Sequence[FoundFigure], sentences: Sequence[Span]) -> list[tuple[int | None, int]]:
    """Return of each figure the index of its sentence and its number among the figures of that sentence."""
    seen: Counter[int | None] = Counter()
    numbers = []
    for figure in figures:
        at = span_at(sentences, figure.start)
        numbers.append((at, seen[at]))
        seen[at] += 1
    return numbers


def _apart(events: Sequence[_Event], length: int) -> list[_Event]:
    """Return the events that overlap with none before them in the list."""
    kept: list[_Event] = []
    taken = Taken(length)
    for event in events:
        if not taken.meets(event.start, event.end):
            taken.add(event.start, event.end)
            kept.append(event)
    return kept


class _Events:
    """The places and groups of a text, and which of them holds at a place."""

    def __init__(self, events: Sequence[_Event], figures: Sequence[FoundFigure], sentences: Sequence[Span]) -> None:
        self.events = events
        self.starts = [e.start for e in events]
        named: dict[int | None, set[str]] = {}
        own = [span_at(sentences, e.start) for e in events]
        for at, event in zip(own, events, strict=True):
            named.setdefault(at, set()).add(event.text)
        figured = Counter(span_at(sentences, f.start) for f in figures)
        self._carrying: list[_Event | None] = []  # the last up to each that holds beyond its sentence
        last: _Event | None = None
        for at, event in zip(own, events, strict=True):
            # a place holds beyond its sentence, unless the sentence gives several places a figure each
            last = event if len(named[at]) == 1 or figured[at] < 2 else last
            self._carrying.append(last)

    def before(self, place: int, sentence: Span) -> _Event | None:
        """Return what was named last before a place: in its sentence, else what holds from an earlier one."""
        at = bisect_left(self.starts, place) - 1
        if at < 0:
            return None
        return self.events[at] if self.starts[at] >= sentence[0] else self._carrying[at]

    def behind(self, place: int, end: int) -> _Event | None:
        """Return the first that begins between two places."""
        at = bisect_left(self.starts, place)
        return self.events[at] if at < len(self.starts) and self.starts[at] < end else None


def _named_beside(text: str, figure: FoundFigure, found: _Events, starts: Sequence[int], sentence: Span) -> str:
    """The place or group right behind a figure, else the one named last before it."""
    before = found.before(figure.start, sentence)
    after = found.behind(figure.end, min(sentence[1], figure.end + 70))
    if after is not None:
        at = bisect_left(starts, figure.end)
        between = at < len(starts) and starts[at] < after.start
        in_sentence = before is not None and before.start >= sentence[0]
        if not between and (not in_sentence or AT_PLACE.fullmatch(text[figure.end : after.start])):
            return after.text
    return before.text if before else ""


def _told_at(
    text: str,
    figure: FoundFigure,
    following: int,
    figures: Sequence[FoundFigure],
    starts: Sequence[int],
    sentence: Span,
) -> str:
    """The group told at a figure; following: where the next figure begins."""
    if m := leads_to(AVERAGE, text, figure.start, start=sentence[0]):
        return m["group"]
    after = text[figure.end : min(sentence[1], following)]
    if m := BRACKETED.match(text[figure.end : sentence[1]]):
        return m["group"].strip()
    if m := GROUP_AFTER.match(after):
        return m["group"]
    own = figures[bisect_left(starts, sentence[0]) : bisect_left(starts, sentence[1])]
    return _respectively(text, figure, own, sentence)


def _respectively(text: str, figure: FoundFigure, figures: Sequence[FoundFigure], sentence: tuple[int, int]) -> str:
    """`nationally and in the most similar forces ... 49% and 55% respectively`: groups in the order of figures."""
    here = text[sentence[0] : sentence[1]]
    m = re.search(r"\brespectively\b", here)
    if m is None:
        return ""
    listed = [f for f in figures if sentence[0] <= f.start < sentence[0] + m.start()][-2:]
    groups = (
        [g[0] for g in GROUP.finditer(here[: max(0, listed[0].start - sentence[0])])][-2:] if len(listed) == 2 else []
    )
    return groups[listed.index(figure)] if len(groups) == 2 and figure in listed else ""


def place_of_heading(text: str, names: Sequence[FoundName], paper: Paper = NO_PAPER) -> str:
    """Return the place or area that a heading puts in force, empty for none.

    The whole heading is a place, by the rules or by the paper's own sentences (`Blaby and Hinckley & Bosworth`), or
    its end behind a comma is the place or council that the section speaks of (`Youth Offending Service, Leicester
    City Council`).
    """
    if (whole := text.strip(" .:*")) in paper.places:
        return whole
    for event in reversed(_places(f"in {text}", [_moved(n, len("in ")) for n in names])):
        start, end = event.start - len("in "), event.end - len("in ")
        if text[end:].strip(" .:*") == "" and (start == 0 or text[:start].rstrip().endswith(",")):
            return event.text
    return ""


def _moved(name: FoundName, by: int) -> FoundName:
    return replace(name, start=name.start + by, end=name.end + by)


def _ages(text: str) -> list[_Event]:
    return [_Event(m.start(), m.end(), age_band(m)) for m in AGES.finditer(text) if age_band(m)]


def _places(text: str, names: Sequence[FoundName]) -> list[_Event]:
    """Places behind a preposition, neighbours joined; a council that reports stands for its area."""
    events: list[_Event] = []
    for name in names:
        printed = text[name.start : name.end]
        if name.label == "organisation":
            if m := re.match(
                r"(?P<area>[A-Z][\w-]+(?:\s+[A-Z][\w-]+)?\s+(?:County|City|Borough|District))\s+Council", printed
            ):
                events.append(_Event(name.start, name.end, m["area"]))
        elif name.label == "place":
            joined = events and re.fullmatch(r"\s*(?:,|and|&|,\s*and)\s*(?:the\s+)?", text[events[-1].end : name.start])
            if joined:
                last = events.pop()
                events.append(_Event(last.start, name.end, text[last.start : name.end]))
            elif leads_to(PLACED, text, name.start) or re.search(r"\b(?:City|County)$", printed):
                events.append(_Event(name.start, name.end, printed))
    return events
