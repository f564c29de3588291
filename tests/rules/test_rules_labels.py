"""The words of labels, by the examples that stand beside them."""

import pytest

from pipeline.extract.tables.labels import says_of
from pipeline.ruleentries import LabelRule
from pipeline.rules import load_rules

RULES = load_rules()
HITS = [pytest.param(r, t, id=f"{r.says}: {t}") for r in RULES.labels for t in r.hit]
MISSES = [pytest.param(r, t, id=f"{r.says}: {t}") for r in RULES.labels for t in r.miss]


@pytest.mark.parametrize(("rule", "text"), HITS)
def test_a_label_says_what_its_example_says(rule: LabelRule, text: str) -> None:
    assert rule.says in says_of(text, RULES)


@pytest.mark.parametrize(("rule", "text"), MISSES)
def test_a_label_does_not_say_what_its_counterexample_would(rule: LabelRule, text: str) -> None:
    assert rule.says not in says_of(text, RULES)
