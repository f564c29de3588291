"""Pairs the units of two reports: exact matches first, then the best assignment of what is left.

Moved, re-wrapped, renumbered and reworded text pairs up; only what has no counterpart stays alone.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable

from pipeline.align.units import Unit, UnitKind

SENTENCE_SCORE = 72.0  # least likeness of two reworded sentences, of 100
ROW_SCORE = 78.0
MAX_LEFT_OVER = 1500  # units on a side that are scored against each other; beyond it only exact matches count
MOST_CHARACTERS = 700_000**2  # pairs of characters of the units left over; for more only exact matches count as well
NEAR = 3  # units before and after that lend support
SUPPORT = 12.0  # what a neighbour that is already paired adds to a score

Pairs = dict[int, int]  # index of a unit on the left -> index on the right


def pair_units(left: tuple[Unit, ...], right: tuple[Unit, ...]) -> Pairs:
    """Return which units of the left report stand in the right one, by index.

    Exact text under the same heading goes first, then exact text, then the same text with other
    numbers, each matched in reading order; the rest is assigned by likeness of words, numbers and
    neighbours (rapidfuzz, optimal assignment).
    """
    pairs: Pairs = {}
    keys: tuple[Callable[[Unit], Hashable], ...] = (
        lambda u: (u.kind, u.heading, u.full),
        lambda u: (u.kind, u.full) if u.kind is UnitKind.SENTENCE or u.reported else (u.index, "alone"),
        lambda u: (u.kind, u.heading, u.mask) if u.mask else u.index,
        lambda u: (u.kind, u.mask) if u.kind is UnitKind.SENTENCE and u.mask.count(" ") > 3 else (u.index, "alone"),
    )
    for number, key in enumerate(keys):
        _pair_equal(left, right, key, pairs, side_keys=number)
    _pair_alike(left, right, pairs)
    return pairs


def _pair_equal(
    left: tuple[Unit, ...],
    right: tuple[Unit, ...],
    key: Callable[[Unit], Hashable],
    pairs: Pairs,
    *,
    side_keys: int,
) -> None:
    """Pair units with an equal key: one to one where it is unique or as frequent, else in order of numbers."""
    taken = set(pairs.values())
    groups: dict[Hashable, tuple[list[Unit], list[Unit]]] = defaultdict(lambda: ([], []))
    for unit in left:
        if unit.index not in pairs:
            groups[key(unit)][0].append(unit)
    for unit in right:
        if unit.index not in taken:
            groups[key(unit)][1].append(unit)
    for here, there in groups.values():
        if not here or not there or (len(here) != len(there) and (side_keys >= 2 or max(len(here), len(there)) < 20)):
            continue  # which of several alike is missing on one side is left to the assignment
        for a, b in zip(here, there, strict=False):
            pairs[a.index] = b.index


def _pair_alike(left: tuple[Unit, ...], right: tuple[Unit, ...], pairs: Pairs) -> None:
    """Assign what is left by likeness, sentences and rows apart."""
    for kind, least in ((UnitKind.ROW, ROW_SCORE), (UnitKind.SENTENCE, SENTENCE_SCORE)):
        here, there = _left_over(left, right, kind, pairs)
        if here and there and not _too_many(here, there):
            pairs.update(_assign(here, there, pairs, least))


def _left_over(
    left: tuple[Unit, ...], right: tuple[Unit, ...], kind: UnitKind, pairs: Pairs
) -> tuple[list[Unit], list[Unit]]:
    taken = set(pairs.values())
    here = [u for u in left if u.index not in pairs and u.kind is kind and u.full]
    return here, [u for u in right if u.index not in taken and u.kind is kind and u.full]


def _too_many(here: list[Unit], there: list[Unit]) -> bool:
    characters = sum(len(u.full) for u in here) * sum(len(u.full) for u in there)
    return max(len(here), len(there)) > MAX_LEFT_OVER or characters > MOST_CHARACTERS


def unscored(left: tuple[Unit, ...], right: tuple[Unit, ...], pairs: Pairs) -> frozenset[UnitKind]:
    """Return the kinds of units of which too many were left over to look for those that are alike."""
    left_over = {kind: _left_over(left, right, kind, pairs) for kind in UnitKind}
    return frozenset(kind for kind, (here, there) in left_over.items() if here and there and _too_many(here, there))


def _assign(here: list[Unit], there: list[Unit], pairs: Pairs, least: float) -> Iterable[tuple[int, int]]:
    import numpy as np
    from rapidfuzz import fuzz, process
    from scipy.optimize import linear_sum_assignment

    words = process.cdist([u.mask for u in here], [u.mask for u in there], scorer=fuzz.ratio)
    full = process.cdist([u.full for u in here], [u.full for u in there], scorer=fuzz.ratio)
    support = np.zeros((len(here), len(there)))
    columns_of = {u.index: n for n, u in enumerate(there)}
    for i, a in enumerate(here):
        for index in _near(a, pairs):
            if (j := columns_of.get(index)) is not None:
                support[i, j] = _support(a, there[j], pairs)
    score = 0.6 * words + 0.4 * full + support
    rows, columns = linear_sum_assignment(-score)
    for i, j in zip(rows.tolist(), columns.tolist(), strict=True):
        alike = max(float(words[i, j]), float(full[i, j])) if here[i].mask else float(full[i, j])
        if alike + float(support[i, j]) >= least and alike >= least - SUPPORT:
            yield here[i].index, there[j].index


def _near(a: Unit, pairs: Pairs) -> set[int]:
    """Return the indexes on the right that the neighbours of a unit lend support to."""
    others = (pairs.get(a.index + step) for step in range(-NEAR, NEAR + 1) if step)
    return {other + apart for other in others if other is not None for apart in range(-NEAR, NEAR + 1)}


def _support(a: Unit, b: Unit, pairs: Pairs) -> float:
    """Return what the neighbours say: the units around `a` are paired with units around `b`."""
    for step in range(1, NEAR + 1):
        for side in (-step, step):
            other = pairs.get(a.index + side)
            if other is not None and 0 < (other - b.index) * (1 if side > 0 else -1) <= NEAR:
                exact = other - b.index == side
                alike = a.heading == b.heading or a.kind is UnitKind.SENTENCE
                return SUPPORT * (1.0 if exact else 0.6) * (1.0 if alike else 0.5) / (1.0 if step == 1 else 1.2)
    return 0.0
