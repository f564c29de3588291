"""Tells what sort of number a figure of running text is, and its sign, from the words around it."""

import re
from dataclasses import dataclass

from pipeline.extract.sensewords import SensePatterns, sense_patterns
from pipeline.rules import Rules
from pipeline.types import Kind

CHANGES = (Kind.CHANGE, Kind.PERCENT_CHANGE)
SHARED_BY = re.compile(r"(?:,|\b(?:and|but|while|or))\s+(?:[\w'’-]+\s+){0,5}by\s+$", re.IGNORECASE)
NEXT_BRACKET = re.compile(r"\)\s*(?:,|;|,?\s*and)?\s*(?:[\w'’&-]+\s+){0,6}\(")
LISTED = re.compile(r"\s*(?:[\w'-]+\s+){0,2}?(?:\()?\s*(?:and|or|,|to)?\s*(?:or\s+|of\s+|by\s+)?\(?", re.IGNORECASE)
MOVED = re.compile(
    r"""
    \bfrom\s+[^();.]*?\d[\d,.]*%?(?:\s+[a-z]+){0,4}            # from 1,998 offences
    \s+to\s+(?:[a-z]+\s+){0,2}[£$€]?\d[\d,.]*%?\s*(?:[\w'-]+\s*){0,3}$   # to around 2,310 offences
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Sense:
    """What a number is: its kind, 1 for a rise or -1 for a fall, and the words that tell it."""

    kind: Kind
    sign: int
    why: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A number in its sentence: text before and after it, its unit, and the sense of the number before it.

    `gap` is the text between the number before and this one; `printed_sign` is 1, -1 or 0.
    """

    before: str
    after: str
    unit: str
    printed_sign: int
    last: Sense | None
    last_unit: str
    gap: str
    outer: Sense | None = None  # sense of the last number that stands in no bracket
    ranged: bool = False  # the number is an end of a range
    moves: bool = False  # the number is the first end of a movement: `a drop of 58.9 in 2013/14 to 58.1`


def sense_of(spot: Spot, rules: Rules) -> Sense:
    """Return kind and sign of a number in running text."""
    if spot.unit == "rank":
        return Sense(Kind.RANK, 1, "rank")
    change = _change(spot, rules)
    if change is not None:
        sign, why = change
        if spot.printed_sign:
            sign = spot.printed_sign
        return Sense(Kind.PERCENT_CHANGE if spot.unit == "percent" else Kind.CHANGE, sign, why)
    if "/" in spot.unit or spot.unit.startswith("per_"):
        return Sense(Kind.RATE, 1, "rate")
    if spot.unit == "percent":
        return Sense(_share_or_level(spot, rules), 1, "percent")
    if spot.unit == "ratio":
        return Sense(Kind.SHARE if re.match(r"\s+of\b", spot.after) else Kind.LEVEL, 1, "ratio")
    return Sense(Kind.LEVEL, 1, "count")


def _share_or_level(spot: Spot, rules: Rules) -> Kind:
    sentence = spot.before + spot.after
    return Kind.LEVEL if sense_patterns(rules).level.search(sentence) else Kind.SHARE


def _change(spot: Spot, rules: Rules) -> tuple[int, str] | None:
    """Return (sign, reason) where the words around say that the number is a change."""
    if spot.printed_sign and not re.search(r"\d\s*$", spot.before):
        return spot.printed_sign, "sign"
    if spot.moves:
        return None
    patterns = sense_patterns(rules)
    if found := _told_before(spot, patterns):
        return found
    if found := _in_brackets(spot, patterns):
        return found
    if (listed := _listed(spot)) is not None:
        return listed, "list"
    if patterns.to_level.search(spot.before) and spot.unit != "percentage_point":
        return None
    if spot.unit == "ratio":
        return None  # `three times more` tells a multiple
    if (m := patterns.right_noun.match(spot.after)) and not re.search(r"\bof\b", m[0]):
        return _sign(m["word"], patterns), "noun"
    if m := patterns.right_comparative.match(spot.after):
        return _sign(m["word"] or m["far"] or m["than"], patterns), "comparative"
    return (1, "points") if spot.unit == "percentage_point" else None


def _sign(word: str, patterns: SensePatterns) -> int:
    return -1 if word.lower() in patterns.falls else 1


def _listed(spot: Spot) -> int | None:
    """The sign of a number that is what the one before it is: a change in the same list; None for none."""
    led_to = re.search(r"\bto\s+$", spot.gap) is not None and not spot.ranged  # `a rise of 3 to 45`
    if spot.last is None or spot.last.kind not in CHANGES or led_to:
        return None
    if LISTED.fullmatch(spot.gap) and _same_list(spot):
        return spot.last.sign
    alike = spot.unit == spot.last_unit
    if alike and spot.last.why in ("told", "list") and SHARED_BY.search(spot.gap) and "(" not in spot.gap:
        return spot.last.sign  # `fell by 7% in Leeds and by 11% in York`
    if alike and spot.last.why == "bracket" and NEXT_BRACKET.fullmatch(spot.gap):
        return spot.last.sign  # `rises in Leeds (7%) and York (11%)`
    # `falls of 41 (-9%) and 65 (-7%)`: a number after a bracket that closed is what the one before it is
    listed = re.fullmatch(r"\)?\s*(?:and|,)\s*", spot.gap) and spot.last.why != "told"
    outer = spot.outer is not None and spot.outer.kind in CHANGES
    return spot.last.sign if listed and outer else None


def _same_list(spot: Spot) -> bool:
    bracket = spot.gap.rstrip().endswith("(") or re.search(r"\(\s*or\s*$", spot.gap) is not None
    return bracket or re.search(r"\b(?:or|and|to)\b|,", spot.gap) is not None


def _told_before(spot: Spot, patterns: SensePatterns) -> tuple[int, str] | None:
    """`a reduction of 80%`, `reduced their offending ... by more than 17%`, `an additional 8,164`."""
    window = spot.before[-240:]
    for match in reversed(list(patterns.direction.finditer(window))):
        rest = window[match.end() :]
        word = match["word"].lower()
        sign = _sign(word, patterns)
        if word in ("up", "down") and patterns.phrasal.search(window[: match.start()]):
            continue  # `makes up 36%`, `broke down 12`
        if patterns.right_before.fullmatch(rest) and (
            word in ("additional", "extra", "up", "down")
            or word.endswith("ed")
            or word in ("fell", "rose", "grew", "saw")
        ):
            listed = word in ("additional", "extra") and re.search(
                r"\d[^.;]*\band\s+(?:an?\s+)?$", window[: match.start()]
            )
            return (
                None if listed else (sign, "told")
            )  # `6,565 incidents and an additional 14,364` adds, it does not change
        told = patterns.told.match(rest)
        if told is None:
            continue
        mid = told["mid"]
        by = re.search(r"\bby\s+\S*", rest) is not None
        noun = patterns.noun.fullmatch(word) is not None
        if re.search(r"\d", mid) and not told[0][len(mid) :].lower().startswith("by"):
            continue  # `rose by 19% to 3,315, and they worked a total of 18,269 hours`
        named = re.match(r"\s+(?:\w+\s+)?in\s", mid) is not None and not re.search(
            r"\bfrom\b", mid
        )  # `a reduction in reported crime of 70%`
        if noun and not by and mid.strip() and not named and not re.search(r"\breaching\b", rest):
            continue  # `reduction in the number of offences of 12` tells another thing
        if not noun and not by:
            continue
        return sign, "told"
    return None


def _in_brackets(spot: Spot, patterns: SensePatterns) -> tuple[int, str] | None:
    """`a decrease compared to the same quarter (30% or 14)`, `(down by 19.6%)`: words before the bracket."""
    if re.match(r"\s*(?:[a-z]+\s+)?(?:in|compared|from|versus|vs\.?|to|of)\s", spot.after):
        return None  # `(135 in 2020 compared with 89 in 2019)`: levels
    opening = spot.before.rfind("(")
    if opening < 0 or ")" in spot.before[opening:]:
        return None
    inside, outside = spot.before[opening + 1 :], spot.before[:opening]
    if inside.strip() and not re.fullmatch(r"\s*(?:or|a|an|by|of|equivalent\s+to|\W)*\s*", inside):
        return None
    clause = re.split(r"[.;,]", outside[-110:])[-1]
    if spot.unit == "percent" and (moved := MOVED.search(outside)):
        verbs = list(patterns.direction.finditer(outside[: moved.start() + 1]))
        near = verbs and not re.search(r"[.;]", outside[verbs[-1].end() : moved.start()])
        return (_sign(verbs[-1]["word"], patterns), "bracket") if near else None
    if re.search(r"\d[\d,.]*%?\s*(?:[\w'-]+\s*){0,3}$", clause):
        return (spot.last.sign, "bracket") if spot.last and spot.last.kind in CHANGES else None
    told = list(patterns.direction.finditer(clause))
    nouns = [m for m in told if patterns.noun.fullmatch(m["word"])]
    if not nouns:
        return None
    return _sign(nouns[-1]["word"], patterns), "bracket"
