"""Which value stands in a series, and why."""

from decimal import Decimal

import pytest
from builders import ReportBuilder, year

from pipeline.align import align_reports
from pipeline.check import run_checks
from pipeline.reconcile import reconcile
from pipeline.rules import load_rules
from pipeline.types import Decision, Report, Series, SeriesStatus, Verdict

RULES = load_rules()


def paper(number: int, published: str, value: str, *, publisher: str = "Northshire Police") -> Report:
    builder = ReportBuilder(f"d{number:016x}", publisher=publisher, published=published, title=f"Paper {number}")
    builder.heading("Satisfaction").table(["", "2014/15"], [["Satisfaction of burglary victims", value]])
    builder.sentence(f"Paper number {number} was written for the panel and has words of its own, {number} in all.")
    return builder.build()


def series_of(*reports: Report, decisions: tuple[Decision, ...] = ()) -> list[Series]:
    alignment = align_reports(reports)
    _, discrepancies, _ = run_checks(reports, alignment, RULES)
    return list(reconcile(reports, alignment, discrepancies, RULES, decisions))


CASES = [
    pytest.param([("2015-06-01", "80.9%")], SeriesStatus.SINGLE, "80.9", 1, id="one source"),
    pytest.param([("2015-06-01", "81%"), ("2016-06-01", "80.9%")], SeriesStatus.AGREED, "80.9", 2, id="refined"),
    pytest.param([("2015-06-01", "80.9%"), ("2016-06-01", "82.4%")], SeriesStatus.RESTATED, "82.4", 2, id="restated"),
    pytest.param([("", "80.9%"), ("2016-06-01", "82.4%")], SeriesStatus.DISPUTED, None, 2, id="undated"),
]


@pytest.mark.parametrize(("papers", "status", "value", "sources"), CASES)
def test_the_value_that_stands(
    papers: list[tuple[str, str]], status: SeriesStatus, value: str | None, sources: int
) -> None:
    (row,) = series_of(*(paper(n, published, text) for n, (published, text) in enumerate(papers, 1)))
    assert (row.status, row.sources) == (status, sources)
    assert row.value == (Decimal(value) if value else None)
    assert all(text in row.basis for text in (["80.9%", "82.4%"] if value is None else [f"{value}%"]))


def test_publishers_without_a_canonical_indicator_never_join() -> None:
    rows = series_of(paper(1, "2015-06-01", "80.9%"), paper(2, "2016-06-01", "82.4%", publisher="Southshire Police"))
    assert [r.status for r in rows] == [SeriesStatus.SINGLE, SeriesStatus.SINGLE]


def test_a_reviewers_choice_stands() -> None:
    reports = [paper(1, "", "80.9%"), paper(2, "", "82.4%")]
    (disputed,) = series_of(*reports)
    assert disputed.value is None
    figure_id = reports[0].figures[0].figure_id
    decision = Decision(
        "series", disputed.series_id, Verdict.CONFIRMED, stands=figure_id, user="ada", note="as minuted"
    )
    (row,) = series_of(*reports, decisions=(decision,))
    assert (row.status, row.value) == (SeriesStatus.DECIDED, Decimal("80.9"))
    assert "ada" in row.basis


def test_periods_with_equal_dates_are_one_series() -> None:
    first = paper(1, "2015-06-01", "80.9%")
    second = ReportBuilder("d0000000000000002", publisher="Northshire Police", published="2016-06-01")
    second.heading("Satisfaction").table(
        ["", "Latest"], [["Satisfaction of burglary victims", "80.9%"]], period=year(2014)
    )
    (row,) = series_of(first, second.build())
    assert (row.status, row.sources) == (SeriesStatus.AGREED, 2)


def test_two_values_of_one_sentence_are_two_facts_and_not_one_in_dispute() -> None:
    builder = ReportBuilder(publisher="Northshire Police").sentence(
        "In the year 465 of 622 families took part.",
        {"text": "465", "period": year(2014), "indicator": "families took part"},
        {"text": "622", "period": year(2014), "indicator": "families took part"},
    )
    rows = series_of(builder.build())
    assert [r.status for r in rows] == [SeriesStatus.SINGLE, SeriesStatus.SINGLE]


def test_the_earlier_level_of_a_sentence_does_not_dispute_the_table() -> None:
    builder = ReportBuilder(publisher="Northshire Police").heading("Crime")
    name = {"indicator_id": "all_crime", "indicator": "all crime"}
    builder.table(["", "2013/14", "2014/15"], [["Number of offences", "60,834", "59,220"]], **name)
    builder.sentence("Crime fell from 60,834 last year.", {"text": "60,834", "period": year(2014), **name})
    assert [(str(r.value), r.status) for r in series_of(builder.build())] == [
        ("60834", SeriesStatus.SINGLE),
        ("59220", SeriesStatus.SINGLE),
    ]
