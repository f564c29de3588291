"""Finds printed periods in a text and works out their dates against the report's own."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from pipeline.extract import calendars as cal
from pipeline.extract.periodgrammar import (
    BETWEEN,
    CONNECTOR,
    PREFIXES,
    RELATIVE,
    Atom,
    find_atoms,
    small_number,
)
from pipeline.extract.spans import Taken, leads_to, longest
from pipeline.types import Period

YEAR_IN_WORDS = re.compile(r"\s+(?:of\s+)?(?P<which>this|last)\s+year\b", re.IGNORECASE)


class Shape(StrEnum):
    """How a period is printed."""

    DATE = "date"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FISCAL_YEAR = "fiscal_year"
    SPAN = "span"
    ROLLING = "rolling"  # N months or days to a date
    POINT = "point"  # as at, at the end of
    SINCE = "since"
    CURRENT = "current"  # this quarter, latest 12 months: told against the report's own period
    PREVIOUS = "previous"  # the year before, the same quarter last year
    LENGTH = "length"  # a length of time that no dates can be given for
    INVALID = "invalid"  # a date that cannot be


@dataclass(frozen=True, slots=True)
class PeriodContext:
    """What a printed period is worked out against.

    anchor: the report's own period; published: its date; fiscal_start: month in which fiscal years
    start; day_first: the order of numeric dates; decimal_comma: whether its prose prints `1.393,4`.
    """

    anchor: Period | None = None
    published: date | None = None
    fiscal_start: int = 4
    day_first: bool = True
    decimal_comma: bool = False


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A printed period: characters [start, end), its dates where they could be worked out.

    `first` and `last` are the ends of a span of two printed periods (`2015/16 to 2018/19`).
    """

    start: int
    end: int
    text: str
    shape: Shape
    period: Period | None
    first: Period | None = None
    last: Period | None = None
    rule: str = ""


def find_periods(text: str, context: PeriodContext) -> list[PeriodMention]:
    """Return the periods of a text in order, not overlapping; longer forms win."""
    atoms = [_dated_by_words(text, a, context) for a in find_atoms(text, day_first=context.day_first)]
    found = [_relative(m, text, context) for m in RELATIVE.finditer(text)]
    told = Taken(len(text), ((p.start, p.end) for p in found))
    for bare in _composed(text, atoms, context):
        whole = _with_prefix(text, bare)
        # `the 5 year period to 2020`: the words before belong to another period
        found.append(bare if told.meets(whole.start, bare.start) else whole)
    found.sort(key=lambda p: (p.start, -p.end))
    return longest(found, len(text))


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
    rank = {"date": 0, "month": 1, "quarter": 2, "half": 2, "fiscal": 3, "year": 3}
    return first.shape in rank and second.shape in rank and abs(rank[first.shape] - rank[second.shape]) <= 1


def _borrow_year(text: str, atom: Atom, after: Atom) -> Atom:
    """`Quarter 3 and Quarter 4 of 18/19`: the first takes the year of the second."""
    joined = re.fullmatch(r"\s*(?:and|,|&|/)\s*", text[atom.end : after.start])
    if joined and atom.shape == after.shape:
        return replace(atom, year=after.year, last_year=after.last_year, fiscal=after.fiscal)
    return atom


def _span(text: str, first: Atom, second: Atom, context: PeriodContext) -> PeriodMention:
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
    "year": Shape.YEAR, "decade": Shape.SPAN, "invalid": Shape.INVALID,
}  # fmt: skip


def _single(text: str, atom: Atom, context: PeriodContext) -> PeriodMention:
    period = resolve(atom, context)
    shape = SHAPES[atom.shape]
    if period is None and atom.shape == "date" and atom.year is not None:
        shape = Shape.INVALID  # 31 April
    first = last = None
    if atom.shape == "against" and atom.last_year:
        first, last = cal.calendar_year(atom.last_year), period
    if atom.shape == "years" and atom.year and atom.last_year and leads_to(BETWEEN, text, atom.start):
        first, last = cal.calendar_year(atom.year), cal.calendar_year(atom.last_year)  # `between 2011-19`
        period = cal.span(first, last)
    return PeriodMention(
        atom.start, atom.end, text[atom.start : atom.end], shape, period, first=first, last=last, rule=atom.shape
    )


def resolve(atom: Atom, context: PeriodContext) -> Period | None:
    """Return the dates of an atom; parts that are not printed come from the report's own period."""
    if atom.shape == "invalid":
        return None
    if atom.shape in ("date", "month", "days"):
        return _resolve_month(atom, context)
    start = context.fiscal_start
    if atom.shape == "years":
        assert atom.year is not None
        assert atom.last_year is not None
        return cal.months((atom.year, start), cal.add_months(atom.last_year, start, -1))
    if atom.shape == "fiscal":
        assert atom.year is not None
        return cal.fiscal_year(atom.year, start_month=start)
    if atom.shape == "decade":
        assert atom.year is not None
        return cal.span(cal.calendar_year(atom.year), cal.calendar_year(atom.year + 9))
    if atom.shape in ("year", "against"):
        assert atom.year is not None
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


def _with_prefix(text: str, mention: PeriodMention) -> PeriodMention:
    match = PREFIXES.search(text[max(0, mention.start - 60) : mention.start])
    if match is None or mention.period is None or mention.period.end is None:
        return mention
    start = max(0, mention.start - 60) + match.start()
    period, shape = _prefixed(match, mention.period, mention.shape)
    if shape is None:
        return mention
    return replace(mention, start=start, text=text[start : mention.end], period=period, shape=shape, rule=shape.value)


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


def _relative(m: re.Match[str], text: str, context: PeriodContext) -> PeriodMention:
    shape, period = _relative_period(m, context)
    return PeriodMention(
        m.start(), m.end(), text[m.start() : m.end()], shape, period, rule=f"relative_{m.lastgroup or 'period'}"
    )


def _relative_period(m: re.Match[str], context: PeriodContext) -> tuple[Shape, Period | None]:
    anchor = context.anchor
    if m["samelast"]:
        return Shape.PREVIOUS, cal.a_year_earlier(anchor) if anchor else None
    if m["yearbefore"]:
        return Shape.PREVIOUS, _year_before(anchor, context)
    if m["ytd"]:
        return (Shape.PREVIOUS if m["ylast"] else Shape.CURRENT), _year_to_date(anchor, context, back=bool(m["ylast"]))
    if m["this"] or m["during"]:
        return Shape.CURRENT, _current(m["tu"] or m["du"], anchor, context)
    if m["rolling"] or m["rolling2"]:
        return _rolling(m, anchor, context)
    return Shape.LENGTH, None


def _rolling(m: re.Match[str], anchor: Period | None, context: PeriodContext) -> tuple[Shape, Period | None]:
    words = m[0].lower()
    count_text = m["rn"] or m["rn2"] or m["rn3"]
    unit = (m["runit"] or "months").lower().rstrip("s")
    count = small_number(count_text) if count_text else 1
    before = re.search(r"\b(?:previous|preceding)\b", words) is not None
    if anchor is None or anchor.end is None:
        return (Shape.PREVIOUS if before else Shape.CURRENT), None
    last = (anchor.end.year, anchor.end.month)
    if unit == "year" and not count_text:
        if before:
            return Shape.PREVIOUS, _year_before(anchor, context)
        if "last" in words or "past" in words:
            return Shape.CURRENT, _last_year(anchor, context)
        return Shape.CURRENT, _current("year", anchor, context)
    if (m["runit"] or "").lower() == "month" and not count_text:
        return _month_told(words, anchor)
    if unit == "quarter" and count == 1:
        return _quarter_told(words, anchor, context)
    if unit == "month" and count_text:
        end = cal.add_months(*last, -count) if before else last
        return (Shape.PREVIOUS if before else Shape.CURRENT), cal.months_to(count, end)
    if unit == "day" and count_text:
        return Shape.CURRENT, cal.days_to(count, anchor.end)
    return Shape.LENGTH, None


def _month_told(words: str, anchor: Period) -> tuple[Shape, Period | None]:
    """`last month` in a monthly report is the one before it; in a longer report it cannot be told."""
    assert anchor.end is not None
    own = cal.month(anchor.end.year, anchor.end.month)
    if re.search(r"\b(?:current|latest|recent)\b", words):
        return Shape.CURRENT, own
    if (anchor.end - anchor.start).days > 31:
        return Shape.LENGTH, None
    return Shape.PREVIOUS, cal.month(*cal.add_months(own.start.year, own.start.month, -1))


def _quarter_told(words: str, anchor: Period, context: PeriodContext) -> tuple[Shape, Period | None]:
    """`the last quarter` in a quarterly report is the one before; in a yearly report it is the year's last."""
    assert anchor.end is not None
    quarterly = (anchor.end - anchor.start).days < 100
    last = (anchor.end.year, anchor.end.month)
    first = cal.fiscal_year_of(anchor.end, start_month=context.fiscal_start)
    number = (last[0] * 12 + last[1] - first * 12 - context.fiscal_start) // 3 + 1
    current = cal.fiscal_quarter(first, number, start_month=context.fiscal_start)
    if re.search(r"previous|preceding", words) or ("last" in words and quarterly):
        return Shape.PREVIOUS, cal.shifted(current, -3)
    return Shape.CURRENT, current


def _year_before(anchor: Period | None, context: PeriodContext) -> Period | None:
    """The fiscal year before the one that the report's period ends in."""
    if anchor is None or anchor.end is None:
        return None
    first = cal.fiscal_year_of(anchor.end, start_month=context.fiscal_start)
    return cal.fiscal_year(first - 1, start_month=context.fiscal_start)


def _last_year(anchor: Period, context: PeriodContext) -> Period | None:
    """`last year` in a report on a whole year that is over is that year; else the year before."""
    assert anchor.end is not None
    whole_year = (anchor.end - anchor.start).days >= 360
    if whole_year and (context.published is None or context.published > anchor.end):
        return anchor
    return _year_before(anchor, context)


def _year_to_date(anchor: Period | None, context: PeriodContext, *, back: bool) -> Period | None:
    """From the fiscal year's first month to the end of the report's period; `back` a year earlier."""
    if anchor is None or anchor.end is None:
        return None
    first = cal.fiscal_year_of(anchor.end, start_month=context.fiscal_start)
    period = cal.between(date(first, context.fiscal_start, 1), anchor.end)
    return cal.a_year_earlier(period) if back else period


def _current(unit: str, anchor: Period | None, context: PeriodContext) -> Period | None:
    if anchor is None or anchor.end is None or unit.lower() == "period":
        return anchor
    first = cal.fiscal_year_of(anchor.end, start_month=context.fiscal_start)
    if unit.lower() == "year":
        return cal.fiscal_year(first, start_month=context.fiscal_start)
    if unit.lower() == "quarter":
        return _quarter_told("this", anchor, context)[1]
    return cal.month(anchor.end.year, anchor.end.month)
