"""Tells where an unruled table begins and ends among the rows of its zone: its header, its body, its last line."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.pdf.gridcolumns import Columns, column_at
from pipeline.read.pdf.rulings import Ruling, Rulings
from pipeline.read.pdf.segments import ROW_NUMBER, Row, Segment, is_year

WRAP_STEP = 1.35  # font sizes from line to line of one text
MAX_HEADER_ROWS = 12
PROSE_WORDS = 9
TITLE_OFF = 0.04  # share of a table's width that a title's middle may be off its middle
SEQUENCE_STEP = 2.6  # font sizes from line to line of numbered rows
OUTDENT = 2.0  # points; cells stand further in than the text around the table
NOTE = re.compile(r"(?:notes?|sources?|figure|chart|table|fig\.)\b[\s.:\d]|[¹²³*†‡]+\s?[A-Z]", re.IGNORECASE)


def header_start(rows: list[Row], first: int, used: int, columns: Columns, rulings: Rulings) -> int:
    """The first row of the header above the body: up to a rule over the table, else while rows look like headers."""
    left, right = columns.bounds[0], columns.bounds[-1]
    i = first
    plain = first
    while i > used and first - i < MAX_HEADER_ROWS:
        row, below = rows[i - 1], rows[i]
        if below.baseline - row.baseline > 2.6 * max(row.size, below.size) and not _rule_between(
            rulings.horizontal, row, below, left, right, share=0.6
        ):
            break
        wrapped = i - 1 > used and _is_rest_of_header(row, rows[i - 2])
        if not (wrapped or _heads_columns(row, columns)) or _is_title(row, rows[first]):
            break
        i -= 1
        plain = i
        if _rule_above(rulings.horizontal, rows, i, used, left, right):
            break
    return plain


def _is_rest_of_header(row: Row, above: Row) -> bool:
    """Whether a line is the second one of a header in the row above, though no value stands below it."""
    close = row.baseline - above.baseline <= WRAP_STEP * max(row.size, above.size)
    under = [s for s in above.segments[1:] if abs(s.x0 - row.x0) <= OUTDENT]
    return close and len(row.segments) == 1 and len(above.segments) > 2 and bool(under)


def _heads_columns(row: Row, columns: Columns) -> bool:
    """A row of short texts within the columns; a title runs on from the left over them."""
    if NOTE.match(row.text) and len(row.segments) == 1:
        return False
    if any(len(s.words) > 8 for s in row.segments):
        return False
    if len(row.segments) > 1:
        return True
    only = row.segments[0]
    size = row.size
    if _is_centred_title(only, columns):
        return False
    inside = only.x0 >= columns.bounds[0] - size and only.x1 <= columns.bounds[-1] + size
    starts_left = only.x0 < columns.bounds[1] - size
    return inside and (not starts_left or (only.x1 <= columns.bounds[1] + size and len(only.words) <= 5))


def _is_centred_title(text: Segment, columns: Columns) -> bool:
    """A text centred over the whole table, labels too: a header would be centred over columns of figures."""
    left, first, right = columns.bounds[0], columns.bounds[1], columns.bounds[-1]
    off_table, off_values = abs(text.middle - (left + right) / 2), abs(text.middle - (first + right) / 2)
    return columns.count > 4 and off_table < TITLE_OFF * (right - left) < off_values


def _is_title(row: Row, body: Row) -> bool:
    """Whether a text at the left over a table is set otherwise than the table: larger, heavier or further out."""
    if len(row.segments) > 1 or row.x0 > body.x0 + body.size:
        return False
    heavier = all(w.bold for w in row.words) and not any(w.bold for w in body.words)
    return row.size > 1.06 * body.size or row.x0 < body.x0 - OUTDENT or (heavier and len(row.words) > 3)


def _rule_above(lines: Sequence[Ruling], rows: list[Row], i: int, used: int, left: float, right: float) -> bool:
    """A rule over the whole table right above row i, with no other header row between."""
    row = rows[i]
    above = rows[i - 1].baseline if i > used else row.baseline - 3 * row.size
    return any(
        above < r.at < row.baseline - 0.5 * row.size and min(r.end, right) - max(r.start, left) >= 0.85 * (right - left)
        for r in lines
    )


def _rule_between(lines: Sequence[Ruling], above: Row, below: Row, left: float, right: float, *, share: float) -> bool:
    return any(
        above.baseline < r.at < below.baseline and min(r.end, right) - max(r.start, left) >= share * (right - left)
        for r in lines
    )


def body_start(rows: list[Row], first: int, last: int, columns: Columns) -> int:
    """The first row of the body: lines of the header may hold years and numbers of their own."""
    body = [r for r in rows[first : last + 1] if r.seed]
    labelled = sum(_labelled(r, columns) for r in body) >= 0.7 * len(body)
    i = first
    while i < last and (not rows[i].seed or _heads(rows[i], rows[i + 1 : last + 1], columns, labelled=labelled)):
        i += 1
    return i if any(r.seed for r in rows[i : last + 1]) else first


def first_in_sequence(rows: list[Row], used: int, top: int, body_from: int, columns: Columns) -> int:
    """The first of the numbered rows without figures that lead up to a numbered row: 15, 16 and then 17 with values.

    They may stand above `top`, where the header would begin, if their texts keep to the columns.
    """
    start, number = body_from, _row_number(rows[body_from])
    for i in range(body_from - 1, used - 1, -1):
        row, below = rows[i], rows[i + 1]
        apart = below.baseline - row.baseline > SEQUENCE_STEP * max(row.size, below.size)
        if i < top and (apart or not _fits(row, columns)):
            break
        before = _row_number(row)
        if before is None or number is None:
            continue
        if before not in (number, number - 1) or abs(row.x0 - rows[body_from].x0) > OUTDENT:
            break
        start, number = i, before
    return start


def _fits(row: Row, columns: Columns) -> bool:
    """Whether each text of a row stands in a column of its own."""
    places = [{column_at(x, columns.bounds) for x in (s.x0 + 0.1, s.x1 - 0.1)} for s in row.segments]
    return all(len(place) == 1 for place in places) and len(set.union(*places)) == len(places)


def _row_number(row: Row) -> int | None:
    match = ROW_NUMBER.fullmatch(row.segments[0].text) if len(row.segments) > 1 else None
    return int(match[1]) if match else None


def _labelled(row: Row, columns: Columns) -> bool:
    return not row.segments[0].figure and row.segments[0].x0 < columns.bounds[1]


def _heads(row: Row, below: list[Row], columns: Columns, *, labelled: bool) -> bool:
    """Whether a row with numbers is a header: years, or no label where the rows below have one."""
    figures = [s for s in row.segments if s.figure]
    if all(is_year(s.text) for s in figures):
        values = [s for r in below for s in r.segments[1:] if s.figure]
        return bool(values) and not all(is_year(s.text) for s in values)
    if not labelled or _labelled(row, columns) or len(figures) >= 0.8 * (columns.count - 1):
        return False
    return all(abs(r.baseline - row.baseline) > 0.9 * row.size for r in below[:1])


def body_end(rows: list[Row], last: int, columns: Columns) -> int:
    """The last row: a label's second line may follow the last row with figures, and labels without figures."""
    steps = [(b.baseline - a.baseline, a.seed) for a, b in pairwise(rows[: last + 1]) if b.seed]
    usual = min([step for step, after_seed in steps if after_seed][-4:] or [step for step, _ in steps], default=0.0)
    end = last
    while end + 1 < len(rows):
        row, above = rows[end + 1], rows[end]
        several = len(row.segments) > 1
        if NOTE.match(row.text) or (several and any(s.figure for s in row.segments)):
            break
        step = row.baseline - above.baseline
        if step < 0.85 * usual and all(_goes_on_below(s, above, columns) for s in row.segments):
            end += 1
            continue
        if several or row.segments[0].x1 > columns.bounds[1]:
            break
        wrapped = step <= 1.35 * max(row.size, above.size) and row.text[0].islower()
        if not wrapped and not (step <= 1.05 * usual and _is_set_like(row, above)):
            break
        end += 1
    return end


def _goes_on_below(text: Segment, above: Row, columns: Columns) -> bool:
    """Whether a text stands under the start of a cell and within its column."""
    c = column_at(text.x0 + 0.1, columns.bounds)
    return text.x1 <= columns.bounds[c + 1] and any(abs(text.x0 - s.x0) <= OUTDENT for s in above.segments)


def _is_set_like(row: Row, above: Row) -> bool:
    """Whether two rows start at one place in one type."""
    same_type = abs(row.size - above.size) <= 0.06 * above.size and row.words[0].bold == above.words[0].bold
    return same_type and abs(row.x0 - above.x0) <= OUTDENT and len(row.words) <= PROSE_WORDS
