"""Decisions survive a run, expire when a value changes, and put our misreadings right."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from builders import ReportBuilder

from pipeline.align import align_reports
from pipeline.check import run_checks
from pipeline.errors import InputError
from pipeline.reconcile.decisions import (
    add_decision,
    apply_decisions,
    correct_figures,
    decide_finding,
    read_decisions,
    values_hash,
)
from pipeline.rules import load_rules
from pipeline.types import Decision, Discrepancy, Report, Verdict

RULES = load_rules()


def table_report(last: str) -> Report:
    rows = [
        ["Officers", "1,919", "2,271", "+18%"],
        ["Wardens", "249", "188", "-24%"],
        ["Staff", "1,499", "1,623", last],
    ]
    return ReportBuilder().heading("Headcount").table(["", "2016/17", "2020/21", "% Change"], rows).build()


def finding_of(report: Report) -> Discrepancy:
    (found,) = run_checks([report], align_reports([report]), RULES)[1]
    return found


def test_a_decided_finding_shows_its_decision_and_expires_with_its_values() -> None:
    report = table_report("+28%")
    found = finding_of(report)
    figures = {f.figure_id: f for f in report.figures}
    decision = decide_finding(
        found, Verdict.EXPLAINED, figures=figures, reason="other scope", note="n", user="ada", time="t"
    )
    (shown,), offers = apply_decisions([found], [decision], [report])
    assert (shown.decision, shown.decided_by, shown.reason, offers) == (Verdict.EXPLAINED, "ada", "other scope", ())
    changed = replace(found, values=("+38%", *found.values[1:]))
    assert apply_decisions([changed], [decision], [report])[0][0].decision is Verdict.EXPIRED


def test_a_decision_whose_finding_is_gone_is_offered_and_not_applied() -> None:
    report = table_report("+28%")
    found = finding_of(report)
    decision = decide_finding(found, Verdict.DISMISSED, figures={f.figure_id: f for f in report.figures})
    moved = replace(found, discrepancy_id="x0000000000000001")
    (shown,), (offer,) = apply_decisions([moved], [decision], [report])
    assert shown.decision is Verdict.OPEN
    assert offer.discrepancy_id == "x0000000000000001"


def test_the_last_decision_counts_and_open_undoes() -> None:
    report = table_report("+28%")
    found = finding_of(report)
    first = decide_finding(found, Verdict.CONFIRMED, figures={})
    later = decide_finding(found, Verdict.UNSURE, figures={})
    undone = Decision("finding", found.discrepancy_id, Verdict.OPEN)
    assert apply_decisions([found], [first, later], [report])[0][0].decision is Verdict.UNSURE
    assert apply_decisions([found], [first, later, undone], [report])[0][0].decision is Verdict.OPEN


def test_a_misread_figure_is_put_right_and_the_finding_goes() -> None:
    report = table_report("+28%")
    wrong = next(f for f in report.figures if f.text == "+28%")
    decision = Decision(
        "figure",
        wrong.figure_id,
        Verdict.CONFIRMED,
        stands="8",
        reason="misread",
        values_hash=values_hash([wrong.text]),
    )
    (corrected,) = correct_figures([report], [decision])
    assert next(f for f in corrected.figures if f.figure_id == wrong.figure_id).value == Decimal(8)
    assert run_checks([corrected], align_reports([corrected]), RULES)[1] == ()
    printed_anew = table_report("+38%")
    assert correct_figures([printed_anew], [decision]) == (printed_anew,)


def test_none_takes_a_figure_out() -> None:
    report = table_report("+8%")
    figure = report.figures[0]
    (corrected,) = correct_figures([report], [Decision("figure", figure.figure_id, Verdict.CONFIRMED, stands="none")])
    assert figure.figure_id not in {f.figure_id for f in corrected.figures}


def test_the_file_is_only_added_to_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "decisions.jsonl"
    assert read_decisions(path) == ()
    first = Decision("finding", "x1", Verdict.CONFIRMED, note="Grüße", user="ada")
    second = Decision("series", "s1", Verdict.CONFIRMED, stands="f1")
    add_decision(path, first)
    before = path.read_bytes()
    path.write_bytes(before.rstrip(b"\n"))  # an editor left the last line open
    add_decision(path, second)
    assert path.read_bytes().startswith(before.rstrip(b"\n"))
    assert read_decisions(path) == (first, second)


FAULTS = [
    pytest.param("{", "not valid JSON", id="no JSON"),
    pytest.param('{"subject": "finding"}', "needs subject, subject_id and verdict", id="fields missing"),
    pytest.param('{"subject": "page", "subject_id": "1", "verdict": "open"}', "none of document", id="subject"),
    pytest.param('{"subject": "figure", "subject_id": "1", "verdict": "maybe"}', "none of open", id="verdict"),
    pytest.param('{"subject": "figure", "subject_id": "1", "verdict": "open", "x": 1}', "unknown field", id="unknown"),
]


@pytest.mark.parametrize(("line", "message"), FAULTS)
def test_a_line_that_is_no_decision_is_told_with_its_place(line: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text("\n" + line + "\n")
    with pytest.raises(InputError, match=message) as error:
        read_decisions(path)
    assert "decisions.jsonl:2" in str(error.value)


def test_a_correction_that_is_no_number_is_told() -> None:
    report = table_report("+8%")
    with pytest.raises(InputError, match="is no number"):
        correct_figures([report], [Decision("figure", report.figures[0].figure_id, Verdict.CONFIRMED, stands="many")])
