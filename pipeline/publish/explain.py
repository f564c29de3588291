"""Prints a check's rule for an auditor."""

import textwrap
from collections.abc import Iterator

from pipeline.publish.summary import Line
from pipeline.ruleentries import CheckRule


def explain_check(rule: CheckRule, *, width: int = 100) -> Iterator[Line]:
    """Yield what a check compares, when it speaks, why, and examples that hit and miss."""
    yield Line(f"{rule.code}  {rule.title}", "heading")
    yield Line(f"type {rule.type}, severity {rule.severity}", "faint")
    for title, text in (("Rule", rule.rule), ("Tolerance", rule.tolerance), ("Why", rule.why)):
        if text:
            yield Line("")
            yield from _paragraph(f"{title}: {text}", width)
    for title, examples in (("Finds something in", rule.hit), ("Finds nothing in", rule.miss)):
        for example in examples:
            yield Line("")
            yield Line(f"{title}:", "heading")
            yield from (Line(f"    {line}") for line in example.rstrip().split("\n"))


def _paragraph(text: str, width: int) -> Iterator[Line]:
    yield from (Line(line) for line in textwrap.wrap(" ".join(text.split()), width))
