"""Tells a paper's country from its words, for what the paper leaves to its readers: its dollar, its fiscal years.

Source: the section `countries` of the rules.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.rules import Rules, made_once
from pipeline.types import Block, BlockKind, Figure

OUTSTANDING = (BlockKind.HEADING, BlockKind.FURNITURE, BlockKind.CAPTION)
WEIGHT = 3  # of a word in a heading, or at the head of a page
MARGIN = 2  # times the points of the next country
OWN_DOLLAR = re.compile(r"\bUS\$|\bU\.S\.\s*\$|\bUSD\b|\bUS\s+dollars?\b|\bU\.S\.\s+dollars?\b")


@dataclass(frozen=True, slots=True)
class Country:
    """A paper's country (ISO 3166-1), its dollar (ISO 4217, empty where it has none), when its fiscal years start."""

    code: str
    dollar: str
    fiscal_start: int


@made_once
def _words(rules: Rules) -> tuple[re.Pattern[str] | None, dict[str, tuple[int, ...]]]:
    entries: dict[str, list[int]] = {}
    for i, country in enumerate(rules.countries):
        for word in country.words:
            entries.setdefault(word.casefold(), []).append(i)
    if not entries:
        return None, {}
    either = "|".join(
        re.escape(w) for w in sorted({w for c in rules.countries for w in c.words}, key=len, reverse=True)
    )
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)"), {word: tuple(at) for word, at in entries.items()}


def country_of(blocks: Sequence[Block], rules: Rules) -> Country | None:
    """Return the country that a paper's words tell, None where they tell none, or two."""
    pattern, entries = _words(rules)
    if pattern is None:
        return None
    points: Counter[int] = Counter()
    for block in blocks:
        weight = WEIGHT if block.kind in OUTSTANDING else 1
        texts = [block.text] if block.table is None else [block.table.caption, *(c.text for c in block.table.cells)]
        for text in texts:
            for m in pattern.finditer(text):
                for at in entries[m[0].casefold()]:
                    points[at] += weight
    by_country: Counter[str] = Counter()
    for at, number in points.items():
        by_country[rules.countries[at].country] += number
    ranked = by_country.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] < MARGIN * ranked[1][1]):
        return None
    code = ranked[0][0]
    best = max((at for at in points if rules.countries[at].country == code), key=lambda at: (points[at], -at))
    rule = rules.countries[best]
    return Country(code, rule.dollar, rule.fiscal_start)


def in_own_dollars(figures: Sequence[Figure], country: Country | None) -> tuple[Figure, ...]:
    """Return the figures with a bare `$` as the dollar of the paper's country; those printed as US dollars stay."""
    if country is None or country.dollar in ("", "USD"):
        return tuple(figures)
    return tuple(_in_own(f, country.dollar) for f in figures)


def _in_own(figure: Figure, dollar: str) -> Figure:
    if not figure.unit.startswith("USD"):
        return figure
    printed = (figure.unit_printed, figure.column_path, figure.row_path, figure.column_label, figure.text)
    if any(OWN_DOLLAR.search(text) for text in printed):
        return figure
    return replace(figure, unit=dollar + figure.unit.removeprefix("USD"))
