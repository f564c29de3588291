"""Writes a table as Parquet, for analysts with much data. Needs pyarrow."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.files import whole_file, writing
from pipeline.publish.rows import Row
from pipeline.publish.tabletypes import Table, Type
from pipeline.publish.writing import OpenTable, WriteRows

BATCH = 50_000  # rows of a group, held until it is full


@contextmanager
def parquet_tables(out: Path) -> Iterator[OpenTable]:
    """Write each table to a file of its own in `out`/parquet, whole or not at all.

    Numbers are doubles. Raises InputError where pyarrow is not installed, OutputError where `out` cannot be written.
    """
    arrow = arrow_module()
    import pyarrow.parquet as pq

    @contextmanager
    def open_table(table: Table) -> Iterator[WriteRows]:
        path = out / "parquet" / f"{table.name}.parquet"
        schema = arrow.schema([(c.name, _type(arrow, c.type)) for c in table.columns])
        held: list[Row] = []
        with whole_file(path) as temporary, pq.ParquetWriter(temporary, schema, compression="zstd") as writer:

            def write_group(group: Sequence[Row]) -> None:
                columns = [
                    arrow.array([_plain(v, c.type) for v in values], type=schema.field(i).type)
                    for i, (c, values) in enumerate(zip(table.columns, zip(*group, strict=True), strict=True))
                ]
                with writing(path):
                    writer.write_table(arrow.Table.from_arrays(columns, schema=schema))

            def write(rows: Sequence[Row]) -> None:
                held.extend(rows)
                while len(held) >= BATCH:
                    write_group(held[:BATCH])
                    del held[:BATCH]

            yield write
            if held:
                write_group(held)

    yield open_table


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
