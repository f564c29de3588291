"""Writes tables as CSV by RFC 4180: UTF-8 without byte order mark, commas, CR LF at line ends."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from pipeline.files import whole_file, writing
from pipeline.publish.rows import Row
from pipeline.publish.tabletypes import Table, Type
from pipeline.publish.values import Value, guard_formula, plain_number
from pipeline.publish.writing import OpenTable, WriteRows

LINE_TERMINATOR = "\r\n"  # RFC 4180, section 2; readers of all platforms take it


@contextmanager
def csv_tables(out: Path) -> Iterator[OpenTable]:
    """Write each table to a file of its own in `out`, whole or not at all; raises OutputError."""

    @contextmanager
    def open_table(table: Table) -> Iterator[WriteRows]:
        path = out / f"{table.name}.csv"
        is_text = [c.type is Type.STRING for c in table.columns]
        with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator=LINE_TERMINATOR)
            writer.writerow(table.column_names)

            def write(rows: Sequence[Row]) -> None:
                with writing(path):
                    writer.writerows([csv_cell(v, text=t) for v, t in zip(r, is_text, strict=True)] for r in rows)

            yield write

    yield open_table


def csv_cell(value: Value, *, text: bool) -> str:
    """Return a value as it stands in a CSV cell; unknown is empty, `text` cells are guarded."""
    if value is None:
        return ""
    if isinstance(value, str):
        return guard_formula(value) if text else value
    return value.isoformat() if isinstance(value, date) else plain_number(value)
