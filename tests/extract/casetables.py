"""Reads the tables of cases in cases/*.yaml, and the short notation in which they say what must come out.

A figure is `text = value unit [kind] [role=...]`. The text may name alternatives, parted by `|`. The
qualifier stands before the value (`>20`, `<=28`, `~1700000`) and none there means none. What is not
written is not compared.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.types import Period

CASES = Path(__file__).parent / "cases"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FIGURE = re.compile(
    r"(?P<text>.+?)\s=\s(?P<qualifier><=|>=|<|>|~)?(?P<value>[+-]?[\d.]+)\s(?P<unit>[\w/]+)"
    r"(?:\s(?P<kind>level|change|percent_change|share|rank|rate))?(?:\srole=(?P<role>\w+))?"
)
PERIOD = re.compile(r"(?P<label>.+?)\s\((?P<start>\d{4}-\d\d-\d\d) to (?P<end>\d{4}-\d\d-\d\d)?\)")
TOLERANCE = Decimal("0.0001")  # `two thirds` is written as 0.6667


@dataclass(frozen=True, slots=True)
class Expected:
    """One figure as a table of cases states it; None where the table says nothing."""

    texts: tuple[str, ...]
    qualifier: str
    value: Decimal
    unit: str
    kind: str | None
    role: str | None


def params(name: str) -> list[Any]:
    """Return one pytest parameter a case of cases/NAME.yaml, with its id and its mark where it fails today."""
    return [
        pytest.param(
            case,
            id=case["id"],
            marks=[pytest.mark.xfail(reason=case["xfail"], strict=True)] if case.get("xfail") else [],
        )
        for case in load(name)
    ]


@cache
def load(name: str) -> list[dict[str, Any]]:
    """Return the cases of a table; ids are unique in it."""
    cases = list(_read(CASES / f"{name}.yaml"))
    ids = [case["id"] for case in cases]
    twice = {i for i in ids if ids.count(i) > 1}
    assert not twice, f"{name}.yaml names {sorted(twice)} twice"
    return cases


def _read(path: Path) -> Iterator[dict[str, Any]]:
    entries = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    for entry in entries:
        if len(entry) == 1:  # `- id: text`: nothing must come out
            (key, text), *_ = entry.items()
            yield {"id": key, "text": text}
        else:
            yield entry


def expected_figure(line: str) -> Expected:
    """Return what a line of notation says of a figure."""
    m = FIGURE.fullmatch(line)
    assert m, f"not in the notation of figures: {line!r}"
    return Expected(
        tuple(m["text"].split("|")), m["qualifier"] or "", Decimal(m["value"]), m["unit"], m["kind"], m["role"]
    )


def shown(figure: Any) -> str:
    """Write a found figure in the notation, for messages."""
    return f"{figure.text} = {figure.qualifier}{figure.value} {figure.unit} {figure.kind}"


def assert_figures(found: list[Any], lines: list[str]) -> None:
    """Compare found figures with lines of notation, in order; the message shows both."""
    wanted = [expected_figure(line) for line in lines]
    told = "\nfound:\n  " + "\n  ".join(shown(f) for f in found) + "\nexpected:\n  " + "\n  ".join(lines)
    assert len(found) == len(wanted), told
    for figure, want in zip(found, wanted, strict=True):
        assert differences(figure, want) == [], told


def differences(figure: Any, want: Expected) -> list[str]:
    """Return the names of the attributes in which a figure is not as stated."""
    pairs = {
        "text": figure.text in want.texts,
        "value": figure.value is not None and abs(figure.value - want.value) <= TOLERANCE,
        "unit": figure.unit == want.unit,
        "qualifier": str(figure.qualifier) == want.qualifier,
        "kind": want.kind is None or str(figure.kind) == want.kind,
        "role": want.role is None or str(figure.role) == want.role,
    }
    return [name for name, same in pairs.items() if not same]


def period_of(text: str | None) -> Period | None:
    """Return the period that `label (first day to last day)` stands for; an open end is left empty."""
    if not text:
        return None
    m = PERIOD.fullmatch(text)
    assert m, f"not in the notation of periods: {text!r}"
    return Period(m["label"], date.fromisoformat(m["start"]), date.fromisoformat(m["end"]) if m["end"] else None)


def period_shown(period: Period | None) -> str:
    """Write a period in the notation; an unknown one is `unknown`."""
    if period is None:
        return "unknown"
    return f"{period.label} ({period.start} to {period.end or ''})"
