"""Tells what sort of number a figure of running text is, and its sign, from the words around it."""

import re
from dataclasses import dataclass

from pipeline.rules import Rules, made_once
from pipeline.types import Kind

CHANGE_NOUNS = (
    r"(?:increases?|rises?|growth|uplift|gain|jump|surge|improvement|decreases?|reductions?|falls?|drops?"
    r"|declines?|cut|dip|downturn|loss|deterioration)"
)
COMPARATIVES = r"(?:more|less|fewer|higher|lower|greater|smaller|additional|extra|further)"
FALLS = (
    r"(?:decreases?|reductions?|falls?|drops?|declines?|cut|dip|downturn|loss|deterioration|less|fewer|lower|smaller)"
)
LEVEL_WORDS = re.compile(r"\b(?:satisf\w+|dissatisf\w+|confiden\w+|threshold|good\s+job)\b", re.IGNORECASE)
TO_LEVEL = re.compile(
    r"\b(?:to|at|from)\s+(?:(?:a|an|the|just|only|now|currently|level|levels|total|of|around|approximately"
    r"|about|nearly|almost|over|under|some|circa|below|above)\s+){0,4}$",
    re.IGNORECASE,
)
RIGHT_NOUN = re.compile(
    rf"^\s*(?:\((?:[^()]*)\)\s*)?(?:(?!of\b|in\b|and\b|to\b|from\b|for\b|were\b|was\b|are\b|is\b|by\b"
    rf"|with\b)[\w'/-]+\s+){{0,2}}?(?P<word>{CHANGE_NOUNS})\b",
    re.IGNORECASE,
)
RIGHT_COMPARATIVE = re.compile(
    rf"^\s*(?:(?P<word>{COMPARATIVES})\b|(?!of\b|in\b|and\b|to\b|were\b|was\b"
    rf"|or\b)[a-z'/-]+\s+(?:(?P<far>{COMPARATIVES})\b(?!\s+than)|(?P<than>fewer)\s+than\b))(?!\s+or\b)",
    re.IGNORECASE,
)


PHRASAL = re.compile(
    r"\b(?:ma(?:k(?:e|es|ing)|de)|set(?:s|ting)?|t(?:ake[sn]?|aking|ook)|follow\w*|sign\w*|buil[dt]\w*"
    r"|pick\w*|br(?:eaks?|oken?))\s+$",
    re.IGNORECASE,
)
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


@made_once
def _direction_patterns(rules: Rules) -> tuple[re.Pattern[str], frozenset[str]]:
    words = [w for d in rules.directions if d.direction != "same" for w in d.words]
    falls = frozenset(w.lower() for d in rules.directions if d.direction == "fall" for w in d.words)
    pattern = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
    first = "".join(sorted({re.escape(w[0].lower()) for w in words if w}))  # most places begin none of them
    return re.compile(rf"\b(?=[{first}])(?P<word>{pattern})\b", re.IGNORECASE), falls


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
        return Sense(_share_or_level(spot), 1, "percent")
    if spot.unit == "ratio":
        return Sense(Kind.SHARE if re.match(r"\s+of\b", spot.after) else Kind.LEVEL, 1, "ratio")
    return Sense(Kind.LEVEL, 1, "count")


def _share_or_level(spot: Spot) -> Kind:
    sentence = spot.before + spot.after
    return Kind.LEVEL if LEVEL_WORDS.search(sentence) else Kind.SHARE


def _change(spot: Spot, rules: Rules) -> tuple[int, str] | None:
    """Return (sign, reason) where the words around say that the number is a change."""
    if spot.printed_sign and not re.search(r"\d\s*$", spot.before):
        return spot.printed_sign, "sign"
    if spot.moves:
        return None
    directions, falls = _direction_patterns(rules)
    if found := _told_before(spot, directions, falls):
        return found
    if found := _in_brackets(spot, directions, falls):
        return found
    led_to = re.search(r"\bto\s+$", spot.gap) is not None and not spot.ranged  # `a rise of 3 to 45`
    if spot.last is not None and spot.last.kind in (Kind.CHANGE, Kind.PERCENT_CHANGE) and not led_to:
        if re.fullmatch(r"\s*(?:[\w'-]+\s+){0,2}?(?:\()?\s*(?:and|or|,|to)?\s*(?:or\s+)?\(?", spot.gap) and _same_list(
            spot
        ):
            return spot.last.sign, "list"
        # `falls of 41 (-9%) and 65 (-7%)`: a number after a bracket that closed is what the one before it is
        listed = re.fullmatch(r"\)?\s*(?:and|,)\s*", spot.gap) and spot.last.why != "told"
        if listed and spot.outer is not None and spot.outer.kind in (Kind.CHANGE, Kind.PERCENT_CHANGE):
            return spot.last.sign, "list"
    if TO_LEVEL.search(spot.before) and spot.unit != "percentage_point":
        return None
    if spot.unit == "ratio":
        return None  # `three times more` tells a multiple
    if (m := RIGHT_NOUN.match(spot.after)) and not re.search(r"\bof\b", m[0]):
        return (-1 if re.fullmatch(FALLS, m["word"], re.IGNORECASE) else 1), "noun"
    if m := RIGHT_COMPARATIVE.match(spot.after):
        return (-1 if re.fullmatch(FALLS, m["word"] or m["far"] or m["than"], re.IGNORECASE) else 1), "comparative"
    return (1, "points") if spot.unit == "percentage_point" else None


def _same_list(spot: Spot) -> bool:
    bracket = spot.gap.rstrip().endswith("(") or re.search(r"\(\s*or\s*$", spot.gap) is not None
    return bracket or re.search(r"\b(?:or|and|to)\b|,", spot.gap) is not None


TOLD = (
    r"(?P<mid>[^.;()]{0,150}?)\b(?:of|by|to\s+the\s+tune\s+of|reaching|totalling"
    r"|amounting\s+to)\s+(?P<fill>(?:(?:an?|the|just|only|some|over|more|less|fewer|than|approximately|around"
    r"|about|nearly|almost|circa|in|excess|of|at|least|up|to|well|further|additional|average|total|almost"
    r"|between)\s+)*)$"
)


def _told_before(spot: Spot, directions: re.Pattern[str], falls: frozenset[str]) -> tuple[int, str] | None:
    """`a reduction of 80%`, `reduced their offending ... by more than 17%`, `an additional 8,164`."""
    window = spot.before[-240:]
    for match in reversed(list(directions.finditer(window))):
        rest = window[match.end() :]
        word = match["word"].lower()
        sign = -1 if word in falls else 1
        if word in ("up", "down") and PHRASAL.search(window[: match.start()]):
            continue  # `makes up 36%`, `broke down 12`
        if re.fullmatch(
            r"\s+(?:(?:an?|just|over|by|some|around|approximately|about|nearly|almost|further)\s+)*", rest
        ) and (
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
        told = re.match(TOLD, rest)
        if told is None:
            continue
        mid = told["mid"]
        by = re.search(r"\bby\s+\S*", rest) is not None
        noun = re.fullmatch(CHANGE_NOUNS, word, re.IGNORECASE) is not None
        if re.search(r"\d", mid) and not by:
            continue
        named = re.match(r"\s+(?:\w+\s+)?in\s", mid) is not None and not re.search(
            r"\bfrom\b", mid
        )  # `a reduction in reported crime of 70%`
        if noun and not by and mid.strip() and not named and not re.search(r"\breaching\b", rest):
            continue  # `reduction in the number of offences of 12` tells another thing
        if not noun and not by:
            continue
        return sign, "told"
    return None


def _in_brackets(spot: Spot, directions: re.Pattern[str], falls: frozenset[str]) -> tuple[int, str] | None:
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
        verbs = list(directions.finditer(outside[: moved.start() + 1]))
        near = verbs and not re.search(r"[.;]", outside[verbs[-1].end() : moved.start()])
        return (-1 if verbs[-1]["word"].lower() in falls else 1, "bracket") if near else None
    if re.search(r"\d[\d,.]*%?\s*(?:[\w'-]+\s*){0,3}$", clause):
        return (
            (spot.last.sign, "bracket") if spot.last and spot.last.kind in (Kind.CHANGE, Kind.PERCENT_CHANGE) else None
        )
    told = list(directions.finditer(clause))
    nouns = [m for m in told if re.fullmatch(CHANGE_NOUNS, m["word"], re.IGNORECASE)]
    if not nouns:
        return None
    return (-1 if nouns[-1]["word"].lower() in falls else 1), "bracket"
