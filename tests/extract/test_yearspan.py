"""Stretches of the year that are told without one: the years of a table stand for them."""

from datetime import date

import pytest

from pipeline.extract import calendars as cal
from pipeline.extract.yearday import MonthsTo, YearDay, YearTo, year_span, years_meant
from pipeline.types import Period


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Crashes by city, January 1 to September 30", "2023-01-01", "2023-09-30"),
        ("Prisoners, June quarter", "2023-04-01", "2023-06-30"),
        ("12 months ended March", "2022-04-01", "2023-03-31"),
        ("Deaths from October to March", "2022-10-01", "2023-03-31"),
    ],
)
def test_a_stretch_without_a_year_is_found_in_each(text: str, start: str, end: str) -> None:
    span = year_span([text])
    assert span is not None
    found = span.of(cal.calendar_year(2023))
    assert found is not None
    assert (found.start.isoformat(), found.end.isoformat() if found.end else "") == (start, end)


@pytest.mark.parametrize("text", ["Crashes, January to September 2024", "Crashes by city", "March and June", "2022/23"])
def test_other_words_are_no_stretch(text: str) -> None:
    assert year_span([text]) is None


def test_months_stay_as_they_are_and_a_fiscal_year_has_its_own_stretch() -> None:
    span = year_span(["Prisoners, June quarter"])
    assert span is not None
    june = Period("2023-06", date(2023, 6, 1), date(2023, 6, 30))
    assert span.of(june) == june
    within = span.of(cal.fiscal_year(2022, start_month=7))
    assert within is not None
    assert (within.start, within.end) == (date(2023, 4, 1), date(2023, 6, 30))


def test_a_day_is_told_before_a_year_and_that_before_a_stretch() -> None:
    assert isinstance(years_meant(["As at end March"], []), YearDay)
    assert isinstance(years_meant(["For the period ended 30 June"], []), YearTo)
    assert years_meant(["Loans"], ["Libraries, June quarter"]) == year_span(["June quarter"])


def test_months_of_one_name_under_a_rolling_year_stand_for_it() -> None:
    found = years_meant([], ["Waste: 12 months to March 2024"], frozenset({3}))
    assert found == MonthsTo(12, 3)
    whole = found.of(cal.month(2023, 3))
    assert whole is not None
    assert (whole.start, whole.end) == (date(2022, 4, 1), date(2023, 3, 31))
    assert found.of(cal.month(2023, 2)) == cal.month(2023, 2)


def test_a_table_of_several_months_keeps_them() -> None:
    assert years_meant([], ["Waste: 12 months to March 2024"], frozenset({2, 3})) is None
