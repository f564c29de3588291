"""Joins lines into text, with runs that lead each character back to its place on the page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.read.pdf.glyphs import Frame
from pipeline.read.pdf.words import Line
from pipeline.types import PageRun

PlacedLine = tuple[Line, int, Frame]  # a line, its page from 1 and the frame that it is upright in

BROKEN_WORD = re.compile(r"([^\W\d_]+)[-‐]$")
BREAKABLE = re.compile(r"(?<=[^\s–-])[-‐/]$|^[-–−(]+$|(?<=[\s(])[-–−]$")  # `2012/`, `18-`, and a sign before its number
FUNCTION_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to"}
)
WORD_START = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words in lower case, and whether the document breaks words at its line ends."""

    known: frozenset[str] = frozenset()
    hyphenates: bool = False


NO_WORDS = Vocabulary()


@dataclass(frozen=True, slots=True)
class LineText:
    """Text of joined lines with its runs, one run a line."""

    text: str
    runs: tuple[PageRun, ...]


def join_lines(
    lines: Sequence[PlacedLine], *, words: Vocabulary = NO_WORDS, cell_sides: tuple[float, float] | None = None
) -> LineText:
    """Join lines by one space; a word or number broken at a line end becomes whole again.

    words: of the document; a hyphen at a line end is taken out where the word without it is among
    them, since `non-specialist` may break there too. cell_sides: the
    left and right side of the cell that the lines stand in; a word wider than its cell breaks anywhere.
    """
    text = ""
    runs: list[PageRun] = []
    for i, (line, page, frame) in enumerate(lines):
        content, edges, glue = line.text, line_edges(line), " "
        if i + 1 == len(lines):
            glue = ""
        else:
            following = lines[i + 1][0]
            if _is_broken_word(content, following.text, words):
                content, edges = content[:-1], edges[:-1]
                glue = ""
            elif _breaks_inside(content, following.text) or (
                cell_sides is not None and _outgrows(lines, i, cell_sides, words.known)
            ):
                glue = ""
        runs.append(_run(len(text), len(text) + len(content), line, edges, page, frame))
        text += content + glue
    return LineText(text, tuple(runs))


def line_edges(line: Line) -> tuple[float, ...]:
    """The x of each character boundary of a line's text; a space reaches from word to word."""
    edges: list[float] = []
    for word in line.words:
        edges.extend(word.edges)
    return tuple(edges)


def _is_broken_word(content: str, following: str, words: "Vocabulary") -> bool:
    """Whether the hyphen at the end of a line is there only for the break."""
    first, second = BROKEN_WORD.search(content), WORD_START.match(following)
    if not first or not second or not second[0][0].islower():
        return False
    whole, compound = (first[1] + second[0]).lower(), f"{first[1]}-{second[0]}".lower()
    if whole in words.known:
        return True
    if not words.hyphenates or compound in words.known:
        return False
    return first[1].lower() not in words.known or second[0].lower() not in words.known


def measure_vocabulary(lines: Sequence[Line]) -> Vocabulary:
    """Collect the words of a document's lines and tell whether it breaks words at line ends.

    It does where joining the halves gives words that the document has elsewhere, more often than
    keeping the hyphen does.
    """
    known: set[str] = set()
    for line in lines:
        known.update(w.text.strip(".,;:()'\"").lower() for w in line.words[:-1])
    whole = compound = 0
    for line, following in pairwise(lines):
        first, second = BROKEN_WORD.search(line.text), WORD_START.match(following.text)
        if first and second:
            whole += (first[1] + second[0]).lower() in known
            compound += f"{first[1]}-{second[0]}".lower() in known
    return Vocabulary(frozenset(known), hyphenates=whole >= 2 and whole > compound)


def _breaks_inside(content: str, following: str) -> bool:
    return BREAKABLE.search(content) is not None and following[0].isalnum()


def _outgrows(
    lines: Sequence[PlacedLine], i: int, cell_sides: tuple[float, float], known_words: frozenset[str]
) -> bool:
    """Whether a line is one word that fills its cell, so that its last letters went to the next line."""
    line, following = lines[i][0], lines[i + 1][0]
    first = following.words[0]
    if len(line.words) > 1 or not line.text[-1].isalpha() or not first.text[0].isalpha():
        return False
    if following.text[0].isupper() and not line.text.isupper():
        return False
    if first.text.strip(".,;:)").lower() in known_words | FUNCTION_WORDS:
        return False
    # the padding on the left is taken to be that on the right
    padding = max(0.0, min(placed[0].x0 for placed in lines) - cell_sides[0])
    letter = first.edges[1] - first.edges[0]
    return line.x1 + letter > cell_sides[1] - min(padding, 8.0)


def _run(start: int, end: int, line: Line, edges: tuple[float, ...], page: int, frame: Frame) -> PageRun:
    box = frame.shown(line.box)
    shift = round(box.x0 - line.x0, 2)
    return PageRun(
        start=start,
        end=end,
        page=page,
        box=box,
        edges=tuple(round(x + shift, 2) for x in edges) if frame.upright and shift else edges if frame.upright else (),
        confidence=min(w.confidence for w in line.words),
    )
