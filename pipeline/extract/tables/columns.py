"""Reads the headers over a table's data columns: period, kind, role, unit and scale."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from pipeline.extract.against import SAME_OF, step_told
from pipeline.extract.cells import CellReading, flag_of
from pipeline.extract.numbers import Candidate
from pipeline.extract.periods import PeriodContext, PeriodMention, Shape, find_periods
from pipeline.extract.tables.headertimes import (
    are_periods,
    base_and_own,
    is_prose,
    own_period,
    split_period,
    until_its_last_day,
    with_units_spread,
)
from pipeline.extract.tables.labels import Label, LabelReader
from pipeline.extract.tables.operands import Operands
from pipeline.extract.tables.units import CURRENCIES, MARGIN, PERCENT, hinted, unit_of, unit_of_first
from pipeline.extract.tables.wholes import parts_of_a_whole
from pipeline.rules import Rules
from pipeline.types import Cell, FigureStatus, Flag, Period, Role

CHANGES = frozenset({"change", "percent_change", "variance"})
ROLES = {
    "variance": Role.VARIANCE, "interval": Role.INTERVAL, "forecast": Role.FORECAST, "target": Role.TARGET,
    "actual": Role.ACTUAL,
}  # fmt: skip
PERCENTS_END = 200
LEAST_IN_BRACKETS = 3
PERCENT_CHANGE = re.compile(r"^\s*%|[(\[]\s*(?:%|per\s?cent)\s*[)\]]\s*$", re.IGNORECASE)
PERCENT_BEHIND = re.compile(r"\s(?:%|per\s?cent)$", re.IGNORECASE)  # `Change on year %`
JOINING = re.compile(r"to|and|[-–—−]", re.IGNORECASE)
ISSUED = re.compile(r"\b(?:revised|updated|published|issued)\s+(?:in\s+|on\s+)?$", re.IGNORECASE)  # no time of values
YEAR_PERCENT = re.compile(r"(?P<year>\b(?:19|20)\d\d\s)%(?=\s*$)")  # the unit below a header that ends in a year
COLUMN_NUMBER = re.compile(r"\((\d{1,2})\)")  # `(1) (2) (3)` under the headers


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
    share: bool = False  # with its neighbours it makes a whole in every row, or its header says so
    labels: tuple[Label, ...] = ()  # that it stands under, the outermost first
    of_percents: bool = False  # a change whose lowest header says that it is of percents: `Percent` under `Difference`
    operands: Operands | None = None  # the two columns that its changes are worked out from
    flag: Flag = Flag.NONE  # that a mark in the header gives all its numbers: `2014 (r)`
    hinted: bool = False  # the unit is told by what stands around the table, not by the header
    in_brackets: bool = False  # shares that are all in brackets, which set them apart and are no minus
    step: str = ""  # back to the base of its changes, or to its own period from the row's: `year_before`, ...

    @property
    def says(self) -> frozenset[str]:
        """What its labels say together."""
        return frozenset().union(*(label.says for label in self.labels))


def headers_of(
    grid: Sequence[Sequence[Cell | None]], headers: Sequence[int], labels: Sequence[int], c: int
) -> list[str]:
    """Header texts over a column, top down; an empty cell of an upper row takes the nearest filled one to its left.

    It does so where a lower row names the column, never from over the label columns, and never from under another
    header of the rows above.
    """
    texts: dict[str, None] = {}
    for i, r in enumerate(headers):
        row = grid[r - 1]
        text = "" if is_prose(row) else _text(row[c - 1])
        if not text and not is_prose(row) and any(_text(grid[below - 1][c - 1]) for below in headers[i + 1 :]):
            text = next((t for k in _to_the_left(grid, headers[:i], labels, c) if (t := _text(row[k - 1]))), "")
        if text and text not in texts and not COLUMN_NUMBER.fullmatch(text):
            texts[text] = None
    return list(texts)


def _to_the_left(
    grid: Sequence[Sequence[Cell | None]], above: Sequence[int], labels: Sequence[int], c: int
) -> Iterator[int]:
    """The columns to the left under the same headers of the rows above, the nearest first."""
    for k in range(c - 1, 0, -1):
        if any((own := grid[r - 1][c - 1]) is not None and _text(own) and grid[r - 1][k - 1] is not own for r in above):
            return
        if k not in labels:
            yield k


def _joined_by_words(
    grid: Sequence[Sequence[Cell | None]],
    headers: Sequence[int],
    labels: Sequence[int],
    body: Sequence[Sequence[Cell | None]],
) -> dict[int, int]:
    """Columns without a header beside one of `to` or a dash, by that column: the ends of intervals share its header."""
    found: dict[int, int] = {}
    lowest = grid[headers[-1] - 1] if headers else ()
    for c in range(2, len(lowest)):
        words = {t for row in body if (t := _text(row[c - 1]))}
        if len(words) == 1 and JOINING.fullmatch(words.pop()) and _text(lowest[c - 1]):
            found.update({k: c for k in (c - 1, c + 1) if k not in labels and not _text(lowest[k - 1])})
    return found


def _same_texts(cells: Sequence[Cell | None], labels: Sequence[Cell | None]) -> bool:
    texts = [_text(c) for c in cells]
    return any(texts) and texts == [_text(c) for c in labels]


def columns_of(
    grid: list[list[Cell | None]],
    readings: dict[tuple[int, int], CellReading],
    headers: tuple[int, ...],
    labels: tuple[int, ...],
    context: PeriodContext,
    *,
    reader: LabelReader,
    unit_hint: str,
    periods_above: Sequence[PeriodMention],
) -> tuple[Column, ...]:
    """Return the data columns of a table in order.

    unit_hint: what a caption says of the unit; periods_above: those of the line over the table, which
    head its columns where it has no headers and as many columns.
    """
    columns: list[Column] = []
    context = until_its_last_day(grid, headers, context)
    heading = frozenset(headers)
    body = [row for r, row in enumerate(grid, 1) if r not in heading]
    joined = _joined_by_words(grid, headers, labels, body)
    over = {
        c: headers_of(grid, headers, labels, joined.get(c, c)) for c in range(1, len(grid[0]) + 1) if c not in labels
    }
    over = with_units_spread(over, reader)
    for c in range(1, len(grid[0]) + 1):
        if c in labels:
            continue
        path = tuple(reader.read(t) for t in over[c])
        header = " ".join(label.text for label in path)
        cells = [row[c - 1] for row in body]
        own = [readings[(x.row, x.column)] for x in cells if x]
        numbers = sum(bool(r.numbers) for r in own)
        gaps = sum(r.status not in (None, FigureStatus.BLANK) for r in own)
        words = sum(r.status is None and not r.numbers for r in own)
        valued = bool(numbers or gaps)
        beside = any(
            _same_texts(cells, [row[n - 1] for row in body]) for n in labels
        )  # the labels again, in the middle
        if beside or (not valued and not header) or _holds_no_values([_text(x) for x in cells], path, context, reader):
            continue
        column = _column(c, header, path, context, unit_hint, reader.rules)
        plain = column.period is None and column.kind is ColumnKind.LEVEL and column.role is Role.ACTUAL
        if plain and words > gaps and not numbers:
            continue  # a column of words with empty cells, as of employers
        if column.unit == "percent" and not PERCENT.search(header) and _are_counts(own):
            column = replace(column, unit="")  # the caption's percent is that of the other columns
        lowest = _text(grid[headers[-1] - 1][c - 1]) if headers else ""
        if column.period is None or column.period.rule != "window":
            column = replace(column, period=split_period(grid, headers, c, context) or column.period)
        apart = column.share and _all_in_brackets(cells, own)
        columns.append(replace(column, own=lowest, in_brackets=apart))
    if not headers and len(periods_above) == len(columns) > 1:
        columns = [replace(c, header=p.text, period=p) for c, p in zip(columns, periods_above, strict=True)]
    return tuple(_with_units_of_cells(_in_percent(columns), body, readings))


def _in_percent(columns: Sequence[Column]) -> list[Column]:
    """`Percentage` beside `Absolute` under `Variation` is a percent change, where no level has that header too.

    Under `2005`, `2010` and `Difference` alike it would be the difference of two percents.
    """
    levels = {label.text for c in columns if c.kind is ColumnKind.LEVEL for label in c.labels}
    result = []
    for column in columns:
        heads = [i for i, label in enumerate(column.labels) if label.says & CHANGES]
        behind = column.labels[heads[-1] + 1 :] if heads else ()
        if column.kind is ColumnKind.CHANGE and any(x.unit == "percent" and x.text not in levels for x in behind):
            column = replace(column, kind=ColumnKind.PERCENT_CHANGE, unit="", power=0, of_percents=False)
        result.append(column)
    return result


def _holds_no_values(texts: Sequence[str], path: Sequence[Label], context: PeriodContext, reader: LabelReader) -> bool:
    """Whether a column holds references, periods that date its rows, or what its header says is no value."""
    header = " ".join(label.text for label in path)
    if path and "no_values" in path[-1].says:
        return True
    references = "identifier" in reader.read(header).says and _are_identifiers(texts)
    return references or are_periods(texts, header, context)


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
        if column.share and not column.unit and not column.power and _are_percents(cells):
            column = replace(column, unit="percent")
        if column.kind is ColumnKind.LEVEL and not column.unit and (unit := _first_unit(column, cells, columns)):
            column = replace(column, unit=unit, power=0 if unit == "percent" else column.power)
        margin = MARGIN.search(column.own or column.header)
        if not margin and column.role is Role.INTERVAL and result and not column.unit:
            column = replace(column, unit=result[-1].unit, power=result[-1].power)
        elif margin and result and not column.unit:
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


def _all_in_brackets(cells: Sequence[Cell | None], readings: Sequence[CellReading]) -> bool:
    """Whether all numbers of a column stand in brackets, as those of the year before may."""
    texts = [
        t for x, reading in zip([c for c in cells if c], readings, strict=True) if reading.numbers for t in [_text(x)]
    ]
    return len(texts) >= LEAST_IN_BRACKETS and all(t.startswith("(") and t.endswith(")") for t in texts)


def _are_percents(cells: Sequence[CellReading]) -> bool:
    """Whether bare numbers that are called shares are told in percent: none above a hundred, and not all below one."""
    numbers = [r.numbers[0].candidate for r in cells if r.numbers]
    values = [n.value for n in numbers if n.unit == "count"]
    return len(values) == len(numbers) > 0 and all(0 <= v <= 100 for v in values) and any(v > 1 for v in values)


def _first_unit(column: Column, cells: Sequence[CellReading], columns: Sequence[Column]) -> str:
    """The unit that a column's first cell alone bears; with one column of values each row may be another measure."""
    return unit_of_first(cells, closed=column.period is not None) if len(columns) > 1 else ""


def _bare(reading: CellReading) -> Candidate | None:
    """The one number of a cell that bears no unit."""
    number = reading.numbers[0].candidate if len(reading.numbers) == 1 else None
    return number if number is not None and number.unit == "count" else None


def _text(cell: Cell | None) -> str:
    return cell.text.strip() if cell else ""


MOSTLY_NAMES = 0.9  # of the cells under a header that names references: `JAN,FEB` and `12.5A` are some too


def _are_identifiers(texts: Sequence[str]) -> bool:
    """Whether the cells are whole numbers without separators, as references are, or no numbers at all."""
    filled = [t for t in texts if t]
    named = sum("," not in t and "." not in t and "%" not in t and not re.match(r"[£$€+-]", t) for t in filled)
    return bool(filled) and named >= MOSTLY_NAMES * len(filled)


def _column(
    number: int, header: str, path: tuple[Label, ...], context: PeriodContext, unit_hint: str, rules: Rules
) -> Column:
    says = frozenset().union(*(label.says for label in path))
    kind = ColumnKind.LEVEL
    if says & CHANGES:
        last = path[-1]
        signed = PERCENT_CHANGE.search(header) is not None or last.text.strip().startswith("%")
        signed |= bool(last.says & CHANGES) and PERCENT_BEHIND.search(last.text) is not None
        signed |= any(
            label.unit == "percent" and not label.words for label in path[:-1]
        )  # `Per cent` over `On the year`
        percent = "percent_change" in says or signed
        kind = ColumnKind.PERCENT_CHANGE if percent else ColumnKind.CHANGE
    unit, power = unit_of(header, change=kind is not ColumnKind.LEVEL)
    of_percents = kind is ColumnKind.CHANGE and path[-1].unit == "percent" and not path[-1].says & CHANGES
    if not unit:  # `Passenger kilometres (billions)` over a quarter
        unit = next((label.unit for label in reversed(path) if label.unit and label.power == power), "")
    if not unit and not power:  # `Thousand persons` over what they do
        power = next((label.power for label in reversed(path) if label.power and not label.words), 0)
    around = not unit and not power and bool(unit_hint) and not of_percents
    if around:
        unit, power = hinted(header, unit_hint, named=any(label.words and not _is_value(label) for label in path))
    changes = kind is not ColumnKind.LEVEL
    dated = SAME_OF.sub(lambda m: " " * len(m[0]), YEAR_PERCENT.sub(r"\g<year> ", header))
    found = [
        m for m in find_periods(dated, context) if m.shape is not Shape.LENGTH and not ISSUED.search(dated[: m.start])
    ]
    step = step_told(header if changes else f"on {header}", rules)
    if step and changes:
        relative = (Shape.PREVIOUS, Shape.CURRENT)  # `on the previous year` is no period of its own
        found = [m for m in found if m.shape not in relative or re.search(r"\d", m.text)]
    base, found = base_and_own(header, found, rules, context) if changes else (None, found)
    share = (
        bool(says & {"share", "weight"}) and kind is ColumnKind.LEVEL and bool(path) and "average" not in path[-1].says
    )
    return Column(
        number, header, kind, _role(path, unit), own_period(header, path, found, context), unit, power, base,
        share=share, labels=path, of_percents=of_percents, step=step, flag=flag_of(header),
        hinted=around and (unit, power) != ("", 0),
    )  # fmt: skip


def _is_value(label: Label) -> bool:
    """Whether a header says that what the caption names stands below it, and nothing else: `Value`."""
    return "actual" in label.says and len(label.text.split()) == 1


def _role(path: Sequence[Label], unit: str) -> Role:
    """The role that the innermost label with one tells; a variance and an interval are so under any other."""
    says = frozenset().union(*(label.says for label in path))
    for name in ("variance", "interval"):
        if name in says:
            return ROLES[name]
    for label in reversed(path):
        for name, role in ROLES.items():
            if name in label.says:
                return role
    return Role.TARGET if "estimate" in says and unit in CURRENCIES else Role.ACTUAL


def levels_told_of(columns: Sequence[Column]) -> dict[int, int]:
    """Return for columns of changes the column that says what they are of: that of their later level, by arithmetic.

    `Annual change` behind `Index`, which follows from no two columns, is of the level before it.
    """
    found: dict[int, int] = {}
    level = 0
    for column in columns:
        if column.kind is ColumnKind.LEVEL:
            level = column.number
        elif column.operands is not None:
            found[column.number] = column.operands.later
        elif level:
            found[column.number] = level
    return found


def scaled(value: Decimal, power: int) -> Decimal:
    """Return the value times ten to the power of its column's header."""
    return value.scaleb(power) if power else value


def period_of(column: Column) -> Period | None:
    """Return the dates of a column's period."""
    return column.period.period if column.period else None
