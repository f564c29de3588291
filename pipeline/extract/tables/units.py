"""Reads what a table's headers, captions and first cells say of unit and scale: `($000)`, `(mn)`, `Percent`."""

import re
from collections.abc import Sequence

from pipeline.extract.cells import CellReading
from pipeline.extract.currencies import currency_of
from pipeline.extract.physical import unit_at_end, unit_of_label, unit_told
from pipeline.rules import Rules

CURRENCY = (
    r"(?:(?:US|A|C)\s?\$|[£$€¥₹`]|\b(?:GBP|USD|EUR|INR|JPY|CHF|AUD|CAD)\b"
    r"|\b(?:(?:US|UK|U\.S\.)\s+)?(?:euro|dollar|pound|rupee|ecu)s?\b|\byen\b|\bRs\b\.?)"
)
LONG_SCALE = (
    r"(?:[x×]\s?1[,.]?000|millions?|mn|mln|mio|billions?|bn|bln|trillions?|tn|thousands?|1[,.]?000s?|['’]?0{3}['’]?s?|lakhs?|lacs?"
    r"|crores?)"
)
SHORT_SCALE = r"(?:m|b|k)"  # metres and column marks print these letters too: only behind a currency
# (power of ten) by the first letters of a scale, the longer first
POWERS = {
    "mi": 6, "ml": 6, "mn": 6, "m": 6, "bi": 9, "bn": 9, "bl": 9, "b": 9, "tr": 12, "tn": 12, "th": 3, "la": 5,
    "cr": 7, "k": 3, "0": 3, "1": 3,
}  # fmt: skip
IN_BRACKETS = re.compile(
    rf"""
    [(\[] \s* (?: (?:figures?|numbers?|amounts?|values?|all) \s+ )? (?:in \s+)?
    (?: (?P<currency> {CURRENCY} ) \s* (?:in \s+)? (?: (?P<scale> {LONG_SCALE} | {SHORT_SCALE} ) )?
      | (?P<alone> {LONG_SCALE} ) )
    (?: \s* (?:of \s+)? (?P<behind> {CURRENCY} ) )?
    (?: \s+ [A-Za-z]{{1,12}} ){{0,2}} \s* [)\]]      # of what: `(in 1000 ha)`, `(thousand tonnes)`
    """,
    re.VERBOSE | re.IGNORECASE,
)
SCALE_PHRASE = re.compile(
    rf"""
    (?: \b in \s+ | (?P<mark> [£$€] ) \s? ) (?: (?P<before> US | UK ) \s+ )?
    (?P<scale> thousands | millions | billions | crores? | lakhs? )
    (?: \s+ of \s+ (?P<currency> {CURRENCY} ) )?
  | (?P<mark2> [£$€] ) ['’]? (?P<scale2> 000 ) ['’]? s?
    """,
    re.VERBOSE | re.IGNORECASE,
)
WORD_MONEY = re.compile(  # `millions of dollars`, `Euro millions`
    rf"\b(?P<scale>thousands?|millions?|billions?)\s+of\s+(?:current\s+|constant\s+|real\s+)?(?P<currency>{CURRENCY})"
    rf"|(?P<currency2>{CURRENCY})\s+(?P<scale2>thousands?|millions?|billions?)\b",
    re.IGNORECASE,
)
AT_THE_END = re.compile(
    rf"(?:^|[\s(,])(?:(?P<mark>[£$€])\s*(?P<scale>{LONG_SCALE}|{SHORT_SCALE})|(?P<word>millions?|thousands?|billions?))\s*\)?$",
    re.IGNORECASE,
)
CURRENCY_ALONE = re.compile(r"(?:^|[\s(])(?P<mark>[£$€])\s*\)?$")
CURRENCY_CHANGED = re.compile(
    r"^\W*(?P<mark>[£$€])\s+(?:change|chg|difference|variance|variation|increase|decrease)\b", re.I
)
OPENS_WITH_UNIT = re.compile(r"^\W*(?P<unit>[^\W\d_]{3,}s)\s+(?:of|above|below)\s", re.IGNORECASE)  # `Miles of road`
TIMES = {
    "year": "year", "yr": "year", "annum": "year", "month": "month", "week": "week", "day": "day", "hour": "hour",
    "hr": "hour", "minute": "minute", "min": "minute", "second": "second", "sec": "second",
}  # fmt: skip
A_TIME = re.compile(r"\b[A-Za-zµ]{1,8}\s?/\s?(?P<time>year|yr|annum|month|week|day|hour)\b", re.IGNORECASE)  # kWh/year
IN_TIME = re.compile(
    r"[(\[]\s*(?:in\s+)?(?P<unit>year|yr|month|week|day|hour|hr|minute|min|second|sec)s?\s*(?:,[^()\d]*)?[)\]]"
    r"|(?<!\d)(?<!\d )(?<!\ball )\b(?P<noun>day|hour|minute)s\s*$"
    r"|^\W*(?:(?:average|mean|median|number\s+of|working|calendar|sick)\s+){0,3}(?P<first>day|hour|minute|week|month)s"
    r"\s+(?:to|lost|until|between|from|taken|spent|waited|off|away)\b",
    re.IGNORECASE,
)
POINTS = re.compile(
    r"[(\[,]\s*(?:in\s+)?(?:percentage\s+|%\s*)?(?:points?|pp|ppts?|p\.p\.)\s*[)\]]?\s*$|\b(?:percentage|%)[\s-]points?\b",
    re.IGNORECASE,
)
PERCENT_LINE = re.compile(r"\W*(?:%|per\s?cents?|percentages?)(?:\s+of\s+[^\d.;:]{3,60})?\W*", re.IGNORECASE)
UNIT_PER = re.compile(
    r"(?:^|[\s(])(?P<cur>[£$€]|p|[Pp]ence)\s?(?:/|per\s)\s?(?:passenger\s|vehicle\s)?(?P<per>[A-Za-z]{2,12})\)?\s*$"
)
PENCE = re.compile(  # behind a date `(p)` is provisional, as `[p]` is anywhere
    r"[(\[]\s*(?:in\s+)?(?P<coin>pence|cents)\s*[)\]]|(?<!\d)(?<!\d )\(\s*(?:in\s+)?(?P<short>p)\s*\)"
    r"|(?:^|,\s)(?P<coin2>pence|cents)$",
    re.IGNORECASE,
)
SCALED_COUNT = re.compile(
    rf"\W*(?i:(?P<scale>{LONG_SCALE}))\s+(?:of\s+)?(?P<what>[a-z]{{3,}})\W*"
)  # `Thousand persons`
LARGE_WORDS = {"hundred thousand": "100000", "thousand": "1000", "million": "1000000", "hundred": "100"}
PER_BASE = re.compile(
    r"(?:\bper|(?<=\s)/)\s*(?P<base>1,?0{2,3}(?:,?0{3})*(?![\d,])|(?:hundred\s)?thousand\b|million\b)", re.IGNORECASE
)
# `Insolvency rate per 1,000 population`, `standardised rate - per 100,000`
RATE_TOLD = re.compile(rf"\brates?\s+(?:[-–—:]\s+)?(?P<per>{PER_BASE.pattern})", re.IGNORECASE)
SCALED_UNIT = re.compile(rf"(?:^|(?<!\bper)[\s,])(?P<scale>{LONG_SCALE})\s+(?P<unit>[^\d()]{{1,30}})$", re.IGNORECASE)
BRACKET = re.compile(r"[(\[]\s*(?P<inside>[^()\[\]]{1,48}?)\s*[)\]]")
PERCENT = re.compile(
    r"(?:^|[\s(])%(?:\s*$|\s*\)|\s+(?!\+|change|chg|var|diff|incr|decr|growth|point|pt)[a-z])|\bper\s?cent\b(?!\s*age\s*point)|\bpercentages?\b(?!\s*points?)|\bpct\b\.?",
    re.IGNORECASE,
)
PERCENT_MARK = re.compile(r"[(\[]\s*(?:in\s+)?(?:%|per\s?cent)\s*[)\]]|\bper\s?cent\s*$", re.IGNORECASE)
# A margin of error, or an estimate's standard error, has the unit of the column that it belongs to.
MARGIN = re.compile(r"\bmargin\s+of\s+error\b|\bstandard\s+error\b|^\(?±\)?$", re.IGNORECASE)
# What a scale told for the whole table does not hold for.
NO_SCALE = re.compile(
    r"\b(?:rates?|ratio|average|mean|median|per|index|rank|age|score|density|share|proportion)\b", re.IGNORECASE
)
CURRENCIES = ("GBP", "USD", "EUR", "JPY", "INR")  # whose signs stand before numbers
VOLUMES = ("m3", "l", "ml", "dl", "cm3")
LEAST_ROWS = 4  # of a column whose first cell alone bears the sign


def power_of(scale: str) -> int:
    """Return the power of ten of a printed scale: 6 for `mn`, 3 for `'000s`."""
    bare = scale.lower().lstrip("'’x× ")
    return POWERS.get(bare[:2], POWERS.get(bare[:1], 0))


def unit_of(text: str, rules: Rules | None = None, *, change: bool = False) -> tuple[str, int]:
    """Return unit and power of ten that a header, row label or caption tells: `£ millions` is (GBP, 6).

    rules: those that tell units, else the shipped ones. change: the label is that of a change, whose `%` tells its
    kind. `(%)` is (percent, 0), `(000 tonnes)` (t, 3), `per 100,000` (per_100000, 0); ("", 0) where it tells neither.
    """
    if POINTS.search(text):
        return "percentage_point", 0
    if m := IN_BRACKETS.search(text):
        scale = m["scale"] or m["alone"] or ""
        currency = currency_of(m["currency"] or m["behind"])
        return currency or _counted(text, m, rules), power_of(scale) if scale else 0
    if PERCENT.search(text) and not change:
        return "percent", 0
    if m := SCALE_PHRASE.search(text):
        currency = m["mark"] or m["mark2"] or m["currency"]
        return currency_of(currency), power_of(m["scale"] or m["scale2"])
    if m := WORD_MONEY.search(text):
        return currency_of(m["currency"] or m["currency2"]), power_of(m["scale"] or m["scale2"])
    if m := AT_THE_END.search(text):
        return currency_of(m["mark"]), power_of(m["scale"] or m["word"])
    if m := UNIT_PER.search(text):
        pence = m["cur"].lower().startswith("p")
        per = unit_told(m["per"], rules) or m["per"].lower()
        return f"{'GBP' if pence else currency_of(m['cur'])}/{per}", -2 if pence else 0
    if m := PENCE.search(text):
        return ("USD" if (m["coin"] or m["coin2"] or "p").lower().startswith("c") else "GBP"), -2
    if m := PER_BASE.search(text):
        base = LARGE_WORDS.get(m["base"].lower()) or re.sub(r"\D", "", m["base"])
        sign = CURRENCY_ALONE.search(text)
        return f"{currency_of(sign['mark'])}/{base}" if sign else f"per_{base}", 0
    if (m := SCALED_UNIT.search(text)) and (unit := unit_told(m["unit"], rules) or unit_at_end(m["unit"], rules)):
        return unit, power_of(m["scale"])
    if unit := _measured(text, rules):
        return unit, 0
    if m := SCALED_COUNT.fullmatch(text):
        return currency_of(m["what"]), power_of(m["scale"])
    if m := A_TIME.search(text):
        return f"count/{TIMES[m['time'].lower()]}", 0
    if m := IN_TIME.search(text):
        return TIMES[(m["unit"] or m["noun"] or m["first"]).lower()], 0
    m = CURRENCY_ALONE.search(text) or CURRENCY_CHANGED.search(text)
    return (currency_of(m["mark"]), 0) if m else ("", 0)


def _measured(text: str, rules: Rules | None) -> str:
    """The unit that a bracket holds, that is the whole label or its end, or that its words tell: `Index (2015=100)`."""
    for bracket in BRACKET.finditer(text):
        if unit := unit_told(bracket["inside"], rules):
            return unit
    per = unit_told(text, rules) if "/" in text or " per " in text else ""
    if (m := OPENS_WITH_UNIT.match(text)) and (unit := unit_told(m["unit"], rules)):
        return unit
    return per or unit_at_end(BRACKET.sub(" ", text), rules) or unit_of_label(text, rules)


def _counted(text: str, scaled: re.Match[str], rules: Rules | None) -> str:
    """What is scaled: `(thousand tonnes)`, or outside of the bracket as in `Tonnes (000)`."""
    inside = scaled[0].strip("()[] ")
    words = inside[scaled.end("alone") - scaled.start() - 1 :] if scaled["alone"] else ""
    outside = f"{text[: scaled.start()]} {text[scaled.end() :]}"
    return unit_told(words, rules) or unit_told(outside, rules) or unit_at_end(outside, rules)


def is_per(unit: str) -> bool:
    """Whether a unit is of so much for each of something: `GBP/head`, `per_1000`; speeds and densities are too."""
    return "/" in unit or unit.startswith("per_")


def is_rate(unit: str) -> bool:
    """Whether a unit is of so much for each of something: `GBP/head`, `per_1000`, `kWh/year`; `ug/m3` is how dense."""
    measured, _, per = unit.partition("/")
    return is_per(unit) and not (per in VOLUMES and unit_told(measured))


def hinted(header: str, hint: str, *, named: bool = True) -> tuple[str, int]:
    """Return what a caption tells of a column whose header tells nothing; rates and averages have no scale of it.

    named: whether the header names what the column holds; a rate in the caption is that of columns without a name.
    """
    if (rate := RATE_TOLD.search(hint)) and not IN_BRACKETS.search(hint):
        return ("", 0) if named else unit_of(f"rate {rate['per']}")
    if PERCENT_LINE.fullmatch(hint) or (PERCENT_MARK.search(hint) and not IN_BRACKETS.search(hint)):
        return "percent", 0
    if _is_of_another(header, hint):
        return "", 0
    unit, power = unit_of(PERCENT.sub(" ", hint))  # a caption that speaks of a percentage speaks of some column
    return ("", 0) if power and not unit and NO_SCALE.search(header) else (unit, power)


def _is_of_another(header: str, hint: str) -> bool:
    """Whether a caption has its unit behind another measure than a header's: `Permits issued and valuation ($000)`."""
    bracket = IN_BRACKETS.search(hint)
    if bracket is None or bracket.end() < len(hint.rstrip(" .:")):
        return False
    *before, last = re.split(r"\band\b|[,;]", hint[: bracket.start()].lower())
    named = set(re.findall(r"[^\W\d_]{4,}", header.lower()))
    return any(named & set(re.findall(r"[^\W\d_]{4,}", part)) for part in before) and not any(w in last for w in named)


def unit_of_first(cells: Sequence[CellReading], *, closed: bool) -> str:
    """Return the unit that only the first number of a column bears, as `$33,200` over 31,200; empty where none does.

    closed: whether the last number must bear it again, as in a statement of accounts: under the header of
    a year each row may be another measure.
    """
    numbers = [reading.numbers[0].candidate for reading in cells if reading.numbers]
    if len(numbers) < LEAST_ROWS:
        return ""
    first = numbers[0].unit
    if first not in (*CURRENCIES, "percent") or numbers[0].unit_printed.strip().lower() in ("p", "pence"):
        return ""
    # percent changes may stand between the rows of money
    others = [n.unit for n in numbers[1:] if first == "percent" or n.unit != "percent"]
    if len(others) < LEAST_ROWS - 1:
        return ""
    # the last one may be a total that bears the sign again
    last = (first,) if closed else ("count", first)
    return first if all(u == "count" for u in others[:-1]) and others[-1] in last else ""
