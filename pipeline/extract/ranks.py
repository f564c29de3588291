"""Finds places in an order: `ranked third`, `joint first`, `2nd in its group`, `finished second`, `top ten`."""

import re
from decimal import Decimal

from pipeline.extract.wordnumbers import ORDINALS, TENS, cardinal
from pipeline.screens import caseless, leftmost

RANK_WORDS = "|".join(sorted(ORDINALS, key=len, reverse=True))
TOP_NUMBERS = "three|four|five|six|seven|eight|nine|ten|twenty"
ORDINAL = rf"(?:(?:(?:twenty|thirty|forty|fifty)-)?(?:{RANK_WORDS})|\d{{1,3}}(?:st|nd|rd|th))"
GROUP_WORDS = r"(?:MSG|MSF|most\s+similar|country|region|group|family|league)"
SUPERLATIVE = r"(?:highest|lowest|best|worst|largest|smallest|fastest|slowest|most|fewest|cheapest|biggest)"
# The ordinal is the group of its name.
RANKS = tuple(
    (name, caseless(pattern, re.VERBOSE))
    for name, pattern in (
        (
            "ranked",  # `ranked third`, `placed 3rd lowest`
            rf"""\b(?:ranked|ranks|ranking|placed|places\s+us|place[sd]?\s+\w+|position(?:ed)?(?:\s+(?:is|of|at))?
                |(?:in|to|at)\s+joint|rated|and)\s+(?:as\s+)?(?:joint\s+|equal\s+)?
                (?P<ranked>{ORDINAL}(?:\s+{SUPERLATIVE})?)(?!\s+(?:half|quarter|year|time|month))\b""",
        ),
        (
            "finished",  # `finished second`, `came in 21st`
            rf"""\b(?:finish(?:ed|es|ing)?|came(?:\s+in)?|comes\s+in)\s+(?:joint\s+|equal\s+)?(?P<finished>{ORDINAL})
                (?!\s+(?:half|quarter|year|time|month|phase|stage|round))\b""",
        ),
        (
            "stands",  # `was 21st of 43`
            r"""\b(?:is|are|was|were|stands?|stood|remains?|remained)\s+(?:joint\s+)?(?P<stands>\d{1,3}(?:st|nd|rd|th))
                (?=\s*(?:[.,;)]|$|of\s|out\s|in\s|among|nationally|overall))""",
        ),
        ("superlative", rf"(?<![\w-])(?P<superlative>{ORDINAL}[\s-]{SUPERLATIVE})\b"),  # `third lowest`
        ("joint", rf"\bjoint\s+(?P<joint>{ORDINAL})\b"),  # `joint first`
        (
            "moved",  # `moved from 7th to 3rd in the group`
            rf"""\bfrom\s+(?P<moved>{ORDINAL})(?=\s+to\s+(?:joint\s+)?{ORDINAL}\s+
                (?:place|out\s+of|nationally|(?:in|within)\s+(?:the|its|our|their)\s))""",
        ),
        (
            "place",  # `third nationally`, `fourth place`, `2nd in its group`
            rf"""(?<!in\sthe\s)(?P<place>{ORDINAL})\s+(?:place|out\s+of|nationally
                |in\s+(?:the|its|our|their)\s+{GROUP_WORDS}|within\s+(?:its|the|our)\s+{GROUP_WORDS})""",
        ),
        (
            "top",  # `top ten of forces`
            rf"""\b(?P<top>(?:top|bottom|lowest|highest|best|worst)\s+(?:{TOP_NUMBERS}|\d{{1,3}}))\b
                (?=\s+(?:nationally|in\s|of\s+(?:forces|all)|for\s|out\s+of|forces|performing|amongst|among))""",
        ),
    )
)
RANK_AND = re.compile(r"\branked\b", re.IGNORECASE)


def find_ranks(text: str) -> list[tuple[int, int, Decimal]]:
    """Return (start, end, place) of the printed ranks of a text in order: `third` is 3."""
    found: list[tuple[int, int, Decimal]] = []
    told = RANK_AND.search(text)
    for group, m in leftmost(RANKS, text):
        printed = m[group]
        listed = group == "ranked" and m[0].lower().startswith("and")
        if listed and not (told and told.end() <= m.start()) and not re.search(rf"{SUPERLATIVE}$", printed):
            continue  # `and third, ...` ranks only where the sentence ranks already
        value = _ordinal(printed)
        if value is not None:
            found.append((*m.span(group), value))
    return found


def _ordinal(text: str) -> Decimal | None:
    if digits := re.search(r"\d+", text):
        return Decimal(digits[0])
    tens = 0
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in ORDINALS:
            return Decimal(tens + ORDINALS[word])
        tens = TENS.get(word, 0)
    words = [
        w
        for w in re.findall(r"[a-z]+", text.lower())
        if w not in ("top", "bottom", "lowest", "highest", "best", "worst")
    ]
    return cardinal(" ".join(words)) if words else None
