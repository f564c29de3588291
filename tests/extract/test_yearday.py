"""The day of the year that the years of a table stand for."""

from datetime import date

import pytest

from pipeline.extract import calendars as cal
from pipeline.extract.yearday import YearDay, year_day


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("(As at end-March)", YearDay(3)),
        ("Officers in post as at 31 March, headcount", YearDay(3, 31)),
        ("Patrol cars as of June 30", YearDay(6, 30)),
        ("Loans outstanding at the end of 31 March", None),
        ("position on 1st April", YearDay(4, 1)),
        ("as at 31 March 2016", None),
        ("as of June 30, 2011", None),
        ("Recorded crime (data as at 30 April)", None),
        ("figures are correct as of May", None),
        ("as at 99 March", None),
        ("as at 00 March", None),
        ("As at March 5, 2016", None),
        ("As at March 5 2016", None),
        ("As at March 1st, 2016", None),
        ("As at 31 March FY2016", None),
        ("As at 31st March in 2016", None),
        ("As at 31 March 16", None),
        ("As at 31 March (2016)", None),
        ("As at June 30th", YearDay(6, 30)),
    ],
)
def test_a_line_names_a_day_of_every_year(line: str, found: YearDay | None) -> None:
    assert year_day([line]) == found


@pytest.mark.parametrize(
    ("day", "period", "label"),
    [
        (YearDay(3), cal.calendar_year(2015), "at 2015-03-31"),
        (YearDay(3, 31), cal.fiscal_year(2014), "at 2015-03-31"),
        (YearDay(9, 30), cal.fiscal_year(2014), "at 2014-09-30"),
        (YearDay(2, 31), cal.calendar_year(2016), "at 2016-02-29"),
        (YearDay(3), cal.month(2015, 6), "2015-06"),
        (YearDay(3), cal.at(date(2016, 2, 29)), "at 2016-02-29"),
        (YearDay(3), cal.since(date(2015, 1, 1), label="2015"), "2015.."),
    ],
)
def test_a_whole_year_is_told_as_the_day_in_it(day: YearDay, period: cal.Period, label: str) -> None:
    told = day.of(period)
    assert told is not None
    assert told.label == label
