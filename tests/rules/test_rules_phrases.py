"""The examples of phrases hold: what must hit hits, what must miss misses."""

import re

import pytest

from pipeline.align.words import fold
from pipeline.check.phrases import has_phrase, phrases
from pipeline.ruleentries import Phrase
from pipeline.rules import load_rules

RULES = load_rules()


def says(phrase: Phrase, text: str) -> bool:
    return has_phrase(RULES.model_copy(update={"phrases": (phrase,)}), phrase.says, fold(text))


@pytest.mark.parametrize(("phrase", "text"), [pytest.param(p, t, id=t) for p in RULES.phrases for t in p.hit])
def test_a_phrase_is_found(phrase: Phrase, text: str) -> None:
    assert says(phrase, text)


@pytest.mark.parametrize(("phrase", "text"), [pytest.param(p, t, id=t) for p in RULES.phrases for t in p.miss])
def test_other_words_are_none(phrase: Phrase, text: str) -> None:
    assert not says(phrase, text)


def test_phrases_are_told_with_what_they_name() -> None:
    found = next(phrases(RULES, "no_data", fold("Data was not yet available for the winter tyres indicator.")))
    assert found["of"] == "winter tyres"


@pytest.mark.parametrize("phrase", RULES.phrases, ids=lambda p: f"{p.says} {p.why}")
def test_patterns_look_at_folded_text(phrase: Phrase) -> None:
    assert not re.search(r"(?<!\\)[A-Z]", re.sub(r"\(\?P<", "", phrase.pattern))
