"""Phrases of sentences that checks hold against the rest of a report, by what they say (rules/phrases.yaml)."""

import re
from collections.abc import Iterator

from pipeline.rules import Rules, made_once
from pipeline.screens import Screened, screened


@made_once
def _patterns(rules: Rules) -> dict[str, tuple[Screened, ...]]:
    found: dict[str, list[Screened]] = {}
    for phrase in rules.phrases:
        found.setdefault(phrase.says, []).append(screened(phrase.pattern))
    return {says: tuple(own) for says, own in found.items()}


def phrases(rules: Rules, says: str, folded: str) -> Iterator[re.Match[str]]:
    """Yield where a folded text says something, by one phrase after another."""
    for pattern in _patterns(rules).get(says, ()):
        yield from pattern.finditer(folded)


def has_phrase(rules: Rules, says: str, folded: str) -> bool:
    """Whether a folded text says something."""
    return any(True for _ in phrases(rules, says, folded))
