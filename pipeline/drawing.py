"""Has the pictures of the audit pages drawn in closed-off children, and keeps them for the next run."""

import gzip
import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pipeline.archive import Discovery, EngineLimits, FoundFile, ZipLimits
from pipeline.archive.engine import Fate, run_tasks
from pipeline.archive.journal import password_key
from pipeline.archive.opening import PassingError
from pipeline.archive.zips import read_member
from pipeline.errors import ReportcheckError, UnreadableError
from pipeline.files import sealed, unsealed, write_bytes
from pipeline.publish.audit.drawing import Draw, Drawn, Gallery, Request, draw_file
from pipeline.records import json_of, of_json
from pipeline.steps import Options
from pipeline.versions import code_digest, engine_versions

FOLDER = "drawn"
ENDING = ".drawn"
PASSING = ".passing"  # behind the name of a result that is tried again
OURS = (ENDING, PASSING, ".drawn.json.gz", ".tmp")  # the third is what earlier versions wrote
GONE = "the file is no longer where it was read"
WHY_NOT = {
    Fate.DEADLINE: "drawing its pages took too long",
    Fate.MEMORY: "drawing its pages took too much memory",
    Fate.DIED: "the process that drew its pages ended",
}


@dataclass(frozen=True, slots=True)
class DrawTask:
    """A file, what is wanted of it, and the name of the result."""

    found: FoundFile
    request: Request
    name: str


@dataclass(frozen=True)
class Artist:
    """Draws a task's file in a child. Sent to each child once."""

    folder: Path
    zips: ZipLimits = field(default_factory=ZipLimits)
    password: str = field(default="", repr=False)

    def __call__(self, task: DrawTask) -> None:
        """Write what was drawn to the folder; a file that cannot be drawn leaves the reason.

        A reason that may pass stands under another name, so that the next run tries again.
        """
        try:
            drawn, ending = self._drawn(task), ""
        except PassingError as error:
            drawn, ending = Drawn(missing=str(error)), PASSING
        packed = gzip.compress(json_of(drawn), 1, mtime=0)
        write_bytes(self.folder / (task.name + ending), sealed(packed))

    def _drawn(self, task: DrawTask) -> Drawn:
        data = self._bytes(task.found)
        try:
            return draw_file(data, task.request, password=self.password)
        except MemoryError:
            raise  # the engine's to judge
        except ReportcheckError as error:
            return Drawn(missing=str(error))
        except Exception as error:  # of a library on a stranger's file: it costs its pictures alone
            raise PassingError(f"its pages could not be drawn ({type(error).__name__})") from error

    def _bytes(self, found: FoundFile) -> bytes:
        try:
            data = read_member(found.location, found.member, self.zips) if found.member else found.location.read_bytes()
        except (OSError, UnreadableError) as error:
            raise PassingError(GONE) from error
        if hashlib.sha256(data).hexdigest() != found.facts.sha256:
            raise PassingError("the file has changed since it was read; run again")
        return data


def drawer(discovery: Discovery, journal: Path, options: Options) -> Draw:
    """Return what draws the files of a run while its tables are written; pictures are kept in the journal."""
    draw = partial(
        draw_requests,
        discovery=discovery,
        folder=journal / FOLDER,
        limits=options.engine,
        zips=options.zips,
        jobs=options.jobs,
        password=options.password,
        notice=options.notice,
    )
    return partial(_aside, draw)


@contextmanager
def _aside(draw: Callable[..., Gallery], requests: Sequence[Request]) -> Iterator[Callable[[], Gallery]]:
    """Draw in a thread of its own, which looks after children; what is given waits for the gallery, or raises for it.

    Whoever leaves early, as for a full disk or an interrupt, leaves what is not drawn.
    """
    stop = threading.Event()
    with ThreadPoolExecutor(1, thread_name_prefix="reportcheck-drawing") as pool:
        try:
            yield pool.submit(draw, requests, stopped=stop.is_set).result
        finally:
            stop.set()


def draw_requests(
    requests: Sequence[Request],
    discovery: Discovery,
    folder: Path,
    *,
    limits: EngineLimits | None = None,
    zips: ZipLimits | None = None,
    jobs: int = 0,
    password: str = "",
    notice: Callable[[str], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Gallery:
    """Draw what is wanted of each file into `folder` and return what gives it back, one file at a time.

    What an earlier run drew of the same bytes is not drawn again, unless it is damaged, which `notice` is told; what
    nobody wants any more is removed.
    Raises OutputError where `folder` cannot be written.
    """
    found = {f.facts.path: f for f in discovery.files}
    tasks = {
        r.path: DrawTask(found[r.path], r, _name(r, password)) for r in requests if r.path in found and not r.empty
    }
    folder.mkdir(parents=True, exist_ok=True)
    _prune(folder, (t.name for t in tasks.values()))
    there = [t.name for t in tasks.values() if (folder / t.name).is_file()]
    whole = {name for name in there if unsealed((folder / name).read_bytes()) is not None}
    if len(whole) < len(there) and notice:
        notice(f"{folder}: the pictures of {len(there) - len(whole)} files were damaged, and are drawn anew")
    todo = [t for t in tasks.values() if t.name not in whole]
    artist = Artist(folder, zips or ZipLimits(), password)
    why: dict[str, str] = {}
    jobs = jobs or os.cpu_count() or 1
    for ended in run_tasks(
        todo, artist, jobs=jobs, limits=limits or EngineLimits(), writable=[folder], stopped=stopped
    ):
        if ended.fate is not Fate.DONE:
            why[ended.task.request.path] = WHY_NOT[ended.fate]
    return _gallery(folder, {path: t.name for path, t in tasks.items()}, why)


def _gallery(folder: Path, names: Mapping[str, str], why: Mapping[str, str]) -> Gallery:
    def drawn(path: str) -> Drawn:
        if path in why:
            return Drawn(missing=why[path])
        if path not in names:
            return Drawn(missing=GONE)
        drawn = _stored(folder / names[path]) or _stored(folder / f"{names[path]}{PASSING}")
        return drawn or Drawn(missing="its pictures were lost; run again")

    return drawn


def _stored(path: Path) -> Drawn | None:
    """Return what was drawn of a file, None where that is gone or damaged."""
    try:
        packed = unsealed(path.read_bytes())
    except OSError:
        return None
    if packed is None:
        return None
    try:
        return of_json(gzip.decompress(packed), Drawn)
    except (OSError, EOFError, ValueError):  # sealed by another version
        return None


def _name(request: Request, password: str) -> str:
    basis = json.dumps([json_of(request).decode(), code_digest(), engine_versions()])
    return hashlib.sha256(f"{basis}{password_key(password)}".encode()).hexdigest()[:40] + ENDING


def _prune(folder: Path, keep: Iterable[str]) -> None:
    names = set(keep)
    for path in folder.iterdir():
        if path.name not in names and path.name.endswith(OURS):
            path.unlink(missing_ok=True)
