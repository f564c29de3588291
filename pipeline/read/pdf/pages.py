"""Reads one page: its words, tables and lines, before anything is known of the other pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.read.limits import Limits
from pipeline.read.pdf.characters import LOST
from pipeline.read.pdf.furniture import page_numbers
from pipeline.read.pdf.glyphs import Frame, page_frame, read_glyphs
from pipeline.read.pdf.lattice import Grid, find_ruled_grids
from pipeline.read.pdf.lines import build_lines
from pipeline.read.pdf.parted import parted
from pipeline.read.pdf.raw import RawTable
from pipeline.read.pdf.rowlabels import split_lines_of_rows
from pipeline.read.pdf.rulings import Rulings, read_rulings
from pipeline.read.pdf.stacked import crowded_share, split_stacked_rows
from pipeline.read.pdf.tables import PageTable, fill_grid, finish_table
from pipeline.read.pdf.turned import over_columns, turned_words
from pipeline.read.pdf.typed import take_typed_rules
from pipeline.read.pdf.wordgrid import find_word_tables
from pipeline.read.pdf.words import Line, Word, build_words, common_words
from pipeline.types import Box

PICTURE_COVERS = 0.5  # share of a page from which a picture is a scan of it
MAX_PICTURE_PIXELS = 40_000_000
LEAST_DPI = 30  # below which no letter can be told
FEW_CHARACTERS = 40  # a scan may carry a stamp or a page number as text
CROWDED = 0.08  # share of cells with several figures from which ruling lines are not the whole grid
GARBAGE = 0.3  # share of characters without a meaning from which a font cannot be read


@dataclass(frozen=True, slots=True)
class Layer:
    """The lines (outside tables) and tables of a page that run in one direction."""

    frame: Frame
    lines: tuple[Line, ...]
    tables: tuple[PageTable, ...]


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page as read: `scanned` where only a picture of text is there, `garbled` where fonts give no sane text."""

    number: int
    size: tuple[float, float]
    layers: tuple[Layer, ...]
    scanned: bool = False
    garbled: bool = False
    by_ocr: bool = False
    lost: str = ""  # why nothing of the page could be read
    askew: int = 0  # characters that run neither along nor across
    askew_digits: int = 0  # those of them that are digits
    pictured: bool = False  # a picture covers most of a page that has text too
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def lost_page(number: int, why: str) -> PageContent:
    """A page of which nothing could be read."""
    return PageContent(number, (0.0, 0.0), (), lost=why)


def read_page(page: Any, *, number: int, limits: Limits) -> PageContent:
    """Read the words of a page and build its tables and lines, each direction of text by itself."""
    glyphs, total = read_glyphs(page, max_characters=limits.max_page_characters)
    frame = page_frame(page)
    rulings = read_rulings(page, frame, max_rulings=limits.max_page_rulings)
    texts = [g.text for turned in glyphs.values() for g in turned if not g.text.isspace()]
    layers: list[Layer] = []
    turns = sorted((t for t in glyphs if t >= 0), key=lambda t: (-len(glyphs[t]), t))
    words = {turn: build_words(glyphs[turn]) for turn in turns}
    frames = {turn: page_frame(page, text_turn=turn) for turn in turns}
    headers = [w for turn in turns[1:] for w in turned_words(words[turn], frames[turn], frames[turns[0]])]
    for turn in turns:
        own = rulings if frames[turn].upright else read_rulings(page, frames[turn], max_rulings=limits.max_page_rulings)
        layer, used = _layer(words[turn], own, frames[turn], number, headers if turn == turns[0] else ())
        layers.append(layer)
        words.update({t: [w for w in words[t] if id(w) not in used] for t in turns[1:]} if used else {})
    pictured = _covered(rulings, frame) >= PICTURE_COVERS
    askew = [g.text for g in glyphs.get(-1, ()) if not g.text.isspace()]
    return PageContent(
        number=number,
        size=frame.size,
        layers=tuple(layers),
        scanned=len(texts) < FEW_CHARACTERS and pictured,
        garbled=_garbled(texts),
        askew=len(askew),
        askew_digits=sum(text.isdigit() for text in askew),
        pictured=pictured and len(texts) >= FEW_CHARACTERS,
        notes=(f"only the first {limits.max_page_characters} of {total} characters were read",)
        if total > limits.max_page_characters
        else (),
        remarks=() if rulings.complete else (f"only the first {limits.max_page_rulings} lines drawn were looked at",),
    )


def render_for_ocr(page: Any, *, dpi: int) -> tuple[Any, int] | None:
    """Return the picture of a page in grey (a PIL image) and its resolution; None for a sheet beyond all scales."""
    width, height = page.get_size()
    # a poster at full resolution would take gigabytes
    dpi = min(dpi, int(72 * (MAX_PICTURE_PIXELS / max(1.0, width * height)) ** 0.5))
    if dpi < LEAST_DPI or min(width, height) * dpi < LEAST_DPI:
        return None
    return page.render(scale=dpi / 72, grayscale=True).to_pil(), dpi


def read_scanned_page(image: Any, dpi: int, content: PageContent) -> PageContent:
    """Read a page by OCR; where that fails the page stays unread, with a note.

    content: the page as read without OCR, which tells its number and size.
    """
    from subprocess import TimeoutExpired

    try:
        found = read_picture_page(image, number=content.number, dpi=dpi)
    except (OSError, TimeoutExpired) as error:
        return replace(content, notes=(*content.notes, f"OCR failed: {error}"))
    return replace(content, layers=found.layers, by_ocr=True, remarks=found.remarks)


def read_picture_page(image: Any, *, number: int, dpi: int) -> PageContent:
    """Read the picture of a page (a PIL image) by OCR.

    Raises OSError where tesseract fails and subprocess.TimeoutExpired where it hangs.
    """
    from pipeline.read.pdf.ocr import read_picture

    width, height = image.width * 72 / dpi, image.height * 72 / dpi
    found = read_picture(image, width=width, height=height, dpi=dpi)
    layer, _ = _layer(found.words, found.rulings, found.frame, number, ())
    return PageContent(number, (width, height), (layer,), scanned=True, by_ocr=True, remarks=found.remarks)


def _layer(
    words: Sequence[Word], rulings: Rulings, frame: Frame, number: int, turned: Sequence[Word]
) -> tuple[Layer, set[int]]:
    """Find the ruled tables of a layer, then the others among the words that are left.

    turned: the lines of other directions, which may be headers here. Also returns the ids of their words that are.
    """
    raw: list[RawTable] = []
    left, rulings = take_typed_rules(words, rulings)
    doubtful: list[RawTable] = []
    for grid in find_ruled_grids(rulings):
        table = _filled(grid, left, turned)
        if table is None:
            continue
        table = split_lines_of_rows(split_stacked_rows(table))
        if crowded_share(table) > CROWDED:
            doubtful.append(table)  # its lines do not part all columns; the words may
        else:
            raw.append(table)
            left = [w for w in left if not _inside(w, table.box)]
    lines, outside = build_lines(left), len(left)
    over = over_columns(_without_turned(turned, raw), left) if turned else []
    offered = build_lines([*left, *over]) if over else lines
    for table in find_word_tables(_without_page_number(offered, frame.size[1]), rulings, tuple(raw)):
        raw.append(table)
        left = _without(left, table)
    for table in doubtful:
        rest = [w for c in table.cells for w in c.words]
        if len(_without(rest, *raw)) > 0.5 * len(rest):
            raw.append(table)
            left = _without(left, table)
    apart = [parted(t) for t in raw]
    raw = [part for parts, _ in apart for part in parts]
    left = [*left, *(w for _, titles in apart for w in titles)]
    known = common_words(words)
    tables = tuple(finish_table(t, page=number, frame=frame, known_words=known) for t in raw)
    used = {
        id(w) for t in raw for c in t.cells for header in c.words if header.turned for w in header.turned.line.words
    }
    return Layer(frame, tuple(lines if len(left) == outside else build_lines(left)), tables), used


def _filled(grid: Grid, words: Sequence[Word], turned: Sequence[Word]) -> RawTable | None:
    """Fill a grid; turned texts within it belong to it where it has more of the others."""
    table = fill_grid(grid, words)
    within = [w for w in turned if _inside(w, grid.box)]
    if table is None or not within:
        return table
    upright = sum(len(w.text) for c in table.cells for w in c.words)
    return fill_grid(grid, [*words, *within]) if upright > sum(len(w.text) for w in within) else table


def _without_turned(turned: Sequence[Word], tables: Sequence[RawTable]) -> list[Word]:
    taken = {id(w.turned.line) for t in tables for c in t.cells for w in c.words if w.turned}
    return [w for w in turned if w.turned and id(w.turned.line) not in taken]


def _without_page_number(lines: Sequence[Line], height: float) -> list[Line]:
    """Leave out a page number, which may stand in the gutter; a number with others in its row may be a cell."""
    numbers = page_numbers(height, lines)
    alone = {
        i
        for i in numbers
        if all(abs(x.baseline - lines[i].baseline) > 0.5 * x.size for k, x in enumerate(lines) if k != i)
    }
    return [line for i, line in enumerate(lines) if i not in alone]


def _without(words: Sequence[Word], *tables: RawTable) -> list[Word]:
    taken = {id(w) for table in tables for c in table.cells for w in c.words}
    return [w for w in words if id(w) not in taken]


def _inside(word: Word, box: Box) -> bool:
    return box.x0 <= (word.x0 + word.x1) / 2 <= box.x1 and box.top <= word.middle <= box.bottom


def _covered(rulings: Rulings, frame: Frame) -> float:
    """Share of the page under its pictures, strips of one scan summed up."""
    width, height = frame.size
    area = sum((b.x1 - b.x0) * (b.bottom - b.top) for b in rulings.images)
    return area / max(1.0, width * height)


def _garbled(texts: Sequence[str]) -> bool:
    strange = sum(1 for t in texts if t == LOST)
    return len(texts) >= FEW_CHARACTERS and strange > GARBAGE * len(texts)
