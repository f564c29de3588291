"""Takes the dots that lead from a label to its figure off the labels of tables."""

import re
from dataclasses import replace

from pipeline.types import Block, Cell, PageRun, Run

LEADERS = re.compile(r"(?<=\S)(?:\s*(?:\.{3,}|…|(?:\s\.){3,}))+\s*$")


def without_leaders(block: Block) -> Block:
    """Return a table's block with the leader dots behind the words of its cells taken off; other blocks as they are.

    A cell of dots alone stays, for there they stand for a figure.
    """
    if block.table is None or not any(LEADERS.search(c.text) for c in block.table.cells):
        return block
    return replace(block, table=replace(block.table, cells=tuple(_cut(c) for c in block.table.cells)))


def _cut(cell: Cell) -> Cell:
    match = LEADERS.search(cell.text)
    if match is None or not any(ch.isalnum() for ch in cell.text[: match.start()]):
        return cell
    runs = tuple(_shortened(r, match.start()) for r in cell.runs if r.start < match.start())
    return replace(cell, text=cell.text[: match.start()], runs=runs)


def _shortened(run: Run, end: int) -> Run:
    if run.end <= end or not isinstance(run, PageRun):
        return replace(run, end=min(run.end, end))
    edges = run.edges[: end - run.start + 1]
    box = replace(run.box, x1=edges[-1]) if edges else run.box
    return replace(run, end=end, edges=edges, box=box)
