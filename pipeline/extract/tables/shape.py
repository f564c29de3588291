"""Finds out how a table is built: header rows, label columns, data columns and what their headers say."""

import itertools
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.extract.cells import CellReading, has_decimal_comma, read_cell
from pipeline.extract.periods import PeriodContext, PeriodMention
from pipeline.extract.tables.averages import with_averages
from pipeline.extract.tables.below import Below, ColumnBelow
from pipeline.extract.tables.changes import with_operands
from pipeline.extract.tables.clocks import CLOCK, clock_reading, clock_told
from pipeline.extract.tables.coltimes import with_times
from pipeline.extract.tables.columns import CHANGES, COLUMN_NUMBER, Column, columns_of, headers_of
from pipeline.extract.tables.headertimes import is_prose
from pipeline.extract.tables.labels import LabelReader, says_of
from pipeline.extract.tables.payments import as_payments
from pipeline.extract.tables.stub import is_period, label_columns
from pipeline.extract.tables.unitsbeside import with_units_beside
from pipeline.rules import Rules
from pipeline.types import Cell, FigureStatus, Table

COVER_LABELS = re.compile(
    r"(report\s+(of|by|to)|subject|date|author|title|meeting|date/time|location|contact|email|item"
    r"|classification)\s*:?",
    re.IGNORECASE,
)
YEAR_OR_HALF = re.compile(r"(?:19|20)\d{2}\s?[/–-]?(?:\s?(?:(?:19|20)\d{2}|\d{2}))?")
UNIT_ALONE = re.compile(
    r"[(\[]?\s*(?:(?:[A-Z]{1,3})?[£$€]\s?['’]?(?:000s?|m|mn|bn|million|thousand)?|['’]?000s?|%|no\.?|number|per\s?cent"
    r"|[A-Z]{3}\s?['’]?000s?|(?:thousand|million)s?)\s*[)\]]?",
    re.IGNORECASE,
)
LEAST_SERIALS = 5
LEAST_COLUMNS_OF_COMMENTS = 3
LEAST_WORDS = 4  # of a cell that is a sentence
WORD = re.compile(r"[^\W\d_]{2,}")
DIGIT = re.compile(r"\d")
MOSTLY_NUMBERS = 0.8  # of a column's filled cells below a word that heads it


@dataclass(frozen=True, slots=True)
class TableShape:
    """Row numbers of headers and body, label columns, data columns, words in title rows."""

    header_rows: tuple[int, ...]
    body_rows: tuple[int, ...]
    label_columns: tuple[int, ...]
    columns: tuple[Column, ...]
    title: str
    spanning: str  # a header over all data columns, such as `Headcount`
    label_header: str  # the header over the labels, such as `Reports (incidents & crime)`
    readings: dict[tuple[int, int], CellReading]
    by_number: Mapping[int, Column]  # the data columns by their number
    unit_columns: tuple[int, ...] = ()  # whose cells tell the units of their rows
    width: int = 0  # number of columns, those behind the last value too


def shape_of(
    table: Table,
    rules: Rules,
    context: PeriodContext,
    reader: LabelReader,
    *,
    unit_hint: str = "",
    periods_above: Sequence[PeriodMention] = (),
    notes: Sequence[str] = (),
    inherited: "TableShape | None" = None,
    dash_is_zero: bool = False,
) -> TableShape | None:
    """Return how a table is built, None for one that holds no figures (an address block, a glossary).

    unit_hint: a line before the table such as `£ millions`; periods_above: those of the line right over it, which
    head the columns of a table without headers; notes: texts around it, which may say what its times are; inherited:
    the shape of the table that this one goes on from, whose headers hold here too; dash_is_zero: what a note of the
    report says of dashes.
    """
    grid = table.grid()
    readings = _readings(table, rules, notes, dash_is_zero=dash_is_zero)
    if _is_cover(grid) or _years_alone(grid) or not _has_values(table, readings):
        return None
    if inherited is not None and table.columns <= max(inherited.width, inherited.columns[-1].number + 1):
        headers, title = _repeated_headers(grid, inherited), ""
        columns, labels, spanning = inherited.columns, inherited.label_columns, inherited.spanning
        units = inherited.unit_columns
    else:
        headers, title = _header_rows(grid, readings, context, rules)
        headers = max(headers, tuple(range(1, min(table.header_rows, table.rows - 1) + 1)), key=len)
        headers = _without_naming_rows(grid, headers)
        units = _unit_columns(grid, headers, reader)
        labels = tuple(c for c in label_columns(grid, readings, headers, context, reader) if c not in units)
        hint = unit_hint or _label_header(grid, headers, labels)
        columns = columns_of(
            grid, readings, headers, labels, context, reader=reader, unit_hint=hint, periods_above=periods_above
        )
        values = [row for r, row in enumerate(grid, 1) if r not in headers]
        columns = _settled([c for c in columns if c.number not in units], values, readings, notes, context)
        spanning = _spanning(grid, headers, labels)
    body = tuple(r for r, row in enumerate(grid, 1) if r not in headers and any(_text(cell) for cell in row))
    if inherited is not None and body and _is_rest_of_row(grid[body[0] - 1], columns):
        body = body[1:]
    if not columns or not body:
        return None
    over = _label_header(grid, headers, labels, but=title)
    return TableShape(
        headers, body, labels, columns, title, spanning, over, readings, {c.number: c for c in columns}, units,
        table.columns,
    )  # fmt: skip


def _settled(
    columns: Sequence[Column], values: Sequence[Sequence[Cell | None]], readings: dict[tuple[int, int], CellReading],
    notes: Sequence[str], context: PeriodContext,
) -> tuple[Column, ...]:  # fmt: skip
    """Return the columns with what the notes, their numbers and the columns beside them tell of each."""
    dated = with_averages(with_times(columns, notes, context))
    return tuple(as_payments(with_units_beside(with_operands(dated, values, readings)), values, notes))


def _readings(
    table: Table, rules: Rules, notes: Sequence[str], *, dash_is_zero: bool
) -> dict[tuple[int, int], CellReading]:
    """Return what each cell holds, by row and column; times on a clock where the notes or other cells say so."""
    comma = has_decimal_comma(c.text for c in table.cells)
    readings = {
        (c.row, c.column): read_cell(c.text, rules, decimal_comma=comma, dash_is_zero=dash_is_zero) for c in table.cells
    }
    readings |= {(c.row, c.column): CellReading() for c in _separators(table)}
    clock = clock_told((*notes, *(c.text for c in table.cells if CLOCK.fullmatch(c.text.strip()) is None)))
    readings |= {(c.row, c.column): r for c in table.cells if clock and (r := clock_reading(c.text, clock)) is not None}
    return readings


def _separators(table: Table) -> list[Cell]:
    """The colons of a column that holds nothing else: they stand between labels and values, and are no gaps."""
    columns: dict[int, list[Cell]] = defaultdict(list)
    for cell in table.cells:
        if cell.text.strip():
            columns[cell.column].append(cell)
    colons = (cells for cells in columns.values() if len(cells) > 1 and all(c.text.strip() == ":" for c in cells))
    return [cell for cells in colons for cell in cells]


def _unit_columns(grid: list[list[Cell | None]], headers: tuple[int, ...], reader: LabelReader) -> tuple[int, ...]:
    """The columns whose header says that they tell the units of their rows; the first never does."""
    over = {c: headers_of(grid, headers, (), c) for c in range(2, len(grid[0]) + 1)}
    return tuple(c for c, texts in over.items() if texts and "unit_head" in reader.read(texts[-1]).says)


def narrative_cells(table: Table, shape: TableShape | None) -> list[Cell]:
    """Return the cells whose sentences hold numbers: comments beside figures, the progress of actions.

    A table of two columns without figures explains terms or gives addresses.
    """
    if shape is None and table.columns < LEAST_COLUMNS_OF_COMMENTS:
        return []
    labels = shape.label_columns if shape is not None else (1,)
    body = frozenset(shape.body_rows if shape is not None else range(2, table.rows + 1))
    return [
        cell
        for cell in table.cells
        if cell.row in body
        and cell.column not in labels
        and len(WORD.findall(cell.text)) >= LEAST_WORDS
        and DIGIT.search(cell.text)
        and (shape is None or not shape.readings[cell.row, cell.column].numbers)
    ]


def _label_header(
    grid: list[list[Cell | None]], headers: tuple[int, ...], labels: tuple[int, ...], *, but: str = ""
) -> str:
    """The header over the innermost label column, such as `Spending £000`."""
    over = [_text(grid[r - 1][labels[-1] - 1]) for r in headers if labels]
    return " ".join(t for t in over if t and t != but)


def _text(cell: Cell | None) -> str:
    return cell.text.strip() if cell else ""


def _is_cover(grid: list[list[Cell | None]]) -> bool:
    """A block of `Subject`, `Date`, `Author`, or of names and roles, has no figures."""
    labels = [_text(row[0]) for row in grid if row]
    return len(labels) >= 2 and sum(bool(COVER_LABELS.fullmatch(x)) for x in labels) >= 2


def _years_alone(grid: list[list[Cell | None]]) -> bool:
    """Whether a table is the headers alone of one that follows: every cell is a year, or half of `2013–2017`."""
    texts = [_text(cell) for row in grid for cell in row if _text(cell)]
    return len(texts) > 2 and all(YEAR_OR_HALF.fullmatch(t) for t in texts)


def _has_values(table: Table, readings: dict[tuple[int, int], CellReading]) -> bool:
    """Whether some cell outside the first column holds a number, or all cells of a row say that they hold none."""
    if any(r.numbers for (_, column), r in readings.items() if column > 1):
        return True
    gaps = [r for (_, column), r in readings.items() if column > 1 and r.status not in (None, FigureStatus.BLANK)]
    text = [r for (_, column), r in readings.items() if column > 1 and r.status is None and not r.numbers]
    return (bool(gaps) and len(gaps) >= len(text)) or _blank_form(table, readings)


def _blank_form(table: Table, readings: dict[tuple[int, int], CellReading]) -> bool:
    """A table whose header names periods or changes and whose cells are all empty still says what is missing."""
    first = [c.text for c in table.cells if c.row == 1 and c.column > 1]
    blank = all(r.status is FigureStatus.BLANK for (row, column), r in readings.items() if row > 1 and column > 1)
    return table.rows > 1 and blank and any(re.search(r"\d{4}|\bmonths\b|%|\bYTD\b", t) for t in first)


def _header_rows(
    grid: list[list[Cell | None]], readings: dict[tuple[int, int], CellReading], context: PeriodContext, rules: Rules
) -> tuple[tuple[int, ...], str]:
    headers: list[int] = []
    titles: list[str] = []
    below = Below(grid, readings)
    for r, row in enumerate(grid, 1):
        filled = [(c, cell) for c, cell in enumerate(row, 1) if _text(cell)]
        rest = [(c, cell) for c, cell in filled if c > 1]
        if not rest:
            if headers and any(_text(cell) for cell in grid[headers[-1] - 1][1:]):
                break  # a body row with empty cells
            if filled:
                titles += [_text(filled[0][1])] if not is_prose(row) else []
                headers.append(r)
            continue
        if _numbers_columns(row) or (headers and _are_units(rest)) or _words_over_numbers(row, below.of(r), readings):
            headers.append(r)
            continue
        if _row_has_value(rest, readings, context):
            break
        if (
            r > 1
            and _text(row[0])
            and headers
            and not _header_like(rest, context, rules)
            and any(_text(c) for c in grid[headers[-1] - 1][1:])
            and not _is_lower_header(grid, r, headers, readings, context)
        ):
            break
        headers.append(r)
    if len(headers) == len(grid) and len(headers) > 1 and any(_text(x) for x in grid[0][1:]):
        headers = [1]  # all cells below are empty: a form that nobody filled
        titles = []
    return tuple(headers), " ".join(titles)


def _without_naming_rows(grid: list[list[Cell | None]], headers: tuple[int, ...]) -> tuple[int, ...]:
    """Header rows without a last one that only names the rows below it, as others do further down: `District 1`."""
    naming = [r for r in range(1, len(grid) + 1) if r not in headers and _is_alone(grid[r - 1])]
    while len(headers) > 1 and naming and _is_alone(grid[headers[-1] - 1]):
        headers = headers[:-1]
    return headers


def _is_alone(row: Sequence[Cell | None]) -> bool:
    return bool(_text(row[0])) and not any(_text(c) for c in row[1:] if c is not row[0])


def _numbers_columns(row: Sequence[Cell | None]) -> bool:
    """`(1) (2) (3)` under the headers number the columns."""
    texts = [(c, _text(cell)) for c, cell in enumerate(row, 1) if _text(cell)]
    found = [COLUMN_NUMBER.fullmatch(t) for _, t in texts]
    numbers = [int(m[1]) for m in found if m]
    if len(numbers) == len(found) > 2 and all(b == a + 1 for a, b in itertools.pairwise(numbers)):
        return True
    # `1 | 2 = (3 to 6) | 3`: each cell begins with the number of its column
    return len(texts) == len(row) >= LEAST_SERIALS and all(re.match(rf"{c}(?!\d|[.,]\d)", t) for c, t in texts)


def _are_units(rest: Sequence[tuple[int, Cell | None]]) -> bool:
    """Whether a row holds units alone, `€000 | €000 | %`, under the names of the columns."""
    texts = [_text(cell) for _, cell in rest]
    return len(texts) > 1 and all(UNIT_ALONE.fullmatch(t) for t in texts)


def _words_over_numbers(
    row: Sequence[Cell | None], below: Sequence[ColumnBelow], readings: dict[tuple[int, int], CellReading]
) -> bool:
    """Whether a row still names columns though it prints numbers, as the ends of ranges: `$10,000 | 54,999 | or more`.

    At least two of its cells are words over columns of numbers.
    """
    words = 0
    for c, cell in enumerate(row, 1):
        if c == 1 or cell is None or not _text(cell) or cell.column_span > 1:
            continue
        reading = readings[(cell.row, cell.column)]
        if reading.numbers or reading.status is not None:
            continue
        under = below[c - 1]
        if under.texts[_text(cell)]:  # `not calculated`, which comes again further down, heads nothing
            continue
        words += under.filled >= LEAST_SERIALS and under.numeric >= MOSTLY_NUMBERS * under.filled
    return words > 1


def _is_lower_header(
    grid: list[list[Cell | None]],
    r: int,
    headers: list[int],
    readings: dict[tuple[int, int], CellReading],
    context: PeriodContext,
) -> bool:
    """Whether a row of words under merged headers names the columns: nothing stands over its label, values follow."""
    if r >= len(grid) or any(_text(grid[h - 1][0]) for h in headers):
        return False
    following = [(c, cell) for c, cell in enumerate(grid[r], 1) if c > 1 and _text(cell)]
    return _row_has_value(following, readings, context) and sum(bool(_text(c)) for c in grid[r - 1]) > 2


def _row_has_value(
    rest: list[tuple[int, Cell | None]], readings: dict[tuple[int, int], CellReading], context: PeriodContext
) -> bool:
    """Whether a row holds a number that is no period, or says that one is missing."""
    for column, cell in rest:
        reading = readings.get((cell.row, cell.column)) if cell else None
        if reading is None:
            continue
        if reading.numbers and not is_period(_text(cell), context):
            return True
        if reading.status not in (None, FigureStatus.BLANK) and column > 1:
            return True
    return False


def _header_like(rest: list[tuple[int, Cell | None]], context: PeriodContext, rules: Rules) -> bool:
    return any(is_period(_text(c), context) or says_of(_text(c), rules) & CHANGES for _, c in rest)


def _repeated_headers(grid: list[list[Cell | None]], inherited: "TableShape") -> tuple[int, ...]:
    """The rows at the top of a continued table that print its headers again."""
    known = {c.number: c.header for c in inherited.columns if c.header}
    rows: list[int] = []
    for r, row in enumerate(grid, 1):
        texts = {c: _text(row[c - 1]) for c in known if c <= len(row) and _text(row[c - 1])}
        if not texts or not all(text in known[c] for c, text in texts.items()):
            break
        rows.append(r)
    return tuple(rows)


def _is_rest_of_row(row: Sequence[Cell | None], columns: tuple[Column, ...]) -> bool:
    """Whether a first row after a page break only ends the labels of the row before: no value, no first label."""
    numbers = {c.number for c in columns}
    values = [_text(cell) for c, cell in enumerate(row, 1) if c in numbers]
    return not any(values) and not _text(row[0])


def _spanning(grid: list[list[Cell | None]], headers: tuple[int, ...], labels: tuple[int, ...]) -> str:
    """A header that stands alone over all data columns, above another header row."""
    if len(headers) < 2:
        return ""
    for r in headers[:-1]:
        texts = {_text(cell) for c, cell in enumerate(grid[r - 1], 1) if c not in labels and _text(cell)}
        if len(texts) == 1 and not _text(grid[r - 1][0]):
            return texts.pop()
    return ""
