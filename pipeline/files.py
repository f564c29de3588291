"""Writes files whole or not at all: a temporary name, then to disk, then the name it is known by."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from pipeline.errors import OutputError

TEMPORARY = re.compile(r"\.(?P<name>.+)\.(?P<process>\d+)\.tmp", re.DOTALL)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; what is there at the end replaces `path` in one step.

    Raises OutputError where the disk is full or the folder cannot be written; the old file then stays.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _sweep(path)
        try:
            yield temporary
            _to_disk(temporary)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise OutputError, which names `path` and what to do, for an OSError that comes while it is written."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}; {_remedy(error)}") from error


def write_bytes(path: Path, data: bytes) -> None:
    """Write a whole file; raises OutputError as `whole_file` does."""
    with whole_file(path) as temporary:
        temporary.write_bytes(data)


def sealed(data: bytes) -> bytes:
    """Return data with a line before it by which any change is noticed."""
    return hashlib.sha256(data).hexdigest().encode() + b"\n" + data


def unsealed(data: bytes) -> bytes | None:
    """Return what was sealed, None where it is not what was written: bits were flipped, or it was cut."""
    seal, _, content = data.partition(b"\n")
    return content if seal == hashlib.sha256(content).hexdigest().encode() else None


def _sweep(path: Path) -> None:
    """Remove what a run that was killed has left half written beside `path`."""
    for left in _left_behind(path.parent.absolute(), os.getpid()).pop(path.name, ()):
        left.unlink(missing_ok=True)


@lru_cache(maxsize=8)
def _left_behind(folder: Path, _process: int) -> dict[str, list[Path]]:
    """What processes that are gone have left in a folder, by the name it was to have.

    Looked up once for each process: a folder of ten thousand files is not listed ten thousand times.
    """
    found: dict[str, list[Path]] = {}
    for entry in os.scandir(folder):
        m = TEMPORARY.fullmatch(entry.name)
        if m and not is_alive(int(m["process"])):
            found.setdefault(m["name"], []).append(folder / entry.name)
    return found


def is_alive(pid: int) -> bool:
    """Whether a process of this machine runs."""
    if os.name == "nt":  # there a signal of 0 would end the process
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remedy(error: OSError) -> str:
    match error:
        case PermissionError():
            return "name another folder with --out, or ask for the right to write there"
        case FileExistsError() | NotADirectoryError() | IsADirectoryError():
            return "something else has that name; name another folder with --out"
        case _:
            return "make room on the disk or name another folder with --out"
