"""Reads a picture of a page by OCR, frame by frame."""

import io
from subprocess import TimeoutExpired

from pipeline.errors import UnreadableError
from pipeline.read.limits import Limits
from pipeline.read.sniff import image_kind
from pipeline.types import Document, Format

DEFAULT_DPI = 200  # of a scan that does not say its own
LEAST_DPI, MOST_DPI = 70, 1200


def read_image(data: bytes, *, name: str, limits: Limits) -> Document:
    """Read a picture (TIFF with several pages too) by OCR; places are points at the picture's resolution.

    Raises UnreadableError for a picture that calls itself a PDF, where OCR is missing or off, and
    for pictures without text.
    """
    from PIL import Image, UnidentifiedImageError

    from pipeline.read.pdf.assemble import assemble_blocks
    from pipeline.read.pdf.ocr import OCR_MISSING, ocr_available
    from pipeline.read.pdf.pages import PageContent, read_picture_page

    kind = image_kind(data)
    if name.lower().endswith(".pdf"):
        raise UnreadableError(
            f"named .pdf but is a {kind} picture; fetch the PDF again, or give the picture its own name"
        )
    if not limits.ocr or not ocr_available():
        raise UnreadableError(f"a {kind} picture: {OCR_MISSING}")
    Image.MAX_IMAGE_PIXELS = 200_000_000
    pages: list[PageContent] = []
    try:
        with Image.open(io.BytesIO(data)) as picture:
            for i in range(min(int(getattr(picture, "n_frames", 1)), limits.max_ocr_pages)):
                picture.seek(i)
                dpi = int(picture.info.get("dpi", (DEFAULT_DPI,))[0])
                dpi = dpi if LEAST_DPI <= dpi <= MOST_DPI else DEFAULT_DPI
                pages.append(read_picture_page(picture.convert("L"), number=i + 1, dpi=dpi))
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, TimeoutExpired) as error:
        raise UnreadableError(f"a {kind} picture that cannot be read: {error}") from None
    blocks = assemble_blocks(pages)
    if not blocks:
        raise UnreadableError(f"a {kind} picture without text; leave it out")
    told = [f"page {p.number}: {remark}" for p in pages for remark in p.remarks]
    return Document(
        format=Format.IMAGE,
        blocks=blocks,
        pages=len(pages),
        remarks=("read by OCR; look at the picture before relying on a figure", *told),
        page_sizes=tuple(p.size for p in pages),
    )
