"""What a check may take: a check that runs out of time gives up by name, and the others go on."""

import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import TypeVar

T = TypeVar("T")
CHECK_S = 30.0
CHECK_S_A_REPORT = 0.5  # more for each report that a check across reports looks at


class OutOfTimeError(BaseException):
    """A check ran longer than it may. No Exception, so that nothing in a check takes it for a fault of its own."""


def _tell_nobody(_code: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Budget:
    """What the checks of one report may take.

    `check_s` are the seconds of each check. `without` are codes of checks that are not tried, with the reason.
    `tell` is told the code of each check before it begins.
    """

    check_s: float = CHECK_S
    without: tuple[tuple[str, str], ...] = ()
    tell: Callable[[str], None] = field(default=_tell_nobody)

    def across(self, reports: int) -> float:
        """Return the seconds of a check that looks at `reports` reports."""
        return self.check_s + CHECK_S_A_REPORT * reports


def drawn_within(items: Iterable[T], seconds: float) -> Iterator[T]:
    """Yield the items; raise OutOfTimeError while one is drawn once `seconds` (wall clock) have passed.

    What is done with the items is never interrupted. The timer interrupts the main thread alone: elsewhere
    (Windows, other threads) the drawing is not bounded here, and only the deadline of its process holds.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield from items
        return
    source = iter(items)
    with _Timer(seconds).running() as timer:
        while True:
            with timer.armed():
                try:
                    item = next(source)
                except StopIteration:
                    return
            yield item


class _Timer:
    """Rings once; the ring is heard at once where the timer is armed, else when it is armed next."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._heard = self._rang = False

    @contextmanager
    def running(self) -> Iterator["_Timer"]:
        """Let the timer run; one that the caller had set goes on afterwards."""
        before = signal.signal(signal.SIGALRM, self._ring)
        left, every = signal.setitimer(signal.ITIMER_REAL, self._seconds)
        try:
            yield self
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before if before is not None else signal.SIG_DFL)
            if left:
                signal.setitimer(signal.ITIMER_REAL, max(left - self._seconds, 0.001), every)

    @contextmanager
    def armed(self) -> Iterator[None]:
        """Hear the timer inside: raises OutOfTimeError."""
        if self._rang:
            raise OutOfTimeError
        self._heard = True
        try:
            yield
        finally:
            self._heard = False

    def _ring(self, _signal: int, _frame: FrameType | None) -> None:
        self._rang = True
        if self._heard:
            raise OutOfTimeError
