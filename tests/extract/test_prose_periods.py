"""When figures of running text are of, and from when a change is told, in a paper on July to September 2021."""

import pytest

from tests.gold.score_prose import figures_of

TITLE = "# Canal report: July to September 2021\n\nPublished: 2021-11-02\n\n"


def spans(text: str) -> list[tuple[str, str]]:
    """Return period and base of each figure, as first and last days."""
    found = figures_of(TITLE + text, "canals")

    def days(period: object) -> str:
        return f"{period.start}..{period.end}" if period else ""  # type: ignore[attr-defined]

    return [(days(f.period), days(f.base_period)) for f in found]


NOW, BEFORE, YEAR = "2021-07-01..2021-09-30", "2021-04-01..2021-06-30", "2020-07-01..2020-09-30"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("Tolls rose by 4% on the quarter.", [(NOW, BEFORE)], id="on_the_quarter"),
        pytest.param("On the year tolls rose by 4%.", [(NOW, YEAR)], id="on_the_year"),
        pytest.param("Tolls rose by 4% year on year.", [(NOW, YEAR)], id="year_on_year"),
        pytest.param("Tolls were 4% higher than a year earlier.", [(NOW, YEAR)], id="a_year_earlier"),
        pytest.param(
            "Tolls were up 1% on the quarter and 4% on the year.", [(NOW, BEFORE), (NOW, YEAR)], id="each_its_own"
        ),
        pytest.param("Tolls fell by 4% from the same quarter of 2019.", [(NOW, "2019-07-01..2019-09-30")], id="of"),
        pytest.param("Tolls fell by 4% from two years earlier.", [(NOW, "2019-07-01..2019-09-30")], id="two_years"),
        pytest.param(
            "Tolls fell by 4% from the same period one year previously.", [(NOW, YEAR)], id="one_year_previously"
        ),
        pytest.param("Of locks 9% were shut, against 7% a year earlier.", [(NOW, ""), (YEAR, "")], id="level_then"),
        pytest.param("Figures released two weeks ago show tolls fell by 4%.", [(NOW, "")], id="ago_of_another_thing"),
        pytest.param(
            "Tolls rose by 4% on the year, visits by 2% over the same time.", [(NOW, YEAR), (NOW, YEAR)], id="again"
        ),
        pytest.param("Tolls fell to 310 visits, the lowest since 1989.", [(NOW, "")], id="record_is_no_period"),
        pytest.param(
            "There were 310 visits in 2020, a 3% decrease from 2019. Boats were unchanged at 41 visits.",
            [("2020-01-01..2020-12-31", ""), ("2020-01-01..2020-12-31", "2019-01-01..2019-12-31"),
             ("2020-01-01..2020-12-31", "")],
            id="a_base_is_not_carried",
        ),
        pytest.param(
            "Tolls rose by 4% between May 2019 and May 2021.",
            [("2021-05-01..2021-05-31", "2019-05-01..2019-05-31")],
            id="between_two_months",
        ),
        pytest.param(
            "Visits rose from 310 to 412 between 2015 and 2017.",
            [("2015-01-01..2015-12-31", ""), ("2017-01-01..2017-12-31", "")],
            id="both_ends",
        ),
        pytest.param(
            "Visits were down to 41 from 58 in 2019.", [(NOW, ""), ("2019-01-01..2019-12-31", "")], id="from_its_own"
        ),
        pytest.param("Tolls rose by 4% to £9.6m.", [(NOW, ""), (NOW, "")], id="money_that_moved"),
        pytest.param("The board agreed £9.6m for locks.", [("", "")], id="money_agreed"),
        pytest.param(
            "Repairs took 27 days in 2019.", [("2019-01-01..2019-12-31", "")], id="a_measured_time"
        ),
        pytest.param("Repairs are due within 27 days in 2019.", [("", "")], id="a_limit"),
    ],
)  # fmt: skip
def test_when_and_from_when(text: str, wanted: list[tuple[str, str]]) -> None:
    assert spans(text) == wanted


def test_a_quarter_and_its_year_may_stand_apart_in_a_title() -> None:
    found = figures_of("# Quarter 4 canal report 2021/22\n\nOf locks 9% were shut.\n", "canals")
    assert found[0].period is not None
    assert found[0].period.label == "FY2021/22 Q4"
