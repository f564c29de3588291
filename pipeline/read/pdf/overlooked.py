"""Finds what OCR passed over on a page: dark spots as high as its text where no word was read.

Tesseract takes a digit that stands alone, or a narrow column of numbers, for specks or a picture's edge more often
than one would think. The spots are laid out one a line on a picture of their own and read together.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels

DARK = 140  # grey level below which a pixel is ink; grain on white paper stays far above
CELL = 6  # pixels; ink is looked at in squares of this size
INKED = 3  # dark pixels from which a square counts
MOST_CELLS = 30_000  # of ink outside words; more is a photograph
MOST_SPOTS = 120  # a page; more is a drawing
MOST_ON_SHEET = 40  # spots laid out together: tesseract refuses a picture of more than 32,767 pixels
REACH = 0.5  # heights of a word within which inked squares belong together
LEAST_HEIGHT, MOST_HEIGHT, MOST_WIDTH = 0.45, 1.8, 12.0  # of a spot, in heights of a word
LINE = 2.6  # heights of a word from line to line of the picture that the spots are laid on


@dataclass(frozen=True, slots=True)
class Sheet:
    """Spots laid out below one another: the picture, and what takes a place on it back to the page."""

    picture: "Picture"
    spots: tuple[Box, ...]
    line: int
    margin: int

    def spot_at(self, top: int, height: int) -> int | None:
        """The number of the spot that a word on the sheet belongs to."""
        number = (top + height // 2) // self.line
        return number if number < len(self.spots) else None

    def on_page(self, number: int, left: int, top: int) -> tuple[int, int]:
        """Take the corner of a word of a spot from the sheet to the page."""
        x0, y0, _, _ = self.spots[number]
        return x0 + left - 2 * self.margin, y0 + top - number * self.line - self.margin


def find_overlooked(pixels: Any, words: Sequence[Box]) -> list[Box]:
    """Return the spots of a page (a grey picture as a numpy array) outside the boxes of its words, from the top."""
    import numpy as np

    if not words:
        return []
    usual = float(np.median([bottom - top for _, top, _, bottom in words]))
    dark = pixels < DARK
    for left, top, right, bottom in words:
        margin = (bottom - top) // 4
        dark[max(0, top - margin) : bottom + margin, max(0, left - margin) : right + margin] = False
    height, width = (n // CELL for n in dark.shape)
    ink = dark[: height * CELL, : width * CELL].reshape(height, CELL, width, CELL).sum((1, 3)) >= INKED
    if int(ink.sum()) > MOST_CELLS:
        return []
    cells = {(int(y), int(x)) for y, x in zip(*np.nonzero(ink), strict=True)}
    spots = [spot for spot in _together(cells, math.ceil(REACH * usual / CELL)) if _is_like_text(spot, usual)]
    return sorted(spots, key=lambda s: (s[1], s[0])) if len(spots) <= MOST_SPOTS else []


def lay_out(picture: "Picture", spots: Sequence[Box]) -> Sheet:
    """Lay spots of a page out one a line."""
    from PIL import Image

    usual = sorted(bottom - top for _, top, _, bottom in spots)[-1]
    margin, line = max(2, usual // 3), int(LINE * usual)
    width = max(right - left for left, _, right, _ in spots) + 6 * margin
    sheet = Image.new("L", (width + 4 * line, line * len(spots) + 2 * margin), 255)
    for i, (left, top, right, bottom) in enumerate(spots):
        x0, y0 = max(0, left - margin), max(0, top - margin)  # beyond its edges a picture is black
        x1, y1 = min(picture.width, right + margin), min(picture.height, bottom + margin)
        sheet.paste(picture.crop((x0, y0, x1, y1)), (margin + x0 - (left - margin), i * line + y0 - (top - margin)))
    return Sheet(sheet, tuple(spots), line, margin)


def _together(cells: set[tuple[int, int]], reach: int) -> list[Box]:
    """Join squares that are near one another, more so side by side than on top of one another."""
    spots: list[Box] = []
    near = [(dy, dx) for dy in (-2, -1, 0, 1, 2) for dx in range(-reach, reach + 1)]
    left = set(cells)
    while left:
        waiting = [left.pop()]
        (top, x0) = (bottom, x1) = waiting[0]
        while waiting:
            y, x = waiting.pop()
            top, bottom, x0, x1 = min(top, y), max(bottom, y), min(x0, x), max(x1, x)
            for dy, dx in near:
                cell = (y + dy, x + dx)
                if cell in left:
                    left.remove(cell)
                    waiting.append(cell)
        spots.append((x0 * CELL, top * CELL, (x1 + 1) * CELL, (bottom + 1) * CELL))
    return spots


def _is_like_text(spot: Box, usual: float) -> bool:
    left, top, right, bottom = spot
    return LEAST_HEIGHT * usual <= bottom - top <= MOST_HEIGHT * usual and right - left <= MOST_WIDTH * usual
