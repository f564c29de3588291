"""Has the pictures of the audit pages drawn in closed-off children, and keeps them for the next run."""

import gzip
import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

from pipeline.archive import Discovery, EngineLimits, FoundFile, ZipLimits
from pipeline.archive.engine import Fate, run_tasks
from pipeline.archive.journal import password_key
from pipeline.archive.opening import PassingError
from pipeline.archive.zips import read_member
from pipeline.errors import ReportcheckError, UnreadableError
from pipeline.files import sealed, unsealed, write_bytes
from pipeline.publish.audit.drawing import NO_PICTURE, Drawn, Gallery, Request, draw_file, joined
from pipeline.publish.audit.requests import sheet_requests
from pipeline.records import json_of, of_json
from pipeline.steps import Options
from pipeline.types import Outcome
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


class Studio:
    """Draws the files of a run beside it: whole pages as soon as all is read, the rest while the tables are written.

    A block of `with` ends it: whoever leaves early, as for a full disk or an interrupt, leaves what is not drawn.
    """

    def __init__(self, journal: Path) -> None:
        """Keep pictures in the journal folder."""
        self._folder = journal / FOLDER
        self._options = Options()
        self._discovery: Discovery | None = None
        self._stop = threading.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reportcheck-drawing")
        self._why: dict[str, str] = {}  # nothing was drawn, by name of the result; not tried twice in one run

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.shutdown()

    def watch(self, options: Options) -> Options:
        """Draw within the limits of a run; return its options, by which it tells this studio of its files."""
        self._options = options
        return replace(options, found=self.find, read=self.begin)

    def find(self, discovery: Discovery) -> None:
        """Take down where the files of the run lie."""
        self._discovery = discovery

    def begin(self, outcomes: Sequence[Outcome]) -> None:
        """Start with what is wanted of every file, whatever will be found in it."""
        self._thread.submit(self._draw, sheet_requests(outcomes), last=False)

    @contextmanager
    def draw(self, requests: Sequence[Request]) -> Iterator[Callable[[], Gallery]]:
        """Draw what is wanted; what is given waits for the gallery, or raises OutputError for it."""
        yield self._thread.submit(self._draw, requests, last=True).result

    def _draw(self, requests: Sequence[Request], *, last: bool) -> Gallery:
        return draw_requests(
            requests,
            self._discovery or Discovery((), ()),
            self._folder,
            limits=self._options.engine,
            zips=self._options.zips,
            jobs=self._options.jobs,
            password=self._options.password,
            notice=self._options.notice if last else None,
            stopped=self._stop.is_set,
            why=self._why,
            last=last,
        )


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
    why: dict[str, str] | None = None,
    last: bool = True,
) -> Gallery:
    """Draw what is wanted of each file into `folder` and return what gives it back, one file at a time.

    What an earlier run drew of the same bytes is not drawn again, unless it is damaged, which `notice` is told; what
    nobody wants any more is removed, if these are the `last` requests of a run. `why` holds what could not be drawn
    before, and is added to.
    Raises OutputError where `folder` cannot be written.
    """
    why = {} if why is None else why
    found = {f.facts.path: f for f in discovery.files}
    tasks = [
        DrawTask(found[r.path], half, _name(half, password)) for r in requests if r.path in found for half in r.halves()
    ]
    folder.mkdir(parents=True, exist_ok=True)
    if last:
        _prune(folder, (t.name for t in tasks))
    whole = _whole(folder, [t.name for t in tasks], notice)
    todo = [t for t in tasks if t.name not in whole and t.name not in why]
    artist = Artist(folder, zips or ZipLimits(), password)
    jobs = jobs or os.cpu_count() or 1
    for ended in run_tasks(
        todo, artist, jobs=jobs, limits=limits or EngineLimits(), writable=[folder], stopped=stopped
    ):
        if ended.fate is not Fate.DONE:
            why[ended.task.name] = WHY_NOT[ended.fate]
    names = {r.path: [_name(half, password) for half in r.halves()] for r in requests if r.path in found}
    return _gallery(folder, names, why)


def _whole(folder: Path, names: Sequence[str], notice: Callable[[str], None] | None) -> set[str]:
    """Return which results are there and undamaged."""
    there = [name for name in names if (folder / name).is_file()]
    whole = {name for name in there if unsealed((folder / name).read_bytes()) is not None}
    if len(whole) < len(there) and notice:
        notice(f"{folder}: the pictures of {len(there) - len(whole)} files were damaged, and are drawn anew")
    return whole


def _gallery(folder: Path, names: Mapping[str, Sequence[str]], why: Mapping[str, str]) -> Gallery:
    def half(name: str) -> Drawn:
        if name in why:
            return Drawn(missing=why[name])
        drawn = _stored(folder / name) or _stored(folder / f"{name}{PASSING}")
        return drawn or Drawn(missing="its pictures were lost; run again")

    def drawn(path: str) -> Drawn:
        if path not in names:
            return Drawn(missing=GONE)
        return joined([half(name) for name in names[path]]) if names[path] else Drawn(missing=NO_PICTURE)

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
