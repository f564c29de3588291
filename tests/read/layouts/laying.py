"""Lays out a report that was read from text as a PDF, in a style of choice: what the reader must read the same."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from xml.sax.saxutils import escape

from pipeline.types import Block, BlockKind, Document, Table


class Lines(StrEnum):
    """Which lines or shades a table has."""

    NONE = "none"
    GRID = "grid"
    HALF = "half"  # over and under the header and under the table
    ROWS = "rows"  # under each row
    SHADED = "shaded"  # a dark header and every other row shaded


@dataclass(frozen=True, slots=True)
class Style:
    """How a report is laid out; sizes in points."""

    name: str
    lines: Lines
    serif: bool = False
    size: float = 10.0
    landscape: bool = False
    columns: int = 1
    figures_right: bool = False
    header_bold: bool = True
    headings_bold: bool = True
    narrow: bool = False  # tables over half the page's width, so that cells wrap
    running_header: str = "Performance papers"

    @property
    def font(self) -> str:
        return "Times-Roman" if self.serif else "Helvetica"

    @property
    def bold_font(self) -> str:
        return "Times-Bold" if self.serif else "Helvetica-Bold"


STYLES = (
    Style("unruled-serif-9", Lines.NONE, serif=True, size=9),
    Style("unruled-sans-12-right", Lines.NONE, size=12, figures_right=True),
    Style("unruled-plain", Lines.NONE, size=10, header_bold=False, headings_bold=False),
    Style("half-serif-10", Lines.HALF, serif=True, figures_right=True),
    Style("half-sans-11-left", Lines.HALF, size=11),
    Style("rows-sans-9", Lines.ROWS, size=9),
    Style("shaded-sans-10", Lines.SHADED, size=10),
    Style("grid-wrapped-12", Lines.GRID, serif=True, size=12, narrow=True),
    Style("unruled-wrapped-9", Lines.NONE, size=9, narrow=True),
    Style("two-columns-ruled-9", Lines.GRID, serif=True, size=9, columns=2),
    Style("two-columns-unruled-9", Lines.NONE, size=9, columns=2),
    Style("landscape-half-9", Lines.HALF, size=9, landscape=True, columns=2),
    Style("landscape-unruled-8", Lines.NONE, size=8, landscape=True, columns=2, figures_right=True),
    Style("landscape-ruled-9", Lines.GRID, size=9, landscape=True, columns=2),
)


def lay_out(document: Document, style: Style) -> bytes:
    """Return a PDF with the blocks of a document in a style."""
    from reportlab.lib import pagesizes
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    size = pagesizes.landscape(pagesizes.A4) if style.landscape else pagesizes.A4
    margin, gutter = 54, 24
    width = (size[0] - 2 * margin - (style.columns - 1) * gutter) / style.columns
    frames = [
        Frame(margin + k * (width + gutter), margin, width, size[1] - 2 * margin, 0, 0, 0, 0)
        for k in range(style.columns)
    ]

    def decorate(canvas: Any, laid: Any) -> None:
        canvas.setFont(style.font, 8)
        canvas.drawString(margin, size[1] - 36, style.running_header)
        canvas.drawCentredString(size[0] / 2, 30, f"Page {laid.page}")

    data = io.BytesIO()
    made = BaseDocTemplate(data, pagesize=size, invariant=1, title="")
    made.addPageTemplates([PageTemplate(frames=frames, onPage=decorate)])
    made.build(list(_flowables(document, style, width)))
    return data.getvalue()


def _flowables(document: Document, style: Style, width: float) -> Iterator[Any]:
    from reportlab.platypus import Paragraph, Spacer

    for block in document.blocks:
        if block.table is not None:
            yield _table(block.table, style, width)
            yield Spacer(1, style.size)
        elif block.kind is not BlockKind.FURNITURE and block.text:
            yield Paragraph(_shown(block), _paragraph_style(block.kind, style))


def _shown(block: Block) -> str:
    marker = {"-": "•", "•": "•"}.get(block.marker, block.marker)
    return escape(f"{marker} {block.text}".strip())


def _paragraph_style(kind: BlockKind, style: Style) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    heading = kind is BlockKind.HEADING
    bold = heading and style.headings_bold
    return ParagraphStyle(
        kind.value,
        fontName=style.bold_font if bold else style.font,
        fontSize=style.size + (1 if bold else 0),
        leading=(style.size + (1 if bold else 0)) * 1.2,
        spaceBefore=style.size * 0.5,
        spaceAfter=style.size * 0.4,
        keepWithNext=heading,
    )


def _table(table: Table, style: Style, width: float) -> Any:
    from reportlab.platypus import LongTable

    grid = table.grid()
    header_rows = table.header_rows
    rows: list[list[Any]] = []
    spans: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for r, row in enumerate(grid, 1):
        rows.append([_cell(cell, r, c, style, header=r <= header_rows) for c, cell in enumerate(row, 1)])
    for cell in table.cells:
        if cell.row_span > 1 or cell.column_span > 1:
            last = (cell.column + cell.column_span - 2, cell.row + cell.row_span - 2)
            spans.append(((cell.column - 1, cell.row - 1), last))
    whole = width * (0.6 if style.narrow and style.columns == 1 else 1.0)
    laid = LongTable(rows, colWidths=_widths(table, style, whole), repeatRows=header_rows, hAlign="LEFT")
    laid.setStyle(_table_style(style, len(rows), header_rows, spans))
    return laid


def _widths(table: Table, style: Style, width: float) -> list[float]:
    """Room for the longest word of each column first, as a word processor gives it, the rest by length of text."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    least, mean = [30.0] * table.columns, [1.0] * table.columns
    for cell in table.cells:
        if cell.column_span == 1:
            words = [stringWidth(w, style.bold_font, style.size - 1) for w in cell.text.split()]
            least[cell.column - 1] = max([least[cell.column - 1], *(w + 14 for w in words)])
            mean[cell.column - 1] = max(mean[cell.column - 1], len(cell.text) ** 0.6)
    spare = max(0.0, width - sum(least))
    return [w + spare * m / sum(mean) for w, m in zip(least, mean, strict=True)]


def _cell(cell: Any, row: int, column: int, style: Style, *, header: bool) -> Any:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    if cell is None or (cell.row, cell.column) != (row, column):
        return ""
    right = style.figures_right and column > 1 and len(cell.text) < 25
    made = ParagraphStyle(
        "cell",
        fontName=style.bold_font if header and style.header_bold else style.font,
        fontSize=style.size - 1,
        leading=(style.size - 1) * 1.15,
        alignment=2 if right else 0,
        textColor="#ffffff" if header and style.lines is Lines.SHADED else "#000000",
    )
    return Paragraph(escape(cell.text), made)


def _table_style(style: Style, rows: int, header_rows: int, spans: list[Any]) -> list[tuple[Any, ...]]:
    made: list[tuple[Any, ...]] = [("VALIGN", (0, 0), (-1, -1), "TOP"), *(("SPAN", a, b) for a, b in spans)]
    made.append(("NOSPLIT", (0, 0), (-1, min(3, rows - 1))))  # a header is not left alone at the foot of a page
    made += [("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)]
    under = header_rows - 1
    if style.lines is Lines.GRID:
        made.append(("GRID", (0, 0), (-1, -1), 0.5, "#000000"))
    elif style.lines is Lines.HALF:
        made += [("LINEABOVE", (0, 0), (-1, 0), 0.8, "#000000"), ("LINEBELOW", (0, -1), (-1, -1), 0.8, "#000000")]
        if header_rows:
            made.append(("LINEBELOW", (0, under), (-1, under), 0.4, "#000000"))
    elif style.lines is Lines.ROWS:
        made.append(("LINEBELOW", (0, 0), (-1, -1), 0.4, "#888888"))
    elif style.lines is Lines.SHADED:
        made += [("BACKGROUND", (0, r), (-1, r), "#eeeeee") for r in range(header_rows, rows, 2)]
        if header_rows:
            made.append(("BACKGROUND", (0, 0), (-1, under), "#30507a"))
    return made


def scan(data: bytes, *, dpi: int = 200, tilt: float = 0.6, noise: float = 12.0) -> bytes:
    """Return a PDF of pictures of the pages, laid in askew (degrees) and grainy (grey levels), as a copier makes it."""
    import numpy as np
    import pypdfium2
    from PIL import Image

    grain = np.random.default_rng(7)  # the same scan on every machine
    pictures: list[Any] = []
    with pypdfium2.PdfDocument(data) as pdf:
        for k in range(len(pdf)):
            page = pdf[k].render(scale=dpi / 72, grayscale=True).to_pil()
            page = page.rotate(tilt if k % 2 == 0 else -tilt, resample=Image.Resampling.BICUBIC, fillcolor=255)
            pixels = np.asarray(page, dtype=np.float32) + grain.normal(0, noise, (page.height, page.width))
            pictures.append(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)))
    out = io.BytesIO()
    pictures[0].save(out, format="PDF", resolution=dpi, save_all=True, append_images=pictures[1:], quality=80)
    return out.getvalue()
