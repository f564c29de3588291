"""Every check has a rule entry, a docstring with a worked example, and examples that hit and miss."""

import hashlib

import pytest

from pipeline.align import align_reports
from pipeline.check import CHECK_MODULES, registered_checks, run_checks
from pipeline.extract import extract_reports
from pipeline.extract.settings import Settings
from pipeline.read import Limits, read_document
from pipeline.ruleentries import CheckRule
from pipeline.rules import load_rules
from pipeline.types import Discrepancy, DiscrepancyType, FileFacts, Report, Severity

RULES = {rule.code: rule for rule in load_rules().checks}
HITS = [pytest.param(rule, text, id=f"{rule.code}-{n}") for rule in RULES.values() for n, text in enumerate(rule.hit)]
MISSES = [
    pytest.param(rule, text, id=f"{rule.code}-{n}") for rule in RULES.values() for n, text in enumerate(rule.miss)
]


def read_example(text: str) -> list[Report]:
    """Return the reports of an example; a line of ===== parts its files."""
    reports: list[Report] = []
    for number, part in enumerate(text.split("\n=====\n")):
        data = part.encode()
        document = read_document(data, name=f"example{number}.txt", limits=Limits())
        facts = FileFacts(f"example{number}.txt", hashlib.sha256(data).hexdigest(), len(data))
        reports.extend(extract_reports(document, facts=facts, rules=load_rules(), settings=Settings()))
    return reports


def findings(text: str, code: str) -> list[Discrepancy]:
    reports = read_example(text)
    _, discrepancies, _ = run_checks(reports, align_reports(reports), load_rules())
    return [d for d in discrepancies if d.code == code]


def test_checks_and_rule_entries_are_the_same_set() -> None:
    assert set(registered_checks()) == set(RULES)


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_check_is_documented_with_a_worked_example(code: str) -> None:
    registered = registered_checks()[code]
    lines = registered.docstring.strip().splitlines()
    assert lines[0].endswith((".", "it.")) or len(lines) > 2
    assert any(character.isdigit() or character == "“" for character in registered.docstring)
    assert registered.type is DiscrepancyType(RULES[code].type)
    Severity(RULES[code].severity)


@pytest.mark.parametrize(("rule", "text"), HITS)
def test_the_true_example_is_found(rule: CheckRule, text: str) -> None:
    found = findings(text, rule.code)
    assert found
    for finding in found:
        assert finding.evidence
        assert finding.explanation.endswith(".")


@pytest.mark.parametrize(("rule", "text"), MISSES)
def test_the_false_example_raises_nothing(rule: CheckRule, text: str) -> None:
    assert findings(text, rule.code) == []


def test_every_module_of_checks_is_listed() -> None:
    assert list(CHECK_MODULES) == sorted(CHECK_MODULES)
