"""Writes a dataset to files: every table in every format asked for, all from one schema."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.files import write_bytes
from pipeline.publish.csvfile import write_csv
from pipeline.publish.csvw import csvw_json
from pipeline.publish.datapackage import data_package_json
from pipeline.publish.datasette import datasette_json
from pipeline.publish.jsonl import write_jsonl
from pipeline.publish.parquet import arrow_module, write_parquet
from pipeline.publish.rows import Rows
from pipeline.publish.runfile import run_json
from pipeline.publish.schema import TABLES
from pipeline.publish.sqlite import write_sqlite
from pipeline.publish.xlsx import write_xlsx
from pipeline.rules import Rules
from pipeline.types import Dataset

if TYPE_CHECKING:
    from pipeline.publish.audit import Gallery, Request

__all__ = ["DEFAULT_FORMATS", "FORMATS", "check_formats", "publish"]

# A spreadsheet turns the period 2021-02 of a CSV into a date, so a workbook is made as well.
DEFAULT_FORMATS = ("csv", "xlsx", "sqlite", "audit")


def publish(
    dataset: Dataset,
    rules: Rules,
    *,
    out: Path,
    formats: Sequence[str] = DEFAULT_FORMATS,
    draw: "Callable[[Sequence[Request]], Gallery] | None" = None,
) -> tuple[Path, ...]:
    """Write the tables to `out` in each of `formats`, and run.json; return the files written.

    `draw` draws pictures of the files for the audit pages; without it they show words alone.
    Raises InputError for an unknown format and OutputError where `out` cannot be written.
    """
    wanted = check_formats(formats)
    rows = Rows(dataset, rules)
    writers: dict[str, Callable[[Rows, Path], list[Path]]] = {**FORMATS, "audit": partial(_write_audit, draw=draw)}
    written = [path for name in wanted for path in writers[name](rows, out)]
    run_file = out / "run.json"
    write_bytes(run_file, run_json(dataset, rules))
    return (*written, run_file)


def check_formats(names: Sequence[str]) -> tuple[str, ...]:
    """Return the formats named, each once, in a fixed order; raises InputError for an unknown one."""
    wanted = {name.strip().lower() for name in names}
    unknown = sorted(wanted - set(FORMATS))
    if unknown:
        raise InputError(f"--format: there is no format {unknown[0]!r}; choose from {', '.join(FORMATS)}")
    if "parquet" in wanted:
        arrow_module()  # said before an archive is read for hours, not after
    return tuple(name for name in FORMATS if name in wanted)


def _write_csv(rows: Rows, out: Path) -> list[Path]:
    written = []
    for table in TABLES:
        path = out / f"{table.name}.csv"
        write_csv(table, rows.of(table.name), path)
        written.append(path)
    descriptions = [out / "datapackage.json", out / "csv-metadata.json"]
    write_bytes(descriptions[0], data_package_json(out))
    write_bytes(descriptions[1], csvw_json())
    return [*written, *descriptions]


def _write_xlsx(rows: Rows, out: Path) -> list[Path]:
    path = out / "reportcheck.xlsx"
    write_xlsx(rows, path)
    return [path]


def _write_sqlite(rows: Rows, out: Path) -> list[Path]:
    database, metadata = out / "reportcheck.sqlite", out / "datasette.json"
    write_sqlite(rows, database)
    write_bytes(metadata, datasette_json())
    return [database, metadata]


def _write_parquet(rows: Rows, out: Path) -> list[Path]:
    paths = [out / "parquet" / f"{table.name}.parquet" for table in TABLES]
    for table, path in zip(TABLES, paths, strict=True):
        write_parquet(table, rows.of(table.name), path)
    return paths


def _write_jsonl(rows: Rows, out: Path) -> list[Path]:
    paths = [out / "jsonl" / f"{table.name}.jsonl" for table in TABLES]
    for table, path in zip(TABLES, paths, strict=True):
        write_jsonl(table, rows.of(table.name), path)
    return paths


def _write_audit(rows: Rows, out: Path, draw: "Callable[[Sequence[Request]], Gallery] | None" = None) -> list[Path]:
    from pipeline.publish.audit import nothing_drawn, requests_of, write_audit

    return write_audit(rows, out, draw(requests_of(rows)) if draw else nothing_drawn)


FORMATS: dict[str, Callable[[Rows, Path], list[Path]]] = {
    "csv": _write_csv,
    "xlsx": _write_xlsx,
    "sqlite": _write_sqlite,
    "parquet": _write_parquet,
    "jsonl": _write_jsonl,
    "audit": _write_audit,
}
