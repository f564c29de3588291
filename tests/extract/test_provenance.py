"""Figures of a PDF lead back to the page: the words inside a figure's boxes give back its text."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.extract import extract_reports
from pipeline.read import read_document
from pipeline.read.limits import Limits
from pipeline.rules import load_rules
from pipeline.types import Figure, FigureStatus, FileFacts

PDFS = Path(__file__).parents[2].parent / "shared" / "reports" / "pdf"
SLACK = 1.0  # points: a box ends where the character's edge is, its ink may stand out a little


def figures_of(path: Path) -> list[Figure]:
    data = path.read_bytes()
    document = read_document(data, name=path.name, limits=Limits())
    facts = FileFacts(path=path.name, sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))
    return [f for r in extract_reports(document, facts=facts, rules=load_rules()) for f in r.figures]


def words_in(pages: Any, figure: Figure) -> str:
    """The text that the page holds inside the boxes of a figure, without spaces."""
    assert figure.place.page is not None
    assert figure.place.box is not None
    text = ""
    for number, box in ((figure.place.page, figure.place.box), *figure.place.further):
        page, height = pages[number]
        text += page.get_text_bounded(
            left=box.x0 - SLACK, bottom=height - box.bottom - SLACK, right=box.x1 + SLACK, top=height - box.top + SLACK
        )
    return without_spaces(text)


def without_spaces(text: str) -> str:
    """The characters that carry the figure; a reader may print another dash or space."""
    return re.sub(r"\s", "", re.sub(r"[‐‑‒–—−]", "-", text))


@pytest.fixture(scope="module", params=range(5), ids=lambda n: f"{n:03d}")
def report(request: pytest.FixtureRequest) -> Iterator[tuple[list[Figure], dict[int, tuple[Any, float]]]]:
    import pypdfium2

    path = PDFS / f"{request.param:03d}-ruled.pdf"
    if not path.exists():
        pytest.skip(f"no {path}")
    pdf = pypdfium2.PdfDocument(path)
    pages = {i: (page.get_textpage(), page.get_height()) for i, page in enumerate(pdf, 1)}
    yield figures_of(path), pages
    pages.clear()
    pdf.close()


def test_the_words_in_a_box_give_back_the_text(report: tuple[list[Figure], dict[int, tuple[Any, float]]]) -> None:
    figures, pages = report
    printed = [f for f in figures if f.status is FigureStatus.REPORTED]
    wrong = [
        (f.text, words_in(pages, f), f.place.page) for f in printed if without_spaces(f.text) not in words_in(pages, f)
    ]
    assert len(printed) > 40
    assert len(wrong) <= 0.01 * len(printed), wrong[:20]


def test_a_box_holds_little_but_the_text(report: tuple[list[Figure], dict[int, tuple[Any, float]]]) -> None:
    figures, pages = report
    printed = [f for f in figures if f.status is FigureStatus.REPORTED]
    wide = [(f.text, words_in(pages, f)) for f in printed if len(words_in(pages, f)) > len(without_spaces(f.text)) + 2]
    assert len(wide) <= 0.01 * len(printed), wide[:20]


def on_a_page(figure: Figure, pages: dict[int, tuple[Any, float]]) -> bool:
    """Whether a figure, or an empty cell, has a box that lies on its page."""
    box, page = figure.place.box, figure.place.page
    return box is not None and page in pages and 0 <= box.x0 <= box.x1 and 0 <= box.top <= box.bottom <= pages[page][1]


def test_every_printed_figure_has_a_box_on_its_page(report: tuple[list[Figure], dict[int, tuple[Any, float]]]) -> None:
    figures, pages = report
    printed = [f for f in figures if f.status is FigureStatus.REPORTED]
    assert [f.text for f in printed if not on_a_page(f, pages)] == []


def test_an_empty_cell_has_a_box_on_its_page(report: tuple[list[Figure], dict[int, tuple[Any, float]]]) -> None:
    figures, pages = report
    gaps = [f for f in figures if f.status is not FigureStatus.REPORTED]
    lost = [(f.row_label, f.column_label) for f in gaps if not on_a_page(f, pages)]
    assert len(lost) <= 0.01 * len(gaps), lost
