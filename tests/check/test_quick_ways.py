"""Quick ways to judge long and wide tables give what the plain ways give, on random tables."""

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest
from builders import ReportBuilder, make_figure

from pipeline.check.formulas import MAX_SLOTS, SAMPLE_ROWS, Neighbours, Relation, cell, slots
from pipeline.check.formulas import _best_fits as best_fits
from pipeline.check.formulas import _distance as distance
from pipeline.check.formulas import _fit as fit
from pipeline.check.formulas import _formulas as formulas_of
from pipeline.check.formulas import _holds as holds
from pipeline.check.formulas import _is_change as is_change
from pipeline.check.sums import _excluded_part as excluded_part
from pipeline.check.views import ReportView, TableView
from pipeline.quantities import figure_interval, total
from pipeline.rules import load_rules
from pipeline.types import Figure, Qualifier

RULES = load_rules()
SEEDS = range(60)


def plain_excluded_part(printed: Figure, parts: Sequence[Figure]) -> Figure | None:
    """Add up all the others for each part."""
    for i, part in enumerate(parts if len(parts) >= 3 else ()):
        rest = [figure_interval(f) for k, f in enumerate(parts) if k != i]
        if part.value and total(rest).meets(figure_interval(printed)):
            return part
    return None


def plain_best_fits(table: TableView) -> list[Relation]:
    """Work out every pair of neighbours in exact decimals."""
    rows, found = table.rows[:SAMPLE_ROWS], []
    for result in slots(table):
        near = sorted((s for s in slots(table) if s != result), key=lambda s: abs(s[0] - result[0]))[: MAX_SLOTS - 1]
        cells = [f for row in rows if (f := cell(row, result))]
        change = is_change(cells, dict(table.columns).get(result[0], ""))
        tried = [
            fit(rows, formula, pair, result, figure_interval)
            for formula in formulas_of(cells, change=change)
            for pair in permutations(near, 2)
        ]
        best = max(tried, key=lambda r: (r.fits, -distance(r), r.first, r.second), default=None)
        if best is not None and holds(best, rows, change=change):
            found.append(best)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_the_part_left_out_of_a_sum_is_the_first_that_makes_it_fit(seed: int) -> None:
    rng = random.Random(seed)
    texts = [f"{rng.randint(0, 4)}{rng.choice(['', '.5', '.25'])}" for _ in range(rng.randint(1, 9))]
    parts = [
        make_figure(t, ordinal=n, qualifier=rng.choice([Qualifier.NONE] * 5 + [Qualifier.MORE, Qualifier.AT_MOST]))
        for n, t in enumerate(texts)
    ]
    printed = make_figure(str(rng.randint(0, 12)), ordinal=99)
    assert excluded_part(printed, parts) == plain_excluded_part(printed, parts)


def random_table(rng: random.Random) -> TableView:
    """Return a table of levels, changes, percents, rates and shares, some of them slips, some of them empty."""
    builder, rows = ReportBuilder(), []
    scale = rng.choice([10, 1000, 10**9])
    for n in range(rng.randint(1, 9)):
        a, b = rng.randint(1, scale), rng.randint(0, scale)
        off = rng.choice([0, 0, 0, 1])
        cells = [
            str(a), str(b), f"{b - a + off:+}", f"{Decimal(b - a + off) / a * 100:+.0f}%",
            f"{Decimal(b) / a * 100:.1f}%", f"{Decimal(b) / a * 1000:.1f}", f"{a / 7:.2f}",
        ]  # fmt: skip
        rows.append([f"Row {n}", *(rng.choice([c] * 9 + [""]) for c in cells)])
    header = ["", "2013/14", "2014/15", "Change", "% Change", "Share", "Rate", "Index"]
    order = [0, *rng.sample(range(1, 8), rng.randint(3, 7))]
    builder.table([header[i] for i in order], [[row[i] for i in order] for row in rows])
    report = builder.build()
    bounds = [Qualifier.NONE] * 20 + [Qualifier.MORE, Qualifier.ABOUT]
    figures = tuple(replace(f, qualifier=rng.choice(bounds)) if f.value is not None else f for f in report.figures)
    return ReportView(replace(report, figures=figures), RULES).tables[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_formulas_of_a_table_are_those_that_all_exact_pairs_give(seed: int) -> None:
    table = random_table(random.Random(seed))
    assert list(best_fits(table)) == plain_best_fits(table)


def test_random_tables_hold_formulas_of_every_sort() -> None:
    found = {r.formula for seed in SEEDS for r in plain_best_fits(random_table(random.Random(seed)))}
    assert len(found) >= 4


@pytest.mark.parametrize("seed", SEEDS)
def test_neighbours_are_the_nearest_of_all_slots(seed: int) -> None:
    rng = random.Random(seed)
    every = sorted({(rng.randint(1, 15), rng.randint(0, 2)) for _ in range(rng.randint(1, 25))})
    near = Neighbours(every)
    for slot in every:
        plain = sorted((s for s in every if s != slot), key=lambda s: abs(s[0] - slot[0]))[:9]
        assert near.of(slot, 9) == plain
