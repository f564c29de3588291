"""Prose and rows that look like a slip and are none, beside the slips that they look like."""

import hashlib

import pytest

from pipeline.check import check_report
from pipeline.check.formulas.repairs import may_be
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


def test_a_count_is_not_told_to_be_below_nothing() -> None:
    rows = "".join(
        f"| {name} | {n} |\n" for name, n in (("Race", 1047), ("Faith", 150), ("Other", 125), ("Total", 1275))
    )
    data = f"# Return 2021\n\n| Strand | Reports |\n| --- | --- |\n| Age | 25 |\n{rows}".encode()
    document = read_document(data, name="return.md", limits=Limits())
    facts = FileFacts("return.md", hashlib.sha256(data).hexdigest(), len(data))
    (report,) = extract_reports(document, facts=facts, rules=RULES, settings=Settings())
    found = [d for d in check_report(report, RULES).discrepancies if d.code == "SUM-01"]
    assert all(not d.expected.startswith("-") for d in found)
    age = next(f for f in report.figures if f.text == "25")
    assert (may_be(age, (-47.0, -47.0)), may_be(age, (-25.0, -25.0)), may_be(age, (20.0, 20.0))) == (False, True, True)
