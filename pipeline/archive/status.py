"""How far a run is, from its journal: what is done, what failed and why, and how long the rest will take."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.archive.journal import ENDING, open_part
from pipeline.archive.partfile import DamagedError
from pipeline.archive.parts import with_reasons
from pipeline.archive.remote import save
from pipeline.archive.work import Task
from pipeline.errors import InputError
from pipeline.files import sealed, unsealed, write_bytes
from pipeline.types import Outcome, OutcomeStatus

PLAN = "plan.json"


@dataclass(frozen=True, slots=True)
class Status:
    """A run's state: files in all, outcomes kept, those that are no `ok`, seconds left (None where unknown).

    A file that met its deadline or took too much memory leaves no outcome, and counts as not done.
    """

    total: int
    done: int
    not_ok: tuple[Outcome, ...]
    seconds_left: float | None
    waiting: tuple[str, ...]


def write_plan(journal: Path | str, tasks: Iterable[Task]) -> None:
    """Leave in the journal which files a run is to read, and under which name each result will stand."""
    files = [{"path": t.found.facts.path, "bytes": t.found.facts.bytes, "result": t.name} for t in tasks]
    data = sealed(json.dumps(files).encode())
    if isinstance(journal, str):
        save(f"{journal}/{PLAN}", data)
    else:
        write_bytes(journal / PLAN, data)


def run_status(journal: Path) -> Status:
    """Return the state of the run that `journal` belongs to; raises InputError where there is none."""
    try:
        plan = unsealed((journal / PLAN).read_bytes())
    except OSError as error:
        raise InputError(f"{journal.parent}: no run was started here; name the folder given by --out") from error
    if plan is None:
        raise InputError(f"{journal / PLAN}: damaged, or of another version; run the same command again")
    files = json.loads(plan)
    done = {f["path"]: _written(journal, f["result"]) for f in files}
    finished = [f for f in files if done[f["path"]] is not None]
    waiting = [f for f in files if done[f["path"]] is None]
    return Status(
        total=len(files),
        done=len(finished),
        not_ok=tuple(_not_ok(journal, finished)),
        seconds_left=_left(finished, waiting, [t for t in done.values() if t is not None]),
        waiting=tuple(f["path"] for f in waiting),
    )


def _written(journal: Path, name: str) -> float | None:
    try:
        return (journal / f"{name}{ENDING}").stat().st_mtime
    except FileNotFoundError:
        return None


def _not_ok(journal: Path, files: list[dict[str, str]]) -> Iterator[Outcome]:
    for file in files:
        try:
            part = open_part(journal, file["result"])
        except DamagedError:
            continue  # it is read anew by the next run, which tells so
        outcome = with_reasons(part.index.outcome, part.index.gave_up) if part else None
        if outcome and outcome.status is not OutcomeStatus.OK:
            yield outcome


def _left(finished: list[dict[str, int]], waiting: list[dict[str, int]], times: list[float]) -> float | None:
    """Return the seconds left, at the speed in bytes at which the finished ones were read."""
    if not waiting:
        return 0.0
    took = max(times) - min(times) if len(times) > 1 else 0.0
    if took <= 0:
        return None
    read = sum(f["bytes"] for f in finished)
    return took * sum(f["bytes"] for f in waiting) / read if read else None
