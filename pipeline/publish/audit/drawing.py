"""Draws what the audit pages show of a file: pictures of its pages, crops around findings, its lines of text.

Runs in a child process that is closed off, because it opens a stranger's file.
"""

import base64
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pipeline.types import Box, Format

if TYPE_CHECKING:
    from PIL.Image import Image

PAGE_SCALE = 96 / 72  # pixels a point: sharp enough to read a page as wide as a screen
CROP_SCALE = 144 / 72  # a crop is what a finding is judged by, so it stays sharp on a phone
PAPER = 250  # grey level of 0 to 255 from which a pixel is paper
DARK = 140  # grey level below which a pixel is print, and no shade behind it
RULINGS = 24  # dark pixels of a row that may be the upright rulings of a table
MARGIN = 12.0  # points of paper kept left and right of the print
REACH = 12.0  # points that a strip may grow or shrink so as not to cut through a line of print
AROUND_POINTS = 44.0  # of the page above and below a finding: about three lines, the unchanged neighbours
CELL_BAR = " | "
PAGE_COLOURS, CROP_COLOURS = 12, 24  # print needs few colours; each halves or doubles the size
MAX_SIDE = 3000  # pixels: a poster is drawn smaller
MAX_LINE = 20_000  # characters of a line; what lies beyond is cut and said so
PAGED = frozenset({Format.PDF, Format.PDF_SCAN, Format.IMAGE})
NO_PICTURE = "pages of this format have no picture"
LINED = frozenset({Format.TEXT, Format.MARKDOWN})


@dataclass(frozen=True, slots=True)
class Crop:
    """A strip of a page between two heights, in points from its top; as wide as the print on it."""

    page: int
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that a finding quotes from a page, somewhere between two heights: the words alone are to be boxed."""

    page: int
    text: str
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted of a file, by the path that its outcome has: whole pages, crops, phrases, all its lines."""

    path: str
    sha256: str
    format: Format
    pages: tuple[int, ...] = ()
    crops: tuple[Crop, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    lines: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is wanted that this format could give."""
        return not (self.pages or self.crops or self.lines)

    def halves(self) -> "Iterator[Request]":
        """Yield what is wanted of the whole file, and what the findings want of it, as far as anything is.

        The first is known as soon as the file is read, and stays when findings change.
        """
        own = Request(self.path, self.sha256, self.format)
        halves = (
            replace(own, pages=self.pages, lines=self.lines),
            replace(own, crops=self.crops, phrases=self.phrases),
        )
        yield from (half for half in halves if not half.empty)


@dataclass(frozen=True, slots=True)
class Picture:
    """A part of a page in points, and its picture as PNG in base64, `width` by `height` pixels."""

    x0: float
    top: float
    x1: float
    bottom: float
    width: int
    height: int
    data: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """What could be drawn of a file; `missing` says why nothing could, for the reader of the page."""

    pages: tuple[tuple[int, Picture], ...] = ()
    crops: tuple[tuple[Crop, Picture], ...] = ()
    phrases: tuple[tuple[Phrase, tuple[Box, ...]], ...] = ()
    lines: tuple[str, ...] = ()
    missing: str = ""


# Gives what was drawn of a file, by its path: asked for once a page that shows it.
Gallery = Callable[[str], Drawn]
# Draws what is requested while the block runs; what it gives waits for the gallery.
Draw = Callable[[Sequence[Request]], AbstractContextManager[Callable[[], Gallery]]]


def joined(halves: Sequence[Drawn]) -> Drawn:
    """Return what was drawn of one file as one; it says what is missing if any of it is."""
    return Drawn(
        pages=tuple(p for half in halves for p in half.pages),
        crops=tuple(c for half in halves for c in half.crops),
        phrases=tuple(p for half in halves for p in half.phrases),
        lines=tuple(line for half in halves for line in half.lines),
        missing=next((half.missing for half in halves if half.missing), ""),
    )


def draw_file(data: bytes, request: Request, *, password: str = "") -> Drawn:
    """Draw what `request` asks for from a file's bytes.

    Raises UnreadableError for a PDF that does not open and OSError for a picture that does not.
    """
    if request.format in LINED:
        return Drawn(lines=tuple(_lines(data)))
    if request.format not in PAGED:
        return Drawn(missing=NO_PICTURE)
    pages: list[tuple[int, Picture]] = []
    crops: list[tuple[Crop, Picture]] = []
    wanted = sorted({*request.pages, *(c.page for c in request.crops)})
    for number, render in _renderers(data, request.format, wanted, password):
        if number in request.pages:
            pages.append((number, _whole(render(PAGE_SCALE))))
        strips = [c for c in request.crops if c.page == number]
        if strips:
            sheet = render(CROP_SCALE)
            crops += [(strip, _strip(sheet, strip)) for strip in strips]
    phrases = _find_phrases(data, request, password) if request.format is not Format.IMAGE else ()
    return Drawn(tuple(pages), tuple(crops), tuple(phrases))


def _find_phrases(data: bytes, request: Request, password: str) -> Iterator[tuple[Phrase, tuple[Box, ...]]]:
    """Yield the boxes of each phrase that the text layer has at its place; a scan has none."""
    from pipeline.read.pdf.opening import open_pdf

    if not request.phrases:
        return
    pdf = open_pdf(data, password=password).pdf
    try:
        for phrase in request.phrases:
            if phrase.page <= len(pdf) and (boxes := _words_on(pdf[phrase.page - 1], phrase)):
                yield phrase, boxes
    finally:
        pdf.close()


def _words_on(page: Any, phrase: Phrase) -> tuple[Box, ...]:
    """Return the boxes of the words, a line each, where they stand between the phrase's heights."""
    if page.get_rotation():
        return ()  # the text layer counts from another corner there
    layer = page.get_textpage()
    # A table row is quoted with bars between its cells, which are on the page in boxes of their own.
    parts = [_nearest(page, layer, part, phrase) for part in phrase.text.split(CELL_BAR) if part.strip()]
    return tuple(box for part in parts for box in part) if all(parts) else ()


def _nearest(page: Any, layer: Any, text: str, phrase: Phrase) -> tuple[Box, ...]:
    left, _, _, top = page.get_cropbox()
    finder = layer.search(text.strip())
    near: list[tuple[float, tuple[Box, ...]]] = []
    while (found := finder.get_next()) is not None:
        rects = [layer.get_rect(i) for i in range(layer.count_rects(*found))]
        boxes = tuple(Box(r[0] - left, top - r[3], r[2] - left, top - r[1]) for r in rects if r[2] > r[0])
        if boxes:
            near.append((max(phrase.top - boxes[0].top, boxes[-1].bottom - phrase.bottom), boxes))
    # A row of a table may be known by the box of its first cell only, with the words further down in another.
    away, best = min(near, default=(AROUND_POINTS, ()), key=lambda n: n[0])
    return best if away < AROUND_POINTS else ()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page's picture, and how many pixels of it are a point."""

    image: "Image"
    scale: float


def _renderers(
    data: bytes, kind: Format, wanted: list[int], password: str
) -> Iterator[tuple[int, Callable[[float], _Sheet]]]:
    if kind is Format.IMAGE:
        yield from _frames(data, wanted)
        return
    from pipeline.read.pdf.opening import open_pdf

    pdf = open_pdf(data, password=password).pdf
    try:
        for number in wanted:
            if number <= len(pdf):
                page = pdf[number - 1]
                yield number, partial(_render, page)
                page.close()
    finally:
        pdf.close()


def _render(page: Any, scale: float) -> _Sheet:
    scale = min(scale, MAX_SIDE / max(1.0, *page.get_size()))
    return _Sheet(page.render(scale=scale).to_pil().convert("RGB"), scale)


def _frames(data: bytes, wanted: list[int]) -> Iterator[tuple[int, Callable[[float], _Sheet]]]:
    from PIL import Image

    from pipeline.read.image import DEFAULT_DPI, LEAST_DPI, MOST_DPI

    with Image.open(io.BytesIO(data)) as picture:
        for number in wanted:
            picture.seek(number - 1)
            dpi = int(picture.info.get("dpi", (DEFAULT_DPI,))[0])
            dpi = dpi if LEAST_DPI <= dpi <= MOST_DPI else DEFAULT_DPI
            frame = picture.convert("RGB")
            yield number, partial(_resized, frame, dpi)


def _resized(frame: "Image", dpi: int, scale: float) -> _Sheet:
    scale = min(scale, MAX_SIDE * dpi / 72 / max(frame.size))
    size = (max(1, round(frame.width * 72 / dpi * scale)), max(1, round(frame.height * 72 / dpi * scale)))
    return _Sheet(frame.resize(size), scale)


def _whole(sheet: _Sheet) -> Picture:
    image = sheet.image
    width, height = image.width / sheet.scale, image.height / sheet.scale
    return Picture(0.0, 0.0, width, height, image.width, image.height, _png(image, PAGE_COLOURS))


def _strip(sheet: _Sheet, crop: Crop) -> Picture:
    """Cut a strip out of a page, without the paper left and right of the print."""
    image, scale = sheet.image, sheet.scale
    grey = image.convert("L")
    inked = grey.point([255 if shade < PAPER else 0 for shade in range(256)]).getbbox()
    ink = grey.point([255 if shade < DARK else 0 for shade in range(256)])
    top = _between_lines(ink, int(crop.top * scale), scale)
    bottom = max(top + 1, _between_lines(ink, int(crop.bottom * scale), scale))
    left, right = (inked[0], inked[2]) if inked else (0, image.width)
    left, right = max(0, int(left - MARGIN * scale)), min(image.width, int(right + MARGIN * scale))
    part = image.crop((left, top, right, bottom))
    return Picture(
        left / scale, top / scale, right / scale, bottom / scale, part.width, part.height, _png(part, CROP_COLOURS)
    )


def _between_lines(ink: "Image", row: int, scale: float) -> int:
    """Return the row of pixels without print that is nearest to `row`, or `row` where there is none in reach.

    The upright rulings of a table cross it all the same, and the shade behind a heading is no print.
    """
    height: int = ink.height
    row = min(max(0, row), height)
    for away in range(int(REACH * scale)):
        for near in (row + away, row - away):
            if not 0 < near < height:
                return min(max(0, near), height)
            if ink.crop((0, near, ink.width, near + 1)).histogram()[255] <= RULINGS:
                return near
    return row


def _png(image: "Image", colours: int) -> str:
    """Return an image as PNG with few colours, which suits print better than JPEG does.

    WebP without loss is a third smaller and takes five times as long: most of what the audit pages cost.
    """
    from PIL import Image

    few = image.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    target = io.BytesIO()
    few.save(target, format="PNG", compress_level=6)
    return base64.b64encode(target.getvalue()).decode("ascii")


def _lines(data: bytes) -> Iterator[str]:
    for line in _decoded(data).split("\n"):
        text = line.rstrip("\r")
        yield text if len(text) <= MAX_LINE else f"{text[:MAX_LINE]} … (cut)"


def _decoded(data: bytes) -> str:
    """Decode as the reader of text files does, so that offsets in a line mean the same characters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
