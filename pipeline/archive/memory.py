"""How much memory a process holds, and hard caps on what it may ask for: memory, and seconds of a processor."""

import contextlib
import os
import sys
from pathlib import Path

# Address space beyond the resident cap: code, models and reserved but unused room of libraries.
SLACK_MB = 1500


def resident_mb(pid: int | None) -> float:
    """Return the resident memory of a process in MB, 0 where it has ended or the system does not say."""
    if pid is None or not sys.platform.startswith("linux"):
        return 0.0
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def cap_memory(memory_mb: int) -> None:
    """Make the calling process raise MemoryError beyond the cap, which a fast eater meets before the watch."""
    if sys.platform == "win32":
        return
    import resource

    room = (memory_mb + SLACK_MB) * 1_000_000
    with contextlib.suppress(ValueError, OSError):  # a lower cap is set already, which is as good
        resource.setrlimit(resource.RLIMIT_AS, (room, room))


def cap_seconds(seconds: float) -> None:
    """Let the system end the calling process after so many more seconds of processor time, whoever watches it."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or soft < hard:  # else a lower cap is set already, which is as good
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
