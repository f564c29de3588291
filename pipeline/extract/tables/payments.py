"""Tells in lists of payments which columns are money and which are codes, by how their cells are printed.

An amount is printed to the penny under a word for money; its currency is that of the threshold that the list is of
(`Payments over £500`). A code is a whole number without separators, as long as every other of its column, in a table
that prints amounts and parts their thousands; where it parts none, a number as short as a count's is taken for one.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.currencies import currency_of
from pipeline.extract.tables.columns import Column, ColumnKind
from pipeline.types import Cell

LEAST_AMOUNTS = 3
LEAST_CODES = 8  # cells alike in length, which counts are not
SHORTEST_CODE = 4  # digits, where the table parts the thousands of other numbers
SHORTEST_UNPARTED = 6  # digits, where it does not
MOST_AMOUNTS = 0.9  # of the filled cells of a column
TO_THE_PENNY = re.compile(r"[-–−+(]*\s?[£$€]?\s?[-–−(]?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d\d\s?\)?\s?(?:[-–−]|CR)?")
THRESHOLD = re.compile(r"(?P<sign>[£$€])\s?\d")
CODE = re.compile(r"\d+")
YEAR = re.compile(r"(?:19|20)\d\d")


def as_payments(columns: Sequence[Column], body: Sequence[Sequence[Cell | None]], notes: Sequence[str]) -> list[Column]:
    """Return the columns: amounts with the currency of the threshold above the table, columns of codes left out.

    body: the rows of values; notes: the texts around the table.
    """
    texts = {c.number: [t for row in body if (t := _text(row, c.number))] for c in columns}
    amounts = {c.number for c in columns if _are_amounts(texts[c.number])}
    if not amounts:
        return list(columns)
    signs = {m["sign"] for note in notes for m in THRESHOLD.finditer(note)}
    unit = currency_of(signs.pop()) if len(signs) == 1 else ""
    parted = any("," in text for number in amounts for text in texts[number])
    shortest = SHORTEST_CODE if parted else SHORTEST_UNPARTED
    result = []
    for column in columns:
        if _are_codes(texts[column.number], shortest):
            continue
        plain = column.kind is ColumnKind.LEVEL and not column.unit and not column.power
        if unit and plain and column.number in amounts and "money" in column.says:
            column = replace(column, unit=unit, hinted=True)
        result.append(column)
    return result


def _text(row: Sequence[Cell | None], number: int) -> str:
    cell = row[number - 1] if number <= len(row) else None
    return cell.text.strip() if cell is not None else ""


def _are_amounts(texts: Sequence[str]) -> bool:
    printed = sum(1 for text in texts if TO_THE_PENNY.fullmatch(text))
    return printed >= max(LEAST_AMOUNTS, MOST_AMOUNTS * len(texts))


def _are_codes(texts: Sequence[str], shortest: int) -> bool:
    if len(texts) < LEAST_CODES or not all(CODE.fullmatch(t) for t in texts) or len(set(texts)) == 1:
        return False
    lengths = {len(t) for t in texts}
    return len(lengths) == 1 and min(lengths) >= shortest and not all(YEAR.fullmatch(t) for t in texts)
