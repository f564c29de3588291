"""What a label says that its changes are measured against: a period behind `since`, or a step back in time."""

import re
from datetime import date, timedelta

from pipeline.extract import calendars as cal
from pipeline.rules import Rules, made_once
from pipeline.types import Period

YEAR_BEFORE, START_OF_YEAR, PERIOD_BEFORE = "year_before", "start_of_year", "period_before"
# The steps back that a text can tell, as months and days, in the order in which they are looked for.
STEPS = {
    YEAR_BEFORE: (12, 0), START_OF_YEAR: (0, 0), "quarter_before": (3, 0), "month_before": (1, 0),
    "week_before": (0, 7), "day_before": (0, 1), PERIOD_BEFORE: (0, 0),
}  # fmt: skip
# `Change on same quarter of 2023` is against that year, of which the stretch is the table's own
SAME_OF = re.compile(
    r"\b(?:same|corresponding|equivalent)\s+(?:quarter|months?|period|weeks?)\s+(?:of|in)\s+(?=(?:19|20)\d\d\b)", re.I
)
MOST_LEADING = 90  # characters before a period that lead to it
MONTHS_IN_YEAR = 12
DAYS_OF_WEEK, WEEKS_IN_YEAR = 7, 52


@made_once
def patterns_of(rules: Rules) -> dict[str, re.Pattern[str]]:
    """Return the patterns of rules/bases.yaml by what they say, caseless."""
    found: dict[str, list[str]] = {}
    for rule in rules.bases:
        found.setdefault(rule.says, []).append(rule.pattern)
    return {says: re.compile("|".join(f"(?:{p})" for p in own), re.IGNORECASE) for says, own in found.items()}


def leads_to_base(text: str, start: int, rules: Rules, *, change: bool = False) -> bool:
    """Whether the words before a period of a text say that others are held against it.

    start: where the period starts; change: whether the text names a change, so that `from` and `on` lead to a base.
    """
    patterns = patterns_of(rules)
    names = ("leads", "leads_in_change") if change else ("leads",)
    before = text[max(0, start - MOST_LEADING) : start]
    return any(name in patterns and patterns[name].search(before) for name in names)


def leads_to_reference(text: str, start: int, rules: Rules) -> bool:
    """Whether the words before a period of a text say that it is that of an average."""
    pattern = patterns_of(rules).get("reference")
    return pattern is not None and pattern.search(text[max(0, start - MOST_LEADING) : start]) is not None


def base_of_changes_at(sentence: str, rules: Rules) -> int | None:
    """Where a sentence begins to tell what all changes of a table are measured against; None where it does not."""
    pattern = patterns_of(rules).get("changes_are")
    m = pattern.search(sentence) if pattern is not None else None
    return m.start() if m is not None else None


def leads_to_decision(text: str, start: int, rules: Rules) -> bool:
    """Whether the words before a period of a text say that a plan or a method was settled then."""
    pattern = patterns_of(rules).get("settled")
    return pattern is not None and pattern.search(text[max(0, start - MOST_LEADING) : start]) is not None


def is_against_average(label: str, rules: Rules) -> bool:
    """Whether a label says that its changes are from an average of years."""
    pattern = patterns_of(rules).get("against_average")
    return pattern is not None and pattern.search(label) is not None


def speaks_of_change(text: str, rules: Rules) -> bool:
    """Whether a sentence is on changes, so that a period behind `from` is what they are measured against."""
    pattern = patterns_of(rules).get("of_change")
    return pattern is not None and pattern.search(text) is not None


def speaks_of_changes_alone(title: str, rules: Rules) -> bool:
    """Whether a title is over changes and nothing else."""
    pattern = patterns_of(rules).get("changes_alone")
    return pattern is not None and pattern.search(title) is not None


def step_told(text: str, rules: Rules) -> str:
    """Return the name of the step back that a text says a change is measured over, of `STEPS`, else nothing."""
    patterns = patterns_of(rules)
    return next((s for s in STEPS if s in patterns and patterns[s].search(text)), "")


def without_step(text: str, rules: Rules) -> str:
    """Return a text without the words of a step: `% change on a year earlier` is `% change`."""
    patterns = patterns_of(rules)
    for name in STEPS:
        if name in patterns:
            text = patterns[name].sub(" ", text)
    return text


def stepped_back(period: Period | None, step: str) -> Period | None:
    """Return the period a step before another: the same days of the year before, or as long a stretch right before.

    A quarter or a month before is as long a stretch right before too, where the period is no single day; then it is
    that day, or the end of the month, so many months before.
    """
    if period is None or period.end is None or not step:
        return None
    if step == START_OF_YEAR:
        return cal.at(date(period.end.year, 1, 1))
    months, days = STEPS[step]
    single = period.start == period.end
    if months == MONTHS_IN_YEAR and (period.end - period.start).days == DAYS_OF_WEEK - 1:
        back = timedelta(days=WEEKS_IN_YEAR * DAYS_OF_WEEK)  # the same days of the week
        return cal.between(period.start - back, period.end - back)
    if months and (single or months == MONTHS_IN_YEAR):
        return cal.shifted(period, -months)
    if days and single:
        return cal.at(period.start - timedelta(days=days))
    whole = period.start.day == 1 and period.end == cal.month_end(period.end.year, period.end.month)
    if whole:
        months = (period.end.year - period.start.year) * MONTHS_IN_YEAR + period.end.month - period.start.month + 1
        return cal.shifted(period, -months)
    length = period.end - period.start + timedelta(days=1)
    return cal.between(period.start - length, period.end - length)


def same_stretch(base: Period, own: Period | None) -> Period:
    """Return the stretch of a base year that a shorter period is compared with: `July to September 2024` on `2019`."""
    if own is None or own.end is None or base.end is None or base.start != date(base.start.year, 1, 1):
        return base
    shorter = base.end == date(base.start.year, 12, 31) and own.end - own.start < base.end - base.start
    moved = cal.shifted(own, MONTHS_IN_YEAR * (base.start.year - own.end.year)) if shorter else None
    return moved or base
