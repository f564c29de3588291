"""Reads odt: paragraphs, headings, lists, tables within tables, frames, notes, headers and footers."""

from collections.abc import Iterator
from typing import Any

from pipeline.errors import UnreadableError
from pipeline.read.inline import whole_number
from pipeline.read.limits import Limits
from pipeline.read.office import SUPERSCRIPTS, BlockBuilder, Spans
from pipeline.read.package import Package
from pipeline.types import BlockKind, Cell, Document, Format

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
MAX_REPEAT = 50  # columns and rows repeated beyond this only fill the table's edge
MOST_SPAN = 200
PARAGRAPHS = {f"{TEXT}p", f"{TEXT}h"}
TABLE_TAG, LIST, NOTE, ITEM = f"{TABLE}table", f"{TEXT}list", f"{TEXT}note", f"{TEXT}list-item"
BLOCKS = {*PARAGRAPHS, TABLE_TAG, LIST}
# What deletions hold, what is made of other text, and descriptions of pictures for those who do not see them.
SKIPPED = {
    f"{TEXT}tracked-changes", f"{TEXT}table-of-content", f"{TEXT}sequence-decls", f"{OFFICE}forms",
    "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}title",
    "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}desc",
}  # fmt: skip
UNREAD = {
    f"{OFFICE}annotation": "comments",
    f"{DRAW}object": "embedded objects",
    f"{DRAW}object-ole": "embedded objects",
}
BREAKS = {f"{TEXT}tab", f"{TEXT}line-break"}
CHANGES = f"{TEXT}changed-region"


def read_odt(data: bytes, *, limits: Limits) -> Document:
    """Read an OpenDocument text; each figure's address is its paragraph or cell (`p12`, `t3/r2/c1`).

    Raises UnreadableError where the file is damaged or encrypted.
    """
    package = Package(data, limits, kind="odt")
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise UnreadableError("the file is encrypted; save it without a password")
    if "content.xml" not in package.names:
        raise package.damaged("content.xml")
    body = package.xml("content.xml").find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise UnreadableError("an OpenDocument file without text; save it as odt or PDF")
    reader = _Reader(BlockBuilder())
    styles = package.xml("styles.xml") if "styles.xml" in package.names else None
    reader.read_furniture(styles, "header")
    reader.read(body)
    reader.read_furniture(styles, "footer")
    reader.tell(body)
    return Document(
        format=Format.ODT,
        blocks=tuple(reader.builder.blocks),
        notes=reader.builder.notes(),
        remarks=reader.builder.remarks(),
    )


class _Reader:
    """Walks the body and counts paragraphs and tables for their addresses; nothing here calls itself."""

    def __init__(self, builder: BlockBuilder) -> None:
        self.builder = builder
        self._spans = Spans()
        self._paragraphs = 0
        self._tables = 0
        self._cut = 0

    def read(self, parent: Any) -> None:
        """Read all blocks below; the tables in cells, frames and notes follow what they stand in."""
        stack: list[tuple[Iterator[Any], str]] = [(iter(parent), "")]
        while stack:
            children, marker = stack[-1]
            element = next(children, None)
            if element is None:
                stack.pop()
            elif element.tag in PARAGRAPHS:
                stack.append((iter(self._paragraph(element, marker)), ""))
            elif element.tag == TABLE_TAG:
                stack.append((iter(self._table(element)), ""))
            elif element.tag == LIST:
                stack.append((iter(element), "•"))
            elif self._is_read(element):
                stack.append((iter(element), marker))

    def _is_read(self, element: Any) -> bool:
        if element.tag in UNREAD:
            self.builder.unread[UNREAD[element.tag]] += 1
        return element.tag not in SKIPPED and element.tag not in UNREAD

    def _paragraph(self, element: Any, marker: str) -> list[Any]:
        """Add a paragraph and its notes; return the frames that stand in it."""
        self._paragraphs += 1
        address = f"p{self._paragraphs}"
        text, notes, frames = self._text(element)
        if element.tag == f"{TEXT}h":
            level = min(max(whole_number(element.get(f"{TEXT}outline-level"), 1), 1), 10)
            self.builder.text(BlockKind.HEADING, text, address, level=level)
        else:
            kind = BlockKind.LIST_ITEM if marker else BlockKind.PARAGRAPH
            self.builder.text(kind, text, address, marker=marker)
        self._add_notes(notes, address)
        return frames

    def _add_notes(self, notes: list[Any], address: str) -> None:
        for note in notes:
            body = note.find(f"{TEXT}note-body")
            self.builder.text(
                BlockKind.FOOTNOTE, self._whole_text(body if body is not None else note), f"{address}/note"
            )

    def _whole_text(self, parent: Any) -> str:
        """The text of all paragraphs below, joined by blanks."""
        texts: list[str] = []
        stack = [iter(parent)]
        while stack:
            element = next(stack[-1], None)
            if element is None:
                stack.pop()
            elif element.tag in PARAGRAPHS:
                text, notes, frames = self._text(element)
                texts.append(text)
                stack.append(iter([*notes, *frames]))
            elif self._is_read(element):
                stack.append(iter(element))
        return " ".join(texts)

    def _text(self, paragraph: Any) -> tuple[str, list[Any], list[Any]]:
        """Return a paragraph's text, blanks and tabs that are elements too, with its notes and frames put aside."""
        parts: list[str] = [paragraph.text or ""]
        notes: list[Any] = []
        frames: list[Any] = []
        stack = [(paragraph, iter(paragraph))]
        while stack:
            node, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                parts.append(node.tail or "" if stack else "")
                continue
            inside = self._inline(child, parts, notes, frames)
            if inside:
                parts.append(child.text or "")
                stack.append((child, iter(child)))
            else:
                parts.append(child.tail or "")
        return "".join(parts), notes, frames

    def _inline(self, child: Any, parts: list[str], notes: list[Any], frames: list[Any]) -> bool:
        """Take what an element of a paragraph prints by itself; return whether it is to be gone through."""
        if child.tag == f"{TEXT}s":
            parts.append(" " * min(whole_number(child.get(f"{TEXT}c"), 1), 100))
        elif child.tag in BREAKS:
            parts.append(" ")
        elif child.tag == NOTE:
            parts.append((child.findtext(f"{TEXT}note-citation") or "").translate(SUPERSCRIPTS))
            notes.append(child)
        elif child.tag in BLOCKS or child.tag.startswith(DRAW):
            frames.append(child)
        elif self._is_read(child):
            return True
        return False

    def _table(self, element: Any) -> list[Any]:
        """Add a table; return the tables and frames that stand in its cells."""
        self._tables += 1
        address = f"t{self._tables}"
        cells: list[Cell] = []
        inside: list[Any] = []
        header_rows = number = 0
        for row, is_header in _rows(element):
            times = self._repeats(row, f"{TABLE}number-rows-repeated")
            for _ in range(times):
                number += 1
                header_rows += is_header
                self._row(row, number, address, cells, inside)
        self.builder.table(cells, header_rows=header_rows)
        return inside

    def _row(self, row: Any, number: int, address: str, cells: list[Cell], inside: list[Any]) -> None:
        column = 1
        for part in row:
            repeat = self._repeats(part, f"{TABLE}number-columns-repeated")
            if part.tag == f"{TABLE}table-cell":
                texts, notes, found = self._content(part)
                inside.extend(found)
                spans = self._spans.within(
                    whole_number(part.get(f"{TABLE}number-rows-spanned"), 1),
                    whole_number(part.get(f"{TABLE}number-columns-spanned"), 1),
                    most_rows=10_000,
                    most_columns=MOST_SPAN,
                )
                for k in range(repeat):
                    where = f"{address}/r{number}/c{column + k}"
                    cells.append(
                        self.builder.cell(number, column + k, texts, where, row_span=spans[0], column_span=spans[1])
                    )
                self._add_notes(notes, f"{address}/r{number}/c{column}")
            column += repeat

    def _repeats(self, element: Any, name: str) -> int:
        """How often a row or cell is repeated; one with text beyond the limit is counted as cut."""
        wanted = max(whole_number(element.get(name), 1), 1)
        if wanted > MAX_REPEAT and any(True for p in element.iter(f"{TEXT}p") if p.text):
            self._cut += 1
        return min(wanted, MAX_REPEAT)

    def _content(self, part: Any) -> tuple[str, list[Any], list[Any]]:
        """Return the text of a cell, its notes, and the tables and frames in it."""
        texts: list[str] = []
        notes: list[Any] = []
        inside: list[Any] = []
        stack = [iter(part)]
        while stack:
            element = next(stack[-1], None)
            if element is None:
                stack.pop()
            elif element.tag in PARAGRAPHS:
                text, own_notes, frames = self._text(element)
                texts.append(text)
                notes += own_notes
                inside += frames
            elif element.tag == TABLE_TAG or element.tag.startswith(DRAW):
                inside.append(element)
            elif self._is_read(element):
                stack.append(iter(element))
        return " ".join(texts), notes, inside

    def read_furniture(self, styles: Any, kind: str) -> None:
        """Read the headers or footers of all kinds of pages, each text once."""
        if styles is None:
            return
        tags = {f"{STYLE}{kind}", f"{STYLE}{kind}-left", f"{STYLE}{kind}-first"}
        texts = [self._whole_text(e) for page in styles.iter(f"{STYLE}master-page") for e in page if e.tag in tags]
        for text in dict.fromkeys(texts):
            self.builder.text(BlockKind.FURNITURE, text, kind)

    def tell(self, body: Any) -> None:
        """Count tracked changes, spans and repeats that were cut."""
        changes = [kind.tag for region in body.iter(CHANGES) for kind in region]
        told = self.builder.told
        told["tracked insertions, read as text"] = changes.count(f"{TEXT}insertion")
        told["tracked deletions, left out"] = changes.count(f"{TEXT}deletion")
        told["spans of cells that are larger than a table can be, cut"] = self._spans.cut
        if self._cut:
            self.builder.unread[f"repeats of rows or cells with text beyond {MAX_REPEAT}"] = self._cut


def _rows(table: Any) -> Iterator[tuple[Any, bool]]:
    """Yield the rows of a table, not those of tables inside, and whether each is a header."""
    stack = [(iter(table), False)]
    while stack:
        children, header = stack[-1]
        element = next(children, None)
        if element is None:
            stack.pop()
        elif element.tag == f"{TABLE}table-row":
            yield element, header
        elif element.tag.startswith(f"{TABLE}table-") and not element.tag.endswith("column"):
            stack.append((iter(element), header or element.tag == f"{TABLE}table-header-rows"))
