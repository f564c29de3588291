"""Finds by arithmetic how far back in a table of periods a change is measured: the row before, the year before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.extract.against import YEAR_BEFORE, stepped_back
from pipeline.extract.tables.figure import TableFigure
from pipeline.extract.tables.operands import Cells, Printed, judged
from pipeline.extract.tables.shape import TableShape
from pipeline.types import FigureStatus, Kind, Period

CHANGES = (Kind.CHANGE, Kind.PERCENT_CHANGE)
LAGS = (1, 4, 12, 2, 3, 52)  # rows back: the one before, the quarter or month of the year before
DAYS_OF_YEAR = 360


def with_lags(figures: Sequence[TableFigure], shape: TableShape) -> list[TableFigure]:
    """Give the changes of rows that are periods the period of the row that they are measured against.

    Where no row is found by arithmetic, the header's words tell the step; changes of whole years are then told from
    the year before.
    """
    lacking = [f for f in figures if f.kind in CHANGES and f.base is None and f.period_basis == "row" and f.period]
    if not lacking:
        return list(figures)
    rows = sorted({f.cell.row for f in figures})
    place = {row: i for i, row in enumerate(rows)}
    periods = {place[f.cell.row]: f.period for f in figures if f.period_basis == "row" and f.period is not None}
    levels = {c: cells for c, cells in _printed(figures, place).items() if c not in {f.cell.column for f in lacking}}
    lags = {c: _lag(_printed(lacking, place)[c], levels, periods) for c in {f.cell.column for f in lacking}}
    wanted = {id(f) for f in lacking}
    return [
        replace(f, base=_base(f, lags[f.cell.column], periods, place[f.cell.row], shape)) if id(f) in wanted else f
        for f in figures
    ]


def _printed(figures: Sequence[TableFigure], place: Mapping[int, int]) -> dict[int, dict[int, Printed]]:
    found: dict[int, dict[int, Printed]] = defaultdict(dict)
    for f in figures:
        if f.status is FigureStatus.REPORTED and f.value is not None:
            found[f.cell.column][place[f.cell.row]] = Printed(f.value, f.decimals)
    return found


def _lag(change: Cells, levels: Mapping[int, Cells], periods: Mapping[int, Period | None]) -> int | None:
    """The rows back to the base under which most changes follow from one column of levels."""
    best: tuple[int, int] | None = None
    for back in (sign * lag for lag in LAGS for sign in (1, -1)):
        if not _leads_back(back, periods):
            continue
        for cells in levels.values():
            earlier = {row + back: number for row, number in cells.items()}
            for percent in (True, False):
                found = judged(change, earlier, cells, percent=percent)
                if found is not None and (best is None or found[0] > best[0]):
                    best = (found[0], back)
    return best[1] if best else None


def _leads_back(back: int, periods: Mapping[int, Period | None]) -> bool:
    """Whether a row so far away is earlier: tables run either way."""
    pairs = [(p, o) for row, p in periods.items() if p and (o := periods.get(row - back))]
    return bool(pairs) and all(other.start < period.start for period, other in pairs)


def _base(
    figure: TableFigure, lag: int | None, periods: Mapping[int, Period | None], row: int, shape: TableShape
) -> Period | None:
    column = shape.by_number.get(figure.cell.column)
    period = figure.period
    if lag is not None and periods.get(row - lag) is not None:
        return periods[row - lag]
    if column is not None and column.step:
        return stepped_back(period, column.step)
    if period is not None and period.end is not None and (period.end - period.start).days >= DAYS_OF_YEAR:
        return stepped_back(period, YEAR_BEFORE)
    return None
