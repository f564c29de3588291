"""Reads what a label of a table says: periods, unit, kind and role of its values, and the words that name something."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.extract.against import without_step
from pipeline.extract.gazetteer import is_known_place
from pipeline.extract.indicators import clean_label
from pipeline.extract.periods import PeriodContext, PeriodMention, Shape, find_periods
from pipeline.extract.physical import unit_told
from pipeline.extract.tables.units import CURRENCY, LONG_SCALE, SCALED_COUNT, SCALED_UNIT, TIMES, unit_of
from pipeline.extract.tables.windows import MONTHS_ENDING, WINDOW, windowed_period
from pipeline.rules import Rules, made_once

CHANGES = frozenset({"change", "percent_change"})
# What is no part of a name: taken out of a label before its words are asked for.
NO_NAME = ("percent_change", "change", "variance", "target", "forecast", "actual", "interval")
# Words that only say what sort of value it is: a label of these alone names nothing.
SORT = ("average", "median", "cumulative", "share", "rank", "total")
BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
IN_BRACKETS = re.compile(r"\W*(?:in\s+)?(?P<text>[^()\[\]]*?)\W*")
MARKS = re.compile(r"(?<=[^\W\d_)%])\s*(?:[¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈᵉ]+|[*†‡§#]+)|\[(?:note\s*)?\w{1,2}\]|(?<!\w)[*†‡§]+")
FILLERS = re.compile(
    r"^(?:\W|\b(?:and|or|of|the|in|for|to|from|by|at|as|a|an|on|vs?|versus|absolute|numbers?|no|period|year|years|month|months|week|"
    r"weeks|quarter|quarters|this|fiscal|calendar|earlier|ago|start|beginning|rolling|day|days|date|ending|ended|end|between|latest|last|current|previous|prior|compared|with|over|on|since|against|than|same|total|n|data)\b)*$",
    re.IGNORECASE,
)
RAISED = re.compile(r"(?<=[^\W\d_])[ᵃᵇᶜᵈᵉ]+(?!\w)")  # a mark that hangs on a word: `Changeᵃ (per cent)`
DOTS = re.compile(r"[\s.·…_]{4,}$")
RULE = re.compile(r"(?:^|\s)[-_=]{3,}(?=\s|$)")
BULLET = re.compile(r"^\s*(?:[~•▪–-]\s*|\d{1,2}(?:\.\d{1,2})*[.)]\s+)(?=[^\W\d])")
UNIT_WORDS = re.compile(rf"{CURRENCY}|{LONG_SCALE}|%|\bper\s?cent\b|\bpercentage[\s-]points?\b", re.IGNORECASE)
LENGTH = re.compile(
    r"\b\d{1,2}[\s-](?:year|quarter|month|week|day)s?\s+(?:period|rolling|total|to|ending|ended)\b"
    r"|\b(?:last|past|latest)\s+\d{1,2}\s+(?:year|quarter|month|week|day)s\b",
    re.IGNORECASE,
)
OF_WHAT = re.compile(r"^\W*(?:in|of|on|over|to)\s+(?:the\s+)?", re.IGNORECASE)  # `Change in gap` is one of the gap
MARK_ALONE = re.compile(r"\W*[A-Za-z]?\W*")
BASE_OF_INDEX = re.compile(r".*\b(?:19|20)\d\d\s*=\s*100")  # `Index (2015=100)` is named so
LEFT_OVER = re.compile(r"\s+(?:up\s+to|in|of|at|to|for|from|by|on|as\s+at|as\s+of)\W*$", re.I)  # before a period
ONE_OF_SEVERAL = re.compile(r"[A-Z][a-z]+\s\d{1,2}[A-Z]?")  # `Category 1`, whose number is no mark of a note
NUMBERED_TIME = re.compile(r"(?:week|month|period|day|quarter)\s+\d{1,3}", re.IGNORECASE)
SERIAL = re.compile(r"\W*\d{1,4}[A-Za-z]?\W*")  # it numbers a row, and names nothing
YEARS_AVERAGE = re.compile(r"\b(?P<years>\d{1,2}|three|five|ten)[\s-]*(?:years?|yr)\b", re.IGNORECASE)
YEARS_IN_WORDS = {"three": 3, "five": 5, "ten": 10}


@dataclass(frozen=True, slots=True)
class Label:
    """A label as read. `words` name a measure or a group, empty where it only tells a period, a kind or a role.

    `name` is the same with the words of kind and role left in: `SPC variance` names a row, `Actual spend` a column
    of spend.
    """

    text: str
    words: str = ""
    name: str = ""
    core: str = ""  # the name without the words of a total
    says: frozenset[str] = frozenset()
    periods: tuple[PeriodMention, ...] = ()
    window: PeriodMention | None = None  # `Last 28 days 2016`, told from the report's last day
    unit: str = ""
    power: int = 0
    years: int = 0  # of an average over years whose end is not told

    @property
    def period(self) -> PeriodMention | None:
        """The period that the label tells: its window, else the last that it prints."""
        return self.window or (self.periods[-1] if self.periods else None)


@made_once
def _patterns(rules: Rules) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((rule.says, _pattern(rule.words, rule.pattern)) for rule in rules.labels)


def _pattern(words: Iterable[str], pattern: str) -> re.Pattern[str]:
    either = [pattern] if pattern else []
    listed = sorted(words, key=len, reverse=True)
    if listed:
        inner = "|".join(rf"{re.escape(w.rstrip('*'))}\w*" if w.endswith("*") else re.escape(w) for w in listed)
        either.append(rf"(?<!\w)(?:{inner})(?!\w)")
    return re.compile("|".join(f"(?:{e})" for e in either), re.IGNORECASE)


def says_of(text: str, rules: Rules) -> frozenset[str]:
    """Return what the words of a label say, by the rules of `labels`."""
    return frozenset(says for says, pattern in _patterns(rules) if pattern.search(text))


def opening_people(words: str, rules: Rules) -> str:
    """Return the people that the words of a label open with, `Adults` of `Adults seen`; empty for none."""
    found = (p.match(words) for says, p in _patterns(rules) if says == "opens_with_people")
    return next((m[0].strip() for m in found if m), "")


def without_marks(text: str) -> str:
    """Return a label without the marks of notes: `Apr-Jun [r]` is `Apr-Jun`."""
    return MARKS.sub(" ", text).strip()


class LabelReader:
    """Reads labels against what is in force; a label that comes again is read once."""

    def __init__(self, rules: Rules, context: PeriodContext) -> None:
        self.rules = self._rules = rules
        self._context = context
        self._read = lru_cache(maxsize=4_000)(self._read_anew)

    def read(self, text: str) -> Label:
        """Return what a label says; the same text gives the same object."""
        return self._read(" ".join(text.split()))

    def is_place(self, label: Label) -> bool:
        """Whether a label's words are the name of a place that is known."""
        return is_known_place(label.words, self._rules)

    def _read_anew(self, text: str) -> Label:
        told = DOTS.sub("", RULE.sub(" ", text)).strip()
        says = says_of(RAISED.sub("", told), self._rules)
        if "of_which" in says:
            says |= says_of(_without(told, "of_which", self._rules).strip(" :"), self._rules)
        periods = tuple(m for m in find_periods(told, self._context) if m.shape is not Shape.LENGTH)
        window = windowed_period((told,), self._context)
        change = bool(says & CHANGES)
        unit, power = unit_of(told, self._rules, change=change)
        years = YEARS_AVERAGE.search(told) if "average" in says and not periods else None
        label = Label(told, says=says, periods=periods, window=window, unit=unit, power=power)
        if years:
            label = replace(label, years=YEARS_IN_WORDS.get(years["years"].lower()) or int(years["years"]))
        words, name, core = self._words(label, told)
        return replace(label, words=words, name=name, core=core)

    def _words(self, label: Label, text: str) -> tuple[str, str, str]:
        """The words that name what is measured, or a group: as printed, without what the label's other parts tell."""
        if (SERIAL.fullmatch(text) and "group" not in label.says) or SCALED_COUNT.fullmatch(text):
            return "", "", ""
        left = MARKS.sub(" ", text)
        for m in reversed(label.periods):
            if _covers(m):
                left = left[: m.start] + " " * (m.end - m.start) + left[m.end :]
        if label.window is not None or WINDOW.search(left):
            left = WINDOW.sub(" ", left)
        left = MONTHS_ENDING.sub(" ", left)
        left = BRACKETS.sub(lambda m: " " if self._is_aside(m) else m[0], left)
        if label.periods and MARK_ALONE.fullmatch(left):
            return "", "", ""  # `2023-24 s`, estimated
        bare = without_step(left, self._rules) if label.says & CHANGES else left
        for says, pattern in _patterns(self._rules):
            if says in NO_NAME:
                bare = pattern.sub(" ", bare)
        if label.says & CHANGES:
            bare = OF_WHAT.sub("", bare)
        if NUMBERED_TIME.fullmatch(left.strip()):
            return "", "", ""  # `Week 31` names nothing
        only_sort = YEARS_AVERAGE.sub(" ", bare) if "average" in label.says else bare
        for says, pattern in _patterns(self._rules):
            if says in SORT:
                only_sort = pattern.sub(" ", only_sort)
        if label.unit or label.power:
            only_sort = UNIT_WORDS.sub(" ", only_sort)
        if label.periods and "group" not in label.says:  # `Week 31 to 6 Aug`
            only_sort = re.sub(r"\d", " ", only_sort)
        only_sort = LENGTH.sub(" ", only_sort)
        if FILLERS.match(only_sort) and not re.search(r"\d", only_sort):
            time = label.unit in TIMES.values() and not label.periods and bool(label.says & {"average", "median"})
            return (_tidy(left, keep_numbers=False),) * 3 if time else ("", "", "")  # `Median days`
        if label.periods and label.unit and _is_unit(left):
            return "", "", ""
        if "of_which" in label.says:
            left, bare = (_without(t, "of_which", self._rules) for t in (left, bare))
        numbered = "group" in label.says or ONE_OF_SEVERAL.fullmatch(left.strip()) is not None
        core = _without(left, "total", self._rules)
        return tuple(_tidy(t, keep_numbers=numbered) for t in (bare, left, core))  # type: ignore[return-value]

    def _is_aside(self, m: re.Match[str]) -> bool:
        """Whether a bracket holds a unit, a scale, a period, a letter or a number: nothing that names.

        One within a word is part of it: `187(a)PC`.
        """
        bracket, inside = m[0], m[0][1:-1].strip()
        behind, before = m.string[m.end() : m.end() + 1], m.string[m.start() - 1 : m.start()]
        if before.isdigit() or (before.isalnum() and behind.isalnum()):
            return False
        if BASE_OF_INDEX.fullmatch(inside):
            return False
        if not re.search(r"[^\W\d_]{2,}", inside):
            return True
        if unit_of(bracket, self._rules) != ("", 0) or unit_of(inside, self._rules) != ("", 0):
            return True
        found = find_periods(inside, self._context)
        return bool(found) and sum(m.end - m.start for m in found) >= len(inside) - 4


def _without(text: str, says: str, rules: Rules) -> str:
    for name, pattern in _patterns(rules):
        if name == says:
            text = pattern.sub(" ", text)
    return text


def _is_unit(text: str) -> bool:
    """Whether a text is a unit with or without its scale, and nothing else: `'000 tonnes`."""
    bare = text.strip(" ,.;:")
    scaled = SCALED_UNIT.match(f" {bare}")
    return bool(unit_told(bare) or (scaled and unit_told(scaled["unit"])))


def _covers(mention: PeriodMention) -> bool:
    """Whether a period is told for itself, and is no part of a name (`Year 7`, `under 18 years`)."""
    told = (Shape.CURRENT, Shape.PREVIOUS, Shape.ROLLING, Shape.QUARTER, Shape.MONTH, Shape.SPAN, Shape.DATE)
    return mention.period is not None or mention.shape in told


def _tidy(text: str, *, keep_numbers: bool) -> str:
    text = re.sub(r"\(\s*\)|\[\s*\]", " ", BULLET.sub("", text))
    text = re.sub(r"\s+", " ", text)
    text = LEFT_OVER.sub("", re.sub(r"\s+([,;:)])", r"\1", text))
    text = text.strip(" ,;:-–—/*|.~").strip()
    return (text if keep_numbers else clean_label(text)).strip(" ,;:-–—/|")
