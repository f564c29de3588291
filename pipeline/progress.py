"""Shows how far a run is: a bar on a terminal, a plain line now and then elsewhere, a JSON log if wanted."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.archive import Progress, Status
from pipeline.errors import OutputError
from pipeline.publish.summary import Line, harmless
from pipeline.types import OutcomeStatus

EVERY_S = 10.0  # between plain lines, so that the log of a night stays short
SHOWN = 20  # documents not done by name; the rest is counted
Tell = Callable[[Progress], None]


@contextmanager
def show_progress(*, quiet: bool, verbose: bool) -> Iterator[Tell]:
    """Give a function that shows progress on standard error: nothing if quiet, a line a document if verbose."""
    if quiet:
        yield _say_nothing
    elif verbose or not sys.stderr.isatty():
        yield progress_lines(every_s=0.0 if verbose else EVERY_S, documents=verbose)
    else:
        with progress_bar() as tell:
            yield tell


@contextmanager
def progress_bar() -> Iterator[Tell]:
    """Draw a bar with documents, pages a second, failures and time left."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[facts]}", markup=False),
        TimeRemainingColumn(),
    )
    began = time.monotonic()
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None, facts="")

        def tell(progress: Progress) -> None:
            bar.update(task, completed=progress.done, total=progress.total, facts=_facts(progress, began))

        yield tell


def progress_lines(*, every_s: float, documents: bool = False) -> Tell:
    """Return a function that prints a line every `every_s` seconds and at the end, with the document if wanted."""
    began = time.monotonic()
    last = began

    def tell(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < every_s and progress.done < progress.total:
            return
        last = now
        parts = [f"{progress.done} of {progress.total} read", _facts(progress, began), _left(progress, began)]
        parts += [f"{progress.outcome.status.value}: {progress.outcome.file.path}"] if documents else []
        print(harmless(", ".join(p for p in parts if p)), file=sys.stderr, flush=True)  # noqa: T201 - for people

    return tell


@contextmanager
def open_log(path: Path | None) -> Iterator[Tell]:
    """Give a function that adds a JSON line for each document to `path`; raises OutputError if it cannot be written."""
    if path is None:
        yield _say_nothing
        return
    began = time.monotonic()
    try:
        file = path.open("a", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}; name another file with --log") from error
    with file:

        def tell(progress: Progress) -> None:
            file.write(json.dumps(_record(progress, began), ensure_ascii=False) + "\n")
            file.flush()

        yield tell


def _record(progress: Progress, began: float) -> dict[str, object]:
    outcome = progress.outcome
    return {
        "seconds": round(time.monotonic() - began, 3),
        "done": progress.done,
        "total": progress.total,
        "path": outcome.file.path,
        "sha256": outcome.file.sha256,
        "status": outcome.status.value,
        "message": outcome.message,
        "pages": outcome.pages,
        "figures": sum(len(r.figures) for r in outcome.reports),
    }


def _facts(progress: Progress, began: float) -> str:
    took = max(time.monotonic() - began, 0.001)
    facts = [f"{progress.pages / took:.0f} pages/s"] if progress.pages else []
    facts += [f"{progress.reused} read before"] if progress.reused else []
    facts += [f"{progress.failed} failed"] if progress.failed else []
    return ", ".join(facts)


def _left(progress: Progress, began: float) -> str:
    fresh = progress.done - progress.reused
    if progress.done == progress.total or not fresh:
        return ""
    seconds = (time.monotonic() - began) / fresh * (progress.total - progress.done)
    return f"about {duration(seconds)} left"


def status_lines(status: Status) -> Iterator[Line]:
    """Yield the state of a run for a terminal."""
    left = "" if status.seconds_left is None else f", about {duration(status.seconds_left)} left at the speed so far"
    yield Line(f"{status.done} of {status.total} documents done{left if status.waiting else ''}", "heading")
    for outcome in status.not_ok:
        style = "error" if outcome.status is OutcomeStatus.FAILED else "warning"
        yield Line(f"  {outcome.status.value}  {harmless(outcome.file.path)}: {harmless(outcome.message)}", style)
    for path in status.waiting[:SHOWN]:
        yield Line(f"  not done  {harmless(path)}", "faint")
    if len(status.waiting) > SHOWN:
        yield Line(f"  ... and {len(status.waiting) - SHOWN} more not done", "faint")


def duration(seconds: float) -> str:
    """Return a span of time as people say it: `40 s`, `12 min`, `3.5 h`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _say_nothing(_progress: Progress) -> None:
    """Show nothing."""
