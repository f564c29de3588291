"""Kills reading processes at random moments: `python tests/faults/killer.py 2000 200`.

Reads that many small reports while children are killed -9, and fails if a document is missing, stands
twice, or failed although it was killed once only.
"""

import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from pipeline import Options, run_archive
from pipeline.archive import Progress

REPORT = "# Report {0}\n\nThere were {0} schools, and {1}.5% of pupils travelled by bus in 2015.\n"


def write_reports(folder: Path, count: int) -> None:
    """Write `count` small reports."""
    for number in range(count):
        (folder / f"{number:05d}.txt").write_text(REPORT.format(number + 10, number % 100), encoding="utf-8")


def readers_of(parent: int) -> list[int]:
    """Return the processes that read for `parent`: the children of its fork server."""
    return [grandchild for child in _children(parent) for grandchild in _children(child)]


def _children(pid: int) -> list[int]:
    try:
        return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    except FileNotFoundError:
        return []


def kill_readers(stop: threading.Event, kills: int, killed: list[int], *, seed: int) -> None:
    """Kill `kills` readers, one at a time, at random moments."""
    chance = random.Random(seed)
    while not stop.is_set() and len(killed) < kills:
        time.sleep(chance.uniform(0.01, 0.1))
        readers = readers_of(os.getpid())
        if readers:
            victim = chance.choice(readers)
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                continue
            killed.append(victim)


def read_under_fire(count: int, kills: int) -> tuple[bool, str]:
    """Read `count` reports while readers are killed; return whether the outcome is exact, and a line about it."""
    stop = threading.Event()
    killed: list[int] = []
    told: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        write_reports(Path(folder), count)
        thread = threading.Thread(target=kill_readers, args=(stop, kills, killed), kwargs={"seed": 1})
        thread.start()
        began = time.perf_counter()

        def tell(progress: Progress) -> None:
            told.append(progress.outcome.file.path)
            if progress.done > count * 0.9:
                stop.set()  # what was killed is read again in peace

        dataset = run_archive([folder], Options(jobs=2, progress=[tell]))
        stop.set()
        thread.join()
    statuses = Counter(o.status.value for o in dataset.outcomes)
    line = f"{count} documents, {len(killed)} readers killed, {time.perf_counter() - began:.0f} s, {dict(statuses)}"
    exact = len(told) == len(set(told)) == len(dataset.outcomes) == count
    return exact and statuses == {"ok": count} and bool(killed), line


def main() -> int:
    """Run as a script."""
    count, kills = (int(a) for a in (sys.argv[1:] + ["200", "20"][len(sys.argv) - 1 :])[:2])
    exact, line = read_under_fire(count, kills)
    print(line)
    return 0 if exact else 1


if __name__ == "__main__":
    sys.exit(main())
