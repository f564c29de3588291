"""Reads spelled-out numbers: `thirty-nine`, `half a million`, `two thirds`, `over one hundred`."""

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.screens import caseless

ONES = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
DENOMINATORS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5,
    "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8, "ninth": 9, "ninths": 9,
    "tenth": 10, "tenths": 10, "fourth": 4, "fourths": 4,
}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
    "twentieth": 20,
}  # fmt: skip

_ONE = "|".join(sorted(ONES, key=len, reverse=True))
_TEN = "|".join(TENS)
_SCALE = "|".join(SCALES)
_SMALL = rf"(?:(?:{_TEN})(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?|{_ONE})"
_PARTS = r"thirds?|quarters?|fourths?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|half|halves"
_HUNDREDS = rf"(?:(?:{_SMALL}|an?)\s(?:{_SCALE}))"
_DIGIT = "zero|oh|nought|one|two|three|four|five|six|seven|eight|nine"
CARDINAL = (
    rf"(?:(?:{_SMALL}|an?)\s(?:{_SCALE})(?:\s(?:{_SCALE}))*(?:[\s,]+(?:and\s)?{_SMALL}(?:\s(?:{_SCALE}))*)*|{_SMALL})"
)
WORD_NUMBER = caseless(
    rf"""
    (?<![\w-])
    (?: (?P<decimal>(?<!\bat\s)(?P<before>{_SMALL}|{_HUNDREDS})\spoint\s(?P<behind>(?:{_DIGIT})(?:\s(?:{_DIGIT}))*)
            (?:\s(?P<decimalscale>thousand|million|billion|trillion))?)                                # two point seven
      | (?P<mixed>(?P<whole>{_SMALL}|{_HUNDREDS})[\s-]and[\s-](?P<mixedn>a|one|two|three|four)[\s-]
            (?P<mixedpart>half|halves|quarters?|thirds?|fifths?|eighths?|tenths?)
            (?:\s(?P<mixedscale>thousand|million|billion))?)                                # three-and-a-half (million)
      | (?P<part>half|(?:a|one)\s(?:third|quarter)(?:\sof)?|(?:two[\s-]thirds|three[\s-]quarters)(?:\sof)?)
            \s(?:an?\s)?(?P<partscale>hundred|thousand|million|billion)                                # half a million
      | (?P<dozens>(?:half\s(?:a\s)?|(?:an?|{_SMALL})\s)?dozen)(?!s)                                     # half a dozen
      # one in four
      | (?P<onein>(?:one\s(?:in|out\sof)|1\s(?:in|out\sof))\s(?:every\s)?(?P<of>{_ONE}|\d{{1,2}}))
            (?!\d|\s(?:years?|months?|weeks?))
      | (?P<printed>\d{{1,2}}[/⁄]\d{{1,3}})(?=\sof\s)                                                   # 3/4 of
      | (?P<fraction>(?P<n>{_ONE}|a)[\s-](?P<d>{_PARTS}))
      | (?P<half>half)(?=\s(?:of|the|all|an?\s(?:hour|day|minute))\b(?!\s(?:year|quarter|term)))        # half of
      | (?P<cardinal>{CARDINAL})
    )
    (?![\w])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class WordNumber:
    """A spelled-out number at [start, end); `fraction` is the denominator, `decimals` negative for a scale."""

    start: int
    end: int
    value: Decimal
    decimals: int = 0
    fraction: int = 0


WHICH_HALF = re.compile(r"\b(?:first|second|other|latter|better|each)\s$", re.IGNORECASE)


def find_word_numbers(text: str) -> list[WordNumber]:
    """Return the spelled-out numbers of a text in order. Ordinals alone are no numbers."""
    found: list[WordNumber] = []
    for m in WORD_NUMBER.finditer(text):
        number = _read(m)
        if number is not None:
            found.append(number)
    return found


def cardinal(text: str) -> Decimal:
    """Return the value of a spelled-out cardinal: `one hundred and twenty` is 120.

    Raises KeyError for a word that is none.
    """
    total, current = Decimal(0), Decimal(0)
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in ("and",):
            continue
        if word in ("a", "an"):
            current += 1
        elif word in SCALES:
            if SCALES[word] == 100:
                current = (current or Decimal(1)) * 100
            else:
                total += (current or 1) * SCALES[word]
                current = Decimal(0)
        else:
            current += ONES[word] if word in ONES else TENS[word]
    return total + current


def _read(m: re.Match[str]) -> WordNumber | None:
    s, e = m.span()
    if m["decimal"]:
        return _decimal(m)
    if m["mixed"]:
        n, d = ONES.get(m["mixedn"].lower(), 1), DENOMINATORS[m["mixedpart"].lower()]
        if n >= d:
            return None
        value = cardinal(m["whole"]) + Decimal(n) / d
        if not m["mixedscale"]:
            return WordNumber(s, e, value, decimals=1, fraction=0)
        scale = SCALES[m["mixedscale"].lower()]
        return WordNumber(s, e, value * scale, decimals=-(len(str(scale)) - 2))
    if m["part"]:
        scale = SCALES[m["partscale"].lower()]
        n, d = _fraction(re.sub(r"\s+of$", "", m["part"]))
        return WordNumber(s, e, Decimal(n) * scale / d, decimals=-(len(str(scale)) - 2))
    if m["dozens"]:
        return WordNumber(s, e, _dozens(m["dozens"]))
    if m["onein"]:
        whole = int(m["of"]) if m["of"].isdigit() else ONES[m["of"].lower()]
        return WordNumber(s, e, Decimal(1) / whole, fraction=whole) if whole > 1 else None
    if m["printed"]:
        n, d = (int(part) for part in re.split("[/⁄]", m["printed"]))
        return WordNumber(s, e, Decimal(n) / d, fraction=d) if 0 < n < d else None
    if m["half"]:
        ordinal = WHICH_HALF.search(m.string, max(0, s - 20), s)
        return None if ordinal else WordNumber(s, e, Decimal(1) / 2, fraction=2)
    if m["fraction"]:
        if m["n"].lower() not in ONES and m["n"].lower() != "a":
            return None
        n, d = _fraction(m["fraction"])
        if n == 0 or n >= d:
            return None
        return WordNumber(s, e, Decimal(n) / d, fraction=d)
    value = cardinal(m["cardinal"])
    scaled = re.search(r"(?:million|billion|trillion)$", m["cardinal"], re.IGNORECASE)
    return WordNumber(s, e, value, decimals=-(len(str(SCALES[scaled[0].lower()])) - 1) if scaled else 0)


def _decimal(m: re.Match[str]) -> WordNumber:
    """`two point seven` is 2.7, `one point two million` 1200000."""
    digits = "".join(str(ONES.get(word, 0)) for word in m["behind"].lower().split())
    scale = SCALES[m["decimalscale"].lower()] if m["decimalscale"] else 1
    value = (cardinal(m["before"]) + Decimal(f"0.{digits}")) * scale
    return WordNumber(*m.span(), value, decimals=len(digits) - (len(str(scale)) - 1))


def _dozens(text: str) -> Decimal:
    """`a dozen` is 12, `two dozen` 24, `half a dozen` 6."""
    words = re.findall(r"[a-z-]+", text.lower())
    if words[0] == "half":
        return Decimal(6)
    return 12 * (cardinal(words[0]) if words[0] != "dozen" else Decimal(1))


def _fraction(text: str) -> tuple[int, int]:
    words = re.findall(r"[a-z]+", text.lower())
    if words[0] == "half":
        return 1, 2
    n = 1 if words[0] in ("a", "one") else ONES[words[0]]
    return n, DENOMINATORS[words[-1]]
