"""Draws what was read over the picture of a page: words, table cells and reading order."""

from pathlib import Path
from typing import Any

from pipeline.errors import InputError, OutputError
from pipeline.read.limits import Limits
from pipeline.types import Block, BlockKind, Box, Document, Format, PageRun

SCALE = 2.0  # pixels a point
COLOURS = {
    BlockKind.HEADING: (200, 30, 30),
    BlockKind.PARAGRAPH: (30, 90, 200),
    BlockKind.LIST_ITEM: (30, 150, 200),
    BlockKind.TABLE: (20, 140, 60),
    BlockKind.CAPTION: (160, 60, 180),
    BlockKind.FOOTNOTE: (140, 120, 20),
    BlockKind.CONTENTS: (110, 110, 110),
    BlockKind.FURNITURE: (150, 150, 150),
}
HEADER_FILL = (255, 225, 120)


def inspect_page(path: Path, page: int, out: Path, *, limits: Limits, password: str = "") -> Path:
    """Write a PNG of a page of a PDF with what was read drawn over it; returns the file written.

    Each line of text is boxed in the colour of its kind, with the block's number in reading order;
    each table cell is boxed, header cells shaded. Raises InputError for a page that the file does
    not have or a file that is no PDF, UnreadableError where it cannot be read, OutputError where
    `out` cannot be written.
    """
    from pipeline.read import read_document

    data = path.read_bytes()
    document = read_document(data, name=path.name, password=password, limits=limits)
    if document.format not in (Format.PDF, Format.PDF_SCAN):
        raise InputError(f"{path}: pages can be drawn of PDFs only; this is {document.format.value}")
    if not 1 <= page <= (document.pages or 0):
        raise InputError(f"{path}: there is no page {page}; the file has {document.pages}")
    image = _render(data, page, password)
    _draw(image, document, page)
    try:
        image.save(out, format="PNG")
    except OSError as error:
        raise OutputError(f"{out}: {error.strerror}; choose another place") from None
    return out


def _render(data: bytes, page: int, password: str) -> Any:
    from pipeline.read.pdf.opening import open_pdf

    opened = open_pdf(data, password=password)
    return opened.pdf[page - 1].render(scale=SCALE).to_pil().convert("RGB")


def _draw(image: Any, document: Document, page: int) -> None:
    from PIL import ImageDraw

    pen = ImageDraw.Draw(image, "RGBA")
    order = 0
    for block in document.blocks:
        boxes = _boxes(block, page)
        if not boxes:
            continue
        order += 1
        colour = COLOURS[block.kind]
        for box in boxes:
            pen.rectangle(_pixels(box), outline=(*colour, 255), width=1)
        if block.table is not None and block.page == page:
            for cell in block.table.cells:
                if cell.box is not None:
                    fill = (*HEADER_FILL, 70) if cell.header else None
                    pen.rectangle(_pixels(cell.box), outline=(*colour, 255), fill=fill, width=2)
        x, y = boxes[0].x0 * SCALE, boxes[0].top * SCALE
        pen.text((max(0, x - 22), max(0, y - 2)), str(order), fill=(*colour, 255))


def _boxes(block: Block, page: int) -> list[Box]:
    """The boxes of a block's lines, or of its cells' lines, on the page."""
    runs = list(block.runs)
    if block.table is not None:
        runs.extend(r for c in block.table.cells for r in c.runs)
    return [r.box for r in runs if isinstance(r, PageRun) and r.page == page]


def _pixels(box: Box) -> tuple[float, float, float, float]:
    return box.x0 * SCALE, box.top * SCALE, box.x1 * SCALE, box.bottom * SCALE
