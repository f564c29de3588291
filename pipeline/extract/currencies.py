"""Reads money: which currency a printed sign, code or word is, before and behind a number.

Codes and full names are those of CLDR, through Babel (https://babel.pocoo.org), which is loaded once a paper prints
what may be one; words without a country are told by the section `currencies` of the rules.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.rules import Rules, load_rules, made_once

SIGNS = {
    "£": "GBP", "$": "USD", "€": "EUR", "¥": "JPY", "₹": "INR", "`": "INR",  # a legacy font prints ₹ so
    "₩": "KRW", "₺": "TRY", "₽": "RUB", "₦": "NGN", "₱": "PHP", "₪": "ILS", "₫": "VND", "₴": "UAH", "₵": "GHS",
}  # fmt: skip
SIGN = "[" + "".join(s for s in SIGNS if s != "`") + "]"  # for patterns
DOLLARS = {"us": "USD", "au": "AUD", "a": "AUD", "ca": "CAD", "c": "CAD", "nz": "NZD", "hk": "HKD", "r": "BRL",
           "sg": "SGD", "s": "SGD", "nt": "TWD"}  # fmt: skip
DOLLAR_OF = "(?:US|AU|A|CA|C|NZ|HK|R|SG|S|NT)"
# Signs as Unidecode (https://pypi.org/project/Unidecode) writes them, through which texts of the web often went:
# `PS2.7m`, `Y=28,030`. `PS` counts only where the number reads as money: a PS5 is none.
WRITTEN_OUT = r"PS(?=\d{1,3}(?:,\d{3})+(?![\w,])|[\d,]*\d(?:\.\d+)?(?:[mk]|[mbt]n)(?!\w)|\d+\.\d\d(?![\w.]))|Y=(?=\d)"
SHORT_FORMS = {"rs": "INR", "rs.": "INR", "rm": "MYR", "ps": "GBP", "y=": "JPY"}
CODE = re.compile(r"[A-Z]{3}")
CODE_BEFORE = re.compile(r"(?<![\w/-])(?P<code>[A-Z]{3})\s?$")
BEHIND = re.compile(rf"\s?(?:(?P<sign>{SIGN})(?![\d\w])|(?P<code>[A-Z]{{3}})(?![\w-]))")
FULL_NAME = re.compile(r"\s(?P<name>[A-Z][a-z]+\s(?:[A-Z][a-z]+\s)?[a-z]{3,12})\b")


@dataclass(frozen=True, slots=True)
class Money:
    """A currency printed beside a number: its code, where the print starts and ends; `power` is -2 for its coin."""

    code: str
    start: int
    end: int
    power: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    words: Mapping[str, str]
    coins: Mapping[str, str]
    doubtful: frozenset[str]
    behind: re.Pattern[str]


@made_once
def _known(rules: Rules) -> _Known:
    words = {w.lower(): c.code for c in rules.currencies for w in c.words}
    coins = {w.lower(): c.code for c in rules.currencies for w in c.hundredths}
    either = "|".join(re.escape(w) for w in sorted([*words, *coins], key=len, reverse=True))
    return _Known(
        words,
        coins,
        frozenset(c.code for c in rules.currencies if c.doubtful),
        re.compile(rf"\s?(?:(?:US|UK)\s+)?(?P<word>{either})(?P<plural>s)?(?:\s+sterling)?(?!\w)", re.IGNORECASE),
    )


def currency_of(printed: str | None, rules: Rules | None = None) -> str:
    """Return the ISO 4217 code of a printed currency: `£`, `US$`, `GBP`, `pounds sterling`; empty for none."""
    bare = re.sub(r"\s+", " ", (printed or "").lower()).strip()
    known = _known(rules or load_rules())
    if "$" in (bare[:1], bare[-1:]) and (code := DOLLARS.get(bare.strip("$ "))):
        return code
    words = bare.split(" ")
    for name in (bare, bare.replace(" ", ""), words[0], words[0].rstrip("s"), words[-1], words[-1].rstrip("s")):
        code = SIGNS.get(name) or SHORT_FORMS.get(name) or known.words.get(name) or _code(name.upper())
        if code:
            return code
    return ""


def money_beside(text: str, start: int, end: int, rules: Rules | None = None, *, surely: bool = False) -> Money | None:
    """Return the currency printed beside a number that stands at [start, end): `20€`, `ZAR 300`, `12 Swiss francs`.

    surely: the number has a multiplier, a separator or two decimals, as money has; doubtful codes need that.
    """
    known = _known(rules or load_rules())
    if m := known.behind.match(text, end):
        word = m["word"].lower()
        coin = known.coins.get(word)
        return Money(coin or known.words[word], start, m.end(), -2 if coin else 0)
    if m := BEHIND.match(text, end):
        code = SIGNS[m["sign"]] if m["sign"] else _trusted(m["code"], known, surely=surely)
        if code:
            return Money(code, start, m.end())
    if (m := CODE_BEFORE.search(text, max(0, start - 4), start)) and (
        code := _trusted(m["code"], known, surely=surely)
    ):
        return Money(code, m.start(), end)
    m = FULL_NAME.match(text, end)
    name = _names().get(m["name"].lower()) if m else None
    return Money(name, start, m.end()) if m and name else None


def _trusted(printed: str, known: _Known, *, surely: bool) -> str:
    return "" if printed in known.doubtful and not surely else known.words.get(printed.lower()) or _code(printed)


def _code(printed: str) -> str:
    return printed if CODE.fullmatch(printed) and printed in _codes() else ""


@cache
def _codes() -> frozenset[str]:
    """The codes of currencies in use, by CLDR."""
    from babel.core import get_global

    territories = get_global("territory_currencies").values()
    return frozenset(code for tenders in territories for code, _, ends, tender in tenders if ends is None and tender)


@cache
def _names() -> Mapping[str, str]:
    """Code by full English name, in singular and plural."""
    from babel.numbers import get_currency_name

    return {
        name.lower(): code for code in sorted(_codes()) for n in (1, 2)
        if (name := get_currency_name(code, count=n, locale="en"))
    }  # fmt: skip
