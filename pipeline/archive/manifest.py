"""Reads a manifest: a CSV that says of each file what its print does not, and wins over the print."""

import csv
import hashlib
import io
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath

from pipeline.errors import InputError

COLUMNS = ("path", "title", "publisher", "published", "version_of", "url", "retrieved", "licence")
MAX_MANIFEST_BYTES = 100_000_000


@dataclass(frozen=True)
class Manifest:
    """The rows of a manifest by path, cells that are empty left out, and the hash of the file."""

    rows: Mapping[str, Mapping[str, str]]
    sha256: str = ""

    def row(self, path: str) -> Mapping[str, str]:
        """Return what the manifest says of the file shown as `path`, empty if nothing.

        A row's path may be that of the run, or its last parts: `2016/q3.pdf` is found for
        `archive/2016/q3.pdf`. The longest that fits is taken.
        """
        return next((self.rows[end] for end in self._ends(path) if end in self.rows), {})

    def unused(self, paths: Iterable[str]) -> list[str]:
        """Return the paths of the rows that fit none of `paths`: a slip in spelling, or a missing file."""
        return sorted(set(self.rows) - {end for path in paths for end in self._ends(path)})

    def _ends(self, path: str) -> Iterator[str]:
        """Yield the ends of a path that a row may have, the longest first: a deep path has more than are needed."""
        parts = _parts(path)
        yield from ("/".join(parts[-length:]) for length in self._lengths if length <= len(parts))

    @cached_property
    def _lengths(self) -> list[int]:
        """The numbers of parts that the paths of the rows have, the highest first."""
        return sorted({path.count("/") + 1 for path in self.rows}, reverse=True)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest CSV (UTF-8, header row). Raises InputError with every fault, each with its line."""
    text = _text_of(path)
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="")  # parts lines at line ends alone
    faults: list[str] = []
    rows: dict[str, dict[str, str]] = {}
    try:
        faults += _header_faults(reader.fieldnames or [])
        for record in reader if not faults else ():
            faults += [f"line {reader.line_num}: {f}" for f in _add_row(rows, record)]
    except csv.Error as error:
        faults.append(f"line {reader.line_num + 1}: not valid CSV ({error}); mend the line or save the file anew")
    if faults:
        raise InputError("\n".join(f"{path}: {fault}" for fault in faults))
    return Manifest(rows, hashlib.sha256(text.encode()).hexdigest())


def _text_of(path: Path) -> str:
    try:
        mode = path.stat()
        if not stat.S_ISREG(mode.st_mode):
            raise InputError(f"{path}: {'a folder' if path.is_dir() else 'no file'}; name a CSV with --manifest")
        if mode.st_size > MAX_MANIFEST_BYTES:
            raise InputError(f"{path}: larger than {MAX_MANIFEST_BYTES} bytes; split the archive")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 at byte {error.start}; save it as CSV UTF-8") from error
    except (OSError, RuntimeError) as error:  # the latter is what a loop of links is to Python 3.11
        raise InputError(f"{path}: cannot be read: {getattr(error, 'strerror', error)}; check --manifest") from error


def _parts(path: str) -> tuple[str, ...]:
    """Return the parts of a path, whichever way its folders are set apart."""
    return PurePosixPath(path.replace("\\", "/")).parts


def _header_faults(names: Sequence[str]) -> list[str]:
    faults = [f"line 1: unknown column {n!r}; the columns are {', '.join(COLUMNS)}" for n in names if n not in COLUMNS]
    faults += [f"line 1: column {n!r} stands twice; keep one" for n in sorted(set(names)) if names.count(n) > 1]
    return faults if "path" in names else [*faults, "line 1: there is no column 'path'; add it"]


def _add_row(rows: dict[str, dict[str, str]], record: Mapping[str, str | None]) -> list[str]:
    if "" in record:
        return ["more cells than the header has; quote a cell with a comma in it"]
    cells = {name: (value or "").strip() for name, value in record.items()}
    path = "/".join(_parts(cells.pop("path")))
    if not path:
        return ["the path is empty; name the file"]
    if path in rows:
        return [f"{path!r} stands twice; keep one row"]
    rows[path] = {name: value for name, value in cells.items() if value}
    return [
        f"{name} {value!r} is no date; write it as 2016-03-22"
        for name, value in rows[path].items()
        if name in ("published", "retrieved") and not _is_date(value)
    ]


def _is_date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
