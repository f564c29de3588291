"""The page of all checks, made from their rules: `python -m pipeline.publish.checkspage docs/checks.md`."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.ruleentries import CheckRule
from pipeline.rules import load_rules

HEAD = (
    "# Checks\n\n"
    "Made from `rules/checks.yaml` by `python -m pipeline.publish.checkspage docs/checks.md`. "
    "The examples are short papers, and run as tests: the check finds something in the first and nothing in the "
    "second. `reportcheck explain CODE` prints the same. A severity is changed, or a check left out, by "
    "[rules of your own](rules.md).\n"
)


def checks_page(rules: Sequence[CheckRule]) -> str:
    """Return a page in Markdown: a table of all checks, then a section for each, by code.

    In: the checks in any order; out: text that ends with a line feed, the same for the same rules.
    """
    ordered = sorted(rules, key=lambda rule: rule.code)
    lines = [HEAD, "| code | finds | severity |", "| --- | --- | --- |", *map(_row, ordered), ""]
    for rule in ordered:
        lines += _section(rule)
    return "\n".join(lines)


def _row(rule: CheckRule) -> str:
    return f"| [{rule.code}](#{rule.code.lower()}) | {rule.title.replace('|', chr(92) + '|')} | {rule.severity} |"


def _section(rule: CheckRule) -> Iterator[str]:
    yield from (f"## {rule.code}", "", f"**{rule.title}.** Type `{rule.type}`, severity {rule.severity}.", "")
    for title, text in (("Rule", rule.rule), ("Tolerance", rule.tolerance), ("Why", rule.why)):
        if text:
            yield f"- {title}: {' '.join(text.split())}"
    yield ""
    for title, examples in (("Finds something in", rule.hit[:1]), ("Finds nothing in", rule.miss[:1])):
        for example in examples:
            yield from (f"{title}:", "", *_fenced(example), "")


def _fenced(text: str) -> Iterator[str]:
    """Yield a text as a block that shows it as it is, whatever marks it holds."""
    fence = "~~~~" if "~~~" not in text else "~~~~~~~~"
    yield from (f"{fence}text", *(line.rstrip() for line in text.rstrip().split("\n")), fence)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(checks_page(load_rules().checks), encoding="utf-8")
