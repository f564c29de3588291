"""Reads the tables of a run back from its output folder, text as it was printed."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.publish.schema import table
from pipeline.publish.tabletypes import Type
from pipeline.publish.values import unguard_formula

MAX_CELL = 50_000_000  # characters; the csv module's own limit is shorter than a long context


def read_table(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table as text by column, empty for unknown, guards of text cells taken off.

    Raises InputError where `folder` is not the output of a run.
    """
    csv.field_size_limit(MAX_CELL)
    text = {c.name for c in table(name).columns if c.type is Type.STRING}
    path = folder / f"{name}.csv"
    if not path.is_file():
        raise InputError(f"{folder}: there is no {name}.csv here; name the folder that a run wrote with --out")
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {k: unguard_formula(v or "") if k in text else v or "" for k, v in row.items()}


def read_run_facts(folder: Path) -> dict[str, Any]:
    """Return what run.json says; raises InputError where there is none or it is damaged."""
    path = folder / "run.json"
    try:
        facts: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read; name the folder that a run wrote with --out") from error
    return facts
