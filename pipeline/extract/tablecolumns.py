"""Reads the headers over a table's data columns: period, kind, role, unit and scale."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from pipeline.extract.cells import CellReading
from pipeline.extract.periods import PeriodContext, PeriodMention, Shape, find_periods
from pipeline.extract.windows import windowed_period
from pipeline.types import Cell, FigureStatus, Period, Role

NO_VALUES = re.compile(
    r"\b(?:trend|chart|graph|comments?|notes?|narrative|direction\s+of\s+travel|rag|arrow|commentary|action"
    r"|owner|lead)\b",
    re.IGNORECASE,
)
CHANGE = re.compile(
    r"(?:%|\bpercent(?:age)?|\bper\s?cent)\s*(?:change|var(?:iance|iation|\.)?|diff(?:erence)?|chg)"
    r"|\bchange\b|\bvar(?:iance|\.)?(?:$|\s|\.)|\bdifference\b|\+\s*/\s*[-–−]|[-–−]\s*/\s*\+|\bmovement\b"
    r"|%\s*\+/-",
    re.IGNORECASE,
)
PERCENT_CHANGE = re.compile(
    r"(?:%|\bpercent(?:age)?|\bper\s?cent)\s*(?:change|var|diff|chg|\+)|\b(?:change|variance|var\.?"
    r"|difference)\s*\(?\s*(?:%|per\s?cent)",
    re.IGNORECASE,
)
FORECAST = re.compile(r"\b(?:projection|projected|prediction|predicted|forecast|outlook|expected)\b", re.IGNORECASE)
TARGET = re.compile(r"\b(?:target|plan(?:ned)?|goal|ambition)\b", re.IGNORECASE)
SCALE = re.compile(
    r"(?P<currency>[£$€])?\s*(?P<scale>millions?|m\b|mn\b|billions?|bn\b|thousands?|000s?\b|['’]000s?|k\b)",
    re.IGNORECASE,
)
SCALE_PHRASE = re.compile(
    r"(?:\bin\s+|(?P<mark>[£$€])\s?)(?:(?P<before>US|UK)\s+)?(?P<scale>thousands|millions|billions|crores?"
    r"|lakhs?)(?:\s+of\s+(?:US\s+|U\.S\.\s+)?(?P<currency>rupees|dollars|pounds|euros|yen))?"
    r"|(?P<mark2>[£$€])['’]?(?P<scale2>000)['’]?s?",
    re.IGNORECASE,
)
UNIT_PER = re.compile(r"(?:^|[\s(])(?P<cur>[£$€]|p|pence)\s?(?:/|per\s)\s?(?P<per>[A-Za-z]{2,8})\)?\s*$")
SCALES = {"c": 7, "l": 5, "m": 6, "b": 9, "t": 3, "0": 3, "k": 3, "'": 3, "’": 3}
CURRENCY_UNIT = {
    "£": "GBP",
    "$": "USD",
    "€": "EUR",
    "rupee": "INR",
    "dollar": "USD",
    "pound": "GBP",
    "euro": "EUR",
    "yen": "JPY",
}
IDENTIFIER = re.compile(
    r"\b(?:transaction|invoice|registration|reference|account|supplier|document|voucher|order|vat|region"
    r"|district|area|serial|item|form|case|docket|phone|telephone|postal|zip)\b.*\b(?:no\.?|nos\.?|numbers?"
    r"|id|codes?|ref(?:erence)?)\s*$|^(?:id|ref\.?|code|zip)$",
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


def _headers_of(grid: list[list[Cell | None]], headers: tuple[int, ...], c: int) -> list[str]:
    """Header texts over a column, top down; an empty cell takes the nearest filled one to its left in an upper row."""
    texts: list[str] = []
    for i, r in enumerate(headers):
        row = grid[r - 1]
        text = _text(row[c - 1])
        if not text and i < len(headers) - 1:
            left = [_text(row[k]) for k in range(1, c - 1) if _text(row[k])]
            text = left[-1] if left else ""
        if text and text not in texts:
            texts.append(text)
    return texts


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
    for c in range(1, len(grid[0]) + 1):
        if c in labels:
            continue
        header = " ".join(_headers_of(grid, headers, c))
        cells = [row[c - 1] for r, row in enumerate(grid, 1) if r not in headers]
        valued = any(
            readings[(x.row, x.column)].numbers or readings[(x.row, x.column)].status not in (None, FigureStatus.BLANK)
            for x in cells
            if x
        )
        if IDENTIFIER.search(header) and _are_identifiers([_text(x) for x in cells]):
            continue
        if not valued and (not header or NO_VALUES.search(header)):
            continue
        column = _column(c, header, context, unit_hint)
        own = _text(grid[headers[-1] - 1][c - 1]) if headers else ""
        if column.period is None or column.period.rule != "window":
            column = replace(column, period=_split_period(grid, headers, c, context) or column.period)
        columns.append(replace(column, own=own))
    if not headers and len(periods_above) == len(columns) > 1:
        columns = [replace(c, header=p.text, period=p) for c, p in zip(columns, periods_above, strict=True)]
    return tuple(columns)


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
    unit, power = _unit_of(header)
    if not unit and not power and unit_hint:
        unit, power = _unit_of(unit_hint)
    base = next((m.first for m in found if m.rule == "against"), None)
    period = windowed_period(header, context) or (found[-1] if found else None)
    return Column(number, header, kind, role, period, unit, power, base)


def _unit_of(text: str) -> tuple[str, int]:
    """`£ millions` is (GBP, 6), `(%)` is (percent, 0)."""
    if re.search(r"(?:^|[\s(])%(?:\s*$|\))|\bper\s?cent(?:age)?\s*$", text) and not CHANGE.search(text):
        return "percent", 0
    if told := SCALE_PHRASE.search(text):
        currency = told["mark"] or told["mark2"] or (told["currency"] or "").lower().rstrip("s")
        scale = (told["scale"] or told["scale2"])[0].lower()
        return CURRENCY_UNIT.get(currency, ""), SCALES[scale]
    m = re.search(rf"(?:^|[\s(])(?:{SCALE.pattern})\s*\)?$", text, re.IGNORECASE)
    if m and (m["currency"] or re.search(r"\b(?:millions?|thousands?|billions?)\b", m[0], re.IGNORECASE)):
        return CURRENCY_UNIT.get(m["currency"] or "", ""), SCALES[m["scale"][0].lower()]
    if m := UNIT_PER.search(text):
        pence = m["cur"].lower().startswith("p")
        return f"{'GBP' if pence else CURRENCY_UNIT[m['cur']]}/{m['per']}", -2 if pence else 0
    m = re.search(r"(?:^|[\s(])([£$€])\s*\)?$", text)
    return (CURRENCY_UNIT[m[1]], 0) if m else ("", 0)


def scaled(value: Decimal, power: int) -> Decimal:
    """Return the value times ten to the power of its column's header."""
    return value.scaleb(power) if power else value


def period_of(column: Column) -> Period | None:
    """Return the dates of a column's period."""
    return column.period.period if column.period else None
