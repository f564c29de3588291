"""Reads a manifest: a CSV that says of each file what its print does not, and wins over the print."""

import csv
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from pipeline.errors import InputError

COLUMNS = ("path", "title", "publisher", "published", "version_of", "url", "retrieved", "licence")
MAX_MANIFEST_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class Manifest:
    """The rows of a manifest by path, cells that are empty left out, and the hash of the file."""

    rows: Mapping[str, Mapping[str, str]]
    sha256: str = ""

    def row(self, path: str) -> Mapping[str, str]:
        """Return what the manifest says of the file shown as `path`, empty if nothing.

        A row's path may be that of the run, or its last parts: `2016/q3.pdf` is found for
        `archive/2016/q3.pdf`. The longest that fits is taken.
        """
        parts = PurePosixPath(path).parts
        for start in range(len(parts)):
            row = self.rows.get("/".join(parts[start:]))
            if row is not None:
                return row
        return {}

    def unused(self, paths: Iterable[str]) -> list[str]:
        """Return the paths of the rows that fit none of `paths`: a slip in spelling, or a missing file."""
        ends = {"/".join(parts[i:]) for p in paths for parts in [PurePosixPath(p).parts] for i in range(len(parts))}
        return sorted(set(self.rows) - ends)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest CSV (UTF-8, header row). Raises InputError with every fault, each with its line."""
    try:
        if path.stat().st_size > MAX_MANIFEST_BYTES:
            raise InputError(f"{path}: larger than {MAX_MANIFEST_BYTES} bytes; split the archive")
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 at byte {error.start}; save it as CSV UTF-8") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}; check --manifest") from error
    reader = csv.DictReader(text.splitlines(keepends=True), restkey="")
    faults = _header_faults(reader.fieldnames or [])
    rows: dict[str, dict[str, str]] = {}
    if not faults:
        for record in reader:
            faults += [f"line {reader.line_num}: {f}" for f in _add_row(rows, record)]
    if faults:
        raise InputError("\n".join(f"{path}: {fault}" for fault in faults))
    return Manifest(rows, hashlib.sha256(text.encode()).hexdigest())


def _header_faults(names: Iterable[str]) -> list[str]:
    faults = [f"line 1: unknown column {n!r}; the columns are {', '.join(COLUMNS)}" for n in names if n not in COLUMNS]
    return faults if "path" in names else [*faults, "line 1: there is no column 'path'; add it"]


def _add_row(rows: dict[str, dict[str, str]], record: Mapping[str, str | None]) -> list[str]:
    if "" in record:
        return ["more cells than the header has; quote a cell with a comma in it"]
    cells = {name: (value or "").strip() for name, value in record.items()}
    path = "/".join(PurePosixPath(cells.pop("path").replace("\\", "/")).parts)
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
