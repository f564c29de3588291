"""Turns the printed numbers of a sentence into figures: unit, qualifier, kind and sign."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.extract.against import without_step
from pipeline.extract.currencies import SIGNS
from pipeline.extract.exclusions import Excluded, is_figure
from pipeline.extract.hedges import read_qualifier
from pipeline.extract.kinds import Sense, Spot, sense_of
from pipeline.extract.numbers import MINUS, Candidate
from pipeline.extract.physical import unit_told
from pipeline.extract.sensewords import sense_patterns
from pipeline.extract.spans import Taken, by_span
from pipeline.rules import Rules
from pipeline.types import Flag, Kind, Qualifier, Role

TIME_UNITS = {
    "month": "month", "year": "year", "annum": "year", "week": "week", "day": "day", "hour": "hour",
    "quarter": "quarter", "shift": "shift", "night": "night", "head": "head", "person": "head",
}  # fmt: skip
RATE = re.compile(
    r"""
    ^[¹²³⁴⁵⁶⁷⁸⁹]?(?:\s+(?!and\b|or\b|of\b|in\b|to\b|when\b|with\b|from\b|by\b|for\b|per\b|each\b|every\b
            |a\b|is\b|was\b|were\b|has\b|have\b)[a-z'’/&-]+(?:\s+and\s+[a-z]+s\b)?){0,3}?
    (?: (?P<less>\s+less)?\s+per\s+(?P<base>\d{1,3}(?:,\d{3})+|\d+|thousand|hundred\s+thousand)\b
      | (?:\s+less)?\s+per\s+(?:(?:work|man|person|staff|labou?r)-\s?)?
            (?P<noun>(?:(?:square|sq\.?|cubic|cu\.?)\s+)?[a-z]+)
      | \s+(?:an?|each|every)\s+(?P<time>month|year|week|day|hour|quarter|night|head|person)\b
            (?!\s+(?:earlier|ago|before|later|on|after)\b)
      | \s+(?P<adverb>monthly|annually|weekly|daily)\b(?!\s+\w)
      | (?:\s+[a-z-]+){0,3}?\s+(?:in\s+an?|every)\s+(?P<often>month|year|week|day)\b
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
BOTH_ENDS = re.compile(r"\b(?:from|between)\s+(?:[a-z]+\s+)?$", re.IGNORECASE)
TO_SECOND = re.compile(r"\s+(?:to|and)\s+(?:[a-z]+\s+)?", re.IGNORECASE)
BARE_BRACKETS = re.compile(r"\([^()\d]{1,60}\)")  # `(FTE)` interrupts no clause
# `The monthly average of incidents is 1,193`: the time stands before the number.
TIMED_AVERAGE = re.compile(
    r"\b(?P<adverb>monthly|yearly|annual|weekly|daily)\s+(?:average|mean|volume|rate)s?\b[^.;:,\d]{0,60}$",
    re.IGNORECASE,
)
ADVERBS = {"yearly": "year", "annual": "year", "monthly": "month", "annually": "year", "weekly": "week", "daily": "day"}
OR = re.compile(r"\s+or\s+", re.IGNORECASE)
FROM = re.compile(r"\bfrom\s+(?:[a-z]+\s+){0,2}$", re.IGNORECASE)
TO_END = re.compile(r"\s*(?:[a-z]+\s+){0,2}to\s+(?:just\s+|only\s+|about\s+|around\s+)?", re.IGNORECASE)
NO_NOUN = re.compile(r"\s*(?:[.,;:)]|$|(?:by|for|in|at|on|over|and|after|before|during|since|last|this)\b)")
RANGE_LINK = re.compile(rf"\s*[{MINUS}]\s*|\s+to\s+", re.IGNORECASE)
RANGE_LEAD = re.compile(
    r"\b(?:between|rang\w+\s+from|var\w+[^.;]{0,40}\bfrom|anywhere\s+from)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
MOVE_GAP = 8  # characters: ` to ` alone between two numbers is a range
BY_APART = 2
FAR_APART = 5  # `a rise of 3 to 45` is no range, `a rise of 3 to 5` is
TARGET = re.compile(
    r"\b(?:target|goal|aim(?:ing|ed)?|ambition|commitment|strategy\s+to\s+increase|is\s+to\s+be|to\s+deliver)\b",
    re.IGNORECASE,
)
FORECAST = re.compile(
    r"\b(?:forecast|project(?:ed|ion)|predict(?:ed|ion)|expected\s+to|estimated\s+to\s+be|will\s+(?:be|amount|have))\b",
    re.IGNORECASE,
)
LIMIT = re.compile(
    r"\b(?:maximum|minimum|within|limit|at\s+least|no\s+(?:more|fewer|less)\s+than|up\s+to)\s+(?:of\s+)?(?:a\s+)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A figure at [start, end) of a text, before period, indicator and place in the document are known.

    value: signed; decimals: as printed, after the multiplier; fraction: the denominator in words.
    """

    start: int
    end: int
    text: str
    value: Decimal
    decimals: int
    unit: str
    unit_printed: str
    qualifier: Qualifier
    kind: Kind
    role: Role
    flag: Flag
    fraction: int
    rule: str
    confidence: float


def find_figures(
    text: str,
    candidates: Sequence[Candidate],
    excluded: Sequence[Excluded],
    sentences: Sequence[tuple[int, int]],
    rules: Rules,
) -> list[FoundFigure]:
    """Return the figures of a text in order.

    candidates: its printed numbers; excluded: stretches that name or date; sentences: their spans.
    """
    figures: list[FoundFigure] = []
    masked = _mask(text, excluded)
    taken = Taken(len(text), ((x.start, x.end) for x in excluded))
    for (start, end), inside in zip(sentences, by_span(candidates, sentences), strict=True):
        inside = [c for c in inside if is_figure(text, c, taken)]
        figures.extend(_sentence(text, masked, start, end, inside, rules))
    return figures


def _mask(text: str, excluded: Sequence[Excluded]) -> str:
    """Blot out digits and stops of names and dates, so that they are not taken for figures or sentence ends."""
    chars = list(BARE_BRACKETS.sub(lambda m: " " + m[0][1:-1] + " ", text))
    for span in excluded:
        for i in range(span.start, min(span.end, len(chars))):
            if chars[i].isdigit() or chars[i] in ".,;()":
                chars[i] = "x"
    return "".join(chars)


def _sentence(
    text: str, masked: str, start: int, end: int, candidates: list[Candidate], rules: Rules
) -> list[FoundFigure]:
    candidates, bounds = _ranges(text, start, candidates, rules)
    figures: list[FoundFigure] = []
    last: Sense | None = None
    outer: Sense | None = None
    last_unit = ""
    units = _units(text, start, end, candidates, rules)
    for i, (candidate, unit) in enumerate(zip(candidates, units, strict=True)):
        before, after = masked[start : candidate.start], masked[candidate.end : end]
        qualifier, hedge = read_qualifier(before, after, rules)
        gap_start = candidates[i - 1].end if i else start
        spot = Spot(
            before=before[: len(before) - hedge] if hedge else before,
            after=after,
            unit=unit,
            printed_sign=(-1 if candidate.value < 0 else 1) if candidate.signed else 0,
            last=last,
            last_unit=last_unit,
            gap=without_step(masked[gap_start : candidate.start], rules) if i else masked[gap_start : candidate.start],
            outer=outer,
            ranged=candidate.start in bounds,
            moves=_opens_movement(masked[start:end], start, candidates, i, rules) and units[i] == units[i + 1],
        )
        sense = sense_of(spot, rules)
        figures.append(_figure(text, candidate, unit, bounds.get(candidate.start, qualifier), sense, before, after))
        last, last_unit = sense, unit
        if before.count("(") <= before.count(")"):
            outer = sense
    return figures


def _units(text: str, start: int, end: int, candidates: Sequence[Candidate], rules: Rules) -> list[str]:
    """The unit of each number; a rate's base holds for the number that it is compared with too."""
    units = [_rate_unit(c, text[start : c.start], text[c.end : end], rules) for c in candidates]
    for i in range(1, len(units)):
        gap = text[candidates[i - 1].end : candidates[i].start]
        after = text[candidates[i].end : end]
        if units[i - 1].startswith("per_") and units[i] == "count" and _compared_rate(candidates[i], gap, after):
            units[i] = units[i - 1]  # `4.1 burglaries per 1,000 households, compared to 4.2`
        lead = text[start : candidates[i - 1].start]
        based = units[i].startswith("per_") or "/" in units[i]
        if based and units[i - 1] == candidates[i].unit and BOTH_ENDS.search(lead) and TO_SECOND.fullmatch(gap):
            units[i - 1] = units[i]  # `fell from 62.1 to 58.9 per 1,000 people`
    return units


def _compared_rate(candidate: Candidate, gap: str, after: str) -> bool:
    return (candidate.decimals > 0 or NO_NOUN.match(after) is not None) and re.search(
        r"\b(?:compared\s+(?:to|with)|from|to|against|than|and)\s+$", gap
    ) is not None


def _figure(
    text: str, candidate: Candidate, unit: str, qualifier: Qualifier, sense: Sense, before: str, after: str
) -> FoundFigure:
    size = abs(candidate.value)
    change = sense.kind in (Kind.CHANGE, Kind.PERCENT_CHANGE)
    sign = sense.sign if change else (-1 if candidate.value < 0 else 1)
    if candidate.form == "rank" and re.match(
        r"(?:top|lowest|bottom|highest|best|worst)\b", text[candidate.start :], re.IGNORECASE
    ):
        qualifier = Qualifier.AT_MOST
    return FoundFigure(
        start=candidate.start,
        end=candidate.end,
        text=text[candidate.start : candidate.end],
        value=size * sign,
        decimals=candidate.decimals,
        unit=unit,
        unit_printed=candidate.unit_printed,
        qualifier=qualifier,
        kind=sense.kind,
        role=_role(before, sense),
        flag=_flag(after),
        fraction=candidate.fraction,
        rule=f"{candidate.form}_{sense.why}",
        confidence=_confidence(candidate),
    )


def _confidence(candidate: Candidate) -> float:
    if candidate.unit != "count":
        return 0.99
    return {"digits": 0.95, "words": 0.85, "fraction": 0.95, "rank": 0.95}.get(candidate.form, 0.9)


def _role(before: str, sense: Sense) -> Role:
    clause = re.split(r"[.;,(]", before)[-1]
    if LIMIT.search(clause):
        return Role.LIMIT
    if sense.kind in (Kind.LEVEL, Kind.SHARE, Kind.RATE) and TARGET.search(clause):
        return Role.TARGET
    return Role.FORECAST if FORECAST.search(clause) else Role.ACTUAL


def _flag(after: str) -> Flag:
    if m := re.match(r"\s?[\[(](r|p|e|b|c|z|revised|provisional|estimated?)[\])]", after):
        return {"r": Flag.REVISED, "p": Flag.PROVISIONAL, "e": Flag.ESTIMATED, "b": Flag.BREAK, "c": Flag.SUPPRESSED,
                "z": Flag.NOT_APPLICABLE}[m[1][0]]  # fmt: skip
    return Flag.NONE


def _rate_unit(candidate: Candidate, before: str, after: str, rules: Rules) -> str:
    """`58.9 crimes per 1,000 head` is per_1000, `£189 per head` GBP/head, `48,000 hours a year` hour/year.

    `A monthly average of 1,193` is count/month.
    """
    if candidate.unit in ("percent", "percentage_point", "rank", "ratio"):
        return candidate.unit
    m = RATE.match(after)
    if m is None or (m["often"] and candidate.unit != "count"):
        timed = TIMED_AVERAGE.search(before) if candidate.unit == "count" else None
        return f"{candidate.unit}/{ADVERBS[timed['adverb'].lower()]}" if timed else candidate.unit
    if m["base"]:
        base = m["base"].lower().replace(",", "")
        base = {"thousand": "1000", "hundred thousand": "100000"}.get(base, base)
        return f"per_{base}" if candidate.unit == "count" else f"{candidate.unit}/{base}"
    word = (m["noun"] or m["time"] or m["often"] or ADVERBS[m["adverb"].lower()]).lower()
    if word in ("cent", "centage", "se"):
        return candidate.unit
    return f"{candidate.unit}/{TIME_UNITS.get(word) or unit_told(word, rules) or word}"


def _ranges(
    text: str, start: int, candidates: list[Candidate], rules: Rules
) -> tuple[list[Candidate], dict[int, Qualifier]]:
    """Two numbers of a range (`100-120`, `6% to 15%`) become a lower and an upper bound with one unit."""
    bounds: dict[int, Qualifier] = {}
    result = list(candidates)
    for i in reversed(range(len(result) - 1)):  # `from 24.2 to 33-35 billion`: the last scales those before it
        first, second = result[i], result[i + 1]
        gap = text[first.end : second.start]
        lead = text[start : first.start]
        if first.unit == second.unit and first.unit in SIGNS.values() and RANGE_LINK.fullmatch(gap):
            scaled = _scaled_like(first, second)  # `from $89 to $93 billion`
            first = result[i] = scaled if scaled.value < second.value else first
        if not _is_range(lead, gap) or first.form == "rank" or _moves(lead, gap, first, second, rules):
            result[i], result[i + 1] = _with_shared_unit(lead, gap, first, second, text[second.end :])
            continue
        first = _scaled_like(first, second)
        if first.value >= second.value:
            continue
        if first.unit in SIGNS.values() and second.unit == "count":
            second = replace(second, unit=first.unit)  # `£5-7 million`
        if first.unit == "count" and second.unit != "rank":
            first = replace(first, unit=second.unit)
        result[i], result[i + 1] = first, second
        bounds[first.start], bounds[second.start] = Qualifier.AT_LEAST, Qualifier.AT_MOST
    return result, bounds


def _with_shared_unit(
    lead: str, gap: str, first: Candidate, second: Candidate, after: str
) -> tuple[Candidate, Candidate]:
    """A unit printed once holds for both ends: `from 4.8 to 4.7%`, `from 208 kg to 193 by`, `three or four years`."""
    if "rank" in (first.form, second.form):
        return first, second
    if first.unit == "count" and second.form == "duration" and OR.fullmatch(gap) and second.value == first.value + 1:
        return replace(first, unit=second.unit, form="duration"), second
    if not (FROM.search(lead) and TO_END.fullmatch(gap)):
        return first, second
    if first.unit == "count" and second.unit != "count":
        scaled = _scaled_like(first, second)
        return replace(scaled, unit=second.unit, form=second.form if second.form == "duration" else scaled.form), second
    if second.unit == "count" and first.unit != "count" and second.form == first.form and NO_NOUN.match(after):
        return first, replace(second, unit=first.unit)
    return first, second


def _is_range(lead: str, gap: str) -> bool:
    """Whether two numbers are the ends of a range, by what stands between them and, if that may be, before them."""
    if RANGE_LINK.fullmatch(gap) and not re.search(r"\bfrom\s+(?:\w+\s+){0,2}$", lead):
        return True
    if re.fullmatch(r"\s*(?:to|and|[-–])\s*(?:\w+\s+){0,1}", gap) and RANGE_LEAD.search(lead):
        return True
    varied = r"\bvar(?:ied|ies)\b[^.;]*\bfrom\s+(?:\w+\s+){0,2}$"
    return re.fullmatch(r"\s*to\s+", gap) is not None and re.search(varied, lead) is not None


def _opens_movement(sentence: str, start: int, candidates: Sequence[Candidate], i: int, rules: Rules) -> bool:
    """`a drop of 58.9 crimes in 2013/14 to 58.1 crimes`: sizes near each other, in the direction told."""
    if i + 1 >= len(candidates) or candidates[i].start == candidates[i].end:
        return False
    first, second = candidates[i], candidates[i + 1]
    gap = sentence[first.end - start : second.start - start]
    if len(gap) < MOVE_GAP or not re.fullmatch(r"[^.;()]*\bto\s+", gap):
        return False
    patterns = sense_patterns(rules)
    told = patterns.moved_from.search(sentence[: first.start - start])
    if told is None:
        return False
    if min(first.value, second.value) <= 0 or first.signed or second.signed:
        return False
    falls = told["noun"].lower() in patterns.falls
    return (second.value < first.value) is falls and max(first.value, second.value) < 2 * min(first.value, second.value)


def _moves(lead: str, gap: str, first: Candidate, second: Candidate, rules: Rules) -> bool:
    """`a rise of 3 to 45`, `rose 3.2 points to 75.4%` tell a change and where it led, no range."""
    if gap.strip().lower() != "to" or not sense_patterns(rules).moves.search(lead):
        return False
    if first.unit != second.unit and first.unit != "count":
        return True
    if lead.rstrip().endswith("by") and first.unit == second.unit == "count":
        return second.value > BY_APART * first.value  # `rose by 1,200 to 4,500`; `by 5 to 10` is a range
    return second.value > FAR_APART * first.value


def _scaled_like(first: Candidate, second: Candidate) -> Candidate:
    """`£5-7 million`: the multiplier behind the second number holds for the first too."""
    power = -second.decimals if second.decimals < 0 else 0
    if power and first.decimals >= 0 and first.value < 1000 and first.form == second.form == "digits":
        return replace(first, value=first.value.scaleb(power), decimals=first.decimals - power)
    return first
