"""Pairs the numbers of two units that correspond: by place among the words, or by table column."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from pipeline.align.model import NumberPair
from pipeline.align.units import Unit, UnitKind
from pipeline.align.words import fold
from pipeline.types import Figure

_WORD_OR_NUMBER = re.compile(r"[£$€]?\d[\d,.]*\d|[£$€]?\d|[^\W\d_]+")

MOST_MEETINGS = 100_000  # pairs of equal words of two sentences that are tried; ordinary ones have some hundred


@dataclass(frozen=True, slots=True)
class _Token:
    mask: str  # folded word, or `#` for a number
    text: str
    figure: Figure | None = None


def pair_numbers(left: Unit, right: Unit) -> tuple[NumberPair, ...]:
    """Return the numbers of two corresponding units, each with its counterpart.

    A number without a counterpart is paired with an empty text. Numbers that are no figure on
    either side (dates, references) are left out.
    """
    if left.kind is UnitKind.ROW:
        return tuple(_pair_cells(left.figures, right.figures))
    if not left.figures and not right.figures:
        return ()
    if left.full == right.full and len(left.figures) == len(right.figures):
        return tuple(NumberPair(a, b, a.text, b.text) for a, b in zip(left.figures, right.figures, strict=True))
    return tuple(_pair_tokens(_tokens(left), _tokens(right)))


def _pair_cells(left: tuple[Figure, ...], right: tuple[Figure, ...]) -> Iterator[NumberPair]:
    """Pair the figures of two rows by column header and order in the cell, then by column number."""
    alone = len({f.column for f in right}) == 1
    places = dict(zip(_places(right), range(len(right)), strict=True))
    taken: set[int] = set()
    waiting: list[Figure] = []
    for figure, place in zip(left, _places(left), strict=True):
        number = places.get(place) if place[0] or alone else None
        if number is None:
            waiting.append(figure)
        else:
            taken.add(number)
            yield NumberPair(figure, right[number], figure.text, right[number].text)
    rest: dict[int | None, deque[int]] = defaultdict(deque)
    for number, figure in enumerate(right):
        if number not in taken:
            rest[figure.column].append(number)
    for figure in waiting:
        twin = right[rest[figure.column].popleft()] if rest[figure.column] else None
        yield NumberPair(figure, twin, figure.text, twin.text if twin else "")
    for number in sorted(n for numbers in rest.values() for n in numbers):
        yield NumberPair(None, right[number], "", right[number].text)


def _places(row: tuple[Figure, ...]) -> Iterator[tuple[str, int]]:
    """Yield for each figure of a row its column header and how many figures under that header stand before it."""
    before: Counter[str] = Counter()
    for figure in row:
        header = fold(figure.column_label)
        yield header, before[header]
        before[header] += 1


def _tokens(unit: Unit) -> list[_Token]:
    """Return words and numbers in order; a figure is one token, whatever it is printed as."""
    if unit.passage is None:
        return [_Token("#", f.text, f) for f in unit.figures]
    text = unit.passage.text
    result: list[_Token] = []
    at = 0
    for figure in sorted(unit.figures, key=lambda f: f.offset):
        start = text.find(figure.text, max(at, figure.offset - 2)) if figure.text else -1
        if start < 0:
            continue
        result.extend(_plain(text[at:start]))
        result.append(_Token("#", figure.text, figure))
        at = start + len(figure.text)
    result.extend(_plain(text[at:]))
    return result


def _plain(text: str) -> Iterator[_Token]:
    for match in _WORD_OR_NUMBER.finditer(text):
        word = match[0]
        yield _Token("#" if any(c.isdigit() for c in word) else fold(word), word)


def _pair_tokens(left: list[_Token], right: list[_Token]) -> Iterator[NumberPair]:
    """Walk the two lists of words and pair the numbers that stand at the same place."""
    for operation, i1, i2, j1, j2 in _changes([t.mask for t in left], [t.mask for t in right]):
        here = [t for t in left[i1:i2] if t.mask == "#"]
        there = [t for t in right[j1:j2] if t.mask == "#"]
        if operation in ("equal", "replace"):
            yield from _zip_numbers(here, there)
        else:
            yield from (NumberPair(t.figure, None, t.text, "") for t in here if t.figure)
            yield from (NumberPair(None, t.figure, "", t.text) for t in there if t.figure)


def _changes(left: list[str], right: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    """Return how one list of words becomes the other: operation, from and to on the left, from and to on the right.

    Of lists with too many equal words to try them all, what they begin and end with alike is set apart, and the
    numbers between are taken in their order.
    """
    if left == right:
        return [("equal", 0, len(left), 0, len(right))]
    often = Counter(right)
    if sum(often[word] for word in left) <= MOST_MEETINGS:
        return SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    same = sum(1 for _ in takewhile(lambda p: p[0] == p[1], zip(left, right, strict=False)))
    tail = zip(reversed(left[same:]), reversed(right[same:]), strict=False)
    end = sum(1 for _ in takewhile(lambda p: p[0] == p[1], tail))
    i, j = len(left) - end, len(right) - end
    return [("equal", 0, same, 0, same), ("replace", same, i, same, j), ("equal", i, len(left), j, len(right))]


def _zip_numbers(here: list[_Token], there: list[_Token]) -> Iterator[NumberPair]:
    for k in range(max(len(here), len(there))):
        a = here[k] if k < len(here) else None
        b = there[k] if k < len(there) else None
        if (a and a.figure) or (b and b.figure):
            yield NumberPair(
                a.figure if a else None,
                b.figure if b else None,
                a.text if a else "",
                b.text if b else "",
            )
