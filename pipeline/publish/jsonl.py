"""Writes tables as JSON lines: one object a row, numbers as printed, null for unknown."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from pipeline.files import whole_file, writing
from pipeline.publish.rows import Row
from pipeline.publish.tabletypes import Table
from pipeline.publish.values import Value, plain_number
from pipeline.publish.writing import OpenTable, WriteRows


@contextmanager
def jsonl_tables(out: Path) -> Iterator[OpenTable]:
    """Write each table to a file of its own in `out`/jsonl, whole or not at all; raises OutputError."""

    @contextmanager
    def open_table(table: Table) -> Iterator[WriteRows]:
        path = out / "jsonl" / f"{table.name}.jsonl"
        keys = [json.dumps(name) for name in table.column_names]
        with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:

            def write(rows: Sequence[Row]) -> None:
                with writing(path):
                    for row in rows:
                        cells = ", ".join(f"{key}: {_json(value)}" for key, value in zip(keys, row, strict=True))
                        file.write(f"{{{cells}}}\n")

            yield write

    yield open_table


def _json(value: Value) -> str:
    if value is None or value == "":
        return "null"
    if isinstance(value, str | date):
        return json.dumps(str(value), ensure_ascii=False)
    return plain_number(value)  # a float would lose the decimals as printed
