"""Writes the audit pages: findings, a page a document and a page an indicator, each a file that stands alone."""

import base64
import hashlib
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.files import write_bytes
from pipeline.publish.audit.documents import DocumentView, document_view, failed_view, sheets
from pipeline.publish.audit.drawing import Drawn, Gallery
from pipeline.publish.audit.findings import Finder, FindingView, finding_view
from pipeline.publish.audit.indicators import indicator_groups, indicator_series, indicator_view
from pipeline.publish.audit.links import FOLDER, MAIN, Links, document_file, findings_file, indicator_file
from pipeline.publish.audit.words import SEVERITY_WORDS, count, grouped, words
from pipeline.publish.rows import Rows
from pipeline.types import Discrepancy, OutcomeStatus, Result, Severity

if TYPE_CHECKING:
    from jinja2 import Environment

FINDINGS_PER_FILE = 400
PICTURE_BYTES_PER_FILE = 24_000_000  # base64 of the crops in a file; with its text it stays under 30 MB
PAGES_WAITING = 2  # made and not yet on disk
PACKAGE = "pipeline.publish.audit"


def write_audit(rows: Rows, out: Path, gallery: Gallery) -> list[Path]:
    """Write audit.html and the folder audit/ to `out`; return the files written, the main page first.

    `gallery` gives what was drawn of a file. What an earlier run left in the folder is removed.
    Raises OutputError where `out` cannot be written.
    """
    written: list[Path] = []
    waiting: deque[Future[None]] = deque()
    with ThreadPoolExecutor(max_workers=1) as disk:  # a page is made while the disk takes the one before
        for name, text in Site(rows, gallery).pages():
            waiting.append(disk.submit(write_bytes, out / name, text.encode()))
            written.append(out / name)
            if len(waiting) > PAGES_WAITING:
                waiting.popleft().result()
        for page in waiting:
            page.result()
    _remove_old(out / FOLDER, {path.name for path in written})
    return written


def nothing_drawn(_path: str) -> Drawn:
    """Stand in for the gallery where the files are not at hand."""
    return Drawn(missing="the files were not at hand when this page was made")


def asset(name: str) -> str:
    """Return the text of a style sheet or script of the pages."""
    return (files(PACKAGE) / "assets" / name).read_text(encoding="utf-8")


@cache
def environment() -> "Environment":
    """Return the template engine: everything is escaped, and an unknown name is a fault."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader(PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(words=words, grouped=grouped)
    made.globals.update(count=count)
    return made


@dataclass(frozen=True)
class Headline:
    """The numbers at the top of the page."""

    files: int
    failed: int
    partial: int
    reports: int
    pages: int
    figures: int
    checked: int
    checks: int
    agree: int
    severities: tuple[tuple[str, str, int], ...]  # name, words, number
    types: tuple[tuple[str, tuple[int, int, int]], ...]  # type, number by severity
    distinct: int
    repeats: int


@dataclass(frozen=True)
class Site:
    """All pages of a run, made one after the other, so that few pictures are in memory at a time."""

    rows: Rows
    gallery: Gallery

    @cached_property
    def finder(self) -> Finder:
        """What looks things up in the dataset."""
        return Finder(self.rows)

    def pages(self) -> Iterator[tuple[str, str]]:
        """Yield each page's name in the output folder and its text."""
        yield from self._findings()
        yield from self._documents()
        yield from self._indicators()

    @cached_property
    def parts(self) -> list[list[Discrepancy]]:
        """The findings cut into files by number and by the size of their pictures."""
        drawn: dict[str, dict[Any, int]] = {}
        parts: list[list[Discrepancy]] = [[]]
        size = 0
        for finding in self.rows.findings:
            own = self._picture_bytes(finding, drawn)
            if parts[-1] and (len(parts[-1]) >= FINDINGS_PER_FILE or size + own > PICTURE_BYTES_PER_FILE):
                parts.append([])
                size = 0
            parts[-1].append(finding)
            size += own
        return parts

    def _picture_bytes(self, finding: Discrepancy, drawn: dict[str, dict[Any, int]]) -> int:
        from pipeline.publish.audit.places import MAX_PANELS, make_panels

        total = 0
        for panel in make_panels(finding)[:MAX_PANELS]:
            path = self.rows.paths[panel.document_id]
            if path not in drawn:
                drawn[path] = {crop: len(picture.data) for crop, picture in self._drawn(path).crops}
            total += drawn[path].get(panel.crop, 0)
        return total

    @cached_property
    def _links(self) -> dict[str, Links]:
        """Links for the main page and for pages in the folder."""
        parts = {f.discrepancy_id: n for n, part in enumerate(self.parts, start=1) for f in part}
        firsts = {r.document_id: r.part_start for r in self.rows.reports}
        keys = frozenset(self._series)
        return {up: Links(up, parts, firsts, keys) for up in ("", "../")}

    @cached_property
    def _series(self) -> dict[str, Any]:
        return indicator_series(self.rows.dataset.series, self.finder.indicator_labels)

    @cached_property
    def _drawn(self) -> Gallery:
        """The gallery with its last few answers kept: findings of a file follow each other."""
        return lru_cache(maxsize=4)(self.gallery)

    @cached_property
    def documents(self) -> list[DocumentView]:
        """Every report, and every file that could not be read."""
        views = []
        for outcome in self.rows.outcomes:
            views += [document_view(r, outcome, self.finder) for r in sorted(outcome.reports, key=lambda r: r.part)]
            if not outcome.reports:
                views.append(failed_view(outcome))
        return views

    def _findings(self) -> Iterator[tuple[str, str]]:
        main = self._links[""]
        indicators = [indicator_view(k, s, self.finder) for k, s in self._series.items()]
        indicators.sort(key=lambda i: (-i.disputed - i.restated, not i.canonical, -i.points, i.title))
        heads = [self._view(f, main, listed=True) for part in self.parts[1:] for f in part]
        for number, part in enumerate(self.parts, start=1):
            links = self._links["" if number == 1 else "../"]
            views = [self._view(f, links) for f in part]
            yield (
                findings_file(number),
                self._render(
                    "findings.html",
                    links,
                    title="Audit",
                    part=number,
                    parts=len(self.parts),
                    articles=views,
                    listed=[*views, *heads] if number == 1 else views,
                    headline=self.headline,
                    documents=self.documents,
                    indicators=indicators,
                ),
            )

    def _view(self, finding: Discrepancy, links: Links, *, listed: bool = False) -> FindingView:
        return finding_view(finding, self.finder, self._drawn, links, listed=listed)

    def _documents(self) -> Iterator[tuple[str, str]]:
        links = self._links["../"]
        known = {d.id: d for d in self.documents}
        for outcome in self.rows.outcomes:
            for report in sorted(outcome.reports, key=lambda r: r.part):
                view = known[report.document_id]
                for part in range(1, view.parts + 1):
                    found = list(sheets(report, outcome, part, self._drawn(outcome.file.path), self.finder, links))
                    text = self._render("document.html", links, title=view.title, doc=view, part=part, sheets=found)
                    yield document_file(report.document_id, part), text

    def _indicators(self) -> Iterator[tuple[str, str]]:
        links = self._links["../"]
        for key, series in self._series.items():
            view = indicator_view(key, series, self.finder)
            groups = indicator_groups(series, self.finder, links)
            text = self._render("indicator.html", links, title=view.title, indicator=view, groups=groups)
            yield indicator_file(key), text

    def _render(self, template: str, links: Links, **values: Any) -> str:
        style, script = asset("audit.css"), asset("audit.js")
        return (
            environment()
            .get_template(template)
            .render(
                **values,
                links=links,
                style=style,
                script=script,
                style_hash=_hash(style),
                script_hash=_hash(script),
                main=MAIN,
                document_file=document_file,
                findings_file=findings_file,
            )
        )

    @cached_property
    def headline(self) -> Headline:
        """The numbers at the top."""
        rows = self.rows
        statuses = Counter(o.status for o in rows.outcomes)
        # A report and its text version have the same findings; they are counted once, as the list shows them.
        distinct = [f for f in rows.findings if self.finder.alike[f.discrepancy_id][0] is f]
        severities = Counter(f.severity for f in distinct)
        types = Counter((f.type.value, f.severity) for f in distinct)
        names = sorted({f.type.value for f in distinct}, key=lambda t: ([-types[t, s] for s in Severity], t))
        return Headline(
            files=statuses[OutcomeStatus.OK] + statuses[OutcomeStatus.PARTIAL],
            failed=statuses[OutcomeStatus.FAILED],
            partial=statuses[OutcomeStatus.PARTIAL],
            reports=len(rows.reports),
            pages=sum(o.pages or 0 for o in rows.outcomes),
            figures=sum(c.figures for c in rows.dataset.coverage),
            checked=sum(c.checked for c in rows.dataset.coverage),
            checks=len(rows.dataset.checks),
            agree=sum(c.result is Result.AGREES for c in rows.dataset.checks),
            severities=tuple((s.value, SEVERITY_WORDS[s], severities[s]) for s in Severity),
            types=tuple(
                (t, (types[t, Severity.ERROR], types[t, Severity.WARNING], types[t, Severity.INFO])) for t in names
            ),
            distinct=len(distinct),
            repeats=len(rows.findings) - len(distinct),
        )


def _hash(text: str) -> str:
    """Return the hash by which a Content-Security-Policy allows an inline script or style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _remove_old(folder: Path, keep: set[str]) -> None:
    for path in folder.glob("*.html") if folder.is_dir() else ():
        if path.name not in keep:
            path.unlink(missing_ok=True)
