"""Keeps the result of each document in a file of its own, so that a run can go on where it stopped.

A result's name is a hash over all that it rests on: the file, the rules, the settings, the code and the
engines. Whatever changes, the old result is not found and the document is read again. Results are JSON,
not pickles: a folder of outputs may come from someone else, and a pickle runs code when it is opened.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.archive.remote import load, remove_others, save
from pipeline.errors import OutputError
from pipeline.files import write_bytes
from pipeline.types import Outcome

if TYPE_CHECKING:
    from pipeline.archive.parts import Part

ENDING = ".json.gz"


def result_name(*parts: object) -> str:
    """Return the name of the result that rests on `parts` (anything that JSON can hold)."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def write_part(folder: Path, name: str, part: "Part") -> None:
    """Write a document's result, whole or not at all; raises OutputError where the disk is full."""
    data = gzip.compress(_adapter().dump_json(part), compresslevel=1, mtime=0)
    write_bytes(folder / f"{name}{ENDING}", data)


def send_part(folder: Path, address: str, name: str) -> None:
    """Send a result that a child has written to the journal at an address; raises OutputError."""
    path = folder / f"{name}{ENDING}"
    save(f"{address}/{path.name}", path.read_bytes())
    path.unlink()


def read_part(folder: Path | str, name: str) -> "Part | None":
    """Return the result called `name`, None where there is none or it is damaged (it is then made again)."""
    data = _bytes(folder, f"{name}{ENDING}")
    if data is None:
        return None
    try:
        part: Part = _adapter().validate_json(gzip.decompress(data))
    except (OSError, EOFError, ValueError):
        return None
    return part


def _bytes(folder: Path | str, name: str) -> bytes | None:
    if isinstance(folder, str):
        return load(f"{folder}/{name}")
    try:
        return (folder / name).read_bytes()
    except FileNotFoundError:
        return None


def read_outcome(folder: Path, name: str) -> Outcome | None:
    """Return the outcome of the result called `name`, None as `read_part` does."""
    part = read_part(folder, name)
    return part.outcome if part else None


def prune(folder: Path | str, keep: Iterable[str]) -> None:
    """Remove the results that no document of the run rests on any more, and what a killed run left half done."""
    names = {f"{name}{ENDING}" for name in keep}
    if isinstance(folder, str):
        remove_others(folder, names, ENDING)
        return
    for path in folder.iterdir():
        if path.name not in names and (path.name.endswith(ENDING) or path.name.endswith(".tmp")):
            path.unlink(missing_ok=True)


def open_journal(folder: Path) -> Path:
    """Make the journal's folder; raises OutputError where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made: {error.strerror}; name another folder with --out") from error
    return folder


def plain(row: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return a mapping as sorted pairs, for `result_name`."""
    return sorted(row.items())


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    from pipeline.archive.parts import Part

    return TypeAdapter(Part)
