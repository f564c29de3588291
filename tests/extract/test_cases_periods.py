"""Printed periods: normalised label and dates, with and without the report's own period."""

from typing import Any

import pytest
from casetables import params, period_of, period_shown

from pipeline.extract.periods import PeriodContext, PeriodMention, find_periods


def mentions_of(case: dict[str, Any]) -> list[PeriodMention]:
    report = dict(case.get("report", {}))
    anchor = period_of(report.pop("period", None))
    return find_periods(case["text"], PeriodContext(anchor=anchor, **report))


def wanted_of(line: str) -> set[str]:
    """The ways in which a period may be told; each but `unknown` is in the notation."""
    return {x if x == "unknown" else period_shown(period_of(x)) for x in line.split("|")}


@pytest.mark.parametrize("case", [*params("periods"), *params("relative_periods")])
def test_a_printed_period_is_read(case: dict[str, Any]) -> None:
    mentions = mentions_of(case)
    found = [period_shown(m.period) for m in mentions]
    wanted = case.get("periods", [])
    told = f"\nfound: {found}\nexpected: {wanted}"
    assert len(found) == len(wanted), told
    assert all(f in wanted_of(w) for f, w in zip(found, wanted, strict=True)), told
    assert all(case["text"][m.start : m.end] == m.text for m in mentions)
