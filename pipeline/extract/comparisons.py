"""What a figure of running text is measured against: the words that lead to a base, and steps back in time."""

import re
from collections.abc import Sequence
from datetime import timedelta

from pipeline.extract import calendars as cal
from pipeline.extract.against import STEPS, patterns_of, stepped_back
from pipeline.extract.periodgrammar import FISCAL, SHORT_FISCAL, small_number
from pipeline.extract.periods import PeriodContext, PeriodMention, Shape
from pipeline.extract.relativeperiods import in_year
from pipeline.rules import Rules
from pipeline.types import Period

STEP, AGO, AGAIN = "step_", "ago_", "same_again"  # rules of mentions that have dates only against a figure's own period
MONTHS = {"year": 12, "quarter": 3, "month": 1}
FISCAL_YEAR = re.compile(rf"{FISCAL}|\b{SHORT_FISCAL}")
DAYS_ALIKE = 3  # that two periods of one form differ by at most: months, quarters, leap years
LEADS_BACK = re.compile(r"\b(?:than|from|on|over|with|to|against|since)\s+(?:[\w-]+\s+){0,3}$", re.IGNORECASE)
LEADING = 60  # characters before a year that say what goes back to it


def with_steps(
    text: str, mentions: Sequence[PeriodMention], sentence: tuple[int, int], rules: Rules
) -> list[PeriodMention]:
    """Return the periods of a sentence with its steps back in time: `on the quarter`, `two years earlier`.

    A step wins over the year or period that it holds (`than in the previous year`).
    """
    found = list(_steps(text, sentence, rules))
    kept = [m for m in mentions if not any(s.start < m.end and m.start < s.end and _gives_way(m, s) for s in found)]
    taken = [s for s in found if not any(s.start < m.end and m.start < s.end for m in kept)]
    return sorted([*kept, *taken], key=lambda m: m.start)


def _gives_way(mention: PeriodMention, step: PeriodMention) -> bool:
    """Whether a mention within a step tells nothing more than it."""
    return mention.rule in ("relative_yearbefore", "relative_rolling") and step.start <= mention.start <= step.end


def _steps(text: str, sentence: tuple[int, int], rules: Rules) -> list[PeriodMention]:
    patterns = patterns_of(rules)
    found: list[PeriodMention] = []
    names = [name for name in STEPS if name in patterns]
    for name in ("ago", "same_again", *names):
        pattern = patterns.get(name)
        for m in pattern.finditer(text, *sentence) if pattern is not None else ():
            rule = (
                f"{AGO}{m['number']}_{m['unit']}".lower() if name == "ago" else AGAIN if name == AGAIN else STEP + name
            )
            if not any(m.start() < f.end and f.start < m.end() for f in found):
                found.append(PeriodMention(m.start(), m.end(), m[0], Shape.PREVIOUS, None, rule=rule))
    return sorted(found, key=lambda f: f.start)


def is_step(mention: PeriodMention) -> bool:
    """Whether a mention has dates only against a figure's own period."""
    return mention.rule.startswith((STEP, AGO)) or mention.rule == AGAIN


def stepped(mention: PeriodMention, own: Period | None) -> Period | None:
    """Return the period that a step leads to from a figure's own."""
    if mention.rule.startswith(AGO):
        _, number, unit = mention.rule.split("_")
        count = 1 if number in ("a", "an") else small_number(number)
        if own is None or own.end is None:
            return None
        if unit == "week":
            back = timedelta(days=7 * count)
            return cal.between(own.start - back, own.end - back)
        return cal.shifted(own, -MONTHS[unit] * count)
    return stepped_back(own, mention.rule.removeprefix(STEP))


def base_of(mention: PeriodMention, own: Period | None, context: PeriodContext) -> Period | None:
    """The base that a mention names; `the same period the previous year` is told against the figure's own."""
    if is_step(mention):
        return stepped(mention, own)
    if mention.period is None:
        return None
    if mention.shape is Shape.SINCE:
        label = mention.period.label.rstrip(".")
        start = mention.period.start
        if FISCAL_YEAR.search(mention.text):
            return cal.fiscal_year(start.year, start_month=start.month)
        if start.day != 1:
            return cal.at(start)  # `since 31 March`
        return cal.calendar_year(int(label)) if label.isdigit() else cal.month(start.year, start.month)
    told_again = mention.rule == "relative_rolling" and mention.period == own
    yearly = mention.rule in ("relative_samelast", "relative_yearbefore")
    if own is not None and (yearly or told_again):
        return cal.a_year_earlier(own)  # `than the last financial year` in a report on that year is the one before
    if own is not None and mention.rule == "relative_sameyear":
        return in_year(own, mention.period.start.year, context) or mention.period
    return mention.period


def compares_ends(text: str, mention: PeriodMention) -> bool:
    """`between 2014/15 and 2013/14`, `comparing 2015/16 to 2018/19`, `between May 2017 and May 2018`."""
    before = text[max(0, mention.start - 24) : mention.start]
    ends = [p for p in (mention.first, mention.last) if p is not None]
    years = all(p.label.startswith("FY") or p.label.isdigit() for p in ends)
    return (years or _same_days(ends)) and _leads_between(before)


def _leads_between(before: str) -> bool:
    return re.search(r"\b(?:between|comparing|from)\s+(?:the\s+)?$", before, re.IGNORECASE) is not None


def _same_days(ends: Sequence[Period]) -> bool:
    """Whether two periods are the same part of two years."""
    if len(ends) != 2 or any(p.end is None for p in ends):
        return False
    first, last = ends
    moved = cal.shifted(first, 12 * (last.start.year - first.start.year))
    return first != last and moved is not None and abs((moved.start - last.start).days) <= DAYS_ALIKE


def is_base(text: str, mention: PeriodMention, start: int, rules: Rules) -> bool:
    """Whether a period is what something is compared with. start: of its sentence."""
    before = text[max(start, mention.start - 45) : mention.start]
    if mention.rule.startswith(AGO):
        return LEADS_BACK.search(before) is not None  # not `released two weeks ago`
    if mention.shape in (Shape.PREVIOUS, Shape.SINCE):
        return True
    if re.search(r"\bcomparing\s+(?:the\s+)?$", before) and re.match(r"\s+(?:with|to|and)\b", text[mention.end :]):
        return False  # `comparing the 18/19 year with the year before`: the first is the period
    if re.search(r"\b(?:back|dating)\s+(?:to|from)\s+$", before):
        return True
    changed = patterns_of(rules).get("from_change")
    if changed is not None and changed.search(before):
        return True
    return (
        re.search(
            r"\b(?:compar\w+|contrast|relative|against|than|versus|down|up|above|below)\s+(?:to|with|from|in|the|those"
            r"|that|figures?|for|it|was|were|\s|[\d,.%£]+)*(?:\w+\s+){0,3}$",
            before,
            re.IGNORECASE,
        )
        is not None
    )


def is_record(text: str, mention: PeriodMention, start: int, rules: Rules) -> bool:
    """Whether a year is only how far back a record goes: `the lowest number since 1989`."""
    record = patterns_of(rules).get("record")
    before = text[max(start, mention.start - LEADING) : mention.start]
    return mention.shape is Shape.SINCE and record is not None and record.search(before) is not None
