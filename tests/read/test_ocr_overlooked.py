"""What OCR passes over on a scan: found by its ink, read once more, put where it stands."""

import io

import numpy as np
import pypdfium2
import pytest
from pdfmaking import REAL, REPORTS, make_pdf, needs_shared, read, rows, tables, text
from PIL import Image
from test_ocr import needs_tesseract

from pipeline.read import Limits, read_document
from pipeline.read.pdf.ocr import _is_dash, _mended
from pipeline.read.pdf.overlooked import MOST_ON_SHEET, MOST_SPOTS, find_overlooked, lay_out

DPI = 300
WORD = (250, 208, 500, 250)  # of a page drawn by `page`


def page(*spots: tuple[int, int, int, int]) -> np.ndarray:
    """A white picture with a word's ink and other spots."""
    pixels = np.full((900, 1200), 255, dtype=np.uint8)
    for left, top, right, bottom in (WORD, *spots):
        pixels[top:bottom, left:right] = 0
    return pixels


def close(found: list[tuple[int, int, int, int]], spots: list[tuple[int, int, int, int]]) -> bool:
    """Whether the same spots were found, to the square."""
    return len(found) == len(spots) and all(
        abs(a - b) <= 6 for one, other in zip(found, spots, strict=True) for a, b in zip(one, other, strict=True)
    )


def test_ink_without_a_word_is_found_from_the_top() -> None:
    spots = [(60, 300, 84, 340), (60, 208, 84, 250)]
    assert close(find_overlooked(page(*spots), [WORD]), spots[::-1])


def test_pieces_of_one_number_belong_together() -> None:
    assert close(find_overlooked(page((60, 208, 74, 250), (84, 208, 98, 250)), [WORD]), [(60, 208, 98, 250)])


@pytest.mark.parametrize(
    "spot",
    [
        pytest.param((60, 208, 66, 214), id="speck"),
        pytest.param((60, 300, 200, 500), id="picture"),
        pytest.param((60, 300, 1100, 330), id="line-across"),
    ],
)
def test_what_is_not_as_high_as_text_is_none(spot: tuple[int, int, int, int]) -> None:
    assert find_overlooked(page(spot), [WORD]) == []


def test_a_drawing_of_many_spots_is_left_alone() -> None:
    spots = [(40 + 80 * (i % 14), 280 + 60 * (i // 14), 60 + 80 * (i % 14), 310 + 60 * (i // 14)) for i in range(126)]
    assert len(spots) > MOST_SPOTS
    assert find_overlooked(page(*spots), [WORD]) == []


def test_a_place_on_the_sheet_is_told_on_the_page() -> None:
    spots = find_overlooked(page((60, 300, 84, 340), (60, 400, 84, 440)), [WORD])
    sheet = lay_out(Image.fromarray(page((60, 300, 84, 340), (60, 400, 84, 440))), spots)
    ink = np.argwhere(np.asarray(sheet.picture) < 128)
    for number in (0, 1):
        own = ink[(ink[:, 0] // sheet.line) == number]
        top, left = own.min(axis=0)
        assert sheet.spot_at(int(top), 40) == number
        assert sheet.on_page(number, int(left), int(top)) == (60, 300 + 100 * number)


def test_beyond_the_edge_of_a_page_a_sheet_is_white() -> None:
    pixels = page((0, 300, 24, 340))
    spots = find_overlooked(pixels, [WORD])
    assert spots[0][0] == 0
    sheet = lay_out(Image.fromarray(pixels), spots)
    assert (np.asarray(sheet.picture) < 128).sum() == 24 * 40


def test_spots_of_a_full_page_go_on_sheets_that_tesseract_takes() -> None:
    tall = [(60, 100 * i, 84, 100 * i + 90) for i in range(MOST_ON_SHEET)]
    sheet = lay_out(Image.new("L", (200, 100 * MOST_ON_SHEET), 255), tall)
    assert sheet.picture.height * 1.5 < 32_767


@needs_tesseract
def test_a_number_that_stands_alone_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tesseract takes a digit far left of its row for a speck, and the 1 for a 4 at one size: then it is named."""
    placed = [(300, 700, "2013/14", 8), (400, 700, "2014/15", 8)]
    data = (("Burglary", "4199", "4050"), ("Violence", "5052", "4884"), ("Theft", "5396", "5767"))
    for i, (label, before, after) in enumerate(data):
        y = 670 - 30 * i
        placed += [(50, y, str(i + 1), 8), (120, y, label, 8), (300, y, before, 8), (400, y, after, 8)]
    shown = pypdfium2.PdfDocument(make_pdf(text(*placed)))[0].render(scale=DPI / 72, grayscale=True).to_pil()
    scanned = io.BytesIO()
    shown.save(scanned, format="PDF", resolution=DPI)
    document = read(scanned.getvalue())
    (table,) = tables(document)
    assert [r[0] for r in rows(table)[1:]] == ["1", "2", "3"]
    assert any("unsure of 1" in remark for remark in document.remarks)
    monkeypatch.setattr("pipeline.read.pdf.ocr._overlooked", lambda *_, **__: [])
    (without,) = tables(read(scanned.getvalue()))
    assert "1" not in [c.text for c in without.cells]


@needs_shared
@needs_tesseract
def test_pages_of_a_real_report_read_the_same_from_a_scan() -> None:
    """Its first three pages, with two tables; on two of them tesseract passes over words at a line's beginning."""
    import sys
    from dataclasses import replace
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parent / "layouts"))
    from compare import document_figures, parity
    from laying import STYLES, scan
    from laying import lay_out as laid_out

    from pipeline.rules import load_rules

    (path,) = REPORTS.glob("002_*.txt")
    whole = read_document(path, name=path.name, limits=Limits())
    original = replace(whole, blocks=whole.blocks[:66])
    scanned = read(scan(laid_out(original, STYLES[0])))
    expected, found = (document_figures(d, path.name, load_rules()) for d in (original, scanned))
    assert len(expected) >= 25
    assert parity(expected, found, reported=True) >= 0.94


@needs_shared
@needs_tesseract
def test_the_numbers_of_a_list_in_a_real_scan_are_read() -> None:
    """A questionnaire whose items' numbers tesseract takes for specks."""
    import pikepdf

    page = io.BytesIO()
    with pikepdf.open(REAL / "odd" / "TAMReview.pdf") as whole, pikepdf.new() as one:
        one.pages.append(whole.pages[6])
        one.save(page)
    blocks = read(page.getvalue()).blocks
    numbers = {m.rstrip(".") for b in blocks for m in (b.marker, *b.text.split())}
    assert {str(n) for n in range(2, 10)} <= numbers


@pytest.mark.parametrize(
    ("read_as", "meant"),
    [
        ("Ist", "1st"),
        ("Sth", "5th"),
        ("Mar'l7", "Mar'17"),
        ("Sthe", "Sthe"),
        ("Isthmus", "Isthmus"),
        ("it'll", "it'll"),
    ],
)
def test_letters_for_digits_are_mended(read_as: str, meant: str) -> None:
    assert _mended(read_as) == meant


@pytest.mark.parametrize(
    ("dash", "number"),
    [(True, (100.0, 0, 20.0, 2)), (False, (100.0, 0, 48.0, 2)), (False, (162.0, 0, 6.0, 2))],
)
def test_a_doubtful_dash_stays_between_two_words_only(*, dash: bool, number: tuple[float, float, float, float]) -> None:
    """One that touches the number behind it might be a minus; one far from both is a speck."""
    boxes = [(40.0, 0, 50.0, 20.0), number, (132.0 if dash else 150.0, 0, 40.0, 20.0)]
    assert _is_dash(1, "—", boxes, 22.0) is dash
