from dataclasses import replace

from pipeline.publish.rows import Rows
from pipeline.publish.summary import harmless, summarise
from pipeline.types import Severity, Verdict


def test_the_summary_names_both_places_and_both_values(rows: Rows) -> None:
    text = "\n".join(line.text for line in summarise(rows, shown=10))
    assert "Documents: 2 files read with 2 reports (1 failed)" in text
    assert "failed  c.pdf: is empty" in text
    assert "Figures: 2, of which 1 (50%) took part in 1 check" in text
    assert "Discrepancies: 1 error, 0 warnings, 1 info" in text
    assert "80.9%  a.txt:1" in text
    assert "90.9%  b.pdf:p3" in text
    assert text.count("version_conflict") == 1, "info is counted, not shown"


def test_what_is_not_shown_is_counted(rows: Rows) -> None:
    lines = [line.text for line in summarise(rows, shown=0)]
    assert lines[-1] == "... and 1 more errors and warnings"


def test_names_and_text_cannot_steer_the_terminal() -> None:
    assert harmless("a\x1b]0;title\x07\nb\u202efdp.txt\x9b2J") == "a\ufffd]0;title\ufffd bfdp.txt\ufffd2J"


def test_findings_that_read_the_same_are_shown_once(rows: Rows) -> None:
    one, two = (replace(f, severity=Severity.ERROR) for f in rows.dataset.discrepancies)
    turned = replace(two, evidence=two.evidence[::-1])
    both = Rows(replace(rows.dataset, discrepancies=(one, turned)), rows.rules)
    lines = [line.text for line in summarise(both, shown=10)]
    assert lines.count("error  version_conflict (VER-01)") == 1
    assert len([line for line in lines if line.startswith("    the same at ")]) == 1


def test_many_places_are_counted_and_a_decision_is_told(rows: Rows) -> None:
    finding = rows.dataset.discrepancies[1]
    evidence = tuple(replace(finding.evidence[0], text=f"{n}%") for n in range(12))
    decided = replace(finding, evidence=evidence, decision=Verdict.EXPLAINED, decided_by="A\x1b[0m Reviewer")
    only = Rows(replace(rows.dataset, discrepancies=(decided,)), rows.rules)
    lines = [line.text for line in summarise(only, shown=10)]
    assert "    ... and 4 more places" in lines
    assert "    explained by A\ufffd[0m Reviewer" in lines


def test_files_without_a_figure_are_named(rows: Rows) -> None:
    assert not any("Without any figure" in line.text for line in summarise(rows, shown=0))
    coverage = tuple(replace(c, figures=0) for c in rows.dataset.coverage)
    emptied = Rows(replace(rows.dataset, coverage=coverage), rows.rules)
    assert "  Without any figure: a.txt, b.pdf" in [line.text for line in summarise(emptied, shown=0)]


def test_findings_of_one_cause_are_shown_as_one(rows: Rows) -> None:
    first = replace(rows.dataset.discrepancies[0], severity=Severity.WARNING, group_id="g1")
    second = replace(first, discrepancy_id="x2", explanation="Another row of the same two papers.")
    both = Rows(replace(rows.dataset, discrepancies=(first, second)), rows.rules)
    lines = [line.text for line in summarise(both, shown=1)]
    assert lines.count("warning  version_conflict (VER-01)") == 1
    assert lines[-1] == "    ... and 1 more of one cause"
