"""How the command ends: a fault of ours has a code of its own, a signal ends it tidily, a closed pipe is quiet."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from pipeline.commands import Commands
from pipeline.ending import run_to_its_end
from pipeline.errors import ExitCode, InputError, OutputError

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-c", "from pipeline.cli import main; main()"]
# As a shell starts it that a person types in: started by another, a process may ignore signals from its beginning.
AS_TYPED = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
AS_TYPED += "signal.signal(signal.SIGHUP, signal.SIG_DFL); "


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Set the handlers of signals back after each test."""
    numbers = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
    before = [signal.getsignal(n) for n in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def end(error: BaseException) -> tuple[int, str]:
    """Run a command of the command line library that raises `error`; return the exit code and what was told."""
    app = typer.Typer(cls=Commands, pretty_exceptions_enable=False)

    @app.command()
    def first() -> None:
        raise error

    app.command()(lambda: None)
    told: list[str] = []
    code = run_to_its_end(lambda: app(["first"], prog_name="reportcheck"), told.append)
    return code, "\n".join(told)


@pytest.mark.parametrize(
    "error",
    [KeyError("x"), RecursionError("deep"), EOFError(), BrokenPipeError(errno.EPIPE, "pipe"), OSError(5, "bad disk")],
    ids=lambda e: type(e).__name__,
)
def test_a_fault_of_ours_says_so_and_leaves_its_traceback(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code, told = end(error)
    assert code == ExitCode.FAULT == 70
    assert "a fault of reportcheck" in told
    (left,) = tmp_path.iterdir()
    assert str(left) in told
    assert "raise error" in left.read_text(encoding="utf-8")


def test_a_fault_on_a_full_disk_shows_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere/at/all")
    code, told = end(KeyError("x"))
    assert code == ExitCode.FAULT
    assert "Traceback" in told


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (InputError("a.pdf: gone"), ExitCode.USAGE, "a.pdf: gone"),
        (OutputError("out: full"), ExitCode.USAGE, "out: full"),
        (MemoryError(), ExitCode.USAGE, "no memory left"),
        (OSError(errno.ENOSPC, "no room"), ExitCode.USAGE, "the disk is full"),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED, "interrupted; run the same command again"),
        (typer.Exit(1), ExitCode.FINDINGS, ""),
        (typer.Exit(0), ExitCode.OK, ""),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_what_is_no_fault_of_ours_stays_a_plain_message(error: BaseException, code: ExitCode, words: str) -> None:
    left, told = end(error)
    assert left == code
    assert words in told
    assert "fault" not in told


@pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name)
def test_signals_end_a_run_alike(number: signal.Signals, tmp_path: Path) -> None:
    for name in range(200):
        (tmp_path / f"{name}.txt").write_text(f"There were {name} schools.\n" * 50, encoding="utf-8")
    command = [*COMMAND[:2], AS_TYPED + COMMAND[2], "run", str(tmp_path), "--out", str(tmp_path / "out"), "--jobs", "1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    until = time.monotonic() + 60
    while not (tmp_path / "out" / ".journal" / "plan.json").exists() and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(number)
    _, told = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED, told
    assert "interrupted; run the same command again" in told
    assert "Traceback" not in told


@pytest.mark.skipif(os.name == "nt", reason="pipes as POSIX has them")
@pytest.mark.parametrize("both", [False, True], ids=["stdout", "both streams"])
def test_a_reader_that_leaves_is_no_error(both: bool, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("There were 12 schools.\n", encoding="utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*COMMAND, "run", str(tmp_path), "--out", str(tmp_path / "out")],
        stdout=writer,
        stderr=writer if both else subprocess.PIPE,
        timeout=120,
        check=False,
    )
    os.close(writer)
    assert done.returncode == ExitCode.OK
    assert b"Error" not in (done.stderr or b"")
    assert b"fault" not in (done.stderr or b"")


def test_a_terminal_that_lacks_characters_ends_no_run(tmp_path: Path) -> None:
    (tmp_path / "caf\u00e9\u2013\u4e2d.pdf").write_bytes(b"no pdf")
    done = subprocess.run(
        [*COMMAND, "run", str(tmp_path), "--out", str(tmp_path / "out")],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        timeout=120,
        check=False,
    )
    assert done.returncode == ExitCode.OK, done.stderr
    assert rb"\u4e2d.pdf" in done.stdout
