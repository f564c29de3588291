"""Pages of many columns and grids of many lines: what is found by searching is what is found by looking at all."""

import math
import random
from itertools import pairwise

import pytest
from pdfmaking import make_pdf, read, text, texts

from pipeline.read.pdf import layout, lines
from pipeline.read.pdf.lattice import COVERED, _closed
from pipeline.read.pdf.lines import LINE_GAP, _rivers
from pipeline.read.pdf.rulings import Ruling
from pipeline.read.pdf.words import Word
from pipeline.types import BlockKind

SEEDS = range(60)


def closed_by_looking_at_all(rulings: list[Ruling], places: list[float], steps: list[float]) -> list[list[bool]]:
    covered = [[0.0] * (len(steps) - 1) for _ in places]
    for line in rulings:
        i = min(range(len(places)), key=lambda k: abs(places[k] - line.at))
        for k in range(len(steps) - 1):
            covered[i][k] += max(0.0, min(line.end, steps[k + 1]) - max(line.start, steps[k]))
    return [[length >= COVERED * (steps[k + 1] - steps[k]) for k, length in enumerate(row)] for row in covered]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_sides_that_lines_close_are_those_of_the_nearest_places(seed: int) -> None:
    rng = random.Random(seed)
    places, steps = (sorted(rng.sample(range(0, 400, 4), rng.randint(2, 30))) for _ in range(2))
    rulings = []
    for _ in range(rng.randint(1, 40)):
        start = rng.choice([*steps, rng.uniform(-20, 420)])
        rulings.append(Ruling(rng.choice([*places, rng.uniform(-20, 420), 2.0]), start, start + rng.uniform(0, 120)))
    numbers = [list(map(float, numbers)) for numbers in (places, steps)]
    assert _closed(rulings, *numbers) == closed_by_looking_at_all(rulings, *numbers)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_ends_where_any_river_lies_between_two_words(seed: int) -> None:
    rng = random.Random(seed)
    columns = [(60 * k + rng.uniform(0, 4), 60 * k + rng.uniform(44, 52)) for k in range(rng.randint(2, 6))]
    rows = [
        [word_at(x0 + rng.uniform(0, 3), x1 + rng.uniform(-3, 3), 12.0 * n) for x0, x1 in columns if rng.random() < 0.9]
        for n in range(14)
    ]
    rows = [row for row in rows if row]
    rivers = _rivers(rows)
    for number, row in enumerate(rows):
        here = [r for r in rivers if r.first <= number <= r.last]
        plain = [
            b.x0 - a.x1 > LINE_GAP * 10 or any(a.x1 <= r.x0 + 0.01 and b.x0 >= r.x1 - 0.01 for r in here)
            for a, b in pairwise(row)
        ]
        in_order = sorted(here, key=lambda r: r.x0)
        assert [lines._parts(a, b, in_order) for a, b in pairwise(row)] == plain


def word_at(x0: float, x1: float, baseline: float) -> Word:
    return Word("word", (x0, x1), baseline, 10.0, False)


@pytest.mark.parametrize("count", [8, 32])
def test_columns_are_halved_and_read_from_left_to_right(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = []
    own = layout.split_columns

    def split_columns(items: list[layout.Item], *, cells: bool) -> object:
        looked_at.append(len(items))
        return own(items, cells=cells)

    monkeypatch.setattr(layout, "split_columns", split_columns)
    words = ["the", "north", "of", "the", "county"]
    places = [(k, n) for k in range(count) for n in range(12)]
    shown = [(40 + 250 * k, 400 - 12 * n, f"column {k} line {n} {' '.join(words[n % 3 :])}") for k, n in places]
    document = read(make_pdf(text(*shown), size=(250 * count + 80, 440)))
    told = " ".join(texts(document, BlockKind.PARAGRAPH)).split("column ")[1:]
    assert [tuple(map(int, part.split()[:3:2])) for part in told] == places
    print("LOOKED", sum(looked_at), 12 * count)
    assert sum(looked_at) <= 3 * len(shown) * math.log2(count), "not all columns again for each of them"
