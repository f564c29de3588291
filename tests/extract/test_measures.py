"""What a figure measures, in the sentence's own words."""

import pytest

from pipeline.extract.measures import read_measures
from pipeline.extract.tokens import LONGEST_SENTENCE, nlp_for, sentence_spans
from pipeline.rules import load_rules


def phrases(text: str, *, heading: str = "") -> list[str]:
    rules = load_rules()
    doc = nlp_for(rules)(text)
    spans = sentence_spans(doc)
    found = read_measures(text, doc._.figures, spans, doc._.periods, doc._.names, rules, heading=heading)
    return list(found.phrases)


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
        pytest.param(
            "Satisfaction levels regarding theft have fallen, with the latest showing overall satisfaction at 72%.",
            ["Satisfaction levels regarding theft"],
            id="a_noun_taken_up",
        ),
        pytest.param(
            "Thefts of bikes have fallen by 40 thefts (-8%) this year.",
            ["Thefts of bikes", "Thefts of bikes"],
            id="what_something_moved_by",
        ),
        pytest.param("Op Tiger led to 85 arrests.", ["arrests, Op Tiger"], id="operation"),
        pytest.param(
            "Of the cases, 112 of 119 families improved.",
            ["families improved", "families improved"],
            id="part_and_whole",
        ),
        pytest.param("112 families improved.", ["families improved"], id="clause_of_a_counted_noun"),
        pytest.param("40% of searches led to an arrest.", ["searches led to an arrest"], id="part_of_a_whole"),
        pytest.param("Of those tested, 12 were ill.", ["those tested, ill"], id="fronted_whole"),
        pytest.param(
            "There were 96 complaints, of which 14 were upheld.", ["complaints", "complaints, upheld"], id="of_which"
        ),
        pytest.param("Rent arrears rose by 4% to £1.2m.", ["Rent arrears", "Rent arrears"], id="movement"),
        pytest.param("The council cut its waste by 9%.", ["waste"], id="moved_object"),
        pytest.param("The board approved a budget of £3m for repairs.", ["budget for repairs"], id="budget"),
        pytest.param("We spent £3m on vehicles and £400,000 on uniforms.", ["vehicles", "uniforms"], id="paid_for"),
        pytest.param("Arson was rare. It fell by 4%.", ["Arson"], id="pronoun"),
        pytest.param("Complaints (412) and visits (38) were counted.", ["Complaints"], id="bracket"),
        pytest.param(
            "The rate of vacancy was 4.1% (4.3% in 2018).",
            ["rate of vacancy", "rate of vacancy"],
            id="rate_in_brackets",
        ),
        pytest.param("The service expects sales to rise by 4%.", ["sales"], id="infinitive"),
        pytest.param(
            "The closing price fell to 37 points from 41 points.", ["closing price", "closing price"], id="from_and_to"
        ),
        pytest.param("The film was viewed 300 times.", ["film was viewed"], id="times"),
        pytest.param("Visits rose 8%, while calls fell 4%.", ["Visits", "calls"], id="while_clause"),
        pytest.param("One in four adults said that they cycled.", ["adults said that they cycled"], id="one_in_four"),
        pytest.param(
            "900 people were asked, of whom 120 answered twice.",
            ["people were asked", "people, answered twice"],
            id="of_whom",
        ),
        pytest.param(
            "In spring most searches took place in Ely (310 searches) and March (95).",
            ["most searches"] * 2,
            id="places_with_brackets",
        ),
        pytest.param(
            "Firms such as Barlow Ltd, up 9%, did well.", ["Barlow Ltd"], id="named_right_before_its_movement"
        ),
        pytest.param("It won a grant worth up to £3m.", ["grant"], id="worth_behind_its_noun"),
        pytest.param("We found £3m worth of savings.", ["savings"], id="worth_of"),
        pytest.param("Floor area ≈ 32 m2.", ["Floor area"], id="sign_behind_its_noun"),
        pytest.param(
            "Costs fell as the wage bill lost 4% to end at £90,000.", ["wage bill"] * 2, id="subject_hung_elsewhere"
        ),
        pytest.param("Rents rose by 4%, fares by 5%.", ["Rents", "fares"], id="verb_left_out"),
        pytest.param(
            "Wages (the pay of drivers has risen since May from £12 to £14 an hour) were told.",
            ["pay of drivers"] * 2,
            id="bracket_that_is_a_sentence",
        ),
        pytest.param(
            "Best in spring: Ann Lee (5 races), Bo Kim (4 races).", ["Ann Lee", "Bo Kim"], id="names_with_brackets"
        ),
        pytest.param("Waiting takes 25 - 40 minutes in the north.", ["Waiting"] * 2, id="both_ends_of_a_range"),
        pytest.param("The trust raised £2m of the £5m that it needs.", ["trust"] * 2, id="part_of_a_bare_sum"),
        pytest.param("The gap between boys and girls is 12%.", ["gap between boys and girls"], id="between"),
        pytest.param("The forest earns 40% from timber.", ["earns from timber"], id="what_a_share_comes_from"),
        pytest.param("Takings in the quarter rose to £4m.", ["Takings"], id="when_without_a_date"),
        pytest.param("The team ran 140 stop and searches.", ["stop and searches"], id="pair_counted_as_one"),
        pytest.param("The S&P 500 rose 3%.", ["S&P 500"], id="number_in_a_name"),
        pytest.param("Sales of Barlow lamps rose to RM23.50.", ["Sales of Barlow lamps"], id="money_by_its_code"),
        pytest.param(
            "Barlow Ltd grew as it hired 12 drivers.", ["Barlow Ltd hired drivers"], id="pronoun_of_who_did_it"
        ),
        pytest.param(
            "In June the vacancy rate was 9%, while the average asking rent was £70 PSF.",
            ["vacancy rate", "average asking rent"],
            id="clause_hung_on_a_figure",
        ),
        pytest.param(
            "Attendance was 4 million during the five weeks ending 3 November 2013, up 9%.",
            ["Attendance"] * 2,
            id="weeks_that_only_date",
        ),
        pytest.param(
            "As of 5pm on 5 May, of those who tested positive for flu in the north, 76 have died.",
            ["those who tested positive for flu in the north, died"],
            id="figure_before_its_predicate",
        ),
        pytest.param("The highest was 84% and the lowest was 68%.", ["highest", "lowest"], id="each_its_own"),
        pytest.param(
            "In June 8 million travellers flew into and out of the port.",
            ["travellers flew into and out of the port"],
            id="no_word_is_dropped",
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


def test_a_phrase_is_a_quotation() -> None:
    text = "The number of repeat calls (412) made by shops in town rose by 9% in 2015/16 to 1,204."
    (found,) = set(phrases(text))
    assert found in text.replace(" (412)", "")


def test_what_is_told_of_an_earlier_sentence_without_figures_is_carried() -> None:
    assert phrases("Arson in barns was rare. It fell by 4%.", heading="Fire") == ["Arson in barns"]


def test_a_sentence_of_nothing_but_marks_and_numbers_gives_what_the_heading_says() -> None:
    assert phrases("- 12 / 15 * 7", heading="Fire") == ["Fire"] * len(phrases("- 12 / 15 * 7"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("Recycling was 29%, against a target of 27%.", ["Recycling", "Recycling"], id="target"),
        pytest.param("Recycling was 29%; the county average was 27%.", ["Recycling", "Recycling"], id="average"),
        pytest.param("We had 310 visits, a rise of 4%.", ["visits", "visits"], id="its_change"),
        pytest.param("We had 310 visits, 9% more than before.", ["visits", "visits"], id="comparative"),
        pytest.param("Sales were up 1% in May and 4% in June.", ["Sales", "Sales"], id="adverb_is_no_measure"),
        pytest.param(
            "Loans of books fell by 7%, and those of maps by 4%.", ["Loans of books", "Loans of maps"], id="those_of"
        ),
        pytest.param("Fires made up 41% of all calls.", ["Fires, of all calls"], id="part_of_a_whole"),
        pytest.param("The find rate was 31%, two points above it.", ["find rate", "find rate"], id="points"),
        pytest.param("Since April the fund has paid 41 grants.", ["fund has paid grants"], id="since_a_month"),
        pytest.param("In Leeds 640 bins were lost, in York 410.", ["bins", "bins"], id="place_alone"),
        pytest.param("Leeds (412) and York (265) saw the most fires.", ["most fires", "most fires"], id="object"),
    ],
)
def test_a_figure_may_tell_the_one_before_once_more(text: str, wanted: list[str]) -> None:
    assert phrases(text) == wanted


def test_a_figure_that_hangs_on_a_period_of_another_figure_is_read() -> None:
    text = "Deaths from falls rose from 4.1 to 6.3 per 100,000 between 2012-14 and 2016-18."
    assert phrases(text) == ["Deaths from falls", "Deaths from falls"]
