"""Hung and memory-eating tasks among many: `python tests/faults/tasks.py 2000 50`, tasks in all and of each bad kind.

The outcome must be exact: each bad task ends by the limit that it breaks, every other one is done, once.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "archive")]

from faulty_work import FaultyWork

from pipeline.archive.engine import EngineLimits, Fate, run_tasks

LIMITS = EngineLimits(deadline_s=5, memory_mb=300)


def run(count: int, bad: int) -> tuple[Counter[Fate], list[str]]:
    """Run `count` tasks, `bad` of them hung and as many eating memory; return the fates and what is wrong with them."""
    expected = {f"hang-{i}": Fate.DEADLINE for i in range(bad)} | {f"eater-{i}": Fate.MEMORY for i in range(bad)}
    expected |= {f"good-{i}": Fate.DONE for i in range(count - 2 * bad)}
    tasks = sorted(expected)
    random.Random(1).shuffle(tasks)
    with tempfile.TemporaryDirectory() as name:
        ended = list(run_tasks(tasks, FaultyWork(name), jobs=2, limits=LIMITS, writable=[Path(name)]))
        left = Counter(p.name.split(".")[0] for p in Path(name).iterdir())
    wrong = [f"{e.task}: {e.fate.value} ({e.detail})" for e in ended if expected[e.task] is not e.fate]
    wrong += [f"{task}: ended {n} times" for task, n in Counter(e.task for e in ended).items() if n != 1]
    wrong += [f"{task}: done {n} times" for task, n in left.items() if n != 1]
    return Counter(e.fate for e in ended), wrong


def main() -> int:
    """Run as a script."""
    count, bad = (int(a) for a in (*sys.argv[1:], "2000", "50")[:2])
    began = time.monotonic()
    fates, wrong = run(count, bad)
    told = ", ".join(f"{n} {fate.value}" for fate, n in sorted(fates.items()))
    print(f"{count} tasks in {time.monotonic() - began:.0f} s: {told}; {len(wrong)} faults")
    print("\n".join(wrong[:20]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
