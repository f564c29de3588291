"""Windows over year columns, told from the last day of the report's period."""

from datetime import date

import pytest

from pipeline.extract.periods import PeriodContext
from pipeline.extract.tables.windows import windowed_period
from pipeline.types import Period

WEEK = Period("7D to 2017-07-16", date(2017, 7, 10), date(2017, 7, 16))


@pytest.mark.parametrize(
    ("header", "label"),
    [
        ("28 Day 2017", "28D to 2017-07-16"),
        ("LAST 28 DAYS 2016", "28D to 2016-07-16"),
        ("Week to Date 2016", "7D to 2016-07-16"),
        ("WTD 2017", "7D to 2017-07-16"),
        ("Month to date 2017", "2017-07-01..2017-07-16"),
        ("Year to Date 2016", "2016-01-01..2016-07-16"),
        ("YTD 2017", "2017-01-01..2017-07-16"),
    ],
)
def test_a_window_in_its_year(header: str, label: str) -> None:
    found = windowed_period((header,), PeriodContext(anchor=WEEK))
    assert found is not None
    assert found.period is not None
    assert found.period.label == label


@pytest.mark.parametrize("header", ["2017", "28 Day % Chg", "Burglary", "Year to Date"])
def test_no_window_or_no_year_is_none(header: str) -> None:
    assert windowed_period((header,), PeriodContext(anchor=WEEK)) is None


def test_without_a_last_day_there_is_none() -> None:
    assert windowed_period(("28 Day 2017",), PeriodContext()) is None


def test_a_leap_day_falls_on_the_last_of_february() -> None:
    found = windowed_period(("YTD 2015",), PeriodContext(published=date(2016, 2, 29)))
    assert found is not None
    assert found.period is not None
    assert found.period.end == date(2015, 2, 28)
