"""Reads what stands around a table and holds for all of it: the place that a heading or title is about."""

import re
from collections.abc import Sequence

from pipeline.extract.gazetteer import is_known_place
from pipeline.extract.periods import PeriodContext, find_periods
from pipeline.extract.physical import unit_told
from pipeline.extract.tables.labels import LabelReader, says_of
from pipeline.rules import Rules, made_once

PIECES = re.compile(r"\s+[—–-]\s+|\s*[—:|]\s*|,\s+(?=\d)|\s*[()]\s*")
OPENS = re.compile(
    r"(?P<place>(?:(?!by\b|of\b|per\b)[\w'’.&/-]+\s+){1,4}?(?:station|precinct|county|borough|parish|ward|hospital)"
    r"|(?:area|district|sector|ward|zone|precinct|beat|division|region|province)\s+\d{1,3}[A-Z]?)\b"
    r"(?!\s+(?:council|police|sheriff|board|authority|trust|department|service|commission))",
    re.IGNORECASE,
)
BEHIND = re.compile(r"\b(?:in|for|of|across|within|into|to|throughout)\s+(?:the\s+)?(?=\w)", re.IGNORECASE)
ENDS_PLACE = re.compile(
    r"\s+(?:by|from|during|over|since|between|per|in|on|at|that|who|which|with|aged|are|is)\b|[;:(]|,(?!\s*[A-Z])"
)
LAST_PIECE = re.compile(r",\s*(?P<place>[^,]+)$")
MEASURE_IN_LEAD = re.compile(
    r"\b((?:[a-z]+\s+)?(?:satisfaction|confidence|headcount|budget|reports|spend(?:ing)?|offences"
    r"|crime)(?:\s+(?:rates?|levels?))?)\b",
    re.IGNORECASE,
)
SMALL = ("of", "and", "the", "for", "upon", "on", "in")
LEAST_OF_NAME, MOST_OF_NAME = 2, 8  # words more than which, and at most, a name has; a letterhead has more
SOURCE = re.compile(r"^\W*(?:data\s+)?(?:sources?|notes?|references?)\b", re.IGNORECASE)
MOST_WORDS = 20  # of a heading that may name a place


def place_told(heading: str, rules: Rules, context: PeriodContext) -> str:
    """Return the place or group that a heading, title or caption is about, empty where it tells none.

    A piece of it names a place or a group (`Crime report - Area 1`), opens with one (`Avalon Station crimes`), or
    ends with a known one (`Bus services in Scotland`).
    """
    if len(heading.split()) > MOST_WORDS:
        return ""
    text = heading
    for period in reversed(find_periods(heading, context)):
        text = text[: period.start] + " " * (period.end - period.start) + text[period.end :]
    for piece in reversed([p.strip(" .,") for p in PIECES.split(text) if p.strip(" .,")]):
        says = says_of(piece, rules)
        if "total" in says:
            continue
        if (
            is_known_place(piece, rules)
            or ("group" in says and ("group_head" not in says or _is_named(piece)))
            or _is_numbered(piece)
        ):
            return str(piece)
        if m := OPENS.match(piece):
            return str(m["place"])
        named = (ENDS_PLACE.split(piece[m.end() :], maxsplit=1)[0].strip() for m in BEHIND.finditer(piece))
        if behind := next((p for p in named if is_known_place(p, rules)), ""):
            return behind
        if (last := LAST_PIECE.search(piece)) and is_known_place(last["place"], rules):
            return str(last["place"])
        between = (part.strip() for part in piece.split(",")[1:-1])  # `Starts by age, England, August to April`
        if place := next((p for p in between if p[:1].isupper() and is_known_place(p, rules)), ""):
            return place
    return ""


def of_whom(caption: str, rules: Rules, context: PeriodContext) -> str:
    """Return the place and the people that a caption limits all of its table to, `London, women, aged 35 and over`."""
    place = place_told(caption, rules, context)
    people = [m[0].strip() for p in _people(rules) if len(found := list(p.finditer(caption))) == 1 for m in found]
    return ", ".join([*([place] if place else []), *(p for p in people if p.casefold() not in place.casefold())])


@made_once
def _people(rules: Rules) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rule.pattern, re.IGNORECASE) for rule in rules.labels if rule.says == "people")


def _is_named(piece: str) -> bool:
    """Whether a piece is the name of one of a kind, `Mid Vale Health Board`, and not only the kind."""
    words = re.findall(r"[^\W\d_][\w'’-]*", piece)
    return LEAST_OF_NAME < len(words) <= MOST_OF_NAME and all(w[0].isupper() or w in SMALL for w in words)


def _is_numbered(piece: str) -> bool:
    m = OPENS.match(piece)
    return m is not None and m.end() == len(piece)


def subject_heading(headings: Sequence[str], rules: Rules, context: PeriodContext) -> str:
    """Return the innermost heading that names something, and not only a period or a unit; the first where none does."""
    reader = LabelReader(rules, context)
    named = (t for t in headings if reader.read(t).words and not unit_told(t, rules) and not SOURCE.match(t))
    return next(named, headings[0] if headings else "")


def measure_in(lead: str) -> str:
    """Return what the sentence before a table says that it measures, empty where it names nothing of the kind."""
    m = MEASURE_IN_LEAD.search(lead)
    return str(m[1]) if m else ""
