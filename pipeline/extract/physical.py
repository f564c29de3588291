"""Reads units beside money, percents and time: `tonnes`, `GWh`, `µg/m3`, `FTE`, `Index (2015=100)`.

Which units papers print is told by the section `units` of the rules. Prefixes, plurals, symbols and compounds are
read by Pint (https://pint.readthedocs.io), which is loaded only once a text holds something that looks like one.
A unit is written in ASCII as UCUM does it (https://ucum.org): prefix and symbol, a power behind it, `/` before what
it is per: `kWh`, `ug/m3`. Spans of time are written out: `Ml/day`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.ruleentries import Unit
from pipeline.rules import Rules, load_rules, made_once

PREFIXES = {
    "kilo": "k", "mega": "M", "giga": "G", "tera": "T", "peta": "P", "hecto": "h", "deci": "d", "centi": "c",
    "milli": "m", "micro": "u", "nano": "n",
}  # fmt: skip
SYMBOL_PREFIX = "[kMGTPhdcmnuµμ]"
# What a unit is per, as symbols; Pint knows them.
TIMES = {"s": "second", "sec": "second", "min": "minute", "h": "hour", "hr": "hour", "d": "day", "day": "day",
         "hour": "hour", "week": "week", "month": "month", "yr": "year", "year": "year", "annum": "year",
         "second": "second", "minute": "minute"}  # fmt: skip
POWERS = {"square": 2, "sq": 2, "cubic": 3, "cu": 3, "²": 2, "³": 3, "2": 2, "3": 3}
POWER_BEFORE = r"(?:(?i:square|sq\.?|cubic|cu\.?)\s+)"
TOKEN = re.compile(
    rf"(?P<before>{POWER_BEFORE})?(?P<name>[^\W\d_²³]+(?:[\s-][^\W\d_²³]+)?)(?P<behind>[23²³])?\.?", re.IGNORECASE
)
ALIKE = str.maketrans("μ", "µ")
WORD_START = re.compile(r"[\s,(]+(?=[^\s,(])")
PER_BEFORE = re.compile(
    r"(?:\bper|/|\ban?|\beach|\bof)\s*(?:(?:hundred|thousand|million|billion|\d[\d,]*)\s*)*$", re.IGNORECASE
)
MOST_WORDS = 5  # of a unit
LONGEST = 48  # characters of a printed unit


@dataclass(frozen=True, slots=True)
class PrintedUnit:
    """A unit at [start, end) of a text, as it is written in the data."""

    start: int
    end: int
    unit: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rules know of units, ready to be looked for.

    plain: unit by symbol, and by word in lower case; libraries: Pint's name by word; written: unit by Pint's name;
    behind: what stands behind any number; surely: behind one that bears a unit; alone: what a label tells as a unit;
    told: patterns of labels.
    """

    plain: Mapping[str, str]
    libraries: Mapping[str, str]
    written: Mapping[str, str]
    behind: re.Pattern[str]
    surely: re.Pattern[str]
    alone: re.Pattern[str]
    told: tuple[tuple[str, re.Pattern[str]], ...]


def unit_behind(text: str, at: int, rules: Rules | None = None, *, measured: bool = False) -> PrintedUnit | None:
    """Return the unit that stands behind a number which ends at `at`: glued to it or after one blank or hyphen.

    measured: the number has decimals or stands in a cell, so that letters behind it are a unit: `3.4 t`.
    """
    known = _known(rules or load_rules())
    m = (known.surely if measured else known.behind).match(text, at)
    if m is None or m.end() - m.start("unit") > LONGEST:
        return None
    unit = _unit(m["unit"], known)
    return PrintedUnit(m.start("unit"), m.end(), unit) if unit else None


def unit_told(text: str, rules: Rules | None = None) -> str:
    """Return the unit that a whole text is, as the inside of a bracket: `kg/household`; empty where it is none."""
    known = _known(rules or load_rules())
    bare = text.strip(" .,;:")
    m = known.alone.fullmatch(bare) if len(bare) <= LONGEST else None
    if m is None:
        return ""
    unit = _unit(m["unit"], known)
    return f"{unit}/{_singular(m['per'])}" if unit and m["per"] else unit


def unit_at_end(text: str, rules: Rules | None = None) -> str:
    """Return the unit that a label ends in, as `Waste collected, tonnes`; empty where it ends in none.

    What stands behind `per` or `/` is no unit of the label's numbers.
    """
    known = _known(rules or load_rules())
    bare = text.strip(" .,;:")
    starts = [0] + [m.end() for m in WORD_START.finditer(bare, max(0, len(bare) - LONGEST))]
    for start in starts[-MOST_WORDS:]:  # the longest first
        if not PER_BEFORE.search(bare[max(0, start - LONGEST) : start]) and (m := known.behind.fullmatch(bare, start)):
            return _unit(m["unit"], known)
    return ""


def unit_of_label(text: str, rules: Rules | None = None) -> str:
    """Return the unit that the words of a label tell anywhere in it, as `=100` an index; empty where none does."""
    known = _known(rules or load_rules())
    return next((unit for unit, pattern in known.told if pattern.search(text)), "")


def _singular(word: str) -> str:
    low = word.lower()
    return TIMES.get(low, low)


@made_once
def _known(rules: Rules) -> _Known:
    plain: dict[str, str] = {}
    libraries: dict[str, str] = {}
    written: dict[str, str] = {}
    for rule in rules.units:
        if rule.library:
            libraries.update(dict.fromkeys((w.lower() for w in rule.words), rule.library))
            written.setdefault(rule.library, rule.unit)
        else:
            plain.update(dict.fromkeys((w.lower() for w in rule.words), rule.unit))
        plain.update(dict.fromkeys(rule.symbols, rule.unit))
    behind = _expression(r for r in rules.units if r.where == "number")
    alone = _expression(rules.units)
    told = tuple((r.unit, re.compile(r.pattern, re.IGNORECASE)) for r in rules.units if r.pattern)
    return _Known(
        plain,
        libraries,
        written,
        re.compile(rf"[\s-]?(?P<unit>{behind})(?![\w²³])"),
        re.compile(rf"[\s-]?(?P<unit>{alone})(?![\w²³])"),
        re.compile(rf"(?:(?i:in)\s+)?(?P<unit>{alone})(?:(?:\s?/\s?|\s+(?i:per)\s+)(?P<per>[A-Za-z]{{3,20}}))?"),
        told,
    )  # fmt: skip


def _expression(units: Iterable[Unit]) -> str:
    """A pattern of one unit with its power, and what it is per: `µg/m3`, `micrograms per cubic metre`, `Ml/d`."""
    rules = list(units)
    words = _either(w for r in rules for w in r.words)
    symbols = _either(s for r in rules for s in r.symbols)
    prefixed = _either(s for r in rules for s in r.prefixed)
    named = rf"(?i:(?:{'|'.join(PREFIXES)})?(?:{words})s?)"
    short = rf"(?:{symbols}|{SYMBOL_PREFIX}(?:{prefixed}))"
    one = rf"(?:{POWER_BEFORE}?(?:{named}|{short}(?:[23²³])?)|(?:{prefixed})(?:[23²³]|(?=\s?/\s?[A-Za-z])))"
    per = rf"(?:(?:{prefixed})(?:[23²³])?|{one}|(?:{_either(TIMES)})(?:s|\b))"
    return rf"(?:{one})(?:\s?/\s?{per}|\s+(?i:per)\s+{one})?"


def _either(words: Iterable[str]) -> str:
    longest = sorted(set(words), key=lambda w: (-len(w), w))
    return "|".join(r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", w))) for w in longest) or r"(?!)"


def _unit(printed: str, known: _Known) -> str:
    """Return how a printed unit is written in the data; empty where Pint does not know a part of it."""
    if whole := _plain(printed, known):
        return whole
    upper, *lower = re.split(r"\s?/\s?|\s+per\s+", printed, maxsplit=1, flags=re.IGNORECASE)
    first = _part(upper, known)
    if not lower or not first:
        return first
    second = TIMES.get(lower[0].lower()) or _part(lower[0], known)
    return f"{first}/{second}" if second else ""


def _plain(printed: str, known: _Known) -> str:
    low = re.sub(r"\s+", " ", printed.lower())
    bare = re.sub(r"\s+", " ", printed)
    return known.plain.get(bare) or known.plain.get(low) or known.plain.get(low.rstrip("s"), "")


def _part(printed: str, known: _Known) -> str:
    """`cubic metres` is m3, `kWh` kWh: each a name with a power."""
    if plain := _plain(printed, known):
        return plain
    m = TOKEN.fullmatch(printed)
    if m is None:
        return ""
    power = POWERS.get((m["before"] or "").strip(" .").lower(), 1) * POWERS.get(m["behind"] or "", 1)
    base = known.plain.get(m["name"]) or _named(m["name"].translate(ALIKE), known)
    return f"{base}{power}" if base and power > 1 else base


def _named(name: str, known: _Known) -> str:
    low = re.sub(r"[\s-]+", " ", name.lower())
    for word in (low, low.removesuffix("s")):
        for prefix in ("", *PREFIXES):
            library = known.libraries.get(word.removeprefix(prefix)) if word.startswith(prefix) else None
            if library:
                return f"{PREFIXES.get(prefix, '')}{known.written[library]}"
    found = _by_library(name)
    return f"{PREFIXES.get(found[0], '')}{known.written[found[1]]}" if found and found[1] in known.written else ""


@cache
def _registry() -> Any:
    """Pint's units. They take a second to load, so only texts with units pay for them."""
    from pint import UnitRegistry

    return UnitRegistry()


@cache
def _by_library(symbol: str) -> tuple[str, str] | None:
    """Return (prefix, unit) by Pint's names for a symbol: `GWh` is (giga, watt_hour); None for one it does not know."""
    parsed = _registry().parse_unit_name(symbol)
    return (parsed[0][0], parsed[0][1]) if parsed else None
