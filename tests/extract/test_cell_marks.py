"""Marks and remarks in cells: the value is kept, and what the mark says."""

import pytest

from pipeline.extract.cells import flag_of, read_cell
from pipeline.rules import load_rules

RULES = load_rules()


@pytest.mark.parametrize(
    ("text", "value", "flag"),
    [
        ("1,020r", "1020", "revised"),
        ("985e", "985", "estimated"),
        ("12 [note 1]", "12", ""),
        ("15 [1]", "15", ""),
        ("15 [1, 2]", "15", ""),
        ("78% (target missed)", "78", ""),
        ("402 [r]", "402", "revised"),
        ("29 (5 deaths)", "29", ""),
        ("1,204 (of which pending)", "1204", ""),
        ("61 (12 not yet closed)", "61", ""),
        ("21.0a", "21.0", ""),
        ("1,204(a)", "1204", ""),
        ("33.5 (b)", "33.5", ""),
        ("33.5^", "33.5", ""),
        ("4,310p", "4310", "provisional"),
    ],
)
def test_the_value_is_kept(text: str, value: str, flag: str) -> None:
    numbers = read_cell(text, RULES).numbers
    assert [(str(n.candidate.value), n.flag.value) for n in numbers] == [(value, flag)]


@pytest.mark.parametrize("text", ["45 (12%)", "45 (12)", "45 (£12)"])
def test_a_number_in_brackets_that_tells_of_the_first_is_kept(text: str) -> None:
    assert len(read_cell(text, RULES).numbers) == 2


@pytest.mark.parametrize("text", ["12a", "14A"])
def test_a_whole_number_with_a_letter_is_a_name(text: str) -> None:
    assert read_cell(text, RULES).numbers == ()


@pytest.mark.parametrize(
    ("text", "flag"),
    [("[c]", "suppressed"), ("[x]", ""), ("[z]", "not_applicable"), ("[low]", ""), ("[u]", "suppressed")],
)
def test_a_mark_alone_is_a_gap(text: str, flag: str) -> None:
    reading = read_cell(text, RULES)
    assert reading.status is not None
    assert (reading.status.value, reading.flag.value) == ("not_available", flag)


def test_a_mark_in_a_header() -> None:
    assert flag_of("2014 (r)").value == "revised"
    assert flag_of("2014").value == ""
