"""The examples of units hold, and each unit is written in ASCII."""

import re
from typing import Any

import pytest

from pipeline.extract.physical import unit_behind, unit_of_label, unit_told
from pipeline.rules import load_rules

RULES = load_rules()
NUMBER = re.compile(r"[\d.,]+")


def unit_in(text: str) -> str:
    """The unit of an example: behind its number, in its bracket, or told by its words."""
    if number := NUMBER.match(text):
        found = unit_behind(text, number.end(), RULES, measured="." in number[0])
        return found.unit if found else ""
    bracket = re.search(r"\((.*?)\)", text)
    return (unit_told(bracket[1], RULES) if bracket else "") or unit_of_label(text, RULES)


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=t) for r in RULES.units for t in r.hit])
def test_a_unit_is_read(rule: Any, text: str) -> None:
    found = unit_in(text)
    assert found == rule.unit or re.fullmatch(rf"(?:[kMGTPhdcmnu])?{re.escape(rule.unit)}\d?(?:/.+)?", found), found


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=t) for r in RULES.units for t in r.miss])
def test_what_only_looks_like_a_unit_is_none(rule: Any, text: str) -> None:
    assert unit_in(text) == ""


def test_units_are_written_in_ascii() -> None:
    assert [r.unit for r in RULES.units if not r.unit.isascii()] == []


def test_every_library_name_is_known_to_pint() -> None:
    pint = pytest.importorskip("pint")
    registry = pint.UnitRegistry()
    names = sorted({r.library for r in RULES.units if r.library})
    assert [n for n in names if not registry.parse_unit_name(n)] == []
