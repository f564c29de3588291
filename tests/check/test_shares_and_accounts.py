"""Shares beside part and whole in any order, accounts in lines and over papers, and which cell of a sum is named."""

import hashlib

import pytest

from pipeline.align import align_reports
from pipeline.check import check_report, run_checks
from pipeline.check.grouping import is_grouped
from pipeline.extract import extract_reports
from pipeline.extract.settings import Settings
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.types import Discrepancy, FileFacts, Report

RULES = load_rules()


def report_of(text: str, *, name: str = "report.md") -> Report:
    data = text.encode()
    document = read_document(data, name=name, limits=Limits())
    facts = FileFacts(name, hashlib.sha256(data).hexdigest(), len(data))
    (report,) = extract_reports(document, facts=facts, rules=RULES, settings=Settings())
    return report


def found(text: str, code: str, *, name: str = "report.md") -> tuple[Discrepancy, ...]:
    return tuple(d for d in check_report(report_of(text, name=name), RULES).discrepancies if d.code == code)


@pytest.mark.parametrize(
    "sentence",
    [
        "44 per cent (9 of 12) said yes.",
        "55% (9/12) of the replies said yes.",
        "60 per cent, or 9 out of 12 clubs, said yes.",
        "9 out of 12 clubs said yes, making 60%.",
        "5 (18.5%) of 25 talks were by guests.",
    ],
)
def test_a_share_is_held_against_its_part_and_whole_in_any_order(sentence: str) -> None:
    (finding,) = found(f"# Clubs 2021\n\n{sentence}\n", "SHR-01")
    assert len(finding.values) == 3


@pytest.mark.parametrize(
    "sentence",
    [
        "75% (9 of 12) said yes.",
        "20% of clubs rose by 3 of 12 places.",
        "Up 30%, 9 of 12 clubs grew.",
        "In five towns (11% in Ely, 9% in March) 9 of 12 clubs closed.",
    ],
)
def test_what_is_no_share_is_not_told(sentence: str) -> None:
    assert not found(f"# Clubs 2021\n\n{sentence}\n", "SHR-01")


LISTED = (
    "# Clubs 2021\n\nOf the 200 clubs that we asked:\n\n- 90 ({}%) said yes\n- 70 ({}%) said no\n- 40 (20%) left it\n"
)


def test_the_lead_of_a_list_names_the_whole_of_its_items() -> None:
    (finding,) = found(LISTED.format(45, 53), "SHR-01")
    assert finding.values == ("53%", "70", "200")
    assert not found(LISTED.format(45, 35), "SHR-01")


def test_a_list_of_which_no_share_is_of_the_whole_is_not_judged() -> None:
    text = LISTED.format(11, 12).replace("20%", "13%")
    assert not found(text, "SHR-01")


HEADED = """# Talks 2021

| Year | Sent in | Accepted | Guests among accepted |
| --- | --- | --- | --- |
| 2019 | 40 | 25 | 5 (20%) |
| 2020 | 44 | 30 | 6 ({}%) |
"""


def test_a_head_names_the_whole_of_parts_with_shares() -> None:
    (finding,) = found(HEADED.format(25), "SHR-01")
    assert finding.values == ("25%", "6", "30")
    assert not found(HEADED.format(20), "SHR-01")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("One in four (31%)", True),
        ("One in four (28%)", False),
        ("About half (41%)", False),
        ("One in five, or 31%,", True),
    ],
)
def test_a_fraction_in_words_is_the_nearest_to_its_percent(words: str, told: bool) -> None:
    assert bool(found(f"# Clubs 2021\n\n{words} of members came.\n", "SHR-03")) is told


@pytest.mark.parametrize(
    ("sentence", "severities"),
    [
        ("The line took 2,920 calls a year, about 24 a day.", ["warning"]),
        ("The line took 2,920 calls a year, about 12 a day.", ["info"]),
        ("The line took 2,920 calls a year, about 8 a day.", []),
        ("The line took 2,920 calls a year, 24 a day more than planned.", []),
        ("The line took 2,920 calls a year, or 24 visits a day.", []),
    ],
)
def test_what_a_total_comes_to_a_day(sentence: str, severities: list[str]) -> None:
    assert [d.severity.value for d in found(f"# Calls 2021\n\n{sentence}\n", "RAT-01")] == severities


@pytest.mark.parametrize("number", ["1,234", "1,23,456", "12,34,567.5", "1.234,5", "1.234.567", "12,5", "1,2345,6789"])
def test_numbers_that_are_grouped_as_somewhere(number: str) -> None:
    assert is_grouped(number)


@pytest.mark.parametrize("number", ["1,23,4", "1,234,56", "12.345.6", "1,2345", "723.79.48"])
def test_numbers_that_are_grouped_as_nowhere(number: str) -> None:
    assert not is_grouped(number)


def test_lists_versions_and_days_are_no_numbers() -> None:
    text = "# Notes 2021\n\nSee pages 1,23,4 and rows 2,5,9 people, version 1.2.34 of 5,2021 and £100.00,1128 of it.\n"
    assert not [d for d in found(text, "LAB-06") if d.severity.value != "info"]


ACCOUNT = """# Accounts 2021

Rent{0}£1,200.00
Heating{0}£300.00
Total{0}£1,{1}00.00
"""


@pytest.mark.parametrize("between", ["          ", " ........ ", ": "])
def test_an_account_in_lines_is_summed(between: str) -> None:
    (finding,) = found(ACCOUNT.format(between, 6), "SUM-01")
    assert finding.values[0] == "£1,600.00"
    assert not found(ACCOUNT.format(between, 5), "SUM-01")


def test_an_account_as_definitions_is_summed() -> None:
    pairs = "".join(f"<dt>{n}</dt><dd>{a}</dd>" for n, a in (("Rent", "£1,200"), ("Heat", "£300"), ("Total", "£1,600")))
    assert found(f"<html><body><h1>Accounts 2021</h1><dl>{pairs}</dl></body></html>", "SUM-01", name="a.html")


BALANCE = """# Accounts 2021

| Item | 2019 | 2020 | 2021 |
| --- | --- | --- | --- |
| Balance b/f | 100.00 | 140.50 | 150.50 |
| Income | 80.50 | 90.00 | 95.00 |
| Expenditure | 40.00 | 80.00 | {} |
| Balance c/f | 140.50 | 150.50 | 175.50 |
"""


def test_an_account_that_balances_in_other_columns_is_an_error_where_it_does_not() -> None:
    (finding,) = found(BALANCE.format("60.00"), "BAL-01")
    assert finding.severity.value == "error"
    assert "2 of 3" in finding.explanation
    assert not found(BALANCE.format("70.00"), "BAL-01")
    assert not found(BALANCE.format("-70.00"), "BAL-01")


def test_the_row_that_is_usually_brought_forward_is_held_against_the_next_paper() -> None:
    bank = [410.25, 505.50, 611.75, 702.00, 815.25]
    text = (
        "# Accounts for the year ended 31 March {}\n\n| Item | Amount |\n| --- | --- |\n| Balance b/f | {} |\n"
        "| Grants | {} |\n| Bank statement | {} |\n| Closing balance | {} |\n"
    )
    reports = []
    for n, amount in enumerate(bank):
        opening = f"{bank[n - 1] if n else 300:.2f}" if n != 3 else "617.75"
        paper = text.format(2016 + n, opening, f"{90 + n}.00", f"{amount:.2f}", f"{amount - 25:.2f}")
        reports.append(report_of(paper, name=f"{2016 + n}.md"))
    _, findings, _ = run_checks(reports, align_reports(reports), RULES)
    (finding,) = [d for d in findings if d.code == "BAL-03"]
    assert finding.values == ("617.75", "611.75")
    assert "3 of 4" in finding.explanation


TWICE = """# Accounts 2021

| Costs | 2020 | 2021 |
| --- | --- | --- |
| People | 61,368 | 21,585 |
| Office | 36,881 | 40,000 |
| Total | 98,249 | 61,585 |

Later we printed them again.

| Costs | 2020 | 2021 |
| --- | --- | --- |
| People | 61,368 | 2,585 |
| Office | 36,881 | 40,000 |
| Total | 98,249 | 61,585 |
"""


def test_the_item_that_stands_otherwise_elsewhere_is_named_and_not_the_total() -> None:
    (finding,) = found(TWICE, "SUM-01")
    assert finding.values[0] == "2,585"
    assert finding.expected == "21,585" or finding.repair == "21585"
    assert "elsewhere it is printed as 21,585" in finding.explanation
