"""A run over the corpus finds what is planted there, and raises no error that is not."""

import csv
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
Row = dict[str, str]

with (CORPUS / "expected.csv").open(encoding="utf-8", newline="") as stream:
    EXPECTED = [row for row in csv.DictReader(stream) if row["needs"] != "ocr"]
# a planted contradiction is asked for as soon as there is a check for its type
CHECKED = {check["type"] for check in yaml.safe_load((ROOT / "rules" / "checks.yaml").read_text("utf-8"))["checks"]}


def split(cell: str) -> list[str]:
    return [part for part in cell.split("; ") if part]


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if importlib.util.find_spec("pipeline.cli") is None:
        pytest.skip("the command is not there yet")
    folder = tmp_path_factory.mktemp("out")
    command = [sys.executable, "-c", "from pipeline.cli import main; main()"]
    arguments = ["run", str(CORPUS / "documents"), "--manifest", str(CORPUS / "manifest.csv"), "--out", str(folder)]
    done = subprocess.run([*command, *arguments, "--fail-on", "never"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def names_of(finding: Row) -> set[str]:
    """Return the files that a finding points to: `name:p3` or `name:118`."""
    return {place.rsplit(":", 1)[0].rsplit("/", 1)[-1] for place in split(finding["locations"])}


def covers(finding: Row, row: Row) -> bool:
    """A finding is a planted one if type and files fit and it shows a planted value."""
    types = {row["type"], *split(row["also"])}
    return finding["type"] in types and names_of(finding) <= set(split(row["files"])) and bool(shown(finding, row))


def shown(finding: Row, row: Row) -> set[str]:
    told = " ".join((finding["values"], finding["explanation"])).lower()
    return {value for value in split(row["values"]) if value.lower() in told}


def case(row: Row) -> object:
    """A planted contradiction as a test case; what no check finds yet says what it needs, and must fail."""
    marks = [pytest.mark.xfail(strict=True, reason=f"needs {row['needs']}")] if row["needs"] else []
    return pytest.param(row, id=row["id"], marks=marks)


@pytest.mark.parametrize("row", [case(row) for row in EXPECTED if row["type"] in CHECKED])
def test_a_planted_contradiction_is_found(row: Row, out: Path) -> None:
    found = [finding for finding in rows_of(out / "discrepancies.csv") if covers(finding, row)]
    planted = set(split(row["values"]))
    # several figures of one kind, each wrong by itself, may be several findings
    together = set().union(*(shown(finding, row) for finding in found)) if found else set()
    assert any(shown(finding, row) == planted for finding in found) or (len(planted) > 3 and together == planted)
    assert row["severity"] in {finding["severity"] for finding in found}


def test_no_error_is_raised_that_is_not_planted(out: Path) -> None:
    errors = [finding for finding in rows_of(out / "discrepancies.csv") if finding["severity"] == "error"]
    stray = [finding for finding in errors if not any(covers(finding, row) for row in EXPECTED)]
    assert [(finding["type"], finding["values"], finding["locations"]) for finding in stray] == []


def test_each_document_has_its_row(out: Path) -> None:
    documents = rows_of(out / "documents.csv")
    status = {Path(row["path"]).name: row["status"] for row in documents}
    assert status.keys() == {path.name for path in (CORPUS / "documents").iterdir()}
    assert [name for name, word in status.items() if word == "failed"] == ["plan-progress-report-2021-damaged.pdf"]
    formats = {Path(row["path"]).name: row["format"] for row in documents}
    assert formats["hate-crime-return-2014-15-scan.pdf"] == "pdf-scan"
    assert all(row["message"] for row in documents if row["status"] != "ok")


def test_the_versions_of_the_quarters_report_are_one_group(out: Path) -> None:
    documents = rows_of(out / "documents.csv")
    dashboards = [row for row in documents if row["kind"] == "dashboard"]
    assert len(dashboards) == 3  # published on its own, as appendix in PDF and as appendix in text
    assert len({row["version_group"] for row in dashboards} - {""}) == 1
