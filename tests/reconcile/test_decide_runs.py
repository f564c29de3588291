"""Decisions made at the command line are honoured by the next run: a finding, a series, a figure that was misread."""

import csv
import sys
from pathlib import Path

import pytest

from pipeline import cli

NARRATIVE = """# Annual Report 2015/16

Publisher: Northshire Police

Date: 1 June 2016

Burglary went from 215 to 182 in 2015/16, a fall of 25%.

| Indicator | 2014/15 | 2015/16 |
| --- | --- | --- |
| Satisfaction of victims of burglary | 91.2% | 90.4% |
| Calls answered within 10 seconds | 93.0% | 94.1% |
| Crimes solved | 1,204 | 1,310 |
"""
# Another report of the same day with another value: nothing says which of the two stands.
OTHER = """# Survey Results

Publisher: Northshire Police

Date: 1 June 2016

The survey asked 2,000 people who had been victims of a crime.

| Question | 2015/16 |
| --- | --- |
| Satisfaction of victims of burglary | 89.4% |
"""
Row = dict[str, str]


class Archive:
    """A folder of two reports, its runs and its decisions."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reports, self.out, self.decisions = root / "reports", root / "out", root / "decisions.jsonl"
        self.monkeypatch = monkeypatch
        self.reports.mkdir()
        (self.reports / "annual.md").write_text(NARRATIVE, encoding="utf-8")
        (self.reports / "survey.md").write_text(OTHER, encoding="utf-8")

    def command(self, *arguments: object) -> None:
        self.monkeypatch.setattr(sys, "argv", ["reportcheck", *map(str, arguments)])
        with pytest.raises(SystemExit):
            cli.main()

    def run(self) -> None:
        given = ["--decisions", self.decisions] if self.decisions.exists() else []
        self.command("run", self.reports, "--out", self.out, "--format", "csv", *given)

    def decide(self, subject: str, *options: object) -> None:
        self.command("decide", subject, "--out", self.out, "--decisions", self.decisions, "--user", "ada", *options)

    def rows(self, table: str) -> list[Row]:
        with (self.out / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def one(self, table: str, **wanted: str) -> Row:
        found = [r for r in self.rows(table) if all(r[k] == v for k, v in wanted.items())]
        assert len(found) == 1, f"{len(found)} rows of {table} with {wanted}"
        return found[0]


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    made = Archive(tmp_path, monkeypatch)
    made.run()
    return made


def test_a_decided_finding_expires_when_its_value_changes(archive: Archive) -> None:
    finding = archive.one("discrepancies", code="CHG-03")
    archive.decide(finding["discrepancy_id"], "--verdict", "dismissed", "--note", "other base")
    archive.run()
    shown = archive.one("discrepancies", code="CHG-03")
    assert (shown["decision"], shown["decided_by"], shown["note"]) == ("dismissed", "ada", "other base")
    (archive.reports / "annual.md").write_text(NARRATIVE.replace("25%", "35%"), encoding="utf-8")
    archive.run()
    assert archive.one("discrepancies", code="CHG-03")["decision"] in ("open", "expired")


def test_a_reviewer_says_which_value_of_a_series_stands(archive: Archive) -> None:
    wanted = {"indicator_id": "satisfaction_burglary", "period": "FY2015/16"}
    disputed = archive.one("series", **wanted)
    assert (disputed["status"], disputed["value"]) == ("disputed", "")
    stands = next(f["figure_id"] for f in archive.rows("figures") if f["text"] == "89.4%")
    archive.decide(disputed["series_id"], "--stands", stands)
    archive.run()
    decided = archive.one("series", **wanted)
    assert (decided["status"], decided["value"]) == ("decided", "89.4")
    assert "ada" in decided["basis"]


def test_a_misread_figure_is_put_right_and_the_checks_recompute_from_it(archive: Archive) -> None:
    figure = archive.one("figures", text="25%")
    archive.decide(figure["figure_id"], "--stands", "15")
    archive.run()
    corrected = archive.one("figures", text="25%")
    assert (corrected["value"].lstrip("-"), corrected["rule"]) == ("15", "decision")
    assert [r for r in archive.rows("discrepancies") if r["code"] == "CHG-03"] == []
    agreed = [r for r in archive.rows("checks") if r["code"] == "CHG-03"]
    assert [r["result"] for r in agreed] == ["agrees"]
