"""A reader with a check that hangs, dies or eats memory, or never ends. Plug-ins for the tests of stages."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from pipeline.archive.engine import Tell
from pipeline.archive.work import Reader, Task
from pipeline.check import CHECKS, registered_checks
from pipeline.check.registry import Judgement
from pipeline.check.views import ReportView

CODE = "SUM-01"  # the check that is replaced


def _hang_where_no_timer_reaches(_view: ReportView) -> Iterator[Judgement]:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})  # as a library deep in machine code
    time.sleep(1000)
    yield from ()


def _spin(_view: ReportView) -> Iterator[Judgement]:
    while True:
        yield from ()


def _die(_view: ReportView) -> Iterator[Judgement]:
    os.kill(os.getpid(), signal.SIGKILL)
    yield from ()


def _eat(_view: ReportView) -> Iterator[Judgement]:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})  # it is the memory that shall end it, on any machine
    held = []
    while True:
        held.append(bytearray(b"x") * 50_000_000)
        yield from ()


KINDS: dict[str, Callable[[ReportView], Iterator[Judgement]]] = {
    "hang": _hang_where_no_timer_reaches,
    "spin": _spin,
    "die": _die,
    "eat": _eat,
}


class FaultyChecks(Reader):
    """Reads as ever; the check CODE does what the name of the file says (`hang-1.txt`)."""

    def telling(self, tell: Tell) -> Reader:
        """Return the same kind of reader."""
        return replace(self, tell=tell)

    def __call__(self, task: Task) -> None:
        """Replace the check and read."""
        kind = task.found.facts.path.split("-", maxsplit=1)[0]
        registered_checks()
        own = CHECKS[CODE]
        try:
            if kind in KINDS:
                CHECKS[CODE] = replace(own, on_report=KINDS[kind])
            super().__call__(task)
        finally:
            CHECKS[CODE] = own


class SlowReader(Reader):
    """Holds the processor in machine code for ever with a file called `stuck`; leaves its process number."""

    def telling(self, tell: Tell) -> Reader:
        """Return the same kind of reader."""
        return replace(self, tell=tell)

    def __call__(self, task: Task) -> None:
        """Leave the number, and hold the interpreter's lock in a pattern that never ends."""
        (self.journal / "pid").write_text(str(os.getpid()), encoding="ascii")
        re.match(r"(a+)+$", "a" * 50 + "b")
