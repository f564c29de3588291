"""An end by signal waits for the start of a reader, whatever other threads there are."""

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from pipeline.children import ENDING, signals_held

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without signals")


@pytest.fixture
def other_thread() -> Iterator[None]:
    """A thread that takes signals, as that of the progress bar does."""
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    yield
    done.set()
    thread.join()


@pytest.mark.usefixtures("other_thread")
@pytest.mark.parametrize("number", sorted(ENDING))
def test_the_start_of_a_reader_is_not_cut_short(number: signal.Signals) -> None:
    told: list[str] = []
    before = signal.signal(number, lambda _number, _frame: told.append("ended"))
    try:
        with signals_held():
            os.kill(os.getpid(), number)
            threading.Event().wait(0.2)  # time for the signal to come
            told.append("started")
        assert told == ["started", "ended"]
        os.kill(os.getpid(), number)
        threading.Event().wait(0.2)
        assert told == ["started", "ended", "ended"], "the handler is set back"
    finally:
        signal.signal(number, before)


def test_a_thread_that_starts_readers_handles_no_signals() -> None:
    started: list[bool] = []

    def start() -> None:
        with signals_held():
            started.append(True)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert started == [True]
