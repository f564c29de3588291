"""The same tasks on a Dask cluster of this machine, and with inputs and outputs at addresses."""

import hashlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from faulty_work import FaultyReader

from pipeline.archive import EngineLimits
from pipeline.archive.discovery import FoundFile
from pipeline.archive.engine import Fate
from pipeline.archive.work import Task
from pipeline.errors import InputError
from pipeline.publish import publish
from pipeline.rules import load_rules
from pipeline.steps import Options, run_archive
from pipeline.types import FileFacts

pytest.importorskip("distributed", reason="Dask is an extra")
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals and /proc are Linux's")
REPORT = "# Report {0}\n\nThere were {0} schools and {0}.5% of pupils travelled by bus in 2015.\n"


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, memory_limit=0, dashboard_address=None, silence_logs=50
    ) as started:
        yield started.scheduler_address


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number in range(10, 40):
        (folder / f"{number}.txt").write_text(REPORT.format(number) * 3, encoding="utf-8")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.4\n broken")
    return folder


def digests(out: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in out.iterdir() if p.is_file()}


def run(paths: list[str], out: Path, options: Options) -> dict[str, str]:
    publish(run_archive(paths, options), load_rules(), out=out, formats=["csv", "xlsx", "sqlite", "jsonl", "parquet"])
    return digests(out)


def test_a_cluster_gives_the_same_bytes(cluster: str, archive: Path, tmp_path: Path) -> None:
    here = run([str(archive)], tmp_path / "here", Options(jobs=2))
    there = run([str(archive)], tmp_path / "there", Options(cluster=cluster, journal=tmp_path / "journal"))
    assert there == here
    again = []
    run([str(archive)], tmp_path / "again", Options(journal=tmp_path / "journal", progress=[again.append]))
    assert again[-1].reused == 31, "a local run goes on from what a cluster has read"


def test_each_bad_task_costs_itself_alone(cluster: str, tmp_path: Path) -> None:
    from pipeline.archive.cluster import Job, run_on_cluster

    bad = {"hang-1": Fate.DEADLINE, "killed-2": Fate.DIED, "eater-3": Fate.MEMORY, "exit-4": Fate.DIED}
    names = [*(f"good-{i}" for i in range(20)), *bad]
    tasks = [Task(FoundFile(FileFacts(n, "", 0), Path(n)), n) for n in names]
    job = Job(FaultyReader(tmp_path), EngineLimits(deadline_s=5, memory_mb=400), str(tmp_path))
    ended = list(run_on_cluster(tasks, job, cluster, batch=4))
    assert {e.task.name: e.fate for e in ended} == dict.fromkeys(names, Fate.DONE) | bad
    assert len(ended) == len(names)


def test_a_lost_machine_costs_no_document(archive: Path, tmp_path: Path) -> None:
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, memory_limit=0, dashboard_address=None, silence_logs=50
    ) as own:
        victims = [worker.process.pid for worker in own.workers.values()]
        killed = []

        def tell(_progress: object) -> None:
            if not killed:
                killed.append(victims[0])
                os.kill(victims[0], signal.SIGKILL)

        data = run_archive([archive], Options(cluster=own.scheduler_address, progress=[tell]))
    assert killed
    assert {o.file.path: o.status.value for o in data.outcomes if o.status.value != "ok"} == {"bad.pdf": "failed"}
    assert len(data.outcomes) == 31


def test_inputs_and_journal_at_addresses(archive: Path, tmp_path: Path) -> None:
    import fsspec
    from distributed import LocalCluster

    memory = fsspec.filesystem("memory")
    for path in archive.iterdir():
        memory.pipe_file(f"/in/{path.name}", path.read_bytes())
    memory.pipe_file("/in/notes.py", b"no document")
    here = run([str(archive)], tmp_path / "here", Options(jobs=2))
    local = run(["memory://in"], tmp_path / "local", Options(jobs=2, journal="memory://journal-1"))
    # workers that are threads share the memory that stands for a store of objects
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as own:
        options = Options(cluster=own.scheduler_address, journal="memory://journal-2")
        there = run(["memory://in"], tmp_path / "there", options)
    assert local == here
    assert there == here
    assert len(memory.ls("/journal-2")) == 31 + 1, "a part for each document, and the plan"


@pytest.mark.parametrize(
    ("paths", "options", "message"),
    [
        (["memory://nothing-here"], Options(), "nothing is there; check the address"),
        (["nonsense://x"], Options(), "Protocol not known: nonsense"),
        ([__file__], Options(cluster="tcp://127.0.0.1:9"), "cannot be reached"),
    ],
    ids=["nothing", "protocol", "cluster"],
)
def test_mistakes_are_told(paths: list[str], options: Options, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.archive.cluster.CONNECT_S", 1)
    with pytest.raises(InputError, match=message):
        run_archive(paths, options)
