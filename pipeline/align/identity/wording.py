"""What is left of a measure's name when it is compared: no frames, no endings, no words that say nothing."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from pipeline.align.words import fold, stem, tokens
from pipeline.rules import Rules, made_once

_JOINED = re.compile(r"\b([a-z]{1,4})-(?=[a-z]{3})")  # `re-offending` and `reoffending` are one word
_PRIMES = re.compile(r"(?<=[^\W\d_])'s?\b|'")
_VALUE = re.compile(r",\s*[-+]?\d+(?:\.\d+)?\s?%\s*$")  # a value that was read as the last label of a column
_SIGNS = re.compile(r"[%£$€]")
Phrase = tuple[str, ...]
WORDINGS_KEPT = 50_000  # of texts


class Words(NamedTuple):
    """A name as it is compared.

    `full` are all words in their order, `base` those that carry meaning, sorted: two names of one measure may
    differ in the light words and in the order.
    """

    full: tuple[str, ...]
    base: tuple[str, ...]

    @property
    def told(self) -> str:
        """The words that carry meaning, as one text."""
        return " ".join(self.base)


class Wording:
    """Takes names apart by the frames of a set of rules. What is made of a text is kept for the next time."""

    def __init__(self, rules: Rules) -> None:
        times = _phrases(rules, "time")
        self._before = _by_word([*_phrases(rules, "before"), *times], 0)
        self._after = _by_word([*_phrases(rules, "after"), *times], -1)
        self._rate = _by_word(_phrases(rules, "rate"), -1)
        self.light = frozenset(stem(w) for phrase in _phrases(rules, "light") for w in phrase)
        self.generic = frozenset(stem(w) for phrase in _phrases(rules, "generic") for w in phrase)
        self.from_to = tuple(w for phrase in _phrases(rules, "from_to") for w in phrase)
        self._kept: dict[tuple[str, bool], Words] = {}
        self._aims = {role: tuple(" ".join(p) for p in _phrases(rules, role)) for role in ("down", "up")}

    def of(self, text: str, *, rate: bool = False) -> Words:
        """Return a name's words; of a rate the words that only say that it is one are left out."""
        key = (text, rate)
        if (found := self._kept.get(key)) is None:
            if len(self._kept) >= WORDINGS_KEPT:
                self._kept.clear()
            found = self._kept[key] = self._apart(text, rate=rate)
        return found

    def _apart(self, text: str, *, rate: bool) -> Words:
        words = tokens(_plain(text))
        shorter = words
        while shorter:
            words = shorter
            shorter = self._without_frame(words, rate=rate)
        full = tuple(stem(w) for w in words)
        light = tuple(stem(w) for w in words if stem(w) not in self.light)
        return Words(full, tuple(sorted(set(light or full))))

    def _without_frame(self, words: list[str], *, rate: bool) -> list[str]:
        """Return what is left without one frame, empty where there is none or nothing would be left."""
        if len(words) > 1 and words[0] in ("the", "a", "an"):
            return words[1:]
        for phrase in self._before.get(words[0], ()):
            if len(words) > len(phrase) and tuple(words[: len(phrase)]) == phrase:
                return words[len(phrase) :]
        ends = [self._after, self._rate] if rate else [self._after]
        for phrases in ends:
            for phrase in phrases.get(words[-1], ()):
                if len(words) > len(phrase) and tuple(words[-len(phrase) :]) == phrase:
                    return words[: -len(phrase)]
        return []

    def direction(self, label: str) -> str:
        """Return `up` or `down` where a label begins with what is wanted, else `none`."""
        words = " ".join(tokens(label))
        for role, phrases in self._aims.items():
            if any(words.startswith(f"{phrase} ") for phrase in phrases):
                return role
        return "none"


def _plain(text: str) -> str:
    text = _SIGNS.sub(" ", _VALUE.sub("", fold(text)).replace("&", " and "))
    return _JOINED.sub(r"\1", _PRIMES.sub("", text))


@made_once
def wording(rules: Rules) -> Wording:
    """Return the wording of a set of rules, made once."""
    return Wording(rules)


def _phrases(rules: Rules, role: str) -> list[Phrase]:
    """Return the phrases of a role as words, the longest first."""
    found = {tuple(tokens(text)) for frame in rules.frames if frame.role == role for text in frame.words}
    return sorted((p for p in found if p), key=lambda p: (-len(p), p))


def _by_word(phrases: Iterable[Phrase], at: int) -> dict[str, list[Phrase]]:
    """Return phrases by their first (0) or last (-1) word."""
    found: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        found.setdefault(phrase[at], []).append(phrase)
    return found


@lru_cache(maxsize=20_000)
def heading_words(section: str) -> str:
    """Return the last heading of a path as it is compared: stems in order, without its number."""
    last = section.rsplit(" > ", 1)[-1]
    return " ".join(stem(t) for t in tokens(last) if not t[0].isdigit())
