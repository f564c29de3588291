"""One slip between two printed numbers, and the repair that makes a number fit."""

from decimal import Decimal

import pytest

from pipeline.check.slips import repair, slip_between
from pipeline.types import Cause

BETWEEN = [
    pytest.param("80.9%", "90.9%", Cause.DIGIT_SUBSTITUTION, id="one digit"),
    pytest.param("1,499", "1,949", Cause.TRANSPOSITION, id="two digits swapped"),
    pytest.param("58.9", "59.8", Cause.TRANSPOSITION, id="two digits swapped over the point"),
    pytest.param("58,805", "5,805", Cause.DROPPED_DIGIT, id="a digit lost"),
    pytest.param("604", "6044", Cause.DROPPED_DIGIT, id="a digit added, or lost on the other side"),
    pytest.param("86.5%", "8.65%", Cause.DECIMAL_POINT, id="the point moved"),
    pytest.param("86.5%", "865%", Cause.DECIMAL_POINT, id="the point lost"),
    pytest.param("-59%", "59%", Cause.MISSING_SIGN, id="the sign lost"),
    pytest.param("59%", "59", Cause.MISSING_UNIT, id="the unit lost"),
    pytest.param("12", "87", None, id="no one slip"),
    pytest.param("two thirds", "60%", None, id="no digits"),
]


@pytest.mark.parametrize(("a", "b", "cause"), BETWEEN)
def test_names_the_slip_between_two_figures(a: str, b: str, cause: Cause | None) -> None:
    assert slip_between(a, b) is cause
    assert slip_between(b, a) is cause


REPAIRS = [
    pytest.param("£3,667", 4667, Cause.DIGIT_SUBSTITUTION, "£4667", id="digit"),
    pytest.param("54%", 45, Cause.TRANSPOSITION, "45%", id="swapped"),
    pytest.param("58.9", 59.8, Cause.TRANSPOSITION, "59.8", id="swapped over the point"),
    pytest.param("1,624", 16.24, Cause.DECIMAL_POINT, "16.24", id="point"),
    pytest.param("154", 1554, Cause.DROPPED_DIGIT, "1554", id="digit lost"),
    pytest.param("20215", 2021, Cause.INSERTED_DIGIT, "2021", id="digit added"),
]


@pytest.mark.parametrize(("text", "true", "cause", "mended"), REPAIRS)
def test_finds_the_single_edit_that_makes_a_figure_fit(text: str, true: float, cause: Cause, mended: str) -> None:
    slip = repair(text, lambda v: v == Decimal(str(true)))
    assert slip is not None
    assert (slip.cause, slip.repair) == (cause, mended)


def test_a_figure_of_one_digit_has_no_slip_worth_naming() -> None:
    assert repair("7%", lambda v: v == 8) is None
