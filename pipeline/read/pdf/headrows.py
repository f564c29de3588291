"""Tells which rows above the values of an unruled table are its header, and which are groups within its body."""

from collections import Counter
from collections.abc import Sequence

from pipeline.read.pdf.gridcolumns import Columns
from pipeline.read.pdf.gridrows import CAPTION, NOTE, OUTDENT, PROSE_WORDS, WRAP_STEP
from pipeline.read.pdf.lattice import merged
from pipeline.read.pdf.raw import column_of
from pipeline.read.pdf.rulings import Ruling, Rulings
from pipeline.read.pdf.segments import Row, is_centred, is_span

MAX_HEADER_ROWS = 12
LEAST_HEADS = 3  # texts of the row that one alone above is the first line of
MAX_GROUP_ROWS = 3  # one under the other, between a header and the first values
ROW_STEP = 2.6  # font sizes from row to row, where no rule parts them
SAME_LINE = 0.95  # font sizes; baselines nearer than this belong to cells beside one another


def header_and_body(
    rows: list[Row], first: int, last: int, used: int, columns: Columns, rulings: Rulings
) -> tuple[int, int]:
    """Return the first row of the header and the first row of the body; they are one where there is no header.

    rows: of a zone, from top to bottom; first, last: the rows with figures that the columns were found by;
    used: the first row that no other table has. A text at the left between the header and the first values
    (`2023`, `Crimes against the person`) heads a group of rows and belongs to the body.
    """
    values = body_start(rows, first, last, columns)
    groups = _group_rows(rows, values, used, columns, rulings)
    if groups < values:
        top = _header_top(rows, groups, used, columns, rulings, labels=_label_side(rows[groups : last + 1], columns))
        if _has_header(rows[top:groups], columns):
            return top, groups
    labels = _label_side(rows[values : last + 1], columns)
    return min(first, _header_top(rows, values, used, columns, rulings, labels=labels)), values


def _group_rows(rows: list[Row], values: int, used: int, columns: Columns, rulings: Rulings) -> int:
    """The first of the texts at the left that stand by themselves over the first values."""
    i = values
    while i > used and values - i < MAX_GROUP_ROWS:
        if not (_is_group_row(rows[i - 1], columns) or (i - 1 > used and _is_band(rows[i - 1], rows[i - 2], columns))):
            break
        if _apart(rows[i - 1], rows[i], columns, rulings):
            break
        i -= 1
    while i < values and i > used and _is_header_label(rows[i - 1], rows[i], rows[i + 1], columns, rulings):
        i += 1
    return i


def _is_group_row(row: Row, columns: Columns) -> bool:
    if len(row.segments) > 1 or NOTE.match(row.text) or len(row.words) > PROSE_WORDS:
        return False
    return row.x0 < columns.bounds[1] - row.size and row.x1 <= columns.bounds[-1] + row.size


def _is_band(row: Row, above: Row, columns: Columns) -> bool:
    """Whether a text centred over the whole table stands right below a row that names most of its columns."""
    if len(row.segments) > 1 or not is_centred(row.segments[0], columns.bounds):
        return False
    return 2 * len(above.segments) >= columns.count and not any(s.figure for s in above.segments)


def _is_header_label(above: Row, row: Row, below: Row, columns: Columns, rulings: Rulings) -> bool:
    """Whether a text at the left stands beside the lines of the header, or is ruled off with them."""
    if row.baseline - above.baseline < SAME_LINE * row.size:
        return True
    left, right = columns.bounds[0], columns.bounds[-1]
    ruled = _rule_between(rulings.horizontal, row, below, left, right, share=0.85)
    return ruled and not _rule_between(rulings.horizontal, above, row, left, right, share=0.85)


def _apart(row: Row, below: Row, columns: Columns, rulings: Rulings) -> bool:
    """Whether two rows are too far from one another to be of one table, with no rule of the table between them."""
    left, right = columns.bounds[0], columns.bounds[-1]
    return below.baseline - below.rise - row.baseline > ROW_STEP * max(row.size, below.size) and not _rule_between(
        rulings.horizontal, row, below, left, right, share=0.6
    )


def _has_header(header: Sequence[Row], columns: Columns) -> bool:
    """Whether a row names columns: it has a text right of the labels."""
    return any(s.middle > columns.bounds[1] for r in header for s in r.segments)


def _label_side(body: Sequence[Row], columns: Columns) -> float:
    """Where the labels of the body begin, those furthest out."""
    return min((r.x0 for r in body if r.x0 < columns.bounds[1]), default=columns.bounds[0])


def _header_top(rows: list[Row], body: int, used: int, columns: Columns, rulings: Rulings, *, labels: float) -> int:
    """The first row of the header above the body: up to a rule over the table, else while rows look like headers.

    labels: where the body's labels begin.
    """
    left, right = columns.bounds[0], columns.bounds[-1]
    i = top = body
    while i > used and body - i < MAX_HEADER_ROWS and not _apart(rows[i - 1], rows[i], columns, rulings):
        row = rows[i - 1]
        wrapped = i - 1 > used and _is_rest_of_header(row, rows[i - 2])
        wrapped |= _is_first_line(row, rows[i:body], columns)
        named = (wrapped or _heads_columns(row, columns)) and not _is_title(row, rows[body], labels)
        beside = i - 1 > used and _is_beside_header(row, rows[i - 2], columns)
        if not (named or beside):
            break
        i -= 1
        if named:
            top = i
            if _rule_above(rulings.horizontal, rows, i, used, left, right):
                break
    return top


def _is_beside_header(row: Row, above: Row, columns: Columns) -> bool:
    """Whether a text at the left is lower than the lines of the header by less than a line: they name its columns."""
    close = row.baseline - above.baseline <= WRAP_STEP * max(row.size, above.size)
    return close and _is_group_row(row, columns) and _heads_columns(above, columns) and len(above.segments) > 1


def _is_rest_of_header(row: Row, above: Row) -> bool:
    """Whether a line is the second one of a header in the row above, though no value stands below it."""
    close = row.baseline - above.baseline <= WRAP_STEP * max(row.size, above.size)
    under = [s for s in above.segments[1:] if abs(s.x0 - row.x0) <= OUTDENT]
    return close and len(row.segments) == 1 and len(above.segments) > 2 and bool(under)


def _is_first_line(row: Row, below: Sequence[Row], columns: Columns) -> bool:
    """Whether a text alone is the first line of a header below it, however near the middle of the table it stands.

    below: the lines of the header under it; texts of other columns may stand between the two.
    """
    near = [r for r in below[:MAX_GROUP_ROWS] if r.baseline - row.baseline <= WRAP_STEP * max(row.size, r.size)]
    if len(row.segments) > 1 or sum(len(r.segments) for r in near) < LEAST_HEADS:
        return False
    own = row.segments[0]
    c = column_of(own.middle, columns.bounds)
    within = own.x0 >= columns.bounds[c] - OUTDENT and own.x1 <= columns.bounds[c + 1] + OUTDENT
    under = [s for r in near for s in r.segments if s.x0 < own.x1 and own.x0 < s.x1]
    return c > 0 and within and len(under) == 1 and column_of(under[0].middle, columns.bounds) == c


def _heads_columns(row: Row, columns: Columns) -> bool:
    """A row of short texts within the columns; a title runs on from the left over them."""
    if CAPTION.match(row.text) and row.x0 < columns.bounds[1]:
        return False
    if NOTE.match(row.text) and len(row.segments) == 1:
        return False
    if any(len(s.words) > 8 for s in row.segments):
        return False
    if len(row.segments) > 1:
        return True
    only = row.segments[0]
    size = row.size
    if is_centred(only, columns.bounds):
        return False
    inside = only.x0 >= columns.bounds[0] - size and only.x1 <= columns.bounds[-1] + size
    starts_left = only.x0 < columns.bounds[1] - size
    return inside and (not starts_left or (only.x1 <= columns.bounds[1] + size and len(only.words) <= 5))


def _is_title(row: Row, body: Row, labels: float) -> bool:
    """Whether a text at the left over a table is set otherwise than the table: larger, heavier or further out."""
    if len(row.segments) > 1 or row.x0 > labels + body.size:
        return False
    heavier = all(w.bold for w in row.words) and not any(w.bold for w in body.words)
    return row.size > 1.06 * body.size or row.x0 < labels - OUTDENT or (heavier and len(row.words) > 3)


def _rule_above(lines: Sequence[Ruling], rows: list[Row], i: int, used: int, left: float, right: float) -> bool:
    """A rule over the whole table right above row i, in one or in pieces, with no other header row between."""
    row = rows[i]
    above = rows[i - 1].baseline if i > used else row.baseline - 3 * row.size
    within = [r for r in lines if above < r.at < row.baseline - 0.5 * row.size]
    return any(_reach(line, left, right) >= 0.85 * (right - left) for line in merged(within))


def _rule_between(lines: Sequence[Ruling], above: Row, below: Row, left: float, right: float, *, share: float) -> bool:
    """Whether rules at one height between two rows run over a share of the width, several side by side too."""
    covered: Counter[int] = Counter()
    for r in lines:
        if above.baseline < r.at < below.baseline:
            covered[round(r.at)] += round(_reach(r, left, right))
    return max(covered.values(), default=0) >= share * (right - left)


def _reach(line: Ruling, left: float, right: float) -> float:
    return max(0.0, min(line.end, right) - max(line.start, left))


def body_start(rows: list[Row], first: int, last: int, columns: Columns) -> int:
    """The first row of the body: lines of the header may hold years and numbers of their own."""
    body = [r for r in rows[first : last + 1] if r.seed]
    labelled = sum(_labelled(r, columns) for r in body) >= 0.7 * len(body)
    i = first
    while i < last and (not rows[i].seed or _heads(rows[i], rows[i + 1 : last + 1], columns, labelled=labelled)):
        i += 1
    return i if any(r.seed for r in rows[i : last + 1]) else first


def _labelled(row: Row, columns: Columns) -> bool:
    return not row.segments[0].figure and row.segments[0].x0 < columns.bounds[1]


def _heads(row: Row, below: list[Row], columns: Columns, *, labelled: bool) -> bool:
    """Whether a row with numbers is a header: years, or no label where the rows below have one."""
    figures = [s for s in row.segments if s.figure]
    if all(is_span(s.text) for s in figures):
        values = [s for r in below for s in r.segments[1:] if s.figure]
        return bool(values) and not all(is_span(s.text) for s in values)
    if not labelled or _labelled(row, columns) or len(figures) >= 0.8 * (columns.count - 1):
        return False
    return all(abs(r.baseline - row.baseline) > 0.9 * row.size for r in below[:1])
