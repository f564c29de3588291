"""Quick ways to judge long and wide tables give what the plain ways give, on random tables."""

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from builders import ReportBuilder, make_figure

from pipeline.check.formulas.choice import Formulas, formulas_of
from pipeline.check.formulas.evidence import Variant
from pipeline.check.formulas.grid import Grid
from pipeline.check.formulas.judgement import judge_item
from pipeline.check.formulas.search import search
from pipeline.check.sums import excluded_part
from pipeline.check.views import ReportView, TableView
from pipeline.quantities import figure_interval, total
from pipeline.rules import load_rules
from pipeline.types import Figure, Qualifier, Report, Result

RULES = load_rules()
SEEDS = range(60)


def plainexcluded_part(printed: Figure, parts: Sequence[Figure]) -> Figure | None:
    """Add up all the others for each part."""
    for i, part in enumerate(parts if len(parts) >= 3 else ()):
        rest = [figure_interval(f) for k, f in enumerate(parts) if k != i]
        if part.value and total(rest).meets(figure_interval(printed)):
            return part
    return None


@pytest.mark.parametrize("seed", SEEDS)
def test_the_part_left_out_of_a_sum_is_the_first_that_makes_it_fit(seed: int) -> None:
    rng = random.Random(seed)
    texts = [f"{rng.randint(0, 4)}{rng.choice(['', '.5', '.25'])}" for _ in range(rng.randint(1, 9))]
    parts = [
        make_figure(t, ordinal=n, qualifier=rng.choice([Qualifier.NONE] * 5 + [Qualifier.MORE, Qualifier.AT_MOST]))
        for n, t in enumerate(texts)
    ]
    printed = make_figure(str(rng.randint(0, 12)), ordinal=99)
    assert excluded_part(printed, parts) == plainexcluded_part(printed, parts)


def random_table(rng: random.Random) -> Report:
    """Return a report with a table of levels, changes, percents, rates and shares, some slips, some empty."""
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
    return replace(report, figures=figures)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_binary_numbers_say_of_a_formula_exact_decimals_say_too(seed: int) -> None:
    table = random_table(random.Random(seed))
    grid = Grid(ReportView(table, RULES), tables_of(table))
    lines = grid.by_columns()
    everywhere = np.ones(lines.items, dtype=bool)
    tried = [f for _, found in search(lines, range(lines.number), everywhere) for f in found]
    formulas = Formulas(grid, tuple(tried), ())
    for found in tried:
        if found.variant is not Variant.PRINTED:
            continue
        for item in np.flatnonzero(found.evidence.judged):
            judged = judge_item(formulas, found, int(item))
            assert judged is not None
            open_end = any(f.qualifier is not Qualifier.NONE for f in (judged.printed, *judged.operands))
            agrees = bool(found.evidence.agrees[item])
            assert (judged.result is Result.AGREES) == agrees or (agrees and open_end)


def test_random_tables_hold_formulas_of_every_sort() -> None:
    found = set()
    for seed in SEEDS:
        table = random_table(random.Random(seed))
        found |= {f.hypothesis.op for f in formulas_of(Grid(ReportView(table, RULES), tables_of(table))).found}
    assert len(found) >= 4


def tables_of(report: Report) -> Sequence[TableView]:
    return ReportView(report, RULES).tables
