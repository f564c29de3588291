"""Reads xlsx: each sheet's islands of cells as tables and paragraphs, values as the sheet shows them."""

import io
import re
import zipfile
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pipeline.errors import UnreadableError
from pipeline.read.limits import Limits
from pipeline.read.office import BlockBuilder, check_inflated
from pipeline.types import BlockKind, Cell, Document, Format

MAX_CELLS = 2_000_000
CURRENCY = re.compile(r'"?([£$€¥])"?|\[\$([^\]\-]*)[^\]]*\]')


def read_xlsx(data: bytes, *, limits: Limits) -> Document:
    """Read a workbook; each figure's address is its sheet and cell (`Sheet!B7`).

    Raises UnreadableError where the file is damaged, encrypted or too large.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    check_inflated(data, limits)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (InvalidFileException, KeyError, ValueError, TypeError, zipfile.BadZipFile, SyntaxError):
        raise UnreadableError("a damaged or unknown workbook; open it and save it again as xlsx") from None
    builder = BlockBuilder()
    notes: list[str] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            notes.append(f"sheet {sheet.title!r} is hidden and was not read")
            continue
        if sheet.max_row * sheet.max_column > MAX_CELLS:
            notes.append(f"sheet {sheet.title!r} is larger than {MAX_CELLS} cells and was not read")
            continue
        builder.text(BlockKind.HEADING, sheet.title, sheet.title, level=1)
        _read_sheet(sheet, builder)
    if _uncalculated(data):
        notes.append("some formulas have no stored result; open the file in a spreadsheet program and save it")
    facts = {"Title": book.properties.title, "Author": book.properties.creator}
    return Document(
        format=Format.XLSX,
        blocks=tuple(builder.blocks),
        metadata=tuple((k, str(v)) for k, v in sorted(facts.items()) if v),
        notes=tuple(notes),
    )


def _uncalculated(data: bytes) -> bool:
    """Whether a sheet holds a formula without its value."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [n for n in parts.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n)]
        return any(re.search(rb"</f>\s*</c>|</f><v\s*/>|</f><v></v>", parts.read(n)) for n in sheets)


def _read_sheet(sheet: Any, builder: BlockBuilder) -> None:
    spans = {
        (m.min_row, m.min_col): (m.max_row - m.min_row + 1, m.max_col - m.min_col + 1)
        for m in sheet.merged_cells.ranges
    }
    rows = [
        [(c, shown_value(c.value, c.number_format)) for c in row if c.value is not None] for row in sheet.iter_rows()
    ]
    island: list[list[tuple[Any, str]]] = []
    for row in [*rows, []]:
        if row:
            island.append(row)
        elif island:
            _read_island(sheet.title, island, spans, builder)
            island = []


def _read_island(
    title: str, rows: list[list[tuple[Any, str]]], spans: dict[tuple[int, int], tuple[int, int]], builder: BlockBuilder
) -> None:
    """Rows without an empty row between: leading rows of one cell are text, the others a table."""
    while (
        rows
        and len(rows[0]) == 1
        and (len(rows) == 1 or len(rows[1]) == 1 or rows[0][0][0].column == rows[1][0][0].column)
    ):
        cell, text = rows.pop(0)[0]
        kind = BlockKind.HEADING if cell.font.b and len(text) < 200 else BlockKind.PARAGRAPH
        builder.text(kind, text, f"{title}!{cell.coordinate}", level=2, bold=bool(cell.font.b))
    if not rows:
        return
    top = rows[0][0][0].row
    left = min(cell.column for row in rows for cell, _ in row)
    cells: list[Cell] = []
    for row in rows:
        for cell, text in row:
            row_span, column_span = spans.get((cell.row, cell.column), (1, 1))
            address = f"{title}!{cell.coordinate}"
            cells.append(
                builder.cell(
                    cell.row - top + 1,
                    cell.column - left + 1,
                    text,
                    address,
                    row_span=row_span,
                    column_span=column_span,
                )
            )
    bold = {row[0][0].row - top + 1 for row in rows if all(cell.font.b for cell, _ in row)}
    builder.table(cells, bold_rows=bold)


def shown_value(value: Any, number_format: str) -> str:
    """The text that a sheet shows for a value under its number format; dates come as ISO dates."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        return _shown_number(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), number_format)
    return str(value)


def _shown_number(value: Decimal, number_format: str) -> str:
    sections = number_format.split(";")
    section = sections[1] if value < 0 and len(sections) > 1 and sections[1] else sections[0]
    if section in ("General", "@", ""):
        return _general(value)
    currency = CURRENCY.search(section)
    symbol = next((g for g in currency.groups() if g), "") if currency else ""
    pattern = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.', "", section)
    percent = "%" in pattern
    decimals = len(m[1]) if (m := re.search(r"\.([0#?]+)", pattern)) else 0
    shown = abs(value * 100 if percent else value)
    scale = len(m[1]) if (m := re.search(r"[0#](,+)(?=[^0#,]*$)", pattern)) else 0
    rounded = (shown / 1000**scale).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}" if re.search(r"[#0],[#0]", pattern) else f"{rounded:f}"
    text = f"{symbol}{text}" + ("%" if percent else "")
    if value < 0 and rounded:
        return f"({text})" if "(" in pattern else f"-{text}"
    return text


def _general(value: Decimal) -> str:
    """A number as the General format shows it: eleven figures at most, no trailing zeros."""
    if value == value.to_integral_value() and abs(value) < 10**11:
        return str(int(value))
    text = f"{float(value):.10g}"
    return text if "e" in text else f"{Decimal(text):f}"
