"""Closes a child off before it opens a stranger's file: no network, no writing outside its own folders.

Audit hooks (PEP 578) see what Python code does, also that of libraries; machine code that has been taken
over could go around them. docs/security.md says what is promised and what is not.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NETWORK = frozenset(
    {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"}
)
CHANGES = frozenset(
    {"os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.chmod", "os.link", "os.symlink", "os.truncate"}
)
PROGRAMS = frozenset({"tesseract"})  # the only ones that a reader may start
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# A library may look for null devices; they keep nothing.
DEVICES = frozenset({os.devnull})


class ForbiddenError(PermissionError):
    """A file made its reader try what no reader may do."""


def close_off(writable: Sequence[Path]) -> None:
    """Forbid network, other programs and writing outside the folders `writable`, for good."""
    folders = tuple(os.path.realpath(p) for p in writable)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in NETWORK:
            raise ForbiddenError(f"a file made its reader use the network ({event})")
        if event == "subprocess.Popen":
            _check_program(arguments[0])
        elif event == "open":
            _check_open(arguments, folders)
        elif event in CHANGES:
            _check_path(arguments[0], folders)
        elif event in ("os.system", "os.exec", "os.posix_spawn", "os.startfile"):
            _check_program(arguments[0])

    sys.addaudithook(hook)


def _check_program(program: Any) -> None:
    name = Path(os.fsdecode(program)).name if isinstance(program, str | bytes | os.PathLike) else str(program)
    if name.removesuffix(".exe") not in PROGRAMS:
        raise ForbiddenError(f"a file made its reader start a program ({name})")


def _check_open(arguments: tuple[Any, ...], folders: tuple[str, ...]) -> None:
    path, mode, flags = arguments
    writes = bool(flags & WRITING) if isinstance(flags, int) else bool(set(str(mode or "r")) & set("wax+"))
    if writes:
        _check_path(path, folders)


def _check_path(path: Any, folders: tuple[str, ...]) -> None:
    if not isinstance(path, str | bytes | os.PathLike) or os.fsdecode(path) in DEVICES:
        return  # a descriptor that is open already
    target = os.path.realpath(os.fsdecode(path))
    # Compiled modules are kept beside their source; they come from the installation, not from a file read.
    inside = any(target == f or target.startswith(f + os.sep) for f in folders) or "__pycache__" in target
    if not inside:
        raise ForbiddenError(f"a file made its reader write to {target}")
