"""What the readers of office files share: safe unzipping, blocks whose characters have an address."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.errors import UnreadableError
from pipeline.read.inline import SUPERSCRIPTS
from pipeline.read.limits import Limits
from pipeline.read.pdf.tables import mark_headers
from pipeline.types import Block, BlockKind, Cell, Table, TextRun

__all__ = ["SUPERSCRIPTS", "BlockBuilder", "check_inflated", "collapse"]


def check_inflated(data: bytes, limits: Limits) -> None:
    """Look at the sizes that a zipped file declares before anything is unpacked.

    Raises UnreadableError for a damaged zip, an encrypted one and one that inflates beyond the limit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            infos = parts.infolist()
    except zipfile.BadZipFile:
        raise UnreadableError("a damaged Office file; open it in an office program and save it again") from None
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableError("the file is encrypted; save it without a password")
    if sum(info.file_size for info in infos) > limits.max_inflated_bytes:
        raise UnreadableError(f"the file unpacks to more than {limits.max_inflated_bytes} bytes; it was not read")


def collapse(text: str) -> str:
    """Join all blanks to single spaces."""
    return " ".join(text.split())


class BlockBuilder:
    """Collects blocks; `line` counts the paragraphs and cells of the file, since office files have no lines."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._line = 0
        self._tables = 0

    def text(
        self, kind: BlockKind, text: str, address: str, *, level: int = 0, marker: str = "", bold: bool = False
    ) -> None:
        """Add a block of text, unless it is empty."""
        text = collapse(text)
        if not text:
            return
        self._line += 1
        runs = (TextRun(0, len(text), self._line, 0, address),)
        block = Block(kind, text, runs, level=level, marker=marker, line=self._line, bold=bold)
        self.blocks.append(block)

    def cell(self, row: int, column: int, text: str, address: str, *, row_span: int = 1, column_span: int = 1) -> Cell:
        """Make a cell of a table that is being collected; an empty cell has a place too."""
        text = collapse(text)
        self._line += 1
        return Cell(row, column, text, (TextRun(0, len(text), self._line, 0, address),), row_span, column_span)

    def table(self, cells: Sequence[Cell], *, bold_rows: Iterable[int] = (), header_rows: int = 0) -> None:
        """Add a table of cells made by `cell`; gaps in the grid become empty cells."""
        if not any(c.text for c in cells):
            return
        rows = max(c.row + c.row_span - 1 for c in cells)
        columns = max(c.column + c.column_span - 1 for c in cells)
        self._tables += 1
        first_line = min(r.line for c in cells for r in c.runs if isinstance(r, TextRun))
        table = Table(self._tables, rows, columns, tuple(sorted(self._filled(cells, rows, columns), key=_place)))
        if header_rows:
            marked = tuple(replace(c, header=c.row <= header_rows) for c in table.cells)
            table = replace(table, header_rows=header_rows, cells=marked)
        else:
            table = mark_headers(table, bold_rows=set(bold_rows))
        caption = self.blocks[-1].text if self.blocks and self.blocks[-1].kind is BlockKind.CAPTION else ""
        self.blocks.append(Block(BlockKind.TABLE, "", table=replace(table, caption=caption), line=first_line))

    def _filled(self, cells: Sequence[Cell], rows: int, columns: int) -> list[Cell]:
        taken = {
            (r, c)
            for cell in cells
            for r in range(cell.row, cell.row + cell.row_span)
            for c in range(cell.column, cell.column + cell.column_span)
        }
        free = [(r, c) for r in range(1, rows + 1) for c in range(1, columns + 1) if (r, c) not in taken]
        return [*cells, *(self.cell(r, c, "", "") for r, c in free)]


def _place(cell: Cell) -> tuple[int, int]:
    return cell.row, cell.column
