"""A figure that takes part in no formula of its table is told with the reason, and one that does is not."""

from builders import ReportBuilder

from pipeline.check import check_report
from pipeline.check.coverage import cover_report
from pipeline.check.formulas import why
from pipeline.rules import load_rules
from pipeline.types import Report, Result


def reasons(report: Report) -> dict[str, str]:
    """Return by printed text why a figure is in no formula."""
    text = {f.figure_id: f.text for f in report.figures}
    checks = check_report(report, load_rules()).checks
    return {text[i]: c.reason for c in checks if c.result is Result.CANNOT_JUDGE for i in c.figure_ids}


def built(header: list[str], rows: list[list[str]]) -> Report:
    return ReportBuilder().heading("Bridges").table(header, rows).build()


SPANS = [
    ["Old", "120", "35", "155"],
    ["Mill", "84", "61", "145"],
    ["Weir", "230", "17", "247"],
    ["Ford", "41", "9", "50"],
]


def test_a_table_whose_figures_all_add_up_leaves_none_over() -> None:
    assert reasons(built(["", "Cars", "Vans", "All"], SPANS)) == {}


def test_a_column_that_nothing_follows_from_is_told() -> None:
    more = [[*row, length] for row, length in zip(SPANS, ("311", "7", "64", "1013"), strict=True)]
    assert reasons(built(["", "Cars", "Vans", "All", "Length"], more)) == dict.fromkeys(
        ("311", "7", "64", "1013"), why.NONE_HOLDS
    )


def test_one_figure_alone_and_one_of_another_unit_are_told() -> None:
    assert reasons(built(["", "Cars"], [["Old", "120"]])) == {"120": why.ALONE}
    found = reasons(built(["", "Cars", "Cost"], [["Old", "120", ""], ["Mill", "84", "£31"], ["Weir", "230", ""]]))
    assert found["£31"] == why.NO_PARTNER


def test_two_rows_and_two_columns_are_too_few() -> None:
    found = reasons(built(["", "Cars", "Vans"], [["Old", "120", "35"], ["Mill", "84", "61"]]))
    assert set(found.values()) == {why.TOO_FEW}


def test_a_nought_in_a_column_with_a_formula_is_told() -> None:
    shares = [["Old", "40", "10", "25%"], ["Mill", "80", "36", "45%"], ["Weir", "60", "9", "15%"]]
    found = reasons(built(["", "Cars", "Vans", "% of cars"], [*shares, ["Ford", "0", "0", "0%"]]))
    assert set(found.values()) <= {why.UNTESTED}


def test_coverage_gives_the_reason() -> None:
    report = built(["", "Cars"], [["Old", "120"]])
    row = cover_report(report, check_report(report, load_rules()).checks, {})
    assert dict(row.unchecked) == {why.ALONE: 1}
