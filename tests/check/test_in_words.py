"""Fractions, multiples, ranks and amounts a head told in words."""

import hashlib

import pytest

from pipeline.check import check_report
from pipeline.extract import extract_reports
from pipeline.extract.settings import Settings
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.types import Discrepancy, FileFacts, Severity

RULES = load_rules()


def told(text: str) -> list[Discrepancy]:
    data = f"# Annual Report 2021\n\n{text}\n".encode()
    document = read_document(data, name="report.md", limits=Limits())
    facts = FileFacts("report.md", hashlib.sha256(data).hexdigest(), len(data))
    (report,) = extract_reports(document, facts=facts, rules=RULES, settings=Settings())
    return list(check_report(report, RULES).discrepancies)


@pytest.mark.parametrize(
    "text",
    [
        "Burglaries doubled from 40 in 2020 to 95 in 2021.",
        "Robberies trebled, from 12 to 36.",
        "Visits more than doubled from 40 to 190.",
        "Complaints fell by half, from 64 to 30.",
        "One in four (28%) residents replied.",
        "A third of the residents (45% of the women) replied.",
        "One in four (9% fewer than before) replied.",
        "We ranked 6th of 8 forces.",
        "The board spent £1.2 million on 800 pupils, or £1,500 per head.",
        "The board spent £1.2 million on 800 pupils and gave 50 teachers £900 per head.",
        "Calls were up 4% from 11.9 to 12.4 thousand.",
        "Burglaries doubled. Thefts fell from 95 to 40.",
    ],
)
def test_what_agrees_or_has_another_reading_is_not_told(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "code", "severity"),
    [
        ("Burglaries doubled from 40 in 2020 to 150 in 2021.", "CHG-04", Severity.ERROR),
        ("Burglaries doubled from 40 in 2020 to 110 in 2021.", "CHG-04", Severity.WARNING),
        ("Visits more than doubled, from 40 to 50.", "CHG-04", Severity.ERROR),
        ("Complaints halved to 61, down from 64.", "CHG-04", Severity.ERROR),
        ("One in four (52%) residents replied.", "SHR-03", Severity.ERROR),
        ("Some 52%, or one in four, replied.", "SHR-03", Severity.ERROR),
        ("We ranked 12th out of 10 forces.", "RNK-02", Severity.ERROR),
        ("The board spent £1.2 million on 800 pupils, or £1,050 per head.", "RAT-05", Severity.WARNING),
        ("Satisfaction rose from 40% to 50%, a 10% increase.", "CHG-03", Severity.WARNING),
        ("Calls were up 9% from 11.9 to 12.4 thousand.", "CHG-03", Severity.ERROR),
    ],
)
def test_what_cannot_be_is_told(text: str, code: str, severity: Severity) -> None:
    assert [(d.code, d.severity) for d in told(text)] == [(code, severity)]
