"""Finds headings that tell whom a table is of: tables of the same labels and headers under headings that differ."""

import re
from collections import defaultdict
from collections.abc import Sequence

from pipeline.extract.indicators import STRONG, is_measure
from pipeline.extract.periods import PeriodContext, find_periods
from pipeline.extract.tables.around import SMALL
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
    return frozenset(
        text
        for labels, headings in found.items()
        if len(set(headings)) == len(headings) > 1 and all(headings)
        for text in headings
        if _names(text, reader, measured=_measure(labels, reader)) and not find_periods(text, context)
    )


def _labels(table: Table) -> Labels:
    grid = table.grid()
    first = tuple(row[0].text.strip() if row[0] else "" for row in grid)
    heads = tuple(cell.text.strip() if cell else "" for row in grid[: max(1, table.header_rows)] for cell in row)
    return first, heads


def _measure(labels: Labels, reader: LabelReader) -> bool:
    """Whether the rows of a table say themselves what they measure."""
    first = labels[0]
    return "measure_head" in reader.read(first[0]).says or any(is_measure(t) or STRONG.search(t) for t in first[1:])


def _names(text: str, reader: LabelReader, *, measured: bool) -> bool:
    """Whether a heading names a group, or has the form of a name over rows that measure: `To cut burglary` has not."""
    label = reader.read(text)
    if not label.words or len(text.split()) > MOST_WORDS or label.unit:
        return False
    if "group" in label.says or reader.is_place(label):
        return True
    words = re.findall(r"[^\W\d_][\w'’-]*", text)
    named = all(w[0].isupper() or w in SMALL for w in words)
    return measured and named and not is_measure(text) and STRONG.search(text) is None
