"""Reads the headers over a table's data columns: period, kind, role, unit and scale."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from pipeline.extract.cells import CellReading
from pipeline.extract.numbers import Candidate
from pipeline.extract.periods import PeriodContext, PeriodMention, Shape, find_periods
from pipeline.extract.tables.units import MARGIN, PERCENT, hinted, unit_of, unit_of_first
from pipeline.extract.tables.wholes import parts_of_a_whole
from pipeline.extract.tables.windows import windowed_period
from pipeline.types import Cell, FigureStatus, Period, Role

NO_VALUES = re.compile(
    r"\b(?:trend|chart|graph|comments?|notes?|narrative|direction\s+of\s+travel|rag|arrow|commentary|action"
    r"|owner|lead)\b",
    re.IGNORECASE,
)
CHANGE = re.compile(
    r"(?:%|\bpercent(?:age)?|\bper\s?cent)\s*(?:change|var(?:iance|iation|\.)?|diff(?:erence)?|chg)"
    r"|\bchange\b|\bvar(?:iance|iation|\.)?(?:$|\s|\.)|\bdifference\b|\bgrowth\b|\+\s*/\s*[-–−]|[-–−]\s*/\s*\+|\bmovement\b"
    r"|%\s*\+/-",
    re.IGNORECASE,
)
PERCENT_CHANGE = re.compile(
    r"(?:%|\bpercent(?:age)?|\bper\s?cent)\s*(?:change|var|diff|chg|\+)|\b(?:change|variance|var\.?"
    r"|variation|difference|growth)\s*\(?\s*(?:%|per\s?cent)|\bper\s?cent(?:age)?\b[^()]{0,40}\bgrowth\b",
    re.IGNORECASE,
)
FORECAST = re.compile(r"\b(?:projection|projected|prediction|predicted|forecast|outlook|expected)\b", re.IGNORECASE)
TARGET = re.compile(r"\b(?:target|plan(?:ned)?|goal|ambition)\b", re.IGNORECASE)
PERCENTS_END = 200
COLUMN_NUMBER = re.compile(r"\((\d{1,2})\)")  # `(1) (2) (3)` under the headers
IDENTIFIER = re.compile(
    r"\b(?:transaction|invoice|registration|reference|account|supplier|document|voucher|order|vat|region"
    r"|district|area|serial|item|form|case|docket|phone|telephone|postal|zip|page|folio|para)\b.*\b(?:no\.?|nos\.?|numbers?"
    r"|id|codes?|ref(?:erence)?)\s*$|^(?:id|ref\.?|code|zip|pages?)$",
    re.IGNORECASE,
)


class ColumnKind(StrEnum):
    """What a data column holds."""

    LEVEL = "level"
    CHANGE = "change"
    PERCENT_CHANGE = "percent_change"


@dataclass(frozen=True, slots=True)
class Column:
    """A data column: its header, period, kind, role, and the unit and power of ten that the header gives."""

    number: int
    header: str
    kind: ColumnKind
    role: Role
    period: PeriodMention | None
    unit: str
    power: int
    base: Period | None = None  # of a change whose header names both ends: `'16 vs '98`
    own: str = ""  # the lowest header cell, under those that span several columns
    share: bool = False  # with its neighbours it makes a whole in every row


def headers_of(grid: list[list[Cell | None]], headers: tuple[int, ...], c: int) -> list[str]:
    """Header texts over a column, top down; an empty cell takes the nearest filled one to its left in an upper row."""
    texts: dict[str, None] = {}
    for i, r in enumerate(headers):
        row = grid[r - 1]
        text = _text(row[c - 1])
        if not text and i < len(headers) - 1:
            text = next((t for k in range(c - 2, 0, -1) if (t := _text(row[k]))), "")
        if text and text not in texts and not COLUMN_NUMBER.fullmatch(text):
            texts[text] = None
    return list(texts)


def columns_of(
    grid: list[list[Cell | None]],
    readings: dict[tuple[int, int], CellReading],
    headers: tuple[int, ...],
    labels: tuple[int, ...],
    context: PeriodContext,
    *,
    unit_hint: str,
    periods_above: Sequence[PeriodMention],
) -> tuple[Column, ...]:
    """Return the data columns of a table in order.

    unit_hint: what a caption says of the unit; periods_above: those of the line over the table, which
    head its columns where it has no headers and as many columns.
    """
    columns: list[Column] = []
    heading = frozenset(headers)
    body = [row for r, row in enumerate(grid, 1) if r not in heading]
    for c in range(1, len(grid[0]) + 1):
        if c in labels:
            continue
        header = " ".join(headers_of(grid, headers, c))
        cells = [row[c - 1] for row in body]
        own = [readings[(x.row, x.column)] for x in cells if x]
        numbers = sum(bool(r.numbers) for r in own)
        gaps = sum(r.status not in (None, FigureStatus.BLANK) for r in own)
        words = sum(r.status is None and not r.numbers for r in own)
        valued = bool(numbers or gaps)
        if IDENTIFIER.search(header) and _are_identifiers([_text(x) for x in cells]):
            continue
        if not valued and (not header or NO_VALUES.search(header)):
            continue
        column = _column(c, header, context, unit_hint)
        plain = column.period is None and column.kind is ColumnKind.LEVEL and column.role is Role.ACTUAL
        if plain and words > gaps and not numbers:
            continue  # a column of words with empty cells, as of employers
        if column.unit == "percent" and not PERCENT.search(header) and _are_counts(own):
            column = replace(column, unit="")  # the caption's percent is that of the other columns
        lowest = _text(grid[headers[-1] - 1][c - 1]) if headers else ""
        if column.period is None or column.period.rule != "window":
            column = replace(column, period=_split_period(grid, headers, c, context) or column.period)
        columns.append(replace(column, own=lowest))
    if not headers and len(periods_above) == len(columns) > 1:
        columns = [replace(c, header=p.text, period=p) for c, p in zip(columns, periods_above, strict=True)]
    return tuple(_with_units_of_cells(columns, body, readings))


def _with_units_of_cells(
    columns: Sequence[Column], body: Sequence[Sequence[Cell | None]], readings: dict[tuple[int, int], CellReading]
) -> list[Column]:
    """Give columns without a unit the one that their cells tell.

    The first cell alone may bear the sign; shares of a whole make 100 in every row; a margin of
    error has the unit of the column before it, where that is a percent in points.
    """
    result: list[Column] = []
    found = [
        [readings[(x.row, x.column)] if (x := row[c.number - 1]) else CellReading() for row in body] for c in columns
    ]
    for column, cells in zip(columns, found, strict=True):
        if column.kind is ColumnKind.LEVEL and not column.unit and (unit := _first_unit(column, cells, columns)):
            column = replace(column, unit=unit, power=0 if unit == "percent" else column.power)
        if MARGIN.search(column.own or column.header) and result and not column.unit:
            percent = result[-1].unit in ("percent", "percentage_point")
            column = replace(
                column, unit="percentage_point" if percent else result[-1].unit, power=0 if percent else column.power
            )
        result.append(column)
    bare = [
        [
            n.value if c.kind is ColumnKind.LEVEL and c.unit in ("", "percent") and (n := _bare(cells[r])) else None
            for c, cells in zip(result, found, strict=True)
        ]
        for r in range(len(body))
    ]
    if (whole := parts_of_a_whole(bare)) is not None:
        for i in range(whole[0], whole[1] + 1):
            result[i] = replace(result[i], unit="percent", power=0, share=True)
    return result


def _are_counts(cells: Sequence[CellReading]) -> bool:
    """Whether numbers are whole and far above a hundred, as no percents are."""
    values = [r.numbers[0].candidate.value for r in cells if r.numbers]
    large = sum(v > PERCENTS_END and v == v.to_integral_value() for v in values)
    return large > len(values) // 2


def _first_unit(column: Column, cells: Sequence[CellReading], columns: Sequence[Column]) -> str:
    """The unit that a column's first cell alone bears; with one column of values each row may be another measure."""
    return unit_of_first(cells, closed=column.period is not None) if len(columns) > 1 else ""


def _bare(reading: CellReading) -> Candidate | None:
    """The one number of a cell that bears no unit."""
    number = reading.numbers[0].candidate if len(reading.numbers) == 1 else None
    return number if number is not None and number.unit == "count" else None


def _split_period(
    grid: list[list[Cell | None]], headers: tuple[int, ...], c: int, context: PeriodContext
) -> PeriodMention | None:
    """A header cell merged over six columns that names three periods heads two columns with each."""
    for r in headers:
        cell = grid[r - 1][c - 1]
        if cell is None or cell.column_span < 2:
            continue
        found = [m for m in find_periods(cell.text, context) if m.period]
        alike = len({m.shape for m in found}) == 1
        if len(found) > 1 and alike and cell.column_span % len(found) == 0:
            return found[(c - cell.column) * len(found) // cell.column_span]
    return None


def _text(cell: Cell | None) -> str:
    return cell.text.strip() if cell else ""


def _are_identifiers(texts: Sequence[str]) -> bool:
    """Whether the cells are whole numbers without separators, as references are, or no numbers at all."""
    filled = [t for t in texts if t]
    return bool(filled) and all(
        "," not in t and "." not in t and "%" not in t and not re.match(r"[£$€+-]", t) for t in filled
    )


def _column(number: int, header: str, context: PeriodContext, unit_hint: str) -> Column:
    found = [m for m in find_periods(header, context) if m.shape is not Shape.LENGTH]
    kind = ColumnKind.LEVEL
    if CHANGE.search(header):
        kind = (
            ColumnKind.PERCENT_CHANGE
            if PERCENT_CHANGE.search(header) or header.strip().startswith("%")
            else ColumnKind.CHANGE
        )
    role = Role.FORECAST if FORECAST.search(header) else Role.TARGET if TARGET.search(header) else Role.ACTUAL
    unit, power = unit_of(header, change=kind is not ColumnKind.LEVEL)
    if not unit and not power and unit_hint:
        unit, power = hinted(header, unit_hint)
    base = next((m.first for m in found if m.rule == "against"), None)
    period = windowed_period(header, context) or (found[-1] if found else None)
    return Column(number, header, kind, role, period, unit, power, base)


def scaled(value: Decimal, power: int) -> Decimal:
    """Return the value times ten to the power of its column's header."""
    return value.scaleb(power) if power else value


def period_of(column: Column) -> Period | None:
    """Return the dates of a column's period."""
    return column.period.period if column.period else None
