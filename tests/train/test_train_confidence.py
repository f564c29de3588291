"""Confidence: hit rates by rule, rising, drawn towards wider groups; and the table that is shipped."""

import csv
import random
import re
from pathlib import Path

import pytest

from pipeline.extract.calibration import TABLE, calibrated, interpolated, levels, uncalibrated
from pipeline.train.confidence import (
    Judged,
    apply,
    calibration_error,
    cross_fitted,
    fit,
    tenths,
    write_table,
)

KNOTS = ((0.5, 0.2), (0.8, 0.8), (0.9, 0.9))


def judged(rule: str, confidence: float, hits: int, number: int, *, page: str = "") -> list[Judged]:
    """Return `number` judged figures, the first `hits` right, each on a page of its own unless one is named."""
    return [
        Judged(rule, confidence, i < hits, page or f"{rule}{confidence}{i}", f"publisher {i % 5}")
        for i in range(number)
    ]


@pytest.mark.parametrize(
    ("confidence", "rate"),
    [(0.0, 0.0), (0.25, 0.1), (0.5, 0.2), (0.65, 0.5), (0.8, 0.8), (0.9, 0.9), (1.0, 0.9)],
)
def test_rates_between_and_beyond_the_knots(confidence: float, rate: float) -> None:
    assert interpolated(KNOTS, confidence) == pytest.approx(rate)


def test_a_rule_that_is_often_wrong_gets_its_own_rate() -> None:
    table = fit([*judged("digits_count", 0.95, 990, 1000), *judged("words_count", 0.95, 500, 1000)])
    assert apply(table, "digits_count", 0.95) == pytest.approx(0.99, abs=0.03)
    assert apply(table, "words_count", 0.95) == pytest.approx(0.50, abs=0.03)


def test_a_rule_seen_seldom_takes_the_rate_of_its_form() -> None:
    table = fit([*judged("digits_count", 0.95, 900, 1000), *judged("digits_rare", 0.95, 0, 2)])
    assert apply(table, "digits_rare", 0.95) == pytest.approx(0.88, abs=0.03)


@pytest.mark.parametrize("rule", ["digits_new", "new_rule", "new"])
def test_a_rule_never_seen_takes_a_wider_rate(rule: str) -> None:
    table = fit(judged("digits_count", 0.95, 900, 1000))
    assert apply(table, rule, 0.95) == pytest.approx(0.9, abs=0.02)


def test_rates_rise_with_confidence() -> None:
    table = fit([*judged("a_b", 0.5, 90, 100), *judged("a_b", 0.6, 50, 100), *judged("a_b", 0.9, 95, 100)])
    rates = [apply(table, "a_b", c) for c in (0.5, 0.6, 0.9)]
    assert rates == sorted(rates)
    assert rates[0] == rates[1]  # violators are pooled


def test_a_long_table_is_one_piece_of_evidence() -> None:
    spread = judged("cell_level", 0.98, 300, 300)
    wrong = judged("cell_level", 0.98, 0, 300, page="one table")
    assert apply(fit([*spread, *wrong]), "cell_level", 0.98) > 0.85


def test_tenths_count_each_figure_once() -> None:
    scored = [(0.0, False), (0.1, True), (0.11, True), (0.95, True), (1.0, False), (0.9, True)]
    assert [(t.upper, t.figures, t.right) for t in tenths(scored)] == [
        (0.1, 2, 1),
        (0.2, 1, 1),
        (0.9, 1, 1),
        (1.0, 2, 1),
    ]


def test_fitting_mends_what_is_overconfident() -> None:
    rng = random.Random(1)
    wrong = [
        Judged("digits_count", c, rng.random() < c - 0.3, f"page {i}", f"publisher {i % 8}")
        for i in range(2000)
        for c in (rng.choice((0.7, 0.8, 0.9)),)
    ]
    assert calibration_error([(j.confidence, j.right) for j in wrong]) > 0.25
    assert calibration_error(cross_fitted(wrong)) < 0.06


def test_the_table_is_written_as_it_is_read(tmp_path: Path) -> None:
    figures = [*judged("digits_count", 0.95, 9, 10), *judged("cell_gap", 0.98, 9, 10)]
    write_table(fit(figures), figures, tmp_path / "t.csv")
    rows = list(csv.DictReader((tmp_path / "t.csv").open(encoding="utf-8")))
    assert {r["rule"]: r["figures"] for r in rows} == {
        "": "20",
        "cell": "10",
        "cell_gap": "10",
        "digits": "10",
        "digits_count": "10",
    }


def test_the_shipped_table_covers_every_rule() -> None:
    rows = list(csv.DictReader(TABLE.open(encoding="utf-8")))
    assert {r["rule"] for r in rows} >= {"", "digits", "words", "cell"}
    assert all(0 < float(r["rate"]) <= 1 and 0 < float(r["confidence"]) <= 1 for r in rows)
    assert levels("digits_count") == ("digits_count", "digits", "")


@pytest.mark.parametrize("rule", ["digits_count", "words_count", "cell_level", "never_seen"])
def test_calibrated_confidence_keeps_the_order(rule: str) -> None:
    rates = [calibrated(rule, c / 20) for c in range(21)]
    assert rates == sorted(rates)
    assert rates[0] == 0.0
    assert rates[-1] > 0.5


def test_confidence_can_be_left_as_the_rules_give_it() -> None:
    with uncalibrated():
        assert calibrated("words_count", 0.3) == 0.3
    assert calibrated("words_count", 0.3) != 0.3


def test_the_document_tells_hit_rates_that_follow_from_its_counts() -> None:
    page = (Path(__file__).parents[2] / "docs" / "calibration.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| (0\.\d to [01]\.\d) \| (\d+) \| (\d+) \| (0\.\d\d|1\.00) \|$", page, re.MULTILINE)
    assert told
    assert all(f"{int(right) / int(figures):.2f}" == rate for _, figures, right, rate in told)
