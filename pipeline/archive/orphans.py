"""A child ends with its parent, also where the parent was killed and the child is deep in a library's machine code."""

import multiprocessing
import os
import select
import sys


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
