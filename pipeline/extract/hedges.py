"""Reads the bound or blur before and after a number: over, at least, up to, circa, or more."""

import re

from pipeline.rules import Rules, made_once
from pipeline.types import Qualifier

FILLER = (
    r"(?:(?:a|an|just|only|still|well|some|of|around|about|approximately|total|average|maximum|further"
    r"|additional)\s+){0,2}"
)


@made_once
def _compiled(rules: Rules) -> tuple[re.Pattern[str], re.Pattern[str], dict[str, Qualifier]]:
    before = sorted((w for h in rules.hedges if not h.after for w in h.words), key=len, reverse=True)
    after = sorted((w for h in rules.hedges if h.after for w in h.words), key=len, reverse=True)
    meaning = {w.lower(): Qualifier(h.qualifier) for h in rules.hedges for w in h.words}
    return (
        re.compile(rf"(?<![\w])(?P<hedge>{_alternatives(before)})\s*(?P<filler>{FILLER})$", re.IGNORECASE),
        re.compile(rf"^\s*(?:[a-z-]+\s+)?(?P<hedge>{_alternatives(after)})(?![\w])|^(?P<plus>\+)(?!\d)", re.IGNORECASE),
        meaning,
    )


def _alternatives(words: list[str]) -> str:
    return "|".join(r"\s+".join(re.escape(part) for part in word.split()) for word in words)


def read_qualifier(before: str, after: str, rules: Rules) -> tuple[Qualifier, int]:
    """Return the qualifier of a number and how many characters before it the hedge starts (0 for none).

    before, after: the text on either side of the number, in its sentence.
    """
    left, right, meaning = _compiled(rules)
    window = before[-60:]
    if match := left.search(window):
        key = re.sub(r"\s+", " ", match["hedge"].lower())
        if not _is_time(key, window[: match.start()]):
            return meaning[key], len(window) - match.start()
    if match := right.match(after[:40]):
        if match["plus"]:
            return Qualifier.AT_LEAST, 0
        return meaning[re.sub(r"\s+", " ", match["hedge"].lower())], 0
    return Qualifier.NONE, 0


def without_hedge(before: str, after: str, rules: Rules) -> tuple[Qualifier, str, str]:
    """Return the qualifier of a number in a cell, and what stands before and after it without the hedge."""
    left, right, meaning = _compiled(rules)
    if match := left.search(before):
        return meaning[re.sub(r"\s+", " ", match["hedge"].lower())], before[: match.start()], after
    if (match := right.match(after)) and match["hedge"]:
        return meaning[re.sub(r"\s+", " ", match["hedge"].lower())], before, after[match.end() :]
    return Qualifier.NONE, before, after


def _is_time(key: str, before: str) -> bool:
    """`set up to`, `turned around`, `some of the` and `c` in a word are no hedges."""
    if key == "up to" and re.search(r"\b(?:set|follow|led|leading|run|lead)\s*$", before):
        return True
    if key == "around" and re.search(r"\bturn(?:s|ed|ing)?[”’\"']*\s*$", before):
        return True
    return key in ("c.", "ca.") and bool(re.search(r"\w$", before))
