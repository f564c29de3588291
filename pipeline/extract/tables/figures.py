"""Turns a table's cells into figures, with period, kind, unit and labels from its headers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.extract import calendars as cal
from pipeline.extract.against import stepped_back
from pipeline.extract.cells import DATE_CELL, CellNumber
from pipeline.extract.indicators import clean_label
from pipeline.extract.periods import PeriodContext, Shape
from pipeline.extract.physical import unit_told
from pipeline.extract.tables.columns import ROLES, Column, ColumnKind, period_of, scaled
from pipeline.extract.tables.figure import TableFigure
from pipeline.extract.tables.labels import Label, without_marks
from pipeline.extract.tables.lags import with_lags
from pipeline.extract.tables.lines import TimesAround
from pipeline.extract.tables.meaning import SURVEYED, CellMeaning, TableMeaning
from pipeline.extract.tables.rowchanges import (
    against_reference,
    as_changes,
    based_by_sentence,
    in_parts_of_years,
    stepped_by_title,
    with_row_changes,
)
from pipeline.extract.tables.rowtimes import WHOLE_YEAR, crossed, lengthened, path_period, row_period, summed
from pipeline.extract.tables.settling import settle_columns, settle_row
from pipeline.extract.tables.shape import TableShape
from pipeline.extract.tables.told import told_as
from pipeline.extract.tables.trees import Trees
from pipeline.extract.tables.units import is_per, is_rate, unit_of
from pipeline.extract.tables.windows import stretch_to
from pipeline.extract.yearday import YearsMeant, sentences_on, years_meant
from pipeline.types import Cell, FigureStatus, Flag, Kind, Period, Qualifier, Role, Table

RATE_LABEL = re.compile(
    r"\b(?:per|for\s+(?:each|every))\s+(?P<base>\d{1,3}(?:,\d{3})*|(?!cent)[a-z]+)\b", re.IGNORECASE
)
NOTHING_TOLD = re.compile(
    r"no\b(?:\s+[\w-]+){0,3}?\s+(?:metrics?|data|figures?|information|measures?)\b(?:\s+[\w-]+){0,4}", re.IGNORECASE
)
BASES = {"capita": "head", "person": "head", "inhabitant": "head", "annum": "year", "thousand": "1000"}
DAYS_OF_MONTH, DAYS_OF_YEAR = 31, 360
NOTHING_AROUND = TimesAround()
CHANGED = (Kind.CHANGE, Kind.PERCENT_CHANGE)
NO_RATE = ("percent", "percentage_point", "basis_point", "index")
WORD_BEHIND = re.compile(r"\s+([^\W\d_]+)")  # `per lane mile`
RANK_LABEL = re.compile(r"^(?:position|rank(?:ing)?)\b", re.IGNORECASE)
NOTE = re.compile(r"\((?![^()]*\b(?:data|source|survey|provisional|proxy|est\w*)\b)([^()\d]+)\)", re.IGNORECASE)
SHARE_LABEL = re.compile(
    r"\b(?:proportion|percentage|share)\b|(?:%|\bpct\.?)\s+of\b|^\(?%\)?$|^per\s?cent\.?$|\bper\s?cent\s+(?:of|who|with)\b"
    r"|\bcompleting\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    labels: tuple[str, ...]
    label: str
    note: str
    period: Period | None  # of a row that is a year or a date
    own: Label | None  # the innermost label
    unit: tuple[str, int]  # and power of ten, that a column of units tells of the row
    whole: tuple[Period | None, str]  # of the table as a whole, and how it is told
    band: Label | None = None  # the nearest label without values over the row

    @property
    def told(self) -> ColumnKind:
        """What a label that names nothing says of the row: `% change`, `Difference`, or `Per cent changes` over it."""
        if self.band is not None and not self.band.words and "percent_change" in self.band.says:
            return ColumnKind.PERCENT_CHANGE
        if self.own is None or self.own.words:
            return ColumnKind.LEVEL
        if "percent_change" in self.own.says or ("change" in self.own.says and self.own.unit == "percent"):
            return ColumnKind.PERCENT_CHANGE
        return ColumnKind.CHANGE if "change" in self.own.says else ColumnKind.LEVEL

    @property
    def base(self) -> Period | None:
        """What the changes of a row are measured against by its label: the earlier year of `2023 on 2022 (%)`."""
        return next((m.first for m in self.own.periods if m.rule == "against"), None) if self.own else None

    def role(self, column: Column) -> Role:
        """The role of the column's values, or that which a label that names nothing tells: `Target`."""
        if column.role is not Role.ACTUAL or self.own is None or self.own.words:
            return column.role
        return next((role for says, role in ROLES.items() if says in self.own.says), column.role)


def table_figures(
    table: Table,
    shape: TableShape,
    context: PeriodContext,
    meaning: TableMeaning,
    trees: Trees,
    around: TimesAround = NOTHING_AROUND,
) -> list[TableFigure]:
    """Return the figures of a table in reading order.

    around: what the lines around the table tell of its times.
    """
    grid = table.grid()
    found: list[TableFigure] = []
    run: list[Period] = []
    for r in shape.body_rows:
        if r in trees.naming:
            continue
        row = _row(grid, r, shape, trees, context, around)
        if (whole := summed(row.label, run)) is not None:
            row = replace(row, period=whole)
        elif row.told is ColumnKind.LEVEL:
            run = lengthened(run, row.period)
        if (told := _told_missing(grid[r - 1], shape)) is not None:
            column = shape.columns[0]
            found.append(_gap(told, column, row, FigureStatus.NOT_AVAILABLE, context, meaning.of(r, column.number)))
            continue
        cells = [(column, grid[r - 1][column.number - 1]) for column in shape.columns if column.number <= table.columns]
        figures = [
            f
            for column, cell in cells
            if cell is not None
            for f in _cell_figures(cell, column, row, shape, context, meaning.of(r, column.number))
        ]
        found.extend(settle_row(figures, shape))
    found = with_row_changes(with_lags(settle_columns(found), shape), shape, meaning.rules)
    found = based_by_sentence(in_parts_of_years(found, shape, context), shape, around.told)
    found = against_reference(found, around.reference, meaning.rules)
    found = stepped_by_title(found, around.step)
    return as_changes(found, around.between) if around.between is not None else found


def years_of_table(
    shape: TableShape | None, over: Sequence[str], headings: Sequence[str], intro: str
) -> YearsMeant | None:
    """Return what the years and months that head a table's columns stand for, by what is printed over it.

    over: title, caption and lines over it; headings: those in force; intro: the paragraph before it.
    """
    heads = [c.period for c in shape.columns if c.period is not None and c.period.period] if shape else []
    months = frozenset(m.period.start.month for m in heads if m.period and m.shape is Shape.MONTH)
    years = frozenset(m.period.start.year for m in heads if m.period and WHOLE_YEAR.fullmatch(m.text.strip()))
    subject = next((text for text in (*over[:2], *headings) if text), "")
    on = sentences_on(intro, subject)
    told = years_meant(on, (), months, years=years) if on else None
    return told or years_meant(over, headings, months, intro=intro, years=years)


def in_years_meant(figure: TableFigure, years: YearsMeant | None) -> TableFigure:
    """Return a figure with its years as what they stand for: a day of each for levels, months for changes as well."""
    if years is None:
        return figure
    base = years.of(figure.base)
    return replace(figure, period=years.of(figure.period), base=base)


def _told_missing(row: Sequence[Cell | None], shape: TableShape) -> Cell | None:
    """The label that says for a whole row that there is nothing to tell, as `No consistent metrics`."""
    values = [row[c.number - 1] for c in shape.columns if c.number <= len(row)]
    if any(cell is not None and cell.text.strip() for cell in values):
        return None
    labels = [row[c - 1] for c in shape.label_columns]
    return next((cell for cell in labels if cell and NOTHING_TOLD.fullmatch(cell.text.strip())), None)


def _row(
    grid: list[list[Cell | None]],
    r: int,
    shape: TableShape,
    trees: Trees,
    context: PeriodContext,
    around: TimesAround,
) -> _Row:
    """Labels of a row and the period that they tell: its own, in the year of the row that heads it."""
    path = [label for _, label in trees.rows.get(r, ())]
    own = [label for level, label in trees.rows.get(r, ()) if level[0] == "stub"]
    labels = tuple(label.text for label in own)
    label = next((x for x in reversed(labels) if x), "")
    texts = [c.text for c in grid[r - 1] if c is not None and c.column not in shape.label_columns]
    notes = [m[1].strip() for t in texts for m in [NOTE.fullmatch(t.strip())] if m]
    period = path_period(path, context)
    if period is None:
        dated = [c.text for c in grid[r - 1] if c is not None and _dates_its_row(c, shape)]
        period = next((p for x in dated if (p := row_period(x, context)) is not None), None)
    elif _is_month_or_day(period):
        period = stretch_to(period, [shape.label_header]) or period  # `March 2024` under `Quarter ended`
    if own and (named := told_as(own[-1].text, own[-1].years > 0, around.notes, context)) is not None:
        period = named
    told = [c.text for n in shape.unit_columns if n <= len(grid[r - 1]) and (c := grid[r - 1][n - 1]) is not None]
    unit = next((found for text in told if (found := unit_of(text)) != ("", 0)), ("", 0))
    if unit == ("", 0) and own and (own[-1].unit, own[-1].power) == ("", 0):  # `Males` under `Deaths (thousands)`
        unit = next(((x.unit, x.power) for x in reversed(path[:-1]) if (x.unit, x.power) != ("", 0)), unit)
    return _Row(
        r,
        labels,
        label,
        notes[0] if notes else "",
        period,
        own[-1] if own else None,
        unit,
        (around.period, around.basis),
        path[-2] if len(path) > 1 and trees.rows[r][-2][0][0] == "above" else None,
    )


def _is_month_or_day(period: Period) -> bool:
    return period.end is not None and (period.end - period.start).days < DAYS_OF_MONTH


def _dates_its_row(cell: Cell, shape: TableShape) -> bool:
    """Whether a cell is a date, or stands in a column that is none of values nor of labels."""
    valued = cell.column in (*shape.by_number, *shape.label_columns, *shape.unit_columns)
    return DATE_CELL.fullmatch(cell.text.strip()) is not None or not valued


def _cell_figures(
    cell: Cell, column: Column, row: _Row, shape: TableShape, context: PeriodContext, meaning: CellMeaning
) -> list[TableFigure]:
    reading = shape.readings[(cell.row, cell.column)]
    if reading.status is not None:
        return [replace(_gap(cell, column, row, reading.status, context, meaning), flag=reading.flag)]
    return [_number(cell, n, column, row, context, meaning) for n in reading.numbers]


def _period(column: Column, row: _Row, context: PeriodContext) -> tuple[Period | None, str]:
    if column.period is not None and (both := crossed(column, row.label, context)) is not None:
        return both, "header"
    if column.step and column.kind is ColumnKind.LEVEL and row.period is not None:
        return stepped_back(row.period, column.step), "row"
    if column.period is not None and column.period.shape is Shape.BEFORE:
        return None, ""  # `before 2010`: no other period holds for it
    period = period_of(column)
    if period is not None:
        return period, "rolling" if column.period and column.period.shape in (
            Shape.CURRENT,
            Shape.ROLLING,
        ) else "header"
    if row.period is not None:
        return row.period, "row"
    if row.whole[0] is not None:
        return _years_up_to(row.whole[0], column), row.whole[1]
    anchor = context.anchor
    if anchor is not None and anchor.end is not None and (anchor.end - anchor.start).days <= 380:
        return anchor, "report"
    return None, ""


def _years_up_to(whole: Period, column: Column) -> Period:
    """The period of a table, or so many years up to it under `Five-year average`."""
    years = next((label.years for label in column.labels if label.years), 0)
    if years and whole.end is not None and (whole.end - whole.start).days >= DAYS_OF_YEAR:
        return cal.months_to(12 * years, (whole.end.year, whole.end.month))
    return whole


def _gap(
    cell: Cell, column: Column, row: _Row, status: FigureStatus, context: PeriodContext, meaning: CellMeaning
) -> TableFigure:
    period, basis = _period(column, row, context)
    kind = Kind.CHANGE if status is FigureStatus.NO_CHANGE else _kind_of_column(column, row)
    unit = "rank" if kind is Kind.RANK else ("percent" if kind is Kind.PERCENT_CHANGE else column.unit)
    return TableFigure(
        cell, 0, len(cell.text), cell.text, None, 0, unit, "", Qualifier.NONE, kind, row.role(column), status,
        Flag.NONE, period, None, basis, row.label, row.labels, column.header, row.note, meaning,
    )  # fmt: skip


def _kind_of_column(column: Column, row: _Row) -> Kind:
    if column.kind is ColumnKind.PERCENT_CHANGE or row.told is ColumnKind.PERCENT_CHANGE:
        return Kind.PERCENT_CHANGE
    if ColumnKind.CHANGE in (column.kind, row.told):
        return Kind.CHANGE
    if is_rate(column.unit):
        return Kind.RATE
    return Kind.RANK if RANK_LABEL.match(clean_label(row.label)) else Kind.LEVEL


def _number(
    cell: Cell, n: CellNumber, column: Column, row: _Row, context: PeriodContext, meaning: CellMeaning
) -> TableFigure:
    if column.in_brackets and n.candidate.signed:
        n = replace(n, candidate=replace(n.candidate, value=abs(n.candidate.value), signed=False))
    c = n.candidate
    period, basis = _period(column, row, context)
    unit, power = c.unit, 0
    if column.unit == "percent" and row.own is not None and "base" in row.own.says:
        column = replace(column, unit="")  # how many were asked, over the percents of their answers
    if column.hinted and row.own is not None and (row.own.unit or row.own.power):
        column = replace(column, unit="", power=0)  # the row's own label is nearer than a line over the table
    if unit == "count" and (column.of_percents or row.told is ColumnKind.PERCENT_CHANGE):
        unit = "percent"
    scaled_change = column.kind is ColumnKind.CHANGE and (column.unit not in ("", "percent") or column.power > 0)
    if unit == "count" and not n.bracketed and (column.kind is ColumnKind.LEVEL or scaled_change):
        unit, power = column.unit or unit, column.power
    elif column.power and c.unit_printed in ("£", "$", "€"):
        power = column.power
    ranked = "rank" in column.says
    if unit == "count" and not (column.unit or ranked) and _takes_unit_of_row(column):
        told = row.unit if row.unit != ("", 0) or row.own is None else (row.own.unit, row.own.power)
        unit, power = told[0] or unit, told[1] or power
        if unit == "percent" and column.kind is ColumnKind.CHANGE:
            unit = "percentage_point"  # `+0.5` in a column of changes, beside `Answered in time (%)`
    kind = _kind(unit, n, column, row, meaning)
    if kind is Kind.RANK:
        unit, power = "rank", 0
    if kind is Kind.PERCENT_CHANGE and unit == "count":
        unit = "percent"
    rate = (
        RATE_LABEL.search(without_marks(row.label))
        or RATE_LABEL.search(column.header)
        or RATE_LABEL.search(meaning.per)
    )
    if kind is Kind.LEVEL and "index" in meaning.says and unit == "count":
        unit = "index"
    if kind is Kind.LEVEL and "rate" in meaning.says and unit == "count" and not rate:
        kind = Kind.RATE
    if kind is Kind.LEVEL and rate and unit not in NO_RATE and not is_per(unit):
        base = _per_what(rate)
        kind, unit = Kind.RATE, f"per_{base}" if unit == "count" and base.isdigit() else f"{unit}/{base}"
    if kind is Kind.LEVEL and is_rate(unit):
        kind = Kind.RATE
    return TableFigure(
        cell, c.start, c.end, cell.text[c.start : c.end], scaled(c.value, power), c.decimals - power, unit,
        c.unit_printed, n.qualifier, kind, row.role(column), FigureStatus.REPORTED, n.flag or column.flag,
        period, row.base if kind in CHANGED else None, basis, row.label, row.labels, column.header, row.note, meaning,
    )  # fmt: skip


def _per_what(rate: re.Match[str]) -> str:
    """What a rate is told for each of: a number, a unit by its symbol - also behind one word -, or the word itself."""
    base = rate["base"].lower().replace(",", "")
    behind = WORD_BEHIND.match(rate.string, rate.end())
    return BASES.get(base) or unit_told(base) or (unit_told(behind[1]) if behind else "") or base


def _takes_unit_of_row(column: Column) -> bool:
    return column.kind is not ColumnKind.PERCENT_CHANGE and not column.share


def _kind(unit: str, n: CellNumber, column: Column, row: _Row, meaning: CellMeaning) -> Kind:
    if (
        unit == "rank"
        or "rank" in column.says
        or (unit == "count" and RANK_LABEL.match(clean_label(row.label)) and column.kind is ColumnKind.LEVEL)
    ):
        return Kind.RANK
    if n.bracketed or (column.kind is ColumnKind.LEVEL and n.candidate.signed and unit == "percent"):
        signed = n.candidate.signed
        return (
            (Kind.PERCENT_CHANGE if unit == "percent" else Kind.CHANGE)
            if signed
            else (Kind.SHARE if unit == "percent" else Kind.LEVEL)
        )
    if column.kind is ColumnKind.PERCENT_CHANGE or row.told is ColumnKind.PERCENT_CHANGE:
        return Kind.PERCENT_CHANGE
    if ColumnKind.CHANGE in (column.kind, row.told):
        return Kind.PERCENT_CHANGE if unit == "percent" else Kind.CHANGE
    if column.share:
        return Kind.SHARE
    if "percent" in (unit, column.unit):
        told = (row.label, column.header, column.own)  # a bare `%` under a spanning header is a part of its whole
        if any(SHARE_LABEL.search(x) for x in told):
            return Kind.SHARE
        says = column.says | (row.own.says if row.own else frozenset())
        return Kind.LEVEL if SURVEYED in meaning.says or "level" in says else Kind.SHARE
    return Kind.LEVEL
