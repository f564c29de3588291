"""A file's reports: covers in a pack, minutes, titles with a period of their own; what a cover says and what wins."""

from itertools import pairwise
from typing import Any

import pytest
from minidocs import reports_of

from pipeline.extract import extract_reports
from pipeline.read.text import read_text
from pipeline.rules import load_rules
from pipeline.types import FileFacts, Report

COVER = "Report of\tTHE CLERK\nSubject\t{subject}\nDate\t{day}\n\n"
BODY = "1. The force recorded 310 burglaries.\n\n2. There were 42 robberies.\n\n3. Visits came to 85.\n\n"
PACK = (
    "AGENDA\n\nMeeting: Police and Crime Panel\n\nThe panel meets at ten.\n\nApologies are noted.\n\nItems follow.\n\n"
    + COVER.format(subject="QUARTER 3 2015/16 PERFORMANCE REPORT", day="22 March 2016")
    + BODY
    + COVER.format(subject="REGIONAL WORK", day="21 March 2016")
    + BODY
)
APPENDIX = (
    "# Annual Report\n\nThe year 2014/15 in figures.\n\n"
    + BODY
    + "# Performance Dashboard\n\nQuarter 3 2015/16\n\nIndicator\t2014/15\t2015/16\nBurglary\t310\t290\n"
)
MINUTES = "Minutes of a meeting of the Panel held at County Hall on 4 June 2015.\n\n" + BODY


def facts_of(reports: tuple[Report, ...]) -> list[tuple[str, str, str, str]]:
    """Kind, title, date and period of each report."""
    return [(str(r.kind), r.title, r.published, r.period.label if r.period else "") for r in reports]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        pytest.param(PACK, ["agenda_pack", "performance_report", "other"], id="covers_in_a_pack"),
        pytest.param(APPENDIX, ["annual_report", "dashboard"], id="appendix_with_a_period_of_its_own"),
        pytest.param(
            MINUTES + COVER.format(subject="BUDGET REPORT", day="4 June 2015") + BODY,
            ["minutes", "other"],
            id="minutes_then_a_paper",
        ),
        pytest.param("# Annual Report 2014/15\n\n" + BODY, ["annual_report"], id="one_report"),
        pytest.param(BODY, ["other"], id="no_title"),
    ],
)
def test_a_file_is_split_into_its_reports(text: str, kinds: list[str]) -> None:
    assert [str(r.kind) for r in reports_of(text)] == kinds


def test_the_parts_cover_the_whole_file() -> None:
    reports = reports_of(PACK)
    assert reports[0].part_start == 1
    assert reports[-1].part_end == len(PACK.split("\n"))
    assert all(a.part_end < b.part_start for a, b in pairwise(reports))
    assert [r.part for r in reports] == [1, 2, 3]


def test_a_cover_dates_and_names_its_report() -> None:
    told = facts_of(reports_of(PACK))
    assert told[1] == ("performance_report", "QUARTER 3 2015/16 PERFORMANCE REPORT", "2016-03-22", "FY2015/16 Q3")
    assert told[2][2:] == ("2016-03-21", "")


def test_a_dashboard_has_the_period_of_its_title() -> None:
    assert [p for *_, p in facts_of(reports_of(APPENDIX))] == ["FY2014/15", "FY2015/16 Q3"]


@pytest.mark.parametrize(
    ("text", "path", "published", "source"),
    [
        pytest.param("# Report\n\n22nd March 2016\n\n" + BODY, "a.txt", "2016-03-22", "printed", id="printed"),
        pytest.param("# Report\n\nJune 2015\n\n" + BODY, "a.txt", "2015-06", "printed", id="month_under_the_title"),
        pytest.param("# Report\n\n" + BODY, "Bulletin_2020-04-10.txt", "2020-04-10", "filename", id="file_name"),
        pytest.param("# Report\n\n" + BODY, "a_2020-13-10.txt", "", "", id="no_such_month"),
    ],
)
def test_a_report_is_dated_by_print_before_its_file_name(text: str, path: str, published: str, source: str) -> None:
    report = reports_of(text, path=path)[0]
    assert (report.published, report.published_source) == (published, source)


@pytest.mark.parametrize(
    ("lead", "publisher"),
    [
        pytest.param(
            "POLICE & CRIME COMMISSIONER FOR MIDSHIRE", "Police and Crime Commissioner for Midshire", id="capitals"
        ),
        pytest.param("# Midshire County Council", "Midshire County Council", id="council"),
        pytest.param("# Springfield Police Department", "Springfield Police Department", id="department"),
        pytest.param("# Figures", "", id="none"),
    ],
)
def test_the_publisher_is_read_from_the_cover(lead: str, publisher: str) -> None:
    assert reports_of(f"{lead}\n\n{BODY}")[0].publisher == publisher


def test_a_manifest_wins_over_print_and_says_so() -> None:
    data = ("# Annual Report 2014/15\n\n" + BODY).encode()
    row = {"title": "Yearly", "publisher": "Midshire", "published": "2016-01-02", "url": "https://example.org/a"}
    facts = FileFacts(path="a.txt", sha256="0" * 64, bytes=len(data))
    (report,) = extract_reports(read_text(data), facts=facts, rules=load_rules(), manifest_row=row)
    told: dict[str, Any] = {
        "title": report.title, "title_source": report.title_source, "publisher": report.publisher,
        "publisher_source": report.publisher_source, "published": report.published,
        "published_source": report.published_source, "url": report.url,
    }  # fmt: skip
    sources = dict.fromkeys(("title_source", "publisher_source", "published_source"), "manifest")
    assert told == {**row, **sources}
