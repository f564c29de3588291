"""The kind of a report is told by the words of its title, as rules/kinds.yaml says."""

import hashlib
from typing import Any

import pytest

from pipeline.extract import extract_reports
from pipeline.read.text import read_text
from pipeline.rules import load_rules
from pipeline.types import FileFacts

RULES = load_rules()


def kind_of(title: str) -> str:
    data = f"# {title}\n\nThere were 310 burglaries in the county in the year.\n".encode()
    facts = FileFacts(path="report.txt", sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))
    return str(extract_reports(read_text(data), facts=facts, rules=RULES)[0].kind)


@pytest.mark.parametrize(("rule", "text"), [pytest.param(r, t, id=t) for r in RULES.kinds for t in r.hit])
def test_a_title_tells_the_kind(rule: Any, text: str) -> None:
    assert kind_of(text) == rule.kind


@pytest.mark.parametrize(
    ("rule", "text"), [pytest.param(r, t, id=f"{r.kind}-{t}") for r in RULES.kinds for t in r.miss]
)
def test_a_title_tells_another_kind(rule: Any, text: str) -> None:
    assert kind_of(text) != rule.kind
