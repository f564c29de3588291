"""Printed numbers by themselves: value, unit and decimals, whatever they count."""

from typing import Any

import pytest
from casetables import params

from pipeline.extract.numbers import find_candidates


@pytest.mark.parametrize("case", params("numbers"))
def test_a_printed_number_is_read(case: dict[str, Any]) -> None:
    found = [f"{c.text} = {c.value.normalize():f} {c.unit} {c.decimals}" for c in _with_text(case["text"])]
    assert found == case["numbers"]


class _Printed:
    def __init__(self, text: str, candidate: Any) -> None:
        self.text = text[candidate.start : candidate.end]
        self.value, self.unit, self.decimals = candidate.value, candidate.unit, candidate.decimals


def _with_text(text: str) -> list[_Printed]:
    return [_Printed(text, c) for c in find_candidates(text)]
