"""Tells which columns each text in the header of an unruled table stands over."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.read.pdf.raw import column_of
from pipeline.read.pdf.rulings import Ruling
from pipeline.read.pdf.segments import Row, Segment
from pipeline.read.pdf.words import Word

LINE_STEP = 0.95  # font sizes; baselines nearer than this are not lines of one text
WRAP_STEP = 1.45  # font sizes from line to line of one text
PARTING = 0.33  # font sizes; words of one header stand nearer than this
CENTRED = 2.5  # points a column that a spanning header may be off the middle of its columns
FLUSH = 1.0  # points within which lines begin or end at one place
IN_LINE = 0.6  # font sizes within which a header stands in line with one column

Extents = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A text in one line of the header over columns first to last; `spanner` if it heads several."""

    first: int
    last: int
    words: tuple[Word, ...]

    @property
    def spanner(self) -> bool:
        return self.last > self.first

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(w.x1 for w in self.words)

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    def over(self, first: int, last: int) -> "Piece":
        """The same text over other columns."""
        return Piece(first, last, self.words)


def header_pieces(
    rows: Sequence[Row], bounds: Sequence[float], extents: Extents, lines: Sequence[Ruling]
) -> list[list[Piece]]:
    """Return the texts of each line of a header, from top to bottom, with the columns that they stand over.

    rows: the lines; bounds: the sides of the columns; extents: from where to where the body's texts reach in each;
    lines: rules of the page. A text goes over the columns of a rule right under it, over those of the text that it
    is the upper line of, or over those that it is centred over. They are found from the lowest line upwards.
    """
    rows = [Row(tuple(p for s in r.segments for p in _divided(s, bounds, extents)), r.baseline, r.size) for r in rows]
    found: list[list[Piece]] = [[] for _ in rows]
    for i in reversed(range(len(rows))):
        lower = [k for k in range(i + 1, len(rows)) if rows[k].baseline - rows[i].baseline >= LINE_STEP * rows[i].size]
        pieces, settled = _first_pieces(rows, i, lower, found, bounds, extents, lines)
        if lower:
            beside = {c for k in _beside(rows, i) for s in rows[k].segments for c in _columns(s, bounds)}
            pieces = _spread_row(pieces, settled, beside, [rows[k] for k in lower], bounds)
        found[i] = _apart(pieces)
    return _over_headless(found, bounds, extents)


def _first_pieces(
    rows: Sequence[Row],
    i: int,
    lower: Sequence[int],
    found: Sequence[Sequence[Piece]],
    bounds: Sequence[float],
    extents: Extents,
    lines: Sequence[Ruling],
) -> tuple[list[Piece], set[int]]:
    """The texts of a line with the columns that they stand over, and which are settled: by a rule or a line below."""
    pieces: list[Piece] = []
    settled: set[int] = set()
    for number, segment in enumerate(rows[i].segments):
        first, last = _touched(segment, bounds)
        piece = Piece(first, last, segment.words)
        ruled = _spanner_rule(segment, rows[i], rows[lower[0]], extents, lines) if lower else None
        below = _next_line(piece, rows, i, lower, found, bounds, lines)
        if ruled is not None:
            piece = piece.over(*ruled)
            settled.add(number)
        elif below is not None:
            piece = piece.over(below.first, below.last)
            settled.add(number)
        elif not lower and last - first == 1:
            piece = piece.over(*(column_of(segment.middle, bounds),) * 2)
        pieces.append(piece)
    return pieces, settled


def _next_line(
    piece: Piece,
    rows: Sequence[Row],
    i: int,
    lower: Sequence[int],
    found: Sequence[Sequence[Piece]],
    bounds: Sequence[float],
    lines: Sequence[Ruling],
) -> Piece | None:
    """The text that a piece is the upper line of: close below, alone under it, and flush or centred with it.

    Over one column the two must be flush, for a spanning header is centred too.
    """
    for k in lower:
        if rows[k].baseline - rows[i].baseline > WRAP_STEP * max(rows[i].size, rows[k].size):
            return None
        under = [p for p in found[k] if p.x0 < piece.x1 and piece.x0 < p.x1]
        if len(under) != 1 or ruled_off(rows[i], rows[k], under[0], bounds, lines):
            continue
        below = under[0]
        if any(s.x0 < below.x1 and below.x0 < s.x1 for s in rows[i].segments if s.words is not piece.words):
            continue
        flush = min(abs(below.x0 - piece.x0), abs(below.x1 - piece.x1)) <= FLUSH
        inside = (piece.first, piece.last) == (below.first, below.last) or _overhangs(piece, below, found[k])
        if (flush and inside) or (below.spanner and (flush or abs(below.middle - piece.middle) <= FLUSH)):
            return below
    return None


def _overhangs(piece: Piece, below: Piece, line: Sequence[Piece]) -> bool:
    """Whether a text only begins or ends over a column whose own header stands in the line below, and is not over it.

    Numbers are set flush right, and so is `% change on` over `year before`, which is longer than its column is wide.
    """
    within = piece.first <= below.first and below.last <= piece.last
    others = set(range(piece.first, piece.last + 1)) - set(range(below.first, below.last + 1))
    headed = {c for p in line if p is not below for c in range(p.first, p.last + 1)}
    return within and others <= headed


def _beside(rows: Sequence[Row], i: int) -> list[int]:
    """The lines that are less than a line above or below: their texts stand beside those of line i."""
    reach = LINE_STEP * rows[i].size
    return [k for k in range(len(rows)) if k != i and abs(rows[k].baseline - rows[i].baseline) < reach]


def _columns(segment: Segment, bounds: Sequence[float]) -> range:
    first, last = _touched(segment, bounds)
    return range(first, last + 1)


def _touched(segment: Segment, bounds: Sequence[float]) -> tuple[int, int]:
    """The first and last column that a word of the segment has its middle in."""
    places = [column_of((w.x0 + w.x1) / 2, bounds) for w in segment.words]
    return min(places), max(places)


def _divided(segment: Segment, bounds: Sequence[float], extents: Extents) -> list[Segment]:
    """Take apart headers of neighbouring columns with hardly a gap: each part is in line with its column."""
    first, last = _touched(segment, bounds)
    parts: dict[int, list[Word]] = {}
    for word in segment.words:
        parts.setdefault(column_of((word.x0 + word.x1) / 2, bounds), []).append(word)
    if first == last or sorted(parts) != list(range(first, last + 1)):
        return _flush_parts(segment, extents)
    divided = [Segment(tuple(parts[c])) for c in sorted(parts)]
    if any(b.x0 - a.x1 < PARTING * a.words[-1].size for a, b in pairwise(divided)):
        return _flush_parts(segment, extents)
    reach = IN_LINE * segment.words[0].size
    in_line = 0
    for c, part in zip(sorted(parts), divided, strict=True):
        x0, x1 = extents[c]
        offsets = (part.x0 - x0, part.x1 - x1, part.middle - (x0 + x1) / 2)
        in_line += any(abs(offset) <= reach for offset in offsets)
    return divided if in_line > 0.5 * len(divided) or in_line == len(divided) else _flush_parts(segment, extents)


def _flush_parts(segment: Segment, extents: Extents) -> list[Segment]:
    """Cut a text where each part ends flush right with the figures of a column, or begins flush left with them."""
    words = segment.words
    gaps = [i for i in range(1, len(words)) if words[i].x0 - words[i - 1].x1 >= PARTING * words[i].size]
    if not gaps:
        return [segment]
    ends = [x1 for _, x1 in extents]
    if _flush(segment.x1, ends):
        cuts = [i for i in gaps if _flush(words[i - 1].x1, ends)]
    else:
        starts = [x0 for x0, _ in extents]
        cuts = [i for i in gaps if _flush(words[i].x0, starts)] if _flush(segment.x0, starts) else []
    return [Segment(words[a:b]) for a, b in pairwise([0, *cuts, len(words)])]


def _flush(x: float, sides: Sequence[float]) -> bool:
    return any(abs(x - side) <= FLUSH for side in sides)


def _apart(pieces: list[Piece]) -> list[Piece]:
    """Keep pieces of one line from claiming the same column."""
    result: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: p.words[0].x0):
        if result and piece.first <= result[-1].last:
            before = result[-1]
            if piece.last > before.last:
                piece = Piece(before.last + 1, piece.last, piece.words)
            else:
                result[-1] = Piece(before.first, before.last, before.words + piece.words)
                continue
        result.append(piece)
    return result


def _spanner_rule(
    segment: Segment, row: Row, below: Row, extents: Extents, lines: Sequence[Ruling]
) -> tuple[int, int] | None:
    """The columns over a rule right under the segment, if it is longer than one column and under nothing else."""
    foot = below.baseline - 0.3 * below.size - below.rise
    table = extents[-1][1] - extents[0][0]
    for line in lines:
        if not row.baseline - 1 < line.at < max(foot, row.baseline) or line.end - line.start > 0.9 * table:
            continue
        if not (line.start - 3 <= segment.middle <= line.end + 3):
            continue
        if line.start > segment.x0 + 6 or line.end < segment.x1 - 6:
            continue
        covered = [c for c, (x0, x1) in enumerate(extents) if line.start - 3 <= (x0 + x1) / 2 <= line.end + 3]
        if len(covered) > 1:
            return covered[0], covered[-1]
    return None


def ruled_off(above: Row, row: Row, piece: Piece, bounds: Sequence[float], lines: Sequence[Ruling]) -> bool:
    """Whether a rule parts a piece of a row from the line above it."""
    left, right = bounds[piece.first], bounds[piece.last + 1]
    return any(
        above.baseline < line.at < row.baseline - 0.5 * row.size - row.rise
        and min(line.end, right) - max(line.start, left) > 0.6 * (right - left)
        for line in lines
    )


def _spread_row(
    pieces: list[Piece], settled: set[int], beside: set[int], below: Sequence[Row], bounds: Sequence[float]
) -> list[Piece]:
    """Widen the pieces of a line to the columns that they are centred over, if they are spanning headers.

    They are where several widen, where all columns but the first come under one, or where a text stands in line with
    no single column. beside: columns with a text beside the line.
    """
    headed = {column_of(s.middle, bounds): s.middle for r in below for s in r.segments}
    wide = _shared_out(pieces, {c: x for c, x in headed.items() if c not in beside}, settled)
    centred = [
        new if k not in settled and _offset(new, below, bounds) < CENTRED * (new.last - new.first + 1) else old
        for k, (new, old) in enumerate(zip(wide, pieces, strict=True))
    ]
    spanning = [p for p in centred if p.spanner]
    covered = {c for p in spanning for c in range(p.first, p.last + 1)}
    if len(spanning) > 1 or covered >= set(range(1, len(bounds) - 1)):
        return centred
    free = {c for c in headed if c > 0 and c not in beside}
    return [
        old
        if k in settled or _in_line(old, below, bounds)
        else _centred_over(old, free - _others(pieces, k), below, bounds)
        for k, old in enumerate(pieces)
    ]


def _others(pieces: Sequence[Piece], k: int) -> set[int]:
    return {c for j, p in enumerate(pieces) if j != k for c in range(p.first, p.last + 1)}


def _centred_over(piece: Piece, free: set[int], below: Sequence[Row], bounds: Sequence[float]) -> Piece:
    """Widen a text, column by column to the side that it leans to, until it is centred over the texts below it."""
    wide = piece
    while _offset(wide, below, bounds) > CENTRED:
        inside = [s for r in below for s in r.segments if wide.first <= column_of(s.middle, bounds) <= wide.last]
        if not inside:
            return piece
        leans_left = min(s.x0 for s in inside) + max(s.x1 for s in inside) > 2 * piece.middle
        wide = piece.over(wide.first - 1, wide.last) if leans_left else piece.over(wide.first, wide.last + 1)
        if not {wide.first, wide.last} <= free:
            return piece
    return wide


def _in_line(piece: Piece, below: Sequence[Row], bounds: Sequence[float]) -> bool:
    """Whether a text is flush with, or centred over, a text below it in its own columns."""
    reach = IN_LINE * piece.words[0].size
    own = [s for r in below for s in r.segments if piece.first <= column_of(s.middle, bounds) <= piece.last]
    return any(min(abs(s.x0 - piece.x0), abs(s.x1 - piece.x1), abs(s.middle - piece.middle)) <= reach for s in own)


def _shared_out(pieces: list[Piece], headed: dict[int, float], settled: set[int]) -> list[Piece]:
    """Give each free column that is headed below to the nearest piece, the column of labels apart.

    headed: the middle of the header below, by column; settled: the pieces that take none.
    """
    taken = {c for p in pieces for c in range(p.first, p.last + 1)}
    spans = [(p.first, p.last) for p in pieces]
    for c, centre in sorted(headed.items()):
        if c == 0 or c in taken:
            continue
        distances = [abs(p.middle - centre) for p in pieces]
        k = distances.index(min(distances))
        if pieces[k].first > 0 and k not in settled:
            spans[k] = (min(spans[k][0], c), max(spans[k][1], c))
    return [p.over(*span) for span, p in zip(spans, pieces, strict=True)]


def _offset(piece: Piece, below: Sequence[Row], bounds: Sequence[float]) -> float:
    """How far off the middle of its columns, or of the texts in them, a header stands."""
    off = abs((bounds[piece.first] + bounds[piece.last + 1]) / 2 - piece.middle)
    inside = [s for r in below for s in r.segments if piece.first <= column_of(s.middle, bounds) <= piece.last]
    if not inside:
        return off
    return min(off, abs((min(s.x0 for s in inside) + max(s.x1 for s in inside)) / 2 - piece.middle))


def _over_headless(found: list[list[Piece]], bounds: Sequence[float], extents: Extents) -> list[list[Piece]]:
    """Widen a header to columns with texts beside its own that nothing heads, if it is centred over them all.

    It is one line alone: of several, each would stand over other columns.
    """
    times = Counter(c for pieces in found for p in pieces for c in range(p.first, p.last + 1))
    empty = {c for c in range(len(extents)) if extents[c] == (bounds[c], bounds[c + 1])}
    return [
        [_widened(p, {*times, *empty}, extents) if times[p.first] == times[p.last] == 1 else p for p in pieces]
        for pieces in found
    ]


def _widened(piece: Piece, headed: set[int], extents: Extents) -> Piece:
    left, right = piece.first, piece.last
    while left > 1 and left - 1 not in headed:
        left -= 1
    while right + 1 < len(extents) and right + 1 not in headed:
        right += 1
    if piece.first == 0 or (left, right) == (piece.first, piece.last):
        return piece
    off = abs((extents[left][0] + extents[right][1]) / 2 - piece.middle)
    return piece.over(left, right) if off <= CENTRED * (right - left + 1) else piece
