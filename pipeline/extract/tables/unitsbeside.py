"""Gives columns the unit that a column beside them tells: one of the same measure in another period, or its change."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.physical import unit_told
from pipeline.extract.tables.columns import Column, ColumnKind
from pipeline.extract.tables.units import CURRENCIES

NAMED_BY = frozenset({"rank", "share", "rate", "index"})  # what a header without other words still measures
NOT_SHARED = ("percent", "percentage_point", "index", "rank")


def with_units_beside(columns: Sequence[Column]) -> list[Column]:
    """Return the columns with the units that others tell of them.

    `$ Change` says that the levels it is worked out from are money; `2022 '000 tonnes | 2023`, that both years are in
    tonnes; `Tonnes | Year to date`, that both columns are. Only columns named by nothing but a period or a role take
    such a unit, and only under the same upper headers.
    """
    return _from_beside(_from_changes(columns))


def _from_changes(columns: Sequence[Column]) -> list[Column]:
    """The levels of a change in money are money, and so are those that are named like them."""
    told = {
        number: c.unit
        for c in columns
        if c.kind is ColumnKind.CHANGE and c.operands is not None and c.unit in CURRENCIES and not c.power
        for number in (c.operands.base, c.operands.later)
    }
    if not told or len(set(told.values())) > 1:
        return list(columns)
    if any(c.number in told and (c.unit or not _is_unnamed(c)) for c in columns):
        return list(columns)
    unit = next(iter(told.values()))
    heads = {_over(c) for c in columns if c.number in told}
    return [replace(c, unit=unit) if _takes(c) and _over(c) in heads else c for c in columns]


def _from_beside(columns: Sequence[Column]) -> list[Column]:
    holders = [c for c in columns if _tells(c)]
    result = []
    for column in columns:
        near = [h for h in holders if _over(h) == _over(column)] if _takes(column) else []
        if near:
            holder = min(near, key=lambda h: (abs(h.number - column.number), h.number))
            column = replace(column, unit=holder.unit, power=holder.power)
        result.append(column)
    return result


def _tells(column: Column) -> bool:
    """Whether a column's lowest header is a unit that is not its own alone: bare, or behind a period, in no bracket."""
    if column.kind is not ColumnKind.LEVEL or not column.labels or column.hinted or column.share:
        return False
    last = column.labels[-1]
    own = bool(last.unit or last.power) and last.unit not in NOT_SHARED
    return own and (not last.words or bool(unit_told(last.words))) and not any(mark in last.text for mark in "([")


def _takes(column: Column) -> bool:
    level = column.kind is ColumnKind.LEVEL and not column.share
    return level and (column.hinted or not (column.unit or column.power)) and _is_unnamed(column)


def _is_unnamed(column: Column) -> bool:
    """Whether the lowest header tells a period or a role and names nothing."""
    last = column.labels[-1] if column.labels else None
    return last is not None and not last.words and not (last.unit or last.power or last.says & NAMED_BY)


def _over(column: Column) -> tuple[str, ...]:
    return tuple(label.text for label in column.labels[:-1])
