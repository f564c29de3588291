"""Reading order: cuts a page into columns and bands, top to bottom and left to right."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from pipeline.read.pdf.lines import RIVER
from pipeline.read.pdf.raw import RawTable
from pipeline.read.pdf.segments import is_figure, is_year
from pipeline.read.pdf.sides import GUTTER, Item, Placed, are_panels, is_prose, middle_size, own_texts, split_columns
from pipeline.read.pdf.tables import PageTable
from pipeline.read.pdf.words import Line, cluster_rows, make_line
from pipeline.types import Box

TABLE_STEP = 1.5  # white between two rows of a table, in font sizes, that a wider one ends
LEAST_VALUES = 3  # figures by themselves that a table has
CELL_GAP = 0.3  # narrowest white between the cells of a row, in font sizes
MOST_SHARED = 0.35  # share of rows at one height on both sides, up to which two columns may stand side by side
FOLLOWING_ROWS = 3  # that the second line of either column may stand in
MOST_STARTS = 80  # rows of a stretch with a gutter that a band is tried from; no page of a report has more
FEW_GAPS = 24  # that are looked through faster than searched
_FROM, _TO = itemgetter(0), itemgetter(1)
BAND_STEP = 2.6  # font sizes from the first line of a column to its second


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
    sides = split_columns(items, cells=cells)
    if sides is not None:
        return [part for side in sides for part in _split(side, cells=cells)]
    bands = _bands(items, cells=cells)
    if len(bands) == 1:
        return bands
    return [
        part for band in bands for part in (_split(band, cells=cells) if split_columns(band, cells=cells) else [band])
    ]


def _bands(items: list[Item], *, cells: bool) -> list[list[Item]]:
    """Group rows from the top while they keep a gutter in common; other rows stand between the groups."""
    rows = [_Row(row) for row in _rows(items)]
    bands: list[list[Item]] = []
    plain: list[Item] = []
    i = 0
    while i < len(rows):
        j, band, reach = _columned_band(rows, i, cells=cells)
        if band and not (cells and _is_rest_of_table(rows, i, band)):
            if plain:
                bands.append(plain)
                plain = []
            bands.append(band)
            i = j
        else:
            after = i + max(1, (reach - i) // MOST_STARTS)
            plain.extend(item for row in rows[i:after] for item in row.items)
            i = after
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


def _columned_band(rows: list[_Row], start: int, *, cells: bool) -> tuple[int, list[Item], int]:
    """Where the longest band from `start` that splits into columns ends, the band, and how far was looked.

    The band is empty where there is none.
    """
    size = middle_size([size for row in rows[start : start + 20] for size in row.sizes])
    wide, narrow = _reach(rows, start, GUTTER * size, RIVER * size)
    longer = _band(rows, start, narrow, cells=cells)
    if wide == narrow or longer[0] >= wide:
        return *longer, narrow
    shorter = _band(rows, start, wide, cells=cells)
    return *max(longer, shorter, key=lambda found: found[0]), max(wide, narrow)


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
    sides = split_columns(band, cells=cells)
    if sides is None:
        return start, []
    if all(is_prose([i for i in side if isinstance(i, Line)]) for side in sides) or are_panels(*sides):
        return end, band
    if not cells and _are_titled_tables(rows[start:end]):
        return start + 2, [*rows[start].items, *rows[start + 1].items]
    left = {id(i) for i in sides[0]}
    last = end
    while last > start and _straddles(rows[last - 1], left):
        last -= 1
    if last - start < 2 or (_straddles(rows[start], left) and not (cells and _starts_both(rows[start:last], left))):
        return start, []
    if last == end:
        return end, band
    band = [i for row in rows[start:last] for i in row.items]
    return (last, band) if split_columns(band, cells=cells) is not None else (start, [])


def _are_titled_tables(rows: Sequence[_Row]) -> bool:
    """Whether the first row holds the titles of the tables side by side in the second, one over each."""
    titles, tables = rows[0].items, rows[1].items
    return (
        len(titles) == len(tables) > 1
        and all(isinstance(i, Line) for i in titles)
        and all(isinstance(i, PageTable) for i in tables)
    )


def _is_rest_of_table(rows: list[_Row], start: int, band: list[Item]) -> bool:
    """Whether a band goes on with a table that stands right above it, where the same columns are closer together."""
    sides = split_columns(band, cells=True)
    if sides is None:
        return False
    gaps = [(max(i.box.x1 for i in sides[0]), min(i.box.x0 for i in sides[1]))]
    left, right = map(list, sides)
    both = 0
    for k in range(start - 1, -1, -1):
        below, row = rows[k + 1], rows[k]
        size = middle_size([*row.sizes, *below.sizes])
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
    return both > 0 and values >= LEAST_VALUES and not own_texts(left, right)


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
        first, stop = 0, len(gaps)
        if stop > FEW_GAPS:  # in order and apart from one another
            first, stop = bisect_right(gaps, x0, key=_TO), bisect_left(gaps, x1, key=_FROM)
        cut: list[tuple[float, float]] = []
        for gap in gaps[first:stop]:
            a, b = gap
            if x1 <= a or x0 >= b:
                cut.append(gap)
                continue
            if x0 - a >= least and x0 > a:
                cut.append((a, x0))
            if b - x1 >= least and b > x1:
                cut.append((x1, b))
        gaps = [*gaps[:first], *cut, *gaps[stop:]] if stop - first < len(gaps) else cut
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


def _joined_rows(items: list[Item]) -> list[Placed]:
    """Join the pieces of a row into one line again, and sort lines and tables from top to bottom."""
    words = [w for i in items if isinstance(i, Line) for w in i.words]
    joined: list[Placed] = [make_line(row) for row in cluster_rows(words)]
    joined.extend(i for i in items if isinstance(i, PageTable))
    return sorted(joined, key=lambda i: (i.box.top, i.box.x0))
