"""The file that holds what was read of one input: its reports one by one, what their checks came to, an index.

A record is gzipped JSON, not a pickle: a folder of outputs may come from someone else, and a pickle runs code
when it is opened. The index at the end says where each record stands and what it hashes to, and a trailer says
so of the index: whatever bit is flipped and wherever the file is cut, it is noticed. Records are written as they
come and read one at a time, so that a file larger than memory goes through.
"""

import gzip
import hashlib
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

from pipeline.records import json_of, of_json
from pipeline.types import Outcome, Report

if TYPE_CHECKING:
    from pipeline.check import ReportChecks

T = TypeVar("T")
MAGIC = b"reportcheck part 2\n"
TRAILER = struct.Struct(">QQ32s")  # offset and length of the index, its SHA-256; MAGIC follows


class DamagedError(Exception):
    """A part is not what was written: bits were flipped, or it was cut."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a record stands in the file, and the SHA-256 of its bytes."""

    offset: int
    length: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Index:
    """A file's outcome, its reports without their figures, mentions and passages; records of these and of checks.

    `gave_up` says for each report which of its checks did; `passing` that the outcome rests on something that may
    pass, such as a file that was away: it is told, and never taken up by a later run.
    """

    outcome: Outcome
    reports: tuple[Entry, ...]
    checks: tuple[Entry, ...]
    gave_up: tuple[str, ...] = ()
    passing: bool = False


class PartWriter:
    """Writes a part to an open file: reports, then what their checks came to, then `finish`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._heads: list[Report] = []
        self._reports: list[Entry] = []
        self._checks: list[Entry] = []
        self._gave_up: list[str] = []
        file.write(MAGIC)

    def add_report(self, report: Report) -> None:
        """Write a report; they are numbered from 0 as they come."""
        self._heads.append(replace(report, figures=(), mentions=(), passages=()))
        self._reports.append(self._write(_packed(report)))

    def copy_report(self, head: Report, packed: bytes) -> None:
        """Write a report as another part holds it."""
        self._heads.append(head)
        self._reports.append(self._write(packed))

    def add_checks(self, checked: "ReportChecks") -> None:
        """Write what the checks of the next report came to."""
        self._checks.append(self._write(_packed(checked)))
        self._gave_up += sorted({str(g) for g in checked.gave_up} - set(self._gave_up))

    def finish(self, outcome: Outcome, *, passing: bool = False) -> None:
        """Write the index: the outcome, whose own reports are left out for those that were added."""
        whole = replace(outcome, reports=tuple(self._heads))
        index = Index(whole, tuple(self._reports), tuple(self._checks), tuple(self._gave_up), passing)
        entry = self._write(_packed(index))
        self._file.write(TRAILER.pack(entry.offset, entry.length, bytes.fromhex(entry.sha256)) + MAGIC)

    def _write(self, packed: bytes) -> Entry:
        entry = Entry(self._file.tell(), len(packed), hashlib.sha256(packed).hexdigest())
        self._file.write(packed)
        return entry


class PartFile:
    """Reads a part: `take(offset, length)` gives its bytes, a negative offset counted from the end.

    `held` are the bytes that it keeps in memory. Raises DamagedError at once where the index is not what was
    written, and later where a record is not.
    """

    def __init__(self, take: Callable[[int, int], bytes], *, held: int = 0) -> None:
        self._take = take
        self._held = held
        end = TRAILER.size + len(MAGIC)
        trailer = take(-end, end)
        if len(trailer) != end or not trailer.endswith(MAGIC) or take(0, len(MAGIC)) != MAGIC:
            raise DamagedError
        offset, length, digest = TRAILER.unpack(trailer[: TRAILER.size])
        whole = Entry(offset, length, digest.hex())
        self.index = self._read(whole, Index)
        if take(-end - length, length) != self._bytes(whole) or not self._without_gaps(offset):
            raise DamagedError

    def _without_gaps(self, end: int) -> bool:
        """Whether the records follow one another up to the index: what stands between them was put in."""
        at = len(MAGIC)
        for entry in (*self.index.reports, *self.index.checks):
            if entry.offset != at:
                return False
            at += entry.length
        return at == end

    @property
    def weight(self) -> int:
        """What keeping it costs, in kilobytes or so: a head for each report, and what it holds."""
        return len(self.index.reports) + self._held // 1_000

    def verify(self) -> None:
        """Look at every record; raises DamagedError."""
        for entry in (*self.index.reports, *self.index.checks):
            self._bytes(entry)

    def report(self, number: int) -> Report:
        """Return a report with its figures, mentions and passages."""
        return self._read(self.index.reports[number], Report)

    def packed_report(self, number: int) -> bytes:
        """Return a report as it stands in the file."""
        return self._bytes(self.index.reports[number])

    def checked(self, number: int) -> "ReportChecks":
        """Return what the checks of a report came to."""
        return self._read(self.index.checks[number], _checks())

    def _read(self, entry: Entry, kind: type[T]) -> T:
        try:
            return of_json(gzip.decompress(self._bytes(entry)), kind)
        except (OSError, EOFError, ValueError, zlib.error) as error:
            raise DamagedError from error

    def _bytes(self, entry: Entry) -> bytes:
        data = self._take(entry.offset, entry.length)
        if len(data) != entry.length or hashlib.sha256(data).hexdigest() != entry.sha256:
            raise DamagedError
        return data


def bytes_of(path: Path) -> Callable[[int, int], bytes]:
    """Return what gives bytes of a file, opened anew each time: there may be thousands of parts."""

    def take(offset: int, length: int) -> bytes:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            start = size + offset if offset < 0 else offset
            if not 0 <= start <= start + length <= size:
                return b""
            file.seek(start)
            return file.read(length)

    return take


def bytes_in(data: bytes) -> Callable[[int, int], bytes]:
    """Return what gives bytes of a part that is held in memory."""

    def take(offset: int, length: int) -> bytes:
        start = len(data) + offset if offset < 0 else offset
        return data[start : start + length] if start >= 0 else b""

    return take


def _packed(value: object) -> bytes:
    return gzip.compress(json_of(value), compresslevel=1, mtime=0)


def _checks() -> "type[ReportChecks]":
    from pipeline.check import ReportChecks

    return ReportChecks
