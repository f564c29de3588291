"""Mini documents: what blocks, headings and sentences around a figure say of it."""

from typing import Any

import pytest
from casetables import params
from minidocs import figures_of


@pytest.mark.parametrize("case", params("documents"))
def test_a_document_gives_its_figures(case: dict[str, Any]) -> None:
    found = figures_of(case["text"], settings=case.get("settings"))
    assert [f.text for f in found] == [want["text"] for want in case["figures"]]
    got = [{name: _told(figure, name) for name in want} for figure, want in zip(found, case["figures"], strict=True)]
    assert got == case["figures"]


def _told(figure: Any, name: str) -> Any:
    if name in ("period", "base"):
        period = figure.period if name == "period" else figure.base_period
        return period.label if period else ""
    value = getattr(figure, name)
    return float(value) if name == "value" else str(value)
