"""Reads a picture of a page by OCR, frame by frame."""

import io
import struct
from collections.abc import Callable
from subprocess import TimeoutExpired
from typing import TYPE_CHECKING, Any

from pipeline.errors import UnreadableError
from pipeline.read.limits import Limits
from pipeline.read.sniff import image_kind
from pipeline.types import Document, Format

if TYPE_CHECKING:
    from pipeline.read.pdf.pages import PageContent

# what Pillow raises on torn and forged pictures
FAULTS = (OSError, EOFError, ValueError, SyntaxError, ArithmeticError, LookupError, TypeError, struct.error)
DEFAULT_DPI = 200  # of a scan that does not say its own
LEAST_DPI, MOST_DPI = 70, 1200


def read_image(data: bytes, *, name: str, limits: Limits, page_done: Callable[[], None] = lambda: None) -> Document:
    """Read a picture (TIFF with several pages too) by OCR; places are points at the picture's resolution.

    page_done: called after each page. Raises UnreadableError for a picture that calls itself a PDF, where OCR is
    missing or off, and for pictures without text.
    """
    from PIL import Image, UnidentifiedImageError

    from pipeline.read.pdf.assemble import assemble_blocks
    from pipeline.read.pdf.ocr import OCR_MISSING, ocr_available

    kind = image_kind(data)
    if name.lower().endswith(".pdf"):
        raise UnreadableError(
            f"named .pdf but is a {kind} picture; fetch the PDF again, or give the picture its own name"
        )
    if not limits.ocr or not ocr_available():
        raise UnreadableError(f"a {kind} picture: {OCR_MISSING}")
    Image.MAX_IMAGE_PIXELS = 200_000_000
    pages: list[PageContent] = []
    lost: dict[int, str] = {}
    try:
        with Image.open(io.BytesIO(data)) as picture:
            count = int(getattr(picture, "n_frames", 1))
            for number in range(1, min(count, limits.max_ocr_pages) + 1):
                try:
                    pages.append(_read_frame(picture, number))
                except (*FAULTS, Image.DecompressionBombError, TimeoutExpired) as error:
                    lost[number] = str(error) or type(error).__name__
                page_done()
    except (*FAULTS, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise UnreadableError(f"a {kind} picture that cannot be read: {error}") from None
    blocks = assemble_blocks(pages)
    if not blocks:
        reason = f"that cannot be read: {next(iter(lost.values()))}" if lost else "without text; leave it out"
        raise UnreadableError(f"a {kind} picture {reason}")
    notes = [f"page {number} of the picture cannot be read: {reason}" for number, reason in lost.items()]
    if count > limits.max_ocr_pages:
        notes.append(f"only the first {limits.max_ocr_pages} of {count} pages of the picture were read")
    told = [f"page {p.number}: {remark}" for p in pages for remark in p.remarks]
    return Document(
        format=Format.IMAGE,
        blocks=blocks,
        pages=count,
        notes=tuple(notes),
        remarks=("read by OCR; look at the picture before relying on a figure", *told),
        lost_pages=tuple(lost),
        page_sizes=tuple(p.size for p in pages),
    )


def _read_frame(picture: Any, number: int) -> "PageContent":
    from pipeline.read.pdf.pages import read_picture_page

    picture.seek(number - 1)
    dpi = float(picture.info.get("dpi", (DEFAULT_DPI,))[0])
    sane = LEAST_DPI <= dpi <= MOST_DPI  # not where it is no number
    return read_picture_page(picture.convert("L"), number=number, dpi=int(dpi) if sane else DEFAULT_DPI)
