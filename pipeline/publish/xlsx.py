"""Writes all tables as one workbook: text stays text, numbers are numbers, nothing is a formula."""

import datetime
import math
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.files import whole_file
from pipeline.publish.rows import Row, Rows
from pipeline.publish.schema import TABLES, Column, Table, Type
from pipeline.publish.values import FORMULA, Value

MAX_ROWS = 1_048_575  # of a sheet, beside its header
MAX_CELL = 32_767  # characters of a cell
CUT = " [cut]"
WIDTHS = {Type.STRING: 18, Type.INTEGER: 9, Type.NUMBER: 12, Type.DATE: 12}
WIDE = {"explanation": 80, "context": 60, "indicator": 40, "title": 40, "message": 60, "formula": 60, "basis": 60}
# A workbook holds the time it was made; a fixed one keeps equal runs equal files.
MADE = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - the format has no time zone


def write_xlsx(rows: Rows, path: Path) -> None:
    """Write a sheet for each table, findings first; raises OutputError.

    A table that is longer than a sheet goes on in a second one, `figures 2`; a text that is longer than
    a cell is cut and ends in ` [cut]`. The CSV and the database hold it whole.
    """
    from xlsxwriter.exceptions import FileCreateError

    with whole_file(path) as temporary, temporary.open("wb") as file:
        try:
            _write(rows, _Target(file))
        except FileCreateError as error:
            raise OSError(str(error)) from error


class _Target:
    """A file that takes what comes after a failed write without a word.

    The zip writer tries to finish when it is let go of, and Python prints what that raises on a full disk.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._failed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    @property
    def _gone(self) -> bool:
        return self._failed or self._file.closed

    def write(self, data: bytes) -> int:
        """Write bytes; raises OSError the first time that it fails."""
        if self._gone:
            return len(data)
        try:
            return self._file.write(data)
        except OSError:
            self._failed = True
            raise

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to a place, where there still is a file to move in."""
        return 0 if self._gone else self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the place, where there still is a file to be in."""
        return 0 if self._gone else self._file.tell()

    def flush(self) -> None:
        """Flush; raises OSError unless a write has failed before."""
        if self._gone:
            return
        try:
            self._file.flush()
        except OSError:
            self._failed = True
            raise


def _write(rows: Rows, target: _Target) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(
        target,
        # A sheet is written row by row to disk; links and formulas are never made from text.
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False},
    )
    book.set_properties({"created": MADE, "title": "Figures of public reports, checked and reconciled"})
    styles = {
        "head": book.add_format({"bold": True, "bottom": 1}),
        "quoted": book.add_format({"quote_prefix": True}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    for table in sorted(TABLES, key=lambda t: t.name != "discrepancies"):
        _write_table(book, table, rows.of(table.name), styles)
    book.close()


def _write_table(book: Any, table: Table, rows: Iterator[Row], styles: dict[str, Any]) -> None:
    number = 1
    part = list(islice(rows, 1))
    while part or number == 1:
        sheet = book.add_worksheet(table.name if number == 1 else f"{table.name} {number}")
        _write_head(sheet, table, styles)
        last = 0
        for last, row in enumerate(_chain(part, islice(rows, MAX_ROWS - len(part))), start=1):
            for place, value in enumerate(row):
                _write_cell(sheet, last, place, value, styles)
        sheet.autofilter(0, 0, max(last, 1), len(table.columns) - 1)
        part = list(islice(rows, 1))
        number += 1


def _chain(first: list[Row], rest: Iterator[Row]) -> Iterator[Row]:
    yield from first
    yield from rest


def _write_head(sheet: Any, table: Table, styles: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, _width(column))
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.name, styles["head"])


def _width(column: Column) -> int:
    return WIDE.get(column.name, WIDTHS[column.type])


def _write_cell(sheet: Any, row: int, place: int, value: Value, styles: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        text = value if len(value) <= MAX_CELL else value[: MAX_CELL - len(CUT)] + CUT
        # The mark of a typed apostrophe: the text stays one even after somebody has edited the cell.
        sheet.write_string(row, place, text, styles["quoted"] if FORMULA.match(text) else None)
    elif isinstance(value, datetime.date):
        _write_date(sheet, row, place, value, styles)
    elif math.isfinite(float(value)):
        sheet.write_number(row, place, float(value))
    else:  # beyond what a spreadsheet can count
        sheet.write_string(row, place, str(value))


def _write_date(sheet: Any, row: int, place: int, value: datetime.date, styles: dict[str, Any]) -> None:
    if value.year < 1900 or value == datetime.date(1900, 1, 1):  # before a spreadsheet's calendar begins
        sheet.write_string(row, place, value.isoformat())
    else:
        sheet.write_datetime(row, place, value, styles["date"])
