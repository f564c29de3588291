"""One run at a time writes to a folder: a second one is refused, and told who holds it.

The lock is the system's own on an open file, so it goes with its holder however that ends. At an address (a
store of objects) there is no such lock: the holder leaves its name there, which a run on the same machine takes
over once that process is gone.
"""

import json
import os
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pipeline.archive.remote import is_address, load, remove, save
from pipeline.errors import OutputError
from pipeline.files import is_alive

LOCK = "lock"  # in the journal of the folder


@contextmanager
def locked(journal: Path | str) -> Iterator[None]:
    """Hold the journal in a folder or at an address for a run; raises OutputError where another run holds it."""
    if is_address(journal):
        with _locked_address(f"{journal}/{LOCK}"):
            yield
        return
    with _opened(Path(journal) / LOCK) as file:
        if not _lock(file):
            raise OutputError(_held(str(journal), _holder(file.read())))
        file.seek(0)
        file.truncate()
        file.write(_name())
        file.flush()
        yield


def _opened(path: Path) -> IO[str]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o666), "r+", encoding="utf-8", errors="replace")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}; name another folder with --out") from error


def _lock(file: IO[str]) -> bool:
    """Take the system's lock on an open file, False where another process holds it."""
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks: the results of two runs have names of their own there too
    return True


@contextmanager
def _locked_address(place: str) -> Iterator[None]:
    data = load(place)
    holder = _holder((data or b"").decode("utf-8", "replace"))
    if holder and not _gone(holder):
        raise OutputError(f"{_held(place, holder)}; if that run has ended, remove {place}")
    save(place, _name().encode())
    try:
        yield
    finally:
        remove(place)


def _name() -> str:
    return json.dumps({"host": socket.gethostname(), "process": os.getpid()})


def _holder(text: str) -> Mapping[str, object]:
    """Return who holds a lock, empty where that cannot be told."""
    try:
        holder = json.loads(text)
    except ValueError:
        return {}
    return holder if isinstance(holder, dict) else {}


def _gone(holder: Mapping[str, object]) -> bool:
    """Whether the holder was a process of this machine that has ended."""
    process = holder.get("process")
    return holder.get("host") == socket.gethostname() and isinstance(process, int) and not is_alive(process)


def _held(place: str, holder: Mapping[str, object]) -> str:
    who = f"process {holder.get('process')} on {holder.get('host')}" if holder else "another process"
    return f"{place}: another run writes there ({who}); wait for its end, or name another folder with --out"
