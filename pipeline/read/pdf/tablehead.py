"""Headers of unruled tables: lines stacked into cells, spanning headers over their columns."""

from collections.abc import Sequence

from pipeline.read.pdf.headspans import Piece, header_pieces, ruled_off
from pipeline.read.pdf.raw import RawCell, words_box
from pipeline.read.pdf.rulings import Ruling
from pipeline.read.pdf.segments import Row
from pipeline.types import Box


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
    stacks: list[list[list[Piece]]] = [[] for _ in range(len(bounds) - 1)]
    for i, pieces in enumerate(header_pieces(rows, bounds, extents, lines)):
        for piece in pieces:
            _stack(stacks, piece, new=i > 0 and ruled_off(rows[i - 1], rows[i], piece, bounds, lines))
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
