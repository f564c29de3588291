"""Writes a table as JSON lines: one object a row, numbers as printed, null for unknown."""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pipeline.files import whole_file
from pipeline.publish.rows import Row
from pipeline.publish.schema import Table
from pipeline.publish.values import Value, plain_number


def write_jsonl(table: Table, rows: Iterable[Row], path: Path) -> None:
    """Write `rows` of `table` to `path`, whole or not at all; raises OutputError."""
    keys = [json.dumps(name) for name in table.column_names]
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            cells = ", ".join(f"{key}: {_json(value)}" for key, value in zip(keys, row, strict=True))
            file.write(f"{{{cells}}}\n")


def _json(value: Value) -> str:
    if value is None or value == "":
        return "null"
    if isinstance(value, str | date):
        return json.dumps(str(value), ensure_ascii=False)
    return plain_number(value)  # a float would lose the decimals as printed
