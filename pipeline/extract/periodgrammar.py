"""The grammar of printed periods: atoms (a date, month, quarter, year) as regular expressions of named parts."""

import re
from dataclasses import dataclass

from pipeline.extract.spans import WINDOW, leads_to
from pipeline.screens import caseless, lowered

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FRENCH_MONTHS = {
    "janvier": 1, "février": 2, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7, "août": 8,
    "aout": 8, "septembre": 9, "octobre": 10, "novembre": 11, "décembre": 12, "decembre": 12,
}  # fmt: skip
SMALL_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "eighteen": 18, "twenty-four": 24, "thirty-six": 36,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4,
}  # fmt: skip

MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
)
LONG_MONTH = MONTH.split("|Jan|")[0].replace("\n", "") + r")\b"
DATED_MONTH = rf"(?:{MONTH}|(?:{'|'.join(FRENCH_MONTHS)})\b)"  # a French one only beside a day or a year
YEAR = r"(?:19|20)\d{2}(?![\d])"
NO_PERCENT = r"(?!\s?%(?!\s?ch(?:an)?g))"  # `2024 %` is no year, that of `2024 % change` is
SHORT_YEAR = r"['’]?\d{2}(?!\d|st|nd|rd|th|[:/.,]\d|\s*(?:%|per\s?cent|pm|am|million))"
DASH = r"[-‐‑‒–—]"
FISCAL = rf"(?:(?:19|20)\d{{2}}(?:\s?(?:/|{DASH})\s?(?:(?:19|20)\d{{2}}|\d{{2}})|/\d)(?![\d/]|{DASH}\d))"
WHOLE_YEARS = re.compile(rf"\d{{4}}\s?{DASH}\s?\d{{4}}|\d{{4}}\s{DASH}\s\d{{2}}")  # `2020 - 22` are pooled years
OF_AVERAGE = r"(?:\s+(?:average|ave|avg)\b\.?)?"
SHORT_FISCAL = r"(?:\d{2}/\d{2}(?![\d/]))"
LAST_WEEK = 53
LAST_MONTH = 12
LAST_SHORT_YEAR = 29  # two digits above it behind a month are a day
NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty-four|thirty-six)"
QUARTER_NUMBER = r"(?:[1-4]|one|two|three|four)"
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
QUARTER = (
    rf"(?:Q0?(?P<qq>[1-4])|(?:quarter|qtr)\s+(?P<qqw>{QUARTER_NUMBER})\b"
    r"|(?P<qqo>first|second|third|fourth|final|[1-4](?:st|nd|rd|th))\s+(?:quarter|qtr)\b"
    r"|(?<!War\s)(?<!Part\s)(?<!Phase\s)(?<!Title\s)(?P<qqr>I{1,3}|IV)(?=\s(?:19|20)\d\d\b))"
)
OF_YEAR = rf"(?:(?:\s*,?\s*|[-/])\(?(?:of|in|for)?\s*(?:the\s+)?(?:FY\s?)?(?P<qfy>{FISCAL}|{SHORT_FISCAL}|{YEAR}))"

DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er)?"
# `In May 15 people`: the digits count people, the month has no year
NO_COUNT = r"(?!\s+(?:people|persons|children|men|women|young\s+people)\b)"

ATOMS = caseless(
    rf"""
    (?<![A-Za-z])(?=[0-9'’acdefhijlmnoqstwy])(?:            # only where a word or number starts: four times as fast
    (?P<iso>(?<!\d)(?:19|20)\d{{2}}-(?:0[1-9]|1[0-2])-(?:[0-2]\d|3[01])(?!\d))
  | (?P<numeric>(?<![\d/.-])(?P<n1>\d{{1,2}})(?:[/.](?P<n2>\d{{1,2}})[/.](?P<n3>(?:19|20)\d{{2}}|\d{{2}})
        |-(?P<n2d>\d{{2}})-(?P<n3d>(?:19|20)\d{{2}}))(?![\d/-]))
  | (?P<badyear>\b(?P<bm>{MONTH})\s+(?P<by>\d{{5,6}})(?!\d))                     # November 20215
  | (?P<days>(?<![\d,.£$€/])(?P<sd>{DAY})\s*(?:{DASH}|to|until|au|(?P<sboth>and))\s*(?P<sl>{DAY})\s+(?:of\s+)?
        (?P<sm>{DATED_MONTH})(?:,?\s+(?P<sy>{YEAR}))?)                                    # 4 to 22 April 2016
  | (?P<mdays>\b(?P<tm>{MONTH})\s+(?P<td>{DAY})\s*{DASH}\s*(?P<tl>{DAY}),\s*(?P<ty>{YEAR}))  # July 10-16, 2017
  | (?P<dmy>(?<![\d,.£$€/])(?P<dd>\d{{1,2}})\s?(?:st|nd|rd|th|er)?\s+(?:of\s+)?(?P<dm>{DATED_MONTH})
        (?:,?\s+(?P<dy>{YEAR})|\s?['’](?P<dy2>\d{{2}})(?!\d))?)                       # 22nd March 2016, 15th March
  | (?P<mdy>\b(?P<mm>{MONTH})\s+(?P<md>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+)(?P<my>{YEAR}))
  # January 1 through June 30, 2017
  | (?P<mdopen>\b(?P<nm>{MONTH})\s+(?P<nd>{DAY})(?=\s*(?:{DASH}|to|through|until|and)\s*{MONTH}\s+{DAY},?\s+{YEAR}
        |\s+(?:to|through|until)\s+{LONG_MONTH}\s+{DAY}(?![\d%])))
  | (?P<mdth>\b(?P<hm>{MONTH})\s+(?P<hd>\d{{1,2}})(?:st|nd|rd|th)\b(?!,?\s+{YEAR}))              # September 16th
  | (?P<decade>(?<![\w/.,£$€])(?P<de>(?:19|20)\d0)[’']?s\b)                                     # the 1990s
  | (?P<monthquarter>\b(?P<em>{MONTH})\s+quarter\b(?:\s+(?:of\s+)?(?P<ey>{YEAR}))?)         # June quarter 2023
  | (?P<frenchmonth>\b(?P<gm>{"|".join(FRENCH_MONTHS)})\s+(?P<gy>{YEAR}))                     # mars 2024
  | (?P<slashmonth>(?<![\d/.£$€])(?P<sn>0?[1-9]|1[0-2])/(?P<sny>(?:19|20)\d\d)(?![\d/]))         # 11/2016
  | (?P<week>\b(?:(?P<wk>(?:epi(?:demiological)?|iso)[\s-]*)?week(?:\s+(?:no\.?|number))?|\bew)\s*(?P<wn>\d{{1,2}})
        (?:\s*[,/(]?\s*(?:of\s+)?(?P<wy>{YEAR}))?(?![\d/]))                                        # epi week 33
  | (?P<monthyear>\b(?P<ym>{MONTH})(?:,\s(?={YEAR})|\s?[-/\s]?\s?)(?:of\s+)?
        (?P<yy>{YEAR}|{SHORT_YEAR}{NO_COUNT}))
  | (?P<yearquarter>(?<![\w/.,£$€])(?:FY\s?)?(?P<ry>{FISCAL}|{SHORT_FISCAL}
          |{YEAR})\s?[,:–-]?\s?(?:Q0?(?P<rq>[1-4])|(?:quarter|qtr)\s+(?P<rqw>{QUARTER_NUMBER})\b))
  | (?P<quarter>(?<![\w/]){QUARTER}{OF_YEAR}?)
  | (?P<half>\b(?:(?P<ho>first|second)\s+(?:half|six\s+months)|H(?P<hn>[12]))\b
        (?:\s+of)?\s+(?:the\s+)?(?P<hy>(?:financial\s+|performance\s+)?year\b|FY\s?(?:{FISCAL}|{YEAR})|{FISCAL}
                |{SHORT_FISCAL}|{YEAR}))
  | (?P<yearhalf>(?<![\w/.,£$€])(?P<hy2>FY\s?(?:{FISCAL}|{YEAR})|{FISCAL}|{YEAR})\s?-?H(?P<hn2>[12])\b
      |\bH(?P<hn3>[12])[-/](?P<hy3>{FISCAL}|{YEAR}))                                          # 2016 H2, H2-2016
  | (?P<versus>(?<![\w/.,£$€#])(?P<v1>{FISCAL}|{YEAR}){OF_AVERAGE}\s+(?:vs?\.?|versus|on)\s+
        (?P<v2>{FISCAL}|{YEAR}|\d{{2}}{DASH}\d{{2}}(?=\s+ave?)){NO_PERCENT}{OF_AVERAGE})
  | (?P<firstmonths>\b(?P<fo>first|last|final)\s+(?P<fn>{NUMBER})\s+months\s+of\s+(?:the\s+)?
        (?P<fw>(?:current\s+|financial\s+|performance\s+|reporting\s+)*year\b|{FISCAL}|{SHORT_FISCAL}|{YEAR}))
  | (?P<fiscal>(?<![\w/.,£$€])(?:FY\s?|fiscal\s+year\s+|financial\s+year\s+)?(?P<ff>{FISCAL})
        (?:\s+(?:financial|fiscal)\s+year)?)
  | (?P<shortfiscal>(?<![\w/.,£$€])(?:FY\s?)?(?P<sf>{SHORT_FISCAL})(?P<sfw>\s+(?:financial\s+|fiscal\s+)?year)?)
  | (?P<fyend>\b(?:FY\s?(?P<fe>\d{{2}}|{YEAR})|(?:(?:financial|fiscal)\s+year|fiscal)\s+(?P<fe2>{YEAR}))(?![\d/-]))
  | (?P<year>(?<![\w,.£$€#/])(?<!\d\s)(?:CY\s?)?(?P<cy>{YEAR}){NO_PERCENT}(?!,\d{{3}}|\.\d|/\d|-\d|\s?=\s?100\b)
        (?:\s+calendar\s+year)?)
    # '16 vs '98
  | (?P<against>(?<!\w)['’](?P<a1>\d{{2}})\s+(?:vs?\.?|over|to|against)\s+['’](?P<a2>\d{{2}})(?!\d))
  | (?P<month>\b(?P<om>{MONTH}))                                                    # a month without a year
    )
    """,
    re.VERBOSE,
)

PREFIXES = re.compile(
    rf"""
    (?:
        (?P<since>\bsince\s+(?:the\s+)?(?:start\s+of\s+|beginning\s+of\s+|end\s+of\s+)?)
      | (?P<asat>\b(?:as\s+)?(?:at|of|by)\s+(?:the\s+)?(?:end\s+of\s+)|\bas\s+(?:at|of
              |on)\s*:?\s+(?:the\s+)?|\bend\s+of\s+)
      | (?P<monthsto>(?P<count>{NUMBER})\s*-?months?\s+(?:period\s+)?(?:to|ending|ended
              |up\s+to)\s+(?:the\s+)?(?:end\s+of\s+)?)
      | (?P<daysto>(?P<days>{NUMBER})\s*-?days?\s+(?:period\s+)?(?:to|ending|ended|up\s+to)\s+(?:and\s+including\s+)?)
      | (?P<yearto>\b(?:the\s+)?(?:rolling\s+|financial\s+|fiscal\s+)?year\s+(?:to|ending
              |ended)\s+(?:the\s+)?(?:end\s+of\s+)?)
      | (?P<quarterto>\bquarter\s+(?:to|ending|ended)\s+(?:the\s+)?(?:end\s+of\s+)?)
      | (?P<monthto>\bmonth\s+(?:to|ending|ended)\s+(?:the\s+)?(?:end\s+of\s+)?)
      | (?P<weekfrom>\bweek\s+(?:commencing|beginning|starting|of)\s+(?:the\s+)?)
      | (?P<weekto>\bweek\s+(?:to|ending|ended)\s+(?:the\s+)?)
      | (?P<periodto>\bperiod\s+(?:to|ending|ended)\s+(?:the\s+)?(?:end\s+of\s+)?)
    )$
    """,
    re.VERBOSE | re.IGNORECASE,
)
CONNECTOR = re.compile(
    rf"\s*(?:{DASH}|to\s+(?:the\s+)?(?:end\s+of\s+)?|until\s+|through\s+(?:to\s+)?|and\s+)\s*", re.IGNORECASE
)
BETWEEN = re.compile(r"\b(?:between|from)\s+(?:the\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Atom:
    """One printed date, month, quarter or year before its context is known; absent parts are None."""

    start: int
    end: int
    shape: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None
    half: int | None = None
    last_year: int | None = None  # second year of a span of years: 2013/2017
    fiscal: bool = False  # `year` is the first of a fiscal year
    count: int | None = None  # months, in `first nine months of`
    from_end: bool = False
    last_day: int | None = None  # of two days in one month
    ends: tuple[int, int] | None = None  # last years of two stretches that are compared, the earlier first


def month_number(word: str) -> int:
    """Return 1 to 12 for a month's name or abbreviation, English or French."""
    if french := FRENCH_MONTHS.get(word.lower()):
        return french
    return MONTHS.index(word[:3].lower()) + 1


def full_year(text: str, *, pivot: int = 50) -> int:
    """Return the year for `2015`, `15` or `'15`; two digits from the pivot on are of the 1900s."""
    digits = text.lstrip("'’")
    if len(digits) == 4:
        return int(digits)
    return (1900 if int(digits) >= pivot else 2000) + int(digits)


def small_number(text: str) -> int:
    """Return the number for digits or a word up to twelve (and a few lengths of periods above)."""
    text = text.strip(" -").lower()
    if text[:1].isdigit():
        return int(re.match(r"\d+", text)[0])  # type: ignore[index]
    return SMALL_NUMBERS[text]


def years_of(text: str) -> tuple[int, int]:
    """Return (first, last) year of `2015/16`, `2013/2017`, `18/19`; equal for a single year."""
    parts = re.split(rf"\s?(?:/|{DASH})\s?", text.strip())
    first = full_year(parts[0])
    if len(parts) == 1:
        return first, first
    size = 10 ** len(parts[1])  # `1996/7`, `1996/97`, `1996/1997`
    last = first - first % size + int(parts[1])
    return first, last + size if last < first else last


def find_atoms(text: str, *, day_first: bool = True, order_told: bool = True) -> list[Atom]:
    """Return the atoms of a text in order, not overlapping; a date that can be read both ways needs a told order."""
    atoms: list[Atom] = []
    if not ATOMS.may_match(text):
        return atoms
    at, low = 0, lowered(text)
    while match := ATOMS.pattern.search(low, at):
        atom = _atom(match, text, day_first, order_told)
        at = match.end() if atom else match.start() + 1
        if atom:
            atoms.append(atom)
    return atoms


def _atom(m: re.Match[str], text: str, day_first: bool, order_told: bool) -> Atom | None:
    s, e = m.span()
    if m["iso"]:
        return Atom(s, e, "date", int(m["iso"][:4]), int(m["iso"][5:7]), int(m["iso"][8:]))
    if m["numeric"]:
        first, second = int(m["n1"]), int(m["n2"] or m["n2d"])
        d, mo = (first, second) if (day_first and second <= 12) or first > 12 else (second, first)
        shape = (
            "doubtful"
            if not order_told and "." not in m[0] and first != second and max(first, second) <= LAST_MONTH
            else "date"
        )
        return (
            Atom(s, e, shape, full_year(m["n3"] or m["n3d"]), mo, d) if 1 <= mo <= LAST_MONTH and 1 <= d <= 31 else None
        )
    if m["badyear"]:
        return Atom(s, e, "invalid", None, month_number(m["bm"]))
    if m["dmy"]:
        year = m["dy"] or m["dy2"]
        return Atom(s, e, "date", full_year(year) if year else None, month_number(m["dm"]), int(m["dd"]))
    if m["days"] or m["mdays"]:
        return _days(m)
    if m["mdopen"]:
        return Atom(s, e, "date", None, month_number(m["nm"]), int(re.sub(r"\D", "", m["nd"])))
    if m["mdy"]:
        return Atom(s, e, "date", int(m["my"]), month_number(m["mm"]), int(m["md"]))
    if m["mdth"]:
        return Atom(s, e, "date", None, month_number(m["hm"]), int(m["hd"]))
    if m["decade"]:
        return Atom(s, e, "decade", int(m["de"]))
    if m["monthquarter"]:
        return Atom(s, e, "monthquarter", int(m["ey"]) if m["ey"] else None, month_number(m["em"]))
    if m["frenchmonth"]:
        return Atom(s, e, "month", int(m["gy"]), month_number(m["gm"]))
    if m["slashmonth"]:
        return Atom(s, e, "month", int(m["sny"]), int(m["sn"]))
    if m["week"]:
        return _week(m)
    if m["versus"]:
        return _versus(m)
    if m["monthyear"]:
        return _month_year(m, text, day_first=day_first)
    if m["quarter"] or m["yearquarter"]:
        return _quarter(m)
    if m["half"] or m["yearhalf"] or m["firstmonths"]:
        return _part_of_year(m)
    if m["fiscal"]:
        first, last = years_of(m["ff"])
        if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", m["ff"]) and last != first + 1:
            return Atom(s, e, "month", first, int(m["ff"][5:]))  # 2021-02
        if last - first > 30 or (last != first + 1 and re.fullmatch(r"\d{4}/\d", m["ff"])):
            return None
        whole = WHOLE_YEARS.fullmatch(m["ff"]) and "year" not in m[0] and "fy" not in m[0]
        if whole and last > first + 1:  # 2014-2018 are calendar years, 2013/2017 and 2017-21 are those of a plan
            return Atom(s, e, "years", first, last_year=last)
        return Atom(s, e, "fiscal" if last == first + 1 else "years", first, last_year=last, fiscal=True)
    if m["shortfiscal"]:
        first, last = years_of(m["sf"])
        return Atom(s, e, "fiscal", first, last_year=last, fiscal=True) if last == first + 1 else None
    if m["fyend"]:
        year = full_year(m["fe"] or m["fe2"])
        return Atom(s, e, "fiscal", year - 1, last_year=year, fiscal=True)
    if m["against"]:
        return Atom(s, e, "against", full_year(m["a1"]), last_year=full_year(m["a2"]))
    if m["year"]:
        return Atom(s, e, "year", int(m["cy"])) if _reads_as_year(text, s, m.end("cy")) else None
    return Atom(s, e, "month", None, month_number(m["om"])) if _reads_as_month(text, s, e) else None


def _month_year(m: re.Match[str], text: str, *, day_first: bool) -> Atom | None:
    """`Mar 15` is a month and year; the word `may` before two digits is not."""
    if m["ym"] == "may" and not text[m.start("ym")].isupper():
        return None
    if len(m["yy"]) == 2 and (not day_first or int(m["yy"]) > LAST_SHORT_YEAR):  # `December 31` is a day
        return Atom(m.start(), m.end(), "date", None, month_number(m["ym"]), int(m["yy"]))
    return Atom(m.start(), m.end(), "month", full_year(m["yy"]), month_number(m["ym"]))


def _days(m: re.Match[str]) -> Atom | None:
    """Two days of one month: `4 to 22 April 2016`, `July 10-16, 2017`; `and` joins only behind `between`."""
    first, last, name, year = (
        (m["sd"], m["sl"], m["sm"], m["sy"]) if m["days"] else (m["td"], m["tl"], m["tm"], m["ty"])
    )
    days = [int(re.sub(r"\D", "", d)) for d in (first, last)]
    if days[0] >= days[1] or (m["sboth"] and not leads_to(BETWEEN, m.string, m.start())):
        return None
    number = int(year) if year else None
    return Atom(m.start(), m.end(), "days", number, month_number(name), days[0], last_day=days[1])


def _quarter(m: re.Match[str]) -> Atom:
    if m["yearquarter"]:
        first, last = _years_told(m["ry"], m[0])
        number = small_number(m["rq"] or m["rqw"])
        return Atom(m.start(), m.end(), "quarter", first, quarter=number, last_year=last, fiscal=last > first)
    printed = m["qq"] or m["qqw"] or m["qqo"]
    if m["qqr"]:
        quarter = ROMAN[m["qqr"].upper()]
    else:
        quarter = small_number(printed) if not printed[0].isdigit() else int(printed[0])
    if not m["qfy"]:
        return Atom(m.start(), m.end(), "quarter", quarter=quarter)
    first, last = _years_told(m["qfy"], m[0])
    return Atom(m.start(), m.end(), "quarter", first, quarter=quarter, last_year=last, fiscal=last > first)


def _years_told(year: str, whole: str) -> tuple[int, int]:
    """First and last year; the one of `FY2016` is the year that the fiscal year ends in."""
    first, last = years_of(year)
    return (first - 1, last) if first == last and re.search(r"FY", whole, re.IGNORECASE) else (first, last)


def _part_of_year(m: re.Match[str]) -> Atom:
    year_text = re.sub(r"(?i)FY\s?", "", m["hy"] or m["hy2"] or m["hy3"] or m["fw"])
    named = year_text[:1].isdigit()
    first, last = _years_told(year_text, m[0]) if named else (None, None)
    fiscal = not named or last != first
    if m["half"] or m["yearhalf"]:
        number = m["hn"] or m["hn2"] or m["hn3"]
        half = int(number) if number else small_number(m["ho"])
        return Atom(m.start(), m.end(), "half", first, half=half, last_year=last, fiscal=fiscal)
    from_end = m["fo"].lower() != "first"
    return Atom(
        m.start(), m.end(), "months", first, last_year=last, fiscal=fiscal, count=small_number(m["fn"]),
        from_end=from_end,
    )  # fmt: skip


def _week(m: re.Match[str]) -> Atom | None:
    """A week of the year by its number; without a year only where it is called one of epidemics or of ISO 8601."""
    called = m["wk"] or m[0].startswith("ew")
    if not 1 <= int(m["wn"]) <= LAST_WEEK or not (called or m["wy"]):
        return None
    return Atom(m.start(), m.end(), "week", int(m["wy"]) if m["wy"] else None, count=int(m["wn"]))


def _versus(m: re.Match[str]) -> Atom:
    """`2021 vs. 2022`, `2022/23 v 2021/22`: two years, the earlier of which is the base."""
    (a, a_last), (b, b_last) = sorted((years_of(m["v1"]), years_of(m["v2"])))
    fiscal = a_last == a + 1 and b_last == b + 1
    ends = (a_last, b_last) if max(a_last - a, b_last - b) > 1 else None
    return Atom(m.start(), m.end(), "against", b, last_year=a, fiscal=fiscal, ends=ends)


COUNTED = re.compile(r"\s+(?!was|has|is|as|his|this|us|its|plus|versus)[a-z]{3,}s\b")
YEAR_BEFORE = re.compile(
    rf"(?:\b(?:in|since|of|by|during|from|to|and|until|till|for|than|between|the|through|before|after|year"
    rf"|year-end|end|to|early|late|spring|summer|autumn|winter|{MONTH})\s+|[(/–—-]\s*|^\s*)$",
    re.IGNORECASE,
)


def _reads_as_year(text: str, start: int, end: int) -> bool:
    """A bare 1990 to 2099 is a year unless it counts things (`2030 offences`)."""
    if leads_to(YEAR_BEFORE, text, start):
        return True
    return not COUNTED.match(text, end)


def _reads_as_month(text: str, start: int, end: int) -> bool:
    """`may` and `march` in lower case, or May at a sentence's start before a verb, are words."""
    word = text[start:end]
    if not word[0].isupper():
        return False
    if word.lower().rstrip(".") in (
        "may",
        "march",
        "mar",
        "dec",
        "jan",
        "sep",
        "oct",
        "jun",
        "jul",
        "apr",
        "feb",
        "nov",
        "aug",
    ):
        before = text[max(0, start - WINDOW) : start].rstrip().lower()
        return bool(
            re.search(
                r"(?:\b(?:in|since|of|by|during|from|to|and|until|for|between|than|every|last|end|mid|early"
                r"|late)|[-–(,])$",
                before,
            )
        ) or bool(re.match(rf"\s*{DASH}|\s+(?:and|to)\s+{MONTH}", text[end : end + WINDOW]))
    return True
