"""Finds references to strategic priorities, and tells which priority a heading puts in force."""

import re
from dataclasses import dataclass
from datetime import date

from pipeline.ruleentries import Plan
from pipeline.rules import Rules

NUMBER = r"\d{1,2}[A-Z]?\b"
REFERENCE = re.compile(
    rf"""
    \b(?: (?:strategic\s+)?priorit(?:y|ies)\s+(?:no\.?\s*|number\s+)? | SPs?\s? )
    (?P<numbers>{NUMBER}(?:\s*(?:/|,|&|and|to|-|–)\s*{NUMBER})*)
    """,
    re.VERBOSE | re.IGNORECASE,
)
HEADING = re.compile(
    rf"(?:strategic\s+)?priority\s+(?:no\.?\s*)?(?P<number>{NUMBER})|SP\s?(?P<short>{NUMBER})\s*(?:[-–:]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundPriority:
    """A reference to one priority: characters [start, end) hold its number (and the words before the first)."""

    start: int
    end: int
    number: str


def find_priorities(text: str) -> list[FoundPriority]:
    """Return each priority that a text refers to: `SP5/6/7` gives three."""
    found: list[FoundPriority] = []
    for m in REFERENCE.finditer(text):
        for i, number in enumerate(re.finditer(NUMBER, m["numbers"])):
            start = m.start() if i == 0 else m.start("numbers") + number.start()
            found.append(FoundPriority(start, m.start("numbers") + number.end(), number[0].upper()))
    return found


def plan_in_force(rules: Rules, published: date | None, publisher: str) -> Plan | None:
    """Return the plan that was in force on a date; the publisher's own where the rules name it."""
    if published is None:
        return None
    plans = [p for p in rules.plans if p.start <= published.isoformat() <= p.end]
    own = [p for p in plans if publisher and _same_body(p.publisher, publisher)]
    return (own or [None])[0]  # type: ignore[list-item]


def _same_body(a: str, b: str) -> bool:
    words = [frozenset(re.findall(r"[a-z]{4,}", x.lower())) for x in (a, b)]
    return len(words[0] & words[1]) >= max(2, len(words[0]) - 2)


def priority_of_heading(text: str) -> str:
    """Return the number in `Strategic Priority 7 - To increase ...`, empty where the heading names none."""
    m = HEADING.match(text.strip())
    return (m["number"] or m["short"]).upper() if m else ""


def theme_of(text: str, themes: tuple[str, ...]) -> str:
    """Return the named theme that a paragraph or heading opens with, as `Visible Policing - ...`."""
    lead = text.strip().lower()
    for theme in themes:
        rest = lead[len(theme) :] if lead.startswith(theme.lower()) else None
        if rest is not None and (not rest.strip() or re.match(r"\s*[-–—:]", rest)):
            return theme
    return ""
