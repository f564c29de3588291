"""Units, kinds and measures that one part of a table tells of another part."""

from decimal import Decimal

import pytest

from pipeline.extract import extract_reports
from pipeline.extract.tables.clocks import clock_reading, clock_told
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.types import Figure, FileFacts, Kind, Role, Statistic


def figures(text: str) -> dict[str, Figure]:
    """Return the figures of a text by what is printed."""
    document = read_document(text.encode(), name="paper.md", limits=Limits())
    facts = FileFacts(path="paper.md", sha256="0" * 64, bytes=len(text))
    return {f.text: f for r in extract_reports(document, facts=facts, rules=load_rules()) for f in r.figures}


def test_a_change_in_money_says_that_its_levels_are_money() -> None:
    found = figures("""
| Fund | 2021 Actual | 2022 Adopted | $ Change |
| --- | --- | --- | --- |
| Lamps | 4,120 | 4,520 | 400 |
| Kerbs | 2,310 | 2,200 | (110) |
| Gullies | 1,105 | 1,130 | 25 |
""")
    assert {found[t].unit for t in ("4,120", "2,200", "400")} == {"USD"}


def test_a_unit_behind_one_year_is_that_of_the_year_beside_it() -> None:
    found = figures("""
| Crop | 2021 '000 tonnes | 2022 | Growers |
| --- | --- | --- | --- |
| Rye | 31.5 | 33.5 | 812 |
| Oats | 12.5 | 14.5 | 640 |
""")
    assert (found["33.5"].unit, found["33.5"].value) == ("t", Decimal(33500))
    assert found["640"].unit == "count"


def test_a_column_that_is_a_unit_alone_is_followed_by_others_of_it() -> None:
    found = figures("""
| Material | Tonnes | Year to date | Sites |
| --- | --- | --- | --- |
| Glass | 118.4 | 902.7 | 14 |
| Paper | 240.1 | 1,875.2 | 22 |
""")
    assert (found["902.7"].unit, found["22"].unit) == ("t", "count")


def test_the_unit_of_a_row_is_nearer_than_the_line_over_the_table() -> None:
    found = figures("""
Table 3: Power made by source

GWh

| Year | Wind | Water |
| --- | --- | --- |
| 2021 | 410 | 205 |
| 2022 | 466 | 198 |
| Share of 2022 (%) | 70.2 | 29.8 |
""")
    assert (found["70.2"].unit, found["70.2"].kind) == ("percent", Kind.SHARE)
    assert found["466"].unit == "GWh"


def test_a_unit_behind_the_second_of_two_measures_is_not_that_of_the_first() -> None:
    found = figures("""
Table 1: Licences granted and fees ($000)

| Kind | Licences | Fees |
| --- | --- | --- |
| Stalls | 84 | 310 |
| Boats | 71 | 226 |
""")
    assert (found["84"].unit, found["84"].value) == ("count", Decimal(84))
    assert (found["226"].unit, found["226"].value) == ("USD", Decimal(226000))


def test_a_rate_in_the_caption_is_that_of_columns_without_a_name() -> None:
    found = figures("""
Table 2: Eviction rate per 1,000 tenants, by age

| Age | 2020 | 2021 |
| --- | --- | --- |
| 18 to 34 | 5.2 | 4.5 |
| 35 to 54 | 8.1 | 7.2 |
""")
    assert (found["5.2"].unit, found["5.2"].kind) == ("per_1000", Kind.RATE)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Vacancy rate (%)", Kind.SHARE),
        ("Interest rate (%)", Kind.LEVEL),
        ("Pay gap (%)", Kind.LEVEL),
        ("Rainfall anomaly", Kind.CHANGE),
    ],
)
def test_what_a_header_says_of_the_kind(label: str, kind: Kind) -> None:
    found = figures(f"| Depot | Staff | {label} |\n| --- | --- | --- |\n| Hill | 41 | 7.5 |\n| Quay | 32 | 8.5 |\n")
    assert found["8.5"].kind is kind


def test_shares_that_are_all_in_brackets_are_not_below_nothing() -> None:
    found = figures("""
| Head | Spent | % of budget | % of budget, year before |
| --- | --- | --- | --- |
| Roads | 410 | 51.5% | (48.5%) |
| Parks | 120 | 62.5% | (60.5%) |
| Lamps | 90 | 40.5% | (44.5%) |
""")
    assert (found["48.5%"].value, found["48.5%"].kind) == (Decimal("48.5"), Kind.SHARE)


def test_a_vote_of_money_is_a_target_and_an_estimate_of_people_is_none() -> None:
    table = "| Head | 2024 Estimate {} |\n| --- | --- |\n| Hill | 4,100 |\n| Quay | 3,200 |\n"
    assert figures(table.format("€000"))["4,100"].role is Role.TARGET
    money = (
        "| Head | 2024 Estimate | 2023 Estimate |\n| | €000 | €000 |\n| --- | --- | --- |\n| Hill | 4,100 | 4,000 |\n"
    )
    assert figures(money)["4,100"].role is Role.TARGET
    assert figures(table.format(""))["4,100"].role is Role.ACTUAL


def test_what_leans_on_the_title_is_completed_by_it() -> None:
    found = figures("""
Table 4: Bed nights by town

| Town | Volume | Rate per 1,000 |
| --- | --- | --- |
| Ashby Town | 4,105 | 23.5 |
| Corley Town | 3,872 | 31.5 |
""")
    assert "Bed nights" in found["4,105"].indicator
    assert "Bed nights" in found["23.5"].indicator


def test_a_title_that_counts_is_the_measure_of_rows_that_only_name_things() -> None:
    found = figures("""
Table 2: Open cases, numbers

| Kind | 2021 | 2022 |
| --- | --- | --- |
| Hedges | 31 | 47 |
| Ditches | 22 | 29 |
""")
    assert found["31"].indicator.startswith("Hedges")
    assert "Open cases" in found["31"].indicator


def test_a_unit_column_tells_which_rows_only_head_others() -> None:
    found = figures("""
| Item | Unit | 2021 | 2022 |
| --- | --- | --- | --- |
| Honey intake | | | |
| Own hives | 000 tonnes | 1.5 | 2.5 |
| Bought | 000 tonnes | 0.5 | 0.75 |
| Hives | | | |
| Wooden | number | 310 | 320 |
""")
    assert found["2.5"].row_path == "Honey intake > Own hives"
    assert "Honey intake" in found["2.5"].indicator


def test_money_in_the_first_row_holds_below_percents_between_the_rows() -> None:
    found = figures("""
| Tax | May | June | Both |
| --- | --- | --- | --- |
| Beer | $210 | $220 | $430 |
| Percent change | 1.5% | 2.5% | 2.0% |
| Wine | 130 | 140 | 270 |
| Percent change | 3.5% | 4.5% | 4.0% |
| Tea | 50 | 60 | 110 |
| All | $390 | $420 | $810 |
""")
    assert (found["130"].unit, found["60"].unit) == ("USD", "USD")


def test_a_named_share_without_a_unit_is_in_percent() -> None:
    found = figures("""
| Item | Relative importance | Unadjusted indexes |
| --- | --- | --- |
| All | 100.0 | 311.2 |
| Bread | 13.5 | 320.4 |
""")
    assert (found["13.5"].unit, found["13.5"].kind) == ("percent", Kind.SHARE)
    assert (found["320.4"].unit, found["320.4"].statistic) == ("index", Statistic.INDEX)


def test_a_clock_is_a_span_of_time_only_where_the_paper_says_of_what() -> None:
    table = "\n| Crew | Calls | Mean | Longest |\n| --- | --- | --- | --- |\n| Hill | 412 | 8:07 | 1:10:13 |\n"
    found = figures("Times are in minutes and seconds.\n" + table)
    assert [(found[t].value, found[t].unit) for t in ("8:07", "1:10:13")] == [(487, "second"), (4213, "second")]
    assert found["8:07"].statistic is Statistic.AVERAGE
    assert "8:07" not in figures(table)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Wait (mm:ss)", "minutes"),
        ("hours and minutes", "hours"),
        ("opens at 9:00", ""),
        ("minutes of the meeting", ""),
    ],
)
def test_what_the_parts_of_a_clock_are(text: str, told: str) -> None:
    assert clock_told([text]) == told


def test_what_is_no_clock_is_not_read_as_one() -> None:
    assert clock_reading("8:75", "minutes") is None
    assert clock_reading("8:07", "") is None
    reading = clock_reading("2:30", "hours")
    assert reading is not None
    assert reading.numbers[0].candidate.value == 9000


def test_a_physical_quantity_is_a_level_and_money_for_each_is_a_rate() -> None:
    found = figures("""
| Site | Mean NO2 (µg/m³) | Distance to kerb (m) | Cost (£ per household) |
| --- | --- | --- | --- |
| Mill Lane | 44.7 | 4.3 | 12.60 |
| North Row | 39.2 | 5.8 | 11.90 |
""")
    assert (found["44.7"].unit, found["44.7"].kind) == ("ug/m3", Kind.LEVEL)
    assert (found["4.3"].unit, found["4.3"].kind) == ("m", Kind.LEVEL)
    assert found["12.60"].kind is Kind.RATE


def test_a_line_that_ends_in_a_unit_gives_it_to_the_table() -> None:
    found = figures("""# Emissions

tonnes of CO2 equivalent (tCO2e)

| Source | 2019/20 | 2020/21 |
| --- | --- | --- |
| Gas | 2,884 | 2,335 |
| Fuel | 1,388 | 1,457 |
""")
    assert found["2,335"].unit == "tCO2e"


def test_what_is_counted_in_thousands_over_columns_scales_them_and_names_nothing() -> None:
    found = figures("""
| Quarter | Thousand persons | |
| --- | --- | --- |
| | Employed | Unemployed |
| Q1 2019 | 3,877.0 | 403.6 |
| Q2 2019 | 3,910.4 | 400.3 |
""")
    assert found["3,877.0"].value == Decimal(3877000)
    assert found["403.6"].indicator == "Unemployed"


def test_a_step_alone_is_a_change_in_the_unit_above_it() -> None:
    found = figures("""
| | Thousand | | | Per cent | |
| --- | --- | --- | --- | --- | --- |
| | Jan-Mar 2023 | On the quarter | On the year | On the quarter | On the year |
| Employed | 16,192 | 258 | 1,278 | 1.6 | 8.6 |
| Unemployed | 7,933 | 179 | 71 | 2.3 | 0.9 |
""")
    assert found["258"].kind is Kind.CHANGE
    assert found["258"].base_period is not None
    assert found["258"].base_period.start.isoformat() == "2022-10-01"
    assert (found["8.6"].kind, found["8.6"].unit) == (Kind.PERCENT_CHANGE, "percent")


def listed(amounts: list[str], numbers: list[int]) -> str:
    rows = "".join(f"| Shop {i} | {n} | {a} |\n" for i, (n, a) in enumerate(zip(numbers, amounts, strict=True)))
    return f"| Shop | Sold | Amount |\n| --- | --- | --- |\n{rows}"


def test_numbers_of_one_length_are_codes_only_where_the_table_parts_its_thousands() -> None:
    numbers = [4310, 5127, 1988, 7203, 6641, 2950, 3377, 8102, 9054]
    parted = [f"1,{i}12.50" for i in range(9)]
    plain = [f"{i + 1}12.50" for i in range(9)]
    assert "4310" not in figures(listed(parted, numbers))
    assert figures(listed(plain, numbers))["4310"].value == Decimal(4310)
