"""The figures of two files side by side: changed, lost, added, with their neighbours."""

import pytest
from builders import ReportBuilder

from pipeline.reconcile.diff import Change, compare_tables, diff_reports
from pipeline.types import Report

ROWS = [
    ["Violence", "4,365", "4,452"],
    ["Burglary", "3,935", "4,014"],
    ["Robbery", "512", "498"],
    ["Arson", "77", "81"],
]


def report(rows: list[list[str]], sentence: str = "In all 812 victims were referred to the service.") -> Report:
    builder = ReportBuilder().heading("Offences recorded").table(["", "2013/14", "2014/15"], rows)
    number = next(w for w in sentence.split() if w[0].isdigit())
    return builder.sentence(sentence, {"text": number}).build()


def changes(left: Report, right: Report) -> list[tuple[Change, str, str]]:
    return [(d.change, d.left_text, d.right_text) for d in diff_reports([left], [right]) if d.differs]


def test_the_same_file_has_no_differences() -> None:
    assert diff_reports([report(ROWS)], [report(ROWS)]) == ()


CASES = [
    pytest.param(
        [*ROWS[:1], ["Burglary", "3,935", "4,104"], *ROWS[2:]], [(Change.CHANGED, "4,014", "4,104")], id="changed"
    ),
    pytest.param([ROWS[0], *ROWS[2:]], [(Change.LOST, "3,935, 4,014", "")], id="lost"),
    pytest.param([*ROWS, ["Fraud", "19", "23"]], [(Change.ADDED, "", "19, 23")], id="added"),
    pytest.param([ROWS[1], ROWS[0], *ROWS[2:]], [], id="moved"),
    pytest.param([["violence ", "4365", "4452"], *ROWS[1:]], [], id="respelt"),
]


@pytest.mark.parametrize(("rows", "expected"), CASES)
def test_tells_what_became_of_a_row(rows: list[list[str]], expected: list[tuple[Change, str, str]]) -> None:
    assert changes(report(ROWS), report(rows)) == expected


def test_a_reworded_sentence_is_the_same_and_a_changed_number_is_not() -> None:
    reworded = report(ROWS, "In total 812 victims were referred to this service.")
    assert changes(report(ROWS), reworded) == []
    changed = report(ROWS, "In total 821 victims were referred to this service.")
    assert changes(report(ROWS), changed) == [(Change.CHANGED, "812", "821")]


def test_unchanged_neighbours_are_kept_for_context() -> None:
    lines = diff_reports([report(ROWS)], [report([*ROWS[:1], ["Burglary", "3,935", "4,104"], *ROWS[2:]])], context=1)
    assert [d.change for d in lines] == [Change.SAME, Change.CHANGED, Change.SAME]


def test_two_runs_differ_in_what_is_new_gone_and_changed() -> None:
    found = compare_tables("series", {"s1": "80.9", "s2": "7"}, {"s1": "90.9", "s3": "5"})
    assert [(c.change, c.subject_id, c.before, c.after) for c in found] == [
        ("changed", "s1", "80.9", "90.9"),
        ("gone", "s2", "7", ""),
        ("new", "s3", "", "5"),
    ]
