"""Tells whether what stands on the two sides of a white gap reads on its own: columns, or the cells of one table."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from pipeline.read.pdf.lines import RIVER, RIVER_ROWS
from pipeline.read.pdf.raw import RawTable
from pipeline.read.pdf.segments import ROW_NUMBER, is_figure, is_year
from pipeline.read.pdf.tables import PageTable
from pipeline.read.pdf.words import Line, Word, cluster_rows

Placed = Line | PageTable
Item = Placed | RawTable

GUTTER = 1.3  # narrowest gap between columns, in font sizes
MOST_GAPS = 60  # that columns are looked for at; no page of a report has as many side by side
MIN_COLUMN_LINES = 3
PROSE_WORDS = 4.0  # words a line, on average, from which lines are running text
VALUES = 0.4  # share of figures from which a strip of lines holds the values of a table
HEADER_WORDS = 1.0  # words a line that a header wrapped in a narrow column has
VALUE_WORDS = 2.6  # words a line, on average, below which it does
OWN_TEXT = 0.25  # share of rows with several words from which a side is text of its own
SHARED_STARTS = 0.7  # share of paragraphs that start beside one of the other side from which both are rows of a table
PANEL_ROWS = 4  # of a table in a panel, with its title and its header
STARTS_WITH_YEAR = re.compile(r"(?:19|20)\d\d(?![\d,.])")
PANEL_LABELLED = 0.5  # share of rows of words and a figure that it has at least
ALIGNED = 0.75  # share of lines with a neighbour on the same baseline from which two sides are one list


def split_columns(items: list[Item], *, cells: bool) -> tuple[list[Item], list[Item]] | None:
    """Split the items at their widest gutter if what stands on both sides reads on its own."""
    gaps = _white_gaps([(i.box.x0, i.box.x1) for i in items])
    size = usual_size(items)
    wide = _widest_first([g for g in gaps if g[1] - g[0] >= GUTTER * size])[:MOST_GAPS]
    for start, end in [g for g in gaps if RIVER * size <= g[1] - g[0] < GUTTER * size][:MOST_GAPS]:
        left = [i for i in items if i.box.x1 <= start + 0.01]
        right = [i for i in items if i.box.x0 >= end - 0.01]
        if all(_is_column_of_text(side) for side in (left, right)):
            return left, right
    for start, end in wide if cells else wide[:1]:
        if cells:
            start, end = _before_row_numbers(items, gaps, start, end)
        left = [i for i in items if i.box.x1 <= start + 0.01]
        right = [i for i in items if i.box.x0 >= end - 0.01]
        if cells and not are_panels(left, right):
            strip = _first_strip(right, [g[0] for g in gaps if g[0] > end])
            if _holds_values(strip) or not own_texts(left, right):
                continue
        if _independent(left, right):
            return left, right
    return None


def _widest_first(gaps: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Sort gaps by width; of gaps as wide as one another the middle one comes first.

    Many columns are halved so again and again; cut off one by one, each column would cost a look at all behind it.
    """
    middle = (len(gaps) - 1) / 2
    order = sorted(range(len(gaps)), key=lambda k: (-round(gaps[k][1] - gaps[k][0], 1), abs(k - middle)))
    return [gaps[k] for k in order]


def _before_row_numbers(
    items: list[Item], gaps: list[tuple[float, float]], start: float, end: float
) -> tuple[float, float]:
    """The gap before a column of row numbers, where one stands left of a gap: it goes with the texts behind it."""
    left = [g for g in gaps if g[1] <= start]
    if not left:
        return start, end
    strip = [i for i in items if i.box.x0 >= left[-1][1] - 0.01 and i.box.x1 <= start + 0.01]
    numbers = all(isinstance(i, Line) and ROW_NUMBER.fullmatch(i.text) for i in strip)
    return left[-1] if len(strip) >= 2 and numbers else (start, end)


def _is_column_of_text(items: list[Item]) -> bool:
    lines = [i for i in items if isinstance(i, Line)]
    return len(lines) >= RIVER_ROWS and is_prose(lines)


def own_texts(left: list[Item], right: list[Item]) -> bool:
    """Whether both sides are texts or tables of their own, not the cells of one table."""
    sides = [cluster_rows([w for i in side if isinstance(i, Line) for w in i.words]) for side in (left, right)]
    labelled = [sum(_is_labelled_figure(row) for row in rows) for rows in sides]
    worded = [sum(_word_count(row) >= PROSE_WORDS for row in rows) for rows in sides]
    for k, side in enumerate((left, right)):
        if any(not isinstance(i, Line) for i in side):
            continue
        if labelled[k] < 2 and worded[k] < max(2, OWN_TEXT * len(sides[k])):
            return False
    if min(labelled) >= 2:
        return True
    starts, others = sorted((_paragraph_starts(rows) for rows in sides), key=len)
    heights = [y for y, _ in others]
    shared = sum(_near(heights, y, 0.25 * size) for y, size in starts)
    return len(starts) < MIN_COLUMN_LINES or shared < SHARED_STARTS * len(starts)


def _is_labelled_figure(row: list[Word]) -> bool:
    """Words and a figure beside them, with or without the row's number in front."""
    row = row[1:] if len(row) > 2 and ROW_NUMBER.fullmatch(row[0].text) else row
    figures = [is_figure(w.text) and not is_year(w.text) for w in row]
    return figures[-1] and not figures[0] and _word_count(row) > 0


def _word_count(row: list[Word]) -> int:
    return sum(_has_letters(w.text) for w in row)


@lru_cache(maxsize=20_000)
def _has_letters(text: str) -> bool:
    return sum(ch.isalpha() for ch in text) > 1


def _paragraph_starts(rows: list[list[Word]]) -> list[tuple[float, float]]:
    """Baseline and size of each row that stands further from the row above than lines of one text do."""
    if not rows:
        return []
    steps = [b[0].baseline - a[0].baseline for a, b in pairwise(rows)]
    least = min((s for s in steps if s > 0.9 * rows[0][0].size), default=0.0)
    firsts = [0, *(k + 1 for k, step in enumerate(steps) if step > 1.15 * least)]
    return [(rows[k][0].baseline, rows[k][0].size) for k in firsts]


def _first_strip(right: list[Item], stops: list[float]) -> list[Item]:
    """What stands between a gap and the next one; a page number alone between two columns is not yet a strip."""
    for stop in [*sorted(stops), float("inf")]:
        strip = [i for i in right if i.box.x1 <= stop + 0.01]
        if len(strip) >= 2:
            return strip
    return right


def _holds_values(strip: list[Item]) -> bool:
    """Whether what stands right of a gap is a column of figures with headers, not the start of a column of text."""
    lines = [i for i in strip if isinstance(i, Line)]
    if _are_row_numbers(lines):
        return False
    figures = sum(is_figure(line.text) or is_year(line.text) for line in lines)
    words = sum(_has_letters(w.text) for line in lines for w in line.words)
    if figures and words <= HEADER_WORDS * len(lines):
        return True  # one figure under a header of several lines
    return figures >= VALUES * len(lines) and words < VALUE_WORDS * len(lines)


def _are_row_numbers(lines: list[Line]) -> bool:
    """Whether lines number the rows of a table, one after the other: 13, 14A, 14B, 15."""
    found = [ROW_NUMBER.fullmatch(line.text) for line in sorted(lines, key=lambda line: line.baseline)]
    numbers = [int(m[1]) for m in found if m]
    return len(numbers) == len(lines) > 2 and all(b - a in (0, 1) for a, b in pairwise(numbers))


def _white_gaps(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    gaps: list[tuple[float, float]] = []
    reach = float("-inf")
    for x0, x1 in sorted(spans):
        if reach > float("-inf") and x0 > reach:
            gaps.append((reach, x0))
        reach = max(reach, x1)
    return gaps


def _independent(left: list[Item], right: list[Item]) -> bool:
    """Whether two sides are columns, not labels with their values."""
    tables = [sum(not isinstance(i, Line) for i in side) for side in (left, right)]
    lines = [[i for i in side if isinstance(i, Line)] for side in (left, right)]
    if all(tables) or are_panels(left, right):
        return True
    weight = [len(own) + 3 * n for own, n in zip(lines, tables, strict=True)]
    if min(weight) < MIN_COLUMN_LINES:
        return False
    if all(tables[k] or is_prose(lines[k]) for k in (0, 1)):
        return True
    small, large = sorted(lines, key=len)
    if not small:
        return True
    heights = sorted(line.baseline for line in large)
    aligned = sum(_near(heights, line.baseline, 0.25 * line.size) for line in small)
    return aligned < ALIGNED * len(small)


def are_panels(left: Sequence[Item], right: Sequence[Item]) -> bool:
    """Whether two sides are tables of their own, however alike their rows stand: each has a title and labels.

    The titles stand at one height, the first at the left edge of its side, over rows of more cells.
    """
    sides = [_by_height([i for i in side if isinstance(i, Line)]) for side in (left, right)]
    if min(map(len, sides)) < PANEL_ROWS or not all(_is_titled(rows) for rows in sides):
        return False
    first, second = (rows[0][0] for rows in sides)
    if abs(first.baseline - second.baseline) >= 0.25 * first.size:
        return False
    years = sum(bool(STARTS_WITH_YEAR.match(row[0].text)) and is_figure(row[-1].text) for row in sides[0])
    ours, theirs = (sum(_is_labelled_figure([w for line in row for w in line.words]) for row in rows) for rows in sides)
    return ours + years >= PANEL_LABELLED * len(sides[0]) and theirs >= PANEL_LABELLED * len(sides[1])


def _is_titled(rows: list[list[Line]]) -> bool:
    """Whether the first of some rows holds titles: words at the left edge, at most half as many as cells below."""
    titles, cells = rows[0], max(map(len, rows[1:PANEL_ROWS]))
    edge = min(row[0].box.x0 for row in rows)
    worded = all(sum(_has_letters(w.text) for w in t.words) > 1 for t in titles)
    return worded and titles[0].box.x0 - edge < titles[0].size and 2 * len(titles) <= cells


def _by_height(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines at one height, top to bottom and left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.baseline):
        if rows and line.baseline - rows[-1][0].baseline < 0.25 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.box.x0) for row in rows]


def _near(heights: list[float], height: float, reach: float) -> bool:
    at = bisect_left(heights, height - reach)
    return at < len(heights) and heights[at] <= height + reach


def is_prose(lines: list[Line]) -> bool:
    return bool(lines) and sum(len(line.words) for line in lines) >= PROSE_WORDS * len(lines)


def usual_size(items: Sequence[Item]) -> float:
    return middle_size([i.size for i in items if isinstance(i, Line)])


def middle_size(sizes: list[float]) -> float:
    """The size in the middle, that of common text where there is none."""
    return sorted(sizes)[len(sizes) // 2] if sizes else 10.0
