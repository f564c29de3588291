"""Tables as the formulas look at them: figures by field and item, both ways round, also as binary numbers.

A field is what may follow from others: a column, or a row. Its items are the places where that can be tested: the
rows, or the columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np

from pipeline.check.table_parts import rounded_interval, scaled_columns
from pipeline.check.views import ReportView, Slot, TableView, has_value
from pipeline.extract.tables.labels import says_of
from pipeline.quantities import Interval
from pipeline.types import Figure, FigureStatus, Kind, Role

Numbers = Any  # an array of numpy
CHANGE_KINDS = frozenset({Kind.CHANGE, Kind.PERCENT_CHANGE})
PERCENT, RANK = 1, 2  # numbers of units
UNITS = {"": 0, "percent": PERCENT, "percentage_point": PERCENT, "rank": RANK}
LEAST_COARSE = 5  # different figures that show what a field is rounded to
COARSEST = 6  # powers of ten that the figures of a field may be rounded to
MARKS = "*†‡§#¹²³ "


@dataclass(frozen=True, slots=True)
class Cells:
    """What the cells of a table hold, arrays of one shape, fields by items.

    `value`, `lower`, `upper`: nan where nothing is reported, an open end is infinite; `step`: one unit of the last
    printed digit; `unit`: a number for each unit; `change`: whether it is a change; `gap`: whether a value is
    missing that may be more than nothing.
    """

    value: Numbers
    lower: Numbers
    upper: Numbers
    step: Numbers
    unit: Numbers
    change: Numbers
    gap: Numbers

    def each(self, change: Any) -> "Cells":
        """Return the same with each array put through `change`."""
        return Cells(*(change(getattr(self, field.name)) for field in fields(self)))


class Lines:
    """A table read one way: its fields, each with a figure or none for each item."""

    def __init__(self, grid: "Grid", cells: Cells, *, across: bool) -> None:
        self.grid = grid
        self.cells = cells
        self.across = across  # whether the fields are columns
        self.known = ~np.isnan(cells.value)
        self.number, self.items = (int(n) for n in cells.value.shape)

    def figure(self, field: int, item: int) -> Figure | None:
        """Return the reported figure of a field at an item."""
        return self.grid.figure(item, field) if self.across else self.grid.figure(field, item)

    def figures(self, field: int) -> list[Figure | None]:
        """Return the reported figures of a field, one or none for each item."""
        return self.grid.column(field) if self.across else self.grid.row(field)

    def place(self, field: int, item: int) -> tuple[int, int]:
        """Return the row and column of a cell."""
        return (item, field) if self.across else (field, item)

    def label(self, field: int) -> str:
        """Return the label of a field."""
        return self.grid.column_labels[field] if self.across else self.grid.row_labels[field]

    def says(self, field: int) -> frozenset[str]:
        """Return what the label of a field says."""
        return self.grid.says(self.label(field))

    def label_of_item(self, item: int) -> str:
        """Return the label of an item."""
        return self.grid.row_labels[item] if self.across else self.grid.column_labels[item]

    def says_of_item(self, item: int) -> frozenset[str]:
        """Return what the label of an item says."""
        return self.grid.says(self.label_of_item(item))

    @cached_property
    def numbers(self) -> Numbers:
        """How many figures each field has."""
        return self.known.sum(axis=1)

    @cached_property
    def percent(self) -> Numbers:
        """Whether most of a field's figures are in percent."""
        return (self.cells.unit == PERCENT).sum(axis=1) * 2 > self.numbers

    @cached_property
    def change(self) -> Numbers:
        """Whether most of a field's figures are changes."""
        return self.cells.change.sum(axis=1) * 2 > self.numbers

    @cached_property
    def unsigned(self) -> Numbers:
        """Whether no figure of a field is less than nothing: then a rounded 0 stands for no less either."""
        return ~(self.cells.value < 0).any(axis=1)

    @cached_property
    def coarse(self) -> Numbers:
        """The power of ten that all figures of a field are whole multiples of, 0 for few figures."""
        value = self.cells.value
        found = np.zeros(self.number)
        enough = np.array([len(set(row[~np.isnan(row)])) >= LEAST_COARSE for row in value])
        for power in range(1, COARSEST + 1):
            fits = np.all(np.isnan(value) | (np.fmod(np.abs(value), 10.0**power) == 0), axis=1)
            found = np.where(fits & enough, 10.0**power, found)
        return found

    @cached_property
    def rank(self) -> Numbers:
        """Whether most of a field's figures are ranks."""
        return (self.cells.unit == RANK).sum(axis=1) * 2 > self.numbers


class Grid:
    """A table, or one that goes on over pages, with its cells as figures and as numbers."""

    def __init__(self, view: ReportView, chain: Sequence[TableView]) -> None:
        self._rules = view.rules
        self.rows = [row for table in chain for row in table.rows]
        self.number = chain[0].number
        labels = dict(chain[0].columns)
        self.slots: list[Slot] = sorted({slot for row in self.rows for slot in row.by_slot})
        self.column_labels = [labels.get(column, "") for column, _ in self.slots]
        self.row_labels = [row.label for row in self.rows]
        self._scaled = scaled_columns(view, chain[-1])
        self.index = {slot: n for n, slot in enumerate(self.slots)}
        self._says: dict[str, frozenset[str]] = {}

    @property
    def document_id(self) -> str:
        """The report that the table stands in."""
        return self.rows[0].figures[0].document_id

    def figure(self, row: int, column: int) -> Figure | None:
        """Return the reported figure of a cell."""
        return self._table[row][column]

    def column(self, column: int) -> list[Figure | None]:
        """Return the reported figures of a column, one or none for each row."""
        return [row[column] for row in self._table]

    def row(self, row: int) -> list[Figure | None]:
        """Return the reported figures of a row, one or none for each column."""
        return self._table[row]

    @cached_property
    def _table(self) -> list[list[Figure | None]]:
        """The reported figures, rows by columns."""
        made = []
        for row in self.rows:
            own: list[Figure | None] = [None] * len(self.slots)
            for slot, figure in row.by_slot.items():
                if has_value(figure):
                    own[self.index[slot]] = figure
            made.append(own)
        return made

    def interval(self, figure: Figure) -> Interval:
        """Return what a figure allows; in a column of thousands a whole number is rounded to its last digit."""
        return rounded_interval(figure, scaled=(figure.column or 0) in self._scaled)

    def says(self, label: str) -> frozenset[str]:
        """Return what a label says."""
        if label not in self._says:
            self._says[label] = says_of(label.rstrip(MARKS), self._rules)
        return self._says[label]

    def by_columns(self) -> Lines:
        """The table with its columns as fields."""
        return Lines(self, self.cells.each(np.transpose), across=True)

    def by_rows(self) -> Lines:
        """The table with its rows as fields."""
        return Lines(self, self.cells, across=False)

    @cached_property
    def cells(self) -> Cells:
        """The numbers, rows by columns."""
        shape = (len(self.rows), len(self.slots))
        index, units = self.index, dict(UNITS)
        all_cells = [(r, index[slot], f) for r, row in enumerate(self.rows) for slot, f in row.by_slot.items()]
        figures = [(r, c, f) for r, c, f in all_cells if has_value(f)]
        at = np.array([[r, c] for r, c, _ in figures], dtype=int).reshape(-1, 2).T

        def spread(values: list[Any], empty: Any, kind: type) -> Numbers:
            made: Numbers = np.full(shape, empty, dtype=kind)
            made[at[0], at[1]] = np.array(values, dtype=kind)
            return made

        value = spread([f.value for _, _, f in figures], np.nan, float)
        lower = spread([-np.inf if f.lower is None else f.lower for _, _, f in figures], np.nan, float)
        upper = spread([np.inf if f.upper is None else f.upper for _, _, f in figures], np.nan, float)
        step = 10.0 ** -spread([f.decimals for _, _, f in figures], 0, float)
        unit = spread([units.setdefault(f.unit, len(units)) for _, _, f in figures], 0, int)
        change = spread([f.kind in CHANGE_KINDS or f.role is Role.VARIANCE for _, _, f in figures], False, bool)
        gap = np.zeros(shape, dtype=bool)
        for r, c, figure in all_cells:
            if figure.status is FigureStatus.NOT_AVAILABLE:
                gap[r, c] = True
        for c, slot in enumerate(self.slots):
            if slot[0] in self._scaled:
                half = np.where(lower[:, c] == upper[:, c], step[:, c] / 2, 0)
                lower[:, c] -= half
                upper[:, c] += half
        return Cells(value, lower, upper, step, unit, change, gap)
