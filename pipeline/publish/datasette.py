"""Metadata with which Datasette serves the database as a site: titles, descriptions, facets."""

import json
from typing import Any

from pipeline.publish.schema import TABLES
from pipeline.publish.tabletypes import Table

DATABASE = "reportcheck"
FACETS = {
    "documents": ["publisher", "kind", "status"],
    "figures": ["unit", "kind", "priority", "source"],
    "discrepancies": ["severity", "type", "decision"],
    "series": ["publisher", "status", "unit"],
    "checks": ["code", "result"],
    "mentions": ["label"],
}


def datasette_metadata() -> dict[str, Any]:
    """Return the metadata, to be given to `datasette reportcheck.sqlite -m`."""
    return {
        "title": "Figures of public reports, checked and reconciled",
        "description": "Every figure with its place, what contradicts itself, and the reconciled series.",
        "databases": {DATABASE: {"tables": {t.name: _table(t) for t in TABLES}}},
    }


def datasette_json() -> bytes:
    """Return the metadata as JSON text in UTF-8."""
    return (json.dumps(datasette_metadata(), indent=1, ensure_ascii=False) + "\n").encode()


def _table(table: Table) -> dict[str, Any]:
    described: dict[str, Any] = {
        "title": table.title,
        "description": table.description,
        "columns": {c.name: c.description for c in table.columns},
        "size": 50,
    }
    if table.name in FACETS:
        described["facets"] = FACETS[table.name]
    if table.name == "figures":
        described["fts_table"] = "figures_fts"
    return described
