"""Header texts that are turned by 90 degrees, seen as words over the columns that they stand over."""

from collections.abc import Sequence

from pipeline.read.pdf.glyphs import Frame
from pipeline.read.pdf.lines import build_lines
from pipeline.read.pdf.segments import is_figure
from pipeline.read.pdf.words import ASCENT, DESCENT, Line, Turned, Word
from pipeline.types import Box

DOWNWARD = 3  # quarter turns anticlockwise of a text that reads from top to bottom
NEAR = 3.5  # font sizes from the foot of a turned header to the first figure under it
SIDE_BY_SIDE = 0.5  # share of turned texts in one band that figures must stand under


def turned_words(words: Sequence[Word], own: Frame, frame: Frame) -> list[Word]:
    """Return each line of words of another frame as one word of `frame`, its baseline at its foot.

    own: the frame that the words are upright in. Lines that stand upside down have no place and give nothing.
    """
    turn = (own.text_turn - frame.text_turn) % 4
    if turn == 2:
        return []
    return [_turned(line, own, frame, downward=turn == DOWNWARD) for line in build_lines(words)]


def _turned(line: Line, own: Frame, frame: Frame, *, downward: bool) -> Word:
    box = _box_in(line.box, own, frame)
    text = line.text
    step = (box.x1 - box.x0) / max(1, len(text))
    edges = (*(round(box.x0 + k * step, 2) for k in range(len(text))), round(box.x1, 2))
    rise = max(0.0, box.bottom - box.top - (ASCENT + DESCENT) * line.size)
    foot = box.bottom - DESCENT * line.size
    return Word(text, edges, foot, line.size, line.bold, turned=Turned(line, own, rise, downward))


def _box_in(box: Box, own: Frame, frame: Frame) -> Box:
    xa, ya = frame.enter(*own.leave(box.x0, box.top))
    xb, yb = frame.enter(*own.leave(box.x1, box.bottom))
    return Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))


def over_columns(turned: Sequence[Word], words: Sequence[Word]) -> list[Word]:
    """Return the turned words that stand side by side over columns of figures, each band on one baseline.

    words: the upright ones of the page. What stands beside figures (the name of an axis, a mark at the margin)
    is left out.
    """
    figures = sorted((w for w in words if is_figure(w.text)), key=lambda w: w.baseline)
    found: list[Word] = []
    for band in _bands(turned):
        foot = max(w.baseline for w in band)
        size = max(w.size for w in band)
        below = [f for f in figures if foot < f.baseline]
        near = [f for f in below if f.baseline - foot <= NEAR * size]
        headed = [w for w in band if any(f.x0 < w.x1 and w.x0 < f.x1 for f in below)]
        if len(headed) < 2 or len(headed) < SIDE_BY_SIDE * len(band):
            continue
        if any(f.x0 < w.x1 and w.x0 < f.x1 for f in near for w in headed):
            found.extend(w.moved(foot) for w in band)
    return found


def _bands(turned: Sequence[Word]) -> list[list[Word]]:
    """Group turned words whose heights overlap, from top to bottom."""
    bands: list[list[Word]] = []
    bottom = float("-inf")
    for word in sorted(turned, key=lambda w: (w.box.top, w.x0)):
        if bands and word.box.top < bottom:
            bands[-1].append(word)
        else:
            bands.append([word])
        bottom = max(bottom, word.box.bottom) if len(bands[-1]) > 1 else word.box.bottom
    return bands
