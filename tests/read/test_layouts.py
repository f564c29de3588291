"""The same report in other layouts: unruled, half-ruled and shaded tables, other fonts, columns, a landscape page."""

import sys
from functools import cache
from pathlib import Path

import pytest
from pdfmaking import REPORTS, needs_shared

from pipeline.rules import Rules, load_rules

sys.path.insert(0, str(Path(__file__).parent / "layouts"))

from compare import document_figures, parity, read_laid_out
from laying import STYLES

FIGURES = 0.97
GAPS = 0.9


@cache
def shipped_rules() -> Rules:
    return load_rules()


@needs_shared
@pytest.mark.parametrize("style", STYLES, ids=lambda s: s.name)
def test_a_real_dashboard_reads_the_same_in_every_layout(style) -> None:  # type: ignore[no-untyped-def]
    (path,) = REPORTS.glob("001_*.txt")
    text, laid_out, _ = read_laid_out(path, style, scanned=False)
    expected, found = (document_figures(d, path.name, shipped_rules()) for d in (text, laid_out))
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
    (path,) = REPORTS.glob("003_*.txt")
    (style,) = (s for s in STYLES if s.name == name)
    text, laid_out, _ = read_laid_out(path, style, scanned=False)
    expected, found = (document_figures(d, path.name, shipped_rules()) for d in (text, laid_out))
    assert len(expected) > 300
    assert parity(expected, found, reported=True) >= LONG_DASHBOARD[name]
