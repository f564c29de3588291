"""Writes every table of many files as CSV files and as one JSON lines file."""

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipeline.errors import OutputError, UnreadableError
from pipeline.read.limits import Limits
from pipeline.types import Document, Table


def write_tables(
    paths: Iterable[Path], out: Path, *, limits: Limits, password: str = ""
) -> tuple[list[Path], list[tuple[Path, str]]]:
    """Write each table of the files to a CSV of its own, and all to `tables.jsonl` in `out`.

    A CSV is called by its file and the table's number. A line of tables.jsonl has path, page, table,
    caption, box (x0, top, x1, bottom in points) and cells with row and column from 0, row_span,
    column_span, text, box and header. Returns the files written and (path, reason) of those that
    could not be read. Raises OutputError where the folder cannot be written.
    """
    from pipeline.read import read_document

    written: list[Path] = []
    failed: list[tuple[Path, str]] = []
    lines: list[str] = []
    names: set[str] = set()
    _make_folder(out)
    for path in sorted(paths):
        try:
            document = read_document(path, name=path.name, password=password, limits=limits)
        except UnreadableError as error:
            failed.append((path, str(error)))
            continue
        for table in document_tables(document):
            target = out / _free_name(f"{path.stem}-{table.number:03d}", names)
            _write_csv(target, table)
            written.append(target)
            lines.append(json.dumps(table_record(path, table), ensure_ascii=False))
    listing = out / "tables.jsonl"
    listing.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return [*written, listing], failed


def document_tables(document: Document) -> list[Table]:
    """The tables of a document in reading order."""
    return [b.table for b in document.blocks if b.table is not None]


def table_record(path: Path, table: Table) -> dict[str, Any]:
    """A table as plain data, rows and columns counted from 0."""
    return {
        "path": str(path),
        "page": table.page,
        "table": table.number,
        "caption": table.caption,
        "continues": table.continues,
        "box": asdict(table.box) if table.box else None,
        "rows": table.rows,
        "columns": table.columns,
        "cells": [
            {
                "row": c.row - 1,
                "column": c.column - 1,
                "row_span": c.row_span,
                "column_span": c.column_span,
                "text": c.text,
                "header": c.header,
                "box": asdict(c.box) if c.box else None,
            }
            for c in table.cells
        ],
    }


def table_rows(table: Table) -> list[list[str]]:
    """The texts of a table row by row; a merged cell's text stands at its first place only."""
    rows = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row - 1][cell.column - 1] = cell.text
    return rows


def _write_csv(target: Path, table: Table) -> None:
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(table_rows(table))


def _free_name(stem: str, taken: set[str]) -> str:
    """Files of one name in different folders get a number each."""
    name, k = f"{stem}.csv", 2
    while name in taken:
        name, k = f"{stem}-{k}.csv", k + 1
    taken.add(name)
    return name


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{out}: {error.strerror}; choose another folder with --out") from None
