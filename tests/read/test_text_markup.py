"""Inline markup goes, and every character keeps the column that it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.inline import runs_of, strip_markup

CASES = [
    ("plain", "310 of them", "310 of them"),
    ("bold", "**310** of them", "310 of them"),
    ("italic", "*310* of them", "310 of them"),
    ("bold_italic", "***310*** of them", "310 of them"),
    ("lone_star_is_a_mark", "310* of them", "310* of them"),
    ("escaped_star", r"310\* of them", "310* of them"),
    ("escaped_dash", r"\- 310", "- 310"),
    ("raised_digit", "310<sup>2</sup> of them", "310² of them"),
    ("raised_two_digits", "310<sup>12</sup> of them", "310¹² of them"),
    ("tags", "<b>310</b> of <span class='x'>them</span>", "310 of them"),
    ("line_break_tag", "310<br>of them", "310 of them"),
    ("closed_line_break_tag", "310<br/>of them", "310 of them"),
    ("entity", "310 &amp; 42", "310 & 42"),
    ("entity_less_than", "&lt;310", "<310"),
    ("entity_no_break_space", "310&nbsp;of", "310\u00a0of"),
    ("entity_number", "310&#160;of", "310\u00a0of"),
    ("link", "[310 of them](https://example.org/12)", "310 of them"),
    ("image", "![a map](map.png) of 310", "a map of 310"),
    ("link_of_itself", "<https://example.org/12>", "https://example.org/12"),
    ("less_than_is_no_tag", "a < b and c > d", "a < b and c > d"),
    ("less_than_number", "<310 of them", "<310 of them"),
    ("ampersand_alone", "cats & dogs", "cats & dogs"),
    ("unclosed_bold", "**310 of them", "310 of them"),
    ("multiplied", "3 * 4 * 5", "3 * 4 * 5"),
    ("empty", "", ""),
]


@pytest.mark.parametrize(("line", "text"), [pytest.param(x, t, id=i) for i, x, t in CASES])
def test_markup_goes(line: str, text: str) -> None:
    piece = strip_markup(line)
    assert piece.text == text
    assert len(piece.columns) == len(text)


@pytest.mark.parametrize("line", [x for _, x, _ in CASES], ids=[i for i, _, _ in CASES])
def test_every_letter_stands_at_its_column(line: str) -> None:
    piece = strip_markup(line, first=7)
    for char, column in zip(piece.text, piece.columns, strict=True):
        if char.isascii() and char.isalnum():
            assert line[column - 7] == char


@given(st.text(alphabet="ab1 *<>&;\\[]()!/suprbi-", max_size=60))
def test_columns_never_fall_and_stay_in_the_line(line: str) -> None:
    piece = strip_markup(line)
    assert len(piece.columns) == len(piece.text)
    assert list(piece.columns) == sorted(piece.columns)
    assert all(0 <= c < len(line) for c in piece.columns)


@given(st.lists(st.integers(min_value=0, max_value=40), max_size=30))
def test_runs_lead_back_to_their_columns(columns: list[int]) -> None:
    runs = runs_of(tuple(columns), line=3, start=5)
    back = [r.column + i for r in runs for i in range(r.end - r.start)]
    assert back == columns
    assert all(r.line == 3 for r in runs)
    assert [r.start for r in runs[1:]] == [r.end for r in runs[:-1]]
