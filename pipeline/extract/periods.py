"""Finds printed periods in a text and works out their dates against the report's own."""

import re
from dataclasses import replace
from datetime import date, timedelta

from pipeline.extract import calendars as cal
from pipeline.extract.periodgrammar import (
    BETWEEN,
    CONNECTOR,
    LAST_MONTH,
    PREFIXES,
    Atom,
    find_atoms,
    small_number,
)
from pipeline.extract.periodtypes import PeriodContext, PeriodMention, Shape
from pipeline.extract.relativeperiods import RELATIVE, relative_period
from pipeline.extract.spans import WINDOW, Taken, leads_to, longest
from pipeline.types import Period

__all__ = ["PeriodContext", "PeriodMention", "Shape", "find_periods", "resolve"]

MONTHS_IN_YEAR = 12
SPLIT_YEAR = re.compile(r"[/–-]\d{2}(?![\d/-])")
VERSUS = re.compile(r"\s+(?:vs?\.?|versus)\s+", re.IGNORECASE)
NUMERIC_DATE = re.compile(
    r"(?<![\d/.-])(\d{1,2})(?:/(\d{1,2})/(?:(?:19|20)\d{2}|\d{2})|-(\d{2})-(?:19|20)\d{2})(?![\d/-])"
)
BEFORE_IT = re.compile(r"\b(?:(?P<before>before|prior\s+to|pre-)|after)\s*$", re.IGNORECASE)
FROM_IT = re.compile(
    r"\s*(?:(?:or|and)\s+(?:(?P<earlier>earlier|before)|later|after|since|onwards?)|onwards?)\b(?!\s+(?:this|that))",
    re.IGNORECASE,
)
YEAR_IN_WORDS = re.compile(r"\s+(?:of\s+)?(?P<which>this|last)\s+year\b", re.IGNORECASE)


def find_periods(text: str, context: PeriodContext) -> list[PeriodMention]:
    """Return the periods of a text in order, not overlapping; longer forms win."""
    day_first, order_told = _day_first(text, context)
    atoms = [_dated_by_words(text, a, context) for a in find_atoms(text, day_first=day_first, order_told=order_told)]
    found = [relative_period(m, text, context) for m in RELATIVE.finditer(text)]
    told = Taken(len(text), ((p.start, p.end) for p in found))
    for bare in _composed(text, atoms, context):
        whole = _open_ended(text, _with_prefix(text, bare))
        # `the 5 year period to 2020`: the words before belong to another period
        found.append(bare if told.meets(whole.start, bare.start) else whole)
    found.sort(key=lambda p: (p.start, -p.end))
    return _against_a_year(text, longest(found, len(text)))


def _against_a_year(text: str, mentions: list[PeriodMention]) -> list[PeriodMention]:
    """`January to June 2017 vs. 2018` are the same months of two years, of which the earlier is the base."""
    joined: list[PeriodMention] = []
    for mention in mentions:
        last = joined[-1] if joined else None
        versus = last and mention.rule == "year" and VERSUS.fullmatch(text, last.end, mention.start)
        if last and last.period and mention.period and versus:
            other = cal.shifted(last.period, MONTHS_IN_YEAR * (mention.period.start.year - last.period.start.year))
            if other is not None and other != last.period:
                first, later = sorted((last.period, other), key=lambda p: p.start)
                whole = text[last.start : mention.end]
                joined[-1] = PeriodMention(
                    last.start, mention.end, whole, Shape.SPAN, later, first=first, last=later, rule="against"
                )
                continue
        joined.append(mention)
    return joined


def _day_first(text: str, context: PeriodContext) -> tuple[bool, bool]:
    """The order of numeric dates, and whether it is told: by those of the text that can be read in one way only."""
    dates = [(int(m[1]), int(m[2] or m[3])) for m in NUMERIC_DATE.finditer(text)]
    told = {first > LAST_MONTH for first, second in dates if (first > LAST_MONTH) != (second > LAST_MONTH)}
    return (told.pop(), True) if len(told) == 1 else (context.day_first, context.order_told)


def _dated_by_words(text: str, atom: Atom, context: PeriodContext) -> Atom:
    """`March this year`, `2nd September last year`: the year of the report's date, or the one before."""
    told = YEAR_IN_WORDS.match(text, atom.end) if atom.month and atom.year is None else None
    day = context.published or (context.anchor.end if context.anchor else None)
    if told is None or day is None:
        return atom
    return replace(atom, end=told.end(), year=day.year - (told["which"].lower() == "last"))


def _composed(text: str, atoms: list[Atom], context: PeriodContext) -> list[PeriodMention]:
    """Join atoms into spans: `April to September 2015`."""
    found: list[PeriodMention] = []
    i = 0
    while i < len(atoms):
        atom, after = atoms[i], atoms[i + 1] if i + 1 < len(atoms) else None
        if after is not None and _is_span(text, atom, after):
            found.append(_span(text, atom, after, context))
            i += 2
            continue
        if after is not None and atom.year is None and after.year is not None:
            atom = _borrow_year(text, atom, after)
        found.append(_single(text, atom, context))
        i += 1
    return found


def _is_span(text: str, first: Atom, second: Atom) -> bool:
    link = CONNECTOR.fullmatch(text[first.end : second.start])
    if link is None or "invalid" in (first.shape, second.shape):
        return False
    if "and" in link[0].lower() and not leads_to(BETWEEN, text, first.start):
        return False
    rank = {"date": 0, "month": 1, "quarter": 2, "half": 2, "fiscal": 3, "year": 3, "years": 3}
    return first.shape in rank and second.shape in rank and abs(rank[first.shape] - rank[second.shape]) <= 1


def _borrow_year(text: str, atom: Atom, after: Atom) -> Atom:
    """`Quarter 3 and Quarter 4 of 18/19`: the first takes the year of the second."""
    joined = re.fullmatch(r"\s*(?:and|,|&|/)\s*", text[atom.end : after.start])
    if joined and atom.shape == after.shape:
        return replace(atom, year=after.year, last_year=after.last_year, fiscal=after.fiscal)
    return atom


def _span(text: str, first: Atom, second: Atom, context: PeriodContext) -> PeriodMention:
    split = SPLIT_YEAR.match(text, second.end) if second.shape == "month" and second.year else None
    if split and first.year is None and second.year and (first.month or 0) > (second.month or LAST_MONTH):
        # `August to April 2020/21` begins in the first of the two years, whenever fiscal years start
        first, second = replace(first, year=second.year), replace(second, year=second.year + 1, end=split.end())
    if first.year is None and second.year is None and first.month and second.month:
        ends = resolve(second, context)  # `October 1 to September 30`: the year of the end tells that of the start
        second = replace(second, year=ends.start.year if ends else None)
    if first.year is None and second.year is not None:
        first = replace(first, year=second.year, fiscal=second.fiscal, last_year=second.last_year)
        if first.month and second.month and first.month > second.month:
            first = replace(first, year=second.year - 1)
    elif second.year is None and first.year is not None:
        later = bool(first.month and second.month and second.month < first.month)
        second = replace(second, year=first.year + later, fiscal=first.fiscal, last_year=first.last_year)
    a, b = resolve(first, context), resolve(second, context)
    whole = cal.span(a, b) if a and b and b.end is not None and a.start <= b.end else None
    if whole is None and a and b and a.end and b.start < a.start:  # `between 2014/15 and 2013/14`
        a, b = b, a
        whole = cal.span(a, b)
    if whole and context.fiscal_start and _is_fiscal_year(whole, context):
        whole = cal.fiscal_year(whole.start.year, start_month=context.fiscal_start)
    return PeriodMention(
        first.start, second.end, text[first.start : second.end], Shape.SPAN, whole, first=a, last=b, rule="span"
    )


def _is_fiscal_year(period: Period, context: PeriodContext) -> bool:
    year = cal.fiscal_year(period.start.year, start_month=context.fiscal_start)
    return (period.start, period.end) == (year.start, year.end) and context.fiscal_start != 1


SHAPES = {
    "date": Shape.DATE, "days": Shape.SPAN, "month": Shape.MONTH, "quarter": Shape.QUARTER, "half": Shape.SPAN,
    "months": Shape.SPAN, "against": Shape.SPAN, "fiscal": Shape.FISCAL_YEAR, "years": Shape.SPAN,
    "year": Shape.YEAR, "monthquarter": Shape.QUARTER, "week": Shape.SPAN, "decade": Shape.SPAN,
    "invalid": Shape.INVALID, "doubtful": Shape.DATE,
}  # fmt: skip


def _single(text: str, atom: Atom, context: PeriodContext) -> PeriodMention:
    period = resolve(atom, context)
    shape = SHAPES[atom.shape]
    if period is None and atom.shape == "date" and atom.year is not None:
        shape = Shape.INVALID  # 31 April
    first = last = None
    if atom.shape == "against" and atom.last_year:
        first, last = resolve(replace(atom, year=atom.last_year), context), period
        if atom.ends is not None and atom.year:  # `2023 on 2014-18 average`
            first = cal.span(cal.calendar_year(atom.last_year), cal.calendar_year(atom.ends[0]))
            period = last = cal.span(cal.calendar_year(atom.year), cal.calendar_year(atom.ends[1]))
    if atom.shape == "years" and atom.year and atom.last_year and leads_to(BETWEEN, text, atom.start):
        first, last = cal.calendar_year(atom.year), cal.calendar_year(atom.last_year)  # `between 2011-19`
        period = cal.span(first, last)
    return PeriodMention(
        atom.start, atom.end, text[atom.start : atom.end], shape, period, first=first, last=last, rule=atom.shape
    )


def resolve(atom: Atom, context: PeriodContext) -> Period | None:
    """Return the dates of an atom; parts that are not printed come from the report's own period."""
    if atom.shape in ("invalid", "doubtful"):
        return None
    if atom.shape in ("date", "month", "days"):
        return _resolve_month(atom, context)
    if atom.shape == "monthquarter":
        last = _resolve_month(replace(atom, shape="month"), context)
        return cal.months_to(3, (last.start.year, last.start.month)) if last else None
    if atom.shape == "week":
        return _resolve_week(atom, context)
    start = context.fiscal_start
    if atom.shape == "years":
        assert atom.year is not None
        assert atom.last_year is not None
        if not (atom.fiscal or context.fiscal_years):
            return cal.span(cal.calendar_year(atom.year), cal.calendar_year(atom.last_year))
        return cal.months((atom.year, start), cal.add_months(atom.last_year, start, -1))
    if atom.shape == "fiscal":
        assert atom.year is not None
        return cal.fiscal_year(atom.year, start_month=start)
    if atom.shape == "decade":
        assert atom.year is not None
        return cal.span(cal.calendar_year(atom.year), cal.calendar_year(atom.year + 9))
    if atom.shape in ("year", "against"):
        assert atom.year is not None
        if atom.fiscal:
            return cal.fiscal_year(atom.year, start_month=start)
        return cal.calendar_year(atom.year)
    year = atom.year
    if year is None:
        if context.anchor is None:
            return None
        year = cal.fiscal_year_of(context.anchor.end or context.anchor.start, start_month=start)
    fiscal = atom.fiscal or atom.year is None
    return _part(atom, year, start if fiscal else 1)


def _part(atom: Atom, year: int, start: int) -> Period:
    if atom.quarter:
        if start != 1:
            return cal.fiscal_quarter(year, atom.quarter, start_month=start)
        return cal.months((year, 3 * atom.quarter - 2), (year, 3 * atom.quarter))
    if atom.half:
        first = cal.add_months(year, start, 6 * (atom.half - 1))
        return cal.months(first, cal.add_months(*first, 5))
    assert atom.count is not None
    first = cal.add_months(year, start, 12 - atom.count if atom.from_end else 0)
    return cal.months(first, cal.add_months(*first, atom.count - 1))


def _resolve_month(atom: Atom, context: PeriodContext) -> Period | None:
    assert atom.month is not None
    year = atom.year
    if year is None:
        reference = context.published or (context.anchor.end if context.anchor else None)
        if reference is None:
            return None
        year = reference.year if atom.month <= reference.month else reference.year - 1
    if atom.day is None:
        return cal.month(year, atom.month)
    try:
        first = date(year, atom.month, atom.day)
        last = date(year, atom.month, atom.last_day) if atom.last_day else first
    except ValueError:
        return None
    return cal.between(first, last)


def _resolve_week(atom: Atom, context: PeriodContext) -> Period | None:
    """The week of a number: by ISO 8601, in American papers by CDC's MMWR, whose weeks begin on Sunday."""
    reference = context.published or (context.anchor.end if context.anchor else None)
    year = atom.year or (reference.year if reference else None)
    if year is None or atom.count is None:
        return None
    if context.day_first:
        try:
            first = date.fromisocalendar(year, atom.count, 1)
        except ValueError:  # a 53rd week that the year has not
            return None
    else:
        fourth = date(year, 1, 4)  # is in the first week
        first = fourth - timedelta(days=(fourth.weekday() + 1) % 7) + timedelta(weeks=atom.count - 1)
    return cal.between(first, first + timedelta(days=6))


def _with_prefix(text: str, mention: PeriodMention) -> PeriodMention:
    match = PREFIXES.search(text[max(0, mention.start - 60) : mention.start])
    if match is None or mention.period is None or mention.period.end is None:
        return mention
    start = max(0, mention.start - 60) + match.start()
    period, shape = _prefixed(match, mention.period, mention.shape)
    if shape is None:
        return mention
    return replace(mention, start=start, text=text[start : mention.end], period=period, shape=shape, rule=shape.value)


def _open_ended(text: str, mention: PeriodMention) -> PeriodMention:
    """`2012 or later` and `after 2011` have no end; `before 2010` has no start, so no dates can be given for it."""
    if mention.shape not in (Shape.YEAR, Shape.FISCAL_YEAR) or mention.period is None or mention.period.end is None:
        return mention
    start, end = mention.start, mention.end
    before = BEFORE_IT.search(text, max(0, start - WINDOW), start)
    behind = FROM_IT.match(text, end)
    if before:
        start = before.start()
    elif behind:
        end = behind.end()
    else:
        return mention
    if (before and before["before"]) or (behind and behind["earlier"]):
        period, shape = None, Shape.BEFORE
    else:
        first = mention.period.end + timedelta(days=1) if before else mention.period.start
        period, shape = cal.since(first, label=_since_label(mention.period, first)), Shape.SINCE
    return replace(mention, start=start, end=end, text=text[start:end], period=period, shape=shape, rule=shape.value)


def _since_label(period: Period, first: date) -> str:
    return str(first.year) if period.label.isdigit() else f"{first.year}-{first.month:02d}"


def _prefixed(m: re.Match[str], period: Period, shape: Shape) -> tuple[Period, Shape | None]:
    assert period.end is not None
    last = (period.end.year, period.end.month)
    if m["since"]:
        ends = "end of" in m["since"].lower()
        start = period.end if ends else period.start
        label = (
            period.label if period.label.isdigit() else period.label.split("..")[0] if not ends else start.isoformat()
        )
        return cal.since(start, label=label if label[:2].isdigit() else f"{start.year}-{start.month:02d}"), Shape.SINCE
    if m["monthsto"]:
        return cal.months_to(small_number(m["count"]), last), Shape.ROLLING
    if m["yearto"] or m["quarterto"] or m["monthto"]:
        return cal.months_to(12 if m["yearto"] else 3 if m["quarterto"] else 1, last), Shape.ROLLING
    if m["weekto"] or m["daysto"]:
        return cal.days_to(small_number(m["days"]) if m["daysto"] else 7, period.end), Shape.ROLLING
    if m["weekfrom"]:
        return cal.days_to(7, period.start + timedelta(days=6)), Shape.ROLLING
    if m["periodto"]:
        return cal.at(period.end), Shape.POINT
    if shape in (Shape.DATE, Shape.MONTH, Shape.QUARTER, Shape.YEAR, Shape.FISCAL_YEAR, Shape.SPAN):
        # `in` and `by` are no points; `at` and `end of` are
        return cal.at(period.end), Shape.POINT
    return period, None
