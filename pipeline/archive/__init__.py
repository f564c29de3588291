"""Many paths to outcomes: finds the files, reads each in a child process, and keeps what was read."""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.archive.discovery import Discovery, FoundFile, discover
from pipeline.archive.engine import Ended, EngineLimits, Fate, run_tasks
from pipeline.archive.journal import password_key, plain, prune, result_name, send_part
from pipeline.archive.manifest import Manifest, read_manifest
from pipeline.archive.parts import Shelf, StoredReport, checked, with_reasons
from pipeline.archive.remote import fetched
from pipeline.archive.status import Status, run_status, write_plan
from pipeline.archive.work import CHECKING, EXTRACTING, Known, Reader, Task, failed
from pipeline.archive.zips import ZipLimits
from pipeline.check.budget import CHECK_S, Budget
from pipeline.rules import Rules
from pipeline.types import Decision, Outcome
from pipeline.versions import code_digest, engine_versions

if TYPE_CHECKING:
    from pipeline.extract.settings import Settings
    from pipeline.read import Limits

__all__ = [
    "Discovery",
    "EngineLimits",
    "FoundFile",
    "Manifest",
    "Plan",
    "Progress",
    "Status",
    "StoredReport",
    "ZipLimits",
    "checked",
    "discover",
    "process_archive",
    "read_manifest",
    "run_status",
    "with_reasons",
]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `reused` outcomes were read by an earlier run."""

    done: int
    total: int
    failed: int
    reused: int
    pages: int
    outcome: Outcome  # of the document that was done last


def _no_notice(_message: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Plan:
    """How an archive is read: rules and settings, limits of a file and of a child, slots, and the journal's folder."""

    rules: Rules
    settings: "Settings"
    limits: "Limits"
    engine: EngineLimits = field(default_factory=EngineLimits)
    zips: ZipLimits = field(default_factory=ZipLimits)
    jobs: int = 0  # 0 for all cores
    journal: Path | str | None = None  # an address is text; None for a folder that goes away with the outcomes
    password: str = field(default="", repr=False)
    cluster: str = ""  # address of a Dask scheduler; empty to read here
    decisions: tuple[Decision, ...] = ()  # of figures that we misread, which are put right
    check_s: float = CHECK_S  # of each check of a document
    notice: Callable[[str], None] = _no_notice  # is told what of an earlier run could not be used

    def result_name(self, found: FoundFile, row: dict[str, str]) -> str:
        """Return the name of a file's result: a hash over everything that it rests on."""
        facts = found.facts
        content = facts.sha256 or found.reason
        basis = (
            self.rules.digest,
            asdict(self.settings),
            asdict(self.limits),
            asdict(self.zips),
            code_digest(),
            engine_versions(),
        )
        key = password_key(self.password)
        return result_name(content, facts.path, plain(row), *basis, self._model(), key)

    def _model(self) -> str:
        """Return the hash of the statistical model, which may change under the same name."""
        if not self.settings.model:
            return ""
        from pipeline.extract.model import model_digest

        return model_digest(self.settings.model)


def process_archive(
    discovery: Discovery,
    plan: Plan,
    *,
    manifest: Manifest | None = None,
    progress: Sequence[Callable[[Progress], None]] = (),
) -> Iterator[Outcome]:
    """Yield the outcome of each file, in the order in which they come.

    A file whose result an earlier run left in the journal is not read again. One that met its
    deadline, took too much memory or lost its process, or that was away, is read once more at the end, alone;
    one that ended so in a check keeps its figures, and goes on without that check; a long text keeps those of the
    pieces before the one that it ended in. Reports look into the
    results on disk for their figures; without a journal those go with the last report.
    """
    shelf = Shelf(plan.journal, plan.rules, plan.decisions, Budget(plan.check_s))
    tasks = _tasks(discovery, plan, manifest)
    write_plan(shelf.place, tasks)
    count = _Count(len(tasks), progress)
    todo = []
    for task in tasks:
        outcome = shelf.earlier(task.name, task.found.facts)
        if outcome is None:
            todo.append(task)
        else:
            yield count.reused(outcome)
    if shelf.damaged:
        plan.notice(f"{shelf.place}: {shelf.damaged} results of an earlier run were damaged, and are read anew")
    todo.sort(key=lambda t: -t.found.facts.bytes)  # a long one begun last would be waited for by all other readers
    for outcome in _read_in_rounds(todo, plan, shelf):
        yield count.read(outcome)
    prune(shelf.place, (t.name for t in tasks))


def _tasks(discovery: Discovery, plan: Plan, manifest: Manifest | None) -> list[Task]:
    tasks = []
    for found in discovery.files:
        row = dict(manifest.row(found.facts.path)) if manifest else {}
        tasks.append(Task(found, plan.result_name(found, row), row))
    return tasks


def _read_in_rounds(tasks: Sequence[Task], plan: Plan, shelf: Shelf) -> Iterator[Outcome]:
    """Read the tasks, and again, alone, those that did not end well, as long as that leads further."""
    with tempfile.TemporaryDirectory(prefix="reportcheck-") as scratch:
        jobs = plan.jobs or os.cpu_count() or 1
        first = True
        while tasks:
            again = []
            for ended in _run(tasks, plan, shelf.place, Path(scratch), jobs=jobs):
                read = shelf.outcome(ended.task.name, ended.task.found.facts) if ended.fate is Fate.DONE else None
                retry = _retry(ended, first=first, passing=bool(read and read.passing))
                if retry is not None:
                    again.append(retry)
                else:
                    yield read.outcome if read else _failed(ended)
            tasks = sorted(again, key=lambda t: t.found.facts.path)
            jobs, first = 1, False


def _retry(ended: Ended[Task], *, first: bool, passing: bool) -> Task | None:
    """Return the task that is worth another try, None where its end stands.

    A long text is tried again as long as it comes further, and then without what it does not come through.
    """
    task = ended.task
    if ended.fate is Fate.DONE:
        return task if first and passing else None
    if ended.stage.name == CHECKING:
        reason = f"{REASONS_OF_PARTS[ended.fate]}: {ended.detail}"
        return replace(task, without=(*task.without, (ended.stage.detail, reason)))
    pieces = ended.stage.known.pieces if isinstance(ended.stage.known, Known) else 0
    if first or pieces > task.reached:
        return replace(task, reached=pieces)
    if pieces and not task.end:
        reason = f"which {REASONS_OF_PARTS[ended.fate]}, twice: {ended.detail}; {REMEDIES[ended.fate]}"
        return replace(task, reached=pieces, end=reason)
    return None


def _run(tasks: Sequence[Task], plan: Plan, journal: Path | str, scratch: Path, *, jobs: int) -> Iterator[Ended[Task]]:
    """Run the tasks here or on the cluster; results end in the journal, also where that is at an address."""
    own = scratch if isinstance(journal, str) else journal
    reader = Reader(plan.rules, plan.settings, plan.limits, own, plan.zips, plan.password, plan.check_s)
    if plan.cluster and tasks:
        from pipeline.archive.cluster import BATCH, Job, run_on_cluster

        job = Job(reader, plan.engine, str(journal) if isinstance(journal, str) else str(journal.resolve()))
        yield from run_on_cluster(tasks, job, plan.cluster, batch=1 if jobs == 1 else BATCH)
        return
    for ended in run_tasks(fetched(tasks, scratch), reader, jobs=jobs, limits=plan.engine, writable=[own]):
        if isinstance(journal, str) and ended.fate is Fate.DONE:
            send_part(own, journal, ended.task.name)
        if ended.task.found.address:
            ended.task.found.location.unlink(missing_ok=True)
        yield ended


def _failed(ended: Ended[Task]) -> Outcome:
    """Return the outcome of a file whose child did not end well: how far it came, why, and what to do."""
    facts = ended.task.found.facts
    if ended.fate is Fate.DONE:
        return failed(facts, "its result was lost; run again")
    known = ended.stage.known.outcome if isinstance(ended.stage.known, Known) else failed(facts, "")
    stage = "was read, but extracting its figures " if ended.stage.name == EXTRACTING else ""
    message = f"{stage}{REASONS[ended.fate]}: {ended.detail}; {REMEDIES[ended.fate]}"
    return replace(known, file=facts, message=message)


REASONS = {  # of a file
    Fate.DEADLINE: "took too long, twice",
    Fate.MEMORY: "took too much memory, twice",
    Fate.DIED: "its process ended while reading it, twice",
}
REASONS_OF_PARTS = {  # of a check, of a piece
    Fate.DEADLINE: "took too long",
    Fate.MEMORY: "took too much memory",
    Fate.DIED: "ended its process",
}
REMEDIES = {
    Fate.DEADLINE: "raise --deadline, or leave it out",
    Fate.MEMORY: "raise --memory, or leave it out",
    Fate.DIED: "please report it",
}


class _Count:
    """Counts outcomes and tells the caller."""

    def __init__(self, total: int, tell: Sequence[Callable[[Progress], None]]) -> None:
        self._total = total
        self._tell = tell
        self._done = self._failed = self._reused = self._pages = 0

    def reused(self, outcome: Outcome) -> Outcome:
        self._reused += 1
        return self.read(outcome)

    def read(self, outcome: Outcome) -> Outcome:
        self._done += 1
        self._failed += outcome.status == "failed"
        self._pages += outcome.pages or 0
        for tell in self._tell:
            tell(Progress(self._done, self._total, self._failed, self._reused, self._pages, outcome))
        return outcome
