"""Small inputs that came out wrong once, where they are at hand: what their tables must give."""

from pathlib import Path

import pytest

from pipeline.extract import extract_reports
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.types import Figure, FileFacts

CASES = Path(__file__).parents[3] / "shared" / "cases"
RULES = load_rules()


def figures(name: str) -> list[Figure]:
    """Return the figures of a case, in order; skips where it is not at hand."""
    path = CASES / name
    if not path.is_file():
        pytest.skip(f"{path} is not here: the cases are no part of the project")
    document = read_document(path.read_bytes(), name=name, limits=Limits())
    facts = FileFacts(path=name, sha256="0" * 64, bytes=path.stat().st_size)
    return [f for report in extract_reports(document, facts=facts, rules=RULES) for f in report.figures]


def told(figure: Figure) -> tuple[str, str, str, str]:
    """Return what is printed, the indicator, the segment and the period."""
    return figure.text, figure.indicator, figure.segment, figure.period.label if figure.period else ""


def test_columns_are_measures_and_rows_places() -> None:
    found = [told(f)[:3] for f in figures("06-rates-not-summed.md")]
    assert ("200", "Cases per 100,000", "North") in found
    assert ("30,000", "Population", "South") in found
    assert ("210", "Cases", "") in found


def test_an_average_and_the_change_against_it() -> None:
    found = {f.text: f for f in figures("11-five-year-average.md") if f.indicator == "Homicide"}
    average, change = found["23"], found["-16%"]
    assert average.period is not None
    assert (average.period.start.year, average.period.end and average.period.end.year) == (2018, 2022)
    assert average.statistic.value == "average"
    assert change.base_period == average.period
    assert not change.segment


def test_a_scale_in_the_row_and_a_period_over_two_headers() -> None:
    found = figures("12-spanning-header.html")
    assert (found[0].value, found[0].indicator) == (310_000_000, "Bus journeys")
    assert [told(f)[3] for f in found[:4]] == ["3M to 2022-03", "3M to 2023-03", "12M to 2022-03", "12M to 2023-03"]


def test_a_hidden_cell_is_a_gap() -> None:
    hidden = figures("13-suppressed.md")[0]
    assert (hidden.status.value, hidden.flag.value, hidden.segment) == ("not_available", "suppressed", "Primary")


def test_a_year_to_date_ends_with_its_last_quarter() -> None:
    found = {f.text: f for f in figures("16-ytd.md")}
    assert told(found["3,640"])[3] == "2023-04..2023-12"
    assert found["2.8"].unit == "day"


def test_a_variance_of_percents_is_in_points() -> None:
    found = {f.text: f for f in figures("17-target-rag.md")}
    assert (found["-3.6"].role.value, found["-3.6"].unit) == ("variance", "percentage_point")
    assert "Red" not in found


def test_a_mark_in_a_header_flags_its_column() -> None:
    found = {f.text: f for f in figures("21-restated-note.md")}
    assert (found["367"].flag.value, found["331"].flag.value) == ("revised", "")


def test_a_week_tells_the_order_of_day_and_month() -> None:
    found = figures("23-us-week.md")
    assert found[0].period is not None
    assert (found[0].period.start.isoformat(), (found[0].period.end or found[0].period.start).isoformat()) == (
        "2026-08-03",
        "2026-08-09",
    )


def test_an_index_and_its_change_by_year() -> None:
    found = {f.text: f for f in figures("25-index.md")}
    assert told(found["108.9"])[1:] == ("Index (2015=100)", "", "2020")
    assert found["108.9"].unit == "index"
    assert found["1.0%"].indicator == "Index (2015=100)"
    assert found["1.0%"].base_period is not None
    assert found["1.0%"].base_period.label == "2019"


def test_age_bands_are_labels() -> None:
    found = figures("29-ranges-age.md")
    assert told(found[0])[:3] == ("45", "Casualties", "0-15")
    assert not {"0", "15", "16", "24"} & {f.text for f in found}


def test_physical_units_are_told() -> None:
    units = {f.text: f.unit for f in figures("32-environment-units.md")}
    assert units["12.5 GWh"] == "GWh"
    assert units["48,200 tonnes"] == "t"
    assert units["15 hectares"] == "ha"
    assert units["310 Ml/d"] == "Ml/day"
