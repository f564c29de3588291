"""Counts what stands under each row of a table, by column."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.extract.cells import CellReading
from pipeline.types import Cell


@dataclass(slots=True)
class ColumnBelow:
    """Of the cells of a column under a row: how many are filled, how many hold numbers, and the texts."""

    filled: int = 0
    numeric: int = 0
    texts: Counter[str] = field(default_factory=Counter)


class Below:
    """What stands under a row, by column; counted down row by row."""

    def __init__(self, grid: list[list[Cell | None]], readings: Mapping[tuple[int, int], CellReading]) -> None:
        self._grid = grid
        self._readings = readings
        self._row = 0
        self._columns = [ColumnBelow() for _ in (grid[0] if grid else ())]
        for row in grid:
            self._count(row, 1)

    def of(self, r: int) -> list[ColumnBelow]:
        """Return what each column holds under the row `r`; rows are asked for from the top down."""
        while self._row < r:
            self._count(self._grid[self._row], -1)
            self._row += 1
        return self._columns

    def _count(self, row: Sequence[Cell | None], by: int) -> None:
        for column, cell in zip(self._columns, row, strict=True):
            if cell is not None and (text := cell.text.strip()):
                column.filled += by
                column.numeric += by * bool(self._readings[(cell.row, cell.column)].numbers)
                column.texts[text] += by
