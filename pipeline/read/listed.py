"""Lists whose items name a thing and end in its amount (`Rent: £1,200`) as tables of two columns."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.read.amounts import LEAST_ROWS, LONGEST_NAME, is_amount, is_money
from pipeline.types import Block, BlockKind, Cell, Run, Table, TextRun

_PARTS = re.compile(r"(?P<name>[^:]*[^\W\d_][^:]*):\s*(?P<amount>[^:]*\d[^:]*)")
KINDS = frozenset({BlockKind.LIST_ITEM, BlockKind.PARAGRAPH, BlockKind.HEADING})


def with_listed_amounts(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with each list of at least three named amounts, most of them money, as a table.

    The tables of the blocks are numbered anew from 1 where one is added.
    """
    result: list[Block] = []
    row: list[Block] = []
    for block in blocks:
        if _split(block) is not None:
            row.append(block)
            continue
        result += [*_settled(row), block]
        row = []
    result += _settled(row)
    return _numbered(result) if len(result) != len(blocks) else result


def _split(block: Block) -> tuple[int, int] | None:
    """Return where the name of an item ends and its amount begins."""
    if block.kind not in KINDS or block.level or len(block.text) > 2 * LONGEST_NAME or block.marker[:1].isdigit():
        return None
    found = _PARTS.fullmatch(block.text)
    if found is None or len(found["name"]) > LONGEST_NAME or not all(isinstance(r, TextRun) for r in block.runs):
        return None
    return (found.end("name"), found.start("amount")) if is_amount(found["amount"].strip()) else None


def _settled(row: list[Block]) -> list[Block]:
    amounts = [b.text[ends[1] :] for b in row if (ends := _split(b)) is not None]
    if len(row) < LEAST_ROWS or 2 * sum(is_money(a) for a in amounts) < len(row):
        return row
    cells: list[Cell] = []
    for number, block in enumerate(row, 1):
        ends = _split(block)
        assert ends is not None
        cells.append(_cell(block, number, 1, 0, ends[0]))
        cells.append(_cell(block, number, 2, ends[1], len(block.text)))
    table = Table(1, len(row), 2, tuple(cells))
    return [Block(BlockKind.TABLE, "", table=table, line=row[0].line)]


def _cell(block: Block, row: int, column: int, start: int, end: int) -> Cell:
    text = block.text[start:end]
    start += len(text) - len(text.lstrip())
    end -= len(text) - len(text.rstrip())
    return Cell(row, column, block.text[start:end], _part_of(block.runs, start, end))


def _part_of(runs: Sequence[Run], start: int, end: int) -> tuple[Run, ...]:
    """Return the runs of the characters from start to end, counted from there."""
    part: list[Run] = []
    for run in runs:
        first, last = max(run.start, start), min(run.end, end)
        if first < last and isinstance(run, TextRun):
            part.append(replace(run, start=first - start, end=last - start, column=run.column + first - run.start))
    return tuple(part)


def _numbered(blocks: list[Block]) -> list[Block]:
    number = 0
    result = []
    for block in blocks:
        if block.table is not None:
            number += 1
            block = replace(block, table=replace(block.table, number=number))
        result.append(block)
    return result
