"""Reading order: cuts a page into columns and bands, top to bottom and left to right."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.read.pdf.lines import RIVER, RIVER_ROWS
from pipeline.read.pdf.raw import RawTable
from pipeline.read.pdf.segments import is_figure, is_year
from pipeline.read.pdf.tables import PageTable
from pipeline.read.pdf.words import Line, Word, cluster_rows, make_line
from pipeline.types import Box

Placed = Line | PageTable
Item = Placed | RawTable

GUTTER = 1.3  # narrowest gap between columns, in font sizes
MIN_COLUMN_LINES = 3
PROSE_WORDS = 4.0  # words a line, on average, from which lines are running text
VALUES = 0.4  # share of figures from which a strip of lines holds the values of a table
HEADER_WORDS = 1.0  # words a line that a header wrapped in a narrow column has
VALUE_WORDS = 2.6  # words a line, on average, below which it does
OWN_TEXT = 0.25  # share of rows with several words from which a side is text of its own
SHARED_STARTS = 0.7  # share of paragraphs that start beside one of the other side from which both are rows of a table
TABLE_STEP = 1.5  # white between two rows of a table, in font sizes, that a wider one ends
LEAST_VALUES = 3  # figures by themselves that a table has
CELL_GAP = 0.3  # narrowest white between the cells of a row, in font sizes
MOST_SHARED = 0.35  # share of rows at one height on both sides, up to which two columns may stand side by side
FOLLOWING_ROWS = 3  # that the second line of either column may stand in
BAND_STEP = 2.6  # font sizes from the first line of a column to its second
ROW_NUMBER = re.compile(r"(\d{1,2})[A-Z]?[.)]?")
ALIGNED = 0.75  # share of lines with a neighbour on the same baseline from which two sides are one list


@dataclass(frozen=True, slots=True)
class Region:
    """Lines and tables read one after another, with the left and right edge of their column."""

    items: tuple[Placed, ...]
    x0: float
    x1: float


def reading_order(items: Sequence[Placed]) -> list[Region]:
    """Cut the items of a page into regions, in the order in which a person reads them."""
    regions: list[Region] = []
    for part in _split(list(items)):
        joined = _joined_rows(part)
        regions.append(Region(tuple(joined), min(i.box.x0 for i in part), max(i.box.x1 for i in part)))
    return regions


def split_zones(lines: Sequence[Line], ruled: Sequence[RawTable] = ()) -> list[list[Line]]:
    """Cut lines into the columns and bands of their page, before any but the ruled tables are known."""
    zones = [[i for i in part if isinstance(i, Line)] for part in _split([*lines, *ruled], cells=True)]
    return [zone for zone in zones if zone]


def _split(items: list[Item], *, cells: bool = False) -> list[list[Item]]:
    """Split by the widest gutter; where a full-width item is in the way, by bands above and below it.

    cells: lines may be the cells of tables not known yet, whose columns are to stay together.
    """
    if len(items) < 2:
        return [items] if items else []
    sides = _columns(items, cells=cells)
    if sides is not None:
        return [part for side in sides for part in _split(side, cells=cells)]
    bands = _bands(items, cells=cells)
    if len(bands) == 1:
        return bands
    return [part for band in bands for part in (_split(band, cells=cells) if _columns(band, cells=cells) else [band])]


def _columns(items: list[Item], *, cells: bool) -> tuple[list[Item], list[Item]] | None:
    """Split the items at their widest gutter if what stands on both sides reads on its own."""
    gaps = _white_gaps([(i.box.x0, i.box.x1) for i in items])
    size = _usual_size(items)
    wide = sorted((g for g in gaps if g[1] - g[0] >= GUTTER * size), key=lambda g: g[0] - g[1])
    for start, end in [g for g in gaps if RIVER * size <= g[1] - g[0] < GUTTER * size]:
        left = [i for i in items if i.box.x1 <= start + 0.01]
        right = [i for i in items if i.box.x0 >= end - 0.01]
        if all(_is_column_of_text(side) for side in (left, right)):
            return left, right
    for start, end in wide if cells else wide[:1]:
        if cells:
            start, end = _before_row_numbers(items, gaps, start, end)
        left = [i for i in items if i.box.x1 <= start + 0.01]
        right = [i for i in items if i.box.x0 >= end - 0.01]
        if cells:
            strip = _first_strip(right, [g[0] for g in gaps if g[0] > end])
            if _holds_values(strip) or not _own_texts(left, right):
                continue
        if _independent(left, right):
            return left, right
    return None


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
    return len(lines) >= RIVER_ROWS and _is_prose(lines)


def _own_texts(left: list[Item], right: list[Item]) -> bool:
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
    if all(tables):
        return True
    weight = [len(own) + 3 * n for own, n in zip(lines, tables, strict=True)]
    if min(weight) < MIN_COLUMN_LINES:
        return False
    if all(tables[k] or _is_prose(lines[k]) for k in (0, 1)):
        return True
    small, large = sorted(lines, key=len)
    if not small:
        return True
    heights = sorted(line.baseline for line in large)
    aligned = sum(_near(heights, line.baseline, 0.25 * line.size) for line in small)
    return aligned < ALIGNED * len(small)


def _near(heights: list[float], height: float, reach: float) -> bool:
    at = bisect_left(heights, height - reach)
    return at < len(heights) and heights[at] <= height + reach


def _is_prose(lines: list[Line]) -> bool:
    return bool(lines) and sum(len(line.words) for line in lines) >= PROSE_WORDS * len(lines)


def _bands(items: list[Item], *, cells: bool) -> list[list[Item]]:
    """Group rows from the top while they keep a gutter in common; other rows stand between the groups."""
    rows = [_Row(row) for row in _rows(items)]
    bands: list[list[Item]] = []
    plain: list[Item] = []
    i = 0
    while i < len(rows):
        j, band = _columned_band(rows, i, cells=cells)
        if band and not (cells and _is_rest_of_table(rows, i, band)):
            if plain:
                bands.append(plain)
                plain = []
            bands.append(band)
            i = j
        else:
            plain.extend(rows[i].items)
            i += 1
    if plain:
        bands.append(plain)
    return bands


class _Row:
    """Items side by side, with what is asked of them once for every row above: their spans and sizes."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        self.spans = [(i.box.x0, i.box.x1) for i in items]
        self.first_end = min(x1 for _, x1 in self.spans)
        self.last_start = max(x0 for x0, _ in self.spans)
        self.sizes = [i.size for i in items if isinstance(i, Line)]
        self.top = min(i.box.top for i in items)
        self.bottom = max(i.box.bottom for i in items)


def _columned_band(rows: list[_Row], start: int, *, cells: bool) -> tuple[int, list[Item]]:
    """Where the longest band from `start` that splits into columns ends, and the band; empty where there is none."""
    size = _middle([size for row in rows[start : start + 20] for size in row.sizes])
    wide, narrow = _reach(rows, start, GUTTER * size, RIVER * size)
    longer = _band(rows, start, narrow, cells=cells)
    if wide == narrow or longer[0] >= wide:
        return longer
    return max(longer, _band(rows, start, wide, cells=cells), key=lambda found: found[0])


def _reach(rows: list[_Row], start: int, *widths: float) -> list[int]:
    """The rows behind the last ones from `start` on that leave a gutter of each of some widths, the widest first."""
    gaps = [(float("-inf"), float("inf"))]
    leftmost, rightmost = float("inf"), float("-inf")
    ends = [start] * len(widths)
    going = list(range(len(widths)))
    for j in range(start, len(rows)):
        row = rows[j]
        gaps = _narrowed(gaps, row.spans, widths[-1])
        leftmost, rightmost = min(leftmost, row.first_end), max(rightmost, row.last_start)
        parting = [b - a for a, b in gaps if leftmost <= a + 0.01 and b - 0.01 <= rightmost]
        for k in going[:]:
            if any(gap >= widths[k] for gap in parting):
                ends[k] = j + 1
            elif j - start > 3 or sum(b - a >= widths[k] for a, b in gaps) < 2:
                going.remove(k)
        if not going:
            break
    return ends


def _band(rows: list[_Row], start: int, end: int, *, cells: bool) -> tuple[int, list[Item]]:
    """The rows up to `end` if they split into columns, without rows of a table that end them."""
    if end - start < 2:
        return start, []
    band = [i for row in rows[start:end] for i in row.items]
    sides = _columns(band, cells=cells)
    if sides is None:
        return start, []
    if all(_is_prose([i for i in side if isinstance(i, Line)]) for side in sides):
        return end, band
    left = {id(i) for i in sides[0]}
    last = end
    while last > start and _straddles(rows[last - 1], left):
        last -= 1
    if last - start < 2 or (_straddles(rows[start], left) and not (cells and _starts_both(rows[start:last], left))):
        return start, []
    if last == end:
        return end, band
    band = [i for row in rows[start:last] for i in row.items]
    return (last, band) if _columns(band, cells=cells) is not None else (start, [])


def _is_rest_of_table(rows: list[_Row], start: int, band: list[Item]) -> bool:
    """Whether a band goes on with a table that stands right above it, where the same columns are closer together."""
    sides = _columns(band, cells=True)
    if sides is None:
        return False
    gaps = [(max(i.box.x1 for i in sides[0]), min(i.box.x0 for i in sides[1]))]
    left, right = map(list, sides)
    both = 0
    for k in range(start - 1, -1, -1):
        below, row = rows[k + 1], rows[k]
        size = _middle([*row.sizes, *below.sizes])
        if below.top - row.bottom > TABLE_STEP * size:
            break
        gaps = _narrowed(gaps, row.spans, CELL_GAP * size)
        if not gaps:
            break
        at = gaps[0][0]
        own = [[i for i in row.items if i.box.x1 <= at + 0.01], [i for i in row.items if i.box.x1 > at + 0.01]]
        both += all(own)
        left += own[0]
        right += own[1]
    values = sum(isinstance(i, Line) and is_figure(i.text) and not is_year(i.text) for i in (*left, *right))
    return both > 0 and values >= LEAST_VALUES and not _own_texts(left, right)


def _starts_both(rows: list[_Row], left: set[int]) -> bool:
    """Whether two columns begin at one height: few other rows have both at one, and the next lines follow closely."""
    shared = sum(_straddles(row, left) for row in rows)
    if shared > MOST_SHARED * len(rows):
        return False
    for side in (True, False):
        own = [[i for i in row.items if (id(i) in left) is side] for row in rows[: 1 + FOLLOWING_ROWS]]
        tops = [items for items in own if items]
        if len(tops) < 2 or tops[0] is not own[0]:
            return False
        step = min(i.box.top for i in tops[1]) - min(i.box.top for i in tops[0])
        if step > BAND_STEP * rows[0].sizes[0]:
            return False
    return True


def _straddles(row: _Row, left: set[int]) -> bool:
    own = [i.baseline for i in row.items if isinstance(i, Line) and id(i) in left]
    others = [i.baseline for i in row.items if isinstance(i, Line) and id(i) not in left]
    return any(abs(a - b) < 1.0 for a in own for b in others)


def _narrowed(
    gaps: list[tuple[float, float]], spans: list[tuple[float, float]], least: float
) -> list[tuple[float, float]]:
    """Take the spans of a row out of the white gaps, and drop what is narrower than `least` then."""
    for x0, x1 in spans:
        cut: list[tuple[float, float]] = []
        for gap in gaps:
            a, b = gap
            if x1 <= a or x0 >= b:
                cut.append(gap)
                continue
            if x0 - a >= least and x0 > a:
                cut.append((a, x0))
            if b - x1 >= least and b > x1:
                cut.append((x1, b))
        gaps = cut
    return gaps


def _rows(items: list[Item]) -> list[list[Item]]:
    """Cluster items whose heights overlap by half, top to bottom."""
    rows: list[list[Item]] = []
    for item in sorted(items, key=lambda i: (i.box.top, i.box.x0)):
        if rows and _overlap(rows[-1][0].box, item.box) > 0.5:
            rows[-1].append(item)
        else:
            rows.append([item])
    return rows


def _overlap(a: Box, b: Box) -> float:
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared / max(0.1, min(a.bottom - a.top, b.bottom - b.top))


def _usual_size(items: Sequence[Item]) -> float:
    return _middle([i.size for i in items if isinstance(i, Line)])


def _middle(sizes: list[float]) -> float:
    """The size in the middle, that of common text where there is none."""
    return sorted(sizes)[len(sizes) // 2] if sizes else 10.0


def _joined_rows(items: list[Item]) -> list[Placed]:
    """Join the pieces of a row into one line again, and sort lines and tables from top to bottom."""
    words = [w for i in items if isinstance(i, Line) for w in i.words]
    joined: list[Placed] = [make_line(row) for row in cluster_rows(words)]
    joined.extend(i for i in items if isinstance(i, PageTable))
    return sorted(joined, key=lambda i: (i.box.top, i.box.x0))
