"""Describes the tables as a Frictionless Data Package (specs.frictionlessdata.io, version 1)."""

import hashlib
import json
from pathlib import Path
from typing import Any

from pipeline.publish.csvfile import LINE_TERMINATOR
from pipeline.publish.schema import SCHEMA_VERSION, TABLES
from pipeline.publish.tabletypes import Column, Table

GUARD_NOTE = (
    "Text cells that begin with = + - @, tab or line feed have an apostrophe before them, so that no spreadsheet runs "
    "them; take it off when loading. Cells that are only a signed number, as -59%, have none."
)


def data_package(folder: Path) -> dict[str, Any]:
    """Return the descriptor of the CSV tables in `folder`, with size and hash of each file."""
    return {
        "profile": "tabular-data-package",
        "name": "reportcheck",
        "title": "Figures of public reports, checked and reconciled",
        "description": GUARD_NOTE,
        "version": SCHEMA_VERSION,
        "resources": [_resource(t, folder) for t in TABLES],
    }


def data_package_json(folder: Path) -> bytes:
    """Return the descriptor as JSON text in UTF-8."""
    return (json.dumps(data_package(folder), indent=1, ensure_ascii=False) + "\n").encode()


def _resource(table: Table, folder: Path) -> dict[str, Any]:
    path = folder / f"{table.name}.csv"
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": path.name,
        "title": table.title,
        "description": f"{table.description} Order: {table.order}.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "dialect": {"delimiter": ",", "lineTerminator": LINE_TERMINATOR, "quoteChar": '"', "doubleQuote": True},
        "schema": table_schema(table),
    }


def table_schema(table: Table) -> dict[str, Any]:
    """Return the Table Schema of a table."""
    schema: dict[str, Any] = {
        "fields": [_field(c) for c in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.primary_key),
    }
    if table.foreign_keys:
        schema["foreignKeys"] = [
            {"fields": [k.column], "reference": {"resource": k.table, "fields": [k.target]}} for k in table.foreign_keys
        ]
    return schema


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": column.type.value, "description": column.description}
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.enum:
        constraints["enum"] = list(column.enum)
    if constraints:
        field["constraints"] = constraints
    return field
