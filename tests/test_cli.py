"""The command as a user meets it: messages, exit codes, and the files that it leaves."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.errors import ExitCode

ROOT = Path(__file__).parents[1]
REPORT = """\
# Quarter 3 2015/16 performance report

22 March 2016

## Strategic Priority 7

Satisfaction of victims of hate crime is told in the table below for the 12 months to December 2015.

There were 34 first time entrants, a decrease of 30% or 14 on the same quarter of the previous year.

| Indicator | 12 months to Dec 2014 | 12 months to Dec 2015 |
| --- | --- | --- |
| Satisfaction of victims of burglary | 91.2% | 90.4% |
| Satisfaction of victims of hate crime | 84.2% | 80.9% |
| Calls answered within 10 seconds | 93.0% | 94.1% |
| Crimes solved | 1,204 | 1,310 |
"""
OTHER = REPORT.replace("80.9%", "90.9%")


def reportcheck(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: object
) -> tuple[int, str, str]:
    """Run the command; return its exit code and what it printed on both streams."""
    monkeypatch.setattr(sys, "argv", ["reportcheck", *map(str, arguments)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    printed = capsys.readouterr()
    return int(left.value.code or 0), printed.out, printed.err


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    root = tmp_path / "reports"
    root.mkdir()
    (root / "version-a.txt").write_text(REPORT, encoding="utf-8")
    (root / "version-b.txt").write_text(OTHER, encoding="utf-8")
    return root


def read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--version"], ExitCode.OK, "reportcheck 0."),
        (["--help"], ExitCode.OK, "Exit codes"),
        (["run", "--help"], ExitCode.OK, "--fiscal-year-start"),
        (["run", "missing.pdf"], ExitCode.USAGE, "missing.pdf: does not exist"),
        (["run", "."], ExitCode.USAGE, "no document here"),
        (["run", ".", "--format", "csv,pdf"], ExitCode.USAGE, "there is no format 'pdf'"),
        (["run", ".", "--rules", "."], ExitCode.USAGE, "no *.yaml file here"),
        (["run", ".", "--manifest", "none.csv"], ExitCode.USAGE, "none.csv: cannot be read"),
        (["run", ".", "--fiscal-year-start", "13"], ExitCode.USAGE, "Invalid value for '--fiscal-year-start':"),
        (["explain", "NO-99"], ExitCode.USAGE, "there is no check 'NO-99'; the checks are"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_mistakes_are_told_in_one_message(
    arguments: list[str],
    code: ExitCode,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    left, out, err = reportcheck(monkeypatch, capsys, *arguments)
    assert left == code, err
    assert message in out + err
    assert "Traceback" not in err


def test_explain_prints_rule_and_examples(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = reportcheck(monkeypatch, capsys, "explain", "ver-01")
    assert code == 0
    assert out.startswith("VER-01  ")
    assert "Finds something in:" in out
    assert "Finds nothing in:" in out


HEAVY = {"jinja2", "lxml", "numpy", "pandas", "pikepdf", "pydantic", "pypdfium2", "rapidfuzz", "scipy", "spacy", "yaml"}
HELP = """
import sys
sys.argv = ["reportcheck", "--help"]
from pipeline.cli import main
try:
    main()
finally:
    print("loaded:", len(sys.modules), *sorted({name.split(".")[0] for name in sys.modules}))
"""


def test_help_loads_nothing_that_takes_time() -> None:
    """It answers in a fifth of a second; what is counted here is what would make it slower."""
    done = subprocess.run([sys.executable, "-c", HELP], check=True, capture_output=True, cwd=ROOT, text=True)
    assert "Usage: reportcheck" in done.stdout
    _, number, *names = done.stdout.splitlines()[-1].split()
    assert HEAVY & set(names) == set()
    assert int(number) < 900


def test_a_run_leaves_its_tables_and_tells_the_worst(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = reportcheck(monkeypatch, capsys, "run", archive, "--out", tmp_path / "out")
    assert code == ExitCode.OK, err
    assert "Documents: 2 files read with 2 reports" in out
    assert "80.9%" in out
    assert "version-a.txt:14" in out
    assert "90.9%" in out
    assert "version-b.txt:14" in out
    assert str(tmp_path / "out" / "discrepancies.csv") in out
    findings = read_table(tmp_path / "out" / "discrepancies.csv")
    assert ("version_conflict", "error", "digit_substitution") in {
        (f["type"], f["severity"], f["cause"]) for f in findings
    }
    assert {d["status"] for d in read_table(tmp_path / "out" / "documents.csv")} == {"ok"}


@pytest.mark.parametrize(
    ("fail_on", "damaged", "code"),
    [
        ("never", True, ExitCode.OK),
        ("error", False, ExitCode.FINDINGS),
        ("warning", False, ExitCode.FINDINGS),
    ],
)
def test_findings_decide_the_exit_code(
    fail_on: str,
    damaged: bool,
    code: ExitCode,
    archive: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if damaged:
        (archive / "broken.pdf").write_bytes(b"%PDF-1.4\n broken")
    left, out, _ = reportcheck(monkeypatch, capsys, "run", archive, "--out", tmp_path / "out", "--fail-on", fail_on)
    assert left == code
    assert ("1 failed" in out) == damaged


def test_bad_files_have_a_row_and_a_reason(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (archive / "version-b.txt").unlink()
    (archive / "version-a.txt").write_text("A report without findings about 12 schools.\n", encoding="utf-8")
    (archive / "empty.pdf").write_bytes(b"")
    (archive / "picture.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    (archive / "broken\x1b[31m.pdf").write_bytes(b"%PDF-1.4\n broken")
    left, out, err = reportcheck(monkeypatch, capsys, "run", archive, "--out", tmp_path / "out", "--fail-on", "error")
    assert left == ExitCode.FAILED_DOCUMENTS, err
    rows = {r["path"].encode("ascii", "replace").decode(): r for r in read_table(tmp_path / "out" / "documents.csv")}
    assert {r["status"] for name, r in rows.items() if name.endswith("pdf")} == {"failed"}
    assert rows["version-a.txt"]["status"] == "ok"
    assert all(r["message"] for name, r in rows.items() if name.endswith("pdf"))
    assert "\x1b" not in out
    assert "empty.pdf: " in out


def test_two_runs_are_equal_bytes_whatever_the_order(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(archive)
    files = sorted(p.name for p in archive.iterdir())
    orders = {"one": (files, "1"), "two": (files[::-1], "2"), "again": (files, "2")}
    for name, (order, jobs) in orders.items():
        out = tmp_path / ("one" if name == "again" else name)
        code, _, err = reportcheck(monkeypatch, capsys, "run", *order, "--out", out, "--jobs", jobs, "--quiet")
        assert code == 0, err
        assert err == ""
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir() if p.is_file()} for n in ("one", "two"))
    assert sorted(one) == sorted(two)
    assert [name for name in one if one[name] != two[name]] == []


def test_a_manifest_wins_over_print(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("path,title,published\nversion-a.txt,The title,2016-03-22\nnone.pdf,x,\n", encoding="utf-8")
    _, out, err = reportcheck(monkeypatch, capsys, "run", archive, "--out", tmp_path / "out", "--manifest", manifest)
    row = read_table(tmp_path / "out" / "documents.csv")[0]
    assert (row["title"], row["title_source"]) == ("The title", "manifest")
    assert (row["published"], row["published_source"]) == ("2016-03-22", "manifest")
    assert "none.pdf" in out + err, "a row that fits no file is told"


def test_tables_are_written(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (archive / "version-a.txt").write_text("Area\tCount\nNorth\t3\nSouth\t4\n", encoding="utf-8")
    code, out, err = reportcheck(monkeypatch, capsys, "tables", archive, "--out", tmp_path / "tables")
    assert code == 0, err
    assert "2 tables in" in out
    assert (tmp_path / "tables" / "tables.jsonl").read_text(encoding="utf-8").count("\n") == 2


def test_diff_shows_the_figure_that_changed(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = archive / "version-a.txt", archive / "version-b.txt"
    code, out, err = reportcheck(monkeypatch, capsys, "diff", one, two)
    assert code == ExitCode.FINDINGS, err
    (changed,) = [line for line in out.splitlines() if line.startswith("~")]
    assert changed.split()[1:5] == ["80.9%", "90.9%", "14", "14"]
    assert "1 figures differ" in out
    code, out, _ = reportcheck(monkeypatch, capsys, "diff", one, one)
    assert (code, out) == (ExitCode.OK, "the same figures in both\n")


def test_a_decision_is_honoured_by_the_next_run_and_compare_tells_it(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        reportcheck(monkeypatch, capsys, "run", archive, "--out", tmp_path / name, "--format", "csv")
    assert reportcheck(monkeypatch, capsys, "compare", tmp_path / "one", tmp_path / "two")[0] == ExitCode.OK
    finding = read_table(tmp_path / "two" / "discrepancies.csv")[0]["discrepancy_id"]
    arguments = ["decide", finding, "--out", tmp_path / "two", "--verdict", "explained", "--reason", "other scope"]
    code, _, err = reportcheck(monkeypatch, capsys, *arguments, "--user", "An Auditor")
    assert code == ExitCode.OK, err
    reportcheck(monkeypatch, capsys, "run", archive, "--out", tmp_path / "two", "--format", "csv")
    row = read_table(tmp_path / "two" / "discrepancies.csv")[0]
    assert (row["decision"], row["decided_by"], row["reason"]) == ("explained", "An Auditor", "other scope")
    code, out, _ = reportcheck(monkeypatch, capsys, "compare", tmp_path / "one", tmp_path / "two")
    assert code == ExitCode.FINDINGS
    assert f"finding changed: {finding}" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["decide", "x0000000000000000"], "has no such finding"),
        (["decide", "nonsense"], "has no such finding"),
        (["decide", "FINDING", "--reason", "none"], "is no code; use one of better source data"),
        (["decide", "FINDING", "--stands", "80.9"], "--stands is for a series or a figure"),
        (["decide", "FIGURE"], "give the right reading"),
        (["compare", "."], "Missing argument"),
        (["inventory", "nowhere"], "there is no documents.csv here"),
        (["status", "nowhere"], "no run was started here"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_mistakes_about_outputs_are_told(
    arguments: list[str],
    message: str,
    archive: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    reportcheck(monkeypatch, capsys, "run", archive, "--format", "csv")
    known = {
        "FINDING": read_table(tmp_path / "outputs" / "discrepancies.csv")[0]["discrepancy_id"],
        "FIGURE": read_table(tmp_path / "outputs" / "figures.csv")[0]["figure_id"],
    }
    code, out, err = reportcheck(monkeypatch, capsys, *(known.get(a, a) for a in arguments))
    assert code == ExitCode.USAGE
    assert message in out + err


def test_json_is_one_object_that_tells_what_the_tables_tell(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (archive / "torn.pdf").write_bytes(b"%PDF-1.7\n")
    command = ["run", archive, "--out", tmp_path / "out", "--format", "csv", "--json", "--fail-on", "error"]
    code, out, _ = reportcheck(monkeypatch, capsys, *command)
    told = json.loads(out)
    findings = read_table(tmp_path / "out" / "discrepancies.csv")
    assert told["exit_code"] == code == ExitCode.FINDINGS
    assert told["documents"] == {"ok": 2, "partial": 0, "failed": 1}
    assert [f["path"] for f in told["not_read"]] == ["torn.pdf"]
    assert told["figures"] == len(read_table(tmp_path / "out" / "figures.csv"))
    assert sum(told["findings"].values()) == sum(told["findings_by_code"].values()) == len(findings)
    grave = [f["discrepancy_id"] for f in findings if f["severity"] != "info"]
    assert [f["discrepancy_id"] for f in told["worst"]] == grave
    assert told["formats"] == ["csv"]
    assert reportcheck(monkeypatch, capsys, *command, "--quiet", "--fresh")[1] == out  # no clock, nothing of the run


def test_json_tells_as_many_findings_as_are_asked_for(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["run", archive, "--out", tmp_path / "out", "--format", "csv", "--json", "--show", "1"]
    code, out, _ = reportcheck(monkeypatch, capsys, *command)
    assert code == 0
    assert len(json.loads(out)["worst"]) == 1


@pytest.mark.parametrize(
    ("words", "completed"), [("reportcheck ", "inventory"), ("reportcheck run --fis", "--fiscal-year-start")]
)
def test_a_shell_completes_commands_and_options(words: str, completed: str) -> None:
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")), "_REPORTCHECK_COMPLETE": "complete_bash"}
    code = "from pipeline.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **asked}, capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert completed in done.stdout.split()
