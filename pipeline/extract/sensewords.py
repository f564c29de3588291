"""The patterns that rules/senses.yaml and the directions of rules/words.yaml make, for the kind of a number."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.rules import Rules, made_once

CASELESS = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class SensePatterns:
    """Compiled patterns; `falls` are words in lower case that tell a fall."""

    direction: re.Pattern[str]  # a word of rise or fall, `word`
    falls: frozenset[str]
    noun: re.Pattern[str]
    level: re.Pattern[str]
    to_level: re.Pattern[str]  # before a number
    right_noun: re.Pattern[str]  # behind a number, `word`
    right_comparative: re.Pattern[str]  # behind a number, `word`, `far` or `than`
    phrasal: re.Pattern[str]
    told: re.Pattern[str]  # from a change to its number, `mid`
    right_before: re.Pattern[str]
    moves: re.Pattern[str]  # before a number that something moved by
    moved_from: re.Pattern[str]  # before a number that a change is of, `noun`
    measured_time: re.Pattern[str]  # before a length of time, in its clause
    ends_movement: re.Pattern[str]  # before a number that something moved to or from


@made_once
def sense_patterns(rules: Rules) -> SensePatterns:
    """Return the patterns of a set of rules."""
    words: dict[str, list[str]] = {}
    for rule in rules.senses:
        words.setdefault(rule.says, []).extend(rule.words)
    phrasal = "|".join(f"(?:{r.pattern})" for r in rules.senses if r.pattern) or r"(?!)"
    any_of = {says: _any(own) for says, own in words.items()}
    nouns, comparatives = any_of.get("change_noun", NOTHING), any_of.get("comparative", NOTHING)
    ends = any_of.get("ends_counted", NOTHING)
    moving = [w for d in rules.directions if d.direction != "same" for w in d.words]
    falls = frozenset(w.lower() for d in rules.directions if d.direction == "fall" for w in d.words)
    first = "".join(sorted({re.escape(w[0].lower()) for w in moving}))  # most places begin none of them
    leads, before_level = any_of.get("leads_to_level", NOTHING), any_of.get("before_level", NOTHING)
    size, before_size = any_of.get("leads_to_size", NOTHING), any_of.get("before_size", NOTHING)
    verbs = _any(w for w in moving if w.endswith(("ed", "n")) or w in IRREGULAR)
    return SensePatterns(
        direction=re.compile(rf"\b(?=[{first}])(?P<word>{_any(moving)})\b", CASELESS),
        falls=falls,
        noun=re.compile(nouns, CASELESS),
        level=re.compile(rf"\b(?:{any_of.get('level', NOTHING)})\b", CASELESS),
        to_level=re.compile(rf"\b(?:{leads})\s+(?:(?:{before_level})\s+){{0,4}}$", CASELESS),
        right_noun=re.compile(
            rf"^\s*(?:\((?:[^()]*)\)\s*)?(?:(?!(?:{ends})\b)[\w'/-]+\s+){{0,2}}?(?P<word>{nouns})\b", CASELESS
        ),
        right_comparative=re.compile(
            rf"^\s*(?:\([^()]*\)\s*)?(?:(?P<word>{comparatives})\b|(?!(?:of|in|and|to|were|was|or)\b)[a-z'/-]+\s+"
            rf"(?:(?P<far>{comparatives})\b(?!\s+than)|(?P<than>fewer)\s+than\b))(?!\s+or\b)",
            CASELESS,
        ),
        phrasal=re.compile(phrasal, CASELESS),
        told=re.compile(rf"(?P<mid>[^.;()]{{0,150}}?)\b(?:{size})\s+(?P<fill>(?:(?:{before_size})\s+)*)$"),
        right_before=re.compile(rf"\s+(?:(?:{any_of.get('right_before', NOTHING)})\s+)*"),
        moves=re.compile(rf"\b(?:{nouns}|{verbs})\s+(?:of\s+|by\s+)?(?:[a-z]+\s+)?$", CASELESS),
        measured_time=re.compile(rf"\b(?:{any_of.get('measured_time', NOTHING)})\b[^.;:,]{{0,60}}$", CASELESS),
        ends_movement=re.compile(
            rf"\b(?:{verbs})\b(?:[^.;:]|\.(?=\d)){{0,60}}?\b(?:{leads})\s+(?:(?:{before_level})\s+){{0,4}}$", CASELESS
        ),
        moved_from=re.compile(rf"\b(?P<noun>{nouns})\s+of\s+$", CASELESS),
    )


NOTHING = r"(?!)"
IRREGULAR = ("rose", "fell", "grew", "up", "down", "cut", "lost")


def _any(words: Iterable[str]) -> str:
    """Return words as alternatives, the longest first; blanks are any white space, `*` at the end any ending."""
    ordered = sorted(set(words), key=lambda w: (-len(w), w))
    spelled = (re.escape(w).replace(r"\ ", r"\s+") for w in ordered)
    return "|".join(re.sub(r"\\\*$", r"\\w+", w) for w in spelled) or NOTHING
