"""The place or group that a figure is limited to, carried through its paragraph."""

import pytest

from pipeline.extract.segments import segments_of
from pipeline.extract.tokens import nlp_for, sentence_spans
from pipeline.rules import load_rules


def segments(text: str) -> list[str]:
    doc = nlp_for(load_rules())(text)
    return segments_of(text, doc._.figures, sentence_spans(doc), doc._.names)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("There were 310 burglaries in Derby.", ["Derby"], id="behind_the_figure"),
        pytest.param("In Derby there were 310 burglaries.", ["Derby"], id="before_the_figure"),
        pytest.param("There were 310 in Derby and 42 in Rutland.", ["Derby", "Rutland"], id="each_its_own"),
        pytest.param("In Derby there were 310 thefts. Another 42 were solved.", ["Derby", "Derby"], id="next_sentence"),
        pytest.param("For people aged 18 to 24 it was 65%.", ["18-24 year olds"], id="age_group"),
        pytest.param("It is ranked 3rd nationally.", ["nationally"], id="comparison_group"),
        pytest.param(
            "It stood at 72% (the national average is 75%).", ["", "national average"], id="average_in_brackets"
        ),
        pytest.param("There were 310 burglaries.", [""], id="none"),
        pytest.param("The Crime Survey for England and Wales gives 72%.", [""], id="place_in_a_name"),
    ],
)
def test_a_figure_is_limited_to_a_place_or_group(text: str, wanted: list[str]) -> None:
    assert segments(text) == wanted
