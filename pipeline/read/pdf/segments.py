"""Segments of a row: words without a wide gap, told apart as figures or words."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise, product

from pipeline.read.pdf.words import Word, cluster_rows

TITLE_OFF = 0.04  # share of a table's width that the middle of a centred text may be off the table's
LEAST_BOUNDS = 5  # sides of columns from which the middle of a table is not that of its columns of figures
CELL_GAP = 0.75  # font sizes; a wider gap parts cells
STRAIGHT_GAP = (
    0.45  # font sizes; one as wide between an amount and a text parts cells where both its sides are straight
)
STRAIGHT_ROWS = 5  # rows whose gaps have the same sides
AMOUNT = re.compile(r"[-–−(]?[£$€]?\(?(?:\d[\d,]*\.\d\d|\d{1,3}(?:,\d{3})+|\d{4,})\)?[-–−]?(?:CR)?")
THOUSANDS_GAP = 0.4  # `1 234`: a narrower gap between groups of three digits is inside the number

FIGURE = re.compile(
    r"""
    [\s*†‡§<>≤≥~^(\[]* [-+−–‐‑‒]? \s? [£$€¥]? \s? [-+−–‐‑‒(]*   # marks, sign, currency
    (?: \d[\d,.\s'’]* | \.\d+ )
    \s? (?: % | ‰ | [a-z]{1,3} | million | billion )?            # unit, ordinal ending
    [\s)\]*†‡§¹²³⁰⁴-⁹ᵃ-ᶻʰʲˡˢʷˣʸⁱⁿr]* (?: [(\[][a-z][)\]] )?         # closing marks
    """,
    re.VERBOSE | re.IGNORECASE,
)
RANGE = re.compile(r"[£$€]?\d[\d,.]*\s?[-–/]\s?[£$€]?\d[\d,.]*%?")
GAP_MARK = re.compile(r"[-–—−‐*†‡.…:]{1,6}|\(?[a-z]\)|n/?a\.?|\(x\)|nil|none|null|tbc", re.IGNORECASE)
HANGING = re.compile(r"(?:[*†‡§¹²³⁰⁴-⁹ᵃ-ᶻʰʲˡˢʷˣʸⁱⁿ]|\[[a-z]\])+$")
LEADER = re.compile(r"[.…·_]+")
YEAR = re.compile(r"(?:FY\s?)?'?(?:19|20)\d\d(?:[/–-]\d{2,4})?(?:[*pr]|\s?\([a-z]\))?", re.IGNORECASE)
SPAN = re.compile(r"\d{1,3}(?:\s?[-–]\s?\d{1,3}|\s?\+)")  # ages, sizes
ROW_NUMBER = re.compile(r"(\d{1,2})[A-Z]?[.)]?")  # before the label of a table's row: 7, 14A, 3.


@dataclass(frozen=True)
class Segment:
    """Words of one row that stand together; its sides leave out leader dots and the marks that hang behind."""

    words: tuple[Word, ...]

    @cached_property
    def x0(self) -> float:
        return self._solid[0].x0

    @cached_property
    def x1(self) -> float:
        return max(_own_end(w) for w in self._solid)

    @cached_property
    def _solid(self) -> tuple[Word, ...]:
        solid = [w for w in self.words if not LEADER.fullmatch(w.text)]
        return tuple(solid) or self.words

    @cached_property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)

    @cached_property
    def figure(self) -> bool:
        """A number, a range or a mark that stands for one."""
        return is_figure(self.text)

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


def _own_end(word: Word) -> float:
    """Where a word ends without the marks behind it, which printers let hang outside the column."""
    mark = HANGING.search(word.text)
    return word.edges[mark.start()] if mark and mark.start() else word.x1


@dataclass(frozen=True)
class Row:
    """The segments on one baseline, from left to right."""

    segments: tuple[Segment, ...]
    baseline: float
    size: float

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return tuple(w for s in self.segments for w in s.words)

    @cached_property
    def seed(self) -> bool:
        """Whether the row looks like one of a table: several cells, one of them a figure."""
        return len(self.segments) >= 2 and any(s.figure for s in self.segments[1:])

    @cached_property
    def rise(self) -> float:
        """How far turned words reach up over a line of the row's size."""
        return max(w.turned.rise if w.turned else 0.0 for w in self.words)

    @property
    def x0(self) -> float:
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        return max(s.x1 for s in self.segments)

    @cached_property
    def text(self) -> str:
        return " ".join(s.text for s in self.segments)


@lru_cache(maxsize=20_000)
def is_figure(text: str) -> bool:
    """Whether a text is a number by itself, a range of numbers or a mark in a number's place."""
    text = text.strip()
    return bool(FIGURE.fullmatch(text) or RANGE.fullmatch(text) or GAP_MARK.fullmatch(text))


@lru_cache(maxsize=20_000)
def is_year(text: str) -> bool:
    """Whether a text is a year, which heads a column rather than fills it."""
    return YEAR.fullmatch(text.strip()) is not None


@lru_cache(maxsize=20_000)
def is_span(text: str) -> bool:
    """Whether a text is a year or a range of small numbers, which head columns: `2015`, `25-34`, `65+`."""
    return is_year(text) or SPAN.fullmatch(text.strip()) is not None


def segment_rows(words: Sequence[Word]) -> list[Row]:
    """Cluster words into rows and cut each row into segments at its wide gaps."""
    rows: list[Row] = []
    clustered = cluster_rows(words)
    straight = _straight_gaps(clustered)
    for row in clustered:
        segments: list[Segment] = []
        start = 0
        for i in range(1, len(row) + 1):
            wide = i == len(row) or row[i].x0 - row[i - 1].x1 > CELL_GAP * min(row[i].size, row[i - 1].size)
            if wide or (straight and _sides(row[i - 1], row[i]) in straight):
                segments.extend(_figures_apart(row[start:i]))
                start = i
        sizes = sorted(w.size for w in row)
        rows.append(Row(tuple(segments), row[0].baseline, sizes[len(sizes) // 2]))
    return rows


def _straight_gaps(rows: Sequence[Sequence[Word]]) -> frozenset[tuple[int, int]]:
    """Return the sides of narrow gaps behind amounts that many rows share: a column set right beside one set left."""
    found: Counter[tuple[int, int]] = Counter()
    for row in rows:
        for before, word in pairwise(row):
            gap = word.x0 - before.x1
            if gap > STRAIGHT_GAP * min(before.size, word.size) and AMOUNT.fullmatch(before.text):
                found[_sides(before, word)] += 1
    near = tuple(product((-1, 0, 1), repeat=2))
    return frozenset((x1, x0) for x1, x0 in found if sum(found[x1 + a, x0 + b] for a, b in near) >= STRAIGHT_ROWS)


def _sides(before: Word, word: Word) -> tuple[int, int]:
    """Return the two sides of the gap between two words, in points."""
    return round(before.x1), round(word.x0)


def _figures_apart(words: Sequence[Word]) -> list[Segment]:
    """Take figures that stand side by side apart: narrow columns leave less than a wide gap."""
    segments: list[list[Word]] = []
    for word in words:
        if not segments:
            segments.append([word])
            continue
        before = segments[-1][-1]
        led = LEADER.fullmatch(before.text) and len(segments[-1]) > 2 and word.text.strip(".")
        beside = is_figure(before.text) and not _one_number(before, word, segments[-1])
        if is_figure(word.text) and (led or beside):
            segments.append([word])
        else:
            segments[-1].append(word)
    return [Segment(tuple(s)) for s in segments]


def _one_number(before: Word, word: Word, so_far: Sequence[Word]) -> bool:
    """`1 234` and `- 5` are one number; figures inside a label's words stay there."""
    if any(not is_figure(w.text) for w in so_far):
        return True
    if LEADER.fullmatch(before.text) or LEADER.fullmatch(word.text):
        return True
    gap = word.x0 - before.x1
    if gap > THOUSANDS_GAP * word.size:
        return False
    grouped = re.fullmatch(r"[-–−(]?\d{1,3}", before.text) and re.match(r"\d{3}(?!\d)", word.text)
    signed = re.fullmatch(r"[-–−+£$€<>~(]", before.text)
    marked = re.fullmatch(r"[(\[][a-z][)\]]", word.text)
    return bool(grouped or signed or marked or word.text in ("%", ")"))


def is_centred(text: Segment, bounds: Sequence[float]) -> bool:
    """Whether a text is centred over a whole table, labels too: a header would be centred over columns of figures.

    bounds: the sides of the table's columns, ends included.
    """
    left, first, right = bounds[0], bounds[1], bounds[-1]
    off_table, off_values = abs(text.middle - (left + right) / 2), abs(text.middle - (first + right) / 2)
    return len(bounds) > LEAST_BOUNDS and off_table < TITLE_OFF * (right - left) < off_values
