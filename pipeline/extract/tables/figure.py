"""A figure of a table before it gets its identifier and place in the report."""

from dataclasses import dataclass
from decimal import Decimal

from pipeline.extract.tables.meaning import CellMeaning
from pipeline.types import Cell, FigureStatus, Flag, Kind, Period, Qualifier, Role


@dataclass(frozen=True, slots=True)
class TableFigure:
    """A figure of a cell, or an empty cell under a header; characters [start, end) of the cell's text."""

    cell: Cell
    start: int
    end: int
    text: str
    value: Decimal | None
    decimals: int
    unit: str
    unit_printed: str
    qualifier: Qualifier
    kind: Kind
    role: Role
    status: FigureStatus
    flag: Flag
    period: Period | None
    base: Period | None
    period_basis: str
    row_label: str
    labels: tuple[str, ...]  # all label columns of the row, group labels filled down
    column_label: str
    note: str  # words in brackets that limit the row, as `(all violent crime)`
    meaning: CellMeaning
