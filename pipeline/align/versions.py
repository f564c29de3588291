"""Finds which reports are versions of one another, by content: blocking first, then a closer look."""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations

from pipeline.align.assign import Pairs, pair_units, unscored
from pipeline.align.days import of_other_days
from pipeline.align.model import LoneUnit, UnitPair, VersionPair
from pipeline.align.numbers import pair_numbers
from pipeline.align.units import Unit, UnitKind, content_keys, split_units
from pipeline.types import Report

MAX_REPORTS_PER_KEY = 40  # a sentence in more reports than that is boilerplate
MIN_SHARED_KEYS = 4
MIN_SHARED_PART = 0.2  # of the smaller report's keys
MIN_SAME_FIGURES = 5
FEW_FIGURES = 2  # that are enough where nearly every sentence is the same, as in minutes
SAME_WORDING = 0.8  # share of the smaller report's sentences
LEAST_SENTENCES = 20
LONG_SENTENCE = 6  # words; shorter ones are headings and formulas
MAX_SPLIT = 16  # reports whose sentences and rows are held at a time
VERSION_PART = 0.55  # of the smaller report's figures stand in the other with the same value
MOST_DIFFERING = 0.2  # of the numbers that answer to one another; where more differ, time has passed
SHORT_OF_A_YEAR = 300  # days; a year alone is what is left of a date that nobody could read
FEW_DIFFERING = 2  # that prove nothing
OTHER_DAY_PART = 1.0  # the same, for papers of two days: one that was brought out again under another date
OTHER_PERIOD_PART = 0.97  # the same, where the reports name different periods: a stale copy


def candidate_pairs(keys: Sequence[Collection[int]]) -> list[tuple[int, int]]:
    """Return pairs of report numbers that share enough content to be worth a closer look.

    An index from key to reports does it; no two reports are compared that share nothing.
    """
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in _holders(keys):
        shared.update(combinations(numbers, 2))
    return sorted(
        pair
        for pair, count in shared.items()
        if count >= MIN_SHARED_KEYS and count >= MIN_SHARED_PART * min(len(keys[pair[0]]), len(keys[pair[1]]))
    )


def _holders(keys: Sequence[Collection[int]]) -> Iterator[list[int]]:
    """Yield the reports that share a key, for each key that leads somewhere.

    Two columns of numbers and a sort: an index of lists would take twenty times the memory.
    """
    import numpy as np

    sizes = [len(own) for own in keys]
    column = np.fromiter((key for own in keys for key in own), dtype=np.uint64, count=sum(sizes))
    owner = np.repeat(np.arange(len(keys), dtype=np.uint32), sizes)
    order = np.argsort(column, kind="stable")  # the owners of a key stay in their order
    column, owner = column[order], owner[order]
    starts = np.flatnonzero(np.concatenate(([True], column[1:] != column[:-1]))) if len(column) else column[:0]
    ends = np.append(starts[1:], len(column))
    lengths = ends - starts
    for start, end in zip(
        *(x[(lengths >= 2) & (lengths <= MAX_REPORTS_PER_KEY)].tolist() for x in (starts, ends)), strict=True
    ):
        yield owner[start:end].tolist()


def version_pairs(reports: Sequence[Report]) -> Iterator[tuple[int, int, VersionPair]]:
    """Yield each pair of reports that are versions of one another, with their numbers in `reports`."""
    units = lru_cache(maxsize=MAX_SPLIT)(lambda number: split_units(reports[number]))
    keys = [array("Q", content_keys(split_units(report))) for report in reports]
    for i, j in candidate_pairs(keys):
        pair = lay_side_by_side(reports[i], reports[j], units(i), units(j))
        if pair is not None:
            yield i, j, pair


def lay_side_by_side(
    left: Report, right: Report, left_units: tuple[Unit, ...], right_units: tuple[Unit, ...], *, force: bool = False
) -> VersionPair | None:
    """Return two reports aligned, or None where they are no versions of one another.

    `force` aligns them whatever they are: a user named both.
    """
    pairs = pair_units(left_units, right_units)
    by_index = {u.index: u for u in right_units}
    matched = tuple(
        UnitPair(u, by_index[pairs[u.index]], pair_numbers(u, by_index[pairs[u.index]]))
        for u in left_units
        if u.index in pairs
    )
    same, other = _counted(matched)
    smaller = min(sum(len(u.reported) for u in units) for units in (left_units, right_units))
    similarity = same / smaller if smaller else 0.0
    enough = same >= MIN_SAME_FIGURES or (same >= FEW_FIGURES and _worded_alike(matched, left_units, right_units))
    edition = not _of_one_time(left, right) and other > max(FEW_DIFFERING, MOST_DIFFERING * (same + other))
    if not force and not (enough and not edition and _are_versions(left, right, similarity)):
        return None
    lone = tuple(_lone_units(left_units, right_units, pairs))
    rest = unscored(left_units, right_units, pairs)
    return VersionPair(left, right, matched, lone, _is_rendition(left, right), similarity, rest)


def _of_one_time(left: Report, right: Report) -> bool:
    """Whether two reports say that they are of one day, or of one time shorter than a year."""
    if left.published and right.published:
        return left.published == right.published
    if left.period is None or right.period is None or left.period.start is None or left.period.end is None:
        return False
    same = (left.period.start, left.period.end) == (right.period.start, right.period.end)
    return same and (left.period.end - left.period.start).days < SHORT_OF_A_YEAR


def _counted(matched: Iterable[UnitPair]) -> tuple[int, int]:
    """Return how many numbers that answer to one another are the same, and how many differ."""
    pairs = [(n.left.value, n.right.value) for pair in matched for n in pair.numbers if n.left and n.right]
    told = [(a, b) for a, b in pairs if a is not None and b is not None]
    same = sum(a == b for a, b in told)
    return same, len(told) - same


def _worded_alike(matched: Iterable[UnitPair], left: tuple[Unit, ...], right: tuple[Unit, ...]) -> bool:
    """Whether nearly all sentences of the smaller report stand in the other, numbers apart."""
    least = min(sum(_is_long(u) for u in left), sum(_is_long(u) for u in right))
    alike = sum(_is_long(pair.left) and pair.left.mask == pair.right.mask for pair in matched)
    return least >= LEAST_SENTENCES and alike >= SAME_WORDING * least


def _is_long(unit: Unit) -> bool:
    return unit.kind is UnitKind.SENTENCE and unit.mask.count(" ") + 1 >= LONG_SENTENCE


def _are_versions(left: Report, right: Report, similarity: float) -> bool:
    if of_other_days(left, right):
        return similarity >= OTHER_DAY_PART
    if left.period and right.period and (left.period.start, left.period.end) != (right.period.start, right.period.end):
        return similarity >= OTHER_PERIOD_PART
    return similarity >= VERSION_PART


def _is_rendition(left: Report, right: Report) -> bool:
    """Whether two reports are one publication in two formats: same title and date, one with pages, one with lines."""
    if (left.part, left.published, left.title.casefold()) != (right.part, right.published, right.title.casefold()):
        return False
    return _has_pages(left) != _has_pages(right)


def _has_pages(report: Report) -> bool:
    return any(f.place.page is not None for f in report.figures[:1])


def _lone_units(left: tuple[Unit, ...], right: tuple[Unit, ...], pairs: Pairs) -> Iterator[LoneUnit]:
    back = {j: i for i, j in pairs.items()}
    yield from _lone_on_one_side(left, right, pairs, in_left=True)
    yield from _lone_on_one_side(right, left, back, in_left=False)


def _lone_on_one_side(
    here: tuple[Unit, ...], there: tuple[Unit, ...], pairs: Pairs, *, in_left: bool
) -> Iterator[LoneUnit]:
    """Yield units with figures that have no counterpart though their surroundings have one.

    A whole table or section that stands in one report only belongs to what the other leaves out:
    an excerpt has nothing of it. So a row counts where its table has a counterpart, a sentence
    where the units before and after it stand next to each other in the other version.
    """
    by_index = {u.index: u for u in there}
    paired_tables = {u.table for u in here if u.kind is UnitKind.ROW and u.index in pairs}
    for unit in here:
        if unit.index in pairs or not unit.figures:
            continue
        before = _neighbour(unit.index, -1, pairs, by_index)
        after = _neighbour(unit.index, 1, pairs, by_index)
        inside = before is not None and after is not None and 0 < _distance(before, after) <= 3
        of_table = unit.kind is UnitKind.ROW and unit.table in paired_tables
        if of_table or (inside and (unit.kind is UnitKind.ROW or unit.reported)):
            yield LoneUnit(unit, in_left, before, after)


def _neighbour(index: int, step: int, pairs: Pairs, by_index: dict[int, Unit]) -> Unit | None:
    for distance in range(1, 4):
        other = pairs.get(index + step * distance)
        if other is not None:
            return by_index[other]
    return None


def _distance(before: Unit | None, after: Unit | None) -> int:
    return after.index - before.index if before and after else 0
