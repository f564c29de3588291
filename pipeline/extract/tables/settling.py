"""Settles the figures of a row and a column among themselves: what a change is between, and what an interval is of."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pipeline.extract.against import same_stretch, stepped_back
from pipeline.extract.calendars import shifted
from pipeline.extract.tables.figure import TableFigure
from pipeline.extract.tables.shape import TableShape
from pipeline.extract.tables.units import MARGIN
from pipeline.types import FigureStatus, Kind, Role

YEARS_CHANGE = re.compile(r"\b(\d{1,2})\s*-?\s*Years?\s*%?\s*Ch", re.IGNORECASE)  # `7 Year % Chg`
BETWEEN_TAGS = re.compile(r"\((?P<later>[a-z])\s*[-–/]\s*(?P<base>[a-z])\)")


def settle_row(figures: list[TableFigure], shape: TableShape) -> list[TableFigure]:
    """Give changes their two periods from the level columns of the row, and tell points from percent changes."""
    levels = _Levels([f for f in figures if f.kind is Kind.LEVEL and f.role is Role.ACTUAL])
    alike = _by_measure(figures, shape)
    settled: list[TableFigure] = []
    for figure in figures:
        if figure.kind in (Kind.CHANGE, Kind.PERCENT_CHANGE) and figure.status is not FigureStatus.NO_CHANGE:
            measure = _of_its_measure(figure, figures, alike)
            worked_out = _operands(figure, figures, shape)
            earlier, later = worked_out or _ends(figure, _Levels(measure) if measure else levels)
            if worked_out is None and _names_its_base(figure, shape, alone=later is None):
                later = levels.nearest_before(figure.cell.column) or later
            figure = _with_ends(figure, earlier, later, shape, certain=worked_out is not None)
            if earlier and later and _is_points(figure, earlier, later):
                figure = replace(figure, unit="percentage_point", kind=Kind.CHANGE)
            elif later and figure.kind is Kind.CHANGE and figure.unit == "count" and worked_out is not None:
                figure = _in_unit_of(figure, later)
        settled.append(figure)
    return _with_intervals(settled)


def _names_its_base(figure: TableFigure, shape: TableShape, *, alone: bool) -> bool:
    """Whether the header of a change says over what step it is, so that it is of the level that it stands behind.

    alone: whether no two levels are beside it; then a base that the header names says so too.
    """
    column = shape.by_number.get(figure.cell.column)
    return column is not None and (bool(column.step) or (alone and column.base is not None))


def _in_unit_of(figure: TableFigure, level: TableFigure) -> TableFigure:
    """A difference of two levels is in their unit and scale: `Change` beside `£000`."""
    if figure.value is None or level.value is None or level.unit in ("percent", "rank"):
        return figure
    power = _power(level) - _power(figure)
    if not power:
        return replace(figure, unit=level.unit)
    return replace(figure, unit=level.unit, value=figure.value.scaleb(power), decimals=figure.decimals - power)


def _power(figure: TableFigure) -> int:
    """The power of ten that a header gave a figure: what its decimals are below those that it was printed with."""
    printed = len(figure.text.partition(".")[2].rstrip(")% ")) if "." in figure.text else 0
    return printed - figure.decimals


def _with_ends(
    figure: TableFigure, earlier: TableFigure | None, later: TableFigure | None, shape: TableShape, *, certain: bool
) -> TableFigure:
    """Give a change its base and its period: those that its header tells, else those of the two levels.

    certain: whether the change was found to follow from these levels, and not only stands beside them.
    """
    column = shape.by_number.get(figure.cell.column)  # none for a cell merged over several
    own = later.period if later is not None else None
    if column is not None and column.period is not None and column.period.period is not None:
        own = column.period.period if column.base is not None or not certain else own
    if column is not None and column.base is not None:
        figure = replace(figure, base=same_stretch(column.base, own or figure.period))
        return figure if own is None else replace(figure, period=own, period_basis="header")
    base = earlier.period if earlier is not None else None
    if base == own:
        base = None  # two measures of one period side by side
    if own is not None and (years := YEARS_CHANGE.search(figure.column_label)):
        base = shifted(own, -12 * int(years[1]))
    elif column is not None and column.step and not (certain and base is not None):
        base = stepped_back(own or figure.period, column.step)
    if own is None:
        return replace(figure, base=base or figure.base)
    return replace(figure, period=own, base=base, period_basis="header")


def _with_intervals(figures: list[TableFigure]) -> list[TableFigure]:
    """The ends of an interval are of the kind and measure of the estimate before them, in its unit."""
    settled: list[TableFigure] = []
    estimate: TableFigure | None = None
    for figure in figures:
        if figure.role is not Role.INTERVAL:
            estimate = figure
        elif estimate is not None and not MARGIN.search(figure.column_label):
            meaning = replace(figure.meaning, indicator=estimate.meaning.indicator)
            figure = replace(figure, kind=estimate.kind, unit=estimate.unit, meaning=meaning)
        settled.append(figure)
    return settled


def _operands(
    figure: TableFigure, figures: Sequence[TableFigure], shape: TableShape
) -> tuple[TableFigure | None, TableFigure | None] | None:
    """The earlier and the later figure of the row by the columns that the change was found to follow from."""
    column = shape.by_number.get(figure.cell.column)  # none for a cell merged over several
    found = column.operands if column is not None else None
    if found is None:
        return None
    at = {f.cell.column: f for f in reversed(figures)}
    return at.get(found.base), at.get(found.later)


def _by_measure(figures: list[TableFigure], shape: TableShape) -> dict[int, list[TableFigure]]:
    """The levels and shares of a row whose columns bear the same lowest header as a column, by that column."""
    named: dict[str, list[TableFigure]] = {}
    for f in figures:
        column = shape.by_number.get(f.cell.column)
        if f.kind in (Kind.LEVEL, Kind.SHARE) and column is not None and column.own:
            named.setdefault(column.own, []).append(f)
    return {c.number: named.get(c.own, []) for c in shape.columns}


def _of_its_measure(
    figure: TableFigure, figures: list[TableFigure], alike: Mapping[int, list[TableFigure]]
) -> list[TableFigure]:
    """The two columns that a change is between by its header.

    They are tagged (`(c/a)` is from the column `(a)` to `(c)`), or bear the same lowest header: `Number`
    under `2005`, `2010` and `Difference`.
    """
    if m := BETWEEN_TAGS.search(figure.column_label):
        tagged = [f for tag in (m["base"], m["later"]) for f in figures if f.column_label.endswith(f"({tag})")]
        return tagged if len(tagged) == 2 else []
    found = alike.get(figure.cell.column, [])
    return found if len(found) == 2 else []


class _Levels:
    """The levels of a row in the order of their columns."""

    def __init__(self, levels: Sequence[TableFigure]) -> None:
        self._levels = sorted(levels, key=lambda f: f.cell.column)
        self._columns = [f.cell.column for f in self._levels]

    def beside(self, column: int) -> tuple[Sequence[TableFigure], Sequence[TableFigure], Sequence[TableFigure]]:
        """Return the two last before a column, the first of the column, and the two first behind it."""
        first, last = bisect_left(self._columns, column), bisect_right(self._columns, column)
        own = self._levels[first : min(first + 1, last)]
        return self._levels[max(0, first - 2) : first], own, self._levels[last : last + 2]

    def nearest_before(self, column: int) -> TableFigure | None:
        """Return the last before a column."""
        first = bisect_left(self._columns, column)
        return self._levels[first - 1] if first else None


def _ends(figure: TableFigure, levels: _Levels) -> tuple[TableFigure | None, TableFigure | None]:
    """The two levels that a change is between: those of its own cell and the one before, or the two beside it."""
    before, own, behind = levels.beside(figure.cell.column)
    if own:
        return (before[-1] if before else None), own[0]
    pair = before if len(before) >= 2 else behind
    if len(pair) < 2:
        return None, None
    dated = [f for f in pair if f.period is not None]
    if len(dated) == 2:
        dated.sort(key=lambda f: (f.period.start, f.period.end or f.period.start) if f.period else (date.min, date.min))
        return dated[0], dated[1]
    return pair[0], pair[1]


def _is_points(figure: TableFigure, earlier: TableFigure, later: TableFigure) -> bool:
    """Whether a `%` beside two percents is their difference: percentage points, whatever is printed."""
    if figure.unit not in ("percent", "count") or figure.value is None:
        return False
    if earlier.unit != "percent" or later.unit != "percent" or earlier.value is None or later.value is None:
        return False
    half = Decimal(1).scaleb(-min(earlier.decimals, later.decimals, figure.decimals))
    return abs((later.value - earlier.value) - figure.value) <= half


def settle_columns(figures: list[TableFigure]) -> list[TableFigure]:
    """A signed number in brackets without a unit, in a column whose other brackets are percents, is a percent."""
    brackets: dict[int, list[TableFigure]] = {}
    for f in figures:
        if f.kind in (Kind.CHANGE, Kind.PERCENT_CHANGE) and f.start > 0:
            brackets.setdefault(f.cell.column, []).append(f)
    lone = set()
    for group in brackets.values():
        percents = sum(f.unit == "percent" and bool(f.unit_printed) for f in group)
        lone |= {id(f) for f in group if f.unit == "count" and percents * 2 >= len(group)}
    return [replace(f, unit="percent", kind=Kind.PERCENT_CHANGE) if id(f) in lone else f for f in figures]
