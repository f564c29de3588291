"""Tells names of places that everyone knows: countries, from CLDR, and their parts, from the rules."""

import re

from pipeline.rules import Rules, made_once

HEADS = re.compile(
    r"\b(?:the|of|and|city|county|district|borough|region|province|state|council|unitary|authority|islands?)\b", re.I
)


@made_once
def _names(rules: Rules) -> frozenset[str]:
    from babel import Locale

    countries = [name for code, name in Locale("en").territories.items() if code.isalpha()]
    parts = [name for country in rules.places for name in country.names]
    return frozenset(key for name in (*countries, *parts) if (key := _folded(name)))


def is_known_place(name: str, rules: Rules) -> bool:
    """Whether a name is that of a country or of a part of one; `City of`, `County` and the like do not matter."""
    return _folded(name) in _names(rules)


def _folded(name: str) -> str:
    return " ".join(re.findall(r"\w+", HEADS.sub(" ", name.casefold())))
