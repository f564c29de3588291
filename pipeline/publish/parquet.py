"""Writes a table as Parquet, for analysts with much data. Needs pyarrow."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.files import whole_file
from pipeline.publish.rows import Row
from pipeline.publish.schema import Table, Type

BATCH = 50_000  # rows held at a time


def write_parquet(table: Table, rows: Iterable[Row], path: Path) -> None:
    """Write `rows` of `table` to `path`, whole or not at all.

    Numbers are doubles. Raises InputError where pyarrow is not installed, OutputError where `path` cannot be written.
    """
    arrow = arrow_module()
    import pyarrow.parquet as pq

    schema = arrow.schema([(c.name, _type(arrow, c.type)) for c in table.columns])
    stream = iter(rows)
    with whole_file(path) as temporary, pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
        while batch := list(islice(stream, BATCH)):
            columns = [
                arrow.array([_plain(v, c.type) for v in values], type=schema.field(i).type)
                for i, (c, values) in enumerate(zip(table.columns, zip(*batch, strict=True), strict=True))
            ]
            writer.write_table(arrow.Table.from_arrays(columns, schema=schema))


def arrow_module() -> Any:
    """Return pyarrow; raises InputError with the command that installs it."""
    try:
        import pyarrow
    except ImportError as error:
        raise InputError(
            '--format parquet needs pyarrow; install it with: pip install "reportcheck[parquet]"'
        ) from error
    return pyarrow


def _type(arrow: Any, kind: Type) -> Any:
    types = {
        Type.STRING: arrow.string(),
        Type.INTEGER: arrow.int64(),
        Type.NUMBER: arrow.float64(),
        Type.DATE: arrow.date32(),
    }
    return types[kind]


def _plain(value: Any, kind: Type) -> Any:
    if value is None or value == "":
        return None
    return float(value) if kind is Type.NUMBER else value
