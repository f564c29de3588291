"""The place or group that a figure is limited to, carried through its paragraph."""

import pytest

from pipeline.extract.measures import read_measures
from pipeline.extract.segments import place_of_heading, segments_of
from pipeline.extract.tokens import nlp_for, sentence_spans
from pipeline.extract.whom.paper import read_paper
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


def by_grammar(text: str, paper: str = "") -> list[str]:
    """Return the segment of each figure by the grammar of its sentence. paper: what else the paper says."""
    rules = load_rules()
    doc = nlp_for(rules)(text)
    where = (text, doc._.figures, doc._.sentence_spans, doc._.periods, doc._.names)
    read = read_measures(*where, rules, heading="", paper=read_paper([text, paper], rules))
    return segments_of(text, doc._.figures, doc._.sentence_spans, doc._.names, read.whom)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("In Ald 640 bins were missed, in Brigg 41 and in Cray 9.", ["Ald", "Brigg", "Cray"], id="led"),
        pytest.param("Fires fell by 7% in Ald and by 11% in Brigg.", ["Ald", "Brigg"], id="behind"),
        pytest.param("Ald saw fires drop by 6%, Brigg by 12% and Cray by 1%.", ["Ald", "Brigg", "Cray"], id="beside"),
        pytest.param("Loans grew most in Ald (4%) and least in Brigg (1%).", ["Ald", "Brigg"], id="brackets"),
        pytest.param("Rates in Ald and Brigg were 75% and 74% respectively.", ["Ald", "Brigg"], id="in_turn"),
        pytest.param("Rates in Ald and Brigg were 75%.", ["Ald and Brigg"], id="of_both"),
        pytest.param("Of cases 74% were met in Ald; the target is 75%.", ["Ald", ""], id="no_further"),
        pytest.param("The rent in Wales was £430, while in Scotland it was £510.", ["Wales", "Scotland"], id="while"),
        pytest.param("Scotland paid 310, below the average for Wales of 480.", ["Scotland", "Wales"], id="average"),
        pytest.param("Loans fell by 9% against a national fall of 3%.", ["", "national"], id="pool"),
        pytest.param("There were 310 visits in Ald, a rise of 4%.", ["Ald", "Ald"], id="its_change"),
        pytest.param("In Ald fires fell by 4% and floods rose by 3%.", ["Ald", "Ald"], id="fronted"),
        pytest.param("Fires in Ald fell by 4% and floods rose by 3%.", ["Ald", ""], id="other_subject"),
        pytest.param("In total 310 bins were missed. In March it was 41.", ["", ""], id="no_place"),
        pytest.param("Across the Force 310 bins were missed.", [""], id="defined"),
        pytest.param("Staff in English and Maths gave 310 lessons.", [""], id="language"),
        pytest.param("In 2019, 71% of girls and 65% of boys passed.", ["girls", "boys"], id="people_told_apart"),
        pytest.param("In 2019, 71% of girls passed.", [""], id="people_alone_are_the_measure"),
        pytest.param("The rate for men was 4%; for women it was 3%.", ["men", "women"], id="people"),
        pytest.param("There were 310 women and 41 men.", ["", ""], id="counted_people"),
    ],
)  # fmt: skip
def test_what_governs_a_figure_in_its_sentence(text: str, wanted: list[str]) -> None:
    assert by_grammar(text) == wanted


def test_a_place_that_the_paper_names_elsewhere_is_known() -> None:
    assert by_grammar("Visits to Cray rose by 4%.") == [""]
    assert by_grammar("Visits to Cray rose by 4%.", paper="The mill in Cray is shut.") == ["Cray"]


def test_a_word_that_the_paper_writes_small_is_no_place() -> None:
    assert by_grammar("In Floods 310 cases were read.", paper="There were floods.") == [""]


def test_a_heading_is_a_place_by_the_papers_own_sentences() -> None:
    rules = load_rules()
    assert place_of_heading("Cray", [], read_paper(["The mill in Cray is shut."], rules)) == "Cray"
    assert place_of_heading("Housing", [], read_paper(["Much is spent in housing."], rules)) == ""
