"""What a label says that its changes are measured against: a period behind `since`, or a step back in time."""

import re
from datetime import timedelta

from pipeline.extract import calendars as cal
from pipeline.rules import Rules, made_once
from pipeline.types import Period

YEAR_BEFORE, PERIOD_BEFORE = "year_before", "period_before"
MOST_LEADING = 60  # characters before a period that lead to it
MONTHS_IN_YEAR = 12


@made_once
def _patterns(rules: Rules) -> dict[str, re.Pattern[str]]:
    found: dict[str, list[str]] = {}
    for rule in rules.bases:
        found.setdefault(rule.says, []).append(rule.pattern)
    return {says: re.compile("|".join(f"(?:{p})" for p in own), re.IGNORECASE) for says, own in found.items()}


def leads_to_base(text: str, start: int, rules: Rules, *, change: bool = False) -> bool:
    """Whether the words before a period of a text say that others are held against it.

    start: where the period starts; change: whether the text names a change, so that `from` and `on` lead to a base.
    """
    patterns = _patterns(rules)
    names = ("leads", "leads_in_change") if change else ("leads",)
    before = text[max(0, start - MOST_LEADING) : start]
    return any(name in patterns and patterns[name].search(before) for name in names)


def speaks_of_change(text: str, rules: Rules) -> bool:
    """Whether a sentence is on changes, so that a period behind `from` is what they are measured against."""
    pattern = _patterns(rules).get("of_change")
    return pattern is not None and pattern.search(text) is not None


def step_told(text: str, rules: Rules) -> str:
    """Return `year_before` or `period_before` where a text says that a change is measured so, else nothing."""
    patterns = _patterns(rules)
    return next((s for s in (YEAR_BEFORE, PERIOD_BEFORE) if s in patterns and patterns[s].search(text)), "")


def without_step(text: str, rules: Rules) -> str:
    """Return a text without the words of a step: `% change on a year earlier` is `% change`."""
    patterns = _patterns(rules)
    for name in (YEAR_BEFORE, PERIOD_BEFORE):
        if name in patterns:
            text = patterns[name].sub(" ", text)
    return text


def stepped_back(period: Period | None, step: str) -> Period | None:
    """Return the period a step before another: the same days of the year before, or as long a stretch right before."""
    if period is None or period.end is None or not step:
        return None
    if step == YEAR_BEFORE:
        return cal.shifted(period, -MONTHS_IN_YEAR)
    whole = period.start.day == 1 and period.end == cal.month_end(period.end.year, period.end.month)
    if whole:
        months = (period.end.year - period.start.year) * MONTHS_IN_YEAR + period.end.month - period.start.month + 1
        return cal.shifted(period, -months)
    length = period.end - period.start + timedelta(days=1)
    return cal.between(period.start - length, period.end - length)
