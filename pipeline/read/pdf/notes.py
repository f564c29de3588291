"""Says what was not read of a PDF and why (notes), and what to know of what was read (remarks)."""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.read.limits import Limits
from pipeline.read.pdf.characters import LOST
from pipeline.read.pdf.ocr import OCR_MISSING, ocr_available
from pipeline.read.pdf.opening import Opened
from pipeline.read.pdf.pages import PageContent
from pipeline.read.pdf.printed import Printer
from pipeline.read.pdf.structure import MOST_NAMES, Structure
from pipeline.types import Block

UNREADABLE_IN_NUMBER = re.compile(rf"\d[^\s\d]*{LOST}|{LOST}[^\s\d]*\d")


def tell(
    opened: Opened, structure: Structure, printer: Printer, contents: Sequence[PageContent], limits: Limits
) -> tuple[list[str], list[str]]:
    """Return the notes and the remarks on a file whose pages were read."""
    read = [p for p in contents if not p.lost]
    notes: list[str] = []
    if structure.damage or opened.repaired:
        notes.append(_damage_note(structure.damage, repaired=opened.repaired))
    if len(opened.pdf) > limits.max_pages:
        notes.append(f"only the first {limits.max_pages} of {len(opened.pdf)} pages were read")
    notes.extend(_lost_notes(contents))
    notes.extend(f"page {p.number}: {note}" for p in read for note in p.notes)
    scans = [p for p in read if p.scanned or p.garbled]
    notes.extend(_scan_notes(scans, all_pages=len(scans) == len(read)))
    printed_notes, printed_remarks = _printed(printer, structure)
    outside_notes, outside_remarks = _outside_pages(structure)
    askew_notes, remarks = _of_pages(read)
    notes += [*printed_notes, *outside_notes, *askew_notes]
    return notes, [*_ocr_remarks(read), *printed_remarks, *outside_remarks, *remarks]


def _damage_note(damage: Sequence[str], *, repaired: bool) -> str:
    reasons = f": {'; '.join(damage)}" if damage else ""
    done = "read after a repair" if repaired else "read as far as possible"
    return f"damaged, {done}, words may be missing{reasons}"


def _lost_notes(contents: Sequence[PageContent]) -> list[str]:
    reasons = dict.fromkeys(p.lost for p in contents if p.lost)
    pages = {reason: [p.number for p in contents if p.lost == reason] for reason in reasons}
    return [f"pages that cannot be read: {ranges(own)} ({reason})" for reason, own in pages.items()]


def _ocr_remarks(read: Sequence[PageContent]) -> list[str]:
    pages = [p.number for p in read if p.by_ocr]
    if not pages:
        return []
    told = [f"page {p.number}: {remark}" for p in read for remark in p.remarks if p.by_ocr]
    return [f"read by OCR: pages {ranges(pages)}; look at the page before relying on a figure", *told]


def _scan_notes(scans: Sequence[PageContent], *, all_pages: bool) -> list[str]:
    """Say which pages were not read and why."""
    notes: list[str] = []
    unread = [p.number for p in scans if not p.by_ocr]
    if unread and not ocr_available():
        notes.append(OCR_MISSING if all_pages else f"pages {ranges(unread)}: {OCR_MISSING}")
    elif unread:
        notes.append(f"scanned pages that were not read: {ranges(unread)}")
    garbled = [p.number for p in scans if p.garbled and not p.by_ocr]
    if garbled:
        notes.append(f"pages {ranges(garbled)}: fonts without a usable mapping to characters")
    return notes


def _printed(printer: Printer, structure: Structure) -> tuple[list[str], list[str]]:
    """Say what became of values in forms and of annotations."""
    found = printer.found
    notes: list[str] = []
    if printer.is_dynamic():
        notes.append("a form that is built as it is opened (XFA), whose values were not read; print it to a PDF anew")
    if structure.examined and not structure.fields_sound:
        notes.append("form fields in a list that leads back to itself; those that are drawn nowhere could not be read")
    if found.lost:
        lost = counted(sum(found.lost.values()), "filled field or note", "filled fields or notes")
        notes.append(f"{lost} on {on_pages(found.lost)} could not be read; print the file to a PDF anew")
    remarks: list[str] = []
    if found.unprinted:
        kept = counted(sum(found.unprinted.values()), "field or note", "fields or notes")
        remarks.append(f"{kept} set not to print left out, on {on_pages(found.unprinted)}")
    if found.comments:
        remarks.append(
            f"{counted(sum(found.comments.values()), 'comment')} that no print shows left out, on "
            f"{on_pages(found.comments)}"
        )
    return notes, remarks


def _outside_pages(structure: Structure) -> tuple[list[str], list[str]]:
    """Say what the file holds beside its pages."""
    notes: list[str] = []
    remarks: list[str] = []
    if structure.attached:
        files = counted(len(structure.attached), "attached file")
        names = ", ".join(name[:60] for name in structure.attached[:MOST_NAMES])
        more = ", ..." if len(structure.attached) > MOST_NAMES else ""
        kind = " of a portfolio" if structure.portfolio else ""
        notes.append(f"{files}{kind} not read ({names}{more}); save them and read them by themselves")
    if not structure.labels_sound:
        remarks.append("the names of the pages could not be read")
    if structure.hidden_layers:
        layers = counted(structure.hidden_layers, "layer")
        remarks.append(f"{layers} switched off as the file opens; text in them was read as if shown")
    return notes, remarks


def _of_pages(read: Sequence[PageContent]) -> tuple[list[str], list[str]]:
    """Say what of the pages is no text along or across them."""
    notes: list[str] = []
    remarks: list[str] = []
    for told, own in (
        (notes, [p for p in read if p.askew_digits]),
        (remarks, [p for p in read if p.askew and not p.askew_digits]),
    ):
        if own:
            characters = counted(sum(p.askew for p in own), "character")
            told.append(f"{characters} that run askew left out, on {on_pages(p.number for p in own)}")
    remarks.extend(f"page {p.number}: {remark}" for p in read if not p.by_ocr for remark in p.remarks)
    pictured = [p.number for p in read if p.pictured and not p.by_ocr]
    if pictured:
        remarks.append(f"pictures cover most of {on_pages(pictured)}; words within them were not read")
    return notes, remarks


def unreadable_characters(blocks: Iterable[Block]) -> tuple[list[str], list[str]]:
    """Return a note on the characters without a meaning in or at numbers, and a remark on the others."""
    within: dict[int, int] = {}
    others: dict[int, int] = {}
    for page, text in _texts(blocks):
        for token in text.split():
            if LOST in token:
                counts = within if UNREADABLE_IN_NUMBER.search(token) else others
                counts[page] = counts.get(page, 0) + token.count(LOST)
    meaning = f"without a meaning in the font, shown as {LOST}, on"
    notes: list[str] = []
    remarks: list[str] = []
    if within:
        said = f"{counted(sum(within.values()), 'character')} at digits {meaning} {on_pages(within)}"
        notes.append(f"{said}; look at the page before relying on a figure there")
    if others:
        remarks.append(f"{counted(sum(others.values()), 'symbol')} {meaning} {on_pages(others)}")
    return notes, remarks


def _texts(blocks: Iterable[Block]) -> Iterator[tuple[int, str]]:
    """The texts that hold an unreadable character, with their page."""
    for block in blocks:
        if LOST in block.text or LOST in block.marker:
            yield block.page or 0, f"{block.marker} {block.text}"
        if block.table is not None:
            yield from ((block.table.page or 0, cell.text) for cell in block.table.cells if LOST in cell.text)


def counted(number: int, noun: str, nouns: str = "") -> str:
    """`1 page`, `2 pages`."""
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"


def on_pages(numbers: Iterable[int]) -> str:
    """`page 3`, `pages 1-2, 5`."""
    pages = sorted(set(numbers))
    return f"page {pages[0]}" if len(pages) == 1 else f"pages {ranges(pages)}"


def ranges(numbers: Sequence[int]) -> str:
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
