"""Fills the slots that the audit pages keep for the review: decisions, corrections, the bar at the top."""

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.publish.audit.words import plain, words
from pipeline.reconcile.decisions import REASONS
from pipeline.review.state import Review
from pipeline.types import Decision, Verdict

if TYPE_CHECKING:
    from jinja2 import Environment

# Report text cannot make a slot: it is escaped, and a slot begins with a bare angle bracket.
SLOT = re.compile(r"<!--slot:(?P<kind>[a-z]+)(?::(?P<id>[\w.]*))?-->.*?<!--/slot-->", re.DOTALL)
IN_QUESTION = frozenset({"disputed", "restated", "decided"})
SCOPES = (("one", "this finding"), ("words", "what reads the same"), ("cause", "all open with the same cause"))


@cache
def environment() -> "Environment":
    """Return the template engine of the review: everything is escaped, an unknown name is a fault."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("pipeline.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(words=words, plain=plain)
    return made


def fill_slots(page: str, review: Review, *, token: str) -> str:
    """Return an audit page with its slots filled from the decisions as they stand now."""
    decided = review.decided()
    makers: dict[str, Callable[[str], str]] = {
        "head": lambda _: rendered("head.html", token=token),
        "script": lambda _: rendered("scripts.html"),
        "bar": lambda _: bar(review),
        "item": lambda name: chip(name, review, decided),
        "decide": lambda name: decision_form(name, review, decided),
        "figure": lambda name: figure_button(name, review, decided),
        "series": lambda name: series_form(name, review, decided),
    }
    return SLOT.sub(lambda found: makers[found["kind"]](found["id"] or ""), page)


def bar(review: Review, *, message: str = "", swap: bool = False) -> str:
    """Return the bar at the top: how far the review is, who decides, undo."""
    decided = review.decided()
    verdicts = [review.verdict(name, decided) for name in review.findings]
    done = sum(v not in (Verdict.OPEN, Verdict.EXPIRED) for v in verdicts)
    return rendered(
        "bar.html", done=done, total=len(verdicts), user=review.user, undo=review.can_undo(), message=message, swap=swap
    )


def chip(name: str, review: Review, decided: dict[str, Decision], *, swap: bool = False) -> str:
    """Return the mark of a decision in the list; empty for a finding that the run no longer has."""
    if name not in review.findings:
        return ""
    return rendered("chip.html", id=name, verdict=review.verdict(name, decided).value, swap=swap)


def decision_form(name: str, review: Review, decided: dict[str, Decision], *, error: str = "") -> str:
    """Return a finding's decision and the form to change it."""
    if name not in review.findings:
        return ""
    return rendered(
        "decide.html",
        id=name,
        verdict=review.verdict(name, decided).value,
        decision=decided.get(name),
        reasons=sorted(REASONS),
        scopes=_scopes(name, review),
        error=error,
    )


def _scopes(name: str, review: Review) -> list[tuple[str, str]]:
    same, alike = len(review.same_words(name)), len(review.same_cause(name))
    numbers = {"one": 1, "words": same, "cause": alike}
    return [(scope, f"{text} ({numbers[scope]})") for scope, text in SCOPES if scope == "one" or numbers[scope] > 1]


def figure_button(name: str, review: Review, decided: dict[str, Decision]) -> str:
    """Return what stands beside a figure: a button to say that it was misread, or the correction made."""
    if name not in review.figures:
        return ""
    return rendered("figure.html", id=name, decision=decided.get(name), form=False, text="", error="")


def figure_form(name: str, review: Review, *, error: str = "") -> str:
    """Return the form that corrects a figure; raises KeyError for one that the run does not have."""
    row = review.figures[name]
    return rendered(
        "figure.html", id=name, decision=review.decided().get(name), form=True, text=row["text"], error=error
    )


def series_form(name: str, review: Review, decided: dict[str, Decision], *, error: str = "") -> str:
    """Return the choice of the value that stands, for a series in question; empty for others."""
    row = review.series.get(name)
    if row is None or (row["status"] not in IN_QUESTION and name not in decided):
        return ""
    return rendered("series.html", id=name, decision=decided.get(name), candidates=review.candidates(name), error=error)


def rendered(template: str, **values: Any) -> str:
    """Return a template of the review with these values, which are escaped."""
    return environment().get_template(template).render(**values)
