"""One run at a time writes to a folder."""

import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.archive.lock import LOCK, locked
from pipeline.errors import OutputError

HOLD = """
import sys
from pathlib import Path
from pipeline.archive.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold(folder: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_run_is_refused_and_told_who_holds_the_folder(tmp_path: Path) -> None:
    with hold(tmp_path) as holder:
        with pytest.raises(OutputError, match=f"process {holder.pid} on {socket.gethostname()}"), locked(tmp_path):
            pass
        holder.kill()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM], ids=lambda s: s.name)
def test_a_lock_whose_holder_is_dead_is_taken_over(end: signal.Signals, tmp_path: Path) -> None:
    with hold(tmp_path) as holder:
        holder.send_signal(end)
        holder.wait(timeout=30)
    with locked(tmp_path):
        assert json.loads((tmp_path / LOCK).read_text(encoding="utf-8"))["process"] == os.getpid()


def test_one_run_may_take_its_lock_again_after_it(tmp_path: Path) -> None:
    for _ in range(2):
        with locked(tmp_path):
            pass
    assert multiprocessing.active_children() == []


def test_a_lock_that_is_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / LOCK).mkdir(parents=True)
    with pytest.raises(OutputError, match="cannot be written"), locked(tmp_path):
        pass
