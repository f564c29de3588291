"""The file of decisions: one JSON line each, parted at line feeds alone, append-only and the user's own.

What could not be read again is refused when it is written. A last line that a stopped writer left half done is passed
over and told; the next decision sets it aside in a file beside, so that nothing is lost and nothing sticks to it.
"""

import json
import os
import stat
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pipeline.errors import InputError, OutputError
from pipeline.types import Decision, Verdict

SUBJECTS = frozenset({"finding", "figure", "series", "document", "link", "measure"})
FIELDS = frozenset(f.name for f in fields(Decision))
NEEDED = frozenset({"subject", "subject_id", "verdict"})
MAX_LINE_BYTES = 1_000_000
MAX_FILE_BYTES = 1_000_000_000
MAX_DIGITS = 40  # of a right reading; no report prints more
LARGEST = 30  # power of ten of a right reading
TORN = ".torn"
MARK = b"\xef\xbb\xbf"  # which some editors put before UTF-8
# JSON needs no escape for these, but many a program parts lines at them.
ESCAPED = str.maketrans({"\u2028": "\\u2028", "\u2029": "\\u2029", "\u0085": "\\u0085"})
Notice = Callable[[str], None]


def warn(message: str) -> None:
    """Tell of a decision that was passed over where nobody said how to."""
    warnings.warn(message, stacklevel=3)


def read_decisions(path: Path, *, notice: Notice = warn) -> tuple[Decision, ...]:
    """Return the decisions of a file in its order; an absent file has none. `notice` is told of a torn last line.

    Raises InputError with file, line and remedy for a line that is no decision, and for what is no file.
    """
    *whole, last = _load(path).removeprefix(MARK).split(b"\n")
    result = [parse_decision(line, f"{path}:{number}") for number, line in enumerate(whole, 1) if line.strip(b" \t\r")]
    if not last.strip(b" \t\r"):
        return tuple(result)
    if is_torn(last):
        notice(
            f"{path}: its last line is not whole, as a stopped program leaves it, and is passed over; "
            f"decide that anew: the next decision moves the line to {path.name}{TORN}"
        )
        return tuple(result)
    return (*result, parse_decision(last, f"{path}:{len(whole) + 1}"))


def add_decision(path: Path, decision: Decision) -> None:
    """Append a decision to the file and flush it to disk; raises InputError and OutputError as `add_decisions` does."""
    add_decisions(path, [decision])


def add_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Append decisions to the file, all or none, and flush them to disk; whole lines in the file are never changed.

    Raises InputError for a decision that could not be read again and for a file that is none of decisions,
    OutputError where it cannot be written.
    """
    data = b"".join(map(_line, decisions))
    try:
        with _opened(path) as handle:
            _append(handle, path, data)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written: {error.strerror or error}; the decision is not recorded; "
            "make room, or name another file with --decisions"
        ) from error


def parse_decision(line: bytes, where: str) -> Decision:
    """Return the decision in a line; raises InputError with what is wrong with it, `where`, and what to do."""
    if len(line) > MAX_LINE_BYTES:
        raise InputError(f"{where}: longer than {MAX_LINE_BYTES} bytes, which is no decision; remove the line")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{where}: not UTF-8 at byte {error.start} of the line; save the file as UTF-8") from error
    try:
        data = json.loads(text, parse_int=str, parse_float=str, parse_constant=_refused, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        said = getattr(error, "msg", None) or (str(error) if isinstance(error, ValueError) else "too deep")
        raise InputError(f"{where}: not valid JSON ({said}); mend the line or remove it") from error
    return _decision(data, where)


def right_reading(text: str) -> Decimal | None:
    """Return the number that a reviewer gives for a figure, None for `none`: there is no figure at all.

    Raises InputError for what is no number that a report could print.
    """
    plain = text.replace(",", "").strip().rstrip("%").strip()
    if plain.lower() == "none":
        return None
    try:
        value = Decimal(plain) if len(plain) <= MAX_DIGITS else Decimal("nan")
    except InvalidOperation:
        value = Decimal("nan")
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or value.adjusted() > LARGEST or exponent < -LARGEST:
        raise InputError(f"{_short(text)} is no number that a report prints; write it as 80.9, or none")
    return value


def is_torn(last: bytes) -> bool:
    """Whether a last line without a line end is one that was not written to its end: a whole one ends in a brace."""
    if not last.rstrip().endswith(b"}"):
        return not _foreign(last)
    try:
        json.loads(last)
    except json.JSONDecodeError as error:
        return error.msg.startswith("Unterminated string")  # the brace stands within a note
    except (ValueError, RecursionError):
        return False
    return False


def _foreign(last: bytes) -> bool:
    """Whether bytes are no UTF-8 before their end, where a character may be cut in two."""
    try:
        last.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end < len(last)
    return False


def _decision(data: object, where: str) -> Decision:
    if not isinstance(data, dict) or not set(data) >= NEEDED:
        raise InputError(f"{where}: a decision needs subject, subject_id and verdict; add them")
    if unknown := set(data) - FIELDS:
        raise InputError(f"{where}: unknown field {_short(min(unknown))}; use {', '.join(sorted(FIELDS))}")
    for name, value in data.items():
        if value is not None and not isinstance(value, str):
            raise InputError(f"{where}: {name} must be text in quotes; mend the line")
    texts = {name: _whole_characters(value or "") for name, value in data.items()}
    if texts["subject"] not in SUBJECTS:
        raise InputError(f"{where}: subject {_short(texts['subject'])} is none of {', '.join(sorted(SUBJECTS))}")
    try:
        verdict = Verdict(texts.pop("verdict"))
    except ValueError as error:
        known = ", ".join(v.value for v in Verdict)
        raise InputError(f"{where}: verdict {_short(data['verdict'])} is none of {known}") from error
    if texts["subject"] == "figure" and texts.get("stands"):
        try:
            right_reading(texts["stands"])
        except InputError as error:
            raise InputError(f"{where}: stands: {error}") from error
    return Decision(verdict=verdict, **texts)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, value in pairs:
        if name in data:
            raise ValueError(f"{_short(name)} stands twice")
        data[name] = value
    return data


def _refused(constant: str) -> str:
    raise ValueError(f"{constant} is no value")


def _whole_characters(text: str) -> str:
    """Return text with halves of characters replaced, which JSON can hold and nothing else."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _short(text: object) -> str:
    return repr(text) if len(repr(text)) <= 60 else f"{repr(text)[:60]}..."


def _line(decision: Decision) -> bytes:
    """Return a decision as a line; raises InputError for one that would not be read again as it is."""
    text = json.dumps(asdict(decision), ensure_ascii=False, sort_keys=True).translate(ESCAPED)
    try:
        line = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError("the decision holds bytes that are no UTF-8; write its note, name and reading anew") from error
    if parse_decision(line, "the decision") != decision:
        raise InputError("the decision cannot be kept as it is; write its note, name and reading anew")
    return line + b"\n"


def _load(path: Path) -> bytes:
    try:
        mode = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        if path.is_symlink():
            raise InputError(f"{path}: a link to what is not there; mend it or take it away") from error
        return b""
    except (OSError, RuntimeError) as error:
        raise InputError(f"{path}: cannot be read: {getattr(error, 'strerror', error)}; check --decisions") from error
    if not stat.S_ISREG(mode.st_mode):
        raise InputError(f"{path}: is no file of decisions but {_kind(mode.st_mode)}; name a file with --decisions")
    if mode.st_size > MAX_FILE_BYTES:
        raise InputError(f"{path}: larger than {MAX_FILE_BYTES} bytes, which is no file of decisions; name another")
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}; check its permissions") from error


def _kind(mode: int) -> str:
    return "a folder" if stat.S_ISDIR(mode) else "a named pipe" if stat.S_ISFIFO(mode) else "a device"


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    """Give a handle to append by, locked against other writers; never waits for a pipe."""
    if path.exists() and not path.is_file():
        raise InputError(f"{path}: is no file of decisions but {_kind(path.stat().st_mode)}; name another")
    path.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666)
    try:
        _lock(handle)
        yield handle
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    """Wait for other writers. Where there are no locks, a line still goes to the end in one piece."""
    try:
        import fcntl
    except ImportError:
        return
    with suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_EX)


def _append(handle: int, path: Path, data: bytes) -> None:
    size = os.fstat(handle).st_size
    if size and _read(handle, 0, 64).removeprefix(MARK).lstrip()[:1] not in (b"{", b""):
        raise InputError(f"{path}: is no file of decisions; name another with --decisions")
    tail = _read(handle, max(0, size - MAX_LINE_BYTES), MAX_LINE_BYTES).rpartition(b"\n")[2]
    if tail and is_torn(tail):
        _set_aside(path, tail)
        size -= len(tail)
        os.ftruncate(handle, size)
    elif tail:
        data = b"\n" + data
    written = 0
    try:
        while written < len(data):
            written += os.write(handle, data[written:])
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, size)  # half a decision is none
        raise


def _read(handle: int, start: int, length: int) -> bytes:
    os.lseek(handle, start, os.SEEK_SET)
    return os.read(handle, length)


def _set_aside(path: Path, tail: bytes) -> None:
    with path.with_name(f"{path.name}{TORN}").open("ab") as file:
        file.write(tail + b"\n")
        file.flush()
        os.fsync(file.fileno())
