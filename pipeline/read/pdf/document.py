"""Reads a whole PDF into a Document."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from pipeline.errors import UnreadableError
from pipeline.read.limits import Limits
from pipeline.read.pdf.assemble import assemble_blocks
from pipeline.read.pdf.details import read_metadata, read_page_labels
from pipeline.read.pdf.notes import on_pages, tell, unreadable_characters
from pipeline.read.pdf.ocr import ocr_available
from pipeline.read.pdf.opening import BEYOND_REPAIR, open_pdf
from pipeline.read.pdf.pages import PageContent, lost_page, read_page, read_scanned_page, render_for_ocr
from pipeline.read.pdf.printed import Printer
from pipeline.read.pdf.structure import Structure, examine
from pipeline.types import Document, Format

OCR_AT_ONCE = 2  # pages of one file; files are read side by side too
ENDLESS = "drawings within drawings that unfold to more than can be read"


def read_pdf(data: bytes, *, password: str, limits: Limits, page_done: Callable[[], None] = lambda: None) -> Document:
    """Read a PDF: blocks in reading order, notes on what could not be read.

    page_done: called after each page that was read by OCR. Raises UnreadableError where no page can be read at all.
    """
    opened = open_pdf(data, password=password)
    pdf = opened.pdf
    count = len(pdf)
    structure = examine(opened, data, password=password, most_pages=min(count, limits.max_pages))
    printer = Printer(pdf, fields_sound=structure.fields_sound)
    contents: list[PageContent] = []
    for content in _read_pages(pdf, structure, printer, limits):
        contents.append(content)
        if content.by_ocr:
            page_done()
    read = [p for p in contents if not p.lost]
    if not read:
        raise UnreadableError(_why_no_page(contents))
    if opened.repaired and not any(_holds_something(p) for p in read):
        raise UnreadableError(BEYOND_REPAIR)
    scans = [p for p in read if p.scanned or p.garbled]
    blocks = assemble_blocks([p for p in read if p.by_ocr or not (p.scanned or p.garbled)])
    notes, remarks = tell(opened, structure, printer, contents, limits)
    unreadable, symbols = unreadable_characters(blocks)
    document = Document(
        format=Format.PDF_SCAN if 2 * sum(p.scanned for p in read) > len(read) else Format.PDF,
        blocks=blocks,
        pages=count,
        page_labels=read_page_labels(pdf, count) if structure.labels_sound else ("",) * count,
        metadata=read_metadata(pdf),
        notes=(*notes, *unreadable),
        remarks=(*remarks, *symbols),
        lost_pages=tuple(sorted(p.number for p in contents if p.lost or (p in scans and not p.by_ocr))),
        page_sizes=tuple(p.size for p in read),
    )
    printer.close()
    pdf.close()
    return document


def _holds_something(page: PageContent) -> bool:
    return page.scanned or page.garbled or any(layer.lines or layer.tables for layer in page.layers)


def _why_no_page(contents: Sequence[PageContent]) -> str:
    reasons = dict.fromkeys(p.lost for p in contents)
    told = "; ".join(f"{on_pages(p.number for p in contents if p.lost == reason)}: {reason}" for reason in reasons)
    return f"no page of the PDF can be read ({told}); fetch it again from its source"


def _read_pages(pdf: Any, structure: Structure, printer: Printer, limits: Limits) -> Iterator[PageContent]:
    """Read page by page, each closed before the next, so that memory does not grow with the file.

    Tesseract works on a few pages at a time in processes of its own; pdfium stays in this thread,
    which it must. Pages come in their order all the same.
    """
    ocr = limits.ocr and ocr_available()
    scanned = 0
    waiting: deque[PageContent | Future[PageContent]] = deque()
    with ThreadPoolExecutor(max_workers=OCR_AT_ONCE) as readers:
        for content, page in _open_pages(pdf, structure, printer, limits):
            picture = None
            if (content.scanned or content.garbled) and ocr and scanned < limits.max_ocr_pages:
                scanned += 1
                picture = render_for_ocr(page, dpi=limits.ocr_dpi)
            if picture is not None:
                waiting.append(readers.submit(read_scanned_page, *picture, content))
            else:
                waiting.append(content)
            while waiting and (isinstance(waiting[0], PageContent) or len(waiting) > 2 * OCR_AT_ONCE):
                yield _finished(waiting.popleft())
        yield from (_finished(page) for page in waiting)


def _open_pages(pdf: Any, structure: Structure, printer: Printer, limits: Limits) -> Iterator[tuple[PageContent, Any]]:
    """Open each page, with what prints on it drawn in, and read it; a page that fails costs itself alone."""
    import pypdfium2

    for i in range(min(len(pdf), limits.max_pages)):
        if i + 1 in structure.endless:
            yield lost_page(i + 1, ENDLESS), None
            continue
        try:
            page = printer.print_into(pdf[i], i)
        except pypdfium2.PdfiumError:
            yield lost_page(i + 1, "cannot be opened"), None
            continue
        yield _content(page, i + 1, limits), page
        page.close()


def _content(page: Any, number: int, limits: Limits) -> PageContent:
    try:
        return read_page(page, number=number, limits=limits)
    except Exception as error:  # noqa: BLE001 - a fault over a stranger's page is told, and costs that page alone
        return lost_page(number, f"the reader failed ({type(error).__name__}); please report it")


def _finished(page: PageContent | Future[PageContent]) -> PageContent:
    return page if isinstance(page, PageContent) else page.result()
