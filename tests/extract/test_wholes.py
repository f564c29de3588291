"""Columns whose numbers make a hundred are those that trying every stretch of columns finds."""

import random
from collections.abc import Sequence
from decimal import Decimal

import pytest

from pipeline.extract.tables.wholes import LEAST_PARTS, LEAST_WHOLES, MOSTLY, PARTS_SLACK, WHOLE, parts_of_a_whole

Row = list[Decimal | None]


def tried(rows: Sequence[Row]) -> tuple[int, int] | None:
    """Try each stretch of columns, the widest first."""
    width = max((len(r) for r in rows), default=0)
    full = [r for r in rows if sum(v is not None for v in r) >= LEAST_PARTS]
    for size in range(width, LEAST_PARTS - 1, -1):
        for first in range(width - size + 1):
            parts = [[v for v in r[first : first + size] if v is not None] for r in full]
            whole = [p for p in parts if len(p) == size]
            fits = [p for p in whole if abs(sum(p) - WHOLE) <= PARTS_SLACK]
            decimals = any(v != v.to_integral_value() for p in fits for v in p)
            if len(fits) >= LEAST_WHOLES and decimals and len(fits) >= MOSTLY * len(whole):
                return first, first + size - 1
    return None


def shares(rng: random.Random) -> Row:
    """Parts of a hundred with one decimal, between numbers that are none."""
    cuts = sorted(rng.randint(0, 1000) for _ in range(rng.randint(2, 5)))
    parts: Row = [Decimal(b - a) / 10 for a, b in zip([0, *cuts], [*cuts, 1000], strict=True)]
    before: Row = [Decimal(rng.randint(0, 130)) for _ in range(rng.randint(0, 2))]
    behind: Row = [rng.choice([Decimal(0), Decimal("0.3"), Decimal(7), None]) for _ in range(rng.randint(0, 3))]
    row = [*before, *parts, *behind]
    if rng.random() < 0.2:
        row[rng.randrange(len(row))] = None
    return row


@pytest.mark.parametrize("seed", range(300))
def test_every_stretch_tried_gives_the_same(seed: int) -> None:
    rng = random.Random(seed)
    rows = [shares(rng) for _ in range(rng.randint(1, 6))]
    if seed % 2:
        rows = [rows[0] if rng.random() < 0.8 else row for row in rows]
    width = max(map(len, rows))
    rows = [row + [None] * (width - len(row)) for row in rows]
    assert parts_of_a_whole(rows) == tried(rows)


def test_the_shares_of_a_wide_table_are_found_among_thousands_of_columns() -> None:
    row: Row = [Decimal("0.5")] * 200 + [Decimal(1000)] * 4000
    assert parts_of_a_whole([row] * 4) == (0, 199)


def test_a_share_is_never_below_nothing() -> None:
    row: Row = [Decimal("150.5"), Decimal("-50.5"), Decimal(0)]
    assert parts_of_a_whole([row] * 4) is None
