"""Tells which place or group a figure of running text is limited to, carried through its paragraph."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.extract.names import FoundName
from pipeline.extract.prose import FoundFigure
from pipeline.screens import screened

AGES = screened(
    r"""
    \b(?:(?:people|persons|those|offenders|individuals|adults|children|young\s+people)\s+)?
        aged\s+(?:between\s+)?(?P<a>\d{1,2})\s*(?:-|–|to|and)\s*(?P<b>\d{1,2})\b      # people aged 18 to 24
  | (?<!\()(?<!\d)\b(?P<c>\d{1,2})\s?[-–]\s?(?P<d>\d{1,2})[\s-]year[\s-]olds?\b     # 18-24 year olds
    """,
    re.VERBOSE | re.IGNORECASE,
)
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
    text: str, figures: Sequence[FoundFigure], sentences: Sequence[tuple[int, int]], names: Sequence[FoundName]
) -> list[str]:
    """Return the segment of each figure, empty where the text names none.

    names: places and organisations of the text. A group told at the figure (`within its MSG`) wins,
    then the place or age group named last before it in the paragraph.
    """
    events = sorted([*_ages(text), *_places(text, names)], key=lambda e: e.start)
    result: list[str] = []
    for figure in figures:
        sentence = next((s for s in sentences if s[0] <= figure.start < s[1]), (0, len(text)))
        told = _told_at(text, figure, figures, sentence)
        if told:
            result.append(told)
            continue
        before = [e for e in events if e.start < figure.start and _carries(e, events, figures, sentences, sentence)]
        after = [e for e in events if figure.end <= e.start < min(sentence[1], figure.end + 70)]
        between = [f for f in figures if after and figure.end <= f.start < after[0].start]
        beside = bool(after) and not between
        if beside and (
            AT_PLACE.fullmatch(text[figure.end : after[0].start]) or not [e for e in before if e.start >= sentence[0]]
        ):
            result.append(after[0].text)
        else:
            result.append(before[-1].text if before else "")
    return result


def _carries(
    event: _Event,
    events: Sequence[_Event],
    figures: Sequence[FoundFigure],
    sentences: Sequence[tuple[int, int]],
    sentence: tuple[int, int],
) -> bool:
    """A place holds beyond its sentence, unless the sentence gives several places a figure each."""
    if sentence[0] <= event.start < sentence[1]:
        return True
    own = next((s for s in sentences if s[0] <= event.start < s[1]), sentence)
    places = {e.text for e in events if own[0] <= e.start < own[1]}
    return len(places) == 1 or sum(own[0] <= f.start < own[1] for f in figures) < 2


def _told_at(text: str, figure: FoundFigure, figures: Sequence[FoundFigure], sentence: tuple[int, int]) -> str:
    if m := AVERAGE.search(text[sentence[0] : figure.start]):
        return m["group"]
    following = min([f.start for f in figures if f.start > figure.start], default=sentence[1])
    after = text[figure.end : min(sentence[1], following)]
    if m := BRACKETED.match(text[figure.end : sentence[1]]):
        return m["group"].strip()
    if m := GROUP_AFTER.match(after):
        return m["group"]
    return _respectively(text, figure, figures, sentence)


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


def place_of_heading(text: str, names: Sequence[FoundName]) -> str:
    """Return the place or area that a heading puts in force, empty for none.

    The whole heading is a place (`Blaby and Hinckley & Bosworth`), or its end behind a comma is the
    place or council that the section speaks of (`Youth Offending Service, Leicester City Council`).
    """
    for event in reversed(_places(f"in {text}", [_moved(n, len("in ")) for n in names])):
        start, end = event.start - len("in "), event.end - len("in ")
        if text[end:].strip(" .:*") == "" and (start == 0 or text[:start].rstrip().endswith(",")):
            return event.text
    return ""


def _moved(name: FoundName, by: int) -> FoundName:
    return replace(name, start=name.start + by, end=name.end + by)


def _ages(text: str) -> list[_Event]:
    return [
        _Event(m.start(), m.end(), f"{m['a'] or m['c']}-{m['b'] or m['d']} year olds")
        for m in AGES.finditer(text)
        if m["b"] or m["d"]
    ]


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
            elif PLACED.search(text[: name.start]) or re.search(r"\b(?:City|County)$", printed):
                events.append(_Event(name.start, name.end, printed))
    return events
