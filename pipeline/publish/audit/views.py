"""What a page shows of a finding, as plain values for the template: words, panels, boxes, marks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.publish.audit.drawing import Drawn, Phrase, Picture
from pipeline.publish.audit.places import Panel, Spot
from pipeline.publish.audit.words import ROLE_WORDS, line_text, plain, shorten
from pipeline.types import Box, Evidence, Figure

PAD = 1.5  # points between a figure and its box
LONGEST_LINE = 640  # characters of a line shown around a mark
AROUND_MARK = 280


@dataclass(frozen=True, slots=True)
class BoxView:
    """A box on a picture, in points from the picture's corner."""

    number: int
    role: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line; `number` is 0 outside the marks."""

    text: str
    number: int = 0
    role: str = ""


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of a file with its number, 0 for words without one."""

    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class PanelView:
    """One side of a finding: what the report is, where, and its picture or lines; `note` says what is lacking."""

    report: str
    file: str
    where: str
    link: str
    described: str
    page: int | None = None
    picture: Picture | None = None
    boxes: tuple[BoxView, ...] = ()
    lines: tuple[LineView, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place of a finding in the list below its pictures."""

    number: int
    role: str
    role_words: str
    text: str
    subject: str
    report: str
    where: str
    link: str
    figure_id: str


def boxes_on(picture: Picture, panel: Panel, phrases: Mapping[Phrase, tuple[Box, ...]]) -> tuple[BoxView, ...]:
    """Return the boxes of a panel on its picture; quoted words that were found on the page are boxed alone."""
    views: list[BoxView] = []
    for number in dict.fromkeys(s.number for s in panel.spots):
        own = [s for s in panel.spots if s.number == number]
        phrase = panel.phrases.get(number)
        found = phrases.get(phrase, ()) if phrase else ()
        role = own[0].evidence.role.value
        views += [place_box(picture, box, number, role) for box in found or [s.box for s in own if s.box]]
    return tuple(views)


def place_box(picture: Picture, box: Box, number: int, role: str) -> BoxView:
    """Return a box on a picture, a little larger than the print."""
    x0, y0 = max(picture.x0, box.x0 - PAD) - picture.x0, max(picture.top, box.top - PAD) - picture.top
    x1, y1 = min(picture.x1, box.x1 + PAD) - picture.x0, min(picture.bottom, box.bottom + PAD) - picture.top
    return BoxView(number, role, round(x0, 1), round(y0, 1), round(max(1.0, x1 - x0), 1), round(max(1.0, y1 - y0), 1))


def lines_around(panel: Panel, drawn: Drawn) -> tuple[LineView, ...]:
    """Return the lines of a panel with its spots marked; empty where the file has other lines now."""
    first, last = panel.lines
    views = []
    for number in range(first, min(last, len(drawn.lines)) + 1):
        spots = [s for s in panel.spots if s.evidence.place.line == number]
        pieces = mark_line(drawn.lines[number - 1], spots)
        views.append(LineView(number, tuple(_clipped(pieces))))
    return tuple(views)


def mark_line(text: str, spots: Sequence[Spot]) -> list[Piece]:
    """Return a line in pieces, each spot's characters a piece of its own; the whole line where none are known."""
    text = line_text(text)
    pieces: list[Piece] = []
    done = 0
    for start, end, spot in sorted(((*_span(text, s), s) for s in spots), key=lambda s: (s[0], s[2].number)):
        if start < done or start >= len(text):
            continue  # two spots on the same characters: the first marks them
        pieces.append(Piece(text[done:start]))
        pieces.append(Piece(text[start:end], spot.number, spot.evidence.role.value))
        done = min(end, len(text))
    pieces.append(Piece(text[done:]))
    return [p for p in pieces if p.text]


def _span(text: str, spot: Spot) -> tuple[int, int]:
    """Return where a spot begins and ends in a line: quoted words are marked alone where they stand in it."""
    place, quoted = spot.evidence.place, line_text(spot.evidence.text.strip())
    start, end = place.start or 0, place.end or len(text)
    if not spot.evidence.figure_id and quoted:
        found = text.find(quoted, start, end) if quoted in text[start:end] else text.find(quoted)
        if found >= 0:
            return found, found + len(quoted)
    return start, end


def _clipped(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Cut what lies far from any mark out of a long line."""
    if sum(len(p.text) for p in pieces) <= LONGEST_LINE:
        yield from pieces
        return
    for i, piece in enumerate(pieces):
        if piece.number or len(piece.text) <= 2 * AROUND_MARK:
            yield piece
            continue
        head = piece.text[:AROUND_MARK] if i > 0 or len(pieces) == 1 else ""
        tail = piece.text[-AROUND_MARK:] if i + 1 < len(pieces) else ""
        yield Piece(f"{head} … {tail}")


def mark_words(context: str, spots: Sequence[Spot], offsets: Sequence[int | None]) -> tuple[LineView, ...]:
    """Return a passage with spots marked where they stand in it, for formats that have neither lines nor pages."""
    text = line_text(context)
    pieces: list[Piece] = []
    done = 0
    for spot, offset in sorted(zip(spots, offsets, strict=True), key=lambda pair: pair[1] or 0):
        start = offset if offset is not None else text.find(spot.evidence.text, done)
        end = start + len(spot.evidence.text)
        if start < done or end > len(text):
            continue
        pieces += [Piece(text[done:start]), Piece(text[start:end], spot.number, spot.evidence.role.value)]
        done = end
    pieces.append(Piece(text[done:]))
    return (LineView(0, tuple(_clipped([p for p in pieces if p.text]))),)


def describe(panel: Panel, where: str) -> str:
    """Return what a picture shows, for those who do not see it."""
    shown = "; ".join(f"{ROLE_WORDS[s.evidence.role]}: {plain(s.evidence.text) or 'nothing'}" for s in panel.spots)
    return f"{where}, boxed: {shown}"


def where_words(evidence: Evidence, figure: Figure | None, page: int | None = None) -> str:
    """Return where a place is, as an auditor cites it: page as counted and as printed, paragraph, table and row."""
    place = evidence.place
    page = page if page is not None else place.page
    parts = []
    if page is not None:
        printed = figure.page_label if figure and figure.page_label and figure.page_label != str(page) else ""
        parts.append(f"page {page}" + (f" (printed {plain(printed)})" if printed else ""))
    elif place.line is not None:
        parts.append(f"line {place.line}")
    elif place.cell:
        parts.append(plain(place.cell))
    if figure and figure.paragraph:
        parts.append(f"paragraph {plain(figure.paragraph)}")
    if figure and figure.table is not None:
        header = shorten(figure.column_label, 40)
        parts.append(f"table {figure.table}, row {figure.row}" + (f", column “{header}”" if header else ""))
    return ", ".join(parts) or "place not known"
