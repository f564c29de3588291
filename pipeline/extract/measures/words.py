"""The words of rules/measures.yaml by what they do in a sentence."""

from dataclasses import dataclass

from pipeline.rules import Rules, made_once


@dataclass(frozen=True, slots=True)
class Words:
    """Sets of words in lower case, each by its role in a sentence with a figure."""

    change: frozenset[str]
    mover: frozenset[str]
    amount: frozenset[str]
    experience: frozenset[str]
    frame: frozenset[str]
    group: frozenset[str]
    reference: frozenset[str]
    hedge: frozenset[str]
    compare: frozenset[str]
    ranked: frozenset[str]
    time: frozenset[str]
    opener: frozenset[str]
    named: frozenset[str]
    several: frozenset[str]
    person: frozenset[str]
    third: frozenset[str]
    example: frozenset[str]
    when: frozenset[str]
    standard: frozenset[str]
    pooling: frozenset[str]
    source: frozenset[str]
    telling: frozenset[str]


@made_once
def words_of(rules: Rules) -> Words:
    """Return the words of a set of rules."""
    told: dict[str, set[str]] = {role: set() for role in Words.__dataclass_fields__}
    for rule in rules.measures:
        told[rule.role].update(word.lower() for word in rule.words)
    return Words(**{role: frozenset(words) for role, words in told.items()})
