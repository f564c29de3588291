"""The table model: what the labels on both sides of a cell say of it, whichever way round the table stands."""

from decimal import Decimal

import pytest

from pipeline.extract import extract_reports
from pipeline.extract.tables.operands import Printed, operands_of
from pipeline.extract.tables.sums import parents_by_sum
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.types import Figure, FileFacts, Role, Statistic


def figures(text: str) -> dict[str, Figure]:
    """Return the figures of a text by what is printed; a number that comes twice is found as its last."""
    document = read_document(text.encode(), name="paper.md", limits=Limits())
    facts = FileFacts(path="paper.md", sha256="0" * 64, bytes=len(text))
    return {f.text: f for r in extract_reports(document, facts=facts, rules=load_rules()) for f in r.figures}


PLACES_DOWN = """
| Area | Cases | Cases per 100,000 |
| --- | --- | --- |
| North East | 120 | 233.1 |
| South West | 90 | 174.2 |
| Total | 210 | 203.8 |
"""
PLACES_ACROSS = """
| Measure | North East | South West | Total |
| --- | --- | --- | --- |
| Cases | 120 | 90 | 210 |
| Cases per 100,000 | 233.1 | 174.2 | 203.8 |
"""


@pytest.mark.parametrize("text", [PLACES_DOWN, PLACES_ACROSS])
def test_measure_and_group_are_the_same_whichever_way_the_table_stands(text: str) -> None:
    found = figures(text)
    assert (found["120"].indicator, found["120"].segment) == ("Cases", "North East")
    assert (found["174.2"].indicator, found["174.2"].segment) == ("Cases per 100,000", "South West")
    assert (found["210"].indicator, found["210"].segment) == ("Cases", "")


def test_full_paths_of_labels_are_kept() -> None:
    found = figures(PLACES_DOWN)
    assert (found["120"].row_path, found["120"].column_path) == ("North East", "Cases")


AVERAGE = """
| Offence | 2020 | 2021 | 2022 | 3-Year Average | 2022 vs. 3-Year Average |
| --- | --- | --- | --- | --- | --- |
| Burglary | 100 | 110 | 150 | 120 | 25% |
| Robbery | 30 | 20 | 40 | 30 | 33% |
| Arson | 12 | 9 | 9 | 10 | -10% |
"""


def test_an_average_is_of_its_years_and_a_change_against_it_is_told_from_them() -> None:
    found = figures(AVERAGE)
    average, change = found["120"], found["25%"]
    assert average.statistic is Statistic.AVERAGE
    assert average.period is not None
    assert (average.period.start.year, average.period.end and average.period.end.year) == (2020, 2022)
    assert change.period is not None
    assert change.period.label == "2022"
    assert change.base_period == average.period


def test_a_change_against_a_rounded_average_is_no_error() -> None:
    printed = figures(AVERAGE)["10"]  # of 12, 9 and 9, and of 10.4 as well
    assert (printed.lower, printed.upper) == (Decimal("9.5"), Decimal("10.5"))


TARGET = """
| Service | Target | Actual | Variance |
| --- | --- | --- | --- |
| Calls answered | 90 | 84 | -6 |
| Visits made | 40 | 45 | 5 |
| Forms sent | 30 | 28 | -2 |
"""


def test_a_variance_is_told_from_a_change() -> None:
    found = figures(TARGET)
    assert (found["90"].role, found["84"].role, found["-6"].role) == (Role.TARGET, Role.ACTUAL, Role.VARIANCE)


def test_the_operands_of_a_change_are_found_by_arithmetic_and_chance_is_none() -> None:
    def column(*values: str) -> dict[int, Printed]:
        return {i: Printed(Decimal(v), len(v.partition(".")[2])) for i, v in enumerate(values)}

    levels = {1: column("100", "40", "7"), 2: column("120", "50", "9"), 3: column("90", "41", "8")}
    found = operands_of(column("20.0", "25.0", "28.6"), 4, levels)
    assert found is not None
    assert (found.base, found.later, found.agree, found.percent) == (1, 2, 3, True)
    assert operands_of(column("3", "4", "5"), 4, levels) is None


def test_rows_that_make_up_a_row_above_belong_to_it() -> None:
    rows = [(30, 12), (10, 5), (20, 7), (8, 3), (5, 1), (3, 2)]
    numbers = [dict(enumerate(map(Decimal, row))) for row in rows]
    assert parents_by_sum(numbers) == {1: 0, 2: 0, 4: 3, 5: 3}


GROUPED = """
| Station | Fires | of which dwellings |
| --- | --- | --- |
| **Day crewed:** | | |
| Hallgate | 38 | 9 |
| Quayside | 30 | 7 |
| Subtotal | 68 | 16 |
| **On call:** | | |
| Penby | 4 | 1 |
| Stow | 6 | 2 |
| Subtotal | 10 | 3 |
| All stations | 78 | 19 |
"""


def test_a_total_behind_the_last_group_is_one_of_all_groups() -> None:
    found = figures(GROUPED)
    assert found["78"].row_path == "All stations"
    assert found["68"].row_path.startswith("Day crewed")


def test_a_column_of_which_is_a_part_of_the_one_before() -> None:
    found = figures(GROUPED)
    assert "Fires" in found["9"].indicator
    assert "dwellings" in found["9"].indicator


def test_a_row_of_which_is_a_part_of_the_one_above() -> None:
    found = figures(
        "| Staff | 2023 |\n| --- | --- |\n| Nurses | 120 |\n| of which part time | 47 |\n| Doctors | 31 |\n"
    )
    assert "Nurses" in found["47"].indicator
    assert "Nurses" not in found["31"].indicator


def test_percents_told_by_the_line_above_are_not_those_who_were_asked() -> None:
    found = figures(
        "# Survey 2023\n\nPer cent of respondents\n\n| Answer | 18-24 | 25-34 |\n| --- | --- | --- |\n"
        "| Base | 148 | 262 |\n| Satisfied | 70 | 74 |\n"
    )
    assert (found["148"].unit, found["70"].unit) == ("count", "percent")


def test_lengths_of_time_at_the_start_of_a_label_are_its_unit() -> None:
    found = figures("| Measure | 2023 |\n| --- | --- |\n| Days to process a claim | 21.4 |\n| Claims | 1,240 |\n")
    assert (found["21.4"].unit, found["1,240"].unit) == ("day", "count")


def test_a_physical_unit_for_each_household_is_a_rate() -> None:
    found = figures("| Measure | 2023 |\n| --- | --- |\n| Waste per household (kg) | 468.2 |\n| Bins | 1,240 |\n")
    assert found["468.2"].unit == "kg/household"


def test_a_column_of_periods_dates_its_rows_and_holds_no_figures() -> None:
    found = figures(
        "| Item | Latest period | Latest data | Previous period data |\n| --- | --- | --- | --- |\n"
        "| Homes | 2024 | 1,463 | 1,425 |\n| Flats | 2023 | 774 | 778 |\n"
    )
    assert "2024" not in found
    assert [found[t].period.label for t in ("1,463", "1,425", "774")] == ["2024", "2023", "2023"]  # type: ignore[union-attr]


def test_the_ends_of_an_interval_about_a_word_share_its_header() -> None:
    rows = "| 16-24 | 64.1 | 59.8 | to | 68.4 |\n| 25-34 | 55.7 | 51.9 | to | 59.5 |\n"
    found = figures(f"| Age | Used it (%) | | 95% CI | |\n| --- | --- | --- | --- | --- |\n{rows}")
    assert (found["59.8"].role, found["68.4"].role, found["64.1"].role) == (Role.INTERVAL, Role.INTERVAL, Role.ACTUAL)
    assert found["59.8"].unit == "percent"


def test_what_a_sentence_on_the_unit_counts_is_what_the_rows_measure() -> None:
    found = figures(
        "Boardings are in thousands.\n\n| Mode | Budget | Actual |\n| --- | --- | --- |\n| Tram | 148 | 139 |\n"
        "| Bus | 2,910 | 2,874 |\n"
    )
    assert "Boardings" in found["139"].indicator
    assert "Tram" in found["139"].indicator


def test_a_label_that_goes_on_in_the_next_row_is_one() -> None:
    found = figures(
        "| Measure | 2022 | 2023 |\n| --- | --- | --- |\n| Share of calls answered within | | |\n"
        "| 90 seconds | 72 | 81 |\n"
        "| Calls | 410 | 390 |\n"
    )
    assert found["81"].row_path == "Share of calls answered within 90 seconds"
    assert found["390"].row_path == "Calls"


def test_a_group_with_values_heads_rows_that_come_back_under_another() -> None:
    rows = (
        ("Aged 15 and over", 500),
        ("With a car", 310),
        ("Without", 190),
        ("Aged 65 and over", 90),
        ("With a car", 40),
    )
    body = "".join(f"| {label} | {value} |\n" for label, value in rows)
    found = figures(f"| People | 2023 |\n| --- | --- |\n{body}| Without | 50 |\n")
    assert "Aged 65 and over" in found["40"].segment
    assert "Aged 15 and over" in found["310"].segment


def test_a_row_that_heads_groups_is_a_group_where_the_columns_measure() -> None:
    rows = "| **North Riding:** | | |\n| Ashton | 40 | 12 |\n| **South Riding:** | | |\n| Denby | 65 | 19 |\n"
    found = figures(
        f"Table 4: People by region and council\n\n| Council | People | Rate |\n| --- | --- | --- |\n{rows}"
    )
    assert found["40"].segment == "North Riding, Ashton"
    assert "Riding" not in found["40"].indicator


def test_things_of_one_unit_measure_what_the_caption_says() -> None:
    rows = "| 2022 | 870 | 66 |\n| 2023 | 921 | 71 |\n"
    found = figures(f"Table 5: Electricity generated\n\nGWh\n\n| Year | Gas | Wind |\n| --- | --- | --- |\n{rows}")
    assert found["66"].indicator == "Wind, Electricity generated"
    assert found["66"].unit == "GWh"


def test_a_heading_that_is_only_a_period_is_no_subject() -> None:
    rows = "| Tonga | 870 | 921 |\n| Samoa | 66 | 71 |\n"
    found = figures(
        "# Visitor arrivals by country\n\n## Year ended August 2023\n\n"
        f"| Country | 2022 | 2023 |\n| --- | --- | --- |\n{rows}"
    )
    assert "isitor arrivals" in found["66"].indicator
    assert found["66"].segment == "Samoa"
