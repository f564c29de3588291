"""Settles by arithmetic which columns are changes, and of which two columns of levels they are the change."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.cells import CellReading
from pipeline.extract.tables.columns import Column, ColumnKind
from pipeline.extract.tables.operands import Printed, operands_of
from pipeline.types import Cell, Role


def with_operands(
    columns: Sequence[Column], body: Sequence[Sequence[Cell | None]], readings: dict[tuple[int, int], CellReading]
) -> list[Column]:
    """Give columns of changes the two columns that they follow from; signed percents that do follow are changes."""
    numbers = {c.number: _printed(c, body, readings) for c in columns}
    levels = {c.number: numbers[c.number] for c in columns if c.kind is ColumnKind.LEVEL}
    result = []
    for column in columns:
        own = numbers[column.number]
        told = column.kind is not ColumnKind.LEVEL
        if told or _may_be_change(column, body, readings):
            others = {n: cells for n, cells in levels.items() if n != column.number}
            alike = {c.number for c in columns if c.number in others and c.own and c.own == column.own}
            if len(alike) > 1:  # `Percent` under two years and under `Difference`
                others = {n: cells for n, cells in others.items() if n in alike}
            found = operands_of(own, column.number, others)
            if found is not None:
                kind = ColumnKind.PERCENT_CHANGE if found.percent else ColumnKind.CHANGE
                column = replace(column, kind=kind if not told else column.kind, operands=found)
        result.append(column)
    roles = {c.number: c.role for c in columns}
    return [replace(c, role=_settled_role(c, roles)) for c in result]


def _settled_role(column: Column, roles: dict[int, Role]) -> Role:
    """A change from a target is a variance; where a table has no target, what is called one is a plain change."""
    aims = (Role.TARGET, Role.FORECAST)
    o = column.operands
    if o is not None and roles[o.base] is Role.TARGET and roles[o.later] is not Role.TARGET:
        return Role.VARIANCE
    if column.role is Role.ACTUAL and "first_stage" in column.says and Role.TARGET in roles.values():
        return Role.TARGET  # `Original` beside `Revised` and `Outturn`
    if column.role is Role.VARIANCE and not any(role in aims for role in roles.values()):
        return Role.ACTUAL
    return column.role


def _printed(
    column: Column, body: Sequence[Sequence[Cell | None]], readings: dict[tuple[int, int], CellReading]
) -> dict[int, Printed]:
    found = {}
    for r, row in enumerate(body):
        cell = row[column.number - 1]
        numbers = readings[cell.row, cell.column].numbers if cell else ()
        if len(numbers) == 1:
            found[r] = Printed(numbers[0].candidate.value, numbers[0].candidate.decimals)
    return found


def _may_be_change(
    column: Column, body: Sequence[Sequence[Cell | None]], readings: dict[tuple[int, int], CellReading]
) -> bool:
    """Whether a column whose header does not say so prints percents, some of them below nothing."""
    cells = [x for row in body if (x := row[column.number - 1])]
    found = [n.candidate for x in cells for n in readings[x.row, x.column].numbers]
    return bool(found) and all(c.unit == "percent" for c in found) and any(c.value < 0 for c in found)
