"""Runs the tasks on a Dask cluster: the same guard in a child of each worker, the same limits, the same fates.

Dask has no deadline for a task and counts a lost worker against whatever it held. So a worker reads its
documents in children as the local engine does, and a batch whose machine was lost is tried again one by one.
Results are written by the workers; what comes back over the network is how each document ended.
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.archive.engine import Ended, EngineLimits, Fate, Stage, run_tasks
from pipeline.archive.journal import send_part
from pipeline.archive.remote import Hashed, fetched, hash_addresses, is_address
from pipeline.archive.work import Reader, Task
from pipeline.errors import InputError, ReportcheckError
from pipeline.versions import code_digest, engine_versions

BATCH = 60  # documents a task: enough that the start of a child does not count
AHEAD = 3  # batches waiting at each worker
CONNECT_S = 20


@dataclass(frozen=True)
class Job:
    """What every worker needs: the reader, the limits of a document, and where results go."""

    reader: Reader
    limits: EngineLimits
    journal: str  # a folder that all machines share, or an address


def run_on_cluster(tasks: Iterable[Task], job: Job, address: str, *, batch: int = BATCH) -> Iterator[Ended[Task]]:
    """Run tasks on the cluster at `address`; yield each as it ends.

    Raises InputError where the cluster cannot be reached or runs another version, OutputError where a
    worker cannot write.
    """
    with _client(address) as client:
        from distributed import as_completed

        shared = client.scatter(job, broadcast=True, hash=False)
        source = iter(tasks)
        running: dict[Any, list[Task]] = {}
        done = as_completed(loop=client.loop)
        room = AHEAD * max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
        while True:
            while len(running) < room and (some := list(islice(source, batch))):
                future = client.submit(read_batch, shared, some, pure=False, retries=0)
                running[future] = some
                done.add(future)
            if not running:
                return
            future = next(done)
            yield from _ended(future, running.pop(future))
            future.release()


def _ended(future: Any, tasks: list[Task]) -> Iterator[Ended[Task]]:
    error = future.exception() if future.status == "error" else None
    if isinstance(error, ReportcheckError):
        raise error
    if future.status != "finished":
        yield from (Ended(task, Fate.DIED, f"its machine was lost ({type(error).__name__})") for task in tasks)
        return
    for task, (fate, detail, stage) in zip(tasks, future.result(), strict=True):
        yield Ended(task, fate, detail, stage)


def read_batch(job: Job, tasks: Sequence[Task]) -> list[tuple[Fate, str, Stage]]:
    """Read documents in a child of this worker; return how and at which stage each ended, in the order of the tasks."""
    scratch = Path(tempfile.mkdtemp(prefix="reportcheck-worker-"))
    try:
        remote = is_address(job.journal)
        journal = scratch / "journal" if remote else Path(job.journal)
        journal.mkdir(exist_ok=True)
        reader = replace(job.reader, journal=journal)
        ends: dict[str, tuple[Fate, str, Stage]] = {}
        for ended in run_tasks(fetched(tasks, scratch), reader, jobs=1, limits=job.limits, writable=[journal]):
            if remote and ended.fate is Fate.DONE:
                send_part(journal, job.journal, ended.task.name)
            if ended.task.found.address:
                ended.task.found.location.unlink(missing_ok=True)
            ends[ended.task.name] = (ended.fate, ended.detail, ended.stage)
        return [ends[task.name] for task in tasks]
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def hash_on_cluster(address: str, files: Sequence[str]) -> list[Hashed]:
    """Return SHA-256 and size of files at addresses, read by the workers."""
    parts = [files[i : i + BATCH] for i in range(0, len(files), BATCH)]
    with _client(address) as client:
        return [facts for part in client.gather(client.map(hash_addresses, parts, pure=False)) for facts in part]


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError('--cluster needs Dask; install it with: pip install "reportcheck[cluster]"') from error
    try:
        client = Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(f"--cluster {address}: cannot be reached ({error}); start one: see docs/scaling.md") from error
    with client:
        _check_versions(client, address)
        yield client


def _check_versions(client: Any, address: str) -> None:
    """Refuse workers that would read otherwise than this machine: their results would stand beside ours."""
    try:
        theirs = client.run(versions)
    except ModuleNotFoundError as error:
        raise InputError(f"--cluster {address}: reportcheck is not installed there; install this version") from error
    if not theirs:
        raise InputError(f"--cluster {address}: has no workers; start some: see docs/scaling.md")
    other = sorted(worker for worker, found in theirs.items() if found != versions())
    if other:
        raise InputError(f"--cluster {address}: {other[0]} runs another version of reportcheck or its engines")


def versions() -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return what decides how a document is read, beside rules and settings."""
    return code_digest(), engine_versions()
