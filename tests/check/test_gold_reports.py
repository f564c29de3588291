"""What an auditor found in the annotated reports is found, and what agrees raises nothing."""

import pytest
from goldfigures import SHARED, gold_report

from pipeline.align import align_reports
from pipeline.check import run_checks
from pipeline.rules import load_rules
from pipeline.types import Discrepancy, Result

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated reports are not beside this checkout")


@pytest.fixture(scope="module")
def found() -> tuple[tuple[Discrepancy, ...], set[tuple[str, str]]]:
    reports = [
        gold_report(
            "000", title="QUARTER 3 2015/16 – PERFORMANCE REPORT", published="2016-03-22", label="FY2015/16 Q3"
        ),
        gold_report("001", title="Police & Crime Plan Dashboard", published="", label=""),
    ]
    alignment = align_reports(reports)
    checks, discrepancies, _ = run_checks(reports, alignment, load_rules())
    texts = {f.figure_id: f.text for r in reports for f in r.figures}
    agreeing = {(c.code, texts[i]) for c in checks if c.result is Result.AGREES for i in c.figure_ids}
    return discrepancies, agreeing


EXPECTED = [
    ("version_conflict", "error", {"80.9%", "90.9%"}),
    ("text_table_conflict", "error", {"79%", "80.9%"}),
    ("text_table_conflict", "error", {"79%", "90.9%"}),
    ("change_mismatch", "error", {"34", "30%", "14"}),
    ("period_conflict", "error", {"December 2016", "2016-03-22"}),
    ("period_conflict", "error", {"November 20215"}),
    ("version_missing", "warning", {"blank"}),
    ("period_conflict", "warning", {"To May 15", "Period ended December 2015", "86.5%"}),
]


@pytest.mark.parametrize(
    ("kind", "severity", "values"), EXPECTED, ids=lambda x: x if isinstance(x, str) else " ".join(sorted(x))
)
def test_finds_what_the_auditor_found(kind: str, severity: str, values: set[str], found) -> None:
    discrepancies, _ = found
    assert any((d.type.value, d.severity.value, set(d.values)) == (kind, severity, values) for d in discrepancies)


def test_the_changed_cell_is_told_with_its_slip(found) -> None:
    discrepancies, _ = found
    conflict = next(d for d in discrepancies if d.code == "VER-01")
    assert conflict.cause.value == "digit_substitution"
    assert "10" in conflict.explanation


@pytest.mark.parametrize("told", ["89%", "75%", "80.4%"])
def test_rounded_figures_of_the_narrative_agree_with_the_tables(told: str, found) -> None:
    discrepancies, agreeing = found
    assert ("TXT-01", told) in agreeing
    assert not any(told in d.values for d in discrepancies)


def test_nothing_else_is_an_error(found) -> None:
    discrepancies, _ = found
    assert sum(d.severity.value == "error" for d in discrepancies) == 7
