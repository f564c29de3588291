"""The examples of measures hold: which words of a sentence its figures measure."""

from typing import Any

import pytest

from pipeline.extract.measures import read_measures
from pipeline.extract.tokens import nlp_for
from pipeline.rules import load_rules

RULES = load_rules()


def measured(text: str) -> str:
    """Return what the first figure of a text measures."""
    doc = nlp_for(RULES)(text)
    found = doc._.figures
    told = read_measures(text, found, doc._.sentence_spans, doc._.periods, doc._.names, RULES, heading="")
    return told.phrases[0]


@pytest.mark.parametrize(
    ("rule", "text"), [pytest.param(r, t, id=t) for r in RULES.measures for t in (*r.hit, *r.miss)]
)
def test_what_is_measured(rule: Any, text: str) -> None:
    sentence, _, wanted = text.partition(" => ")
    assert wanted, f"{rule.role}: write `sentence => phrase`"
    assert measured(sentence) == wanted
