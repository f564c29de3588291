"""Looks things up by their place in a text: which are inside a stretch, which places are taken.

Each answer takes a time that does not grow with how many there are, so that a long text takes as much longer
as it is longer.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

WINDOW = 400  # characters before a place that what leads to it may take


class Placed(Protocol):
    """What stands at [start, end) of a text."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


P = TypeVar("P", bound=Placed)
Span = tuple[int, int]


class Taken:
    """The characters of a text that something stands at."""

    def __init__(self, length: int, spans: Iterable[Span] = ()) -> None:
        self._marks = bytearray(length)
        for start, end in spans:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        """Mark characters [start, end)."""
        end = min(end, len(self._marks))
        self._marks[start:end] = b"\x01" * (end - start)

    def meets(self, start: int, end: int) -> bool:
        """Whether any character of [start, end) is marked."""
        return self._marks.find(1, start, end) >= 0


def longest(found: Sequence[P], length: int) -> list[P]:
    """Return what overlaps with nothing longer, in order of place; of equals the first."""
    taken = Taken(length)
    kept: list[P] = []
    for one in sorted(found, key=lambda f: (f.start - f.end, f.start)):
        if not taken.meets(one.start, one.end):
            taken.add(one.start, one.end)
            kept.append(one)
    return sorted(kept, key=lambda f: f.start)


def by_span(found: Sequence[P], spans: Sequence[Span]) -> list[list[P]]:
    """Return for each stretch what begins inside it; `found` is in order of place."""
    starts = [f.start for f in found]
    return [list(found[bisect_left(starts, start) : bisect_left(starts, end)]) for start, end in spans]


def span_at(spans: Sequence[Span], at: int) -> int | None:
    """Return the index of the stretch that a place is in, None for none; the stretches are in order and apart."""
    i = bisect_right(spans, at, key=lambda s: s[0]) - 1
    return i if i >= 0 and at < spans[i][1] else None


def index_at(spans: Sequence[Span], at: int) -> int:
    """Return the index of the stretch that a place is in, the last for a place in none."""
    found = span_at(spans, at)
    return max(len(spans) - 1, 0) if found is None else found


def leads_to(pattern: re.Pattern[str], text: str, at: int, *, start: int = 0) -> re.Match[str] | None:
    """Search for a pattern that ends with `$` in what stands before a place: the last 400 characters from `start` on.

    Its `^` is the beginning of the whole text.
    """
    return pattern.search(text, max(start, at - WINDOW), at)


def last_but_blank(text: str, at: int) -> int:
    """Return the place of the last character before a place that is no white space, 0 for none."""
    at -= 1
    while at > 0 and text[at].isspace():
        at -= 1
    return max(at, 0)
