"""The words of rules/whom.yaml by what they say."""

import re
from dataclasses import dataclass
from functools import cache

from pipeline.rules import Rules, made_once
from pipeline.screens import screened

AGES = screened(
    r"""
    \b(?:(?:people|persons|those|offenders|individuals|adults|children|young\s+people)\s+)?
        aged\s+(?:between\s+)?(?P<a>\d{1,2})\s*(?:-|–|to|and)\s*(?P<b>\d{1,2})\b      # people aged 18 to 24
  | (?<!\()(?<!\d)\b(?P<c>\d{1,2})\s?[-–]\s?(?P<d>\d{1,2})[\s-]year[\s-]olds?\b     # 18-24 year olds
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class WhomWords:
    """Sets of words in lower case, but for `short`, each by what it says; `ages` finds ages with one end."""

    people: frozenset[str]
    told_people: frozenset[str]
    of_people: frozenset[str]
    wide: frozenset[str]
    pool: frozenset[str]
    average: frozenset[str]
    within: frozenset[str]
    towards: frozenset[str]
    no_place: frozenset[str]
    body: frozenset[str]
    title: frozenset[str]
    roll: frozenset[str]
    short: frozenset[str]  # as printed
    ages: re.Pattern[str]


@made_once
def whom_words(rules: Rules) -> WhomWords:
    """Return the words of a set of rules."""
    told: dict[str, set[str]] = {name: set() for name in WhomWords.__dataclass_fields__ if name != "ages"}
    patterns = []
    for rule in rules.whom:
        if rule.pattern:
            patterns.append(rule.pattern)
        else:
            told[rule.says].update(rule.words if rule.says == "short" else (word.lower() for word in rule.words))
    ages = re.compile("|".join(f"(?:{p})" for p in patterns) or r"(?!)", re.IGNORECASE)
    return WhomWords(ages=ages, **{name: frozenset(words) for name, words in told.items()})


def age_band(m: re.Match[str]) -> str:
    """Return how a group between two ages, found by AGES, is written in the data; empty for one that has no end."""
    last = m["b"] or m["d"]
    return f"{m['a'] or m['c']}-{last} year olds" if last else ""


@cache
def languages() -> frozenset[str]:
    """Return the English names of languages in lower case: `in English` is no place."""
    from babel import Locale

    return frozenset(name.lower() for name in Locale("en").languages.values())
