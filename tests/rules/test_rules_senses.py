"""The examples of senses hold: whether the first figure of a sentence is a change, a level or a share, and its sign."""

from typing import Any

import pytest

from pipeline.extract.tokens import nlp_for
from pipeline.rules import load_rules

RULES = load_rules()


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=t) for r in RULES.senses for t in (*r.hit, *r.miss)])
def test_the_kind_of_a_number(rule: Any, text: str) -> None:
    sentence, _, wanted = text.partition(" => ")
    assert wanted, f"{rule.says}: write `sentence => kind +` or `kind -`"
    figure = nlp_for(RULES)(sentence)._.figures[0]
    assert f"{figure.kind.value} {'-' if figure.value < 0 else '+'}" == wanted
