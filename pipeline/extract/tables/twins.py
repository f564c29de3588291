"""Finds headings that tell whom a table is of: tables of the same labels and headers under headings that differ."""

from collections import defaultdict
from collections.abc import Sequence

from pipeline.extract.periods import PeriodContext, find_periods
from pipeline.extract.tables.labels import LabelReader
from pipeline.rules import Rules
from pipeline.types import Block, BlockKind, Table

NEAR = 2  # blocks before a table among which its heading is
LEAST_ROWS = 3
MOST_WORDS = 8
Labels = tuple[tuple[str, ...], tuple[str, ...]]


def twin_headings(blocks: Sequence[Block], rules: Rules, context: PeriodContext) -> frozenset[str]:
    """Return the texts of headings that part tables of the same labels: `Northern Area`, `Coastal Area`.

    A heading that names a period, or nothing, parts tables by time or not at all.
    """
    found: dict[Labels, list[str]] = defaultdict(list)
    for i, block in enumerate(blocks):
        if block.table is None or block.table.continues or block.table.rows <= LEAST_ROWS:
            continue
        heading = next((b.text for b in reversed(blocks[max(0, i - NEAR) : i]) if b.kind is BlockKind.HEADING), "")
        found[_labels(block.table)].append(heading)
    reader = LabelReader(rules, context)
    parting = {
        text
        for headings in found.values()
        if len(set(headings)) == len(headings) > 1 and all(headings)
        for text in headings
    }
    return frozenset(t for t in parting if _names(t, reader) and not find_periods(t, context))


def _labels(table: Table) -> Labels:
    grid = table.grid()
    first = tuple(row[0].text.strip() if row[0] else "" for row in grid)
    heads = tuple(cell.text.strip() if cell else "" for row in grid[: max(1, table.header_rows)] for cell in row)
    return first, heads


def _names(text: str, reader: LabelReader) -> bool:
    label = reader.read(text)
    return bool(label.words) and len(text.split()) <= MOST_WORDS and not label.unit
