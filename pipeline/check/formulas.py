"""How the columns of a table follow from one another: which formula most rows fit.

The header gives a hint; the rows decide. A formula is taken over only where most rows agree with
it, so that a column that means something else raises nothing.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import islice

from pipeline.align.words import fold
from pipeline.check.views import ReportView, Row, Slot, TableView
from pipeline.quantities import Interval, figure_interval, percent_change, ratio, share_percent, unit_in_last_place
from pipeline.types import Figure, FigureStatus, Kind

MAX_SLOTS = 10  # wider tables are searched by neighbours only
SAMPLE_ROWS = 40
LEAST_FITS = 3  # rows that must fit a formula that no header hints at
LEAST_PART = 0.6
LEAST_PART_OF_CHANGES = 0.66
LEVEL_KINDS = frozenset({Kind.LEVEL, Kind.SHARE, Kind.RATE})
_CHANGE_HEADER = re.compile(
    r"\b(?:var(?:iance|iation)?|chang\w*|chg|diff(?:erence)?|increase|decrease|reduction|growth|movement)\b|\+\s*/\s*-|[%±]\s*\+"
)


class Formula(StrEnum):
    """What a column holds, computed from two others."""

    PERCENT_CHANGE = "percent change"
    DIFFERENCE = "difference"
    POINTS = "difference in percentage points"
    SHARE = "share"
    PER_THOUSAND = "rate per 1,000"
    PER_HUNDRED_THOUSAND = "rate per 100,000"


Compute = Callable[[Interval, Interval], Interval | None]
Intervals = Callable[[Figure], Interval]


def _difference(before: Interval, after: Interval) -> Interval | None:
    return after - before


def _per(base: int) -> Compute:
    def compute(whole: Interval, part: Interval) -> Interval | None:
        quotient = ratio(part, whole)
        return None if quotient is None else quotient.scaled(Decimal(base))

    return compute


def _share(whole: Interval, part: Interval) -> Interval | None:
    return share_percent(part, whole)


COMPUTE: dict[Formula, Compute] = {
    Formula.PERCENT_CHANGE: percent_change,
    Formula.DIFFERENCE: _difference,
    Formula.POINTS: _difference,
    Formula.SHARE: _share,
    Formula.PER_THOUSAND: _per(1000),
    Formula.PER_HUNDRED_THOUSAND: _per(100_000),
}


@dataclass(frozen=True, slots=True)
class Relation:
    """A column's formula: `result` follows from `first` (before, whole) and `second` (after, part)."""

    formula: Formula
    first: Slot
    second: Slot
    result: Slot
    fits: int
    judged: int


def cell(row: Row, slot: Slot) -> Figure | None:
    """Return the reported figure of a row at a slot."""
    figure = row.by_slot.get(slot)
    if figure is None or figure.status is not FigureStatus.REPORTED or figure.value is None:
        return None
    return figure


def slots(table: TableView) -> list[Slot]:
    """Return the slots of a table that hold a reported figure in some row."""
    return sorted(
        {s for row in table.rows for s, figure in row.by_slot.items() if figure.status is FigureStatus.REPORTED}
    )


def relations_of(view: ReportView, table: TableView) -> tuple[Relation, ...]:
    """Return the formulas of a report's table, inferred once for all checks."""
    return tuple(_known(view, table).values())


def relation_of(view: ReportView, table: TableView, result: Slot) -> Relation | None:
    """Return the formula of one column, None where none holds."""
    return _known(view, table).get(result)


def _known(view: ReportView, table: TableView) -> dict[Slot, Relation]:
    if table.number not in view.formulas:
        view.formulas[table.number] = {r.result: r for r in relations(table)}
    return view.formulas[table.number]  # type: ignore[return-value]


def relations(table: TableView) -> Iterator[Relation]:
    """Yield the formula of each column that most of its rows follow, the best fit for each column."""
    claimed: dict[tuple[Formula, Slot, Slot], Relation] = {}
    for relation in sorted(_best_fits(table), key=lambda r: (-r.fits, _distance(r), r.result)):
        # two levels have one percent change: a second column that seems to use them has a base elsewhere
        first = claimed.setdefault((relation.formula, relation.first, relation.second), relation)
        if first is relation or relation.fits == relation.judged:
            yield relation


def _distance(relation: Relation) -> int:
    return abs(relation.first[0] - relation.result[0]) + abs(relation.second[0] - relation.result[0])


def _best_fits(table: TableView) -> Iterator[Relation]:
    all_slots = slots(table)
    near = Neighbours(all_slots)
    rows = table.rows[:SAMPLE_ROWS]
    labels = dict(table.columns)
    interval = _remembered(figure_interval)  # a level is an operand of many pairs
    for result in all_slots:
        cells = [f for row in rows if (f := cell(row, result))]
        change = _is_change(cells, labels.get(result[0], ""))
        formulas = _formulas(cells, change=change)
        tried = _tried(rows, formulas, near.of(result, MAX_SLOTS - 1), result, least=0 if change else LEAST_FITS)
        best = _best(rows, tried, interval)
        if best is not None and _holds(best, rows, change=change):
            yield best


def _tried(
    rows: Sequence[Row], formulas: Sequence[Formula], near: Sequence[Slot], result: Slot, *, least: int
) -> list[Relation]:
    """Return the formulas and pairs of operands that may hold, with the most rows that can fit, the best first."""
    from pipeline.check.roughly import most_fits  # numpy takes long to load, and most reports have no such column

    if not formulas or len(near) < 2:
        return []
    most = most_fits(rows, formulas, near, result)
    tried = (Relation(f, a, b, result, number, 0) for (f, a, b), number in most.items() if number >= least)
    return sorted(tried, key=_rank, reverse=True)


def _rank(relation: Relation) -> tuple[int, int, Slot, Slot]:
    return relation.fits, -_distance(relation), relation.first, relation.second


def _best(rows: tuple[Row, ...], tried: Iterable[Relation], interval: Intervals) -> Relation | None:
    """Return the relation that most rows fit; those that cannot be better than the best so far are left aside."""
    best: Relation | None = None
    for relation in tried:
        if best is not None and _rank(best) >= _rank(relation):
            break
        own = _fit(rows, relation.formula, (relation.first, relation.second), relation.result, interval)
        if best is None or _rank(own) > _rank(best):
            best = own
    return best


class Neighbours:
    """The slots of a table by their column, to find those near a slot without a look at all."""

    def __init__(self, all_slots: Iterable[Slot]) -> None:
        self._of: dict[int, list[Slot]] = {}
        for slot in sorted(all_slots):
            self._of.setdefault(slot[0], []).append(slot)
        self._columns = list(self._of)

    def of(self, slot: Slot, number: int) -> list[Slot]:
        """Return up to `number` slots other than this one, the nearest columns first, of two as near the left one."""
        found = [s for s in islice(self._of[slot[0]], number + 1) if s != slot]
        right = bisect_left(self._columns, slot[0]) + 1
        left = right - 2
        while len(found) < number and (left >= 0 or right < len(self._columns)):
            to_left = slot[0] - self._columns[left] if left >= 0 else None
            to_right = self._columns[right] - slot[0] if right < len(self._columns) else None
            if to_right is None or (to_left is not None and to_left <= to_right):
                column, left = self._columns[left], left - 1
            else:
                column, right = self._columns[right], right + 1
            found += islice(self._of[column], number)
        return found[:number]


def _remembered(interval_of: Intervals) -> Intervals:
    known: dict[str, Interval] = {}  # by figure_id, as a figure takes long to hash

    def interval(figure: Figure) -> Interval:
        if figure.figure_id not in known:
            known[figure.figure_id] = interval_of(figure)
        return known[figure.figure_id]

    return interval


def _is_change(cells: list[Figure], label: str) -> bool:
    told = sum(f.kind in (Kind.CHANGE, Kind.PERCENT_CHANGE) for f in cells)
    return bool(cells) and (2 * told > len(cells) or bool(_CHANGE_HEADER.search(fold(label))))


def _formulas(cells: list[Figure], *, change: bool) -> tuple[Formula, ...]:
    percents = sum(f.unit in ("percent", "percentage_point") for f in cells)
    if change and 2 * percents > len(cells):
        return (Formula.PERCENT_CHANGE, Formula.POINTS)
    if change:
        return (Formula.DIFFERENCE,)
    if 2 * percents > len(cells):
        return (Formula.SHARE,)
    if any(f.kind is Kind.RATE or f.decimals > 0 for f in cells):
        return (Formula.PER_THOUSAND, Formula.PER_HUNDRED_THOUSAND)
    return ()  # a plain count may be a total: the checks on sums see to it


def operands(row: Row, first: Slot, second: Slot, formula: Formula) -> tuple[Figure, Figure] | None:
    """Return a row's two operands where they are levels in units that the formula can take."""
    a, b = cell(row, first), cell(row, second)
    if a is None or b is None or a.kind not in LEVEL_KINDS or b.kind not in LEVEL_KINDS or a.unit == "rank":
        return None
    percent = a.unit == "percent"
    if a.unit != b.unit or ((formula is Formula.POINTS) != percent and formula is not Formula.PERCENT_CHANGE):
        return None
    return a, b


def computed(row: Row, relation: Relation, interval: Intervals = figure_interval) -> Interval | None:
    """Return what a row's operands allow for the result column, in its unit."""
    found = operands(row, relation.first, relation.second, relation.formula)
    if found is None:
        return None
    return COMPUTE[relation.formula](interval(found[0]), interval(found[1]))


def _fit(
    rows: tuple[Row, ...], formula: Formula, pair: tuple[Slot, Slot], result: Slot, interval: Intervals
) -> Relation:
    relation = Relation(formula, pair[0], pair[1], result, 0, 0)
    fits = judged = 0
    for row in rows:
        printed = cell(row, result)
        if printed is None:
            continue
        allowed = computed(row, relation, interval)
        if allowed is None or not _tells(allowed, printed):
            continue
        judged += 1
        fits += allowed.meets(interval(printed))
    return Relation(formula, pair[0], pair[1], result, fits, judged)


def _tells(allowed: Interval, printed: Figure) -> bool:
    """Whether a row can tell a formula: 0.2 to 0.2 allows any change from -40% to +67%, which fits by chance."""
    if allowed.lower is None or allowed.upper is None or printed.value is None:
        return False
    return allowed.upper - allowed.lower <= 2 * max(10 * unit_in_last_place(printed.decimals), abs(printed.value))


def _holds(relation: Relation, rows: tuple[Row, ...], *, change: bool) -> bool:
    if relation.judged == 0:
        return False
    if change and relation.fits >= min(2, relation.judged) and relation.fits >= LEAST_PART_OF_CHANGES * relation.judged:
        return True
    if change and relation.fits >= relation.judged - 1 and relation.judged <= 2 and _in_time_order(relation, rows):
        return True  # so few rows cannot outvote one slip, but the periods say which level is the base
    distinct = len({f.value for row in rows if (f := cell(row, relation.result))})
    enough = relation.fits >= LEAST_FITS and relation.fits >= LEAST_PART * relation.judged
    return enough and distinct >= LEAST_FITS


def _in_time_order(relation: Relation, rows: tuple[Row, ...]) -> bool:
    """Whether the operands' periods say that the first is the earlier one, and a row holds no other levels."""
    for row in rows:
        levels = (f for f in row.figures if f.kind in LEVEL_KINDS and f.status is FigureStatus.REPORTED)
        if len(list(islice(levels, 3))) > 2:
            return False
        found = operands(row, relation.first, relation.second, relation.formula)
        if found is None:
            continue
        a, b = found[0].period, found[1].period
        if a is None or b is None or a.end is None or b.end is None or a.end >= b.end:
            return False
    return True
