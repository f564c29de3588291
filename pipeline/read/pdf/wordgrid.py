"""Finds tables without ruling lines: rows first, then the white gaps that the rows have in common."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.read.pdf.gridcolumns import MIN_GAP, Columns, column_at, find_columns
from pipeline.read.pdf.gridrows import (
    NOTE,
    OUTDENT,
    PROSE_WORDS,
    WRAP_STEP,
    body_end,
    first_in_sequence,
)
from pipeline.read.pdf.headrows import header_and_body
from pipeline.read.pdf.layout import split_zones
from pipeline.read.pdf.loosegrid import find_loose_tables, header_length
from pipeline.read.pdf.raw import RawCell, RawTable, words_box
from pipeline.read.pdf.rowlabels import with_outer_labels
from pipeline.read.pdf.rulings import Rulings
from pipeline.read.pdf.segments import LEADER, Row, Segment, is_year, segment_rows
from pipeline.read.pdf.tablebody import body_cells
from pipeline.read.pdf.tablehead import head_cells
from pipeline.read.pdf.words import Line
from pipeline.types import Box

MAX_STEP = 4.5  # font sizes from row to row within a table
MAX_BETWEEN = 3  # rows without figures between two rows with some
MIXED_ROWS = 2  # with a label and a figure in one column, from which two tables may have run together
PARTING_STEP = 1.5  # times every other step between rows with figures, from which a step may part two tables


def find_word_tables(lines: Sequence[Line], rulings: Rulings, ruled: Sequence[RawTable] = ()) -> list[RawTable]:
    """Find the tables among the lines of a page that ruling lines do not give.

    Columns of a page are looked at one by one; rules and shades help to tell headers and rows.
    """
    tables: list[RawTable] = []
    for zone in split_zones(lines, ruled):
        rows = segment_rows([w for line in zone for w in line.words])
        tables.extend(_tables_of_zone(rows, rulings))
    return tables


def _tables_of_zone(rows: list[Row], rulings: Rulings) -> list[RawTable]:
    """Tables by their figures first, then small and wordy ones among the rows between them."""
    tables: list[RawTable] = []
    free: list[tuple[int, int]] = []
    used = 0
    for first, last in (part for group in _groups(rows) for part in _parted(rows, *group)):
        if first < used:
            continue
        seeds = [r for r in rows[first : last + 1] if r.seed]
        columns = find_columns(seeds)
        if columns is None or not _looks_like_table(rows[first : last + 1], seeds, columns):
            continue
        columns = with_outer_labels(rows[first : last + 1], seeds, columns)
        top, body_from = header_and_body(rows, first, last, used, columns, rulings)
        end = body_end(rows, last, columns)
        body_from = first_in_sequence(rows, used, top, body_from, columns)
        top = min(top, body_from)
        table = _build(rows[top:body_from], rows[body_from : end + 1], columns, rulings)
        if table is not None:
            tables.append(table)
            free.append((used, top))
            used = end + 1
    for start, stop in [*free, (used, len(rows))]:
        tables.extend(_loose_tables(rows[start:stop], rulings))
    return tables


def _loose_tables(rows: list[Row], rulings: Rulings) -> Iterator[RawTable]:
    for first, last in find_loose_tables(rows):
        own = rows[first : last + 1]
        columns = find_columns(own, keep_rare=True)
        if columns is None:
            continue
        head = header_length(own)
        table = _build(own[:head], own[head:], columns, rulings)
        if table is not None:
            yield table


def _groups(rows: list[Row]) -> list[tuple[int, int]]:
    """Runs of rows from the first to the last with figures that stand under one another."""
    groups: list[tuple[int, int]] = []
    first = last = -1
    recent: list[Row] = []
    for i, row in enumerate(rows):
        if not row.seed:
            continue
        if first >= 0 and _goes_on(rows[last : i + 1], recent):
            last = i
        else:
            if first >= 0:
                groups.append((first, last))
            first = last = i
            recent = []
        recent = [*recent[-5:], row]
    if first >= 0:
        groups.append((first, last))
    return [(a, b) for a, b in groups if sum(r.seed for r in rows[a : b + 1]) >= 2]


def _parted(rows: list[Row], first: int, last: int) -> list[tuple[int, int]]:
    """Cut a run of rows in two where the columns of one part would hold both labels and figures of the other."""
    seeds = [i for i in range(first, last + 1) if rows[i].seed]
    if not MIXED_ROWS <= _mixed([rows[i] for i in seeds]) < len(seeds):
        return [(first, last)]
    steps = [rows[b].baseline - rows[a].baseline for a, b in pairwise(seeds)]
    widest = max(steps)
    if sum(step * PARTING_STEP > widest for step in steps) > 1:
        return [(first, last)]  # none stands out
    k = steps.index(widest) + 1
    above, below = seeds[:k], seeds[k:]
    if min(len(above), len(below)) < 2 or any(_mixed([rows[i] for i in part]) for part in (above, below)):
        return [(first, last)]
    return [(first, above[-1]), (below[0], last)]


def _mixed(seeds: list[Row]) -> int:
    """How many rows have a text and a figure side by side in one of their common columns."""
    columns = find_columns(seeds)
    if columns is None:
        return 0
    return sum(_mixes(row, columns) for row in seeds)


def _mixes(row: Row, columns: Columns) -> bool:
    figures = {column_at(s.middle, columns.bounds) for s in row.segments if s.figure}
    return any(not s.figure and column_at(s.middle, columns.bounds) in figures for s in row.segments)


def _goes_on(stretch: list[Row], recent: list[Row]) -> bool:
    """Whether the last row of the stretch belongs to the table of the first."""
    for above, below in pairwise(stretch):
        if below.baseline - above.baseline > MAX_STEP * max(above.size, below.size):
            return False
    between = [row for k, row in enumerate(stretch[1:-1], 1) if not _wraps(row, stretch[:k], recent)]
    if len(between) > MAX_BETWEEN:
        return False
    for row in between:
        if len(row.segments) == 1 and len(row.words) > PROSE_WORDS:
            return False
        if NOTE.match(row.text):
            return False
    if _begins_anew(stretch):
        return False
    own = [s for s in stretch[-1].segments if s.figure]
    theirs = [s for row in recent for s in row.segments if s.figure]
    if len(stretch) == 2:
        return any(a.x0 < b.x1 and b.x0 < a.x1 for a in own for b in theirs)
    # after rows of words another table may begin; the same one keeps its columns
    reach = 0.35 * stretch[-1].size
    kept = sum(any(_aligned(a, b, reach) for b in theirs) for a in own)
    return kept >= 0.5 * len(own)


def _wraps(row: Row, above: list[Row], recent: list[Row]) -> bool:
    """Whether a line goes on with texts of the row above: each close below a cell, and left of the figures."""
    if row.baseline - above[-1].baseline > WRAP_STEP * max(row.size, above[-1].size):
        return False
    figures = min((s.x0 for r in recent for s in r.segments[1:] if s.figure), default=0.0)
    starts = [s.x0 for r in [*above, *recent] for s in r.segments]
    return all(s.x1 < figures and any(abs(s.x0 - x) <= OUTDENT for x in starts) for s in row.segments)


def _begins_anew(stretch: list[Row]) -> bool:
    """Whether a title and a header stand between two rows: then another table begins."""
    first, *between, _ = stretch
    for title, header in pairwise(between):
        words = all(not s.figure or is_year(s.text) for s in header.segments)
        if len(title.segments) == 1 and title.x0 <= first.x0 + title.size < header.x0 and words:
            return len(header.segments) > 1
    return False


def _aligned(a: Segment, b: Segment, reach: float) -> bool:
    """Whether two figures stand under one another: flush left, flush right or centred."""
    return abs(a.x0 - b.x0) <= reach or abs(a.x1 - b.x1) <= reach or abs(a.middle - b.middle) <= reach


def _looks_like_table(rows: list[Row], seeds: list[Row], columns: Columns) -> bool:
    """Tell a table from running text, lists of contents and pieces of drawings."""
    cells = [s for r in seeds for s in r.segments[1:]]
    figures = sum(s.figure for s in cells)
    words = sum(_word_count(s) for s in cells)
    if figures < 0.2 * len(cells) or words > 4.0 * len(cells):
        return False
    if columns.count == 2 and sum(_is_contents(r) for r in seeds) > 0.5 * len(seeds):
        return False
    labelled = sum(1 for r in rows if re.search(r"[^\W\d_]{2}", r.text))
    if labelled < 0.3 * len(rows) and columns.count < 4:
        return False
    prose = sum(1 for r in seeds if _word_count(r.segments[0]) > 14)
    return prose < 0.5 * len(seeds) and (len(seeds) >= 3 or columns.count >= 3 or figures == len(cells))


def _word_count(segment: Segment) -> int:
    return sum(1 for w in segment.words if not LEADER.fullmatch(w.text))


def _is_contents(row: Row) -> bool:
    dots = sum(1 for w in row.words if LEADER.fullmatch(w.text) or w.text.endswith("..."))
    return dots > 0 and re.fullmatch(r"\d{1,3}|[ivx]+", row.segments[-1].text) is not None


def _build(head: list[Row], body: list[Row], columns: Columns, rulings: Rulings) -> RawTable | None:
    box = words_box(w for r in [*head, *body] for w in r.words)
    if box is None or not body:
        return None
    bounds = [min(box.x0, columns.bounds[0]), *columns.bounds[1:-1], max(box.x1, columns.bounds[-1])]
    bounds = _with_empty_columns(head, body, _between_headers(head, body, bounds))
    header, header_rows = head_cells(head, bounds, _extents(body, bounds), rulings.horizontal)
    cells, body_rows = body_cells(body, bounds, rulings, first_row=header_rows)
    return RawTable(
        rows=header_rows + body_rows,
        columns=len(bounds) - 1,
        cells=tuple(_complete([*header, *cells], header_rows + body_rows, bounds, box)),
        box=box,
        ruled=False,
        header_rows=header_rows,
    )


def _between_headers(head: Sequence[Row], body: Sequence[Row], bounds: list[float]) -> list[float]:
    """Move the sides of columns between their headers, where those stand far from their figures, one for each column.

    `12 months to March` at the left of a column whose figures stand at its right is nearer to the figures before it.
    """
    columns = len(bounds) - 1
    segments = head[-1].segments if head else ()
    if len(segments) not in (columns - 1, columns) or len({column_at(s.middle, bounds) for s in segments}) == len(
        segments
    ):
        return bounds
    first = columns - len(segments)  # 1 where nothing heads the labels
    extents = _extents(body, bounds)
    moved = list(bounds)
    for c in range(max(1, first), columns):
        above = segments[c - 1 - first].x1 if c > first else extents[c - 1][1]
        left, right = max(extents[c - 1][1], above), min(extents[c][0], segments[c - first].x0)
        if left >= right:
            return bounds
        moved[c] = (left + right) / 2
    return moved


def _with_empty_columns(head: Sequence[Row], body: Sequence[Row], bounds: list[float]) -> list[float]:
    """Give a header that stands beside the texts of its column, and beside the column's own header, its column."""
    added: list[float] = []
    extents = _extents(body, bounds)
    for row in head:
        for segment in row.segments:
            c = column_at(segment.middle, bounds)
            x0, x1 = extents[c]
            own = [s for s in row.segments if s is not segment and s.x0 < x1 and s.x1 > x0]
            space = MIN_GAP * row.size
            if not own or c == 0:
                continue
            if segment.x0 > max(x1, own[-1].x1) + space:
                added.append((max(x1, own[-1].x1) + segment.x0) / 2)
            elif segment.x1 < min(x0, own[0].x0) - space:
                added.append((min(x0, own[0].x0) + segment.x1) / 2)
    return sorted({*bounds, *added})


def _extents(body: Sequence[Row], bounds: Sequence[float]) -> list[tuple[float, float]]:
    """From where to where the figures (or texts) of each column reach."""
    extents: list[tuple[float, float]] = []
    for c in range(len(bounds) - 1):
        own = [s for r in body for s in r.segments if bounds[c] <= s.middle < bounds[c + 1]]
        own = [s for s in own if s.figure] or own
        extents.append((min(s.x0 for s in own), max(s.x1 for s in own)) if own else (bounds[c], bounds[c + 1]))
    return extents


def _complete(cells: list[RawCell], rows: int, bounds: list[float], box: Box) -> list[RawCell]:
    """Add the empty cells."""
    taken = {
        (r, c)
        for cell in cells
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.column, cell.column + cell.column_span)
    }
    tops: dict[int, tuple[float, float]] = {}
    for cell in cells:
        if cell.row_span == 1:
            top, bottom = tops.get(cell.row, (cell.box.top, cell.box.bottom))
            tops[cell.row] = (min(top, cell.box.top), max(bottom, cell.box.bottom))
    empty: list[RawCell] = []
    for r in range(rows):
        top, bottom = tops.get(r, (box.top, box.top))
        free = [c for c in range(len(bounds) - 1) if (r, c) not in taken]
        empty.extend(RawCell(r, c, (), Box(bounds[c], top, bounds[c + 1], bottom)) for c in free)
    return sorted([*cells, *empty], key=lambda cell: (cell.row, cell.column))
