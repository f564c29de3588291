"""Says what is measured: the words of a label or sentence, cleaned, and the canonical indicator that fits."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipeline.ruleentries import Indicator
from pipeline.rules import Rules, made_once

OPINION = frozenset(["satisfaction", "confidence"])
NO_CORE = frozenset(["victim", "user", "people", "service", "resident"])
NO_SUBJECT = frozenset(["number", "no", "rate", "level", "total", "recorded", "figure", "all", "overall"])
TURNS = frozenset(["without", "excluding", "except", "non", "not"])  # of two names, one with it is the other's rest
LIKE_WORD = 75  # of 100: rapidfuzz ratio from which two words are one in two forms
WORDS_KEPT = 20_000  # of reports, with what they are like
ANSWERS_KEPT = 5_000
MIN_CORE = 3  # an opinion's noun and two words of its subject: `satisfaction` and `hate crime`
MATCH_SCORE = 88  # of 100: rapidfuzz token_sort_ratio under which nothing is taken as the same indicator
FOOT_MARK = re.compile(r"(?<=[a-z)”\"])\s*(?:[¹²³⁴⁵⁶⁷⁸⁹ᵃ-ᶻʰʲˡˢʷˣʸⁱⁿ]+|\[[a-z]\]|[*†]+|\s\d{1,2})$")
ROW_NUMBER = re.compile(r"^\d{1,2}(?:\.\d{1,2})*[A-Z]?[.)]?\s+(?=[A-Za-z])")
AIM = re.compile(
    r"^(?:(?:an?\s+)?(?:reduction|increase|decrease|improvement)s?\s+(?:in|of)\s+(?:the\s+)?)", re.IGNORECASE
)
HEADING_AIM = re.compile(
    r"^(?:to\s+)?(?:continu\w+\s+)?(?:improve|improving|reduce|reducing|increase|increasing|prevent"
    r"|preventing|deliver|maintain)\w*\s+(?:reporting\s+of\s+|the\s+number\s+of\s+"
    r"|the\s+)?(?:outcomes\s+for\s+)?",
    re.IGNORECASE,
)
VICTIMS_OF = re.compile(r"\bvictims\s+of\s+(?P<what>[^,.;]+)", re.IGNORECASE)
TAIL = re.compile(
    r"\s+(?:and|&)\s+(?:ensure|to\s+continu|provide|delivering|a\s+positive)\b.*$|\s+through\b.*$|,\s+and\s+ensure.*$",
    re.IGNORECASE,
)
PRIORITY_LEAD = re.compile(r"^(?:strategic\s+)?priority\s+\d{1,2}[A-Z]?\s*[-–:]\s*", re.IGNORECASE)
GENERIC = re.compile(
    r"^(?:satisfaction|position|number\s+of|no\.?\s*of|spc|a\s+victim|awareness|rate|rank|total|volume"
    r"|performance|target|confidence\b)",
    re.IGNORECASE,
)
MEASURE = re.compile(
    r"""\b(?: number | no\.? | satisfaction | confidence | rates? | position | rank | volumes? | reports?
      | reduction | increase | decrease
      | offences? | crimes? | incidents? | calls? | outcomes? | awareness | variance | budget | cost
              | savings? | spend(?:ing)? | income
      | expenditure | cases? | deaths? | tests? | proportion | percentage | share | average | time
              | hours | days | offending | reoffending
      | re-presentations | completions | headcount | visits | complaints? | referrals? | searches | orders )\b""",
    re.VERBOSE | re.IGNORECASE,
)
AGE_GROUP = re.compile(
    r"\b\d{1,2}\s?[-–]\s?\d{1,2}[\s-]year[\s-]olds?\b"
    r"(?:\s+on\s+the\s+\w+\s+cohort)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Named:
    """An indicator in the document's words, the canonical id that fits (or empty) and the score of the match."""

    text: str
    indicator_id: str
    score: float


def clean_label(label: str) -> str:
    """Return a row label without its number, footnote mark and aim (`Reduction in the number of ...`)."""
    text = re.sub(r"\s+", " ", label).strip()
    text = ROW_NUMBER.sub("", text)
    text = FOOT_MARK.sub("", text)
    return AIM.sub("", text).strip(" :")


def subject_of(heading: str) -> str:
    """Return what a section is about: `To improve outcomes for victims of Hate crimes` gives `Hate crimes`."""
    text = PRIORITY_LEAD.sub("", re.sub(r"\s+", " ", heading).strip())
    if not re.match(r"^(?:to|improv|reduc|prevent|increas|deliver|continu)", text, re.IGNORECASE):
        return TAIL.sub("", text).strip(" .:")
    head = TAIL.sub("", text)
    if m := VICTIMS_OF.search(head):
        what = m["what"].strip(" .")
        return what if what.lower() != "crime" else "victims of crime"
    return HEADING_AIM.sub("", head).strip(" .:")


STRONG = re.compile(
    r"\b(?:number|no\.|satisfaction|confidence|rates?|position|rank|proportion|percentage|average|budget"
    r"|cost|total\s+\w+)\b",
    re.IGNORECASE,
)


def is_measure(label: str) -> bool:
    """Whether a label says what is counted, rather than naming one of several groups."""
    return MEASURE.search(label) is not None


def table_indicator(label: str, heading: str, spanning: str) -> tuple[str, str]:
    """Return (indicator, segment) of a row from its label, the heading in force and the header over the table."""
    text = clean_label(label)
    over = clean_label(spanning)
    if over and is_measure(over) and not STRONG.search(text) and len(text.split()) <= 6:
        return over, text
    if GENERIC.match(text) and len(text.split()) <= 5:
        subject = subject_of(heading)
        if subject and subject.lower() not in text.lower():
            return f"{text.rstrip('.')}, {subject}", ""
    return text or over, ""


def group_of(label: str) -> str:
    """Return the age group that a label limits its figures to, empty where there is none."""
    m = AGE_GROUP.search(label)
    return m[0] if m else ""


def canonical_of_group(indicator: str, group: str, unit: str, heading: str, rules: Rules) -> Named:
    """Return the indicator of a table row that tells one group of what the whole table measures.

    `Victim satisfaction` with the row `Hate crime` is the satisfaction of hate crime victims; the
    heading above the table speaks of all its rows and names none.
    """
    if not group:
        return canonical(indicator, unit, heading, rules)
    joined = canonical(f"{indicator} {group}", unit, "", rules)
    wanted = frozenset(_normal(group).split())
    names = next((own for rule, own in _names(rules) if rule.id == joined.indicator_id), ())
    if any(wanted <= name.words for name in names):
        return Named(indicator, joined.indicator_id, joined.score)
    return canonical(indicator, unit, "", rules)


def canonical(indicator: str, unit: str, heading: str, rules: Rules) -> Named:
    """Return the indicator with the canonical id of the rules whose name fits best and whose unit agrees."""
    if not indicator:
        return Named(indicator, "", 0.0)
    known, asked = _known(rules), (indicator, unit, heading)
    if asked not in known:  # a table asks the same for each cell of a row
        if len(known) >= ANSWERS_KEPT:
            known.clear()
        known[asked] = _canonical(indicator, unit, heading, rules)
    return known[asked]


@made_once
def _known(_: Rules) -> dict[tuple[str, str, str], Named]:
    """What was answered by a set of rules, by what was asked."""
    return {}


def _canonical(indicator: str, unit: str, heading: str, rules: Rules) -> Named:
    from rapidfuzz import fuzz

    wanted = _normal(indicator)
    words = frozenset(wanted.split())
    best: tuple[float, str] = (0.0, "")
    told = _subjects(rules).told_by(words)
    for rule, names in _names(rules):
        if rule.unit and unit and rule.unit != unit:
            continue
        for name in names:
            if words < name.words or TURNS & (words ^ name.words):
                continue  # two words of a longer name are not that name, nor is what it is told without
            # a long name is known by most of its words
            if sum(w not in told for w in name.subject) > len(name.subject) // 4:
                continue
            score = max(
                fuzz.token_sort_ratio(wanted, name.text),
                fuzz.token_set_ratio(wanted, name.text) - 6 if 2 < name.length <= len(wanted.split()) else 0,
            )
            if score > best[0] or (score == best[0] and rule.id < best[1]):
                best = (score, rule.id)
    if best[0] >= MATCH_SCORE:
        return Named(indicator, best[1], best[0] / 100)
    by_heading = _by_heading(wanted, unit, heading, rules) or _by_core(wanted, unit, rules)
    return Named(indicator, by_heading, 0.9 if by_heading else best[0] / 100)


def _by_core(wanted: str, unit: str, rules: Rules) -> str:
    """A phrase with an opinion's noun and all that one indicator is about is that indicator, whatever stands between.

    `satisfaction levels regarding racist incidents and hate crime` holds satisfaction, hate and crime.
    """
    words = set(wanted.split())
    fits = [
        rule.id
        for rule in rules.indicators
        if rule.unit == unit
        and OPINION & (core := set(_normal(rule.label).split()) - NO_CORE)
        and len(core) >= MIN_CORE
        and core <= words
    ]
    return fits[0] if len(fits) == 1 else ""


def _by_heading(wanted: str, unit: str, heading: str, rules: Rules) -> str:
    """A short label (`satisfaction with service`) under a heading about one indicator's subject is that indicator."""
    first = wanted.split()[0] if wanted else ""
    for rule in rules.indicators:
        if (
            rule.priorities
            and (not rule.unit or rule.unit == unit)
            and first
            and first in _normal(rule.label + " " + " ".join(rule.aliases))
        ):
            subject = heading.lower()
            if any(word.lower() in subject for word in rule.priorities) and GENERIC.match(wanted):
                return rule.id
    return ""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name of an indicator, normalised, and what sets it apart: `victim satisfaction` is near every satisfaction."""

    text: str
    length: int  # in words
    words: frozenset[str]
    subject: tuple[str, ...]


@made_once
def _names(rules: Rules) -> tuple[tuple[Indicator, tuple[_Name, ...]], ...]:
    return tuple(
        (i, tuple(_name(text) for text in dict.fromkeys(_normal(x) for x in (i.label, *i.aliases))))
        for i in rules.indicators
    )


def _name(text: str) -> _Name:
    words = text.split()
    subject = tuple(w for w in words if w not in NO_CORE and w not in NO_SUBJECT)
    return _Name(text, len(words), frozenset(words), subject)


class _Subjects:
    """The words that set indicators apart, and which of them a report's words tell, spelling apart."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(set(words))
        self._told: dict[str, frozenset[str]] = {}

    def told_by(self, words: Iterable[str]) -> frozenset[str]:
        """Return the subjects' words that any of the words is, or is nearly."""
        return frozenset().union(*(self._like(w) for w in words))

    def _like(self, word: str) -> frozenset[str]:
        from rapidfuzz import fuzz

        if word not in self._told:
            if len(self._told) >= WORDS_KEPT:
                self._told.clear()
            self._told[word] = frozenset(w for w in self._words if w == word or fuzz.ratio(w, word) >= LIKE_WORD)
        return self._told[word]


@made_once
def _subjects(rules: Rules) -> _Subjects:
    return _Subjects(word for _, names in _names(rules) for name in names for word in name.subject)


@lru_cache(maxsize=20_000)
def _normal(text: str) -> str:
    text = re.sub(r"anti-?social behaviour", "asb", text.lower())
    text = re.sub(r"[^a-z0-9 ]+", " ", text)
    return " ".join(
        w.rstrip("s") if len(w) > 4 else w
        for w in text.split()
        if w not in ("the", "of", "with", "for", "and", "in", "a", "by", "to")
    )
