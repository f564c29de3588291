"""Finds the columns of a table that hold the labels of its rows."""

import itertools
import re
from collections.abc import Sequence

from pipeline.extract.cells import CellReading
from pipeline.extract.periods import PeriodContext, find_periods
from pipeline.extract.tables.columns import COLUMN_NUMBER
from pipeline.extract.tables.headertimes import is_prose
from pipeline.extract.tables.labels import LabelReader
from pipeline.types import Cell, FigureStatus

LEAST_SERIALS = 5
AGE_HEADER = re.compile(r"\bages?\b|\byears?\s+olds?\b", re.IGNORECASE)
AGE_GROUP = re.compile(
    r"(?:under\s+|over\s+|<\s?|>\s?)?\d{1,3}(?:\s?(?:[-–]|to)\s?\d{1,3}|\s?\+|\s+and\s+\w+)?", re.IGNORECASE
)
RANGE = re.compile(
    r"[£$€]?\d[\d,]*\s?(?:[-–]|to)\s?[£$€]?\d[\d,]*(?:\s?(?:years?|days?|hours?|weeks?|months?|km|miles?))?"
)
LEAST_RANGES = 2
YEAR = re.compile(r"\d{4}")
FEW = 5  # cells of a column of codes for each that is none
ROW_NUMBER = re.compile(r"\d{1,2}[A-Z]?\.?")
SERIAL_HEADER = re.compile(
    r"(?:s(?:l|r|er(?:ial)?)?\.?\s*)?(?:no|nos|number)\.?|#|s\.?\s?n\.?|(?:sl|sr)\.?|", re.IGNORECASE
)
SERIAL = re.compile(r"\(?(\d{1,4})[.)]?")
CODE = re.compile(  # `K2-1901`, `19RA02`
    r"(?:[A-Z]\s)?(?:[A-Z][\w-]*\d[\w-]*|\d+[A-Z]+\d+\w*)(?:\s*\(\d\))?(?:\s*[§†‡*])?"
)
AMOUNT = re.compile(r"[£$€]\s?\d|\d\s?%|\d\s?per\s?cent\b")


def is_period(text: str, context: PeriodContext) -> bool:
    """Return whether a text is a period, with few words beside it."""
    found = find_periods(text, context)
    return bool(found) and len(text) - sum(m.end - m.start for m in found) <= max(24, len(text) // 2)


def label_columns(
    grid: list[list[Cell | None]],
    readings: dict[tuple[int, int], CellReading],
    headers: tuple[int, ...],
    context: PeriodContext,
    reader: LabelReader,
) -> tuple[int, ...]:
    """Return the numbers of the columns of labels, from the left."""
    heading = frozenset(headers)
    body = [row for r, row in enumerate(grid, 1) if r not in heading]
    width = len(grid[0])
    labels: list[int] = []
    serials = 0  # columns before the labels that only number the rows
    for c in range(1, width + 1):
        cells = [row[c - 1] for row in body]
        texts = [_text(x) for x in cells if _text(x)]
        codes = c > 1 and 2 * sum(CODE.fullmatch(t) is not None for t in texts) >= len(texts) > 0
        numeric = sum(
            bool(readings[(x.row, x.column)].numbers) and not (codes and CODE.fullmatch(_text(x)))
            for x in cells
            if x and _text(x)
        )
        over = (_text(grid[r - 1][c - 1]) for r in headers if not is_prose(grid[r - 1]))
        header = " ".join(dict.fromkeys(t for t in over if t and not COLUMN_NUMBER.fullmatch(t)))
        numbers_rows = bool(texts) and all(ROW_NUMBER.fullmatch(t) for t in texts) and _next_is_text(body, c, readings)
        serial = c == 1 and SERIAL_HEADER.fullmatch(header) is not None and _are_serials(texts)
        serials += serial
        parts = [t for t in texts if "total" not in reader.read(t).says] if c == 1 else texts
        named = numbers_rows or numeric * 2 <= len(texts) or _are_groups(parts, header, context)
        first = c == 1 + serials - serial and (serial or named)
        worded = numeric == 0 or (codes and numeric * FEW <= len(texts))
        worded = worded or _date_rows(texts, context)
        beside = labels and labels[-1] == c - 1 and texts and worded and not _tell_amounts(texts)
        if not first and not (beside and not _gappy(cells, readings) and not re.search(r"\d{4}|months", header)):
            break
        labels.append(c)
    return tuple(labels[:-1] if len(labels) == width and width > 1 else labels)


def _tell_amounts(texts: Sequence[str]) -> bool:
    """Whether most cells of a column hold sums in words, `40 hours at £85 = £3,400`, which name no row."""
    return 2 * sum(AMOUNT.search(t) is not None for t in texts) > len(texts)


def _are_serials(texts: Sequence[str]) -> bool:
    """Whether the cells of a first column count the rows, perhaps with rows between that bear no number."""
    found = [SERIAL.fullmatch(t) for t in texts]
    numbers = [int(m[1]) for m in found if m]
    rising = all(b > a for a, b in itertools.pairwise(numbers))
    return len(numbers) == len(texts) >= LEAST_SERIALS and rising and numbers[0] <= 1


def _are_groups(texts: Sequence[str], header: str, context: PeriodContext) -> bool:
    """Whether a first column of numbers names its rows: years, periods, or groups of age."""
    if len(texts) < 2:
        return False
    numbered = [t for t in texts if re.search(r"\d", t)]
    if sum(RANGE.fullmatch(t) is not None for t in numbered) >= LEAST_RANGES and all(
        RANGE.fullmatch(t) or AGE_GROUP.fullmatch(t) for t in numbered
    ):
        return True  # `0-15`, `16-24`, `60+`, perhaps under rows of words that head them
    if AGE_HEADER.search(header) and all(AGE_GROUP.fullmatch(t) or AGE_HEADER.search(t) for t in texts):
        return True
    return all(is_period(t, context) and not re.search(r"\d,\d", t) for t in texts)


def _date_rows(texts: Sequence[str], context: PeriodContext) -> bool:
    """Whether a column beside labels dates the rows: `2016/17`, or bare years that come again under the next label."""
    if len(texts) < 2 or not all(is_period(t, context) and not re.search(r"\d,\d", t) for t in texts):
        return False
    bare = all(YEAR.fullmatch(t) for t in texts)
    return not bare or 2 * len(set(texts)) <= len(texts)


def _next_is_text(body: list[list[Cell | None]], c: int, readings: dict[tuple[int, int], CellReading]) -> bool:
    following = [row[c] for row in body if c < len(row) and _text(row[c])]
    return bool(following) and not any(readings[(x.row, x.column)].numbers for x in following if x)


def _gappy(cells: Sequence[Cell | None], readings: dict[tuple[int, int], CellReading]) -> bool:
    """Whether cells say that values are missing, so that the column is one of values."""
    gaps = sum(readings[(x.row, x.column)].status not in (None, FigureStatus.BLANK) for x in cells if x and _text(x))
    texts = sum(1 for x in cells if x and _text(x))
    return gaps * 2 >= max(1, texts)


def _text(cell: Cell | None) -> str:
    return cell.text.strip() if cell else ""
