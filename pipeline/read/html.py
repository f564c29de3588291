"""Reads HTML: headings, paragraphs, lists and tables of a saved page, navigation left out."""

import re
from typing import Any

from pipeline.errors import UnreadableError
from pipeline.read.office import SUPERSCRIPTS, BlockBuilder, collapse
from pipeline.types import BlockKind, Cell, Document, Format

SKIPPED = {"script", "style", "head", "noscript", "template", "svg", "iframe", "select", "button"}
FURNITURE = {"nav", "footer", "aside"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = {"p", "div", "li", "section", "article", "main", "table", "ul", "ol", "dl", "dd", "dt", "blockquote", "pre"}
BLOCKS |= {"body", "header", "form", "fieldset", "figure", "figcaption", "caption", "center", "address", *HEADINGS}
BLOCKS |= FURNITURE
MAX_SPAN = 200  # browsers clamp spans too; a larger one is a slip or an attack
MAX_DEPTH = 200


def read_html(data: bytes) -> Document:
    """Read a page; each figure's address is the path of its element.

    Raises UnreadableError where the page holds no text.
    """
    from lxml import etree, html

    try:
        root = html.document_fromstring(data, parser=html.HTMLParser(encoding=_encoding(data), remove_comments=True))
    except (etree.ParserError, etree.XMLSyntaxError):
        raise UnreadableError("the page holds no text; save it from the browser again") from None
    reader = _Reader(root.getroottree())
    body = root.find("body")
    reader.read(body if body is not None else root, kind=None, depth=0)
    if not reader.builder.blocks:
        raise UnreadableError("the page holds no text; save it from the browser after it has loaded in full")
    title = collapse(root.findtext(".//title") or "")
    return Document(
        format=Format.HTML, blocks=tuple(reader.builder.blocks), metadata=(("Title", title),) if title else ()
    )


def _encoding(data: bytes) -> str:
    """UTF-8 where it is valid, else what the page declares, else Windows-1252."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        declared = re.search(rb"charset=[\"']?([\w-]+)", data[:4096])
        name = declared[1].decode("ascii").lower() if declared else "windows-1252"
        return "windows-1252" if name in ("utf-8", "iso-8859-1", "latin-1") else name
    return "utf-8"


class _Reader:
    """Walks the page; text that stands between blocks is a paragraph of its own."""

    def __init__(self, tree: Any) -> None:
        self.builder = BlockBuilder()
        self._tree = tree

    def read(self, element: Any, *, kind: BlockKind | None, depth: int) -> None:
        if depth > MAX_DEPTH or not isinstance(element.tag, str) or element.tag in SKIPPED:
            return
        if element.tag in FURNITURE:
            kind = BlockKind.FURNITURE
        if element.tag == "table" and _is_data(element):
            self._table(element)
            return
        loose = [element.text or ""]
        for child in element:
            if isinstance(child.tag, str) and (child.tag in BLOCKS or child.find(".//table") is not None):
                self._flush(element, loose, kind)
                self.read(child, kind=kind, depth=depth + 1)
            else:
                loose.append(inline_text(child))
            loose.append(child.tail or "")
        self._flush(element, loose, kind)

    def _flush(self, element: Any, loose: list[str], kind: BlockKind | None) -> None:
        text = collapse("".join(loose))
        loose.clear()
        if not text:
            return
        address = self._tree.getpath(element)
        if kind is not None:
            self.builder.text(kind, text, address)
        elif element.tag in HEADINGS:
            self.builder.text(BlockKind.HEADING, text, address, level=HEADINGS[element.tag])
        elif element.tag == "li":
            marker = "•" if element.getparent() is None or element.getparent().tag != "ol" else _ordinal(element)
            self.builder.text(BlockKind.LIST_ITEM, text, address, marker=marker)
        elif element.tag in ("figcaption", "caption"):
            self.builder.text(BlockKind.CAPTION, text, address)
        else:
            self.builder.text(BlockKind.PARAGRAPH, text, address, bold=_wholly_bold(element))

    def _table(self, element: Any) -> None:
        for caption in element.findall("caption"):
            self.builder.text(BlockKind.CAPTION, inline_text(caption), self._tree.getpath(caption))
        cells: list[Cell] = []
        taken: set[tuple[int, int]] = set()
        header_rows = 0
        rows = [row for row in element.iter("tr") if _table_of(row) is element]
        for r, row in enumerate(rows, 1):
            parts = [part for part in row if part.tag in ("td", "th")]
            if r == header_rows + 1 and parts and all(part.tag == "th" for part in parts):
                header_rows = r
            column = 1
            for part in parts:
                while (r, column) in taken:
                    column += 1
                row_span = min(_span(part, "rowspan"), len(rows) - r + 1)
                column_span = _span(part, "colspan")
                taken.update((r + i, column + k) for i in range(row_span) for k in range(column_span))
                text, address = inline_text(part), self._tree.getpath(part)
                cells.append(self.builder.cell(r, column, text, address, row_span=row_span, column_span=column_span))
                column += column_span
        self.builder.table(cells, header_rows=header_rows if header_rows < len(rows) else 0)


def inline_text(element: Any) -> str:
    """The text of an element with its inline elements; raised digits as superscripts."""
    if not isinstance(element.tag, str) or element.tag in SKIPPED:
        return ""
    if element.tag == "br":
        return " "
    inner = (element.text or "") + "".join(inline_text(c) + (c.tail or "") for c in element)
    if element.tag == "sup" and len(inner.strip()) <= 3:
        return inner.translate(SUPERSCRIPTS)
    return f" {inner} " if element.tag in BLOCKS else inner


def _is_data(table: Any) -> bool:
    """A table that holds other tables, or one cell, lays the page out."""
    return table.find(".//table") is None and len(table.findall(".//td")) + len(table.findall(".//th")) > 1


def _table_of(row: Any) -> Any:
    return next(row.iterancestors("table"))


def _span(part: Any, name: str) -> int:
    value = (part.get(name) or "1").strip()
    return min(max(int(value), 1), MAX_SPAN) if value.isdigit() else 1


def _ordinal(element: Any) -> str:
    return f"{sum(1 for _ in element.itersiblings('li', preceding=True)) + 1}."


def _wholly_bold(element: Any) -> bool:
    children = [c for c in element if isinstance(c.tag, str)]
    return len(children) == 1 and children[0].tag in ("b", "strong") and not (element.text or "").strip()
