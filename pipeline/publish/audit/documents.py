"""Turns a report into what its page shows: page pictures or lines, every figure boxed, and its attributes."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.publish.audit.drawing import LINED, PAGED, Drawn, Picture
from pipeline.publish.audit.findings import Finder
from pipeline.publish.audit.links import LINES_PER_FILE, PAGES_PER_FILE, Links
from pipeline.publish.audit.views import BoxView, LineView, Piece, place_box
from pipeline.publish.audit.words import count, file_name, line_text, plain, shorten, with_unit, words
from pipeline.publish.values import plain_number
from pipeline.types import Box, Figure, FigureStatus, Outcome, Place, Report

ROWS_PER_SHEET = 200  # passages of a format without pages and lines that are shown under one heading


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure with the attributes that the table under its page lists."""

    id: str
    text: str
    value: str
    measures: str
    segment: str
    period: str
    kind: str
    place: str
    section: str
    confidence: str
    checked: str
    severity: str
    findings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FigureBox:
    """The box of a figure on a page picture."""

    figure_id: str
    severity: str
    label: str
    box: BoxView


@dataclass(frozen=True, slots=True)
class SheetView:
    """A page, or a stretch of lines, with its figures."""

    name: str
    anchor: str
    picture: Picture | None
    boxes: tuple[FigureBox, ...]
    lines: tuple[LineView, ...]
    note: str
    figures: tuple[FigureView, ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """What the pages of a document say above the sheets, and its row in the overview."""

    id: str
    title: str
    file: str
    path: str
    facts: tuple[tuple[str, str], ...]
    kind: str
    publisher: str
    published: str
    period: str
    format: str
    status: str
    message: str
    figures: int
    checked: int
    unchecked: tuple[tuple[str, int], ...]
    findings: int
    worst: str
    parts: int
    readable: bool


def document_view(report: Report, outcome: Outcome, finder: Finder) -> DocumentView:
    """Return the facts of a report."""
    coverage = finder.coverage.get(report.document_id)
    version = finder.versions.get(report.document_id)
    own = finder.by_document.get(report.document_id, [])
    facts = [
        ("file", plain(outcome.file.path)),
        ("publisher", plain(report.publisher)),
        ("published", f"{plain(report.published)} ({report.published_source})" if report.published else "not known"),
        ("period", report.period.label if report.period else "not known"),
        ("kind", words(report.kind.value)),
        (
            "format",
            f"{outcome.format.value}, {count(outcome.pages, 'page')}" if outcome.pages else outcome.format.value,
        ),
        ("version", f"{version.relation.value}" if version and version.relation.value else ""),
        ("copies", ", ".join(plain(c) for c in outcome.file.copies)),
        ("SHA-256", outcome.file.sha256),
    ]
    return DocumentView(
        id=report.document_id,
        title=shorten(report.title, 160) or file_name(outcome.file.path),
        file=file_name(outcome.file.path),
        path=plain(outcome.file.path),
        facts=tuple((name, value) for name, value in facts if value),
        kind=words(report.kind.value),
        publisher=plain(report.publisher),
        published=plain(report.published),
        period=report.period.label if report.period else "",
        format=outcome.format.value,
        status=outcome.status.value,
        message=plain(outcome.message),
        figures=coverage.figures if coverage else len(report.figures),
        checked=coverage.checked if coverage else 0,
        unchecked=coverage.unchecked if coverage else (),
        findings=len(own),
        worst=own[0].severity.value if own else "",
        parts=parts_of(report, outcome),
        readable=True,
    )


def failed_view(outcome: Outcome) -> DocumentView:
    """Return the facts of a file that could not be read; it has no page."""
    return DocumentView(
        id=outcome.file.document_id,
        title=file_name(outcome.file.path),
        file=file_name(outcome.file.path),
        path=plain(outcome.file.path),
        facts=(),
        kind="",
        publisher="",
        published="",
        period="",
        format=outcome.format.value,
        status=outcome.status.value,
        message=plain(outcome.message),
        figures=0,
        checked=0,
        unchecked=(),
        findings=0,
        worst="",
        parts=0,
        readable=False,
    )


def parts_of(report: Report, outcome: Outcome) -> int:
    """Return how many files a report's pages are split into."""
    length = max(1, report.part_end - report.part_start + 1)
    if outcome.format in PAGED:
        return -(-length // PAGES_PER_FILE)
    return -(-length // LINES_PER_FILE) if outcome.format in LINED else 1


def sheets(
    report: Report, outcome: Outcome, part: int, drawn: Drawn, finder: Finder, links: Links
) -> Iterator[SheetView]:
    """Yield the sheets of one part of a report, each with its figures."""
    if outcome.format in PAGED:
        first = report.part_start + (part - 1) * PAGES_PER_FILE
        yield from _pages(report, range(first, min(first + PAGES_PER_FILE, report.part_end + 1)), drawn, finder, links)
    elif outcome.format in LINED and drawn.lines:
        first = report.part_start + (part - 1) * LINES_PER_FILE
        last = min(first + LINES_PER_FILE - 1, report.part_end, len(drawn.lines))
        yield _lines(report, first, last, drawn, finder, links)
    else:
        yield _passages(report, drawn, finder, links)


def _pages(report: Report, numbers: range, drawn: Drawn, finder: Finder, links: Links) -> Iterator[SheetView]:
    pictures = dict(drawn.pages)
    by_page: dict[int, list[Figure]] = defaultdict(list)
    for figure in report.figures:
        by_page[figure.place.page or report.part_start].append(figure)
        for page in {page for page, _ in figure.place.further} - {figure.place.page}:
            by_page[page].append(figure)
    for number in numbers:
        figures = sorted(by_page[number], key=lambda f: f.ordinal)
        picture = pictures.get(number)
        note = "" if picture else drawn.missing or "not drawn: the archive is large and no finding is on this page"
        yield SheetView(
            name=f"Page {number}",
            anchor=f"p{number}",
            picture=picture,
            boxes=tuple(_figure_boxes(figures, number, picture, finder)) if picture else (),
            lines=(),
            note=plain(note),
            figures=tuple(_figure(f, finder, links) for f in figures if (f.place.page or number) == number),
        )


def _figure_boxes(figures: Sequence[Figure], page: int, picture: Picture, finder: Finder) -> Iterator[FigureBox]:
    for figure in figures:
        for box in _boxes(figure.place, page):
            label = f"{plain(figure.text)}: {shorten(figure.indicator or figure.row_label, 90)}"
            yield FigureBox(
                figure.figure_id,
                _severity(figure, finder),
                label,
                place_box(picture, box, 0, ""),
            )


def _boxes(place: Place, page: int) -> Iterator[Box]:
    if place.page == page and place.box:
        yield place.box
    yield from (box for number, box in place.further if number == page)


def _severity(figure: Figure, finder: Finder) -> str:
    """Return the severity of the worst finding that rests on a figure."""
    findings = finder.by_figure.get(figure.figure_id)
    return findings[0].severity.value if findings else ""


def _lines(report: Report, first: int, last: int, drawn: Drawn, finder: Finder, links: Links) -> SheetView:
    by_line: dict[int, list[Figure]] = defaultdict(list)
    for figure in report.figures:
        by_line[figure.place.line or first].append(figure)
    views = tuple(LineView(n, _marked(drawn.lines[n - 1], by_line[n], finder)) for n in range(first, last + 1))
    figures = [f for n in range(first, last + 1) for f in sorted(by_line[n], key=lambda f: f.ordinal)]
    return SheetView(
        name=f"Lines {first} to {last}",
        anchor="lines",
        picture=None,
        boxes=(),
        lines=views,
        note="",
        figures=tuple(_figure(f, finder, links) for f in figures),
    )


def _marked(text: str, figures: Sequence[Figure], finder: Finder) -> tuple[Piece, ...]:
    spans = [(f.place.start, f.place.end, f) for f in figures if f.place.start is not None and f.place.end is not None]
    return _pieces(line_text(text), spans, finder)


def _pieces(text: str, spans: Sequence[tuple[int, int, Figure]], finder: Finder) -> tuple[Piece, ...]:
    """Cut a line at its figures; a mark's role is the figure's identifier and the severity of its worst finding."""
    pieces: list[Piece] = []
    done = 0
    for start, end, figure in sorted(spans, key=lambda s: (s[0], s[1])):
        if start < done or start >= len(text):
            continue
        pieces.append(Piece(text[done:start]))
        pieces.append(Piece(text[start:end], 1, f"{figure.figure_id} {_severity(figure, finder)}"))
        done = end
    pieces.append(Piece(text[done:]))
    return tuple(p for p in pieces if p.text)


def _passages(report: Report, drawn: Drawn, finder: Finder, links: Links) -> SheetView:
    """Show the sentences and rows that were read, for a file that has no picture and no lines to show."""
    by_passage: dict[int, list[Figure]] = defaultdict(list)
    for figure in report.figures:
        by_passage[figure.passage].append(figure)
    views = []
    for passage in report.passages:
        figures = by_passage[passage.ordinal]
        spans = [(f.offset, f.offset + len(f.text), f) for f in figures if passage.text[f.offset :].startswith(f.text)]
        views.append(LineView(0, _pieces(line_text(passage.text), spans, finder)))
    figures = sorted(report.figures, key=lambda f: f.ordinal)
    note = f"What was read, without its layout: {drawn.missing}." if drawn.missing else ""
    return SheetView(
        "Text as read", "text", None, (), tuple(views), plain(note), tuple(_figure(f, finder, links) for f in figures)
    )


def _figure(figure: Figure, finder: Finder, links: Links) -> FigureView:
    own = finder.by_figure.get(figure.figure_id, ())
    return FigureView(
        id=figure.figure_id,
        text=plain(figure.text) or "(empty cell)",
        value=_value(figure),
        measures=plain(figure.indicator or figure.row_label),
        segment=plain(figure.segment),
        period=" against ".join(p.label for p in (figure.period, figure.base_period) if p),
        kind=", ".join(_kind_words(figure)),
        place=_place(figure),
        section=plain(figure.section),
        confidence=f"{figure.confidence:.2f}",
        checked="yes" if figure.figure_id in finder.checked else "no",
        severity=_severity(figure, finder),
        findings=tuple(
            (links.finding(f.discrepancy_id), f"{f.severity.value}: {words(f.type.value)}") for f in own[:4]
        ),
    )


def _kind_words(figure: Figure) -> Iterator[str]:
    yield words(figure.kind.value)
    if figure.role.value != "actual":
        yield figure.role.value
    if figure.flag.value:
        yield words(figure.flag.value)


def _value(figure: Figure) -> str:
    if figure.status is not FigureStatus.REPORTED:
        return words(figure.status.value)
    text = with_unit(figure.value, figure.unit)
    if figure.lower is None or figure.upper is None:
        return f"{figure.qualifier.value} {text}".strip()
    if figure.lower == figure.upper:
        return text
    return f"{text} ({plain_number(figure.lower)} to {plain_number(figure.upper)})"


def _place(figure: Figure) -> str:
    parts = [f"line {figure.place.line}" if figure.place.line else plain(figure.place.cell)]
    parts.append(f"paragraph {plain(figure.paragraph)}" if figure.paragraph else "")
    parts.append(f"table {figure.table}, row {figure.row}, column {figure.column}" if figure.table else "text")
    return ", ".join(p for p in parts if p)
