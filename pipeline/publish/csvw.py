"""Describes the CSV tables by the W3C's CSV on the Web, which the UK Government recommends for statistics."""

import json
import re
from typing import Any

from pipeline.publish.schema import TABLES
from pipeline.publish.tabletypes import Column, Table, Type

DATATYPES = {Type.STRING: "string", Type.INTEGER: "integer", Type.NUMBER: "decimal", Type.DATE: "date"}


def csvw_metadata() -> dict[str, Any]:
    """Return the metadata of the tables, to stand beside them as csv-metadata.json."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": "Figures of public reports, checked and reconciled",
        "tables": [_table(t) for t in TABLES],
    }


def csvw_json() -> bytes:
    """Return the metadata as JSON text in UTF-8."""
    return (json.dumps(csvw_metadata(), indent=1, ensure_ascii=False) + "\n").encode()


def _table(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "columns": [_column(c) for c in table.columns],
        "primaryKey": list(table.primary_key),
    }
    if table.foreign_keys:
        schema["foreignKeys"] = [
            {
                "columnReference": [k.column],
                "reference": {"resource": f"{k.table}.csv", "columnReference": [k.target]},
            }
            for k in table.foreign_keys
        ]
    return {
        "url": f"{table.name}.csv",
        "dc:title": table.title,
        "dc:description": f"{table.description} Order: {table.order}.",
        "tableSchema": schema,
    }


def _column(column: Column) -> dict[str, Any]:
    datatype: Any = DATATYPES[column.type]
    if column.enum:
        datatype = {"base": "string", "format": "|".join(re.escape(word) for word in column.enum)}
    described = {"name": column.name, "titles": column.name, "dc:description": column.description, "datatype": datatype}
    return {**described, "required": True} if column.required else described
