"""Pairs the numbers of two units that correspond: by place among the words, or by table column."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.align.model import NumberPair
from pipeline.align.units import Unit, UnitKind
from pipeline.align.words import fold
from pipeline.types import Figure

_WORD_OR_NUMBER = re.compile(r"[£$€]?\d[\d,.]*\d|[£$€]?\d|[^\W\d_]+")


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
    rest = list(right)
    waiting: list[Figure] = []
    for figure in left:
        other = _same_cell(figure, left, rest, right)
        if other is None:
            waiting.append(figure)
        else:
            rest.remove(other)
            yield NumberPair(figure, other, figure.text, other.text)
    for figure in waiting:
        twin = next((f for f in rest if f.column == figure.column), None)
        if twin is not None:
            rest.remove(twin)
        yield NumberPair(figure, twin, figure.text, twin.text if twin else "")
    for figure in rest:
        yield NumberPair(None, figure, "", figure.text)


def _same_cell(
    figure: Figure, left: tuple[Figure, ...], rest: list[Figure], right: tuple[Figure, ...]
) -> Figure | None:
    header = fold(figure.column_label)
    place = _order_in_cell(figure, left)
    for other in rest:
        if fold(other.column_label) == header and _order_in_cell(other, right) == place and (header or _alone(right)):
            return other
    return None


def _order_in_cell(figure: Figure, row: tuple[Figure, ...]) -> int:
    return [f.figure_id for f in row if fold(f.column_label) == fold(figure.column_label)].index(figure.figure_id)


def _alone(row: tuple[Figure, ...]) -> bool:
    return len({f.column for f in row}) == 1


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
    matcher = SequenceMatcher(None, [t.mask for t in left], [t.mask for t in right], autojunk=False)
    for operation, i1, i2, j1, j2 in matcher.get_opcodes():
        here = [t for t in left[i1:i2] if t.mask == "#"]
        there = [t for t in right[j1:j2] if t.mask == "#"]
        if operation in ("equal", "replace"):
            yield from _zip_numbers(here, there)
        else:
            yield from (NumberPair(t.figure, None, t.text, "") for t in here if t.figure)
            yield from (NumberPair(None, t.figure, "", t.text) for t in there if t.figure)


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
