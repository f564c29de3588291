"""Finds printed numbers with their unit: digits, money, percents, durations, spelled-out numbers, ranks.

What is found here is a candidate only; names, dates and references are taken out later.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.extract.currencies import DOLLAR_OF, SIGN, WRITTEN_OUT, currency_of, money_beside
from pipeline.extract.physical import unit_behind
from pipeline.extract.ranks import find_ranks
from pipeline.extract.spans import Taken, last_but_blank, leads_to
from pipeline.extract.wordnumbers import WordNumber, find_word_numbers
from pipeline.rules import Rules

MINUS = r"‐‑‒–—−\-"  # for character classes
MULTIPLIERS = {
    "thousand": 3, "k": 3, "million": 6, "m": 6, "mn": 6, "billion": 9, "bn": 9, "b": 9, "trillion": 12, "tn": 12,
    "hundred": 2,
}  # fmt: skip
DURATIONS = {
    "second": "second", "sec": "second", "minute": "minute", "min": "minute", "hour": "hour", "hr": "hour",
    "day": "day", "week": "week", "month": "month", "year": "year", "yr": "year", "fortnight": "week",
}  # fmt: skip
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
SECONDS = {"second": 1, "minute": 60, "hour": 3600}

LOST = "\ufffd"  # an unreadable character
TORN = re.compile(rf"\d{LOST}{{1,5}}\d")  # it may be a colon, a point or a digit: what stands around it is no figure
COIN_DECIMALS = 2
MAX_DIGITS = 30  # of a figure; what is longer is a reference, or was made to trip a reader
SPACES = "\u00a0\u202f\u2009"  # fixed, narrow and thin space: they part thousands
VULGAR = {"½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3)}
MIXED = re.compile(r"(?P<whole>\d*)\s?(?:(?P<vulgar>[½¼¾⅓⅔])|(?P<n>\d)/(?P<d>\d))")
PLAIN = (
    r"\d*[½¼¾⅓⅔]|\d{1,2}\s[1-7]/[2-8](?![\d/])|\d{1,3}(?:\ \d{3}){2,}(?!\d)"  # 2½, 1 1/2, 3 456 789
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)(?:\.\d+)?"  # 68,00,71,486: lakhs and crores
    rf"|\d{{1,3}}(?:[,{SPACES}]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\w)\.\d+"
)
DURATION_WORD = (
    r"(?:(?:working|calendar|business|clear)\s+|(?:work|man|person|staff|labou?r)[\s-])?"  # 79 work-hours
    r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|yrs?)"
)
NO_LENGTH = r"(?!\s*[-–]?\s*olds?\b|\s+of\s+age|\s+(?:rolling|period))"  # `10 years old` is an age
MULTIPLE = re.compile(  # `three times the cost`, `twice as many`; `met three times` counts meetings
    r"[\s-](times)\b(?=\s+(?:more|less|fewer|higher|lower|greater|larger|smaller|bigger|faster|likelier|as"
    r"|the|that|its|their|what)\b)",
    re.IGNORECASE,
)
CURRENCY_CODES = "GBP|USD|EUR|INR|JPY|CHF|RM"
DIGITS = re.compile(
    rf"""
    (?=[+{MINUS}\d.½¼¾⅓⅔]|{SIGN}|(?<!\w){DOLLAR_OF}\$|(?<!\w)(?:{CURRENCY_CODES}|PS\d|Y=))  # where a number may begin
    (?P<sign>[+{MINUS}]\s?)?
    (?P<currency>(?:\b{DOLLAR_OF}(?=\$))?{SIGN}(?:{DOLLAR_OF}(?=\d))?\s?|\b(?:{CURRENCY_CODES})\s?|\b(?-i:{WRITTEN_OUT}))?
    (?P<sign2>[{MINUS}])?
    (?P<number>{PLAIN})
    (?:\s?×\s?10(?:\^?(?P<power>[{MINUS}]\s?\d{{1,2}}(?!\d)|(?<=\^)\d{{1,2}}(?!\d))|(?P<raised>[⁻⁺]?[⁰¹²³⁴-⁹]{{1,2}})))?
    (?:
        (?P<percent>\s?%|\s?per\s?cent(?!age)\b|\s?pct\b|pc\b)(?P<pctpoint>\s?-?points?\b)?
      | (?P<points>\s?(?:percentage|percent|per\s?cent|%)[\s-]points?\b|\s?(?:pp|ppts?|p\.p\.)(?![\w]))
      | (?P<ordinal>(?:st|nd|rd|th)\b)
      | (?P<pence>\s?(?:pence|p)\b)
      | [\s-]?(?P<multiplier>(?:hundred|thousand)\s(?:thousand|million|billion)|thousand|million|billion|trillion
            |hundred|bn|mn|tn|k|m|b)(?![\w])
      | (?P<duration>(?:[\s-]|(?=mins?\b|hrs?\b|secs?\b)){DURATION_WORD}\b{NO_LENGTH})
    )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
NUMERAL = re.compile(r"[\d½¼¾⅓⅔]")
NEGATIVE = re.compile(r"(?<!tested\s)(?<!testing\s)\b(?:minus|negative)\s+$", re.IGNORECASE)
DIGIT_BEFORE = re.compile(r"[\d%]\s*$")
BEFORE_ALL = re.compile(r"[ *†‡§]*")
CIRCA = re.compile(r"(?<!\w)(?:c|ca|approx)\.$", re.IGNORECASE)  # `c.400`
MONTHS_TO = re.compile(r"\s*(?:to\b|rolling|ended|ending|(?:19|20)\d\d\b)", re.IGNORECASE)  # `12M to 2015-12`
COUNTED_MILLIONS = re.compile(r"\s+(?!metres|meters|miles)(?:[a-z]+s|people)\b")
WORD_PERCENT = re.compile(r"\s?(%|per\s?cent\b(?!age))", re.IGNORECASE)
WORD_DURATION = re.compile(
    rf"[\s-]({DURATION_WORD})\b(?![\s-]*olds?\b|\s+of\s+age|\s+rolling)(?!\s+period)", re.IGNORECASE
)
AND = re.compile(r"\s*(?:,|and)?\s*", re.IGNORECASE)
HALF_DURATION = re.compile(r"\s+an?\s+(hour|day|minute|week|month|year)\b", re.IGNORECASE)
PART_DURATION = re.compile(rf"[\s-]({DURATION_WORD})\b")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A printed number at [start, end) of a text: signed value, printed decimals after the multiplier, unit.

    `form` is digits, words, fraction, rank or duration; `signed` says that a sign was printed.
    """

    start: int
    end: int
    value: Decimal
    decimals: int
    unit: str
    unit_printed: str
    form: str
    signed: bool = False
    fraction: int = 0
    times: bool = False


def find_candidates(text: str, rules: Rules | None = None, *, cell: bool = False) -> list[Candidate]:
    """Return the printed numbers of a text in order, not overlapping.

    rules: what tells units, else the shipped ones; cell: the text is all that a table's cell holds.
    """
    found = [Candidate(start, end, place, 0, "rank", "", "rank") for start, end, place in find_ranks(text)]
    taken = Taken(len(text), ((c.start, c.end) for c in found))
    words = _words(text, rules)
    parts = [c for c in words if c.form == "fraction"]  # `one in 10` before its 10
    for candidate in [*parts, *_digits(text, rules, cell), *words]:
        if not taken.meets(candidate.start, candidate.end):
            found.append(candidate)
            taken.add(candidate.start, candidate.end)
    return [_negated(text, c) for c in _join_durations(text, sorted(found, key=lambda c: c.start))]


def _digits(text: str, rules: Rules | None, cell: bool) -> list[Candidate]:
    found: list[Candidate] = []
    if NUMERAL.search(text) is None:
        return found
    for m in DIGITS.finditer(text):
        if _inside_word(text, m, rules):
            continue
        candidate = _digit_candidate(text, m, rules, cell)
        if candidate is not None:
            found.append(candidate)
    return found


def _inside_word(text: str, m: re.Match[str], rules: Rules | None) -> bool:
    """Whether the digits belong to a word, a reference or a longer number: T2A, G.01, S.136, 1.2.3."""
    s, e = m.start("number"), m.end()
    before = text[s - 1 : s] if s else ""
    if before.islower() and m["number"].count(",") > 1:
        before = " "  # a space was lost: `a total of11,07,43,103 samples`
    if before and (before.isalnum() or before in "_#@\\") and not (m["currency"] and m.end("currency") == s):
        return True
    if before and before in ".," and text[s - 2 : s - 1].isalnum() and not leads_to(CIRCA, text, s):
        return True
    if LOST in (before, text[e : e + 1]) and TORN.search(text, max(0, s - 5), e + 6):
        return True
    after = text[e : e + 1]
    if after.isalpha() or after == "_":
        return m.end() != m.end("number") or unit_behind(text, e, rules) is None  # 12.5GWh
    return after in (".", ",", ":") and text[e + 1 : e + 2].isdigit()


def _digit_candidate(text: str, m: re.Match[str], rules: Rules | None, cell: bool) -> Candidate | None:
    if m["ordinal"]:
        return None  # a rank only in the contexts that RANK knows, or in a table
    start = m.start("number")
    for group in ("currency", "sign"):
        if m[group]:
            start = m.start(group)
    if m["sign2"]:
        start = min(start, m.start("sign2"))
    sign, start = _sign(text, m, start)
    number = re.sub(rf"[,{SPACES}]", "", m["number"])
    if len(number) > MAX_DIGITS:
        return None
    mixed = MIXED.fullmatch(number)
    value, decimals = (_mixed(mixed), 1) if mixed else _plain(number)
    unit, printed, end = "count", "", m.end("number")
    if m["power"] or m["raised"]:  # `1.2×10⁻⁶`
        shift = _power(m["power"] or m["raised"])
        value, decimals, end = value.scaleb(shift), decimals - shift, max(m.end("power"), m.end("raised"))
    if m["currency"]:
        unit, printed = currency_of(m["currency"]), m["currency"].strip()
    if m["multiplier"] and _is_multiplier(text, m, rules):
        power = sum(MULTIPLIERS[word] for word in m["multiplier"].lower().split())  # `4 hundred million`
        value, decimals, end = value.scaleb(power), decimals - power, m.end("multiplier")
    elif m["points"] or m["pctpoint"]:
        unit, end = "percentage_point", m.end()
        printed = text[m.end("number") : end].strip()
    elif m["percent"]:
        unit, printed, end = "percent", m["percent"].strip(), m.end("percent")
    elif m["pence"] and not m["currency"]:
        value, decimals, unit, printed, end = value / 100, decimals + 2, "GBP", m["pence"].strip(), m.end("pence")
    elif m["duration"]:
        unit, printed, end = _duration(m["duration"]), m["duration"].strip(" -"), m.end("duration")
    times = False
    reads_as_money = decimals < 0 or decimals == COIN_DECIMALS or "," in m["number"]
    if unit == "count" and (money := money_beside(text, start, end, rules, surely=reads_as_money)):
        value, decimals, unit = value.scaleb(money.power), decimals - money.power, money.code
        printed = (text[money.start : start] + text[end : money.end]).strip()
        start, end = money.start, money.end
    elif unit == "count" and (multiple := MULTIPLE.match(text, end)):
        unit, printed, end, times = "ratio", multiple[1], multiple.end(), True
    elif unit == "count" and (physical := unit_behind(text, end, rules, measured=cell or decimals > 0)):
        unit, printed, end = physical.unit, text[physical.start : physical.end], physical.end
    form = "duration" if unit in DURATIONS.values() else "digits"
    return Candidate(
        start,
        end,
        sign * value,
        decimals,
        unit,
        printed,
        form,
        signed=sign < 0 or bool(m["sign"] and "+" in m["sign"] and start < m.start("number")),
        times=times,
    )


def _plain(number: str) -> tuple[Decimal, int]:
    """Value and decimals of digits, with a point or the spaces of `3 456 789`."""
    digits = number.replace(" ", "")
    return Decimal(digits), len(digits.partition(".")[2])


def _power(printed: str) -> int:
    """`−6` and `⁻⁶`: the power of ten."""
    plain = printed.translate(RAISED).replace(" ", "")
    return int(re.sub(rf"[{MINUS}]", "-", plain))


def _mixed(m: re.Match[str]) -> Decimal:
    """`2½` and `1 1/2`."""
    n, d = VULGAR[m["vulgar"]] if m["vulgar"] else (int(m["n"]), int(m["d"]))
    return Decimal(m["whole"] or 0) + Decimal(n) / d


def _is_multiplier(text: str, m: re.Match[str], rules: Rules | None) -> bool:
    """`£27.8m`, `£100k` and `3.2m views` scale; a bare `5m` or `3 b` is a length or a reference."""
    word = m["multiplier"].lower()
    if word == "m" and "." in m["number"] and COUNTED_MILLIONS.match(text, m.end()):
        return m.end("number") == m.start("multiplier")
    if word == "m" and m.end("number") == m.start("multiplier") and unit_behind(text, m.end(), rules):
        return True  # 1.3m km
    glued = m.end("number") == m.start("multiplier")
    if m["multiplier"] == "M" and glued:
        return bool(m["currency"]) or not MONTHS_TO.match(text, m.end())
    if word == "k" and "." in m["number"] and not glued:
        return True  # 2.33 k
    return (
        len(word) > 2
        or bool(m["currency"])
        or word in ("bn", "mn", "tn")
        or (word == "k" and m.end("number") == m.start("multiplier"))
    )


def _duration(printed: str) -> str:
    word = re.split(r"[\s-]", printed.strip(" -"))[-1].lower().rstrip("s")
    return DURATIONS[word]


def _sign(text: str, m: re.Match[str], start: int) -> tuple[int, int]:
    """Return (1 or -1, start): a dash is a minus only at a cell's or bracket's start, not in a range."""
    if m["sign2"]:
        return -1, start
    if not m["sign"]:
        return 1, start
    mark = m["sign"].strip()
    at = m.start("sign")
    first = BEFORE_ALL.match(text).end() >= at  # type: ignore[union-attr]
    before = text[:at] if first else text[last_but_blank(text, at) : at]
    opens = first or before[0] in "(["
    if mark == "+":
        return 1, start
    spaced = m["sign"] != mark  # `- 5`: a dash between words
    glued = before[-1:].isspace() and not spaced and mark in "-−‐‑"
    if (opens and not (spaced and not before.strip() and mark in "–—")) or glued:
        return -1, start
    return 1, m.start("currency") if m["currency"] else m.start("number")


def _negated(text: str, candidate: Candidate) -> Candidate:
    """`minus 5` and `negative ten` are below nothing; `10 minus 5` is a sum, and nothing is made of it."""
    m = None if candidate.signed or candidate.form == "rank" else leads_to(NEGATIVE, text, candidate.start)
    if m is None or DIGIT_BEFORE.search(text, 0, m.start()):
        return candidate
    return replace(candidate, start=m.start(), value=-candidate.value, signed=True)


def _words(text: str, rules: Rules | None) -> list[Candidate]:
    found: list[Candidate] = []
    for w in find_word_numbers(text):
        unit, printed, end, form = "count", "", w.end, "words"
        if w.fraction:
            unit, form = "ratio", "fraction"
        if m := WORD_PERCENT.match(text, w.end):
            unit, printed, end = "percent", m[1], m.end()
        elif m := _duration_after(text, w):
            unit, printed, end, form = _duration(m[1]), m[1], m.end(), "duration"
        elif not w.fraction and (m := MULTIPLE.match(text, w.end)):
            found.append(Candidate(w.start, m.end(), w.value, w.decimals, "ratio", m[1], "words", times=True))
            continue
        elif not w.fraction and (money := money_beside(text, w.start, w.end, rules)):
            value, decimals = w.value.scaleb(money.power), w.decimals - money.power
            printed = text[w.end : money.end].strip()
            found.append(Candidate(money.start, money.end, value, decimals, money.code, printed, form))
            continue
        elif not w.fraction and (physical := unit_behind(text, w.end, rules)):
            unit, printed, end = physical.unit, text[physical.start : physical.end], physical.end
        found.append(Candidate(w.start, end, w.value, w.decimals, unit, printed, form, fraction=w.fraction))
    return found


def _duration_after(text: str, w: WordNumber) -> re.Match[str] | None:
    """The unit of time behind a spelled-out number: `two hours`, `half an hour`, `three-and-a-half year`."""
    if w.fraction == 2 and (m := HALF_DURATION.match(text, w.end)):
        return m
    return WORD_DURATION.match(text, w.end) or (PART_DURATION.match(text, w.end) if w.value % 1 else None)


def _join_durations(text: str, candidates: list[Candidate]) -> list[Candidate]:
    """`8 minutes 54 seconds` is one figure, in the smaller unit; `3 dollars 50 cents` one sum of money."""
    result: list[Candidate] = []
    for c in candidates:
        last = result[-1] if result else None
        if last is not None and _adds_coins(text, last, c):
            printed = f"{last.unit_printed} {c.unit_printed}"
            result[-1] = replace(
                last, end=c.end, value=last.value + c.value, decimals=COIN_DECIMALS, unit_printed=printed
            )
            continue
        if (
            last is not None
            and last.unit in SECONDS
            and c.unit in SECONDS
            and SECONDS[c.unit] < SECONDS[last.unit]
            and re.fullmatch(r"\s*(?:,|and)?\s*", text[last.end : c.start])
        ):
            factor = SECONDS[last.unit] // SECONDS[c.unit]
            result[-1] = Candidate(
                last.start,
                c.end,
                last.value * factor + c.value,
                c.decimals,
                c.unit,
                text[last.start : c.end],
                "duration",
            )
        else:
            result.append(c)
    return result


def _adds_coins(text: str, money: Candidate, coins: Candidate) -> bool:
    """Whether a number of coins goes on a whole number of the same money: `3 dollars and 50 cents`."""
    whole = money.decimals == 0 and text[money.end - 1].isalpha() and coins.decimals == COIN_DECIMALS
    same = money.unit == coins.unit and 0 < coins.value < 1
    return whole and same and AND.fullmatch(text, money.end, coins.start) is not None
