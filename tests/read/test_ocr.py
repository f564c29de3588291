"""Scanned pages."""

import io
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from pdfmaking import grid, make_pdf, needs_shared, read, read_real, rows, tables, text
from PIL import Image

from pipeline.errors import UnreadableError
from pipeline.read import Limits, read_document
from pipeline.read.pdf.ocr import _is_unsure_number, ocr_available
from pipeline.read.pdf.picture import find_pixel_rules, measure_tilt
from pipeline.types import Document, Format, PageRun

CORPUS = Path(__file__).parents[2] / "corpus"
needs_tesseract = pytest.mark.skipif(not ocr_available(), reason="tesseract is not installed")

PAGE = grid([50, 250, 400], [700, 676, 652]) + "\n" + text(
    (60, 740, "There were 310 offences in the year to December 2015.", 12),
    (56, 684, "Measure", 12), (256, 684, "Latest", 12), (56, 660, "Satisfaction", 12), (256, 660, "80.9%", 12),
)  # fmt: skip


def picture(*, tilt: float = 0.0) -> Image.Image:
    page = pypdfium2.PdfDocument(make_pdf(PAGE))[0]
    return page.render(scale=300 / 72, grayscale=True).to_pil().rotate(tilt, fillcolor=255)


def scan(*, tilt: float = 0.0) -> bytes:
    data = io.BytesIO()
    picture(tilt=tilt).save(data, format="PDF", resolution=300)
    return data.getvalue()


@pytest.mark.parametrize("tilt", [0.0, 0.8, -1.5])
def test_the_tilt_of_a_page_is_measured(tilt: float) -> None:
    assert measure_tilt(np.asarray(picture(tilt=tilt))) == pytest.approx(tilt, abs=0.15)


def test_rules_are_found_among_the_pixels() -> None:
    horizontal, vertical, clean = find_pixel_rules(np.asarray(picture()), dpi=300)
    assert [round(r.at) for r in horizontal] == pytest.approx([142, 166, 190], abs=1)
    assert sorted(round(r.at) for r in vertical) == pytest.approx([50, 250, 400], abs=1)
    assert (clean < 140).sum() < (np.asarray(picture()) < 140).sum()


def test_a_scan_is_recognised_without_ocr() -> None:
    document = read_document(scan(), name="a.pdf", limits=Limits(ocr=False))
    assert document.format is Format.PDF_SCAN
    assert document.blocks == ()
    assert document.lost_pages == (1,)
    assert any("not read" in note or "OCR" in note for note in document.notes)


@needs_tesseract
def test_every_page_of_a_scan_is_told_when_it_is_read() -> None:
    """Reading has its deadline for each page of a scan, not for all of them."""
    done: list[int] = []
    read_document(scan(), name="a.pdf", limits=Limits(), page_done=lambda: done.append(1))
    assert done == [1]


@needs_tesseract
@pytest.mark.parametrize("tilt", [0.0, 1.0])
def test_a_scan_is_read_with_its_table(tilt: float) -> None:
    document = read(scan(tilt=tilt))
    assert document.format is Format.PDF_SCAN
    assert "310 offences" in " ".join(b.text for b in document.blocks)
    (table,) = tables(document)
    assert rows(table) == [["Measure", "Latest"], ["Satisfaction", "80.9%"]]
    run = next(c for c in table.cells if c.text == "80.9%").runs[0]
    assert isinstance(run, PageRun)
    assert 0.3 < run.confidence < 1.0


@needs_tesseract
def test_a_picture_is_read_unless_it_calls_itself_a_pdf() -> None:
    data = io.BytesIO()
    picture().save(data, format="PNG", dpi=(300, 300))
    assert read_document(data.getvalue(), name="a.png", limits=Limits()).format is Format.IMAGE
    with pytest.raises(UnreadableError, match="PNG picture"):
        read_document(data.getvalue(), name="a.pdf", limits=Limits())


@needs_shared
@needs_tesseract
def test_the_real_scan_has_the_tables_of_its_original() -> None:
    scanned, original = read_real("pdf/001-scan.pdf"), read_real("pdf/001-ruled.pdf")
    assert [(t.rows, t.columns) for t in tables(scanned)] == [(t.rows, t.columns) for t in tables(original)]
    cells = [
        (c.text, d.text)
        for s, o in zip(tables(scanned), tables(original), strict=True)
        for c, d in zip(s.cells, o.cells, strict=True)
    ]
    digits = [(a, b) for a, b in cells if any(ch.isdigit() for ch in b) and len(b) < 10]
    assert sum(a == b for a, b in digits) >= 0.97 * len(digits)


@pytest.fixture(scope="module")
def scanned() -> Document:
    """The scan of the corpus."""
    return read((CORPUS / "documents" / "hate-crime-return-2014-15-scan.pdf").read_bytes())


@needs_tesseract
def test_a_rule_under_a_row_does_not_part_its_cells(scanned: Document) -> None:
    """What is left of the rule makes the box of `Total` half as tall again."""
    by_incident, by_outcome = (rows(table) for table in tables(scanned))
    assert by_incident[-1] == ["Total", "1365", "1408"]
    assert len(by_incident) == 8
    assert by_outcome[-1] == ["Total", "937"]


@pytest.mark.parametrize(
    ("text", "confidence", "again"),
    [
        ("a1", "43.2", True), ("2O5", "51.0", True), ("l,2z4", "12.0", True), ("£3l", "59.9", True),
        ("21", "96.0", False), ("Q3", "40.0", False), ("SP7", "40.0", False), ("2015/16", "40.0", False),
        ("T2A", "40.0", False), ("2nd", "40.0", False), ("solo", "40.0", False), ("7", "40.0", False),
        ("21", "-1", False),
    ],
)  # fmt: skip
def test_only_what_may_be_a_number_is_looked_at_again(text: str, confidence: str, *, again: bool) -> None:
    """A reference read as a number would be a wrong figure."""
    assert _is_unsure_number({"level": "5", "text": text, "conf": confidence}) is again


@needs_tesseract
def test_an_unsure_number_is_looked_at_again_and_named(scanned: Document) -> None:
    """Tesseract makes `a1` of the 21 beside `Other` at first."""
    assert rows(tables(scanned)[0])[-2] == ["Other", "8", "21"]
    assert any("unsure of 21, 21" in remark for remark in scanned.remarks)


@needs_tesseract
def test_pages_of_a_picture_beyond_the_limit_or_torn_are_told() -> None:
    data = io.BytesIO()
    picture().save(data, format="TIFF", save_all=True, append_images=[picture(), picture()], compression="tiff_lzw")
    document = read_document(data.getvalue(), name="a.tif", limits=Limits(max_ocr_pages=1))
    assert document.pages == 3
    assert document.notes == ("only the first 1 of 3 pages of the picture were read",)
    assert "310 offences" in " ".join(b.text for b in document.blocks)
