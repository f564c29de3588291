"""The examples of currencies hold."""

from typing import Any

import pytest

from pipeline.extract.currencies import currency_of
from pipeline.extract.numbers import find_candidates
from pipeline.rules import load_rules

RULES = load_rules()


def units(text: str) -> list[str]:
    return [c.unit for c in find_candidates(text, RULES)]


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=t) for r in RULES.currencies for t in r.hit])
def test_money_is_read(rule: Any, text: str) -> None:
    assert units(text) == [rule.code]


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=t) for r in RULES.currencies for t in r.miss])
def test_what_only_looks_like_money_is_none(rule: Any, text: str) -> None:
    assert rule.code not in units(text)


@pytest.mark.parametrize(
    ("printed", "code"),
    [("£", "GBP"), ("US$", "USD"), ("A$", "AUD"), ("pounds sterling", "GBP"), ("PLN", "PLN"), ("ABC", ""), ("", "")],
)
def test_a_printed_currency_has_its_code(printed: str, code: str) -> None:
    assert currency_of(printed) == code
