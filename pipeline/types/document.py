"""What a file is read into: blocks of text and tables, each character traceable to its place."""

from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.types.record import Record


class Format(StrEnum):
    """The format of a file, decided by its content."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    ODT = "odt"
    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"
    PDF_SCAN = "pdf-scan"
    IMAGE = "image"
    UNKNOWN = "unknown"


class BlockKind(StrEnum):
    """What a block is on the page; furniture is kept but never read as text."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    CONTENTS = "contents"  # a line of a table of contents
    FURNITURE = "furniture"  # running header or footer, page number, watermark, marking


@dataclass(frozen=True, slots=True)
class Box(Record):
    """A rectangle on a page, in points from the page's top left corner."""

    x0: float
    top: float
    x1: float
    bottom: float

    def union(self, other: "Box") -> "Box":
        """Return the smallest box that holds both."""
        return Box(
            min(self.x0, other.x0),
            min(self.top, other.top),
            max(self.x1, other.x1),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class TextRun(Record):
    """Characters [start, end) of a block's text stand at `column` of `line`, one to one.

    `line` counts from 1 over the file as it stands, `column` from 0 in that line.
    `cell` is the address in formats that have one (`Sheet!B7`, a block path).
    """

    start: int
    end: int
    line: int
    column: int
    cell: str = ""


@dataclass(frozen=True, slots=True)
class PageRun(Record):
    """Characters [start, end) of a block's text stand in `box` on `page` (from 1).

    `edges` holds the x of every character boundary, `end - start + 1` values, so that a part of
    a word has a box of its own; empty where the text does not run from left to right.
    `confidence` is below 1 where the characters come from OCR.
    """

    start: int
    end: int
    page: int
    box: Box
    edges: tuple[float, ...] = ()
    confidence: float = 1.0


Run = TextRun | PageRun


@dataclass(frozen=True, slots=True)
class Cell(Record):
    """One cell of a table; row and column count from 1, spans are 1 unless cells are merged."""

    row: int
    column: int
    text: str
    runs: tuple[Run, ...] = ()
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table(Record):
    """A table: cells in reading order. Empty cells are present, with empty text.

    `number` counts the tables of the file from 1; `header_rows` is how many rows at the top are
    headers, 0 where the reader does not know.
    """

    number: int
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    header_rows: int = 0
    caption: str = ""
    page: int | None = None
    box: Box | None = None
    continues: bool = False  # goes on from the table before it, over a page break

    def grid(self) -> list[list[Cell | None]]:
        """Return rows of cells; a merged cell stands at each place that it covers."""
        rows: list[list[Cell | None]] = [[None] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            for r in range(cell.row - 1, min(cell.row - 1 + cell.row_span, self.rows)):
                for c in range(cell.column - 1, min(cell.column - 1 + cell.column_span, self.columns)):
                    rows[r][c] = cell
        return rows


@dataclass(frozen=True, slots=True)
class Block(Record):
    """A heading, paragraph, list item, table or piece of furniture, in reading order.

    `text` is what a person reads: markup, the printed list or paragraph number (`marker`) and
    hyphenation at line ends are gone, lines are joined by one space. `runs` lead each character
    back to the file. A table block has its text in the cells of `table`.
    """

    kind: BlockKind
    text: str
    runs: tuple[Run, ...] = ()
    level: int = 0  # of a heading: 1 is the highest
    marker: str = ""  # as printed before the text: `61.`, `(a)`, `3.10`, `-`
    table: Table | None = None
    page: int | None = None
    line: int | None = None  # line of the file where it starts, for text formats
    font_size: float = 0.0  # points, 0 where unknown
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Document(Record):
    """A file as read. `notes` say what could not be read and why; `lost_pages` are their numbers.

    `remarks` say what a user should know of what was read, though nothing is lost: pages that came by OCR.
    """

    format: Format
    blocks: tuple[Block, ...]
    pages: int | None = None
    page_labels: tuple[str, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    lost_pages: tuple[int, ...] = ()
    lines: int | None = None
    page_sizes: tuple[tuple[float, float], ...] = field(default=())
    remarks: tuple[str, ...] = ()
