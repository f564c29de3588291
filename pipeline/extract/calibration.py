"""Turns a rule's own confidence into the share of its figures that are right, as measured on annotated reports.

The measure stands in calibration.csv, which `python tests/train/calibrate.py` writes anew: knots of a rule's
confidence and hit rate, rising (isotonic regression), each rule drawn towards its form and each form towards
all figures where it was seen too seldom (docs/calibration.md).
"""

import csv
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import pairwise
from pathlib import Path

TABLE = Path(__file__).with_name("calibration.csv")
Knots = tuple[tuple[float, float], ...]  # (the rule's confidence, hit rate), both rising
_raw: ContextVar[bool] = ContextVar("raw", default=False)


@contextmanager
def uncalibrated() -> Iterator[None]:
    """Leave confidences as the rules give them; for measuring them."""
    token = _raw.set(True)
    try:
        yield
    finally:
        _raw.reset(token)


def calibrated(rule: str, confidence: float) -> float:
    """Return the expected share of right figures among those that a rule finds with this confidence of its own.

    rule: as in the dataset (`digits_level`); one that was never measured takes the rate of its form, one of
    an unknown form that of all figures. confidence: 0 to 1, with doubts of OCR or a model's vote multiplied in;
    below what was measured the rate falls in proportion, so that the order of confidences is kept.
    """
    if _raw.get():
        return round(confidence, 3)
    table = _table()
    knots = next(table[name] for name in levels(rule) if name in table)
    return round(interpolated(knots, confidence), 3)


def levels(rule: str) -> tuple[str, str, str]:
    """Return the groups of a rule, from the narrowest: itself, its form, all."""
    return rule, rule.partition("_")[0], ""


def interpolated(knots: Knots, confidence: float) -> float:
    """Return the rate at a confidence: linear between knots, in proportion below the first, level above the last."""
    if confidence <= knots[0][0]:
        return knots[0][1] * confidence / knots[0][0]
    at = bisect_right([x for x, _ in knots], confidence)
    if at == len(knots):
        return knots[-1][1]
    (x0, y0), (x1, y1) = knots[at - 1], knots[at]
    return y0 + (y1 - y0) * (confidence - x0) / (x1 - x0)


@cache
def _table() -> dict[str, Knots]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [(r["rule"], float(r["confidence"]), float(r["rate"])) for r in csv.DictReader(file)]
    table: dict[str, list[tuple[float, float]]] = {}
    for rule, confidence, rate in rows:
        table.setdefault(rule, []).append((confidence, rate))
    for rule, knots in table.items():
        if any(a >= b for a, b in pairwise(knots)):
            raise ValueError(f"{TABLE}: the knots of {rule!r} do not rise; write the table anew")
    return {rule: tuple(knots) for rule, knots in table.items()}
