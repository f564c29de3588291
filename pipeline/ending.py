"""How the command ends: streams that nobody reads any more, signals, a full disk, and faults of our own."""

import errno
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.errors import ExitCode, ReportcheckError

PACKAGE = Path(__file__).parent
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
INTERRUPTED = "interrupted; run the same command again to go on"
NO_MEMORY = "the machine has no memory left for this; name fewer reports at a time, or lower --jobs"
NO_ROOM = "the disk is full; make room on it, or set TMPDIR or --out to another, and run the same command again"


class OpenEnded:
    """A text stream that goes on into nothing once its reader is gone, as that of `reportcheck run | head` is."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._gone = False

    def write(self, text: str) -> int:
        """Write text, or nothing where nobody reads."""
        try:
            return len(text) if self._gone else int(self._stream.write(text))
        except BrokenPipeError:
            return self._leave(len(text))

    def flush(self) -> None:
        """Hand on what was written."""
        try:
            if not self._gone:
                self._stream.flush()
        except BrokenPipeError:
            self._leave(0)

    def _leave(self, length: int) -> int:
        """Turn the stream to nowhere, or Python would complain of what is left in it at its end."""
        self._gone = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)
        return length

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Carried(Exception):  # noqa: N818 - it carries an error, and is none itself
    """Carries an exception past the command line library, which would make an exit of its own out of it."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(str(error))
        self.error = error


@contextmanager
def carried() -> Iterator[None]:
    """Carry what the command line library takes for an end of input or of a pipe, with the exit code of findings."""
    try:
        yield
    except (EOFError, OSError, KeyboardInterrupt) as error:
        raise Carried(error) from error


def run_to_its_end(command: Callable[[], object], tell: Callable[[str], None]) -> int:
    """Run a command; return its exit code. Whatever stops it is one message through `tell`, never a traceback."""
    stopped: list[int] = []
    _listen(stopped)
    code = _ended(command, tell)
    if stopped:  # a library in between may have taken it for something else
        code = int(ExitCode.INTERRUPTED)
    if code == ExitCode.INTERRUPTED:
        tell(INTERRUPTED)
    return code


def open_ended_streams() -> None:
    """Let both streams outlive their readers, and write `?`-like marks where their encoding lacks a character."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None and not isinstance(stream, OpenEnded):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
            setattr(sys, name, OpenEnded(stream))


def _listen(stopped: list[int]) -> None:
    """End at SIGTERM and SIGHUP as at Ctrl-C, so that children are stopped and half-written files go away."""

    def stop(number: int, _frame: object) -> None:
        stopped.append(number)
        raise KeyboardInterrupt

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        # One that the caller has switched off, as nohup does, stays so.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)


def _ended(command: Callable[[], object], tell: Callable[[str], None]) -> int:
    try:
        command()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(ExitCode.USAGE if left.code else ExitCode.OK)
    except KeyboardInterrupt:
        return int(ExitCode.INTERRUPTED)
    except Carried as carrier:
        return _told(carrier.error, tell)
    except Exception as error:  # noqa: BLE001 - the one place where faults of ours end
        return _told(error, tell)
    return int(ExitCode.OK)


def _told(error: BaseException, tell: Callable[[str], None]) -> int:
    """Tell what stopped the command; return its exit code."""
    match error:
        case KeyboardInterrupt():
            return int(ExitCode.INTERRUPTED)
        case ReportcheckError():
            tell(str(error))
            return int(error.exit_code)
        case MemoryError():
            tell(NO_MEMORY)
            return int(ExitCode.USAGE)
        case OSError() if error.errno in FULL:
            tell(NO_ROOM)
            return int(ExitCode.USAGE)
        case _:
            tell(fault_message(error))
            return int(ExitCode.FAULT)


def fault_message(error: BaseException) -> str:
    """Return what to tell of a fault of ours: what happened, where, and where the traceback is."""
    name = next((a for a in sys.argv[1:] if not a.startswith("-")), "")
    where = f"at {_place(error)}, " if _place(error) else ""
    text = " ".join(str(error).split())[:200]
    return (
        f"this is a fault of reportcheck, not of yours: {type(error).__name__}{f': {text}' if text else ''}\n"
        f"It happened {where}while doing: reportcheck {name}. What was read before is kept.\n{_traceback(error)}"
    )


def _place(error: BaseException) -> str:
    """Return module and line of the package where the fault came up, the innermost."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).is_relative_to(PACKAGE)]
    if not frames:
        return ""
    path = Path(frames[-1].filename).relative_to(PACKAGE.parent).as_posix()
    return f"{path}, line {frames[-1].lineno}"


def _traceback(error: BaseException) -> str:
    """Leave the traceback in a file and say where; on a disk without room it is shown at once."""
    text = "".join(traceback.format_exception(error))
    try:
        handle, path = tempfile.mkstemp(prefix="reportcheck-fault-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError:
        return f"Please report it with this:\n{text}"
    return f"Please report it with the file {path}, which says where it happened."
