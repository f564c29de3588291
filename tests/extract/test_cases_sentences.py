"""Whole sentences through the spaCy pipeline: which figures stand in them, and what they are."""

from typing import Any

import pytest
from casetables import assert_figures, load, params

from pipeline.extract.tokens import nlp_for
from pipeline.rules import load_rules

TABLES = (
    "counts", "money", "percent", "words", "ranks", "rates", "durations", "hedges", "ranges", "marks", "kinds",
    "roles", "mixed", "american", "other_tools", "units",
)  # fmt: skip
NEGATIVES = ("negatives",)


def figures_of(text: str) -> list[Any]:
    return list(nlp_for(load_rules())(text)._.figures)


@pytest.mark.parametrize("case", [p for name in TABLES for p in params(name)])
def test_a_sentence_gives_its_figures(case: dict[str, Any]) -> None:
    assert_figures(figures_of(case["text"]), case.get("figures", []))


@pytest.mark.parametrize("case", [p for name in NEGATIVES for p in params(name)])
def test_what_is_no_figure_is_left_alone(case: dict[str, Any]) -> None:
    assert [f.text for f in figures_of(case["text"])] == []


def test_every_id_names_one_case() -> None:
    ids = [case["id"] for name in (*TABLES, *NEGATIVES) for case in load(name)]
    assert len(ids) == len(set(ids))


def test_a_figure_is_the_characters_it_stands_on() -> None:
    for name in TABLES:
        for case in load(name):
            for figure in figures_of(case["text"]):
                assert case["text"][figure.start : figure.end] == figure.text
