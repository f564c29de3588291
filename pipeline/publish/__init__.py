"""Writes a dataset to files: every table in every format asked for, all from one schema."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.collecting import rarely_collected
from pipeline.errors import InputError
from pipeline.files import write_bytes
from pipeline.publish.aside import in_child
from pipeline.publish.csvfile import csv_tables
from pipeline.publish.csvw import csvw_json
from pipeline.publish.datapackage import data_package_json
from pipeline.publish.datasette import datasette_json
from pipeline.publish.jsonl import jsonl_tables
from pipeline.publish.parquet import arrow_module, parquet_tables
from pipeline.publish.rows import Rows
from pipeline.publish.runfile import run_json
from pipeline.publish.schema import TABLES
from pipeline.publish.sqlite import sqlite_tables
from pipeline.publish.writing import Format, tables_handed_on
from pipeline.publish.xlsx import xlsx_tables
from pipeline.rules import Rules
from pipeline.types import Dataset

if TYPE_CHECKING:
    from pipeline.publish.audit.drawing import Draw, Gallery

__all__ = ["DEFAULT_FORMATS", "FORMATS", "check_formats", "publish"]

# A spreadsheet turns the period 2021-02 of a CSV into a date, so a workbook is made as well.
DEFAULT_FORMATS = ("csv", "xlsx", "sqlite", "audit")
MANY_FIGURES = 20_000  # with which a child writes the workbook, which takes as long as all other tables together


@rarely_collected()
def publish(
    dataset: Dataset,
    rules: Rules,
    *,
    out: Path,
    formats: Sequence[str] = DEFAULT_FORMATS,
    draw: "Draw | None" = None,
    jobs: int = 0,
) -> tuple[Path, ...]:
    """Write the tables to `out` in each of `formats`, and run.json; return the files written.

    With `jobs` 1 nothing is written in a child; 0 stands for all cores.

    `draw` draws pictures of the files for the audit pages while the tables are written; without it they show words
    alone.
    Raises InputError for an unknown format and OutputError where `out` cannot be written.
    """
    wanted = check_formats(formats)
    rows = Rows(dataset, rules)
    tables = [TABLE_FORMATS[name] for name in wanted if name in TABLE_FORMATS]
    aside = (jobs or os.cpu_count() or 1) > 1 and sum(rows.figure_counts.values()) >= MANY_FIGURES
    with _drawing(rows, draw if "audit" in wanted else None) as gallery:
        with tables_handed_on(rows, out, [in_child(t.tables) if aside and t.slow else t.tables for t in tables]):
            pages = _write_audit(rows, out, gallery) if "audit" in wanted else []
        written = [*(path for table in tables for path in table.describe(out)), *pages]
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


def _of_each_table(folder: str, ending: str) -> Callable[[Path], list[Path]]:
    return lambda out: [out / folder / f"{table.name}.{ending}" for table in TABLES]


def _describe_csv(out: Path) -> list[Path]:
    descriptions = [out / "datapackage.json", out / "csv-metadata.json"]
    write_bytes(descriptions[0], data_package_json(out))
    write_bytes(descriptions[1], csvw_json())
    return [*_of_each_table("", "csv")(out), *descriptions]


def _describe_sqlite(out: Path) -> list[Path]:
    metadata = out / "datasette.json"
    write_bytes(metadata, datasette_json())
    return [out / "reportcheck.sqlite", metadata]


@contextmanager
def _drawing(rows: Rows, draw: "Draw | None") -> "Iterator[Callable[[], Gallery]]":
    """Have the pictures drawn that the pages want, while the block runs."""
    from pipeline.publish.audit import nothing_drawn, requests_of

    if draw is None:
        yield lambda: nothing_drawn
        return
    with draw(requests_of(rows)) as gallery:
        yield gallery


def _write_audit(rows: Rows, out: Path, gallery: "Callable[[], Gallery]") -> list[Path]:
    from pipeline.publish.audit import write_audit

    return write_audit(rows, out, gallery())


@dataclass(frozen=True)
class TableFormat:
    """How tables are written in a format; `describe` writes what describes them and returns all files of the format.

    A `slow` one is written beside the others where there are many rows.
    """

    tables: Format
    describe: Callable[[Path], list[Path]]
    slow: bool = False


TABLE_FORMATS = {
    "csv": TableFormat(csv_tables, _describe_csv),
    "xlsx": TableFormat(xlsx_tables, lambda out: [out / "reportcheck.xlsx"], slow=True),
    "sqlite": TableFormat(sqlite_tables, _describe_sqlite),
    "parquet": TableFormat(parquet_tables, _of_each_table("parquet", "parquet")),
    "jsonl": TableFormat(jsonl_tables, _of_each_table("jsonl", "jsonl")),
}
FORMATS = (*TABLE_FORMATS, "audit")
