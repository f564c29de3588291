"""Reads docx: paragraphs with their printed numbers, headings, tables with spans, footnotes."""

import io
import re
from collections.abc import Iterator
from typing import Any

from pipeline.errors import UnreadableError
from pipeline.read.limits import Limits
from pipeline.read.office import SUPERSCRIPTS, BlockBuilder, check_inflated
from pipeline.types import BlockKind, Cell, Document, Format

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"],
        strict=True,
    )
)
BREAKS = {f"{W}tab": "\t", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-"}


def read_docx(data: bytes, *, limits: Limits) -> Document:
    """Read a Word file; each figure's address is its paragraph or cell (`p12`, `t3/r2/c1`).

    Raises UnreadableError where the file is damaged or encrypted.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    check_inflated(data, limits)
    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, AttributeError, KeyError, ValueError, XMLSyntaxError):  # the second for foreign XML
        raise UnreadableError("a damaged docx; open it in a word processor and save it again") from None
    builder = BlockBuilder()
    reader = _Reader(builder, _style_names(document), Numbering(document))
    for section in document.sections[:1]:
        for paragraph in section.header.paragraphs:
            builder.text(BlockKind.FURNITURE, paragraph.text, "header")
    reader.read(document.element.body)
    reader.read_footnotes(document)
    core = document.core_properties
    facts = {"Title": core.title, "Author": core.author, "Subject": core.subject}
    return Document(
        format=Format.DOCX,
        blocks=tuple(builder.blocks),
        metadata=tuple((k, v) for k, v in sorted(facts.items()) if v),
    )


def _style_names(document: Any) -> dict[str, str]:
    return {s.style_id: s.name or "" for s in document.styles if s.style_id}


class _Reader:
    """Walks the body and counts paragraphs and tables for their addresses."""

    def __init__(self, builder: BlockBuilder, styles: dict[str, str], numbering: "Numbering") -> None:
        self._builder = builder
        self._styles = styles
        self._numbering = numbering
        self._paragraphs = 0
        self._tables = 0

    def read(self, parent: Any) -> None:
        for element in parent:
            if element.tag == f"{W}p":
                self._paragraph(element)
            elif element.tag == f"{W}tbl":
                self._table(element)
            elif element.tag == f"{W}sdt":
                for content in element.findall(f"{W}sdtContent"):
                    self.read(content)

    def _paragraph(self, element: Any) -> None:
        self._paragraphs += 1
        address = f"p{self._paragraphs}"
        style = self._style(element)
        marker = self._numbering.marker(element)
        text = paragraph_text(element)
        heading = re.fullmatch(r"(?:heading|title|subtitle)\s*(\d*)", style, re.IGNORECASE)
        if heading:
            self._builder.text(BlockKind.HEADING, text, address, level=int(heading[1] or 1), marker=marker)
        elif style.lower().startswith("toc"):
            self._builder.text(BlockKind.CONTENTS, text, address)
        elif style.lower() == "caption":
            self._builder.text(BlockKind.CAPTION, text, address)
        else:
            bullet = marker and not marker[0].isdigit()
            kind = BlockKind.LIST_ITEM if bullet or style.lower().startswith("list") else BlockKind.PARAGRAPH
            self._builder.text(kind, text, address, marker=marker, bold=_wholly_bold(element))
        for box in _text_boxes(element):
            self.read(box)

    def _style(self, element: Any) -> str:
        found = element.find(f"{W}pPr/{W}pStyle")
        return self._styles.get(found.get(f"{W}val"), "") if found is not None else ""

    def _table(self, element: Any) -> None:
        self._tables += 1
        cells: list[Cell] = []
        open_cells: dict[int, int] = {}  # column -> index of the cell that a vertical merge goes on from
        bold: set[int] = set()
        for r, row in enumerate(element.findall(f"{W}tr"), 1):
            column = 1 + _grid_skip(row)
            for part in row.findall(f"{W}tc"):
                span = int(_value(part, "gridSpan") or 1)
                merge = part.find(f"{W}tcPr/{W}vMerge")
                if merge is not None and merge.get(f"{W}val") != "restart" and column in open_cells:
                    index = open_cells[column]
                    old = cells[index]
                    cells[index] = Cell(old.row, old.column, old.text, old.runs, r - old.row + 1, old.column_span)
                else:
                    address = f"t{self._tables}/r{r}/c{column}"
                    text = " ".join(paragraph_text(p) for p in part.iter(f"{W}p"))
                    cells.append(self._builder.cell(r, column, text, address, column_span=span))
                    open_cells[column] = len(cells) - 1
                column += span
            if _is_header(row) or all(_wholly_bold(p) for p in row.iter(f"{W}p") if paragraph_text(p).strip()):
                bold.add(r)
        self._builder.table(cells, bold_rows=bold)

    def read_footnotes(self, document: Any) -> None:
        from lxml import etree

        for part in document.part.package.iter_parts():
            if str(part.partname) not in ("/word/footnotes.xml", "/word/endnotes.xml"):
                continue
            root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False))
            for note in root:
                if note.get(f"{W}type") is None:
                    text = " ".join(paragraph_text(p) for p in note.iter(f"{W}p"))
                    self._builder.text(BlockKind.FOOTNOTE, text, f"note{note.get(f'{W}id')}")


def paragraph_text(element: Any) -> str:
    """The text of a paragraph as it stands after accepting tracked changes; raised digits as superscripts."""
    parts: list[str] = []
    for node in _own_nodes(element):
        if node.tag == f"{W}t":
            text = node.text or ""
            raised = node.getparent().find(f"{W}rPr/{W}vertAlign")
            if raised is not None and raised.get(f"{W}val") == "superscript":
                text = text.translate(SUPERSCRIPTS)
            parts.append(text)
        elif node.tag == f"{W}footnoteReference":
            parts.append((node.get(f"{W}id") or "").translate(SUPERSCRIPTS))
        elif node.tag in BREAKS:
            parts.append(BREAKS[node.tag])
    return "".join(parts)


def _own_nodes(element: Any) -> Iterator[Any]:
    """All nodes below, without those of text boxes, which are paragraphs of their own."""
    for child in element:
        if child.tag in (f"{W}txbxContent", FALLBACK, f"{W}pPr", f"{W}del"):
            continue
        yield child
        yield from _own_nodes(child)


def _text_boxes(element: Any) -> list[Any]:
    return [b for b in element.iter(f"{W}txbxContent") if not any(a.tag == FALLBACK for a in b.iterancestors())]


def _wholly_bold(element: Any) -> bool:
    runs = [r for r in element.iter(f"{W}r") if "".join(t.text or "" for t in r.iter(f"{W}t")).strip()]
    return bool(runs) and all(_is_on(r.find(f"{W}rPr/{W}b")) for r in runs)


def _is_on(flag: Any) -> bool:
    return flag is not None and flag.get(f"{W}val") not in ("0", "false")


def _is_header(row: Any) -> bool:
    return _is_on(row.find(f"{W}trPr/{W}tblHeader"))


def _grid_skip(row: Any) -> int:
    before = row.find(f"{W}trPr/{W}gridBefore")
    return int(before.get(f"{W}val")) if before is not None else 0


def _value(cell: Any, name: str) -> str:
    found = cell.find(f"{W}tcPr/{W}{name}")
    return str(found.get(f"{W}val")) if found is not None else ""


class Numbering:
    """Works out the number or bullet that Word prints before a paragraph."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}  # format, text, start
        self._counts: dict[tuple[str, int], int] = {}
        self._abstract: dict[str, str] = {}
        self._styles = {s.style_id: s.element for s in document.styles if s.style_id}
        part = next((r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering")), None)
        if part is None:
            return
        root = part.element
        for number in root.findall(f"{W}num"):
            self._abstract[number.get(f"{W}numId")] = number.find(f"{W}abstractNumId").get(f"{W}val")
        for abstract in root.findall(f"{W}abstractNum"):
            for level in abstract.findall(f"{W}lvl"):
                key = (abstract.get(f"{W}abstractNumId"), int(level.get(f"{W}ilvl")))
                self._levels[key] = (_of(level, "numFmt"), _of(level, "lvlText"), int(_of(level, "start") or 1))

    def marker(self, element: Any) -> str:
        """Count the paragraph and return what is printed before it; empty for an unnumbered one."""
        properties = element.find(f"{W}pPr/{W}numPr")
        if properties is None:
            style = element.find(f"{W}pPr/{W}pStyle")
            owner = self._styles.get(style.get(f"{W}val")) if style is not None else None
            properties = owner.find(f"{W}pPr/{W}numPr") if owner is not None else None
        if properties is None:
            return ""
        abstract = self._abstract.get(_of(properties, "numId"), "")
        depth = int(_of(properties, "ilvl") or 0)
        style_format, text, start = self._levels.get((abstract, depth), ("", "", 1))
        if style_format == "bullet":
            return "•"
        if style_format in ("", "none"):
            return ""
        self._counts[(abstract, depth)] = self._counts.get((abstract, depth), start - 1) + 1
        for key in [k for k in self._counts if k[0] == abstract and k[1] > depth]:
            del self._counts[key]

        def printed(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            level_format, _, first = self._levels.get((abstract, level), ("decimal", "", 1))
            return _number(self._counts.get((abstract, level), first), level_format)

        return re.sub(r"%(\d)", printed, text)


def _of(element: Any, name: str) -> str:
    found = element.find(f"{W}{name}")
    return str(found.get(f"{W}val")) if found is not None else ""


def _number(value: int, style_format: str) -> str:
    if style_format in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if style_format == "upperLetter" else letter
    if style_format in ("lowerRoman", "upperRoman"):
        roman = _roman(value)
        return roman.upper() if style_format == "upperRoman" else roman
    return str(value)


def _roman(value: int) -> str:
    result = ""
    for size, letters in ROMAN:
        count, value = divmod(value, size)
        result += letters * count
    return result
