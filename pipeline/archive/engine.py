"""Runs tasks in child processes, one document each, so that a bad one costs itself and nothing else.

Each slot has one child and one pipe; there is no shared queue or lock that a dying child could hold.
The parent keeps the deadline, which starts anew when the child says that it begins a stage of its task, and
watches the child's resident memory. A result goes to a file; only where the child is crosses the pipe, so
that a child that dies in the middle of a result cannot hold up the parent.
"""

import multiprocessing
import os
import shutil
import signal
import tempfile
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Generic, TypeVar

from pipeline.archive.memory import cap_memory, cap_seconds, resident_mb
from pipeline.archive.sandbox import close_off
from pipeline.children import end_with_parent, start
from pipeline.collecting import rarely_collected
from pipeline.errors import OutputError, ReportcheckError, RuleError

T = TypeVar("T")
POLL_S = 0.1
START_S = 60.0  # a child that has not come up by then is replaced
START_TRIES = 20  # of a child that is killed while it starts
EXIT_MEMORY = 77
# Before the reason why the whole run cannot go on: a full disk, a rule that no document can be read by.
FATAL: dict[str, type[ReportcheckError]] = {"no output: ": OutputError, "rules: ": RuleError}


class Fate(StrEnum):
    """What became of a task."""

    DONE = "done"
    DEADLINE = "deadline"
    MEMORY = "memory"
    DIED = "died"

    @property
    def by_chance(self) -> bool:
        """Whether another try, alone on the machine, could end otherwise."""
        return self is not Fate.DONE


@dataclass(frozen=True, slots=True)
class Stage:
    """What a child is at: the stage's name and what of it, the seconds it may take (None for the engine's own).

    `times` is how many times the seconds, where the stage has so much to do. `known` is what the work knows of
    the task by then, for the one who hears how it ended.
    """

    name: str = ""
    detail: str = ""
    deadline_s: float | None = None
    times: float = 1.0
    known: Any = None

    def seconds(self, limits: "EngineLimits") -> float:
        """Return the seconds that this stage may take."""
        return self.times * (self.deadline_s or limits.deadline_s)


Tell = Callable[[Stage], None]


class Staged(ABC, Generic[T]):
    """Work in stages, each with a deadline of its own; the engine asks it for work that tells where it is."""

    @abstractmethod
    def telling(self, tell: Tell) -> Callable[[T], None]:
        """Return the same work, which calls `tell` at the beginning of each stage."""


@dataclass(frozen=True, slots=True)
class EngineLimits:
    """What a stage of one document may take, and how many documents a child reads before it is replaced."""

    deadline_s: float = 120.0
    memory_mb: int = 1500
    recycle_after: int = 200


@dataclass(frozen=True, slots=True)
class Ended(Generic[T]):
    """A task that has ended, and at which stage; `detail` says how a child died."""

    task: T
    fate: Fate
    detail: str = ""
    stage: Stage = Stage()


@dataclass
class _Slot(Generic[T]):
    """A child process, its pipe, and the task it is at."""

    process: BaseProcess
    pipe: Connection
    scratch: str  # the child's folder for temporary files
    done: int = 0
    task: T | None = None
    began: float = field(default_factory=time.monotonic)
    stage: Stage | None = None  # None until the child says that it has begun

    def enter(self, stage: Stage) -> None:
        """Start the clock of a stage."""
        self.stage, self.began = stage, time.monotonic()

    def ended(self, fate: Fate, detail: str = "") -> Ended[T]:
        """Return the end of the task that the child is at."""
        assert self.task is not None
        return Ended(self.task, fate, detail, self.stage or Stage())

    def close(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()
        self.process.close()
        shutil.rmtree(self.scratch, ignore_errors=True)


def run_tasks(
    tasks: Iterable[T],
    work: Callable[[T], None] | Staged[T],
    *,
    jobs: int,
    limits: EngineLimits,
    writable: Sequence[Path] = (),
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Ended[T]]:
    """Run `work(task)` for each task in `jobs` child processes; yield each as it ends.

    `work` is a function of a module, or an object that can be pickled; it leaves its result in a
    file and answers for its own exceptions: one that escapes ends the child, and with it the task.
    A child has no network and writes nowhere but in `writable` and a temporary folder of its own.
    An OutputError of `work` (a full disk) or a RuleError ends the run: raises it. Once `stopped()` holds, what is
    not done is left.
    """
    waiting = _Waiting(tasks)
    slots: list[_Slot[T]] = []
    try:
        while (waiting or slots) and not stopped():
            while waiting and len(slots) < jobs:
                slots.append(_new_slot((work, limits, tuple(writable))))
                _give(slots[-1], waiting)
            wait([x for s in slots for x in (s.pipe, s.process.sentinel)], timeout=POLL_S)
            for slot in list(slots):
                ended = _look_at(slot, limits)
                if ended is None:
                    continue
                yield ended
                if ended.fate is not Fate.DONE or slot.done >= limits.recycle_after or not waiting:
                    slots.remove(slot)
                    slot.close()
                else:
                    _give(slot, waiting)
    finally:
        for slot in slots:
            slot.close()


class _Waiting(Generic[T]):
    """The tasks to come, one drawn ahead: what makes them may fetch each file when its turn comes."""

    def __init__(self, tasks: Iterable[T]) -> None:
        self._source = iter(tasks)
        self._next = deque(islice(self._source, 1))

    def __bool__(self) -> bool:
        return bool(self._next)

    def take(self) -> T:
        """Return the next task."""
        self._next.extend(islice(self._source, 1))
        return self._next.popleft()


def _give(slot: _Slot[T], waiting: _Waiting[T]) -> None:
    slot.task = waiting.take()
    slot.stage = None
    slot.began = time.monotonic()
    # A child that is dead already is found so at the next look, which says how it died.
    with suppress(BrokenPipeError, ConnectionResetError):
        slot.pipe.send(slot.task)


def _look_at(slot: _Slot[T], limits: EngineLimits) -> Ended[T] | None:
    """Return what became of the slot's task, None while it runs."""
    while (message := _receive(slot)) is not None:
        if isinstance(message, Stage):
            slot.enter(message)
        elif message == "done":
            slot.done += 1
            return slot.ended(Fate.DONE)
        elif message == "died":
            slot.process.join()
            return slot.ended(*_autopsy(slot.process.exitcode or 0))
        else:
            _raise_fatal(str(message))
    deadline_s = START_S if slot.stage is None else slot.stage.seconds(limits)
    if time.monotonic() - slot.began > deadline_s:
        return slot.ended(Fate.DEADLINE, f"not done after {deadline_s:g} s")
    if resident_mb(slot.process.pid) > limits.memory_mb:
        return slot.ended(Fate.MEMORY, f"more than {limits.memory_mb} MB of memory")
    return None


def _receive(slot: _Slot[T]) -> Stage | str | None:
    """Return the child's next message: a stage, done, died, or None for nothing yet."""
    try:
        return slot.pipe.recv() if slot.pipe.poll() else None
    except (EOFError, ConnectionResetError):
        return "died"


def _raise_fatal(message: str) -> None:
    for mark, error in FATAL.items():
        if message.startswith(mark):
            raise error(message.removeprefix(mark))


def _autopsy(code: int) -> tuple[Fate, str]:
    """Return how a child died, by its exit code."""
    if code == EXIT_MEMORY:
        return Fate.MEMORY, "more memory than allowed"
    if code == -getattr(signal, "SIGXCPU", 0) != 0:
        return Fate.DEADLINE, "more processor time than allowed"
    return Fate.DIED, f"signal {-code}" if code < 0 else f"exit code {code}"


Job = tuple[Callable[[T], None] | Staged[T], EngineLimits, tuple[Path, ...]]


def _new_slot(job: Job[T]) -> _Slot[T]:
    for _ in range(START_TRIES - 1):
        try:
            return _try_new_slot(job)
        except (ConnectionError, EOFError):  # it was killed before it had read what it is to do
            continue
    return _try_new_slot(job)


def _try_new_slot(job: Job[T]) -> _Slot[T]:
    ours, theirs = multiprocessing.Pipe()
    scratch = tempfile.mkdtemp(prefix="reportcheck-")
    try:
        process = start(_child, (theirs, scratch, *job), name="reportcheck-reader")
    except (ConnectionError, EOFError):
        ours.close()
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    finally:
        theirs.close()
    return _Slot(process, ours, scratch)


def _child(
    pipe: Connection,
    scratch: str,
    work: Callable[[T], None] | Staged[T],
    limits: EngineLimits,
    writable: tuple[Path, ...],
) -> None:
    """The child's loop: a task comes, its result goes to a file, `done` goes back."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()
    cap_memory(limits.memory_mb)
    tempfile.tempdir = os.environ["TMPDIR"] = scratch
    close_off([*writable, Path(scratch)])
    tell = partial(_tell, pipe, limits)
    run = work.telling(tell) if isinstance(work, Staged) else work
    try:
        with rarely_collected():
            while True:
                task = pipe.recv()
                tell(Stage())
                run(task)
                pipe.send("done")
    except tuple(FATAL.values()) as error:
        pipe.send(next(mark for mark, kind in FATAL.items() if isinstance(error, kind)) + str(error))
    except MemoryError:
        os._exit(EXIT_MEMORY)  # nothing that needs memory may run on the way out
    except (EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        os._exit(0)  # the parent is gone


def _tell(pipe: Connection, limits: EngineLimits, stage: Stage) -> None:
    """Tell the parent which stage begins; the system ends this process should nobody watch its deadline."""
    cap_seconds(2 * stage.seconds(limits))
    try:
        pipe.send(stage)
    except (BrokenPipeError, ConnectionResetError):
        os._exit(0)  # the parent is gone; the work must not take this for a fault of its own
