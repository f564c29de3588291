"""Builds words and lines from characters: by baseline and gap, with footnote marks where they belong."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter

from pipeline.read.pdf.glyphs import Frame, Glyph, Style
from pipeline.types import Box

# All shares are of the font size.
SAME_BASELINE = 0.35  # of a letter's size, between words of one row
SAME_WORD = 0.22  # between letters of one word; more is a raised or lowered one
WORD_GAP = 0.15  # a narrower gap is kerning; pdfplumber's fixed 3 points joins the columns of small tables
TIGHT_SPACE = 0.04  # a space character that leaves less than this between its neighbours does not part them
DOUBLED_WITHIN = 0.12  # false bold prints a character twice, a hair apart
MARK_SIZE = 0.8  # a footnote mark is smaller than this share of the text it stands at
ASCENT, DESCENT = 0.78, 0.22

_STYLE, _X0 = attrgetter("style"), attrgetter("x0")

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
RAISED_LETTERS = dict(zip("abcdefghijklmnopstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖˢᵗᵘᵛʷˣʸᶻ", strict=True))
STATUS = frozenset("rpe")  # revised, provisional, estimated: written in brackets, as statistical offices do
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without a gap; `edges` holds the x of each character boundary, one more than characters."""

    text: str
    edges: tuple[float, ...]
    baseline: float
    size: float
    bold: bool
    confidence: float = 1.0
    turned: "Turned | None" = None  # what the word stands for, where it is a line that runs upwards or downwards

    @property
    def x0(self) -> float:
        return self.edges[0]

    @property
    def x1(self) -> float:
        return self.edges[-1]

    @property
    def middle(self) -> float:
        """Height of the middle of the letters, where the word's place in a cell is judged."""
        return self.baseline - 0.3 * self.size

    @property
    def box(self) -> Box:
        top = self.baseline - ASCENT * self.size - (self.turned.rise if self.turned else 0.0)
        return Box(self.x0, top, self.x1, self.baseline + DESCENT * self.size)

    def moved(self, baseline: float) -> "Word":
        """The word on another baseline; a turned one keeps its top."""
        turned = self.turned and replace(self.turned, rise=self.turned.rise + baseline - self.baseline)
        return replace(self, baseline=baseline, turned=turned)


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline, from left to right, without a wide gap between them."""

    words: tuple[Word, ...]
    baseline: float
    size: float
    bold: bool
    box: Box = field(init=False, compare=False)  # asked for so often that it is worked out once

    def __post_init__(self) -> None:
        top, bottom = self.baseline - ASCENT * self.size, self.baseline + DESCENT * self.size
        box = Box(self.words[0].edges[0], top, max([w.edges[-1] for w in self.words]), bottom)
        object.__setattr__(self, "box", box)

    @property
    def x0(self) -> float:
        return self.box.x0

    @property
    def x1(self) -> float:
        return self.box.x1

    @property
    def text(self) -> str:
        return " ".join(w.text for w in self.words)


@dataclass(frozen=True, slots=True)
class Turned:
    """A line that runs upwards or downwards beside upright text, in the frame that it is upright in."""

    line: Line
    frame: Frame
    rise: float  # points that it is higher than an upright word of its size
    downward: bool


def build_words(glyphs: Sequence[Glyph]) -> list[Word]:
    """Group the characters of one frame into words, top to bottom and left to right."""
    visible = _visible(glyphs)
    words: list[Word] = []
    for row in _rows(visible):
        words.extend(_words_of_row(row))
    return _attach_marks(words)


def cluster_rows(words: Sequence[Word]) -> list[list[Word]]:
    """Cluster words whose baselines are the same, top to bottom, each row from left to right."""
    if len(words) < 2:  # most cells of a table
        return [list(words)] if words else []
    rows: list[list[Word]] = []
    first: Word | None = None
    for word in sorted(words, key=lambda w: (w.baseline, w.edges[0])):
        if first is not None and word.baseline - first.baseline <= SAME_BASELINE * max(word.size, first.size):
            rows[-1].append(word)
        else:
            rows.append([word])
            first = word
    for row in rows:
        row.sort(key=lambda w: w.edges[0])
    return rows


def make_line(words: Sequence[Word]) -> Line:
    """Make a line of words: its size and baseline are those of most of its characters."""
    first = words[0]
    if all(w.size == first.size and w.bold == first.bold for w in words):
        return Line(tuple(words), first.baseline, round(first.size, 1), first.bold)
    sizes: Counter[float] = Counter()
    bold = total = 0
    for word in words:
        sizes[round(word.size, 1)] += len(word.text)
        total += len(word.text)
        bold += len(word.text) if word.bold else 0
    size = sizes.most_common(1)[0][0]
    baseline = next(w.baseline for w in words if round(w.size, 1) == size)
    return Line(tuple(words), baseline, size, bold >= 0.9 * total)


def common_words(words: Sequence[Word]) -> frozenset[str]:
    """Words in lower case that stand more than once: what a line end broke seldom does."""
    counts = Counter(w.text.strip(".,;:()'\"").lower() for w in words)
    return frozenset(text for text, n in counts.items() if n > 1)


def _visible(glyphs: Sequence[Glyph]) -> Sequence[Glyph]:
    """Leave out an invisible layer where the page also has visible text: it is the same text again."""
    if not any(g.style.hidden for g in glyphs):
        return glyphs
    shown = [g for g in glyphs if not g.style.hidden]
    return shown if sum(g.text != " " for g in shown) > 0.2 * len(glyphs) else glyphs


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Cluster characters whose baselines are the same, top to bottom, each row from left to right."""
    runs = [list(run) for _, run in groupby(glyphs, key=_STYLE)]  # the characters of a text object share theirs
    for run in runs:
        run.sort(key=_X0)
    rows: list[list[Glyph]] = []
    first: Style | None = None
    for run in sorted(runs, key=lambda r: (r[0].style.baseline, r[0].x0)):
        style = run[0].style
        if first is not None and style.baseline - first.baseline <= SAME_WORD * min(style.size, first.size):
            rows[-1].extend(run)
        else:
            rows.append(run)
            first = style
    for row in rows:
        row.sort(key=_X0)
    return rows


def _words_of_row(row: Sequence[Glyph]) -> list[Word]:
    words: list[Word] = []
    current: list[Glyph] = []
    spaced = False
    before_x0 = before_x1 = before_size = 0.0
    for glyph in row:
        text, x0, x1, style = glyph
        if text == " " or text.isspace():
            spaced = True
            continue
        size = style.size
        if current:
            reach = DOUBLED_WITHIN * size
            if x0 - before_x0 < reach and any(g.text == text and abs(g.x0 - x0) < reach for g in current[-4:]):
                continue
            gap, larger = x0 - before_x1, max(before_size, size)
            if gap > WORD_GAP * larger or gap < -0.6 * larger or (spaced and gap > TIGHT_SPACE * larger):
                words.append(_make_word(current))
                current = []
        current.append(glyph)
        before_x0, before_x1, before_size = x0, x1, size
        spaced = False
    if current:
        words.append(_make_word(current))
    return words


def _make_word(glyphs: Sequence[Glyph]) -> Word:
    text = "".join([g.text for g in glyphs])
    if len(text) == len(glyphs):
        edges = [round(g.x0, 2) for g in glyphs]
    else:
        edges = [round(x, 2) for g in glyphs for x in _letter_starts(g)]
    edges.append(round(glyphs[-1].x1, 2))
    first = glyphs[0].style
    styles = [g.style for g in glyphs]
    if styles.count(first) == len(styles):
        return Word(text, tuple(edges), first.baseline, first.size, first.bold)
    bold = sum(s.bold for s in styles) * 2 > len(styles)
    return Word(text, tuple(edges), first.baseline, max(s.size for s in styles), bold)


def _letter_starts(glyph: Glyph) -> list[float]:
    """Where the letters of a ligature start, its width shared out evenly."""
    step = (glyph.x1 - glyph.x0) / max(1, len(glyph.text))
    return [glyph.x0 + k * step for k in range(len(glyph.text))]


def _attach_marks(words: list[Word]) -> list[Word]:
    """Join each small raised or lowered word to the word that it touches.

    Its digits become superscript or subscript characters: `310²` is 310 with a footnote, not 3102.
    """
    if not words:
        return words
    if min(w.size for w in words) > MARK_SIZE * max(w.size for w in words):
        return words
    usual = Counter(round(w.size, 1) for w in words).most_common(1)[0][0]
    buckets: dict[int, list[int]] = {}
    for i, word in enumerate(words):
        buckets.setdefault(int(word.baseline // usual), []).append(i)
    largest = {at: max(words[i].size for i in near) for at, near in buckets.items()}
    marks = [
        i
        for i, w in enumerate(words)
        if len(w.text) <= 6 and w.size <= MARK_SIZE * max(largest.get(at, 0.0) for at in _heights(w, usual))
    ]
    gone: set[int] = set()
    result = list(words)
    for i in sorted(marks, key=lambda k: (words[k].x0, words[k].baseline)):
        host = _host(i, result, buckets, usual, gone)
        if host is not None:
            result[host] = _joined(result[host], result[i])
            gone.add(i)
    return [w for i, w in enumerate(result) if i not in gone]


def _heights(mark: Word, usual: float) -> range:
    """The steps of a page's height where the word may stand that a mark belongs to."""
    at = int(mark.baseline // usual)
    return range(at - 1, at + 3)


def _host(i: int, words: list[Word], buckets: dict[int, list[int]], usual: float, gone: set[int]) -> int | None:
    mark = words[i]
    best: tuple[float, int] | None = None
    for j in (k for at in _heights(mark, usual) for k in buckets.get(at, ())):
        word = words[j]
        if j == i or j in gone or mark.size > MARK_SIZE * word.size:
            continue
        rise = (word.baseline - mark.baseline) / word.size
        if not (0.12 <= rise <= 0.8 or -0.4 <= rise <= -0.08):
            continue
        # a mark before a footnote stands further off than one behind a word
        after, before = abs(mark.x0 - word.x1) / 0.3, abs(word.x0 - mark.x1) / 0.6
        distance = min(after, before)
        if distance <= word.size and (best is None or distance < best[0]):
            best = (distance, j)
    return best[1] if best else None


def _joined(word: Word, mark: Word) -> Word:
    raised = mark.baseline < word.baseline
    text, edges = mark.text, mark.edges
    after = mark.x0 >= word.x0 + 0.5 * (word.x1 - word.x0)
    if re.search(r"\d", text):
        text = text.translate(RAISED if raised else LOWERED)
    elif raised and after and _is_letter_mark(word, mark):
        text = "".join(_shown_mark(letter) for letter in text)
        step = (edges[-1] - edges[0]) / len(text)
        edges = (*(round(edges[0] + k * step, 2) for k in range(len(text))), edges[-1])
    if after:
        return replace(word, text=word.text + text, edges=(*word.edges[:-1], max(word.x1, mark.x0), *edges[1:]))
    edges = (*edges[:-1], min(mark.x1, word.x0), *word.edges[1:])
    return replace(word, text=text + word.text, edges=edges)


def _is_letter_mark(word: Word, mark: Word) -> bool:
    """Whether small raised letters are notes (`a`, `b,c`), not the rest of an ordinal (`No`, `st`)."""
    return re.fullmatch(r"[a-z](?:,[a-z])*", mark.text) is not None and not (mark.text == "o" and len(word.text) == 1)


def _shown_mark(letter: str) -> str:
    return f"[{letter}]" if letter in STATUS else RAISED_LETTERS.get(letter, letter)
