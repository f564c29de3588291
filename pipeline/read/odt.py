"""Reads odt: paragraphs, headings, lists, tables and notes of an OpenDocument text."""

import io
import zipfile
from typing import Any

from pipeline.errors import UnreadableError
from pipeline.read.limits import Limits
from pipeline.read.office import SUPERSCRIPTS, BlockBuilder, check_inflated
from pipeline.types import BlockKind, Cell, Document, Format

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
MAX_REPEAT = 50  # columns repeated beyond this only fill the sheet's edge


def read_odt(data: bytes, *, limits: Limits) -> Document:
    """Read an OpenDocument text; each figure's address is its paragraph or cell (`p12`, `t3/r2/c1`).

    Raises UnreadableError where the file is damaged or encrypted.
    """
    from lxml import etree

    check_inflated(data, limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            content = parts.read("content.xml")
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (KeyError, zipfile.BadZipFile, etree.XMLSyntaxError):
        raise UnreadableError("a damaged odt; open it in a word processor and save it again") from None
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise UnreadableError("an OpenDocument file without text; save it as odt or PDF")
    reader = _Reader(BlockBuilder())
    reader.read(body)
    return Document(format=Format.ODT, blocks=tuple(reader.builder.blocks))


class _Reader:
    """Walks the body and counts paragraphs and tables for their addresses."""

    def __init__(self, builder: BlockBuilder) -> None:
        self.builder = builder
        self._paragraphs = 0
        self._tables = 0

    def read(self, parent: Any, *, marker: str = "") -> None:
        for element in parent:
            if element.tag in (f"{TEXT}p", f"{TEXT}h"):
                self._paragraph(element, marker)
            elif element.tag == f"{TABLE}table":
                self._table(element)
            elif element.tag == f"{TEXT}list":
                for item in element:
                    self.read(item, marker="•")
            elif element.tag in (f"{TEXT}table-of-content", f"{TEXT}tracked-changes"):
                continue
            elif element.tag in (f"{TEXT}section", f"{TEXT}index-body"):
                self.read(element)

    def _paragraph(self, element: Any, marker: str) -> None:
        self._paragraphs += 1
        address = f"p{self._paragraphs}"
        if element.tag == f"{TEXT}h":
            level = int(element.get(f"{TEXT}outline-level") or 1)
            self.builder.text(BlockKind.HEADING, element_text(element), address, level=level)
        else:
            kind = BlockKind.LIST_ITEM if marker else BlockKind.PARAGRAPH
            self.builder.text(kind, element_text(element), address, marker=marker)
        for note in element.iter(f"{TEXT}note"):
            text = " ".join(element_text(p) for p in note.iter(f"{TEXT}p"))
            self.builder.text(BlockKind.FOOTNOTE, text, f"{address}/note")

    def _table(self, element: Any) -> None:
        self._tables += 1
        cells: list[Cell] = []
        header_rows = 0
        for r, row in enumerate(element.iter(f"{TABLE}table-row"), 1):
            header_rows += row.getparent().tag == f"{TABLE}table-header-rows"
            column = 1
            for part in row:
                repeat = min(int(part.get(f"{TABLE}number-columns-repeated") or 1), MAX_REPEAT)
                if part.tag == f"{TABLE}table-cell":
                    cells.extend(self._cell(part, r, column + k) for k in range(repeat))
                column += repeat
        self.builder.table(cells, header_rows=header_rows)

    def _cell(self, part: Any, row: int, column: int) -> Cell:
        text = " ".join(element_text(p) for p in part.iter(f"{TEXT}p", f"{TEXT}h"))
        return self.builder.cell(
            row,
            column,
            text,
            f"t{self._tables}/r{row}/c{column}",
            row_span=int(part.get(f"{TABLE}number-rows-spanned") or 1),
            column_span=int(part.get(f"{TABLE}number-columns-spanned") or 1),
        )


def element_text(element: Any) -> str:
    """The text of a paragraph: blanks and tabs that are elements, note marks raised, note bodies left out."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{TEXT}s":
            parts.append(" " * int(child.get(f"{TEXT}c") or 1))
        elif child.tag in (f"{TEXT}tab", f"{TEXT}line-break"):
            parts.append(" ")
        elif child.tag == f"{TEXT}note":
            parts.append((child.findtext(f"{TEXT}note-citation") or "").translate(SUPERSCRIPTS))
        elif child.tag != f"{OFFICE}annotation":
            parts.append(element_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
