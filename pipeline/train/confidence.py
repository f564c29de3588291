"""Fits confidence to hit rates: isotonic regression in each rule, smoothed towards its form and towards all figures.

Isotonic regression by pooling adjacent violators: Barlow et al., Statistical Inference under Order
Restrictions (1972). Smoothing by pseudo-counts towards the wider group, as in a hierarchical beta-binomial.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.extract.calibration import Knots, interpolated, levels
from pipeline.files import whole_file

PRIOR = 100.0  # figures that a wider group counts as; a rule seen less often says little of its own
DOCUMENT_CAP = 15.0  # a long table is one piece of evidence repeated: no page counts as more figures than this

NOTHING_KNOWN: Knots = ((1.0, 0.5),)  # before any figure was judged: one figure's worth of doubt


@dataclass(frozen=True, slots=True)
class Judged:
    """A figure found, the rule's own confidence, whether it is right, and the page and publisher it is from."""

    rule: str
    confidence: float
    right: bool
    page: str = ""
    publisher: str = ""


def fit(judged: Sequence[Judged]) -> dict[str, Knots]:
    """Return the knots of every rule, form and of all figures together (empty name)."""
    weights = _weights(judged)
    table: dict[str, Knots] = {}
    for level in (2, 1, 0):  # the widest first: each leans on the one above
        groups: dict[str, list[Judged]] = defaultdict(list)
        for j in judged:
            groups[levels(j.rule)[level]].append(j)
        for name, members in groups.items():
            table.setdefault(name, _knots(members, weights, _prior(name, level, table)))
    return table


def _prior(name: str, level: int, table: Mapping[str, Knots]) -> Knots:
    return NOTHING_KNOWN if level == 2 else table[levels(name)[1] if level == 0 else ""]


def _weights(judged: Iterable[Judged]) -> dict[str, float]:
    counts: dict[str, int] = defaultdict(int)
    for j in judged:
        counts[j.page] += 1
    return {page: min(1.0, DOCUMENT_CAP / n) for page, n in counts.items()}


def _knots(members: Sequence[Judged], weights: Mapping[str, float], prior: Knots) -> Knots:
    by_confidence: dict[float, list[tuple[float, bool]]] = defaultdict(list)
    for j in members:
        by_confidence[j.confidence].append((weights[j.page], j.right))
    strength = 1.0 if prior is NOTHING_KNOWN else PRIOR
    total = sum(w for seen in by_confidence.values() for w, _ in seen)
    points = []
    for confidence, seen in sorted(by_confidence.items()):
        weight = sum(w for w, _ in seen)
        hits = sum(w for w, right in seen if right)
        share = strength * weight / total  # the prior is spread over the points as the figures are
        rate = (hits + share * interpolated(prior, confidence)) / (weight + share)
        points.append((confidence, rate, weight))
    return _isotonic(points)


def _isotonic(points: Sequence[tuple[float, float, float]]) -> Knots:
    """Return rising rates at the confidences of (confidence, rate, weight), violators pooled."""
    pools: list[tuple[list[float], float, float]] = []
    for x, rate, weight in points:
        pools.append(([x], rate, weight))
        while len(pools) > 1 and pools[-2][1] > pools[-1][1]:
            (xs, a, v), (ys, b, w) = pools[-2:]
            pools[-2:] = [(xs + ys, (a * v + b * w) / (v + w), v + w)]
    return tuple((x, round(rate, 4)) for xs, rate, _ in pools for x in xs)


def write_table(table: Mapping[str, Knots], judged: Sequence[Judged], path: Path) -> None:
    """Write the knots as calibration.csv, in the order of rules and confidences, with the figures behind each rule."""
    counts: dict[str, int] = defaultdict(int)
    for j in judged:
        for name in levels(j.rule):
            counts[name] += 1
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["rule", "confidence", "rate", "figures"])
        for name, knots in sorted(table.items()):
            writer.writerows([name, f"{x:g}", f"{rate:g}", counts[name]] for x, rate in knots)


def apply(table: Mapping[str, Knots], rule: str, confidence: float) -> float:
    """Return the calibrated confidence by a table that was just fitted."""
    return interpolated(next(table[name] for name in levels(rule) if name in table), confidence)


@dataclass(frozen=True, slots=True)
class Tenth:
    """One row of the table of hit rates: figures with a confidence in (upper - 0.1, upper], how many were right."""

    upper: float
    figures: int
    right: int
    mean_confidence: float

    @property
    def rate(self) -> float:
        """Share of the figures that were right."""
        return self.right / self.figures


def tenths(scored: Iterable[tuple[float, bool]]) -> list[Tenth]:
    """Return the hit rate by tenth of confidence; tenths without figures are left out."""
    groups: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in scored:
        groups[max(0, math.ceil(round(confidence * 10, 6)) - 1)].append((confidence, right))
    found = []
    for i, group in sorted(groups.items()):
        mean = sum(confidence for confidence, _ in group) / len(group)
        found.append(Tenth((i + 1) / 10, len(group), sum(right for _, right in group), mean))
    return found


def cross_fitted(judged: Sequence[Judged]) -> list[tuple[float, bool]]:
    """Return (confidence, right) of each figure in order, fitted without the figures of its own publisher."""
    without = {p: fit([j for j in judged if j.publisher != p]) for p in sorted({j.publisher for j in judged})}
    return [(apply(without[j.publisher], j.rule, j.confidence), j.right) for j in judged]


def calibration_error(scored: Sequence[tuple[float, bool]]) -> float:
    """Return the expected calibration error over tenths: mean distance of confidence from hit rate, by figures."""
    return sum(t.figures * abs(t.mean_confidence - t.rate) for t in tenths(scored)) / max(1, len(scored))
