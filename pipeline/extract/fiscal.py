"""Finds the month in which a paper's fiscal years start, from what the paper itself says of them.

Source: the words of the section `fiscal` of the rules. A paper that says two things is taken at the one that it says
more often, and at neither where both come as often.
"""

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.extract.periodgrammar import DAY, MONTH, YEAR, month_number
from pipeline.rules import Rules, made_once

DATE = rf"(?:(?P<month>{MONTH})(?:\s+{DAY}\b(?:,?\s+{YEAR})?)?|{DAY}\s+(?:of\s+)?(?P<month2>{MONTH})(?:,?\s+{YEAR})?)"
WORD = re.compile(r"\byears?\b|\bfiscal\b", re.IGNORECASE)


@made_once
def _patterns(rules: Rules) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((r.says, re.compile(r.pattern.replace("{date}", DATE), re.IGNORECASE)) for r in rules.fiscal)


def fiscal_start_of(texts: Iterable[str], rules: Rules) -> int | None:
    """Return the month, 1 to 12, in which fiscal years start by a paper's own words; None where it does not say.

    texts: the paper's paragraphs and notes.
    """
    told: Counter[int] = Counter()
    for text in texts:
        if WORD.search(text):
            told.update(start for pattern in _patterns(rules) for start in _starts(text, *pattern))
    ranked = told.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _starts(text: str, says: str, pattern: re.Pattern[str]) -> list[int]:
    months = [month_number(m["month"] or m["month2"]) for m in pattern.finditer(text)]
    return [month % 12 + 1 if says == "ends" else month for month in months]
