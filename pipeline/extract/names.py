"""Finds names (organisations, places, programmes, laws, services) by the patterns of the rules."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.errors import RuleError
from pipeline.extract.spans import longest
from pipeline.ruleentries import Name
from pipeline.rules import Rules, load_rules, made_once
from pipeline.screens import Screened, possible, screened

# Processor time that a user's pattern may take on one sentence; a sound one takes a thousandth of a second.
BUDGET_S = 2.0


@dataclass(frozen=True, slots=True)
class FoundName:
    """A name at [start, end) of a text."""

    start: int
    end: int
    label: str  # organisation, place, programme, law, service or product
    rule: str
    canonical: str


@made_once
def _patterns(rules: Rules) -> tuple[tuple[Name, Any], ...]:
    shipped = {name.pattern for name in load_rules().names}
    return tuple((name, _compiled(name, shipped)) for name in rules.names)


def _compiled(name: Name, shipped: set[str]) -> Any:
    """Return a name's pattern; a user's own one by the engine that can be stopped."""
    if not name.pattern or name.pattern in shipped:
        return screened(name.pattern or _literal(name))
    import regex

    try:
        return regex.compile(name.pattern, regex.VERSION0)
    except (regex.error, OverflowError, RecursionError, MemoryError) as error:
        raise RuleError(f"names: {name.name}: pattern: not a regular expression: {error}; correct it") from error


def _literal(name: Name) -> str:
    words = sorted((name.name, *name.aliases), key=len, reverse=True)
    return rf"(?<!\w)(?:{'|'.join(re.escape(w) for w in words)})(?!\w)"


def find_names(text: str, rules: Rules) -> list[FoundName]:
    """Return the names of a text in order; where two overlap the longer stays."""
    found = [
        FoundName(m.start(), m.end(), name.label, name.name, m[0] if name.pattern else name.name)
        for name, pattern in possible(_patterns(rules), text)
        for m in _matches(name, pattern, text)
    ]
    return longest(found, len(text))


def _matches(name: Name, pattern: Any, text: str) -> Iterator[Any]:
    """Yield a pattern's matches; raises RuleError where a user's pattern takes more than its time."""
    if isinstance(pattern, Screened):
        yield from pattern.finditer_unscreened(text)
        return
    try:
        yield from pattern.finditer(text, timeout=BUDGET_S)
    except TimeoutError:
        raise RuleError(
            f"names: {name.name}: its pattern takes more than {BUDGET_S:g} s on one sentence; "
            "take out repeats within repeats, such as (a+)+"
        ) from None
