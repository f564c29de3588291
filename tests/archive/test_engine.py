import os
import random
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest
from faulty_work import FaultyWork

from pipeline.archive.engine import Ended, EngineLimits, Fate, run_tasks
from pipeline.children import signals_held
from pipeline.errors import OutputError

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals and /proc are Linux's")


def fates(ended: list[Ended[str]]) -> dict[str, Fate]:
    return {e.task: e.fate for e in ended}


def test_each_bad_task_costs_itself_alone(tmp_path: Path) -> None:
    bad = {
        "hang-1": Fate.DEADLINE,
        "killed-2": Fate.DIED,
        "eater-3": Fate.MEMORY,
        "raise-4": Fate.DIED,
        "exit-5": Fate.DIED,
    }
    good = [f"good-{i}" for i in range(40)]
    tasks = [*good, *bad]
    random.Random(1).shuffle(tasks)
    limits = EngineLimits(deadline_s=2, memory_mb=300)
    ended = list(run_tasks(tasks, FaultyWork(str(tmp_path)), jobs=2, limits=limits, writable=[tmp_path]))
    assert fates(ended) == bad | dict.fromkeys(good, Fate.DONE)
    assert len(ended) == len(tasks)
    assert sorted(p.name.split(".")[0] for p in tmp_path.iterdir()) == sorted(good)
    details = {e.task: e.detail for e in ended}
    assert details["killed-2"] == "signal 9"
    assert details["exit-5"] == "exit code 3"
    assert details["hang-1"] == "not done after 2 s"


def test_children_are_replaced_after_their_share(tmp_path: Path) -> None:
    tasks = [f"good-{i}" for i in range(10)]
    ended = list(
        run_tasks(tasks, FaultyWork(str(tmp_path)), jobs=1, limits=EngineLimits(recycle_after=4), writable=[tmp_path])
    )
    assert [e.fate for e in ended] == [Fate.DONE] * 10
    children = Counter(p.name.split(".")[1] for p in tmp_path.iterdir())
    assert sorted(children.values()) == [2, 4, 4]


def test_a_child_killed_between_tasks_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    tasks = [f"good-{i}" for i in range(30)]
    ended: list[Ended[str]] = []
    kill_after = [5, 15]
    for one in run_tasks(tasks, FaultyWork(str(tmp_path)), jobs=2, limits=EngineLimits(), writable=[tmp_path]):
        ended.append(one)
        # On a busy machine the death of the first may be told as late as the fifteenth end: that one left no file.
        if kill_after and len(ended) >= kill_after[0] and one.fate is Fate.DONE:
            kill_after.pop(0)
            os.kill(int(next(tmp_path.glob(f"{one.task}.*")).name.split(".")[1]), signal.SIGKILL)
    assert sorted(fates(ended)) == sorted(tasks)
    assert Counter(e.fate for e in ended)[Fate.DIED] <= 2


def test_a_full_disk_ends_the_run_with_its_reason(tmp_path: Path) -> None:
    tasks = [*(f"good-{i}" for i in range(5)), "full-1", *(f"good-{i}" for i in range(5, 9))]
    with pytest.raises(OutputError, match="disk full, as asked"):
        list(run_tasks(tasks, FaultyWork(str(tmp_path)), jobs=2, limits=EngineLimits(), writable=[tmp_path]))


def test_a_child_is_closed_off(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "old.txt").write_text("stays", encoding="utf-8")
    (ended,) = run_tasks(["forbidden-1"], FaultyWork(str(inside)), jobs=1, limits=EngineLimits(), writable=[inside])
    assert ended.fate is Fate.DONE
    told = (inside / "forbidden-1.told").read_text(encoding="utf-8").splitlines()
    assert [line for line in told if not line.endswith("refused")] == []
    assert len(told) == 7
    assert [p.name for p in outside.iterdir()] == ["old.txt"]


def test_a_run_that_is_left_leaves_no_child(tmp_path: Path) -> None:
    run = run_tasks(
        [f"good-{i}" for i in range(20)], FaultyWork(str(tmp_path)), jobs=2, limits=EngineLimits(), writable=[tmp_path]
    )
    next(run)
    children = {int(p.name.split(".")[1]) for p in tmp_path.iterdir()}
    run.close()
    assert children
    assert not [c for c in children if Path(f"/proc/{c}").exists() and _state(c) != "Z"]


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]


def test_an_end_by_signal_waits_while_a_child_starts() -> None:
    told = []
    before = signal.signal(signal.SIGTERM, lambda *_: told.append("ended"))
    try:
        with signals_held():
            os.kill(os.getpid(), signal.SIGTERM)
            held = list(told)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert (held, told) == ([], ["ended"])


def test_what_is_stopped_leaves_the_rest(tmp_path: Path) -> None:
    tasks = [f"good-{i}" for i in range(40)]
    ended = run_tasks(
        tasks,
        FaultyWork(str(tmp_path)),
        jobs=1,
        limits=EngineLimits(),
        writable=[tmp_path],
        stopped=lambda: len(list(tmp_path.iterdir())) >= 3,
    )
    assert len(list(ended)) < len(tasks)
    assert 3 <= len(list(tmp_path.iterdir())) < len(tasks)
