"""Work that hangs, dies, eats memory or raises, as its task asks. Plug-ins for the engine's tests."""

import os
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.archive.sandbox import ForbiddenError
from pipeline.errors import OutputError


@dataclass(frozen=True)
class FaultyWork:
    """Does what the task's name says, and leaves a line in the folder for each task that ends well."""

    folder: str

    def __call__(self, task: str) -> None:
        """Do `kind-number`."""
        kind = task.split("-", maxsplit=1)[0]
        if kind == "hang":
            time.sleep(1000)
        elif kind == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        elif kind == "eater":
            _eat()
        elif kind == "raise":
            raise ValueError("as asked")
        elif kind == "full":
            raise OutputError("disk full, as asked")
        elif kind == "forbidden":
            Path(self.folder, f"{task}.told").write_text(_try_what_no_reader_may_do(self.folder), encoding="utf-8")
        elif kind == "exit":
            os._exit(3)
        with (Path(self.folder) / f"{task}.{os.getpid()}").open("x", encoding="utf-8") as file:
            file.write(task)


def _eat() -> None:
    held = []
    while True:
        held.append(bytearray(b"x") * 20_000_000)
        time.sleep(0.002)


def _try_what_no_reader_may_do(folder: str) -> str:
    """Return a line for each try, with what came of it; what it tries to harm lies beside `folder`."""
    outside = Path(folder).parent / "outside"
    with tempfile.TemporaryFile() as scratch:
        scratch.write(b"a reader's own temporary files are allowed")
    tries = {
        "connect": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
        "look up": lambda: socket.getaddrinfo("localhost", 80),
        "start": lambda: subprocess.run(["true"], check=True),
        "system": lambda: os.system("true"),
        "write": lambda: (outside / "new.txt").write_text("x", encoding="utf-8"),
        "append": lambda: os.open(outside / "new.txt", os.O_CREAT | os.O_APPEND),
        "remove": lambda: (outside / "old.txt").unlink(),
    }
    told = []
    for name, act in tries.items():
        try:
            act()
        except ForbiddenError:
            told.append(f"{name} refused")
        else:
            told.append(f"{name} done")
    return "\n".join(told)


@dataclass(frozen=True)
class FaultyReader:
    """The same for a worker of a cluster, which is given tasks and sets the journal's folder."""

    journal: Path

    def __call__(self, task: Any) -> None:
        """Do what the task's name says."""
        FaultyWork(str(self.journal))(task.name)
