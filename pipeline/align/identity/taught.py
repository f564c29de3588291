"""What reviewers have taught of measures: pairs of names that are one, pairs that are two, names for people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from pipeline.align.identity.naming import Key

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Taught:
    """Decisions in force on links and measures. Pairs are of ids, the smaller first.

    one, two: pairs that are one measure, and that are two; names: id to the name that people gave, empty where they
    accepted the one it has.
    """

    one: frozenset[Pair] = frozenset()
    two: frozenset[Pair] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)

    def decision(self, pair: Pair) -> str:
        """Return `one`, `two`, or nothing where nobody has decided on a pair."""
        return "one" if pair in self.one else "two" if pair in self.two else ""

    def doubt(self, pair: Pair, doubt: float) -> float:
        """Return how unsure a pair is that rests on evidence this unsure."""
        return 0.0 if pair in self.one else doubt


def identifier(key: Key) -> str:
    """Return the id of a measure: `i` and 16 hex digits over its key."""
    return f"i{sha256(repr(key).encode()).hexdigest()[:16]}"


def pair_of(left: str, right: str) -> Pair:
    """Return two ids as a pair, the smaller first."""
    return (left, right) if left < right else (right, left)


def link_identifier(pair: Pair) -> str:
    """Return the id of a link: `l` and 16 hex digits over its ends."""
    return f"l{sha256(' '.join(pair).encode()).hexdigest()[:16]}"
