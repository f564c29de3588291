from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.publish.values import clean_text, coordinate, guard_formula, plain_number, unguard_formula


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (Decimal("80.90"), "80.90"),
        (Decimal("1.2E+6"), "1200000"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("-59"), "-59"),
        (Decimal("-0.0"), "0.0"),
        (Decimal(1) / Decimal(3), "0.333333333333"),
        (Decimal("123456789012345678901234567890123456789"), "123456789012345678901234567890123456789"),
        (7, "7"),
    ],
    ids=["trailing zero", "multiplier", "small", "negative", "no minus zero", "computed", "long", "whole"],
)
def test_numbers_are_plain_decimals(number: Decimal | int, written: str) -> None:
    assert plain_number(number) == written


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        plain_number(Decimal(number))


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("- first of a list", "'- first of a list"),
        ("\t=1", "'\t=1"),
        ("\n=1", "'\n=1"),
        ("'=1", "''=1"),
        ("-59%", "-59%"),
        ("+7.7", "+7.7"),
        ("-£1,200.50", "-£1,200.50"),
        ("+18 %", "+18 %"),
        ("-5+2", "'-5+2"),
        ("+44 20 7946", "'+44 20 7946"),
        ("80.9%", "80.9%"),
        ("'quoted'", "'quoted'"),
        ("", ""),
    ],
)
def test_only_what_a_spreadsheet_would_run_is_guarded(text: str, guarded: str) -> None:
    assert guard_formula(text) == guarded
    assert unguard_formula(guarded) == text


@given(st.text(alphabet="'=+-@\t\n5%a", max_size=6))
def test_taking_the_guard_off_gives_back_what_was_printed(text: str) -> None:
    assert unguard_formula(guard_formula(text)) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x1b[31mb", "a\ufffd[31mb"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\ud800", "\ufffd"),
        ("\x9b2J", "\ufffd2J"),
        ("£\t", "£\t"),
    ],
    ids=["escape", "line ends", "surrogate", "8-bit control", "kept"],
)
def test_text_is_cleaned(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


def test_coordinates_have_two_decimals() -> None:
    assert str(coordinate(12.3)) == "12.30"
    assert coordinate(None) is None


def test_nothing_unsafe_is_printable() -> None:
    assert [c for c in map(chr, range(0x110000)) if c.isprintable() and clean_text(f"\n{c}") != f"\n{c}"] == []
