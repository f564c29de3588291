"""The same report in other layouts: unruled, half-ruled and shaded tables, other fonts, columns, a landscape page."""

import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pdfmaking import REPORTS, needs_shared

from pipeline.read import Limits, read_document
from pipeline.rules import Rules, load_rules
from pipeline.types import Document

sys.path.insert(0, str(Path(__file__).parent / "layouts"))

from compare import document_figures, parity
from laying import STYLES, Style, lay_out

FIGURES = 0.97
GAPS = 0.9


@cache
def shipped_rules() -> Rules:
    return load_rules()


@cache
def read_as_text(number: str) -> tuple[Document, list[Any]]:
    """A report as its text reads, with its figures: the same for every style."""
    (path,) = REPORTS.glob(f"{number}_*.txt")
    text = read_document(path, name=path.name, limits=Limits())
    return text, document_figures(text, number, shipped_rules())


def both(number: str, style: Style) -> tuple[list[Any], list[Any]]:
    """The figures of a report's text and of the text laid out in a style."""
    text, expected = read_as_text(number)
    laid_out = read_document(lay_out(text, style), name=f"{number}.pdf", limits=Limits())
    return expected, document_figures(laid_out, number, shipped_rules())


@needs_shared
@pytest.mark.parametrize("style", STYLES, ids=lambda s: s.name)
def test_a_real_dashboard_reads_the_same_in_every_layout(style: Style) -> None:
    expected, found = both("001", style)
    assert len(expected) > 40
    assert parity(expected, found, reported=True) >= (0.95 if style.name.startswith("landscape-half") else FIGURES)
    assert parity(expected, found, reported=False) >= GAPS


# Tables of other columns follow one another, labels wrap, rows and tables are cut by the page.
LONG_DASHBOARD = {
    "unruled-serif-9": 0.99,
    "unruled-sans-12-right": 0.99,
    "unruled-plain": 0.99,
    "half-serif-10": 0.99,
    "half-sans-11-left": 0.99,
    "rows-sans-9": 0.99,
    "unruled-wrapped-9": 0.99,
    "shaded-sans-10": 0.99,
    "landscape-half-9": 0.98,
}


@needs_shared
@pytest.mark.parametrize("name", LONG_DASHBOARD)
def test_a_real_report_with_a_table_over_pages_reads_the_same(name: str) -> None:
    (style,) = (s for s in STYLES if s.name == name)
    expected, found = both("003", style)
    assert len(expected) > 300
    assert parity(expected, found, reported=True) >= LONG_DASHBOARD[name]
