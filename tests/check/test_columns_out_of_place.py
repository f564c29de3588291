"""Whole columns out of place: two under one another's heads, and one that is a copy of another."""

from dataclasses import replace

from builders import ReportBuilder

from pipeline.check import check_report
from pipeline.rules import load_rules
from pipeline.types import Discrepancy, Report, Severity, Statistic

LEVELS = [(310, 355), (128, 96), (77, 104), (1_204, 1_377), (59, 58), (412, 640), (233, 198)]
NAMES = ("Ferry", "Tram", "Bus", "Rail", "Cable car", "Bicycle", "Taxi")


def report(levels: list[tuple[int, int]], *, head: str = "Change", times: int = 1) -> Report:
    changes = [times * (b - a) for a, b in LEVELS]
    body = [[n, str(a), str(b), f"{c:+}"] for n, (a, b), c in zip(NAMES, levels, changes, strict=True)]
    return ReportBuilder().heading("Trips").table(["", "2018/19", "2019/20", head], body).build()


def told(made: Report) -> list[Discrepancy]:
    return list(check_report(made, load_rules()).discrepancies)


def test_columns_in_their_order_raise_nothing() -> None:
    assert told(report(LEVELS)) == []


def test_columns_under_one_anothers_heads_are_one_finding() -> None:
    found = told(report([(b, a) for a, b in LEVELS]))
    assert len(found) == 1
    assert found[0].severity is Severity.WARNING
    assert "back in time" in found[0].explanation
    assert {"355", "310"} <= set(found[0].values)


def test_a_fall_may_be_told_as_the_earlier_less_the_later() -> None:
    assert told(report(LEVELS, head="Reduction", times=-1)) == []


def test_an_average_is_no_later_than_what_is_held_against_it() -> None:
    body = [[n, str(b), str(a), f"{b - a:+}"] for n, (a, b) in zip(NAMES, LEVELS, strict=True)]
    builder = ReportBuilder().heading("Trips").table(["", "2018/19", "2019/20", "Change"], body)
    builder.figures[:] = [
        replace(f, statistic=Statistic.AVERAGE) if f.column_label == "2019/20" else f for f in builder.figures
    ]
    assert told(builder.build()) == []


def test_a_column_that_is_a_copy_of_the_one_before_is_one_finding() -> None:
    found = told(report([(a, a) for a, _ in LEVELS]))
    assert len(found) == 1
    assert "is a copy" in found[0].explanation
    assert found[0].values[0] == "310"


def test_columns_alike_beside_changes_of_nothing_raise_nothing() -> None:
    body = [[n, str(a), str(a), "0"] for n, (a, _) in zip(NAMES, LEVELS, strict=True)]
    made = ReportBuilder().heading("Trips").table(["", "2018/19", "2019/20", "Change"], body).build()
    assert told(made) == []
