"""The month in which fiscal years start, from a paper's own words."""

import pytest
from minidocs import figures_of

from pipeline.extract.fiscal import fiscal_start_of
from pipeline.rules import load_rules

RULES = load_rules()
TOLD = {
    "The financial year ends on 30 June.": 7,
    "It covers the fiscal year ended September 30, 2023.": 10,
    "Years run from 1 July to 30 June.": 7,
    "The fiscal year runs from July 1, 2023 to June 30, 2024.": 7,
    "Our fiscal year begins on October 1.": 10,
    "Fiscal year (October 1 to September 30)": 10,
    "The financial year ends in December.": 1,
    "The year ended 30 June was dry.": None,
    "A school year starts in September.": None,
}


@pytest.mark.parametrize(("text", "month"), TOLD.items())
def test_the_first_month_is_told(text: str, month: int | None) -> None:
    assert fiscal_start_of([text], RULES) == month


def test_what_is_said_more_often_is_taken_and_a_draw_tells_nothing() -> None:
    june, march = "The financial year ends on 30 June.", "The financial year ends on 31 March."
    assert fiscal_start_of([june, march, june], RULES) == 7
    assert fiscal_start_of([june, march], RULES) is None


def periods(text: str, **settings: int) -> list[str]:
    return [f.period.label for f in figures_of(text, settings=settings or None) if f.period]


def test_years_of_a_paper_are_those_that_it_tells() -> None:
    text = "The fiscal year runs from October 1 to September 30.\n\nIn FY 2024 the county gave 4,102 permits.\n"
    assert "FY2023/24@10" in periods(text)


def test_an_option_of_the_user_wins() -> None:
    text = "The fiscal year runs from October 1 to September 30.\n\nIn FY 2024 the county gave 4,102 permits.\n"
    assert periods(text, fiscal_year_start=7)[-1] == "FY2023/24@07"


def test_long_years_are_fiscal_where_the_paper_says_so() -> None:
    text = "The financial year ends on 30 June.\n\nThere were 310 fires in 2014-2018.\n"
    assert periods(text)[-1] == "2014-07..2018-06"
