"""Reads the characters of a page from pdfium, with box, baseline, size and weight, upright in their own frame."""

import ctypes
import math
import re
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, NamedTuple

from pipeline.read.pdf.characters import UNUSUAL, Texts, whole_code
from pipeline.types import Box

BOLD_NAME = re.compile(r"bold|black|heavy|demi|[-,]bd\b", re.IGNORECASE)
FORCE_BOLD = 0x40000  # flag of the font descriptor
NO_BOX, LETTER = (0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 612.0, 792.0)
INVISIBLE = 3  # text render mode of OCR layers: neither filled nor stroked


class Style(NamedTuple):
    """What the characters of a text object share; `turn` is -1 where they run askew."""

    turn: int
    baseline: float
    size: float
    bold: bool
    hidden: bool


class Glyph(NamedTuple):
    """A character in a frame where text runs from left to right; y grows downwards."""

    text: str
    x0: float
    x1: float
    style: Style


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page lies (`page_turn`) and how some text on it runs (`text_turn`), in quarter turns.

    Turns count anticlockwise for text, clockwise for the page, so that equal turns show upright.
    left, bottom, right and top are the visible page in PDF user space.
    """

    left: float
    bottom: float
    right: float
    top: float
    page_turn: int
    text_turn: int
    tilt: float = 0.0  # degrees anticlockwise that a scan was straightened by

    @property
    def upright(self) -> bool:
        """Whether the text runs from left to right as the page is shown."""
        return self.page_turn == self.text_turn

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the frame."""
        across, down = self.right - self.left, self.top - self.bottom
        return (across, down) if self.text_turn % 2 == 0 else (down, across)

    def enter(self, ux: float, uy: float, turn: int | None = None) -> tuple[float, float]:
        """Take a point from user space into the frame (or into that of another turn)."""
        turn = self.text_turn if turn is None else turn
        if turn == 0:
            return ux - self.left, self.top - uy
        if turn == 1:
            return uy - self.bottom, ux - self.left
        if turn == 2:
            return self.right - ux, uy - self.bottom
        return self.top - uy, self.right - ux

    def leave(self, x: float, y: float) -> tuple[float, float]:
        """Take a point from the frame back into user space."""
        if self.text_turn == 0:
            return self.left + x, self.top - y
        if self.text_turn == 1:
            return self.left + y, self.bottom + x
        if self.text_turn == 2:
            return self.right - x, self.bottom + y
        return self.right - y, self.top - x

    def shown(self, box: Box) -> Box:
        """Take a box from the frame to the page as it is shown."""
        if self.tilt:
            return self._tilted_back(box)
        if self.upright:
            return box
        xa, ya = self.enter(*self.leave(box.x0, box.top), self.page_turn)
        xb, yb = self.enter(*self.leave(box.x1, box.bottom), self.page_turn)
        return Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))

    def _tilted_back(self, box: Box) -> Box:
        """Move a box of a straightened scan to where it stands on the page as it was laid in."""
        width, height = self.size
        angle = math.radians(self.tilt)
        x, y = (box.x0 + box.x1) / 2 - width / 2, (box.top + box.bottom) / 2 - height / 2
        dx = x * math.cos(angle) + y * math.sin(angle) - x
        dy = -x * math.sin(angle) + y * math.cos(angle) - y
        return Box(box.x0 + dx, box.top + dy, box.x1 + dx, box.bottom + dy)


def page_frame(page: Any, *, text_turn: int | None = None) -> Frame:
    """Return the frame of a pypdfium2 page for text of the given turn, upright by default."""
    left, bottom, right, top = _visible_box(page)
    page_turn = page.get_rotation() // 90 % 4
    return Frame(left, bottom, right, top, page_turn, page_turn if text_turn is None else text_turn)


def _visible_box(page: Any) -> tuple[float, float, float, float]:
    """The part of a page that is shown: all of it where what the file says is no area, as viewers do."""
    for box in (page.get_bbox(), page.get_mediabox()):
        left, bottom, right, top = box or NO_BOX
        left, bottom, right, top = min(left, right), min(bottom, top), max(left, right), max(bottom, top)
        if right - left > 0 and top - bottom > 0:
            return left, bottom, right, top
    return LETTER


def read_glyphs(page: Any, *, max_characters: int) -> tuple[dict[int, list[Glyph]], int]:
    """Read the characters of a page by their turn; also return how many pdfium holds.

    Characters that run askew (drawings, slanted watermarks) come under turn -1, unplaced.
    """
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    total = textpage.count_chars()
    frames = {turn: page_frame(page, text_turn=turn) for turn in range(4)}
    styles = _Styles(pdfium, textpage.raw, frames)
    found: dict[int, list[Glyph]] = {}
    glyphs: list[Glyph] = []  # those of the turn that was met last
    style: Style | None = None
    last: int | None = None
    rect = pdfium.FS_RECTF()
    get_code, get_box, get_object = _quick_calls()
    handle, at = ctypes.cast(textpage.raw, ctypes.c_void_p).value, ctypes.addressof(rect)
    left, texts = frames[0].left, Texts()
    for i in range(min(total, max_characters)):  # nothing else of a page runs as often
        code = get_code(handle, i)
        if code in UNUSUAL:
            whole = whole_code(code, i, partial(get_code, handle))
            if whole is None:
                continue
            code = whole
        text_object = get_object(handle, i)
        if not text_object:
            continue  # a character that pdfium made up
        if text_object != last:
            last, style = text_object, styles.look_up(text_object, i)
            glyphs = glyphs if style is None else found.setdefault(style.turn, [])
        if style is None or not get_box(handle, i, at):
            continue
        text = texts[code]
        x0, x1 = rect.left - left, rect.right - left
        if style.turn > 0:
            x0, x1 = _turned(rect, frames[style.turn])
        if glyphs and glyphs[-1].x0 == x0 and glyphs[-1].x1 == x1 and glyphs[-1].style is style:
            text = glyphs.pop().text + text  # a ligature, told letter by letter
        glyphs.append(Glyph(text, x0, x1, style))
    textpage.close()
    return {turn: own for turn, own in found.items() if own}, total


def _turned(rect: Any, frame: Frame) -> tuple[float, float]:
    """Where a character starts and ends in the frame of turned text."""
    xa, _ = frame.enter(rect.left, rect.bottom)
    xb, _ = frame.enter(rect.right, rect.top)
    return min(xa, xb), max(xa, xb)


@cache
def _quick_calls() -> tuple[Any, Any, Any]:
    """Return pdfium's calls for a character's code, loose box and text object, with plain addresses for pointers.

    What ctypes does for typed pointers takes as long again as the calls themselves.
    """
    import pypdfium2.raw as pdfium

    address, number = ctypes.c_void_p, ctypes.c_int

    def plain(function: Any, result: Any, *arguments: Any) -> Any:
        place = ctypes.cast(function, address).value or 0
        return ctypes.CFUNCTYPE(result, address, number, *arguments)(place)

    return (
        plain(pdfium.FPDFText_GetUnicode, ctypes.c_uint),
        plain(pdfium.FPDFText_GetLooseCharBox, number, address),
        plain(pdfium.FPDFText_GetTextObject, address),
    )


class _Styles:
    """Looks up size, weight and direction of text objects."""

    def __init__(self, pdfium: Any, raw: Any, frames: dict[int, Frame]) -> None:
        self._pdfium = pdfium
        self._raw = raw
        self._frames = frames
        self._bold_fonts: dict[int, bool] = {}

    def look_up(self, address: int, index: int) -> Style | None:
        """Return the style of a text object, by its address and a character of it; None where it has no place."""
        pdfium = self._pdfium
        handle = ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)
        matrix, size = pdfium.FS_MATRIX(), ctypes.c_float()
        x, y = ctypes.c_double(), ctypes.c_double()
        if not pdfium.FPDFText_GetMatrix(self._raw, index, matrix):
            return None
        pdfium.FPDFText_GetCharOrigin(self._raw, index, x, y)
        pdfium.FPDFTextObj_GetFontSize(handle, size)
        points = abs(size.value) * math.hypot(matrix.c, matrix.d)
        turn = _turn(matrix.a, matrix.b, matrix.c, matrix.d)
        # the loose box's height depends on the font file, the origin does not
        _, baseline = self._frames[max(turn, 0)].enter(x.value, y.value)
        return Style(
            turn,
            baseline,
            points if points > 0.1 else 0.1,
            self._is_bold(handle),
            pdfium.FPDFTextObj_GetTextRenderMode(handle) == INVISIBLE,
        )

    def _is_bold(self, handle: Any) -> bool:
        font = self._pdfium.FPDFTextObj_GetFont(handle)
        address = ctypes.cast(font, ctypes.c_void_p).value if font else None
        if address is None:
            return False
        if address not in self._bold_fonts:
            buffer = ctypes.create_string_buffer(256)
            self._pdfium.FPDFFont_GetBaseFontName(font, buffer, 256)
            name = buffer.value.decode("utf-8", errors="replace")
            # the weight that pdfium tells is guessed from the stems and calls many text fonts bold
            forced = bool(self._pdfium.FPDFFont_GetFlags(font) & FORCE_BOLD)
            self._bold_fonts[address] = forced or BOLD_NAME.search(name) is not None
        return self._bold_fonts[address]


def _turn(a: float, b: float, c: float, d: float) -> int:
    """Quarter turns anticlockwise of a text matrix, -1 where it stands askew.

    A mirrored matrix (negative d alone) shows upright in files that flip the whole page.
    """
    along, across = (a, b) if math.hypot(a, b) > 0 else (d, -c)
    length = math.hypot(along, across)
    if length == 0:
        return 0
    if abs(across) <= 0.06 * length:
        return 0 if along > 0 else 2
    if abs(along) <= 0.06 * length:
        return 1 if across > 0 else 3
    return -1
