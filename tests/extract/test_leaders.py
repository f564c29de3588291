"""Dots that lead from a label to its figure."""

import pytest

from pipeline.extract.leaders import without_leaders
from pipeline.types import Block, BlockKind, Box, Cell, PageRun, Table


def cut(shown: str) -> Cell:
    edges = tuple(float(10 + 5 * k) for k in range(len(shown) + 1))
    run = PageRun(start=0, end=len(shown), page=1, box=Box(10, 0, edges[-1], 9), edges=edges)
    table = Table(number=1, rows=1, columns=1, cells=(Cell(row=1, column=1, text=shown, runs=(run,)),))
    block = without_leaders(Block(BlockKind.TABLE, "", table=table))
    assert block.table is not None
    return block.table.cells[0]


@pytest.mark.parametrize(
    "shown", ["Abbey .......", "Abbey.........", "Abbey . . . .", "Abbey …", "Abbey .... ....... "]
)
def test_leaders_are_no_part_of_a_label(shown: str) -> None:
    cell = cut(shown)
    assert cell.text == "Abbey"
    (run,) = cell.runs
    assert isinstance(run, PageRun)
    assert (run.end, len(run.edges), run.box.x1) == (5, 6, 35.0)


@pytest.mark.parametrize("shown", ["......", "Castle Rd.", "U.S.A.", "1,234", "Dock"])
def test_other_dots_stay(shown: str) -> None:
    assert cut(shown).text == shown
