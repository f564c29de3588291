"""When the numbers of a table are of, and what its changes are measured against."""

from datetime import date

import pytest

from pipeline.extract import extract_reports
from pipeline.extract.against import stepped_back
from pipeline.extract.periods import PeriodContext
from pipeline.extract.tables.lines import Lines, period_of_the_whole
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.types import Figure, FileFacts, Kind, Period

RULES = load_rules()


def figures(text: str) -> dict[str, Figure]:
    """Return the figures of a text by what is printed."""
    document = read_document(text.encode(), name="paper.md", limits=Limits())
    facts = FileFacts(path="paper.md", sha256="0" * 64, bytes=len(text))
    return {f.text: f for r in extract_reports(document, facts=facts, rules=RULES) for f in r.figures}


def days(period: Period | None) -> tuple[str, str]:
    assert period is not None
    return period.start.isoformat(), period.end.isoformat() if period.end else ""


def table(head: str, *rows: str) -> str:
    width = head.count("|") - 1
    return "\n".join([head, "|" + " --- |" * width, *rows, ""])


@pytest.mark.parametrize(
    ("lines", "label"),
    [
        (Lines(intro="Replies came in between 4 September and 13 October 2023."), "2023-09-04..2023-10-13"),
        (Lines(intro="It covers the months from 1 April to 30 June 2005 of the year 2005."), "2005-04..2005-06"),
        (Lines(intro="Loans rose in 2023, compared with 2019."), "2023"),
        (Lines(headings=("Loans in May 2024", "Annual report 2023")), "2024-05"),
        (Lines(titles=("Loans, 2022",), intro="Counted in March 2021."), "2022"),
    ],
)
def test_the_nearest_line_dates_a_table(lines: Lines, label: str) -> None:
    period, _ = period_of_the_whole(lines, PeriodContext(), RULES)
    assert period is not None
    assert period.label == label


@pytest.mark.parametrize(
    "lines",
    [
        Lines(intro="Loans were counted in 2019 and again in 2023."),
        Lines(intro="The method was changed before 2005."),
        Lines(intro="Source: Handbook of libraries, 1998."),
        Lines(headings=("As Ferris (1991) showed",)),
        Lines(intro=" ".join(["In 2019 a long story began"] * 12)),
    ],
)
def test_a_line_that_tells_no_one_period_dates_nothing(lines: Lines) -> None:
    assert period_of_the_whole(lines, PeriodContext(), RULES) == (None, "")


def test_to_date_and_year_end_are_of_the_fiscal_year_that_the_paper_tells() -> None:
    found = figures(
        "# Spending\n\nThe financial year ends on 31 March. Figures are for April to June 2005.\n\n"
        + table("| Service | Spend to date | Year end forecast |", "| Roads | 402 | 4,577 |", "| Parks | 120 | 480 |")
    )
    assert days(found["402"].period) == ("2005-04-01", "2005-06-30")
    assert days(found["4,577"].period) == ("2005-04-01", "2006-03-31")


def test_year_to_date_of_a_fiscal_year_starts_with_it() -> None:
    found = figures(
        "# Visits, September 2019\n\n"
        + table("| Visits | 2018/19 | Year to date 2019/20 |", "| Homes | 3,600 | 1,877 |", "| Shops | 480 | 241 |")
    )
    assert days(found["1,877"].period) == ("2019-04-01", "2019-09-30")


def test_months_that_end_with_a_header_are_counted_back() -> None:
    found = figures(
        table("| Works | Twelve months ending Aug 2013 | Twelve months ending Aug 2012 |", "| Roads | 4,800 | 5,946 |")
    )
    assert days(found["4,800"].period) == ("2012-09-01", "2013-08-31")


def test_days_within_which_something_is_done_are_no_window() -> None:
    found = figures(
        "# Waits, June 2022\n\n"
        + table("| Region | Waited more than 365 days 2021-22 | Seen within 62 days 2021-22 |", "| North | 31 | 57 |")
    )
    assert days(found["31"].period)[1] in ("2022-03-31", "2022-12-31")
    assert "365 days" in found["31"].indicator


@pytest.mark.parametrize(
    ("head", "base"),
    [
        ("Change from Aug 2012", ("2012-08-01", "2012-08-31")),
        ("% change since Aug 2011", ("2011-08-01", "2011-08-31")),
        ("% change (y-o-y)", ("2012-08-01", "2012-08-31")),
        ("Change on previous month", ("2013-07-01", "2013-07-31")),
    ],
)
def test_the_header_of_a_change_tells_its_base(head: str, base: tuple[str, str]) -> None:
    found = figures(
        table(f"| Trade | Jun 2013 | Aug 2013 | {head} |", "| Bakers | 96 | 91 | -2 |", "| Dyers | 41 | 44 | 9 |")
    )
    assert days(found["-2"].period) == ("2013-08-01", "2013-08-31")
    assert days(found["-2"].base_period) == base


def test_a_change_between_two_years_of_its_header_is_of_the_later() -> None:
    found = figures(table("| Town | Visitors | % change, 2019 to 2024 |", "| Ash | 4,210 | 12.5 |"))
    assert (days(found["12.5"].base_period)[0], days(found["12.5"].period)[0]) == ("2019-01-01", "2024-01-01")


def test_down_a_table_of_years_a_change_is_from_the_row_that_arithmetic_finds() -> None:
    rows = ["| 2020 | 200 | |", "| 2021 | 210 | 5.0 |", "| 2022 | 189 | -10.0 |", "| 2023 | 226 | 19.6 |"]
    found = figures(table("| Year | Loans | % change |", *rows))
    assert days(found["-10.0"].base_period) == ("2021-01-01", "2021-12-31")


def test_down_a_table_of_quarters_the_year_before_is_found() -> None:
    values = [100, 120, 140, 90, 110, 126, 133, 99]
    quarters = [f"Q{i % 4 + 1} {2022 + i // 4}" for i in range(8)]
    changes = ["", "", "", "", "10.0", "5.0", "-5.0", "10.0"]
    rows = [f"| {q} | {v} | {c} |" for q, v, c in zip(quarters, values, changes, strict=True)]
    found = figures(table("| Quarter | Loans | % change |", *rows))
    assert days(found["-5.0"].base_period) == ("2022-07-01", "2022-09-30")


@pytest.mark.parametrize(
    ("start", "end", "step", "expected"),
    [
        (date(2024, 2, 1), date(2024, 2, 29), "year_before", ("2023-02-01", "2023-02-28")),
        (date(2024, 1, 1), date(2024, 3, 31), "period_before", ("2023-10-01", "2023-12-31")),
        (date(2024, 5, 6), date(2024, 5, 12), "period_before", ("2024-04-29", "2024-05-05")),
    ],
)
def test_a_step_back_in_time(start: date, end: date, step: str, expected: tuple[str, str]) -> None:
    assert days(stepped_back(Period("p", start, end), step)) == expected


def test_an_open_period_has_no_step_back() -> None:
    assert stepped_back(Period("2024..", date(2024, 1, 1), None), "year_before") is None


def test_a_row_of_changes_is_between_the_rows_of_its_group_that_arithmetic_finds() -> None:
    rows = "| **Wheat:** | | |\n| 2023-24 | 96 | 150 |\n| 2022-23 | 100 | 120 |\n| % change | -4 | 25 |\n"
    found = figures(f"| Crop | Area | Output |\n| --- | --- | --- |\n{rows}")
    change = found["25"]
    assert (change.kind.value, change.unit) == ("percent_change", "percent")
    assert days(change.base_period)[0] < days(change.period)[0]
    assert change.indicator.startswith("Wheat")


def test_the_change_of_a_money_column_is_money_of_the_same_scale() -> None:
    rows = "| Roads | 120 | 150 | 30 |\n| Parks | 80 | 70 | -10 |\n"
    found = figures(f"| Service | 2022 £000 | 2023 £000 | Change |\n| --- | --- | --- | --- |\n{rows}")
    assert (found["30"].unit, found["30"].value) == ("GBP", 30000)


def test_points_in_the_header_of_a_change_are_its_unit() -> None:
    rows = "| Conwy | 70.1 | 71.4 | +1.3 |\n| Powys | 64.9 | 65.6 | +0.7 |\n"
    found = figures(
        f"| Council | Recycled % 2023 | Recycled % 2024 | Change (points) |\n| --- | --- | --- | --- |\n{rows}"
    )
    assert found["+1.3"].unit == "percentage_point"


def test_a_mark_behind_a_quarter_is_no_part_of_its_name() -> None:
    found = figures("| Quarter | Gas |\n| --- | --- |\n| 3rd quarter 2023 | 870 |\n| 4th quarter 2023 r | 1,236 |\n")
    assert days(found["1,236"].period) == ("2023-10-01", "2023-12-31")


@pytest.mark.parametrize(
    ("heading", "segment"),
    [
        ("Electricity generated in Scotland by fuel", "Scotland"),
        ("Visitors to New Zealand by country of residence", "New Zealand"),
        ("Mid Vale Health Board", "Mid Vale Health Board"),
        ("Deaths in Leicester, Leicestershire and Rutland", ""),
    ],
)
def test_a_heading_tells_the_place_of_a_table(heading: str, segment: str) -> None:
    found = figures(
        f"# {heading}\n\n| Fuel | 2023 | 2024 |\n| --- | --- | --- |\n| Gas | 870 | 921 |\n| Wind | 66 | 71 |\n"
    )
    assert found["870"].segment.partition(", ")[0] == segment  # before the fuel, where the heading parts by it


def test_rates_are_per_what_a_sentence_says() -> None:
    rows = "| North | 12 | 196 |\n| South | 66 | 129 |\n"
    found = figures(
        f"Rates are per 100,000 adults.\n\n| Region | Prisoners | Imprisonment rate |\n|---|---|---|\n{rows}"
    )
    assert found["196"].unit == "per_100000"


def test_a_row_that_ends_in_a_day_is_of_that_day_and_colons_between_are_no_gaps() -> None:
    found = figures(
        "Date: 02/01/2022\n\n| Testing | | |\n| --- | --- | --- |\n"
        "| Samples tested up to 1 January 2022 | : | 68,00,71,486 |\n"
        "| Samples tested on 1 January 2022 | : | 10,82,376 |\n"
    )
    assert sorted(found) == ["10,82,376", "68,00,71,486"]
    assert days(found["10,82,376"].period) == ("2022-01-01", "2022-01-01")
    assert found["68,00,71,486"].indicator.startswith("Samples tested")


def test_a_unit_in_the_middle_of_several_headers_is_of_all_of_them() -> None:
    found = figures(
        "# Trade, August 2024\n\n"
        "| | July 2024 millions of dollars | August 2024 | July to August 2024 % change | August 2023 to August 2024 "
        "|\n"
        "| --- | --- | --- | --- | --- |\n| Exports | 65,780 | 64,334 | -2.2 | -1.3 |\n"
    )
    assert {f.unit for f in (found["65,780"], found["64,334"])} == {"USD"}
    assert found["-1.3"].kind is Kind.PERCENT_CHANGE
    assert days(found["-1.3"].base_period) == ("2023-08-01", "2023-08-31")


def test_a_table_of_changes_alone_is_dated_by_its_title() -> None:
    found = figures(
        "# Population change from April 1, 2010 to April 1, 2020\n\n"
        "| County | Number | % |\n| --- | --- | --- |\n| Ash | -302 | -4.2 |\n| Elm | 291 | 2.6 |\n"
    )
    assert (found["291"].kind, found["2.6"].kind) == (Kind.CHANGE, Kind.PERCENT_CHANGE)
    assert days(found["291"].base_period) == ("2010-04-01", "2010-04-01")
    assert days(found["291"].period) == ("2020-04-01", "2020-04-01")


def test_a_year_base_is_of_the_same_months_and_a_quarter_before_a_day_is_a_day() -> None:
    found = figures(
        "| Line | Jul-Sep 2019 | Jul-Sep 2024 | % change on 2019 |\n"
        "| --- | --- | --- | --- |\n| East | 50 | 60 | 20 |\n\n\n# Members\n\n"
        "| Fund | 31 March 2024 | 30 June 2024 | Change on previous quarter |\n| --- | --- | --- | --- |\n"
        "| Health | 870 | 921 | 51 |\n"
    )
    assert days(found["20"].base_period) == ("2019-07-01", "2019-09-30")
    assert days(found["51"].base_period) == ("2024-03-31", "2024-03-31")


def test_the_years_of_an_average_are_the_base_of_anomalies_and_no_period() -> None:
    text = "\n".join([
        "# Climate of May 2022", "", "The long-term average (LTA) is that of the thirty years from 1981 to 2010.", "",
        table("| Station | Mean (°C) | Difference from LTA |", "| Arbury | 11.5 | +0.6 |", "| Bexton | 12.5 | -0.8 |"),
    ])  # fmt: skip
    found = figures(text)
    assert days(found["11.5"].period) == ("2022-05-01", "2022-05-31")
    assert days(found["+0.6"].period) == ("2022-05-01", "2022-05-31")
    assert days(found["+0.6"].base_period) == ("1981-01-01", "2010-12-31")
    assert found["-0.8"].kind is Kind.CHANGE


def test_changes_from_month_to_month_are_of_the_later_one() -> None:
    text = table(
        "| Item | % change Jun-Jul 2023 | % change Jul-Aug 2023 |", "| Bread | 1.5 | 0.4 |", "| Milk | -2.5 | 0.6 |"
    )
    found = figures(f"# Prices\n\n{text}")
    assert days(found["1.5"].period) == ("2023-07-01", "2023-07-31")
    assert days(found["1.5"].base_period) == ("2023-06-01", "2023-06-30")
    assert days(found["0.6"].period) == ("2023-08-01", "2023-08-31")


def test_months_of_a_fiscal_year_are_counted_from_its_first() -> None:
    text = table("| Measure | M2 2022/23 | M2 2023/24 |", "| Calls | 1,210 | 1,340 |", "| Visits | 520 | 611 |")
    found = figures(f"# Board paper\n\nThe financial year starts in April.\n\n{text}")
    assert days(found["1,340"].period) == ("2023-05-01", "2023-05-31")
    assert days(found["520"].period) == ("2022-05-01", "2022-05-31")


def test_a_total_behind_months_is_of_them_all_and_a_forecast_of_the_year() -> None:
    text = table(
        "| Tax | April 2023 | May 2023 | June 2023 | Total |",
        "| Sales | 110 | 120 | 131 | 361 |",
        "| Fuel | 9 | 8 | 7 | 24 |",
    )
    found = figures(f"# Taxes\n\n{text}")
    assert days(found["361"].period) == ("2023-04-01", "2023-06-30")
    spend = table("| Service | Spend to date | Forecast outturn |", "| Parks | 215 | 871 |", "| Pools | 316 | 652 |")
    found = figures(f"# Budget, 30 September 2022\n\nThe financial year starts in April.\n\n{spend}")
    assert days(found["215"].period) == ("2022-04-01", "2022-09-30")
    assert days(found["871"].period) == ("2022-04-01", "2023-03-31")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("Week 31 to 6 Aug 2023", ("2023-07-31", "2023-08-06")),
        ("Seen in the previous 24 months 30 June 2023", ("2021-07-01", "2023-06-30")),
        ("12-Month Period Ending 08-31-2012", ("2011-09-01", "2012-08-31")),
    ],
)
def test_a_stretch_that_ends_on_the_day_of_its_header(head: str, expected: tuple[str, str]) -> None:
    found = figures("# Service\n\n" + table(f"| Depot | {head} |", "| East | 4,212 |", "| West | 3,151 |"))
    assert days(found["4,212"].period) == expected


def test_one_year_on_another_is_a_change_between_them() -> None:
    text = table(
        "| Year | North | South |", "| 2021 | 200 | 400 |", "| 2022 | 220 | 380 |", "| 2022 on 2021 (%) | 10 | -5 |"
    )
    found = figures(f"# Timber\n\n{text}")
    assert days(found["-5"].period) == ("2022-01-01", "2022-12-31")
    assert days(found["-5"].base_period) == ("2021-01-01", "2021-12-31")


def test_a_note_says_which_week_the_last_one_is() -> None:
    text = table("| Reservoir | This week | Last week |", "| Upper | 3.68 | 3.51 |", "| Lower | 2.94 | 2.67 |")
    found = figures(f"# Storage on 29 August 2024\n\nStorage is in billions. Last week is 22 August 2024.\n\n{text}")
    assert days(found["3.51"].period) == ("2024-08-22", "2024-08-22")


def test_a_note_says_which_years_an_average_is_of() -> None:
    text = table("| Crop | Wheat |", "| 2023-24 | 10,340 |", "| 2022-23 | 11,120 |", "| Five-year average | 8,006 |")
    found = figures(
        f"# Crops\n\nThe financial year begins on 1 July. The five-year average is of 2017-18 to 2021-22.\n\n{text}"
    )
    assert days(found["8,006"].period) == ("2017-07-01", "2022-06-30")


def test_rows_of_months_under_quarter_ended_are_quarters() -> None:
    text = table("| Quarter ended | Index |", "| March 2024 | 125.9 |", "| June 2024 | 126.4 |")
    found = figures(f"# Prices\n\n{text}")
    assert days(found["126.4"].period) == ("2024-04-01", "2024-06-30")


def test_seasons_and_months_that_are_words_date_their_rows() -> None:
    text = table("| Month of 2023 | Ships |", "| March | 141 |", "| April | 152 |", "| May | 163 |")
    assert days(figures(f"# Ships in 2023\n\n{text}")["163"].period) == ("2023-05-01", "2023-05-31")
    text = table("| Season | Rain (mm) |", "| Autumn 2023 (September to November) | 405 |", "| October 2023 | 172 |")
    assert days(figures(f"# Rain\n\n{text}")["405"].period) == ("2023-09-01", "2023-11-30")


def test_a_heading_of_a_month_alone_dates_the_years_below_it() -> None:
    text = table("| Boxes | 2019 | 2018 |", "| Loaded | 392 | 485 |", "| Empty | 237 | 291 |")
    assert days(figures(f"# Port\n\n## October\n\n{text}")["485"].period) == ("2018-10-01", "2018-10-31")


def test_actuals_up_to_a_month_are_from_the_first_of_the_fiscal_year() -> None:
    text = table(
        "| Item | Budget 2023-24 | Actuals up to November 2023 |",
        "| Receipts | 26,322 | 17,204 |",
        "| Loans | 84 | 25 |",
    )
    found = figures(f"# Accounts\n\nThe financial year runs from April to March.\n\n{text}")
    assert days(found["17,204"].period) == ("2023-04-01", "2023-11-30")


def test_a_base_note_dates_a_table_of_answers() -> None:
    text = table("| Reason | All | Men |", "| Work | 34% | 31% |", "| Interest | 17% | 14% |")
    note = "Base: all on a course in the academic year 2022/23 (1 August 2022 to 31 July 2023)."
    assert days(figures(f"# Courses\n\n{text}\n{note}\n")["34%"].period) == ("2022-08-01", "2023-07-31")


def test_a_title_says_over_what_step_its_changes_are() -> None:
    text = table("| Quarter | Index | % change |", "| Q1 2024 | 395.7 | 5.2 |", "| Q2 2024 | 401.6 | 5.1 |")
    found = figures(f"# Prices\n\nTable 2. Index, and change on the same quarter a year earlier\n\n{text}")
    assert days(found["5.2"].base_period) == ("2023-01-01", "2023-03-31")


def test_a_change_on_the_same_months_of_a_year() -> None:
    text = table(
        "| Region | January to March 2024 | Change on same quarter of 2023 % |",
        "| North | 2,376 | -8 |",
        "| South | 7,224 | -5 |",
    )
    found = figures(f"# Planning\n\n{text}")
    assert days(found["-8"].base_period) == ("2023-01-01", "2023-03-31")
    assert days(found["-8"].period) == ("2024-01-01", "2024-03-31")


def test_a_title_of_changes_alone_makes_all_its_numbers_changes() -> None:
    text = table("| County | Under 18 | Over 18 |", "| Ash | 120 | 310 |", "| Birch | 45 | 96 |")
    found = figures(f"# Population change from 1 April 2010 to 1 April 2020\n\n{text}")
    assert found["310"].kind is Kind.CHANGE
    assert days(found["310"].base_period) == ("2010-04-01", "2010-04-01")


def test_months_of_a_split_year_begin_in_its_first() -> None:
    text = table(
        "| Level | August to April 2020/21 | August to April 2021/22 |",
        "| Higher | 79,640 | 100,190 |",
        "| Lower | 17,210 | 19,040 |",
    )
    assert days(figures(f"# Starts\n\n{text}")["100,190"].period) == ("2021-08-01", "2022-04-30")


def test_roman_quarters_and_a_day_within_the_month_of_the_heading() -> None:
    text = table("| Workers | II 2023 | II 2024 |", "| Men | 66,610 | 66,011 |", "| Women | 53,802 | 53,297 |")
    assert days(figures(f"# Earnings\n\n{text}")["66,011"].period) == ("2024-04-01", "2024-06-30")
    text = table("| Region | Pay |", "| North | 17.80 |", "| South | 15.92 |")
    found = figures(f"# Hourly pay, April 2023\n\nPay is that of the period which includes 19 April 2023.\n\n{text}")
    assert days(found["17.80"].period) == ("2023-04-01", "2023-04-30")


def test_a_rank_has_no_scale_and_a_percentage_beside_the_absolute_is_a_change_of_percent() -> None:
    text = table(
        "| Country | Rank | 2022 |",
        "| Africa | | |",
        "| Ethiopia | 4 | 89,460 |",
        "| Nigeria | 2 | 110,038 |",
        "| Asia | | |",
        "| Nepal | 8 | 48,219 |",
        "| Bangladesh | 6 | 66,820 |",
    )
    found = figures(f"# Aid\n\n£ thousand\n\n{text}")
    assert found["4"].value == 4
    assert "Africa" in found["89,460"].segment
