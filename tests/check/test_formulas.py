"""Formulas of tables are inferred from their rows; what nine in ten obey is held against the others."""

from collections.abc import Sequence

import pytest
from builders import ReportBuilder

from pipeline.check import check_report
from pipeline.check.rows import ReportChecks
from pipeline.rules import load_rules
from pipeline.types import Discrepancy, Result, Severity

RULES = load_rules()
CODES = {"CHG-02", "SUM-01", "SHR-02", "RAT-04", "RNK-01"}
Rows = Sequence[Sequence[str]]


def judged(header: Sequence[str], rows: Rows) -> ReportChecks:
    report = ReportBuilder().heading("Places").table(header, rows).build()
    return check_report(report, RULES)


def told(header: Sequence[str], rows: Rows) -> list[Discrepancy]:
    return [d for d in judged(header, rows).discrepancies if d.code in CODES]


def with_slip(rows: Rows, row: int, column: int, text: str) -> Rows:
    return [[text if (r, c) == (row, column) else cell for c, cell in enumerate(line)] for r, line in enumerate(rows)]


YEARS = [
    (19, 18, 29, 28, 19),
    (420, 441, 402, 454, 381),
    (707, 783, 647, 498, 438),
    (44, 33, 33, 33, 24),
    (36, 26, 20, 24, 21),
]
AVERAGES = [
    [f"Kind {n}", *map(str, years), f"{sum(years) / 5:.0f}", f"{(years[-1] / (sum(years) / 5) - 1) * 100:.0f}%"]
    for n, years in enumerate(YEARS)
]
AVERAGE_HEADER = ["", "2018", "2019", "2020", "2021", "2022", "5-Year Average", "2022 vs. 5-Year Average"]


def test_a_change_against_an_average_that_is_printed_rounded_is_no_error() -> None:
    assert told(AVERAGE_HEADER, AVERAGES) == []
    formulas = {c.formula.partition(": ")[2].partition(" of ")[0] for c in judged(AVERAGE_HEADER, AVERAGES).checks}
    assert {"mean", "percent change"} <= formulas


PLACES = [
    ("North", 120, 60_000),
    ("South", 90, 30_000),
    ("East", 77, 52_000),
    ("West", 41, 38_500),
    ("Centre", 88, 61_200),
]
RATES = [[name, str(a), str(b), f"{a / b * 100_000:.0f}"] for name, a, b in PLACES]
SHARES = [[name, str(a), f"{a / 416 * 100:.1f}%"] for name, a, _ in PLACES] + [["Total", "416", "100%"]]
RANKS = [[name, str(a), str(sorted((p[1] for p in PLACES), reverse=True).index(a) + 1)] for name, a, _ in PLACES]
INDEX = [
    ["2019", "215", "100.0"],
    ["2020", "231", "107.4"],
    ["2021", "198", "92.1"],
    ["2022", "240", "111.6"],
    ["2023", "252", "117.2"],
]
TOTALS = [
    ["Arden", "210", "134", "344"],
    ["Brook", "187", "96", "283"],
    ["Carey", "95", "158", "253"],
    ["Dale", "311", "76", "387"],
]
FLOWS = [
    ["May", "513", "208", "1305"], ["June", "341", "497", "1149"], ["July", "622", "118", "1653"],
    ["August", "297", "405", "1545"], ["September", "714", "363", "1896"], ["October", "158", "529", "1525"],
]  # fmt: skip
KINDS = [
    pytest.param(["", "Cases", "Population", "Cases per 100,000"], RATES, (2, 3, "184"), "RAT-04", id="rate"),
    pytest.param(["", "Casualties", "Share of total"], SHARES, (1, 2, "26.1%"), "SHR-02", id="share_of_the_column"),
    pytest.param(["", "Score", "Rank"], RANKS, (2, 2, "1"), "RNK-01", id="rank"),
    pytest.param(["", "Level", "Index (2019=100)"], INDEX, (3, 2, "116.1"), "RAT-04", id="index"),
    pytest.param(["", "Men", "Women", "All"], TOTALS, (1, 3, "238"), "SUM-01", id="total_column"),
    pytest.param(["", "In", "Out", "Balance"], FLOWS, None, "SUM-01", id="running_balance"),
]


@pytest.mark.parametrize(("header", "rows", "slip", "code"), KINDS)
def test_a_formula_is_found_and_its_exception_told_at_its_cell(
    header: Sequence[str], rows: Rows, slip: tuple[int, int, str] | None, code: str
) -> None:
    assert told(header, rows) == []
    assert any(c.code == code and c.holds and c.result is Result.AGREES for c in judged(header, rows).checks)
    if slip is not None:
        found = told(header, with_slip(rows, *slip))
        assert [(d.code, d.evidence[0].text) for d in found] == [(code, slip[2])]
        assert "holds in" in found[0].explanation


def test_a_wrong_cell_that_breaks_two_formulas_is_one_group_told_at_that_cell() -> None:
    rows = [*TOTALS, ["Total", "803", "464", "1267"]]
    found = told(["", "Men", "Women", "All"], with_slip(rows, 1, 2, "69"))
    assert found
    assert {d.evidence[0].text for d in found} == {"69"}
    assert len({d.group_id for d in found}) == 1


def test_a_label_that_most_rows_deny_is_not_judged() -> None:
    rows = [
        [f"Place {n}", str(a), str(b), f"{c}%"]
        for n, (a, b, c) in enumerate([(100, 140, 7), (250, 200, 31), (80, 99, -4), (610, 590, 55)])
    ]
    done = judged(["", "2013/14", "2014/15", "% Change"], rows)
    assert [d for d in done.discrepancies if d.code in CODES] == []
    assert any(c.code == "CHG-02" and c.result is Result.CANNOT_JUDGE and c.holds for c in done.checks)


def test_zeros_and_blanks_say_nothing() -> None:
    rows = [*TOTALS, ["Elm", "0", "0", "0"], ["Firth", "", "", ""]]
    holds = {c.holds for c in judged(["", "Men", "Women", "All"], rows).checks if c.code == "SUM-01" and c.holds}
    assert "4 of 4" in holds


def test_the_share_of_a_total_is_the_mean_of_its_parts_by_their_weights() -> None:
    rows = [["City", "400", "82%"], ["County", "600", "77%"], ["Total", "1000", "79%"]]
    done = judged(["", "Respondents", "Satisfied"], rows)
    assert [d for d in done.discrepancies if d.code in CODES] == []
    assert any("x 400" in c.formula and c.result is Result.AGREES for c in done.checks)


def test_a_total_of_one_column_that_its_label_alone_tells_is_a_warning() -> None:
    found = told(["", "Visits"], [["North", "310"], ["South", "245"], ["East", "128"], ["Total", "693"]])
    assert [(d.severity, d.expected) for d in found] == [(Severity.WARNING, "683")]


def test_no_error_is_less_than_nine_tenths_sure() -> None:
    found = told(KINDS[0].values[0], with_slip(RATES, 2, 3, "184"))  # type: ignore[arg-type]
    assert all(d.confidence >= 0.9 for d in found if d.severity is Severity.ERROR)


CHANGED = [("Ash", 50, 65), ("Birch", 40, 30), ("Cedar", 80, 80), ("Elm", 25, 70), ("Fir", 64, 48), ("Oak", 90, 117)]
CHANGES = [[name, str(a), str(b), f"{(b - a) / a * 100:+.0f}%"] for name, a, b in CHANGED]
CHANGE_HEADER = ["", "2021", "2022", "% change"]


def test_a_printed_zero_far_from_what_the_other_rows_obey_is_told() -> None:
    assert told(CHANGE_HEADER, CHANGES) == []
    (one,) = told(CHANGE_HEADER, with_slip(CHANGES, 3, 3, "0%"))
    assert (one.severity, one.values[0], one.expected) == (Severity.ERROR, "0%", "180%")


def test_several_zeros_or_a_dash_stand_for_what_is_not_told() -> None:
    assert told(CHANGE_HEADER, with_slip(CHANGES, 3, 3, "-")) == []
    assert told(CHANGE_HEADER, with_slip(with_slip(CHANGES, 3, 3, "0%"), 1, 3, "0%")) == []


def test_of_two_formulas_the_one_that_a_printed_zero_bears_out() -> None:
    header = ["", "Week 2022", "Week 2021", "% change", "Month 2022"]
    rows = [
        ["Ash", "0", "1", "-100%", "0"],
        ["Birch", "0", "1", "-100%", "0"],
        ["Cedar", "0", "2", "-100%", "0"],
        ["Elm", "0", "1", "-100%", "0"],
        ["Oak", "2", "2", "0%", "20"],
    ]
    assert told(header, rows) == []


JOBS = [
    ["Teaching", "190", "182", "-8"],
    ["Nursing", "612", "620", "8"],
    ["Care", "75", "71", "-4"],
    ["Services", "877", "873", "-4"],
    ["Retail", "305", "309", "4"],
    ["Wholesale", "142", "143", "1"],
    ["Trade", "447", "452", "5"],
]
OPEN = (0, 0, 0, 87, 0, 0, 44)  # vacancies of the totals


def test_a_part_of_a_difference_that_breaks_its_sum_too_is_the_wrong_cell() -> None:
    header = ["", "2021", "2022", "Change", "Vacancies"]
    rows = [
        [*row, str(int(row[1]) // 10 if row[0] not in ("Services", "Trade") else n)]
        for row, n in zip(JOBS, OPEN, strict=True)
    ]
    assert told(header, rows) == []
    found = told(header, with_slip(rows, 0, 1, "590"))
    assert {d.values[0] for d in found} == {"590"}
    assert len({d.group_id for d in found}) == 1


def test_a_lone_total_of_long_numbers_is_told_where_one_slip_makes_it_exact() -> None:
    header = ["", "Pillar 1", "Pillar 2", "Pillar 4", "Total"]
    (one,) = told(header, [["Tests", "1,118,887", "6,028,757", "71,637", "2,219,281"]])
    assert one.severity is Severity.WARNING
    assert told(header, [["Tests", "1,118,887", "6,128,759", "71,637", "2,219,281"]]) == []


def test_a_row_that_was_moved_is_one_cause() -> None:
    header = ["", "2020", "2021", "Change", "2022", "Change since 2021"]
    rows = [
        [f"Place {n}", str(a), str(b), str(b - a), str(c), str(c - b)]
        for n, (a, b, c) in enumerate(
            [(210, 344, 512), (187, 283, 305), (95, 253, 611), (311, 387, 402), (77, 141, 199), (402, 498, 733)]
        )
    ]
    moved = [row if n != 2 else [row[0], *row[2:], row[1]] for n, row in enumerate(rows)]
    assert told(header, rows) == []
    assert len({d.group_id for d in told(header, moved)}) == 1
