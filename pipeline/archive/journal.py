"""Keeps the result of each document in a file of its own, so that a run can go on where it stopped.

A result's name is a hash over all that it rests on: the file, the rules, the settings, the code and the
engines. Whatever changes, the old result is not found and the document is read again. A document whose
figures are extracted, but not yet checked, stands under the same name with another ending, and so does each piece of a
long text until all are extracted.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from pipeline.archive.lock import LOCK
from pipeline.archive.partfile import PartFile, PartWriter, bytes_in, bytes_of
from pipeline.archive.remote import is_address, load, remove_others, save
from pipeline.errors import OutputError
from pipeline.files import whole_file

JOURNAL = ".journal"  # in the output folder
ENDING = ".part"
UNCHECKED = ".unchecked"
PIECE = ".piece"
OURS = (ENDING, UNCHECKED, PIECE, ".json.gz", ".tmp")  # the fourth is what earlier versions wrote


def result_name(*parts: object) -> str:
    """Return the name of the result that rests on `parts` (anything that JSON can hold)."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def piece_name(name: str, number: int) -> str:
    """Return the name of a piece of a long text, numbered from 0."""
    return f"{name}.{number}"


@cache
def password_key(password: str) -> str:
    """Return what stands for a password in a result's name: slow to work out, so that nobody tries out passwords."""
    return hashlib.pbkdf2_hmac("sha256", password.encode(), b"reportcheck", 200_000).hex() if password else ""


@contextmanager
def part_writer(folder: Path, name: str, *, ending: str = ENDING) -> Iterator[PartWriter]:
    """Write a document's result, whole or not at all; raises OutputError where the disk is full."""
    with whole_file(folder / f"{name}{ending}") as temporary, temporary.open("wb") as file:
        yield PartWriter(file)


def send_part(folder: Path, address: str, name: str) -> None:
    """Send a result that a child has written to the journal at an address; raises OutputError."""
    path = folder / f"{name}{ENDING}"
    save(f"{address}/{path.name}", path.read_bytes())
    path.unlink()


def open_part(folder: Path | str, name: str, *, ending: str = ENDING) -> PartFile | None:
    """Return the result called `name`, None where there is none; raises DamagedError."""
    if isinstance(folder, str):
        data = load(f"{folder}/{name}{ending}")
        return None if data is None else PartFile(bytes_in(data), held=len(data))
    path = folder / f"{name}{ending}"
    try:
        return PartFile(bytes_of(path))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(f"{path}: cannot be read: {error.strerror}; run again with --fresh") from error


def drop_unchecked(folder: Path, name: str) -> None:
    """Remove what was kept of a document while it was checked."""
    (folder / f"{name}{UNCHECKED}").unlink(missing_ok=True)


def prune(folder: Path | str, keep: Iterable[str]) -> None:
    """Remove the results that no document of the run rests on any more, and what a killed run left half done."""
    names = {f"{name}{ENDING}" for name in keep}
    if isinstance(folder, str):
        for ending in OURS:
            remove_others(folder, names, ending)
        return
    for path in folder.iterdir():
        if path.name not in names and path.name.endswith(OURS):
            path.unlink(missing_ok=True)


def journal_of(out: str) -> Path | str:
    """Return the journal of an output folder, or the address of that of an address."""
    return f"{out.rstrip('/')}/{JOURNAL}" if is_address(out) else Path(out) / JOURNAL


def empty_journal(journal: Path | str) -> None:
    """Remove what earlier runs have read; the lock of this run stays."""
    if isinstance(journal, str):
        remove_others(journal, {LOCK}, "")
        return
    for path in journal.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != LOCK:
            path.unlink()


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
