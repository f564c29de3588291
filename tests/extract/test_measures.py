"""What a figure measures, in the sentence's own words."""

import pytest

from pipeline.extract.measures import measures_of
from pipeline.extract.tokens import LONGEST_SENTENCE, nlp_for, sentence_spans
from pipeline.rules import load_rules


def phrases(text: str, *, heading: str = "") -> list[str]:
    rules = load_rules()
    doc = nlp_for(rules)(text)
    spans = sentence_spans(doc)
    return measures_of(text, doc._.figures, spans, doc._.periods, doc._.names, rules, heading=heading)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("There were 310 burglaries.", ["burglaries"], id="counted_noun"),
        pytest.param("The number of burglaries fell to 310.", ["burglaries"], id="subject"),
        pytest.param("Theft made up 36% of all crime.", ["crime"], id="share"),
        pytest.param("There was a reduction in burglary of 12%.", ["burglary"], id="change_in"),
        pytest.param("Burglary fell by 12%.", ["Burglary"], id="subject_of_a_change"),
        pytest.param("Overall satisfaction stood at 72%.", ["Overall satisfaction"], id="level_of_satisfaction"),
        pytest.param(
            "The number of calls was 14,321 this represents an 18% reduction.", ["calls", "calls"], id="this_represents"
        ),
        pytest.param("Op Tiger led to 85 arrests.", ["arrests, Op Tiger"], id="operation"),
        pytest.param(
            "Of the cases, 112 of 119 families improved.",
            ["families improved", "families improved"],
            id="part_and_whole",
        ),
    ],
)
def test_what_is_measured_is_told(text: str, wanted: list[str]) -> None:
    assert phrases(text) == wanted


def test_a_bare_figure_measures_what_the_heading_says() -> None:
    assert phrases("It was 72%.", heading="Satisfaction") == ["Satisfaction"]


def test_two_operations_leave_the_phrase_alone() -> None:
    assert phrases("Op Tiger and Op Lion led to 85 arrests.") == ["arrests"]


def test_rubbish_of_thousands_of_numbers_is_cut_like_sentences() -> None:
    """The operators of a damaged page come out as text without a full stop."""
    text = "88 .888 rg n 0 100.94 357.1654 re f* " * 200
    doc = nlp_for(load_rules())(text)
    spans = sentence_spans(doc)
    assert max(end - start for start, end in spans) <= LONGEST_SENTENCE
    assert "".join(text[slice(*s)] for s in spans).replace(" ", "") == text.replace(" ", "")
    assert all(text[start:end] == text[start:end].strip() or end == len(text) for start, end in spans[:-1])
