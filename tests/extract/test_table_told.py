"""What sentences, titles and bands around the rows of a table tell of its numbers."""

import pytest

from pipeline.extract.periods import PeriodContext, find_periods
from pipeline.extract.tables.lines import Lines, period_of_the_whole
from pipeline.rules import load_rules
from pipeline.types import Kind, Role
from tests.extract.test_table_times import days, figures, table

RULES = load_rules()


@pytest.mark.parametrize(
    ("sentence", "base"),
    [
        ("Changes are on the same month of 2021.", ("2021-05-01", "2021-05-31")),
        ("Change is against the 2019 average.", ("2019-01-01", "2019-12-31")),
        ("Changes in per cent are against the previous month.", ("2024-04-01", "2024-04-30")),
        ("The change is on the first estimate for May 2022.", ("2022-05-01", "2022-05-31")),
        ("Differences from the month before (April 2024) are in per cent.", ("2024-04-01", "2024-04-30")),
        ("Loads are compared with those of the same month of 2021.", ("2021-05-01", "2021-05-31")),
    ],
)
def test_a_sentence_tells_what_all_changes_are_measured_against(sentence: str, base: tuple[str, str]) -> None:
    rows = table("| Depot | Loads | Change (%) |", "| Alder | 310 | +17 |", "| Birch | 295 | -8 |")
    for text in (f"# Loads in May 2024\n\n{sentence}\n\n{rows}", f"# Loads in May 2024\n\n{rows}\n{sentence}\n"):
        assert days(figures(text)["+17"].base_period) == base


def test_a_header_that_tells_a_base_of_its_own_keeps_it() -> None:
    rows = table("| Depot | Loads | Change on 2022 (%) |", "| Alder | 310 | +17 |", "| Birch | 295 | -8 |")
    found = figures(f"# Loads in 2024\n\nChanges are against the 2019 average.\n\n{rows}")
    assert days(found["+17"].base_period) == ("2022-01-01", "2022-12-31")


def test_the_same_week_of_last_year_has_the_same_days_of_the_week() -> None:
    rows = table("| Depot | Loads | Change on the same week of last year (%) |", "| Alder | 310 | +17 |")
    found = figures(f"# Loads in the week ending 17 August 2024\n\n{rows}")
    assert days(found["+17"].base_period) == ("2023-08-13", "2023-08-19")


@pytest.mark.parametrize(
    ("intro", "label"),
    [
        ("The plan was agreed by the board in March 2022 and first revised in May 2023.", "2023-24"),
        ("Permits were counted in March 2022.", "2022-03"),
    ],
)
def test_the_date_of_a_decision_is_no_time_of_figures(intro: str, label: str) -> None:
    lines = Lines(intro=intro, headings=("Spending 2023/24",))
    period, _ = period_of_the_whole(lines, PeriodContext(), RULES)
    assert period is not None
    assert period.label.removeprefix("FY").replace("/", "-") == label


def test_original_is_a_target_beside_revised_and_outturn_only() -> None:
    money = table(
        "| Scheme | Original | Revised | Outturn |", "| Bridge | 410 | 388 | 371 |", "| Quay | 96 | 90 | 87 |"
    )
    found = figures(f"# Works 2023/24\n\n£000\n\n{money}")
    assert [found[t].role for t in ("410", "388", "371")] == [Role.TARGET, Role.TARGET, Role.ACTUAL]
    series = table("| Year | Original | Seasonally adjusted |", "| 2022 | 410 | 388 |", "| 2023 | 415 | 391 |")
    assert figures(f"# People in work\n\n{series}")["410"].role is Role.ACTUAL


def test_a_rate_in_the_title_is_that_of_the_value_column() -> None:
    rows = table("| Town | Count | Value |", "| Alder | 31 | 402 |", "| Birch | 27 | 388 |")
    found = figures(f"# Falls of older people, 2020 - 22. Standardised rate - per 100,000\n\n{rows}")
    assert (found["402"].unit, found["402"].kind) == ("per_100000", Kind.RATE)
    assert (found["31"].unit, found["31"].kind) == ("count", Kind.LEVEL)
    assert days(found["31"].period) == ("2020-01-01", "2022-12-31")


def test_a_band_of_changes_and_averages_over_years_tell_their_rows() -> None:
    rows = table(
        "| Year | Trips | Guests |",
        "| Numbers: | | |",
        "| 2014-18 ave | 40 | 310 |",
        "| 2022 | 44 | 300 |",
        "| 2023 | 46 | 341 |",
        "| Per cent changes: | | |",
        "| 2023 on 2014-18 ave | 15.0 | 10.1 |",
        "| 2023 on 2022 | 4.5 | 13.7 |",
    )
    found = figures(f"# Boat trips\n\n{rows}")
    assert days(found["40"].period) == ("2014-01-01", "2018-12-31")
    assert (found["15.0"].kind, found["15.0"].unit) == (Kind.PERCENT_CHANGE, "percent")
    assert days(found["15.0"].period) == ("2023-01-01", "2023-12-31")
    assert days(found["15.0"].base_period) == ("2014-01-01", "2018-12-31")
    assert days(found["4.5"].base_period) == ("2022-01-01", "2022-12-31")


@pytest.mark.parametrize(
    ("text", "first", "later"),
    [
        ("2023 on 2014-18 average", "2014..2018", "2023"),
        ("2019-23 ave on 14-18 ave", "2014..2018", "2019..2023"),
        ("2022/23 on 2021/22", "FY2021/22", "FY2022/23"),
    ],
)
def test_stretches_of_years_are_compared(text: str, first: str, later: str) -> None:
    (mention,) = find_periods(text, PeriodContext())
    assert mention.first is not None
    assert mention.period is not None
    assert (mention.first.label, mention.period.label) == (first, later)


def test_of_several_sentences_the_one_on_the_subject_tells_the_days_of_its_years() -> None:
    intro = "Loans are those of July to September. Readers are counted on the last day of September."
    rows = table("| Branch | 2022 | 2023 |", "| Alder | 310 | 402 |", "| Birch | 295 | 388 |")
    again = table("| Branch | 2022 | 2023 |", "| Alder | 511 | 602 |", "| Birch | 495 | 588 |")
    found = figures(f"# Library\n\n{intro}\n\n## Loans\n\n{rows}\n## Readers\n\n{again}")
    assert days(found["310"].period) == ("2022-07-01", "2022-09-30")
    assert days(found["511"].period) == ("2022-09-30", "2022-09-30")


def test_rates_are_for_each_so_many() -> None:
    rows = table("| Trade | Deaths | Rate |", "| Roofing | 31 | 4.2 |", "| Paving | 27 | 3.8 |")
    found = figures(f"# Accidents at work, 2023\n\nRates are for each 100,000 workers.\n\n{rows}")
    assert found["4.2"].unit == "per_100000"


def test_years_of_changes_and_shares_are_the_parts_of_years_that_the_levels_are_of() -> None:
    rows = table(
        "| Level | Starts, August to April | | Change on | % of |",
        "| | 2020/21 | 2021/22 | 2020/21 | 2021/22 |",
        "| First | 310 | 402 | +92 | 40.0 |",
        "| Second | 595 | 603 | +8 | 60.0 |",
    )
    found = figures(f"# Courses\n\n{rows}")
    assert days(found["402"].period) == ("2021-08-01", "2022-04-30")
    assert found["+92"].base_period is not None


def test_a_raised_mark_on_a_word_leaves_it_a_word() -> None:
    head = "| Land | 2020 | 2022 | Changeᵃ (per cent) |"
    rows = table(head, "| Ober | 400 | 300 | -25.0 |", "| Unter | 80 | 96 | 20.0 |")
    found = figures(f"# Aid\n\n{rows}")
    assert (found["20.0"].kind, found["20.0"].unit) == (Kind.PERCENT_CHANGE, "percent")
    assert days(found["20.0"].base_period) == ("2020-01-01", "2020-12-31")


def test_percents_below_nothing_beside_numbers_do_not_date_a_table_of_changes() -> None:
    rows = table("| Land | Number | % |", "| Ober | -302 | -4.2 |", "| Unter | 291 | 2.6 |", "| Both | -11 | -0.1 |")
    found = figures(f"# Population change from 1 April 2010 to 1 April 2020\n\n{rows}")
    assert found["291"].kind is Kind.CHANGE
    assert days(found["291"].base_period) == ("2010-04-01", "2010-04-01")
