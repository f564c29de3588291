"""Works out periods told against the report's own: the last 12 months, the year to date, last quarter."""

import re
from datetime import date

from pipeline.extract import calendars as cal
from pipeline.extract.periodgrammar import FISCAL, MONTH, NUMBER, SHORT_FISCAL, YEAR, small_number, years_of
from pipeline.extract.periodtypes import PeriodContext, PeriodMention, Shape
from pipeline.screens import caseless
from pipeline.types import Period

# a date that ends the period follows: `the year ending 31 March`, `the rolling 12 months to June 2015`
NOT_DATED = (
    rf"(?!\s+(?:(?:to|ending|ended|up\s+to)\s+(?:the\s+)?(?:end\s+of\s+)?)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}"
    rf"|{FISCAL}|{SHORT_FISCAL}|{MONTH}|\d{{1,2}}[/.]\d{{1,2}}[/.]|(?:to|ending|ended"
    rf"|up\s+to)\s+(?:the\s+)?(?:end\s+of\s+)?\d))"
)

# several years or weeks to a date are a length, however they end: `the 5 year period to 2020`
LONG_OR_NOT_DATED = rf"(?:(?<=years)|(?<=weeks)|(?<=year\speriod)|(?<=week\speriod)|{NOT_DATED})"

RELATIVE = caseless(
    rf"""
    (?<![A-Za-z])(?=[0-9acdeflmnopqrsty])(?:
    (?P<samelast>\b(?:the\s+)?(?:same|equivalent|corresponding)\s+(?:time\s+)?(?P<sameunit>period|time
            |quarter|months?)s?
        \s+(?:(?:of|in|the|as)\s+)*(?:(?:previous|last|preceding|prior|year\s+before)(?:\s+(?:financial\s+)?year)?
        |(?:a|one)\s+year\s+(?:earlier|before|previously|ago)|(?:a|the)\s+year\s+before))
  | (?P<sameyear>\b(?:the\s+)?(?:same|equivalent|corresponding)\s+(?:period|time|quarter|months?|weeks?)s?
        \s+(?:of|in|during)\s+(?P<sy>{FISCAL}|{YEAR}))
  | (?P<before>\b(?:the\s+)?(?P<bu>quarter|month)\s+before(?!\s+(?:last|the|a|it|they|we)\b))
  | (?P<rolling>\b(?:the\s+|a\s+)?(?P<rw>(?:latest|most\s+recent|last|past|rolling|previous|preceding
          |current|recent)\s+){{1,6}}
        (?P<rn>{NUMBER}[\s-]+)?(?:(?:financial|fiscal|performance)\s+(?=years?))?
        (?P<runit>months?|days?|weeks?|years?|quarters?)(?:\s+period|\s+rolling)?\b{LONG_OR_NOT_DATED})
  | (?P<rolling2>\b(?P<rn2>{NUMBER})[\s-]months?\s+rolling\b|\brolling\s+(?P<rn3>{NUMBER})[\s-]months?\b{NOT_DATED})
  | (?P<ytd>(?:(?<![\w/])(?P<ytdyear>(?:19|20)\d\d)[\s-]?|\b(?P<ylast>L[-.\s]?|last\s+)?)
        (?:YTD|year[\s-]to[\s-]date)\b(?:[\s,-]+(?P<ytdyear2>(?:19|20)\d\d)\b(?!\s?[-/.,]\d))?)
  | (?P<mtd>(?:(?<![\w/])(?P<mtdyear>(?:19|20)\d\d)[\s-]?|\b)(?:MTD|month[\s-]to[\s-]date)\b
        (?:[\s,-]+(?P<mtdyear2>(?:19|20)\d\d)\b(?!\s?[-/.,]\d))?)
  | (?P<yearbefore>\b(?:the\s+)?(?:year\s+before|previous\s+year|preceding\s+year|prior\s+year)\b)
  | (?P<this>\b(?:this|the\s+current|current)\s+(?:financial\s+|performance\s+|reporting\s+
          |fiscal\s+)*(?P<tu>year|quarter|month|period)\b)
  | (?P<during>\b(?:during|over|throughout|for)\s+the\s+(?:financial\s+|reporting\s+
          |performance\s+)*(?P<du>year|period|quarter)\b{NOT_DATED})
  | (?P<plainrange>\b(?:the\s+)?(?P<pn>{NUMBER})[\s-](?P<pu>month|year|week|day)s?[\s-]period\b{LONG_OR_NOT_DATED})
  | (?P<eachof>\bthe\s+(?:last|past|coming|next|following|previous)\s+(?:couple\s+of\s+
          |few\s+)?(?:financial\s+)?(?:years?|months?|weeks?|quarters?)\b)
    )
    """,
    re.VERBOSE,
)


def relative_period(m: re.Match[str], text: str, context: PeriodContext) -> PeriodMention:
    """Return the mention of a match of RELATIVE, with dates where the report's own period gives them."""
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
    if m["sameyear"]:
        return Shape.PREVIOUS, in_year(anchor, years_of(m["sy"])[0], context)
    if m["before"]:
        return Shape.PREVIOUS, _stretch_before(anchor, m["bu"])
    if m["mtd"]:
        return Shape.CURRENT, _to_date(context, m["mtdyear"] or m["mtdyear2"], month=True)
    if m["ytd"] and (m["ytdyear"] or m["ytdyear2"]):
        return Shape.ROLLING, _to_date(context, m["ytdyear"] or m["ytdyear2"], month=False)
    if m["ytd"]:
        return (Shape.PREVIOUS if m["ylast"] else Shape.CURRENT), _year_to_date(anchor, context, back=bool(m["ylast"]))
    if m["this"] or m["during"]:
        return Shape.CURRENT, _current(m["tu"] or m["du"], anchor, context)
    if m["rolling"] or m["rolling2"]:
        return _rolling(m, anchor, context)
    return Shape.LENGTH, None


def in_year(period: Period | None, year: int, context: PeriodContext) -> Period | None:
    """Return the same days in another year; `year` is the first of a fiscal one where the period is in one."""
    if period is None:
        return None
    fiscal = period.label.startswith("FY")
    own = cal.fiscal_year_of(period.start, start_month=context.fiscal_start) if fiscal else period.start.year
    return cal.shifted(period, 12 * (year - own)) if own != year else None


def _stretch_before(anchor: Period | None, unit: str) -> Period | None:
    """`the quarter before` in a quarterly paper, `the month before` in a monthly one."""
    longest = {"quarter": 93, "month": 31}[unit.lower()]
    shortest = {"quarter": 88, "month": 27}[unit.lower()]
    if anchor is None or anchor.end is None or not shortest <= (anchor.end - anchor.start).days <= longest:
        return None
    return cal.shifted(anchor, -3 if unit.lower() == "quarter" else -1)


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


def _to_date(context: PeriodContext, year: str | None, *, month: bool) -> Period | None:
    """From the first of a printed year, or of a month, to the day in it that the report's data reach."""
    last = (context.anchor.end if context.anchor else None) or context.published
    if last is None:
        return None
    if year and int(year) != last.year:
        end_of_february = (last.month, last.day) == (2, 29)
        last = cal.month_end(int(year), 2) if end_of_february else last.replace(year=int(year))
    return cal.between(last.replace(day=1) if month else date(last.year, 1, 1), last)


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
