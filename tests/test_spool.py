"""What goes to disk comes back: sorted, in groups, by key; and records are pickled by their constructor."""

import pickle
import random
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import pipeline.types as kinds
from pipeline.spool import MOST_RUNS, Groups, Shelf, Sorted
from pipeline.types import Period, Record


@pytest.mark.parametrize("number", [0, 1, 7, 8, 9, 5000])
def test_sorted_items_keep_their_order_where_keys_are_equal(number: int) -> None:
    rng = random.Random(3)
    items = [(rng.randint(0, 40), i) for i in range(number)]
    sorted_items = Sorted(lambda item: item[0], items, held=8)  # of 5,000 the runs are merged, and merged again
    assert list(sorted_items) == sorted(items, key=lambda item: item[0])
    assert list(sorted_items) == list(sorted_items), "read twice"
    assert len(sorted_items) == number


def test_a_long_list_keeps_few_files_open() -> None:
    sorted_items = Sorted(lambda item: item, range(20_000), held=4)
    assert sum(map(len, sorted_items._runs)) <= 3 * MOST_RUNS
    assert list(sorted_items) == list(range(20_000))


def test_groups_hold_all_values_of_a_key_together() -> None:
    groups: Groups[tuple[str, int], int] = Groups(lambda key: key[0], held=10)
    for i in range(1000):
        groups.add((f"k{i % 7}", i % 3), i)
    parts = list(groups.parts())
    assert sum(len(values) for part in parts for values in part.values()) == 1000
    assert sorted(key for part in parts for key in part) == sorted({(f"k{i % 7}", i % 3) for i in range(1000)})
    for part in parts:
        for (name, rest), values in part.items():
            assert values == [i for i in range(1000) if (f"k{i % 7}", i % 3) == (name, rest)]
            assert all((name, other) in part for other in range(3)), "what shares a name comes in one part"


def test_a_shelf_gives_back_what_was_put() -> None:
    shelf: Shelf[str, list[int]] = Shelf(held=3)
    for i in range(50):
        shelf.put(f"d{i}", list(range(i)))
    assert all(shelf[f"d{i}"] == list(range(i)) for i in random.Random(1).sample(range(50), 50))
    assert "d49" in shelf
    assert "d50" not in shelf
    with pytest.raises(KeyError):
        shelf["d50"]


@dataclass(frozen=True, slots=True)
class One(Record):
    """A record of one field."""

    value: int


RECORDS = [k for k in vars(kinds).values() if isinstance(k, type) and issubclass(k, Record) and k is not Record]


@pytest.mark.parametrize("record", RECORDS, ids=lambda k: k.__name__)
def test_every_record_can_be_made_from_its_arguments(record: Any) -> None:
    assert record.__match_args__ == tuple(f.name for f in fields(record)), "each field is an argument, in order"


def test_records_come_back_equal_and_small() -> None:
    period = Period("2015", date(2015, 1, 1), date(2015, 12, 31))
    for made in (One(3), period, (period, Decimal("0.5"), [One(1)])):
        assert pickle.loads(pickle.dumps(made)) == made
    assert len(pickle.dumps(period)) < 200
