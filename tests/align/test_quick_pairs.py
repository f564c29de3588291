"""Cells of wide rows and words of long sentences are paired as the plain ways pair them, on random rows."""

import random
from collections.abc import Iterator
from difflib import SequenceMatcher

import pytest
from builders import make_figure

from pipeline.align.numbers import _changes as changes
from pipeline.align.numbers import _pair_cells as pair_cells
from pipeline.align.words import fold
from pipeline.types import Figure

SEEDS = range(80)


def plain_pairs(left: tuple[Figure, ...], right: tuple[Figure, ...]) -> Iterator[tuple[Figure | None, Figure | None]]:
    """Look for each cell's counterpart among all cells of the other row."""

    def place(figure: Figure, row: tuple[Figure, ...]) -> tuple[str, int]:
        header = fold(figure.column_label)
        return header, [f for f in row if fold(f.column_label) == header].index(figure)

    alone = len({f.column for f in right}) == 1
    rest, waiting = list(right), []
    for figure in left:
        own = place(figure, left)
        other = next((f for f in rest if place(f, right) == own and (own[0] or alone)), None)
        if other is None:
            waiting.append(figure)
        else:
            rest.remove(other)
            yield figure, other
    for figure in waiting:
        twin = next((f for f in rest if f.column == figure.column), None)
        if twin is not None:
            rest.remove(twin)
        yield figure, twin
    yield from ((None, figure) for figure in rest)


def random_row(rng: random.Random) -> tuple[Figure, ...]:
    """Return a row whose cells share headers and columns by chance."""
    labels = ["", "2014/15", "2015/16", "Change", "CHANGE"]
    return tuple(
        make_figure(str(n), ordinal=n, column=rng.randint(1, 4), column_label=rng.choice(labels))
        for n in range(rng.randint(0, 9))
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_cells_are_paired_by_header_and_place_and_then_by_column(seed: int) -> None:
    rng = random.Random(seed)
    left, right = random_row(rng), random_row(rng)
    assert [(p.left, p.right) for p in pair_cells(left, right)] == list(plain_pairs(left, right))


@pytest.mark.parametrize("seed", SEEDS)
def test_ordinary_sentences_are_compared_word_by_word(seed: int) -> None:
    rng = random.Random(seed)
    left, right = ([rng.choice("#ab") for _ in range(rng.randint(0, 12))] for _ in range(2))
    plain = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    assert [c for c in changes(left, right) if c[2] > c[1] or c[4] > c[3]] == plain


def test_of_very_long_sentences_only_what_lies_between_equal_ends_is_taken_in_order() -> None:
    left = ["#", "and"] * 1000
    right = [*left[:500], "then", *left[501:]]
    assert list(changes(left, right)) == [
        ("equal", 0, 500, 0, 500),
        ("replace", 500, 501, 500, 501),
        ("equal", 501, 2000, 501, 2000),
    ]
