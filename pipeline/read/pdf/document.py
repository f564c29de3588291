"""Reads a whole PDF into a Document."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from pipeline.errors import UnreadableError
from pipeline.read.limits import Limits
from pipeline.read.pdf.assemble import assemble_blocks
from pipeline.read.pdf.damage import find_damage
from pipeline.read.pdf.ocr import OCR_MISSING, ocr_available
from pipeline.read.pdf.opening import BEYOND_REPAIR, open_pdf
from pipeline.read.pdf.pages import PageContent, read_page, read_scanned_page, render_for_ocr
from pipeline.types import Document, Format

OCR_AT_ONCE = 2  # pages of one file; files are read side by side too


def read_pdf(data: bytes, *, password: str, limits: Limits) -> Document:
    """Read a PDF: blocks in reading order, notes on what could not be read.

    Raises UnreadableError where no page can be read at all.
    """
    opened = open_pdf(data, password=password)
    pdf = opened.pdf
    count = len(pdf)
    damage = find_damage(data, password=password, pages=count)
    notes = [_damage_note(damage, repaired=opened.repaired)] if damage or opened.repaired else []
    contents = list(_read_pages(pdf, limits))
    lost = sorted(set(range(1, min(count, limits.max_pages) + 1)) - {p.number for p in contents})
    if not contents:
        raise UnreadableError("no page of the PDF can be read; fetch it again from its source")
    if opened.repaired and not any(_holds_something(p) for p in contents):
        raise UnreadableError(BEYOND_REPAIR)
    if count > limits.max_pages:
        notes.append(f"only the first {limits.max_pages} of {count} pages were read")
    if lost:
        notes.append(f"pages that cannot be read: {_ranges(lost)}")
    notes.extend(f"page {p.number}: {note}" for p in contents for note in p.notes)
    scans = [p for p in contents if p.scanned or p.garbled]
    notes.extend(_scan_notes(scans, all_pages=len(scans) == len(contents)))
    document = Document(
        format=Format.PDF_SCAN if 2 * sum(p.scanned for p in contents) > len(contents) else Format.PDF,
        blocks=assemble_blocks([p for p in contents if p.by_ocr or not (p.scanned or p.garbled)]),
        pages=count,
        page_labels=tuple(_page_label(pdf, i) for i in range(count)),
        metadata=tuple((k, v) for k, v in sorted(pdf.get_metadata_dict(skip_empty=True).items())),
        notes=tuple(notes),
        remarks=tuple(_ocr_remarks(contents)),
        lost_pages=tuple(sorted({*lost, *(p.number for p in scans if not p.by_ocr)})),
        page_sizes=tuple(p.size for p in contents),
    )
    pdf.close()
    return document


def _holds_something(page: PageContent) -> bool:
    return page.scanned or page.garbled or any(layer.lines or layer.tables for layer in page.layers)


def _read_pages(pdf: Any, limits: Limits) -> Iterator[PageContent]:
    """Read page by page, each closed before the next, so that memory does not grow with the file.

    Tesseract works on a few pages at a time in processes of its own; pdfium stays in this thread,
    which it must. Pages come in their order all the same.
    """
    ocr = limits.ocr and ocr_available()
    scanned = 0
    waiting: deque[PageContent | Future[PageContent]] = deque()
    with ThreadPoolExecutor(max_workers=OCR_AT_ONCE) as readers:
        for content, page in _open_pages(pdf, limits):
            if (content.scanned or content.garbled) and ocr and scanned < limits.max_ocr_pages:
                scanned += 1
                image, dpi = render_for_ocr(page, dpi=limits.ocr_dpi)
                waiting.append(readers.submit(read_scanned_page, image, dpi, content))
            else:
                waiting.append(content)
            while waiting and (isinstance(waiting[0], PageContent) or len(waiting) > 2 * OCR_AT_ONCE):
                yield _finished(waiting.popleft())
        yield from (_finished(page) for page in waiting)


def _open_pages(pdf: Any, limits: Limits) -> Iterator[tuple[PageContent, Any]]:
    import pypdfium2

    for i in range(min(len(pdf), limits.max_pages)):
        try:
            page = pdf[i]
        except pypdfium2.PdfiumError:
            continue  # reported as lost by the caller
        yield read_page(page, number=i + 1, limits=limits), page
        page.close()


def _finished(page: PageContent | Future[PageContent]) -> PageContent:
    return page if isinstance(page, PageContent) else page.result()


def _damage_note(damage: list[str], *, repaired: bool) -> str:
    reasons = f": {'; '.join(damage)}" if damage else ""
    done = "read after a repair" if repaired else "read as far as possible"
    return f"damaged, {done}, words may be missing{reasons}"


def _ocr_remarks(contents: list[PageContent]) -> list[str]:
    read = [p.number for p in contents if p.by_ocr]
    if not read:
        return []
    told = [f"page {p.number}: {remark}" for p in contents for remark in p.remarks]
    return [f"read by OCR: pages {_ranges(read)}; look at the page before relying on a figure", *told]


def _scan_notes(scans: list[PageContent], *, all_pages: bool) -> list[str]:
    """Say which pages were not read and why."""
    notes: list[str] = []
    unread = [p.number for p in scans if not p.by_ocr]
    if unread and not ocr_available():
        notes.append(OCR_MISSING if all_pages else f"pages {_ranges(unread)}: {OCR_MISSING}")
    elif unread:
        notes.append(f"scanned pages that were not read: {_ranges(unread)}")
    garbled = [p.number for p in scans if p.garbled and not p.by_ocr]
    if garbled:
        notes.append(f"pages {_ranges(garbled)}: fonts without a usable mapping to characters")
    return notes


def _page_label(pdf: Any, index: int) -> str:
    return str(pdf.get_page_label(index) or "")


def _ranges(numbers: list[int]) -> str:
    """`1, 2, 3, 7` as `1-3, 7`."""
    parts: list[str] = []
    start = previous = numbers[0]
    for n in [*numbers[1:], None]:
        if n is not None and n == previous + 1:
            previous = n
            continue
        parts.append(str(start) if start == previous else f"{start}-{previous}")
        if n is not None:
            start = previous = n
    return ", ".join(parts)
