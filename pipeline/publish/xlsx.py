"""Writes all tables as one workbook: text stays text, numbers are numbers, nothing is a formula."""

import datetime
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.files import whole_file, writing
from pipeline.publish.rows import Row
from pipeline.publish.tabletypes import Column, Table, Type
from pipeline.publish.values import FORMULA, Value
from pipeline.publish.writing import OpenTable, WriteRows

MAX_ROWS = 1_048_575  # of a sheet, beside its header
MAX_CELL = 32_767  # characters of a cell
CUT = " [cut]"
WIDTHS = {Type.STRING: 18, Type.INTEGER: 9, Type.NUMBER: 12, Type.DATE: 12}
WIDE = {"explanation": 80, "context": 60, "indicator": 40, "title": 40, "message": 60, "formula": 60, "basis": 60}
# A workbook holds the time it was made; a fixed one keeps equal runs equal files.
MADE = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - the format has no time zone


@contextmanager
def xlsx_tables(out: Path) -> Iterator[OpenTable]:
    """Write a sheet for each table, in the order in which they are opened; raises OutputError.

    A table that is longer than a sheet goes on in a second one, `figures 2`; a text that is longer than
    a cell is cut and ends in ` [cut]`. The CSV and the database hold it whole.
    """
    from xlsxwriter.exceptions import FileCreateError

    path = out / "reportcheck.xlsx"
    with whole_file(path) as temporary, temporary.open("wb") as file:
        book = _book(_Target(file))
        styles = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "quoted": book.add_format({"quote_prefix": True}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }

        @contextmanager
        def open_table(table: Table) -> Iterator[WriteRows]:
            sheets = _Sheets(book, table, styles)

            def write(rows: Sequence[Row]) -> None:
                with writing(path):
                    sheets.write(rows)

            yield write
            sheets.close()

        yield open_table
        try:
            book.close()
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


def _book(target: _Target) -> Any:
    import xlsxwriter

    book = xlsxwriter.Workbook(
        target,
        # A sheet is written row by row to disk; links and formulas are never made from text.
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False},
    )
    book.set_properties({"created": MADE, "title": "Figures of public reports, checked and reconciled"})
    return book


class _Sheets:
    """The sheets of a table: one, and another behind it for each million rows more."""

    def __init__(self, book: Any, table: Table, styles: dict[str, Any]) -> None:
        self._book = book
        self._table = table
        self._styles = styles
        self._number = 0
        self._next()

    def write(self, rows: Sequence[Row]) -> None:
        """Write rows behind those before."""
        for row in rows:
            if self._last == MAX_ROWS:
                self.close()
                self._next()
            self._last += 1
            for place, value in enumerate(row):
                _write_cell(self._sheet, self._last, place, value, self._styles)

    def close(self) -> None:
        """End the sheet that is written to."""
        self._sheet.autofilter(0, 0, max(self._last, 1), len(self._table.columns) - 1)

    def _next(self) -> None:
        self._number += 1
        self._last = 0
        name = self._table.name if self._number == 1 else f"{self._table.name} {self._number}"
        self._sheet = self._book.add_worksheet(name)
        _write_head(self._sheet, self._table, self._styles)


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
