"""Versions are found by content and laid side by side, whatever else was done to them."""

from datetime import date

import pytest
from builders import ReportBuilder, year

from pipeline.align import align_reports
from pipeline.align.words import fold, key_words, masked
from pipeline.types import Period, Relation, Report

TOPICS = ["burglary", "violence", "robbery", "arson", "fraud", "theft"]


def dashboard(
    document_id: str, *, changed: str = "", left_out: str = "", moved: bool = False, quarter: int = 3, **facts: object
) -> Report:
    builder = ReportBuilder(document_id, title="Dashboard", **facts)
    topics = [*TOPICS[3:], *TOPICS[:3]] if moved else TOPICS
    for topic in topics:
        n = TOPICS.index(topic)
        rows = [
            ["Number of offences", str(4000 + n), str(5000 + n * quarter)],
            ["Satisfaction with service", f"8{n}.2%", "90.9%" if topic == changed else f"7{n}.{quarter}%"],
        ]
        if topic == left_out:
            rows = rows[:1]
        builder.heading(f"{n + 1} To reduce {topic}").table(["", "Baseline 2012/13", "Latest 12 months"], rows)
    return builder.build()


def pack() -> Report:
    builder = ReportBuilder("d000000000000000a", title="Performance report", published="2016-03-22")
    for n in range(30):
        builder.sentence(f"Paragraph {n} tells of work done with partner number {n * 17} in its own words, at length.")
    inner = dashboard("d000000000000000a")
    for passage in inner.passages:
        if passage.kind == "heading":
            builder.heading(passage.text)
            rows = [f for f in inner.figures if f.section == passage.text]
            labels = list(dict.fromkeys(f.row_label for f in rows))
            cells = [[label, *[f.text for f in rows if f.row_label == label]] for label in labels]
            builder.table(["", "Baseline 2012/13", "Latest 12 months"], cells)
    return builder.build()


def test_a_dashboard_is_found_inside_a_report_and_beside_it() -> None:
    alignment = align_reports([pack(), dashboard("d000000000000000b", changed="robbery")])
    (pair,) = alignment.pairs
    differing = [(n.left_text, n.right_text) for u in pair.units for n in u.numbers if n.left_text != n.right_text]
    assert differing == [("72.3%", "90.9%")]
    assert pair.lone == ()
    assert {v.relation for v in alignment.versions} == {Relation.ORIGINAL, Relation.REVISION}


def test_the_next_quarters_dashboard_is_no_version() -> None:
    third = dashboard("d000000000000000a", period=year(2015))
    fourth = dashboard("d000000000000000b", quarter=4, period=year(2016))
    assert align_reports([third, fourth]).pairs == ()


def minutes(document_id: str, figures: list[int], *, told: str = "noted") -> Report:
    """Minutes of many sentences and few figures."""
    builder = ReportBuilder(document_id, title="Minutes of a meeting")
    for n in range(30):
        word = "".join(chr(ord("a") + int(d)) for d in f"{n:02}") * 3
        builder.sentence(f"Members {told} what the officer for {word} said of the work in that place.")
    for n, figure in enumerate(figures):
        builder.sentence(
            f"The force had closed {figure} of the cases of kind {'abcdef'[n]} by then.", {"text": str(figure)}
        )
    return builder.build()


DAY, NEXT = {"published": "2020-04-24"}, {"published": "2020-04-26"}
NAMED = {"day_in_name": "2020-04-24"}
YESTERDAY = {"period": Period("at 2020-04-23", date(2020, 4, 23), date(2020, 4, 23))}
BEFORE = {"period": Period("at 2019-12-31", date(2019, 12, 31), date(2019, 12, 31))}
QUARTER = Period("FY2015/16 Q3", date(2015, 10, 1), date(2015, 12, 31))
MONTH = Period("2020-04", date(2020, 4, 1), date(2020, 4, 30))


@pytest.mark.parametrize(
    ("left", "right", "versions"),
    [
        pytest.param(DAY, NEXT, 0, id="papers of two days, a day missing between them"),
        pytest.param(DAY, DAY, 2, id="of one day"),
        pytest.param(DAY | {"period": QUARTER}, NEXT | {"period": QUARTER}, 2, id="a quarter's report, printed twice"),
        pytest.param(DAY | {"period": MONTH}, NEXT | {"period": MONTH}, 0, id="of a month that is not over"),
        pytest.param(
            DAY | {"day_in_name": "2020-04-24"}, DAY | {"day_in_name": "2020-04-25"}, 0, id="days in the names"
        ),
        pytest.param(DAY | YESTERDAY, NEXT, 0, id="the state of the day before"),
        pytest.param(DAY | BEFORE, NEXT | BEFORE, 2, id="the state of a day long before, printed twice"),
        pytest.param(DAY, {"published": "2020-04"}, 2, id="one without a day"),
        pytest.param(DAY, NEXT | {"published_source": "metadata"}, 2, id="a day that the file was made on"),
    ],
)
def test_daily_papers_of_two_days_are_no_versions(
    left: dict[str, object], right: dict[str, object], versions: int
) -> None:
    facts = {"published_source": "printed", "period": None}
    one = dashboard("d0000000000000001", **(facts | left))
    other = dashboard("d0000000000000002", changed="arson", **(facts | right))
    assert len(align_reports([one, other]).versions) == versions


def test_minutes_with_few_figures_are_versions_by_their_wording() -> None:
    alignment = align_reports(
        [minutes("d" + "0" * 15 + "a", [98, 12, 31]), minutes("d" + "0" * 15 + "b", [94, 12, 31])]
    )
    (pair,) = alignment.pairs
    assert [(n.left_text, n.right_text) for u in pair.units for n in u.numbers if n.left_text != n.right_text] == [
        ("98", "94")
    ]


def test_few_figures_are_not_enough_where_the_wording_differs_or_most_figures_do() -> None:
    first = minutes("d" + "0" * 15 + "a", [98, 12, 31])
    assert align_reports([first, minutes("d" + "0" * 15 + "b", [98, 12, 31], told="discussed at length")]).pairs == ()
    assert align_reports([first, minutes("d" + "0" * 15 + "b", [94, 15, 31])]).pairs == ()


def monthly(document_id: str, *, new: int) -> Report:
    """A paper without a readable date of thirty sentences with a number, of which the first are `new`."""
    builder = ReportBuilder(document_id, title="Monthly lending")
    for n in range(30):
        word = "".join(chr(ord("a") + int(d)) for d in f"{n:02}") * 3
        number = str(1000 + 37 * n + (n < new))
        builder.sentence(f"Lending of the kind that is called {word} came to {number} by then.", {"text": number})
    return builder.build()


@pytest.mark.parametrize(("new", "pairs"), [(1, 1), (5, 1), (9, 0)])
def test_papers_of_which_over_a_fifth_of_the_numbers_differ_are_editions(new: int, pairs: int) -> None:
    reports = [monthly("d" + "0" * 15 + "a", new=0), monthly("d" + "0" * 15 + "b", new=new)]
    assert len(align_reports(reports).pairs) == pairs


def test_moved_tables_raise_nothing() -> None:
    (pair,) = align_reports([dashboard("d000000000000000a"), dashboard("d000000000000000b", moved=True)]).pairs
    assert [n for u in pair.units for n in u.numbers if n.left_text != n.right_text] == []
    assert pair.lone == ()


def test_a_lost_row_is_alone_with_its_neighbours() -> None:
    (pair,) = align_reports([dashboard("d000000000000000a"), dashboard("d000000000000000b", left_out="arson")]).pairs
    (lone,) = pair.lone
    assert lone.in_left
    assert [f.text for f in lone.unit.figures] == ["83.2%", "73.3%"]
    assert lone.before is not None
    assert lone.before.mask == "number of offences"


def test_three_versions_are_one_group_laid_side_by_side_twice() -> None:
    versions = [
        dashboard(f"d00000000000000{x}", published=p) for x, p in (("a", "2016-03-22"), ("b", ""), ("c", "2016-04-01"))
    ]
    alignment = align_reports(versions)
    assert len(alignment.pairs) == 2
    assert len({v.group for v in alignment.versions}) == 1
    assert [(v.order, v.relation) for v in alignment.versions] == [
        (1, Relation.ORIGINAL),
        (0, Relation.COPY),
        (2, Relation.COPY),
    ]


SAME = [
    pytest.param(
        "the “Gold” group – 58,805 offences", "The 'Gold'  group - 58805 offences", id="quotes and separators"
    ),
    pytest.param("58\u202f805 offences", "58805 offences", id="narrow space"),
    pytest.param("ﬁrst aid", "First aid", id="ligature"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_texts_that_read_alike_fold_alike(a: str, b: str) -> None:
    assert fold(a) == fold(b)


def test_masking_leaves_the_words() -> None:
    assert masked("fell by 17% to 2,271 (of 3,667)") == "fell by # to # of #"


def test_key_words_meet_over_plural_and_verb_endings() -> None:
    assert key_words("Satisfaction of victims of offences") == key_words("the victim's satisfaction: offence")
