"""The examples of the words for places and groups hold: whom the first figure of a sentence is of."""

from typing import Any

import pytest

from pipeline.extract.measures import read_measures
from pipeline.extract.segments import segments_of
from pipeline.extract.tokens import nlp_for
from pipeline.rules import load_rules

RULES = load_rules()


def first_segment(text: str) -> str:
    """Return whom the first figure of a text is of."""
    doc = nlp_for(RULES)(text)
    where = (text, doc._.figures, doc._.sentence_spans, doc._.periods, doc._.names)
    read = read_measures(*where, RULES, heading="")
    return segments_of(text, doc._.figures, doc._.sentence_spans, doc._.names, read.whom)[0]


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=t) for r in RULES.whom for t in (*r.hit, *r.miss)])
def test_whom_a_figure_is_of(rule: Any, text: str) -> None:
    sentence, arrow, wanted = text.partition(" =>")
    assert arrow, f"{rule.says}: write `sentence => place or group`"
    assert first_segment(sentence) == wanted.strip()
