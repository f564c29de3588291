"""Words of measures and segments, by the examples that stand beside them."""

import pytest

from pipeline.align.identity.segments import entity_words, part_of
from pipeline.align.identity.wording import wording
from pipeline.ruleentries import EntityWords, Frame
from pipeline.rules import load_rules

RULES = load_rules()
FRAMES = [pytest.param(r, t, id=f"{r.role}: {t}") for r in RULES.frames for t in (*r.hit, *r.miss)]
HITS = [pytest.param(r, t, id=f"{r.kind}: {t}") for r in RULES.entities for t in r.hit]
MISSES = [pytest.param(r, t, id=f"{r.kind}: {t}") for r in RULES.entities for t in r.miss]


@pytest.mark.parametrize(("rule", "text"), FRAMES)
def test_what_is_left_of_a_label_is_its_example(rule: Frame, text: str) -> None:
    label, words = text.split(" => ")
    assert wording(RULES).of(label, rate=rule.role == "rate").told == words


def kind_of(rule: EntityWords, text: str) -> str:
    words = entity_words(RULES)
    if rule.kind == "local":
        return "local" if part_of(text) in words.local else ""
    if rule.kind == "type":
        return "type" if any(part_of(text)[-n:] in words.type for n in (1, 2)) else ""
    return words.kind(text, {})


@pytest.mark.parametrize(("rule", "text"), HITS)
def test_a_segment_is_of_the_kind_of_its_example(rule: EntityWords, text: str) -> None:
    assert kind_of(rule, text) == rule.kind


@pytest.mark.parametrize(("rule", "text"), MISSES)
def test_a_segment_is_not_of_the_kind_of_its_counterexample(rule: EntityWords, text: str) -> None:
    assert kind_of(rule, text) != rule.kind
