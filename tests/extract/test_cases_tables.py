"""Tables of many shapes: value, unit, kind, period, base period and row label of each figure, and the gaps."""

import re
from typing import Any

import pytest
from casetables import differences, expected_figure, params, shown
from minidocs import figures_of, piped, tabbed

GAP = re.compile(r"(?P<status>blank|not_available|no_change) ?(?P<text>.*)")


def text_of(case: dict[str, Any]) -> str:
    write = piped if case.get("pipes") else tabbed
    parts = [case.get("before"), write(case["table"]), case.get("between")]
    parts += [write(case["table_on"])] if case.get("table_on") else []
    parts += [case.get("after")]
    return (
        "\n\n".join(p.rstrip("\n").replace("\n", "\n\n") if p is case.get("before") else p for p in parts if p) + "\n"
    )


@pytest.mark.parametrize("case", params("tables"))
def test_a_table_gives_its_figures(case: dict[str, Any]) -> None:
    every = figures_of(text_of(case), settings=case.get("settings"))
    if "in_words" in case:
        _compare([f for f in every if f.source == "text"], case["in_words"])
    found = [f for f in every if f.source == "table"]
    told = _compare(found, case["figures"])
    if "priorities" in case:
        assert [f.priority for f in found] == case["priorities"], told


def _compare(found: list[Any], expected: list[str]) -> str:
    told = "\n".join(["", "found:", *map(_shown, found), "expected:", *expected])
    assert len(found) == len(expected), told
    for figure, line in zip(found, expected, strict=True):
        assert _faults(figure, line) == [], told
    return told


def _faults(figure: Any, line: str) -> list[str]:
    row, what, *periods = [x.strip() for x in line.split(";")]
    faults = [] if row in figure.row_label else ["row label"]
    if gap := GAP.fullmatch(what):
        faults += [] if (str(figure.status), figure.text) == (gap["status"], gap["text"].strip()) else ["gap"]
    else:
        faults += differences(figure, expected_figure(what))
    for wanted, period, name in zip(
        periods, (figure.period, figure.base_period), ("period", "base period"), strict=False
    ):
        faults += [] if (period.label if period else "none") in wanted.split("|") else [name]
    return faults


def _shown(figure: Any) -> str:
    period, base = figure.period, figure.base_period
    what = shown(figure) if figure.value is not None else f"{figure.status} {figure.text}"
    return f"  {figure.row_label}; {what}; {period.label if period else ''}; {base.label if base else ''}"
