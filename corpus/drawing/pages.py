"""Lays a source out on pages: running headers, page numbers, columns, contents, footnotes."""

import io
from collections.abc import Iterator
from functools import partial
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph, Spacer, Table
from reportlab.platypus.flowables import Flowable
from reportlab.platypus.tableofcontents import TableOfContents

from drawing.source import Block, Kind, Source
from drawing.styles import Look, look_of, marked_up, styles_of
from drawing.tables import draw_table

_GAP = 9 * mm  # between two columns
_LONG = 20  # rows from which on a table may go on over a page


class Pages(BaseDocTemplate):  # type: ignore[misc]
    """A document being laid out; it is built twice, for page numbers in the contents."""

    def __init__(self, stream: io.BytesIO, source: Source) -> None:
        front = source.front
        size = landscape(A4) if front.get("landscape") else A4
        self.front = front
        self.look = look_of(front)
        self.notes = {block.number: block.text for block in source.blocks if block.kind is Kind.NOTE}
        self.on_page: list[str] = []  # marks of footnotes on the page being drawn
        self.total = 0
        # invariant: no clock and a fixed file identifier; no compression: the bytes do not hang
        # on a version of zlib, and git shows what changed
        super().__init__(
            stream, pagesize=size, title=front["title"], author=front["publisher"], subject=front.get("subject", ""),
            invariant=1, pageCompression=0, leftMargin=18 * mm, rightMargin=18 * mm,
        )  # fmt: skip
        first = _frames(size, self.notes != {}, front)
        later = _frames(size, self.notes != {}, front)
        self.addPageTemplates([
            PageTemplate("first", first, self._begin, partial(self._finish, first=True), autoNextPageTemplate="later"),
            PageTemplate("later", later, self._begin, partial(self._finish, first=False)),
        ])  # fmt: skip
        self.column = first[0]._width

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - reportlab's name
        """Tell the contents where a heading came to stand."""
        style = getattr(getattr(flowable, "style", None), "name", "")
        if style.startswith("heading") and 1 < int(style[-1]) <= 3:
            self.notify("TOCEntry", (int(style[-1]) - 2, flowable.getPlainText(), self.label(self.page)))

    def label(self, page: int) -> int:
        """Return the page number as printed: a report in a pack goes on from the pages before it."""
        return page + int(self.front.get("first_page", 1)) - 1

    def _begin(self, canvas: Canvas, _: Any) -> None:
        self.on_page = []
        canvas.setNamedCB("show_note", lambda _canvas, _kind, mark: self.on_page.append(mark))

    def _finish(self, canvas: Canvas, _: Any, *, first: bool) -> None:
        self.total = max(self.total, self.page)
        width, height = self.pagesize
        left, right = self.leftMargin, width - self.rightMargin
        canvas.saveState()
        canvas.setFont(self.look.font, 8.5)
        if first and self.front.get("cover"):
            canvas.setFillColor(self.look.accent)
            canvas.rect(0, height - 62 * mm, width, 34 * mm, stroke=0, fill=1)
        else:
            self._furniture(canvas, left, right, height)
        self._footnotes(canvas, left, right)
        canvas.restoreState()

    def _furniture(self, canvas: Canvas, left: float, right: float, height: float) -> None:
        if header := self.front.get("header"):
            canvas.drawString(left, height - 12 * mm, header)
            canvas.drawRightString(right, height - 12 * mm, self.front.get("header_right", ""))
            canvas.setLineWidth(0.4)
            canvas.line(left, height - 13.6 * mm, right, height - 13.6 * mm)
        number = str(self.front.get("page_label", "{page}")).format(page=self.label(self.page), total=self.total)
        canvas.drawCentredString((left + right) / 2, 9 * mm, number)
        if marking := self.front.get("marking"):
            canvas.setFont(self.look.bold, 8)
            canvas.drawString(left, 9 * mm, marking)

    def _footnotes(self, canvas: Canvas, left: float, right: float) -> None:
        if not self.on_page:
            return
        style = styles_of(self.look)["note"]
        bottom = 15 * mm
        for mark in reversed(self.on_page):
            text = f'<super size="65%">{mark}</super> {marked_up(self.notes[mark], self.look)}'
            paragraph = Paragraph(text, style)
            _, tall = paragraph.wrap(right - left, 40 * mm)
            paragraph.drawOn(canvas, left, bottom)
            bottom += tall + 1
        canvas.setLineWidth(0.4)
        canvas.line(left, bottom + 4, left + 50 * mm, bottom + 4)


def _frames(size: tuple[float, float], notes: bool, front: Any) -> list[Frame]:
    width, height = size
    columns = int(front.get("columns", 1))
    bottom = (28 if notes else 16) * mm
    top = height - 17 * mm
    each = (width - 36 * mm - (columns - 1) * _GAP) / columns
    return [
        Frame(18 * mm + n * (each + _GAP), bottom, each, top - bottom, 0, 0, 0, 0, id=f"column{n}")
        for n in range(columns)
    ]


def draw_pdf(source: Source) -> bytes:
    """Return the PDF of a source: the same bytes for the same source and version of reportlab."""
    stream = io.BytesIO()
    pages = Pages(stream, source)
    pages.multiBuild(list(_flowables(source, pages)))
    if "{total}" in str(source.front.get("page_label", "")):
        # the number of pages is known only now: lay out again and print it
        total, stream = pages.total, io.BytesIO()
        pages = Pages(stream, source)
        pages.total = total
        pages.multiBuild(list(_flowables(source, pages)))
    return stream.getvalue()


def _flowables(source: Source, pages: Pages) -> Iterator[Flowable]:
    styles = styles_of(pages.look)
    before: Flowable | None = None
    for block in source.blocks:
        for flowable in _drawn(block, pages, styles):
            if isinstance(before, Paragraph) and isinstance(flowable, Table) and flowable._nrows < _LONG:
                before.keepWithNext = True  # a heading, a caption or the sentence that announces it
            before = flowable
            yield flowable


def _drawn(block: Block, pages: Pages, styles: dict[str, ParagraphStyle]) -> Iterator[Flowable]:
    match block.kind:
        case Kind.HEADING:
            yield Paragraph(marked_up(block.text, pages.look), styles[f"heading{block.level}"])
        case Kind.PARAGRAPH:
            style = styles["numbered" if block.number else "body"]
            yield Paragraph(marked_up(block.text, pages.look), style, bulletText=block.number or None)
        case Kind.ITEM:
            yield Paragraph(marked_up(block.text, pages.look), styles["item"], bulletText="•")
        case Kind.TABLE:
            yield draw_table(block, pages.column, pages.look)
        case Kind.DIRECTIVE:
            yield from _directive(block, pages.look)
        case Kind.NOTE:
            pass  # printed at the foot of the page that has its mark


def _directive(block: Block, look: Look) -> Iterator[Flowable]:
    word, *rest = block.text.split()
    match word:
        case "page":
            yield PageBreak()
        case "space":
            yield Spacer(1, float(rest[0]) * mm)
        case "contents":
            yield _contents(look)
        case _:
            raise ValueError(f"no such directive: {block.text}")


def _contents(look: Look) -> TableOfContents:
    contents = TableOfContents(dotsMinLevel=0)
    base = styles_of(look)["contents"]
    contents.levelStyles = [
        base.clone("contents0", fontName=look.bold, spaceBefore=4),
        base.clone("contents1", leftIndent=14),
    ]
    return contents
