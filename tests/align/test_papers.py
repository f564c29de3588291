"""Which papers are editions of one series: by publisher, title, file name and rows of their tables."""

import re
from dataclasses import replace

import pytest

from pipeline.align.papers import paper_series, skeleton
from pipeline.extract.subjects import sketch_of
from pipeline.types import FileFacts, Format, Outcome, OutcomeStatus, Report
from tests.check.builders import ReportBuilder

BOATS = sketch_of(f"Boats of pier {name}" for name in ("North", "South", "East", "West", "Old", "New"))
FISH = sketch_of(f"Fish called {name}" for name in ("Cod", "Hake", "Sole", "Bass", "Ling", "Tuna"))


def paper(number: int, path: str, title: str, *, publisher: str = "Tides Agency", sketch: str = BOATS) -> Outcome:
    made: Report = ReportBuilder(f"d{number:016x}", publisher=publisher, title=title).build()
    report = replace(made, title=title, publisher=publisher, sketch=sketch)
    return Outcome(FileFacts(path, f"{number:064x}", 9, ()), Format.PDF, 1, OutcomeStatus.OK, "", (report,))


def ids(*papers: Outcome) -> list[str]:
    found = paper_series(papers)
    return [found[o.reports[0].document_id].series_id for o in papers]


def test_editions_of_one_title_share_an_id_whatever_their_order() -> None:
    papers = [paper(i, f"a/{i}.pdf", f"Boats in March {2020 + i}, No. {i}") for i in range(3)]
    assert len(set(ids(*papers))) == 1
    assert ids(*papers)[0] == ids(*reversed(papers))[0]
    assert re.fullmatch(r"p[0-9a-f]{16}", ids(*papers)[0])


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(paper(2, "a/y.pdf", "Boats 2021", publisher="Bureau of Bridges"), id="publisher"),
        pytest.param(paper(2, "a/y.pdf", "Fish 2021"), id="title"),
        pytest.param(paper(2, "a/y.pdf", "Boats 2021", sketch=FISH), id="rows"),
        pytest.param(paper(2, "a/y.pdf", "Boats 2021", sketch=""), id="no_rows"),
    ],
)
def test_another_make_is_another_series(other: Outcome) -> None:
    assert len(set(ids(paper(1, "a/x.pdf", "Boats 2020"), other))) == 2


def test_files_of_one_name_are_one_series_where_titles_say_nothing() -> None:
    first = paper(1, "a/tides_01Aug2020.txt", "Total: 12", sketch="")
    second = paper(2, "a/tides_02Aug2020.txt", "Now in all: 14", publisher="", sketch="")
    elsewhere = paper(3, "b/tides_03Aug2020.txt", "15 altogether", sketch="")
    assert len(set(ids(first, second))) == 1
    assert len(set(ids(first, second, elsewhere))) == 2


@pytest.mark.parametrize(
    ("title", "subject", "words"),
    [
        ("Weekly Boat Report — Area 5", "Area 5", "weekly boat report"),
        ("End of Year Report 2021/22 (final)", "", "end of year report"),
        ("SitRep N°013 of 3 May 2020", "", "sit rep of"),
        ("MayorReport_Q3-2020", "", "mayor report"),
    ],
)
def test_a_title_without_its_date_number_and_subject(title: str, subject: str, words: str) -> None:
    assert skeleton(title, subject) == words
