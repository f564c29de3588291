"""What the organisation rules say holds: names that are found, and lines that tell a publisher."""

from typing import Any

import pytest

from pipeline.extract.organisations import find_organisations, patterns
from pipeline.rules import load_rules

RULES = load_rules()
KNOWN = patterns(RULES)
NAMING = ("last", "loose", "first", "opener", "before_country", "place", "area", "holder")
EXAMPLES = [
    pytest.param(rule, kind, text, id=f"{rule.says}-{kind}-{text[:40]}")
    for rule in RULES.organisations
    for kind in ("hit", "miss")
    for text in getattr(rule, kind)
]


@pytest.mark.parametrize(("rule", "kind", "text"), EXAMPLES)
def test_an_example_of_the_rules_holds(rule: Any, kind: str, text: str) -> None:
    if rule.says in NAMING:
        line, _, name = text.partition(" => ")
        found = name in [o.name for o in find_organisations(line, RULES)]
    elif rule.says in ("common", "leading"):
        found = KNOWN[rule.says].fullmatch(text) is not None
    elif rule.says in ("acts", "unit"):
        found = KNOWN[rule.says].match(text) is not None
    else:
        found = KNOWN[rule.says].search(text) is not None
    assert found == (kind == "hit")
