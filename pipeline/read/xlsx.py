"""Reads xlsx: each sheet's islands of cells as tables and paragraphs, values as the sheet shows them."""

from collections.abc import Iterable
from dataclasses import replace

from pipeline.errors import UnreadableError
from pipeline.read.limits import Limits
from pipeline.read.numberformats import shown_value
from pipeline.read.office import BlockBuilder, Spans
from pipeline.read.package import Package
from pipeline.read.sheets import Sheet, SheetCell, Workbook
from pipeline.types import BlockKind, Cell, Document, Format

__all__ = ["read_xlsx", "shown_value"]

MAX_CELLS = 2_000_000
UNCALCULATED = "some formulas have no stored result; open the file in a spreadsheet program and save it"


def read_xlsx(data: bytes, *, limits: Limits) -> Document:
    """Read a workbook; each figure's address is its sheet and cell (`Sheet!B7`).

    Raises UnreadableError where the file is damaged, encrypted or too large.
    """
    package = Package(data, limits, kind="workbook")
    book = Workbook(package)
    reader = _Reader(book)
    for sheet in book.sheets:
        reader.read(sheet)
    reader.count_the_rest(package)
    return Document(
        format=Format.XLSX,
        blocks=tuple(reader.builder.blocks),
        metadata=package.properties(),
        notes=(*reader.notes, *reader.builder.notes()),
        remarks=reader.builder.remarks(),
    )


class _Reader:
    """Takes one sheet after the other, up to the limit of cells."""

    def __init__(self, book: Workbook) -> None:
        self.builder = BlockBuilder()
        self.notes: list[str] = []
        self._book = book
        self._spans = Spans()
        self._cells = 0

    def read(self, sheet: Sheet) -> None:
        """Read a sheet; one that is damaged costs itself alone."""
        kind = self._book.kinds.get(sheet.part, "")
        if kind == "chartsheet":
            return  # its chart is counted with the others
        if sheet.part not in self._book.package.names:
            self.builder.unread["sheets that are missing in the file"] += 1
            return
        try:
            rows = self._within(sheet)
        except UnreadableError as error:
            self.notes.append(f"sheet {sheet.title!r} was not read: {error}")
            return
        self.builder.text(BlockKind.HEADING, sheet.title, sheet.title, level=1)
        for island in _islands(rows):
            self._island(sheet, island)
        self._tell(sheet)

    def _within(self, sheet: Sheet) -> list[list[SheetCell]]:
        rows: list[list[SheetCell]] = []
        for _, cells in self._book.rows(sheet):
            self._cells += len(cells)
            if self._cells > MAX_CELLS:
                self.notes.append(f"only {MAX_CELLS} cells were read, up to row {cells[0].row} of {sheet.title!r}")
                break
            rows.append(cells)
        return rows

    def _island(self, sheet: Sheet, rows: list[list[SheetCell]]) -> None:
        """Rows without an empty row between: leading rows of one cell are text, the others a table."""
        first = 0
        while first < len(rows) and _is_text(rows, first):
            cell = rows[first][0]
            kind = BlockKind.HEADING if cell.bold and len(cell.text) < 200 else BlockKind.PARAGRAPH
            self.builder.text(kind, cell.text, f"{sheet.title}!{cell.address}", level=2, bold=cell.bold)
            first += 1
        if rows := rows[first:]:
            self._table(sheet, rows)

    def _table(self, sheet: Sheet, rows: list[list[SheetCell]]) -> None:
        top = rows[0][0].row
        left = min(row[0].column for row in rows)
        right = max(row[-1].column for row in rows)
        bottom = rows[-1][0].row
        cells: list[Cell] = []
        for row in rows:
            for cell in row:
                at = cell.row - top + 1, cell.column - left + 1
                made = self.builder.cell(*at, cell.text, f"{sheet.title}!{cell.address}")
                if wanted := sheet.merged.get((cell.row, cell.column)):
                    most = max(right, min(cell.column + wanted[1] - 1, right + 200)) - cell.column + 1
                    spans = self._spans.within(*wanted, most_rows=bottom - cell.row + 1, most_columns=most)
                    made = replace(made, row_span=spans[0], column_span=spans[1])
                cells.append(made)
        bold = {row[0].row - top + 1 for row in rows if all(cell.bold for cell in row)}
        self.builder.table(cells, bold_rows=bold)

    def _tell(self, sheet: Sheet) -> None:
        if sheet.unread.pop("formulas without a stored result", 0) and UNCALCULATED not in self.notes:
            self.notes.append(UNCALCULATED)
        self.builder.unread.update(+sheet.unread)
        told = self.builder.told
        told["hidden sheets, read as the others"] += sheet.state != "visible"
        told["hidden rows, read as the others"] += sheet.hidden_rows
        told["hidden groups of columns, read as the others"] += sheet.hidden_columns

    def count_the_rest(self, package: Package) -> None:
        """Count charts, comments and objects, whose words and figures are not in cells."""
        for name in sorted(package.names):
            folder, _, own = name.rpartition("/")
            if folder.endswith("/charts") and own.startswith(("chart", "chartEx")) and own.endswith(".xml"):
                self.builder.unread["charts"] += 1
            elif own.startswith("comments") and own.endswith(".xml") and folder.startswith("xl"):
                self.builder.unread["comments"] += package.read(name).count(b"<comment ")
            elif folder.endswith("/embeddings"):
                self.builder.unread["embedded objects"] += 1
            elif folder.endswith("/drawings") and own.endswith(".xml") and (boxes := _boxes(package.read(name))):
                self.builder.unread["text boxes"] += boxes
        if self._spans.cut:
            self.builder.told["merged ranges that are larger than their table, cut to it"] = self._spans.cut


def _boxes(drawing: bytes) -> int:
    """How many shapes of a drawing hold text."""
    return sum(b"<a:t>" in shape for shape in drawing.split(b"<xdr:sp ")[1:])


def _islands(rows: Iterable[list[SheetCell]]) -> Iterable[list[list[SheetCell]]]:
    island: list[list[SheetCell]] = []
    for row in rows:
        if island and row[0].row > island[-1][0].row + 1:
            yield island
            island = []
        island.append(row)
    if island:
        yield island


def _is_text(rows: list[list[SheetCell]], i: int) -> bool:
    if len(rows[i]) != 1:
        return False
    last = i + 1 == len(rows)
    return last or len(rows[i + 1]) == 1 or rows[i][0].column == rows[i + 1][0].column
