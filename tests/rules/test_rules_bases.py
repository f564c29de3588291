"""The examples of bases hold: what a change is measured against."""

from typing import Any

import pytest

from pipeline.extract.against import (
    is_against_average,
    leads_to_base,
    leads_to_reference,
    patterns_of,
    speaks_of_change,
    speaks_of_changes_alone,
    step_told,
)
from pipeline.rules import load_rules

RULES = load_rules()


def says(rule: Any, text: str) -> bool:
    alone = RULES.model_copy(update={"bases": (rule,)})
    if rule.says.startswith("leads"):
        return leads_to_base(text, len(text), alone, change=True)
    if rule.says == "reference":
        return leads_to_reference(text, len(text), alone)
    if rule.says == "against_average":
        return is_against_average(text, alone)
    if rule.says == "changes_alone":
        return speaks_of_changes_alone(text, alone)
    if rule.says == "of_change":
        return speaks_of_change(text, alone)
    if rule.says in ("ago", "record", "same_again", "from_change", "changes_are", "settled"):
        return patterns_of(alone)[rule.says].search(text) is not None
    return step_told(text, alone) == rule.says


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=t) for r in RULES.bases for t in r.hit])
def test_a_base_is_told(rule: Any, text: str) -> None:
    assert says(rule, text)


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=t) for r in RULES.bases for t in r.miss])
def test_other_words_tell_none(rule: Any, text: str) -> None:
    assert not says(rule, text)
