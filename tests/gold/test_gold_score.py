"""The scorer itself, on cases small enough to be counted by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.gold.score import Found, Tally, gold_figure, load, page_files, score_figures, score_mentions, span_of

NOTHING = {"period": None, "base_period": None, "qualifier": "", "status": "reported"}


def row(text: str, value: float | None, unit: str = "count", **more: str) -> dict[str, Any]:
    blank = {"qualifier": "", "kind": "level", "indicator": "x", "segment": "", "period": "", "base_period": ""}
    status = "reported" if value is not None else "blank"
    return {"text": text, "value": value, "unit": unit, "status": status, **blank, **more}


def found(text: str, value: str | None, unit: str = "count", kind: str = "level") -> Found:
    number = None if value is None else Decimal(value)
    sign = 0 if not number else (1 if number > 0 else -1)
    return Found(text, number, unit, {**NOTHING, "kind": kind, "sign": sign})


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        pytest.param("2020", date(2020, 1, 1), date(2020, 12, 31), id="year"),
        pytest.param("2016-02", date(2016, 2, 1), date(2016, 2, 29), id="month"),
        pytest.param("2020-04-08", date(2020, 4, 8), date(2020, 4, 8), id="day"),
        pytest.param("at 2020-04-08", date(2020, 4, 8), date(2020, 4, 8), id="point"),
        pytest.param("FY2012/13", date(2012, 4, 1), date(2013, 3, 31), id="fiscal year"),
        pytest.param("FY2015/16 Q4", date(2016, 1, 1), date(2016, 3, 31), id="fiscal quarter"),
        pytest.param("FY2010/11@10", date(2010, 10, 1), date(2011, 9, 30), id="fiscal year from October"),
        pytest.param("12M to 2015-12", date(2015, 1, 1), date(2015, 12, 31), id="twelve months"),
        pytest.param("12M to 2015-05", date(2014, 6, 1), date(2015, 5, 31), id="twelve months over the new year"),
        pytest.param("28D to 2017-07-16", date(2017, 6, 19), date(2017, 7, 16), id="days"),
        pytest.param("2015-04..2015-09", date(2015, 4, 1), date(2015, 9, 30), id="months"),
        pytest.param("2025-04-01..", date(2025, 4, 1), None, id="open end"),
    ],
)
def test_span_of(label: str, start: date, end: date | None) -> None:
    assert span_of(label) == (start, end)


def test_span_of_no_period() -> None:
    assert span_of("") is None


def test_span_of_refuses_other_forms() -> None:
    with pytest.raises(ValueError, match="no known form"):
        span_of("spring")


def test_hits_misses_and_surplus_are_counted() -> None:
    tally = score_figures([row("5", 5), row("6", 6), row("7", 7)], [found("5", "5"), found("7", "7"), found("9", "9")])
    assert (tally.hits, len(tally.missed), len(tally.surplus)) == (2, 1, 1)
    assert tally.precision == tally.recall == tally.f1 == pytest.approx(2 / 3)


def test_sign_is_an_attribute_and_unit_is_not() -> None:
    fall = row("5%", -5, "percent", kind="percent_change")
    tally = score_figures([fall, row("8", 8)], [found("5%", "5", "percent", "percent_change"), found("8", "8", "GBP")])
    assert (tally.hits, tally.agreement("sign"), tally.agreement("kind")) == (1, 0.0, 1.0)
    assert tally.printed == 1  # the 8 was read, with another unit


def test_pairs_follow_the_reading_order() -> None:
    rows = [row("1", 1, kind="share"), row("2", 2), row("1", 1)]
    tally = score_figures(rows, [found("2", "2"), found("1", "1")])
    assert (tally.hits, len(tally.missed), tally.agreement("kind")) == (2, 1, 1.0)


def test_pairs_out_of_order_still_count() -> None:
    tally = score_figures([row("1", 1), row("2", 2)], [found("2", "2"), found("1", "1")])
    assert (tally.hits, tally.missed, tally.surplus) == (2, [], [])


@pytest.mark.parametrize(
    ("given", "hits", "surplus"),
    [
        pytest.param([], 0, 0, id="left out costs nothing"),
        pytest.param([found("4", "4")], 0, 0, id="found costs nothing"),
        pytest.param([found("4", "4"), found("4", "4")], 0, 1, id="found twice costs one"),
    ],
)
def test_borderline_figures_are_optional(given: list[Found], hits: int, surplus: int) -> None:
    tally = score_figures([row("4", 4, note="borderline: a bound")], given)
    assert (tally.hits, len(tally.missed), len(tally.surplus)) == (hits, 0, surplus)


def test_a_borderline_figure_gives_way() -> None:
    tally = score_figures([row("4", 4, note="borderline: a bound"), row("4", 4)], [found("4", "4")])
    assert (tally.hits, len(tally.missed)) == (1, 0)


def test_gaps_match_whatever_their_unit() -> None:
    tally = score_figures([row("", None, "percent")], [found("", None, "")])
    assert (tally.hits, tally.agreement("status")) == (1, 0.0)


def test_what_follows_a_partial_page_is_not_judged() -> None:
    rows = [row("1", 1), row("2", 2, note="partial: the page goes on")]
    tally = score_figures(rows, [found("9", "9"), found("1", "1"), found("2", "2"), found("3", "3")])
    assert (tally.hits, len(tally.surplus)) == (2, 1)


def mention(line: int, label: str, text: str, normalised: str = "", note: str = "") -> dict[str, Any]:
    return {"line": line, "label": label, "text": text, "normalised": normalised, "note": note}


def test_mentions_are_counted_by_label() -> None:
    rows = [
        mention(1, "period", "Latest 12 months", "12M to 2015-12"),
        mention(2, "place", "Rutland"),
        mention(3, "acronym", "ASB", "anti-social behaviour"),
        mention(4, "organisation", "the Panel", note="borderline: a short form"),
    ]
    given = [
        mention(1, "period", "12 months", "12M to 2015-11"),
        mention(2, "organisation", "Rutland"),
        mention(3, "acronym", "ASB", "Anti-social Behaviour"),
        mention(3, "acronym", "ASB", "Anti-social Behaviour"),
        mention(4, "organisation", "Panel"),
    ]
    tallies = score_mentions(rows, given)
    counts = {label: (t.hits, len(t.missed), len(t.surplus)) for label, t in tallies.items()}
    assert counts == {"acronym": (1, 0, 0), "organisation": (0, 0, 1), "period": (1, 0, 0), "place": (0, 1, 0)}
    assert (tallies["acronym"].agreement("normalised"), tallies["period"].agreement("normalised")) == (1.0, 0.0)


def test_tallies_add_up() -> None:
    whole = Tally(hits=1, missed=["a"], agreed={"kind": 1})
    whole.add(Tally(hits=2, surplus=["b"], agreed={"kind": 1}))
    assert (whole.hits, whole.missed, whole.surplus, whole.agreed) == (3, ["a"], ["b"], {"kind": 2})


@pytest.mark.parametrize("path", page_files(), ids=lambda p: p.stem)
def test_annotations_are_well_formed(path: Any) -> None:
    rows = load(path)
    assert rows
    for one in rows:
        figure = gold_figure(one)  # raises for a period of no known form
        assert (figure.value is None) == (one["status"] != "reported"), one
        assert one["kind"] in {"level", "change", "percent_change", "share", "rank", "rate"}, one
        assert one["source"] in {"text", "table"}, one
