"""Files at addresses (`s3://`, `gs://`, `az://`, `https://`, `memory://`) through fsspec, an extra.

Readers have no network: what they read is fetched before, and what they wrote is sent on after.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pipeline.errors import InputError, OutputError, UnreadableError

if TYPE_CHECKING:
    from pipeline.archive.work import Task

CHUNK = 1 << 20
AT_ONCE = 8  # files hashed at the same time: an address answers slowly, and there are many
Facts = tuple[str, int]  # SHA-256 and size of a file
Hashed = tuple[Facts, str]  # and why it could not be hashed; its SHA-256 is empty then
Hasher = Callable[[Sequence[str]], list[Hashed]]


def is_address(path: str | Path) -> bool:
    """Whether a path names a place that is not in this machine's file system."""
    return "://" in str(path)


def list_addresses(address: str) -> list[str]:
    """Return the files at an address: a file, a folder with all folders in it, or a glob.

    Raises InputError where there is nothing or the place cannot be reached.
    """
    system, path = _open(address)
    try:
        found = system.glob(path) if any(c in path for c in "*?[") else system.find(path)
    except Exception as error:
        raise InputError(f"{address}: cannot be read: {error}; check the address and your rights there") from error
    if not found:
        raise InputError(f"{address}: nothing is there; check the address")
    return sorted(system.unstrip_protocol(f) for f in found)


def shown_name(address: str, root: str) -> str:
    """Return how a file is shown: relative to the folder that was named, or as it was named."""
    _, path = _open(address)
    _, top = _open(root)
    below = path.startswith(top.rstrip("/") + "/") and path != top
    return PurePosixPath(path).relative_to(top.rstrip("/")).as_posix() if below else address


def hash_addresses(addresses: Sequence[str]) -> list[Hashed]:
    """Return SHA-256 and size of each file, read in pieces, or why it cannot be fetched."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(_hash, addresses))


def _hash(address: str) -> Hashed:
    digest, size = hashlib.sha256(), 0
    try:
        with _open_file(address) as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except UnreadableError as error:
        return ("", 0), str(error)
    return (digest.hexdigest(), size), ""


@contextmanager
def _open_file(address: str) -> Iterator[Any]:
    system, path = _open(address)
    try:
        with system.open(path, "rb") as file:
            yield file
    except Exception as error:
        raise UnreadableError(f"cannot be fetched ({error}); run again, or check your rights there") from error


def load(address: str) -> bytes | None:
    """Return the bytes at an address, None where there is nothing."""
    system, path = _open(address)
    try:
        data: bytes = system.cat_file(path)
    except FileNotFoundError:
        return None
    except Exception as error:
        raise OutputError(f"{address}: cannot be read: {error}; check your rights there") from error
    return data


def save(address: str, data: bytes) -> None:
    """Write bytes to an address; stores of objects show them whole or not at all. Raises OutputError."""
    system, path = _open(address)
    try:
        system.makedirs(system._parent(path), exist_ok=True)
        system.pipe_file(path, data)
    except Exception as error:
        raise OutputError(f"{address}: cannot be written: {error}; check your rights there") from error


def remove(address: str) -> None:
    """Remove the file at an address; raises OutputError."""
    system, path = _open(address)
    try:
        system.rm_file(path)
    except FileNotFoundError:
        return
    except Exception as error:
        raise OutputError(f"{address}: cannot be removed: {error}; check your rights there") from error


def remove_others(address: str, keep: set[str], ending: str) -> None:
    """Remove the files in a folder whose name ends in `ending` and is not among those to keep."""
    system, path = _open(address)
    for name in system.ls(path, detail=False) if system.exists(path) else ():
        if name.endswith(ending) and PurePosixPath(name).name not in keep:
            system.rm_file(name)


@contextmanager
def output_folder(out: str, fetch: Iterable[str] = ()) -> Iterator[Path]:
    """Give a folder to write to; what is in it at the end is sent to `out` where that is an address.

    `fetch` names files that are there already and are read by the run.
    """
    if not is_address(out):
        yield Path(out)
        return
    with tempfile.TemporaryDirectory(prefix="reportcheck-out-") as name:
        folder = Path(name)
        for file in fetch:
            data = load(f"{out.rstrip('/')}/{file}")
            if data is not None:
                (folder / file).write_bytes(data)
        yield folder
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            place = path.relative_to(folder).as_posix()
            if not place.startswith("."):  # what is kept for the next run goes its own way
                save(f"{out.rstrip('/')}/{place}", path.read_bytes())


def fetched(tasks: Iterable["Task"], scratch: Path) -> Iterator["Task"]:
    """Yield tasks with their files in `scratch`, each fetched when its turn comes.

    One that cannot be fetched is left at its address, for the reader to say so.
    """
    for task in tasks:
        if not task.found.address:
            yield task
            continue
        target = scratch / f"{task.name}{PurePosixPath(task.found.facts.path).suffix}"
        try:
            with _open_file(task.found.address) as file, target.open("wb") as copy:
                shutil.copyfileobj(file, copy, CHUNK)
        except UnreadableError:
            target.unlink(missing_ok=True)
        yield replace(task, found=replace(task.found, location=target))


def _open(address: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise InputError(
            f'{address}: an address needs fsspec; install it with: pip install "reportcheck[cluster]"'
        ) from error
    try:
        system, path = url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise InputError(f"{address}: {error}") from error
    return system, path
