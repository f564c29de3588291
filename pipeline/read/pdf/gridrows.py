"""Tells where the body of an unruled table ends among the rows of its zone, and where numbered rows lead up to it."""

import re
from itertools import pairwise

from pipeline.read.pdf.gridcolumns import Columns, column_at
from pipeline.read.pdf.segments import ROW_NUMBER, Row, Segment

WRAP_STEP = 1.35  # font sizes from line to line of one text
PROSE_WORDS = 9
SEQUENCE_STEP = 2.6  # font sizes from line to line of numbered rows
OUTDENT = 2.0  # points; cells stand further in than the text around the table
CAPTION = re.compile(r"(?:figure|chart|table|fig\.)\s+[A-Z]?\d", re.IGNORECASE)
NOTE = re.compile(r"(?:notes?|sources?|figure|chart|table|fig\.)\b[\s.:\d]|[¹²³*†‡]+\s?[A-Z]", re.IGNORECASE)


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
