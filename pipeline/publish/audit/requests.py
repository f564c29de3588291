"""Says what has to be drawn for the audit pages: the pages of each report and a strip around each finding."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pipeline.publish.audit.drawing import LINED, PAGED, Crop, Phrase, Request
from pipeline.publish.audit.places import MAX_PANELS, make_panels
from pipeline.publish.rows import Rows
from pipeline.types import Outcome

MOST_PAGES = 2_000  # whole pages drawn for an archive; beyond, only pages with findings are
MOST_PAGES_OF_FILE = 400


def requests_of(rows: Rows) -> tuple[Request, ...]:
    """Return what to draw of each file that could be read, in the order of files."""
    crops: dict[str, dict[Crop, None]] = defaultdict(dict)
    phrases: dict[str, dict[Phrase, None]] = defaultdict(dict)
    for finding in rows.findings:
        for panel in make_panels(finding)[:MAX_PANELS]:
            if panel.crop is not None:
                path = rows.paths[panel.document_id]
                crops[path][panel.crop] = None
                phrases[path].update(dict.fromkeys(panel.phrases.values()))
    every_page = _every_page(rows.outcomes)
    return tuple(
        _request(o, tuple(crops[o.file.path]), tuple(phrases[o.file.path]), all_pages=every_page)
        for o in rows.outcomes
        if o.reports
    )


def sheet_requests(outcomes: Sequence[Outcome]) -> tuple[Request, ...]:
    """Return what will be drawn of each file whatever is found in it: known as soon as all is read."""
    every_page = _every_page(outcomes)
    return tuple(_request(o, (), (), all_pages=every_page) for o in outcomes if o.reports)


def _every_page(outcomes: Sequence[Outcome]) -> bool:
    return sum(o.pages or 0 for o in outcomes if o.reports) <= MOST_PAGES


def _request(outcome: Outcome, crops: tuple[Crop, ...], phrases: tuple[Phrase, ...], *, all_pages: bool) -> Request:
    paged = outcome.format in PAGED
    length = outcome.pages or 0
    pages: Iterable[int] = range(1, length + 1)
    if not all_pages or length > MOST_PAGES_OF_FILE:
        pages = sorted({c.page for c in crops})
    return Request(
        path=outcome.file.path,
        sha256=outcome.file.sha256,
        format=outcome.format,
        pages=tuple(pages) if paged else (),
        crops=crops if paged else (),
        phrases=phrases if paged else (),
        lines=outcome.format in LINED,
    )
