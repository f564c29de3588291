"""Prose and rows that look like a slip and are none, beside the slips that they look like."""

import hashlib

import pytest

from pipeline.check import check_report
from pipeline.extract import extract_reports
from pipeline.extract.settings import Settings
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.types import FileFacts, Severity

RULES = load_rules()
ROWS = "| Area | {} | 9 | 2019 |\n| --- | --- | --- | --- |\n| North | 31 | 12 | 40 |\n| South | 22 | 11 | 35 |\n"


def alarms(text: str) -> list[str]:
    """Return the codes of errors and warnings over a text."""
    data = f"# Annual Report 2021\n\n{text}\n".encode()
    document = read_document(data, name="report.md", limits=Limits())
    facts = FileFacts("report.md", hashlib.sha256(data).hexdigest(), len(data))
    (report,) = extract_reports(document, facts=facts, rules=RULES, settings=Settings())
    found = check_report(report, RULES).discrepancies
    return sorted({d.code for d in found if d.severity is not Severity.INFO})


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Of 2,464 searches, half took place in five towns (11% in Ely, 9% in March).", []),
        ("Of 490 people, 475 (79%) accepted a visit.", ["SHR-01"]),
        ("The largest shares went to Ohio with 78.5%, Texas with 11.0% and Maine with 8.4%.", []),
        ("Of the calls 78.5% were urgent, 11.0% were planned and the remaining 8.4% were advice.", ["SUM-03"]),
        ("Of the calls 78.5% were urgent, 14.0% were planned and 9.4% were advice.", ["SUM-03"]),
        (ROWS.format("Aug 201"), []),
        (ROWS.format("Aug 201 | ").replace("|\n| ---", "|\n| --- | ---"), []),
        ("The board met in August 20215.", ["PER-01"]),
    ],
    ids=[
        "list in brackets",
        "share",
        "largest only",
        "what is left",
        "more than all",
        "year cut by a cell",
        "by two",
        "no year",
    ],
)
def test_only_slips_are_told(text: str, codes: list[str]) -> None:
    assert alarms(text) == codes
