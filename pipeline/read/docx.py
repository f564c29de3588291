"""Reads docx: paragraphs with their printed numbers, headings, tables within tables, notes, headers and footers."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.errors import UnreadableError
from pipeline.read.inline import whole_number
from pipeline.read.limits import Limits
from pipeline.read.numbering import Numbering, Styles, value_of
from pipeline.read.office import BlockBuilder, Spans
from pipeline.read.package import Package
from pipeline.read.wordtext import (
    BLOCKS,
    BOX,
    CELL,
    ROW,
    TABLE,
    Paragraph,
    Told,
    W,
    is_header,
    parts_of,
    read_paragraph,
)
from pipeline.types import BlockKind, Document, Format

MOST_NAMED = 10  # tables in tables whose address names those around them; one deeper has a number of its own
MOST_COLUMNS = 63  # of a table in Word
SPANS_CUT = "spans of cells that are larger than a table can be, not followed"


def read_docx(data: bytes, *, limits: Limits) -> Document:
    """Read a Word file; each figure's address is its paragraph or cell (`p12`, `t3/r2/c1`).

    Raises UnreadableError where the file is damaged or encrypted.
    """
    package = Package(data, limits, kind="docx")
    main = _main_part(package)
    root = package.xml(main)
    styles = Styles(_part(package, main, "styles"))
    reader = _Reader(BlockBuilder(), styles, Numbering(_part(package, main, "numbering"), styles))
    reader.read_furniture(package, main, "header")
    reader.read(root)
    reader.read_notes(_part(package, main, "footnotes"))
    reader.read_notes(_part(package, main, "endnotes"))
    reader.read_furniture(package, main, "footer")
    reader.tell()
    return Document(
        format=Format.DOCX,
        blocks=tuple(reader.builder.blocks),
        metadata=package.properties(),
        notes=reader.builder.notes(),
        remarks=reader.builder.remarks(),
    )


def _main_part(package: Package) -> str:
    found = next(package.targets("", "officeDocument"), "word/document.xml")
    if found not in package.names:
        raise UnreadableError("a docx without its text; open it in a word processor and save it again")
    return found


def _part(package: Package, main: str, kind: str) -> Any:
    found = next(package.targets(main, kind), "")
    return package.xml(found) if found else None


class _Reader:
    """Walks the body and counts paragraphs and tables for their addresses."""

    def __init__(self, builder: BlockBuilder, styles: Styles, numbering: Numbering) -> None:
        self.builder = builder
        self._styles = styles
        self._numbering = numbering
        self._told = Told()
        self._spans = Spans()
        self._paragraphs = 0
        self._tables = 0

    def read(self, parent: Any) -> None:
        """Read all blocks below; the tables inside a cell and text boxes follow what they stand in."""
        stack: list[Iterator[tuple[Any, str]]] = [self._blocks(parent)]
        while stack:
            element, address = next(stack[-1], (None, ""))
            if element is None:
                stack.pop()
            elif element.tag == TABLE:
                stack.append(iter(self._table(element, address)))
            elif element.tag == BOX:
                stack.append(self._blocks(element))
            else:
                stack.append((box, "") for box in self._paragraph(element))

    def _blocks(self, parent: Any) -> Iterator[tuple[Any, str]]:
        return ((element, "") for element in parts_of(parent, BLOCKS, self._told))

    def _paragraph(self, element: Any) -> list[Any]:
        """Add a paragraph; return its text boxes."""
        self._paragraphs += 1
        self._add(element, read := read_paragraph(element, self._told), f"p{self._paragraphs}")
        return read.boxes

    def _add(self, element: Any, read: Paragraph, address: str) -> None:
        style = self._styles.name(element)
        marker = self._numbering.marker(element)
        heading = re.fullmatch(r"(?:heading|title|subtitle)\s*([0-9]{0,2})", style, re.IGNORECASE)
        if heading:
            level = int(heading[1] or 1)
            self.builder.text(BlockKind.HEADING, read.text, address, level=level, marker=marker)
        elif style.lower().startswith("toc"):
            self.builder.text(BlockKind.CONTENTS, read.text, address)
        elif style.lower() == "caption":
            self.builder.text(BlockKind.CAPTION, read.text, address)
        else:
            bullet = marker and not marker[0].isdigit()
            kind = BlockKind.LIST_ITEM if bullet or style.lower().startswith("list") else BlockKind.PARAGRAPH
            self.builder.text(kind, read.text, address, marker=marker, bold=read.bold)

    def _table(self, element: Any, address: str) -> list[tuple[Any, str]]:
        """Add a table; return the tables and text boxes in its cells, each with its address."""
        if not address or address.count("/t") > MOST_NAMED:
            self._tables += 1
            address = f"t{self._tables}"
        table = _Table(element, address, self._told, self._spans)
        if table.inside and sum(bool(text.strip()) for *_, text in table.cells) <= 1:
            for _, _, where, _, _, text in table.cells:  # a frame around other tables
                self.builder.text(BlockKind.PARAGRAPH, text, where)
            return table.inside
        cells = [
            self.builder.cell(row, column, text, where, row_span=span[0], column_span=span[1])
            for row, column, where, span, _, text in table.cells
        ]
        self.builder.table(cells, bold_rows=table.bold_rows)
        return table.inside

    def read_notes(self, root: Any) -> None:
        """Read the notes of a part of footnotes or endnotes."""
        for note in root if root is not None else ():
            if note.get(f"{W}type") is None:
                text = self._whole_text(note)
                self.builder.text(BlockKind.FOOTNOTE, text, f"note{note.get(f'{W}id')}")

    def read_furniture(self, package: Package, main: str, kind: str) -> None:
        """Read the headers or footers, each part of the file once."""
        for number, name in enumerate(dict.fromkeys(package.targets(main, kind)), 1):
            address = kind if number == 1 else f"{kind}{number}"
            for element in parts_of(package.xml(name), BLOCKS, self._told):
                self.builder.text(BlockKind.FURNITURE, self._whole_text([element]), address)

    def _whole_text(self, parent: Iterable[Any]) -> str:
        """The text of all paragraphs below, those of tables and boxes too, joined by blanks."""
        texts: list[str] = []
        stack = [iter(parent)]
        while stack:
            element = next(stack[-1], None)
            if element is None:
                stack.pop()
            elif element.tag in BLOCKS and element.tag not in (TABLE, BOX):
                read = read_paragraph(element, self._told)
                texts.append(read.text)
                stack.append(iter(read.boxes))
            else:
                stack.append(parts_of(element, BLOCKS, self._told))
        return " ".join(texts)

    def tell(self) -> None:
        """Put what was counted on the way into the notes and remarks."""
        self.builder.unread.update(self._told.unread)
        if self._told.inserted:
            self.builder.told["tracked insertions, read as text"] = self._told.inserted
        if self._told.deleted:
            self.builder.told["tracked deletions, left out"] = self._told.deleted
        if self._spans.cut:
            self.builder.told[SPANS_CUT] = self._spans.cut


class _Table:
    """The cells of one table with their places and spans, and what stands inside them."""

    def __init__(self, element: Any, address: str, told: Told, spans: Spans) -> None:
        self.cells: list[tuple[int, int, str, tuple[int, int], bool, str]] = []
        self.inside: list[tuple[Any, str]] = []
        self.bold_rows: set[int] = set()
        self._address = address
        self._told = told
        self._spans = spans
        self._columns = max(MOST_COLUMNS, len(element.findall(f"{W}tblGrid/{W}gridCol")))
        self._open: dict[int, int] = {}  # column -> index of the cell that a vertical merge goes on from
        for number, row in enumerate(parts_of(element, {ROW}, told), 1):
            self._row(number, row)

    def _row(self, number: int, row: Any) -> None:
        column = 1 + min(whole_number(value_of(row, "trPr", "gridBefore"), 0), self._columns)
        bold: set[bool] = set()
        for part in parts_of(row, {CELL}, self._told):
            wanted = whole_number(value_of(part, "tcPr", "gridSpan") or None, 1)
            most = self._columns if wanted <= self._columns else 1  # wider than a table can be: no span at all
            _, span = self._spans.within(1, wanted, most_rows=1, most_columns=most)
            address = f"{self._address}/r{number}/c{column}"
            text, weights = self._content(part, address)
            bold |= weights
            if not self._goes_on(part, number, column):
                self.cells.append((number, column, address, (1, span), False, text))
                self._open[column] = len(self.cells) - 1
            elif text.strip():  # Word hides the text of a cell that a merge covers
                self._told.pass_over("texts of cells covered by a merge")
            column += span
        if is_header(row) or bold == {True}:
            self.bold_rows.add(number)

    def _goes_on(self, part: Any, row: int, column: int) -> bool:
        """Whether a cell is the rest of the one above it, which then spans one row more."""
        merge = part.find(f"{W}tcPr/{W}vMerge")
        if merge is None or merge.get(f"{W}val") == "restart" or column not in self._open:
            return False
        index = self._open[column]
        first, at, address, (rows, columns), header, text = self.cells[index]
        if first + rows != row:
            return False
        self.cells[index] = (first, at, address, (rows + 1, columns), header, text)
        return True

    def _content(self, part: Any, address: str) -> tuple[str, set[bool]]:
        """Return the text of a cell and whether its paragraphs are bold; tables and boxes in it are put aside."""
        texts: list[str] = []
        weights: set[bool] = set()
        tables = 0
        for element in parts_of(part, BLOCKS, self._told):
            if element.tag == TABLE:
                tables += 1
                self.inside.append((element, f"{address}/t{tables}"))
            elif element.tag == BOX:
                self.inside.append((element, ""))
            else:
                read = read_paragraph(element, self._told)
                texts.append(read.text)
                self.inside.extend((box, "") for box in read.boxes)
                if read.text.strip():
                    weights.add(read.bold)
        return " ".join(texts), weights
