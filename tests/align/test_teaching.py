"""What reviewers teach of measures: one, two, what they are called; honoured by the next run."""

from dataclasses import replace

from builders import ReportBuilder

from pipeline.align import align_reports
from pipeline.align.identity import Found, Taught, identify
from pipeline.rules import load_rules
from pipeline.types import MeasureLink, Report

HEADER = ["", "2014/15", "2015/16"]


def paper(number: int, *rows: str, told: dict[str, str] | None = None) -> Report:
    """Return a paper with a table of these rows; `told` gives what a row measures where its label says less."""
    facts = {"published": f"2016-0{number}-01", "publisher": "Yarwick Council", "title": "Work"}
    body = [[row, str(100 * number + 7 * n), str(100 * number + 7 * n + 3)] for n, row in enumerate(rows)]
    builder = ReportBuilder(f"d{number:016x}", **facts).heading("Work").table(HEADER, body)
    names = told or {}
    builder.figures[:] = [replace(f, indicator=names.get(f.row_label, f.indicator)) for f in builder.figures]
    return builder.build()


def found_in(*reports: Report, taught: Taught | None = None) -> Found:
    return identify(reports, align_reports(reports), load_rules(), taught or Taught())


def of(found: Found, report: Report, row: str) -> str:
    return found.of(next(f for f in report.figures if f.row_label == row))[0]


def link(found: Found, *words: str) -> MeasureLink:
    return next(k for k in found.links() if {k.left_label, k.right_label} == set(words))


EDITIONS = (
    paper(1, "Works orders", "Repairs", "Gutters cleared"),
    paper(2, "Works orders", "Repairs", "Gutters cleared", told={"Repairs": "Repairs, tenants"}),
)


def test_a_joined_pair_is_listed_and_parted_by_a_decision() -> None:
    found = found_in(*EDITIONS)
    one = link(found, "Repairs", "Repairs, tenants")
    assert (one.joined, one.decision, one.reason) == (True, "", "the same row of two tables")
    assert of(found, EDITIONS[0], "Repairs") == of(found, EDITIONS[1], "Repairs")

    taught = Taught(two=frozenset({(one.left, one.right)}))
    parted = found_in(*EDITIONS, taught=taught)
    assert of(parted, EDITIONS[0], "Repairs") != of(parted, EDITIONS[1], "Repairs")
    again = link(parted, "Repairs", "Repairs, tenants")
    assert (again.link_id, again.joined, again.decision) == (one.link_id, False, "two")


def test_a_pair_that_may_be_one_is_listed_and_joined_by_a_decision() -> None:
    papers = paper(1, "Empty homes let again", "Gutters cleared"), paper(2, "Empty homes let", "Fences mended", "Bins")
    found = found_in(*papers)
    pair = link(found, "Empty homes let again", "Empty homes let")
    assert (pair.joined, pair.reason) == (False, "one name has a word more")
    joined = found_in(*papers, taught=Taught(one=frozenset({(pair.left, pair.right)})))
    assert of(joined, papers[0], "Empty homes let again") == of(joined, papers[1], "Empty homes let")


def test_names_that_differ_by_a_word_that_parts_rows_are_not_offered() -> None:
    of_them, from_them = "Theft of motor vehicles", "Theft from motor vehicles"
    papers = paper(1, of_them, from_them), paper(2, from_them, "Bins"), paper(3, of_them, "Ash")
    assert {of_them, from_them} not in [{k.left_label, k.right_label} for k in found_in(*papers).links()]


def test_any_two_measures_can_be_joined_and_stay_listed() -> None:
    papers = paper(1, "Voids", "Gutters cleared"), paper(2, "Homes without a tenant", "Fences mended")
    found = found_in(*papers)
    ids = sorted((of(found, papers[0], "Voids"), of(found, papers[1], "Homes without a tenant")))
    assert ids[0] != ids[1]
    joined = found_in(*papers, taught=Taught(one=frozenset({(ids[0], ids[1])})))
    assert of(joined, papers[0], "Voids") == of(joined, papers[1], "Homes without a tenant")
    assert link(joined, "Voids", "Homes without a tenant").decision == "one"


def test_rows_of_one_table_are_joined_by_nothing_but_a_decision() -> None:
    report = paper(1, "Repairs reported", "Repairs reported late", "Gutters cleared")
    found = found_in(report)
    assert not [k for k in found.links() if "Repairs reported late" in (k.left_label, k.right_label)]
    ids = sorted((of(found, report, "Repairs reported"), of(found, report, "Repairs reported late")))
    joined = found_in(report, taught=Taught(one=frozenset({(ids[0], ids[1])})))
    assert of(joined, report, "Repairs reported") == of(joined, report, "Repairs reported late")


def test_a_parted_pair_is_not_joined_by_a_third() -> None:
    third = paper(3, "Works orders", "Repairs", "Gutters cleared", told={"Repairs": "Repairs, roofs"})
    found = found_in(*EDITIONS, third)
    one = link(found, "Repairs", "Repairs, tenants")
    assert of(found, third, "Repairs") == of(found, EDITIONS[0], "Repairs") == of(found, EDITIONS[1], "Repairs")
    parted = found_in(*EDITIONS, third, taught=Taught(two=frozenset({(one.left, one.right)})))
    assert of(parted, third, "Repairs") == of(parted, EDITIONS[0], "Repairs")
    assert of(parted, third, "Repairs") != of(parted, EDITIONS[1], "Repairs")


def test_a_measure_is_called_what_a_reviewer_calls_it() -> None:
    found = found_in(EDITIONS[0])
    own = of(found, EDITIONS[0], "Gutters cleared")
    named = found_in(EDITIONS[0], taught=Taught(names={own: "Cleared gutters"}))
    assert of(named, EDITIONS[0], "Gutters cleared") == own
    measure = next(m for m in named.measures() if m.indicator_id == own)
    assert (measure.label, measure.aliases, measure.confidence) == ("Cleared gutters", ("Gutters cleared",), 1.0)
    assert named.label(own) == "Cleared gutters"


def test_a_decision_on_names_that_are_gone_says_nothing() -> None:
    taught = Taught(one=frozenset({("i0", "i1")}), two=frozenset({("i2", "i3")}), names={"i4": "Gone"})
    report = EDITIONS[0]
    assert of(found_in(report, taught=taught), report, "Gutters cleared") == of(
        found_in(report), report, "Gutters cleared"
    )
