"""Tells which tables go on from the one before, in any format: a page break or a blank line between, no header.

A table of headers alone that stands right over a table of values is joined to it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.types import Block, BlockKind, Table

MAX_HEADER_ROWS = 3
VALUE = re.compile(r"[(+\-–£$€]?\s?\d[\d,.]*\s?%?\)?")
YEAR = re.compile(r"(?:19|20)\d{2}(?:\s?[/–-]\s?\d{2,4})?")


def mark_continued_tables(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with `continues` set on each table that has no header of its own and follows another.

    Only furniture may stand between the two, and their columns may differ by one, since an empty last
    column is easily lost.
    """
    result: list[Block] = []
    at: int | None = None  # the last block that is no furniture
    for block in blocks:
        before = result[at] if at is not None else None
        if block.table and at is not None and before is not None and before.table:
            if _is_header_of(before.table, block.table) and before.page == block.page:
                result[at] = replace(before, table=_joined(before.table, block.table))
                continue
            if _goes_on(before.table, block.table):
                block = replace(block, table=replace(block.table, continues=True))
        result.append(block)
        if block.kind is not BlockKind.FURNITURE:
            at = len(result) - 1
    return tuple(result)


def _is_header_of(first: Table, second: Table) -> bool:
    """Whether a table of words alone, of as many columns, names the columns of the table below it."""
    if first.rows > MAX_HEADER_ROWS or first.columns != second.columns or first.columns <= 2 or first.continues:
        return False
    words = [c.text.strip() for c in first.cells if c.text.strip()]
    top = [c.text.strip() for c in second.cells if c.row == 1 and c.column > 1 and c.text.strip()]
    values = sum(VALUE.fullmatch(t) is not None and not YEAR.fullmatch(t) for t in top)
    named = not any(VALUE.fullmatch(t) and not YEAR.fullmatch(t) for t in words)
    return len(words) >= first.columns // 2 and named and values * 2 > len(top) > 0


def _joined(first: Table, second: Table) -> Table:
    """The table below with the header rows over its own."""
    below = tuple(replace(c, row=c.row + first.rows) for c in second.cells)
    box = first.box.union(second.box) if first.box and second.box else first.box or second.box
    return replace(
        first,
        rows=first.rows + second.rows,
        cells=(*first.cells, *below),
        header_rows=first.rows,
        caption=first.caption or second.caption,
        box=box,
    )


def _goes_on(first: Table, second: Table) -> bool:
    if second.continues:
        return True
    if first.columns <= 2 or abs(first.columns - second.columns) > 1:
        return False
    row = [c.text.strip() for c in second.cells if c.row == 1]
    rest = [text for text in row[1:] if text]
    looks_like_header = len(rest) >= 2 and not any(
        re.search(r"\d", t) and not re.search(r"(?:19|20)\d{2}|\d\d/\d\d", t) for t in rest
    )
    numbered = bool(row) and re.fullmatch(r"\d{1,3}[A-Z]?", row[0]) is not None
    return numbered or (bool(row and row[0]) and not looks_like_header and any(re.search(r"\d", t) for t in rest))
