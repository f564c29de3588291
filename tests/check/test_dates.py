"""Dates in sentences, for the checks on periods."""

import pytest

from pipeline.check.dates import find_dates


@pytest.mark.parametrize(
    ("text", "printed", "day"),
    [
        ("It was paid on Sep 30, 2017.", "Sep 30, 2017", "2017-09-30"),
        ("It was paid on September 30th, 2017.", "September 30th, 2017", "2017-09-30"),
        ("It was paid on 30 September 2017.", "30 September 2017", "2017-09-30"),
        ("Figures to March 16 are final.", "March 16", "2016-03-01"),
        ("Figures to March 2016 are final.", "March 2016", "2016-03-01"),
    ],
)
def test_a_date_is_read_with_its_year(text: str, printed: str, day: str) -> None:
    (found,) = find_dates(text)
    assert (found.text, str(found.start)) == (printed, day)
