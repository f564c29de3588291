"""Tells which tables go on from the one before over a page break, and numbers them all."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.types import Block, BlockKind, Cell, PageRun, Table

COLUMN_SHIFT = 6.0  # points by which the columns of a continued table may move


def join_tables(blocks: Sequence[Block]) -> list[Block]:
    """Mark tables that go on from the one before, join rows that the break cut, give captions."""
    result: list[Block] = []
    for block in blocks:
        at = next((i for i in range(len(result) - 1, -1, -1) if result[i].kind is not BlockKind.FURNITURE), None)
        before = result[at] if at is not None else None
        if block.table is None or before is None or at is None:
            result.append(block)
            continue
        table = block.table if before.table is None else _with_empty_columns(before.table, block.table)
        completed = table is not block.table and table.page != before.page
        if before.table is not None and (completed or _continues(before.table, table)):
            table = replace(_with_headers(table, before.table), continues=True)
            rest = _rest_of_row(before.table, table)
            if rest:
                result[at] = replace(before, table=_row_completed(before.table, rest))
                table = _without_row(table, table.header_rows + 1)
        else:
            table = replace(table, caption=_caption(result[: at + 1], table))
        if table.rows > table.header_rows:
            result.append(replace(block, table=table))
    return result


def _caption(before: Sequence[Block], table: Table) -> str:
    """The caption right above a table; one line of notes may stand between."""
    above = [b for b in before[-3:] if b.kind is not BlockKind.FURNITURE][-2:]
    if above and above[-1].kind is BlockKind.CAPTION:
        return above[-1].text
    if (
        len(above) == 2
        and above[0].kind is BlockKind.CAPTION
        and above[1].table is None
        and above[1].page == table.page
    ):
        return above[0].text
    return ""


def number_tables(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Number the tables of the document from 1."""
    result: list[Block] = []
    number = 0
    for block in blocks:
        if block.table is not None:
            number += 1
            block = replace(block, table=replace(block.table, number=number))
        result.append(block)
    return tuple(result)


def _continues(before: Table, table: Table) -> bool:
    """Next page, same columns: a table with a header of its own goes on only if the header is the same."""
    if before.page is None or table.page is None or table.page != before.page + 1 or before.columns != table.columns:
        return False
    if before.box is None or table.box is None:
        return False
    same = _header(table) == _header(before)
    if same and table.header_rows and all(_header(table)):
        return True  # every column named again: the sides of texts may differ from page to page
    return _same_columns(before, table) and (table.header_rows == 0 or same)


def _with_empty_columns(before: Table, table: Table) -> Table:
    """Give a table that goes on without a header, and without rulings, the columns that it leaves empty.

    Its columns are found by their texts, so that an empty one is missing where the table before has it.
    """
    if table.header_rows or table.columns >= before.columns or before.page is None or table.page is None:
        return table
    if table.page - before.page not in ((0, 1) if before.header_rows else (1,)):
        return table
    theirs, own = column_extents(before), column_extents(table)
    places: list[int] = []
    for extent in own:
        found = [c for c, e in enumerate(theirs) if extent and e and extent[0] < e[1] and e[0] < extent[1]]
        if len(found) != 1 or (places and found[0] <= places[-1]):
            return table
        places.append(found[0])
    cells = [replace(c, column=places[c.column - 1] + 1) for c in table.cells if c.column_span == 1]
    if len(cells) < len(table.cells):
        return table
    missing = set(range(before.columns)) - set(places)
    cells += [Cell(row=r, column=c + 1, text="") for r in range(1, table.rows + 1) for c in missing]
    return replace(table, columns=before.columns, cells=tuple(sorted(cells, key=lambda c: (c.row, c.column))))


def column_extents(table: Table) -> list[tuple[float, float] | None]:
    """From where to where the texts of each column reach."""
    extents: list[tuple[float, float] | None] = [None] * table.columns
    for cell in table.cells:
        for run in cell.runs if cell.column_span == 1 else ():
            if isinstance(run, PageRun):
                old = extents[cell.column - 1] or (run.box.x0, run.box.x1)
                extents[cell.column - 1] = (min(old[0], run.box.x0), max(old[1], run.box.x1))
    return extents


def _same_columns(before: Table, table: Table) -> bool:
    return all(
        abs(x - y) <= COLUMN_SHIFT
        for x, y in zip(_column_starts(before), _column_starts(table), strict=True)
        if x is not None and y is not None
    )


def _column_starts(table: Table) -> list[float | None]:
    starts: list[float | None] = [None] * table.columns
    for cell in table.cells:
        if cell.box is not None:
            old = starts[cell.column - 1]
            starts[cell.column - 1] = cell.box.x0 if old is None else min(old, cell.box.x0)
    return starts


def _header(table: Table) -> list[str]:
    return [re.sub(r"\s+", " ", c.text.lower()) for c in table.cells if c.row <= table.header_rows]


def _with_headers(table: Table, before: Table) -> Table:
    """A header that the next page repeats is a header there too, also where nothing but the text tells so."""
    if table.header_rows or not before.header_rows:
        return table
    repeated = [c.text for c in table.cells if c.row <= before.header_rows]
    if repeated != [c.text for c in before.cells if c.row <= before.header_rows]:
        return table
    cells = tuple(replace(c, header=c.row <= before.header_rows) for c in table.cells)
    return replace(table, header_rows=before.header_rows, cells=cells)


def _rest_of_row(before: Table, table: Table) -> list[Cell]:
    """The first row below the header, if it is only the rest of a row that the page break cut.

    Every text in it goes on from a cell above that does not end a sentence, one of them within it, and it holds no
    figure.
    """
    rest = [c for c in table.cells if c.row == table.header_rows + 1 and c.text]
    above = {c.column: c for c in before.cells if c.row + c.row_span - 1 == before.rows and c.text}
    if not rest or any(c.column not in above or c.text[:1].isdigit() for c in rest):
        return []
    lower = any(c.text[0].islower() for c in rest)
    fresh = any(
        c.text.endswith((".", "!", "?")) or re.search(r"\d%?$", c.text) for c in (above[r.column] for r in rest)
    )
    return rest if lower and not fresh else []


def _row_completed(table: Table, rest: Sequence[Cell]) -> Table:
    more = {c.column: c for c in rest}
    cells: list[Cell] = []
    for cell in table.cells:
        end = more.get(cell.column) if cell.row + cell.row_span - 1 == table.rows else None
        if end is not None and cell.text:
            shift = len(cell.text) + 1
            runs = tuple(replace(r, start=r.start + shift, end=r.end + shift) for r in end.runs)
            cell = replace(cell, text=f"{cell.text} {end.text}", runs=cell.runs + runs)
        cells.append(cell)
    return replace(table, cells=tuple(cells))


def _without_row(table: Table, row: int) -> Table:
    cells = tuple(replace(c, row=c.row - 1) if c.row > row else c for c in table.cells if c.row != row)
    return replace(table, rows=table.rows - 1, cells=cells)
