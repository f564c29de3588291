"""Every figure of a text file leads back to the characters that it was read from."""

import hashlib
from pathlib import Path

import pytest

from pipeline.extract import extract_reports
from pipeline.read.inline import strip_markup
from pipeline.read.text import read_text
from pipeline.rules import load_rules
from pipeline.types import Figure, FileFacts

REPORTS = Path(__file__).parents[2].parent / "shared" / "reports"
SMALL = (
    "# Quarter 3 2015/16 Performance Report\n\nThere were **310** burglaries<sup>2</sup>, 42&nbsp;robberies and\n"
    "[fifteen fires](https://example.org/12).\n\nOffence\t2014/15\t2015/16\nBurglary\t2,310\t**1,998**\nArson\t\tNA\n"
)


def figures_of(data: bytes, name: str) -> list[Figure]:
    facts = FileFacts(path=name, sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))
    return [f for r in extract_reports(read_text(data), facts=facts, rules=load_rules()) for f in r.figures]


def lost(data: bytes, name: str) -> list[tuple[str, str]]:
    """The figures whose characters in the file do not give back their text: (text, characters)."""
    lines = data.decode("utf-8").split("\n")
    found = []
    for figure in figures_of(data, name):
        place = figure.place
        assert place.line is not None
        characters = lines[place.line - 1][place.start : place.end]
        shown = strip_markup(characters).text
        # a figure broken over two lines has the place of its first part
        if shown != figure.text and not (shown and figure.text.startswith(f"{shown} ")):
            found.append((figure.text, characters))
    return found


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
def test_a_small_file_leads_back(ends: str) -> None:
    data = SMALL.replace("\n", ends).encode()
    assert [f.text for f in figures_of(data, "small.md")] == ["310", "42", "fifteen", "2,310", "1,998", "", "NA"]
    assert lost(data, "small.md") == []


@pytest.mark.parametrize("number", range(5))
def test_figures_of_a_report_lead_back(number: int) -> None:
    found = sorted(REPORTS.glob(f"{number:03d}_*.txt"))
    if not found:
        pytest.skip(f"no report {number:03d} in {REPORTS}")
    data = found[0].read_bytes()
    figures = figures_of(data, found[0].name)
    wrong = lost(data, found[0].name)
    assert len(figures) > 50
    assert len(wrong) <= 0.01 * len(figures), wrong[:20]
