"""Headers of unruled tables: lines stacked into cells, spanning headers over their columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.read.pdf.raw import RawCell, column_of, words_box
from pipeline.read.pdf.rulings import Ruling
from pipeline.read.pdf.segments import Row, Segment
from pipeline.read.pdf.words import Word
from pipeline.types import Box

LINE_STEP = 0.95  # font sizes; baselines nearer than this are not lines of one text
PARTING = 0.33  # font sizes; words of one header stand nearer than this
CENTRED = 2.5  # points a column that a spanning header may be off the middle of its columns


@dataclass(frozen=True, slots=True)
class Piece:
    """A text in one line of the header over columns first to last; `spanner` if it heads several."""

    first: int
    last: int
    words: tuple[Word, ...]

    @property
    def spanner(self) -> bool:
        return self.last > self.first


def head_cells(
    rows: Sequence[Row],
    bounds: Sequence[float],
    extents: Sequence[tuple[float, float]],
    lines: Sequence[Ruling],
) -> tuple[list[RawCell], int]:
    """Return the header's cells and how many rows they take.

    Lines over one column are one cell, as far as no spanning header comes between. A column
    without a spanning header has one cell as high as the header. extents: from where to where the
    body's texts reach in each column.
    """
    if not rows:
        return [], 0
    rows = [Row(tuple(p for s in r.segments for p in _divided(s, bounds, extents)), r.baseline, r.size) for r in rows]
    # lines centred between one another are cells of different height, not headers over headers
    stepped = all(b.baseline - a.baseline >= LINE_STEP * a.size for a, b in pairwise(rows))
    stacks: list[list[list[Piece]]] = [[] for _ in range(len(bounds) - 1)]
    for i, row in enumerate(rows):
        pieces = _pieces(row, i, rows, bounds, lines)
        if stepped and i + 1 < len(rows):
            pieces = _spread_row(pieces, rows[i + 1 :], bounds)
        for piece in _apart(pieces):
            _stack(stacks, piece, new=_ruled_off(row, i, rows, piece, bounds, lines))
    return _levelled(stacks, bounds)


def _stack(stacks: list[list[list[Piece]]], piece: Piece, *, new: bool) -> None:
    """Add a piece to the stacks of its columns: to the cell on top if it covers the same columns."""
    for c in range(piece.first, piece.last + 1):
        stack = stacks[c]
        same = bool(stack) and (stack[-1][-1].first, stack[-1][-1].last) == (piece.first, piece.last)
        if same and not new:
            stack[-1] = [*stack[-1], piece]
        else:
            stack.append([piece])


def _levelled(stacks: list[list[list[Piece]]], bounds: Sequence[float]) -> tuple[list[RawCell], int]:
    """Give each stack's cells their rows: the lowest cell of each column stands on the last row."""
    levels = max(len(stack) for stack in stacks)
    cells: dict[int, RawCell] = {}
    for c, stack in enumerate(stacks):
        for k, pieces in enumerate(stack):
            key = id(pieces[0])
            if key in cells:
                continue
            first = 0 if k == 0 else levels - (len(stack) - k)
            last = levels - (len(stack) - k)
            words = tuple(w for p in pieces for w in p.words)
            box = words_box(words) or Box(bounds[c], 0, bounds[c + 1], 0)
            if k == 0 and pieces[0].spanner:
                last = first = min(first, last)
            cells[key] = RawCell(
                first,
                pieces[0].first,
                words,
                Box(bounds[pieces[0].first], box.top, bounds[pieces[0].last + 1], box.bottom),
                max(1, last - first + 1),
                pieces[0].last - pieces[0].first + 1,
            )
    return _without_overlap(list(cells.values())), levels


def _without_overlap(cells: list[RawCell]) -> list[RawCell]:
    """Shorten a cell that would cover another's place."""
    taken: set[tuple[int, int]] = set()
    result: list[RawCell] = []
    for cell in sorted(cells, key=lambda c: (c.row_span, c.row, c.column)):
        rows = [
            r
            for r in range(cell.row, cell.row + cell.row_span)
            if not any((r, c) in taken for c in range(cell.column, cell.column + cell.column_span))
        ]
        if not rows:
            rows = [cell.row]
        taken.update((r, c) for r in rows for c in range(cell.column, cell.column + cell.column_span))
        result.append(RawCell(rows[0], cell.column, cell.words, cell.box, len(rows), cell.column_span))
    return result


def _pieces(row: Row, i: int, rows: Sequence[Row], bounds: Sequence[float], lines: Sequence[Ruling]) -> list[Piece]:
    """Tell for each segment of a header line which columns it stands over."""
    pieces: list[Piece] = []
    for segment in row.segments:
        first, last = _touched(segment, bounds)
        rule = _spanner_rule(segment, row, i, rows, bounds, lines) if i + 1 < len(rows) else None
        if rule is not None:
            first, last = rule
        elif i + 1 == len(rows) and last - first == 1:
            first = last = column_of(segment.middle, bounds)
        pieces.append(Piece(first, last, segment.words))
    return pieces


def _touched(segment: Segment, bounds: Sequence[float]) -> tuple[int, int]:
    """The first and last column that a word of the segment has its middle in."""
    places = [column_of((w.x0 + w.x1) / 2, bounds) for w in segment.words]
    return min(places), max(places)


def _divided(segment: Segment, bounds: Sequence[float], extents: Sequence[tuple[float, float]]) -> list[Segment]:
    """Take apart headers of neighbouring columns with hardly a gap: each part is in line with its column."""
    first, last = _touched(segment, bounds)
    parts: dict[int, list[Word]] = {}
    for word in segment.words:
        parts.setdefault(column_of((word.x0 + word.x1) / 2, bounds), []).append(word)
    if first == last or sorted(parts) != list(range(first, last + 1)):
        return [segment]
    divided = [Segment(tuple(parts[c])) for c in sorted(parts)]
    if any(b.x0 - a.x1 < PARTING * a.words[-1].size for a, b in pairwise(divided)):
        return [segment]
    reach = 0.6 * segment.words[0].size
    in_line = 0
    for c, part in zip(sorted(parts), divided, strict=True):
        x0, x1 = extents[c]
        offsets = (part.x0 - x0, part.x1 - x1, part.middle - (x0 + x1) / 2)
        in_line += any(abs(offset) <= reach for offset in offsets)
    return divided if in_line > 0.5 * len(divided) or in_line == len(divided) else [segment]


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
    segment: Segment, row: Row, i: int, rows: Sequence[Row], bounds: Sequence[float], lines: Sequence[Ruling]
) -> tuple[int, int] | None:
    """The columns over a rule right under the segment, if it is longer than one column."""
    below = rows[i + 1].baseline - 0.3 * rows[i + 1].size
    table = bounds[-1] - bounds[0]
    for line in lines:
        if not row.baseline - 1 < line.at < below or line.end - line.start > 0.9 * table:
            continue
        if (
            line.start - 3 <= segment.middle <= line.end + 3
            and line.start <= segment.x0 + 6
            and line.end >= segment.x1 - 6
        ):
            covered = [
                c for c in range(len(bounds) - 1) if line.start - 3 <= (bounds[c] + bounds[c + 1]) / 2 <= line.end + 3
            ]
            if len(covered) > 1:
                return covered[0], covered[-1]
    return None


def _ruled_off(
    row: Row, i: int, rows: Sequence[Row], piece: Piece, bounds: Sequence[float], lines: Sequence[Ruling]
) -> bool:
    """Whether a rule parts the piece from the line above it."""
    if i == 0:
        return False
    left, right = bounds[piece.first], bounds[piece.last + 1]
    return any(
        rows[i - 1].baseline < line.at < row.baseline - 0.5 * row.size
        and min(line.end, right) - max(line.start, left) > 0.6 * (right - left)
        for line in lines
    )


def _spread_row(pieces: list[Piece], below: Sequence[Row], bounds: Sequence[float]) -> list[Piece]:
    """Widen the pieces of a line to the columns that they are centred over, if the line is one of spanning headers.

    It is where several pieces widen, or where all columns but the first come under one.
    """
    headed = {column_of(s.middle, bounds): s.middle for r in below for s in r.segments}
    wide = _shared_out(pieces, headed)
    centred = [
        new
        if _offset((new.first, new.last), _middle(new), below, bounds) < CENTRED * (new.last - new.first + 1)
        else old
        for new, old in zip(wide, pieces, strict=True)
    ]
    spanning = [p for p in centred if p.spanner]
    covered = {c for p in spanning for c in range(p.first, p.last + 1)}
    return centred if len(spanning) > 1 or covered >= set(range(1, len(bounds) - 1)) else pieces


def _middle(piece: Piece) -> float:
    return (piece.words[0].x0 + piece.words[-1].x1) / 2


def _shared_out(pieces: list[Piece], headed: dict[int, float]) -> list[Piece]:
    """Give each free column that is headed below to the nearest piece, the column of labels apart.

    headed: the middle of the header below, by column.
    """
    taken = {c for p in pieces for c in range(p.first, p.last + 1)}
    spans = [(p.first, p.last) for p in pieces]
    for c, centre in sorted(headed.items()):
        if c == 0 or c in taken:
            continue
        distances = [abs(_middle(p) - centre) for p in pieces]
        k = distances.index(min(distances))
        if pieces[k].first > 0:
            spans[k] = (min(spans[k][0], c), max(spans[k][1], c))
    return [Piece(first, last, p.words) for (first, last), p in zip(spans, pieces, strict=True)]


def _offset(span: tuple[int, int], middle: float, below: Sequence[Row], bounds: Sequence[float]) -> float:
    """How far off the middle of the columns, or of the texts in them, a header stands."""
    off = abs((bounds[span[0]] + bounds[span[1] + 1]) / 2 - middle)
    inside = [s for r in below for s in r.segments if span[0] <= column_of(s.middle, bounds) <= span[1]]
    if not inside:
        return off
    return min(off, abs((min(s.x0 for s in inside) + max(s.x1 for s in inside)) / 2 - middle))
