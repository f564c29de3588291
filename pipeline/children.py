"""Starts child processes that know nothing of the user's script and end with their parent.

A child also ends where the parent was killed and the child is deep in a library's machine code.
"""

import multiprocessing
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any

_starting = threading.Lock()
ENDING = frozenset(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def start(target: Callable[..., None], arguments: tuple[object, ...], *, name: str) -> BaseProcess:
    """Start a child that calls `target`, a function of a module, with arguments that can be pickled.

    Raises ConnectionError or EOFError where it was killed before it had read what it is to do.
    """
    process: BaseProcess = _context().Process(  # type: ignore[attr-defined]
        target=target, args=arguments, daemon=True, name=name
    )
    with _without_main(), signals_held():
        process.start()
    return process


def end_with_parent() -> None:
    """Have the system end the calling child as soon as its parent is gone.

    Each child holds the reading end of a pipe whose other end its parent alone holds. Linux sends SIGIO, which
    ends a process, when that end closes. Elsewhere a child whose parent was killed ends with its task: at its
    next message, or by the limit on its processor time.
    """
    parent = multiprocessing.parent_process()
    if parent is None or not sys.platform.startswith("linux"):
        return
    import fcntl

    pipe = int(parent.sentinel)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([pipe], [], [], 0)[0]:
        os._exit(0)  # the parent was gone before


def _context() -> BaseContext:
    """Children come from a server that has loaded nothing of the user's, or anew where there is none."""
    # One document a core: threads of the linear algebra below would only get in each other's way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    name = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(name)
    if name == "forkserver":
        context.set_forkserver_preload(["pipeline.archive.preload"])
    return context


@contextmanager
def signals_held() -> Iterator[None]:
    """Put off an end by signal while a child starts: half of what it is told would make it print a traceback.

    A blocked signal would reach another thread, such as that of the progress bar, and end the main one all the same.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # Python handles signals in the main thread
        return
    came: list[int] = []
    before = {number: signal.signal(number, lambda n, _: came.append(n)) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            if handler is not None:  # one that was not set in Python cannot be set back
                signal.signal(number, handler)
        for late in came:
            signal.raise_signal(late)


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the user's script while a child starts, or the child would run it again from the top.

    A worker of a cluster is often a daemon itself, which Python lets have no children; its own end with it.
    """
    main = sys.modules["__main__"]
    names = vars(main)
    own = vars(multiprocessing.current_process()).get("_config", {})
    with _starting:  # a worker may have several threads
        hidden: dict[str, Any] = {name: names.pop(name) for name in ("__file__", "__spec__") if name in names}
        daemon = own.pop("daemon", None)
        main.__spec__ = None
        try:
            yield
        finally:
            names.update(hidden)
            if daemon is not None:
                own["daemon"] = daemon
