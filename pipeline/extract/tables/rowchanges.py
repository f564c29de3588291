"""Tells what rows of changes, and tables of nothing else, are measured against: `% change` under `2023` and `2022`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations

from pipeline.extract.against import is_against_average, step_told, stepped_back
from pipeline.extract.periods import PeriodContext
from pipeline.extract.tables.columns import ColumnKind
from pipeline.extract.tables.figure import TableFigure
from pipeline.extract.tables.operands import Printed, judged
from pipeline.extract.tables.references import NOTHING_TOLD, ToldBase
from pipeline.extract.tables.rowtimes import WHOLE_YEAR, row_period
from pipeline.extract.tables.shape import TableShape
from pipeline.rules import Rules
from pipeline.types import FigureStatus, Kind, Period

CHANGES = (Kind.CHANGE, Kind.PERCENT_CHANGE)
MOST_ROWS = 8  # of a group that are tried as operands
Row = Sequence[TableFigure]


def with_row_changes(figures: Sequence[TableFigure], shape: TableShape, rules: Rules) -> list[TableFigure]:
    """Return the figures with period and base for the changes that a row of its own tells.

    The two rows are found by arithmetic over the columns among the dated rows of the group; without it they are the
    latest two. A row whose columns are dated is measured against what its label says, `on previous year`.
    """
    levels = {c.number for c in shape.columns if c.kind is ColumnKind.LEVEL}
    rows: dict[int, list[TableFigure]] = defaultdict(list)
    for f in figures:
        if f.cell.column in levels:
            rows[f.cell.row].append(f)
    changes = {r: row for r, row in rows.items() if row and all(f.kind in CHANGES for f in row)}
    if not changes:
        return list(figures)
    groups: dict[str, list[int]] = defaultdict(list)
    for r, row in rows.items():
        if r not in changes:
            groups[_group(row)].append(r)
    ends = {r: _ends(row, [rows[x] for x in groups[_group(row)]]) for r, row in changes.items()}
    dated = [_dated(f, ends.get(f.cell.row)) if f.cell.column in levels else f for f in figures]
    return [_stepped(f, rules) if f.cell.row in changes and f.cell.column in levels else f for f in dated]


def against_reference(figures: Sequence[TableFigure], reference: Period | None, rules: Rules) -> list[TableFigure]:
    """Return the figures, with the years of an average as base of changes whose label says that they are from it."""
    if reference is None:
        return list(figures)
    return [
        replace(f, base=reference)
        if f.kind in CHANGES and is_against_average(f"{f.row_label} | {f.column_label}", rules)
        else f
        for f in figures
    ]


def stepped_by_title(figures: Sequence[TableFigure], step: str) -> list[TableFigure]:
    """Return the figures, with the base that the table's title tells for changes that have none."""
    if not step:
        return list(figures)
    return [
        replace(f, base=stepped_back(f.period, step)) if f.kind in CHANGES and f.base is None else f for f in figures
    ]


def based_by_sentence(figures: Sequence[TableFigure], shape: TableShape, told: ToldBase) -> list[TableFigure]:
    """Return the figures, with the base that a sentence tells for the columns of changes that tell none of their own.

    A base that was only taken from the levels beside them gives way to it, one found by arithmetic does not.
    """
    if told == NOTHING_TOLD:
        return list(figures)
    lacking = {
        c.number
        for c in shape.columns
        if c.kind is not ColumnKind.LEVEL and c.base is None and not c.step and c.operands is None
    }
    return [
        replace(f, base=told.of(f.period) or f.base)
        if f.kind in CHANGES and (f.cell.column in lacking or f.base is None)
        else f
        for f in figures
    ]


def in_parts_of_years(figures: Sequence[TableFigure], shape: TableShape, context: PeriodContext) -> list[TableFigure]:
    """Return the figures; the years that changes and shares name are the parts of years that the levels are of.

    `2021/22` under `Starts, August to April` tells of which months `% of 2021/22` and `Change on 2021/22` are.
    """
    meant: dict[tuple[date, date | None], Period] = {}
    levels: set[int] = set()
    for column in shape.columns:
        told = column.period.period if column.period is not None else None
        if column.kind is not ColumnKind.LEVEL or told is None or not WHOLE_YEAR.fullmatch(column.own):
            continue
        whole = row_period(column.own, context)
        if whole is None or whole == told:
            return list(figures)
        meant[whole.start, whole.end] = told
        levels.add(column.number)
    return [
        replace(f, period=_part(f.period, meant), base=_part(f.base, meant)) if f.cell.column not in levels else f
        for f in figures
    ]


def _part(period: Period | None, meant: Mapping[tuple[date, date | None], Period]) -> Period | None:
    return meant.get((period.start, period.end), period) if period is not None else None


def as_changes(figures: Sequence[TableFigure], between: tuple[Period, Period, bool]) -> list[TableFigure]:
    """Return the figures of a table whose title says that they are changes between two periods, as such.

    They stay as they are where the table's own labels tell periods, or where no number of it is below nothing and the
    title is not of changes alone.
    """
    dated = any(f.period_basis in ("header", "row", "rolling") for f in figures if f.kind not in CHANGES)
    below = any(f.value is not None and f.value < 0 for f in figures)
    base, period, alone = between
    if dated or not (below or alone):
        return list(figures)
    return [replace(f, kind=_change(f.kind, f.unit), base=base, period=period, period_basis="caption") for f in figures]


def _change(kind: Kind, unit: str) -> Kind:
    if kind not in (Kind.LEVEL, Kind.SHARE, Kind.CHANGE):
        return kind
    return Kind.PERCENT_CHANGE if unit == "percent" else Kind.CHANGE


def _stepped(figure: TableFigure, rules: Rules) -> TableFigure:
    if figure.base is not None or figure.period_basis != "header":
        return figure
    return replace(figure, base=stepped_back(figure.period, step_told(figure.row_label, rules)))


def _group(row: Row) -> str:
    return row[0].meaning.row_path.rpartition(" > ")[0]


def _dated(figure: TableFigure, ends: tuple[Period, Period] | None) -> TableFigure:
    if ends is None or figure.base is not None:
        return figure
    return replace(figure, base=ends[0], period=ends[1], period_basis="row")


def _ends(change: Row, others: Sequence[Row]) -> tuple[Period, Period] | None:
    """The periods of the earlier and the later row that a row of changes is between."""
    dated = {row[0].cell.row: row for row in others if row[0].period_basis == "row" and row[0].period is not None}
    near = sorted(dated, key=lambda r: abs(r - change[0].cell.row))[:MOST_ROWS]
    printed = {r: _printed(dated[r]) for r in near}
    own = _printed(change)
    best: tuple[int, int, int] | None = None
    for base, later in permutations(near, 2):
        for percent in (True, False):
            found = judged(own, printed[base], printed[later], percent=percent)
            if found is not None and (best is None or found[0] > best[0]):
                best = (found[0], base, later)
    if best is not None:
        return _period(dated[best[1]]), _period(dated[best[2]])
    latest = sorted((_period(dated[r]) for r in near), key=lambda p: p.start)[-2:]
    return (latest[0], latest[1]) if len(latest) == 2 else None


def _period(row: Row) -> Period:
    period = row[0].period
    assert period is not None
    return period


def _printed(row: Row) -> Mapping[int, Printed]:
    return {
        f.cell.column: Printed(f.value, f.decimals)
        for f in row
        if f.status is FigureStatus.REPORTED and f.value is not None
    }
