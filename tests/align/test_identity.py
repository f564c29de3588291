"""One measure, one id: what is joined, what is kept apart, and what the ids rest on."""

import random
from dataclasses import replace
from datetime import date

import pytest
from builders import ReportBuilder, year

from pipeline.align import align_reports
from pipeline.align.identity import Found, identify
from pipeline.rules import load_rules
from pipeline.types import Figure, Kind, Mention, MentionLabel, Period, Place, Report, Role

RULES = load_rules()
HEADER = ["", "2014/15", "2015/16", "% Change"]


def found_in(*reports: Report) -> Found:
    return identify(reports, align_reports(reports), RULES)


def paper(number: int = 1, **facts: object) -> ReportBuilder:
    facts = {"publisher": "Harlow Water", "published": f"2016-0{number}-01", **facts}
    return ReportBuilder(f"d{number:016x}", **facts)


def cell(report: Report, text: str) -> Figure:
    return next(f for f in report.figures if f.text == text)


def measure(found: Found, report: Report, text: str) -> str:
    return found.of(cell(report, text))[0]


def test_every_figure_that_measures_something_has_an_id() -> None:
    report = paper().table(HEADER, [["Leaks mended", "120", "132", "10%"]]).build()
    names = {found_in(report).of(f)[0] for f in report.figures}
    assert len(names) == 1
    assert (name := names.pop()).startswith("i")
    assert len(name) == 17


def test_level_change_target_rank_and_rate_of_a_row_are_one_measure() -> None:
    builder = paper().table(HEADER, [["Leaks mended", "120", "132", "10%"]])
    builder.table(["", "Target"], [["Number of leaks mended", "140"]], role=Role.TARGET)
    builder.table(["", "Rank"], [["Leaks mended", "7"]], unit="rank", kind=Kind.RANK)
    builder.table(["", "Rate"], [["Leaks mended rate", "4.5"]], unit="per_1000", kind=Kind.RATE)
    report = builder.build()
    found = found_in(report)
    assert len({found.of(f)[0] for f in report.figures}) == 1


def test_a_count_and_a_sum_of_money_of_one_name_are_two_measures() -> None:
    report = paper().table(["", "Number", "Cost"], [["Leaks mended", "120", "£450"]]).build()
    found = found_in(report)
    assert measure(found, report, "120") != measure(found, report, "£450")


APART = [
    ("missing meters", "absent meters"),
    ("theft of pumps", "theft from pumps"),
    ("calls with injury", "calls without injury"),
    ("delivery of water", "delivery to water"),
]


@pytest.mark.parametrize(("one", "other"), APART, ids=[a for a, _ in APART])
def test_words_that_part_two_rows_are_kept(one: str, other: str) -> None:
    report = paper().table(HEADER, [[one, "11", "12", ""], [other, "21", "22", ""]]).build()
    found = found_in(report)
    assert measure(found, report, "11") != measure(found, report, "21")


def test_light_words_part_no_measure_unless_a_table_does() -> None:
    one = paper(1).table(HEADER, [["Length of the mains", "11", "12", ""]]).build()
    other = paper(2).table(HEADER, [["Mains length", "21", "22", ""]]).build()
    found = found_in(one, other)
    assert measure(found, one, "11") == measure(found, other, "21")


def test_a_name_that_repeats_under_headings_is_of_what_the_heading_names() -> None:
    builder = paper()
    for unit, value in (("Sewers", "310"), ("Reservoirs", "520"), ("Pumps", "140")):
        builder.heading(unit).table(HEADER, [["Net budget", value, f"{value}0", ""]])
    later = paper(2).heading("Sewers").table(HEADER, [["Net budget", "311", "3200", ""]]).build()
    report = builder.build()
    found = found_in(report, later)
    assert len({measure(found, report, v) for v in ("310", "520", "140")}) == 3
    assert measure(found, report, "310") == measure(found, later, "311")


def test_a_total_is_of_its_heading() -> None:
    report = paper().heading("Leaks").table(HEADER, [["Total", "31", "", ""]]).build()
    later = paper(2).heading("Calls").table(HEADER, [["Total", "77", "", ""]]).build()
    found = found_in(report, later)
    assert measure(found, report, "31") != measure(found, later, "77")


def test_a_row_between_the_same_rows_of_another_edition_is_the_same() -> None:
    labels = ["Pumps", "Iron pipe", "Lead pipe", "Valves"]
    one = paper(1).table(HEADER, [[x, f"1{i}1", "", ""] for i, x in enumerate(labels)]).build()
    builder = paper(2)
    builder.table(HEADER, [[x, f"2{i}1", "", ""] for i, x in enumerate(labels)])
    for figure in list(builder.figures):
        if figure.row_label == "Lead pipe":
            builder.figures[builder.figures.index(figure)] = replace(figure, indicator="Lead pipe, mains")
    other = builder.build()
    found = found_in(one, other)
    assert measure(found, one, "121") == measure(found, other, "221")
    assert measure(found, one, "111") != measure(found, other, "221")


def test_a_short_form_that_a_paper_explains_is_its_meaning() -> None:
    builder = paper().table(HEADER, [["Reported trunk main burst", "11", "12", ""], ["Other bursts", "3", "4", ""]])
    report = builder.build()
    told = Mention("m1", report.document_id, 1, Place(line=1), MentionLabel.ACRONYM, "TMB", "trunk main burst")
    report = replace(report, mentions=(told,))
    later = paper(2).table(HEADER, [["Reported TMB", "21", "22", ""]]).build()
    found = found_in(report, later)
    assert measure(found, report, "11") == measure(found, later, "21")


def test_a_value_told_in_prose_and_table_is_of_the_row() -> None:
    builder = paper().heading("Leaks").table(HEADER, [["Leaks mended within a day", "1,250", "1,384", ""]])
    builder.sentence("Gangs put 1,384 leaks right.", {"text": "1,384", "indicator": "leaks", "period": year(2015)})
    builder.sentence("Staff took 1,250 calls.", {"text": "1,250", "indicator": "calls", "period": year(2015)})
    report = builder.build()
    found = found_in(report)
    row, told, of_another_year = (
        found.of(next(f for f in report.figures if (f.text, f.source.value) == pair))[0]
        for pair in (("1,384", "table"), ("1,384", "text"), ("1,250", "text"))
    )
    assert told == row
    assert of_another_year != row


def test_a_phrase_under_the_heading_of_the_one_row_with_its_words() -> None:
    builder = paper().heading("Leaks").table(HEADER, [["Satisfaction with mending, leaks", "81%", "84%", ""]])
    builder.sentence("Leaks satisfaction was 70% in May.", {"text": "70%", "indicator": "leaks satisfaction"})
    report = builder.build()
    found = found_in(report)
    assert measure(found, report, "70%") == measure(found, report, "84%")


def test_two_facts_of_one_phrase_in_a_sentence_are_two() -> None:
    fields = {"indicator": "audits were returned", "period": year(2015)}
    report = paper().sentence("Of 15 audits 12 were returned.", {"text": "15", **fields}, {"text": "12", **fields})
    built = report.build()
    found = found_in(built)
    assert measure(found, built, "15") != measure(found, built, "12")


def test_a_fall_from_one_count_to_another_is_one_measure() -> None:
    fields = {"indicator": "leaks", "period": year(2015)}
    report = paper().sentence("Leaks fell from 48 to 36.", {"text": "48", **fields}, {"text": "36", **fields}).build()
    found = found_in(report)
    assert measure(found, report, "48") == measure(found, report, "36")


def test_shares_of_one_sentence_are_parted() -> None:
    fields = {"indicator": "callers", "period": year(2015), "kind": Kind.SHARE}
    text = "Of callers 16% were young and 38% old."
    report = paper().sentence(text, {"text": "16%", **fields}, {"text": "38%", **fields}).build()
    found = found_in(report)
    assert measure(found, report, "16%") != measure(found, report, "38%")


def test_a_canonical_indicator_stays_with_the_row_that_fits_it_best() -> None:
    own = {"indicator_id": "missing_reports_compact"}
    rows = [["no. of absent reports (COMPACT)", "33", "34", ""], ["no. of missing reports (COMPACT)", "11", "12", ""]]
    report = paper().table(HEADER, rows, **own).build()
    found = found_in(report)
    assert measure(found, report, "11") == "missing_reports_compact"
    assert measure(found, report, "33").startswith("i")


def test_a_change_has_the_canonical_indicator_of_its_level() -> None:
    builder = paper().table(HEADER, [["Burglary in dwellings", "120", "132", "10%"]])
    builder.figures[0] = replace(builder.figures[0], indicator_id="offences_domestic_burglary")
    report = builder.build()
    assert {found_in(report).of(f)[0] for f in report.figures} == {"offences_domestic_burglary"}


def test_ids_rest_on_no_order_and_stay_when_papers_are_added() -> None:
    papers = [
        paper(n).heading("Leaks").table(HEADER, [["Leaks mended", f"{n}20", f"{n}32", ""]]).build() for n in (1, 2, 3)
    ]
    first = found_in(*papers)
    told = [first.of(f) for p in papers for f in p.figures]
    shuffled = papers.copy()
    random.Random(4).shuffle(shuffled)
    again = found_in(*shuffled)
    assert told == [again.of(f) for p in papers for f in p.figures]
    alone = found_in(papers[0])
    assert [alone.of(f) for f in papers[0].figures] == [first.of(f) for f in papers[0].figures]


def test_publishers_share_no_proposed_measure() -> None:
    one = paper(1).table(HEADER, [["Leaks mended", "11", "12", ""]]).build()
    other = paper(2, publisher="Ashby Water").table(HEADER, [["Leaks mended", "21", "22", ""]]).build()
    found = found_in(one, other)
    assert measure(found, one, "11") != measure(found, other, "21")


def test_papers_without_publisher_are_editions_where_their_rows_are_the_same() -> None:
    labels = ["Pumps", "Iron pipe", "Lead pipe", "Valves", "Meters", "Wells", "Drains"]
    one, other, stranger = (
        paper(n, publisher="").table(HEADER, [[f"{x}{end}", f"{n}{i}1", "", ""] for i, x in enumerate(labels)]).build()
        for n, end in ((1, ""), (2, ""), (3, " abroad"))
    )
    found = found_in(one, other, stranger)
    assert measure(found, one, "121") == measure(found, other, "221")
    assert measure(found, one, "121") != measure(found, stranger, "321")


def test_a_word_spelt_alike_is_one_unless_a_table_has_both() -> None:
    one = paper(1).table(HEADER, [["Catchment surveys", "11", "12", ""]]).build()
    slip = paper(2).table(HEADER, [["Catchmemt surveys", "21", "22", ""]]).build()
    found = found_in(one, slip)
    assert measure(found, one, "11") == measure(found, slip, "21")
    both = paper(3).table(HEADER, [["Catchment surveys", "31", "", ""], ["Catchmemt surveys", "41", "", ""]]).build()
    found = found_in(one, slip, both)
    assert measure(found, one, "11") != measure(found, slip, "21")


def test_proposed_measures_are_listed_with_names_and_place() -> None:
    rows = [["Reduction in the number of leaks", "11", "12", ""]]
    one = paper(1).table(HEADER, rows, indicator="number of leaks").build()
    other = paper(2).table(HEADER, [["Leaks", "21", "22", ""]]).build()
    (listed,) = found_in(one, other).measures()
    assert {listed.label, *listed.aliases} == {"number of leaks", "Leaks"}
    assert (listed.direction, listed.unit, listed.first_seen) == ("down", "count", cell(one, "11").figure_id)
    assert 0.9 <= listed.confidence < 1


def segments_of(*texts: str, named: tuple[str, ...] = ()) -> tuple[Found, Report]:
    builder = paper()
    for number, text in enumerate(texts):
        builder.table(HEADER, [["Leaks mended", f"{number}11", "", ""]], segment=text)
    report = builder.build()
    told = tuple(
        Mention(f"m{i}", report.document_id, i, Place(line=1), MentionLabel.PLACE, name, name)
        for i, name in enumerate(named)
    )
    report = replace(report, mentions=told)
    return found_in(report), report


def same_segments(*texts: str) -> bool:
    found, report = segments_of(*texts)
    return len({found.of(f)[1] for f in report.figures}) == 1


SEGMENTS = [
    (("Ashby District", "Ashby"), True),
    (("the district", "Ashby District"), True),
    (("Total", "", "Citywide"), True),
    (("Women, Norfolk", "Norfolk, Women"), True),
    (("Ashby District", "Ashby Town"), False),
    (("Kent, Surrey", "Surrey, Kent"), False),
    (("Men", "Women"), False),
]


@pytest.mark.parametrize(("texts", "same"), SEGMENTS, ids=[" | ".join(t) for t, _ in SEGMENTS])
def test_names_of_one_segment(texts: tuple[str, ...], same: bool) -> None:
    assert same_segments(*texts) is same


KINDS = [
    ("Norfolk", "place"),
    ("Area 5", "place"),
    ("18-24 year olds", "group"),
    ("Ashby Council", "organisation"),
    ("Total", "whole"),
    ("Yarwick", "place"),
    ("Pipes", "group"),
]


@pytest.mark.parametrize(("text", "kind"), KINDS, ids=[t for t, _ in KINDS])
def test_segments_are_of_a_kind(text: str, kind: str) -> None:
    found, report = segments_of(text, named=("Yarwick",))
    kinds = {s.segment_id: s.kind for s in found.segments()}
    assert {kinds[found.of(f)[1]] for f in report.figures} == {kind}


def test_a_part_has_its_parent_and_that_the_whole() -> None:
    found, report = segments_of("Ashby Station, Yarwick")
    rows = {s.segment_id: s for s in found.segments()}
    own = rows[found.of(report.figures[0])[1]]
    station = rows[own.parent]
    assert (own.kind, station.label, rows[station.parent].kind) == ("place", "Ashby Station", "whole")


def test_a_segment_that_the_indicator_says_is_the_whole() -> None:
    builder = paper().table(HEADER, [["ASB", "71%", "72%", ""]], indicator="satisfaction", segment="ASB",
                            indicator_id="satisfaction_asb")  # fmt: skip
    builder.table(HEADER, [["Satisfaction, ASB", "73%", "74%", ""]], indicator_id="satisfaction_asb")
    report = builder.build()
    found = found_in(report)
    assert found.of(cell(report, "71%")) == found.of(cell(report, "73%"))


def test_times_that_end_on_one_day_are_one_time() -> None:
    at = Period("at 2016-03-31", date(2016, 3, 31), date(2016, 3, 31))
    builder = paper().heading("Leaks").table(HEADER, [["Leaks mended within a day", "80.1%", "81.4%", ""]])
    builder.sentence("The level is 81.4% now.", {"text": "81.4%", "indicator": "level", "period": at})
    report = builder.build()
    found = found_in(report)
    assert len({found.of(f)[0] for f in report.figures if f.text == "81.4%"}) == 1


def test_sheets_of_the_same_rows_for_nobody_named_are_parted() -> None:
    one, other = (paper(n) for n in (1, 2))
    for builder, first in ((one, 1), (other, 5)):
        for sheet in range(3):
            values = [f"{first + sheet}{i}7" for i in range(3)]
            builder.table(HEADER, [[x, v, "", ""] for x, v in zip(["Pumps", "Wells", "Drains"], values, strict=True)])
    left, right = one.build(), other.build()
    found = found_in(left, right)
    pumps = [found.of(cell(left, f"{n}07")) for n in (1, 2, 3)]
    assert len({indicator for indicator, _ in pumps}) == 1
    assert len({segment for _, segment in pumps}) == 3
    assert pumps == [found.of(cell(right, f"{n}07")) for n in (5, 6, 7)]


def test_values_far_apart_in_a_papers_sentences_are_two_facts() -> None:
    builder = paper()
    for text in ("12", "90", "13"):
        builder.sentence(f"There were {text} visits to wells.", {"text": text, "indicator": "visits to wells",
                                                               "period": year(2015)})  # fmt: skip
    report = builder.build()
    found = found_in(report)
    assert measure(found, report, "12") == measure(found, report, "13") != measure(found, report, "90")


def test_a_month_behind_a_name_is_when_and_not_what() -> None:
    report = paper().table(HEADER, [["Leaks", "11", "12", ""]], indicator="Leaks, December").build()
    later = paper(2).table(HEADER, [["Leaks", "21", "22", ""]], indicator="Leaks, February").build()
    found = found_in(report, later)
    assert measure(found, report, "11") == measure(found, later, "21")


def test_a_change_whose_column_names_its_base_is_of_the_level_of_its_row() -> None:
    builder = paper()
    header = ["", "2015/16", "Change from prior month", "Change from prior year"]
    builder.table(header, [["Pumps", "120", "+7", "+9"], ["Wells", "31", "+2", "-3"]])
    builder.figures = [
        replace(f, indicator=f"{f.row_label}, {f.column_label[7:]}") if f.kind is Kind.CHANGE else f
        for f in builder.figures
    ]
    report = builder.build()
    found = found_in(report)
    assert measure(found, report, "120") == measure(found, report, "+7") == measure(found, report, "+9")
    assert measure(found, report, "31") == measure(found, report, "-3") != measure(found, report, "120")


def test_sheets_may_differ_in_a_row_and_a_misread_name_makes_no_sheet() -> None:
    labels = [f"{x} pipe" for x in ("Iron", "Lead", "Clay", "Steel", "Glass", "Oak")]
    builder = paper()
    builder.table(HEADER, [[x, f"1{i}7", "", ""] for i, x in enumerate(labels)])
    builder.table(HEADER, [[x, f"2{i}7", "", ""] for i, x in enumerate([*labels, "Elm pipe"])])
    report = builder.build()
    found = found_in(report)
    assert found.of(cell(report, "107")) != found.of(cell(report, "207"))
    builder = paper()
    for table, others in enumerate(("Kent", "Surrey")):
        builder.table(HEADER, [[x, f"{table + 3}{i}7", "", ""] for i, x in enumerate(labels)], segment="Norfolk")
        for column, segment in enumerate((others, f"{others} Town"), 1):
            for i, figure in enumerate([f for f in builder.figures if f.table == 2 * table + 1 and f.text]):
                if figure.value is not None:
                    builder.figures.append(replace(figure, segment=segment, figure_id=f"f{table}{column}{i}",
                                                   column=column + 4))  # fmt: skip
        builder.tables += 1
    report = builder.build()
    found = found_in(report)
    assert len({found.of(f) for f in report.figures if f.row_label == "Iron pipe" and f.segment == "Norfolk"}) == 1


def test_a_value_read_as_a_label_is_no_name() -> None:
    one = paper(1).table(HEADER, [["Pumps idle", "11", "", ""]], indicator="Pumps idle, 8.6%").build()
    other = paper(2).table(HEADER, [["Pumps idle", "21", "", ""]], indicator="Pumps idle, 9.1%").build()
    found = found_in(one, other)
    assert measure(found, one, "11") == measure(found, other, "21")


def test_a_measure_that_the_rules_name_throughout_is_not_proposed_too() -> None:
    rows = [["Hate crime", "71%", "72%", ""], ["ASB", "61%", "62%", ""]]
    builder = paper().table(HEADER, rows, indicator="victim satisfaction")
    names = {"Hate crime": "satisfaction_hate_crime", "ASB": "satisfaction_asb"}
    builder.figures = [replace(f, segment=f.row_label, indicator_id=names[f.row_label]) for f in builder.figures]
    builder.figures[1] = replace(builder.figures[1], indicator_id="", kind=Kind.CHANGE)
    report = builder.build()
    found = found_in(report)
    assert {found.of(f)[0] for f in report.figures} == set(names.values())
    assert list(found.measures()) == []
