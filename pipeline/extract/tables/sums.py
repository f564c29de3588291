"""Finds rows whose numbers are the sums of the rows below them: the rows that these belong to."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

MOST_CHILDREN = 60
LEAST_CHILDREN = 2
LEAST_COLUMNS = 2  # in which the sums hold and are not nothing
Numbers = Mapping[int, Decimal]  # of a row, by column


def parents_by_sum(rows: Sequence[Numbers]) -> dict[int, int]:
    """Return for each row that is part of a sum the row that holds the sum, both by their place in `rows`.

    A row is the sum of the rows right below it where every column agrees that has a number in it, at least two of
    them with more than nothing. The fewest rows that make the sum are taken.
    """
    found: dict[int, int] = {}
    at = 0
    while at < len(rows):
        last = _end_of_sum(rows, at)
        if last is None:
            at += 1
            continue
        found.update(dict.fromkeys(range(at + 1, last + 1), at))
        at = last + 1
    return found


def _end_of_sum(rows: Sequence[Numbers], at: int) -> int | None:
    wanted = {c: v for c, v in rows[at].items() if v}
    if len(wanted) < LEAST_COLUMNS:
        return None
    left = dict(wanted)
    for last in range(at + 1, min(at + 1 + MOST_CHILDREN, len(rows))):
        for column in left:
            left[column] -= rows[last].get(column, Decimal(0))
        if last - at >= LEAST_CHILDREN and not any(left.values()):
            return last
        if any(v < 0 for v in left.values()) and all(v > 0 for v in wanted.values()):
            return None
    return None
