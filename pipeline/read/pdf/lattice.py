"""Finds ruled tables: cells are what the ruling lines enclose, also where lines are left out."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.read.pdf.rulings import Ruling, Rulings
from pipeline.types import Box

SNAP = 2.5  # points within which lines are one line, as printers draw a border twice
TOUCH = 3.0  # points by which lines may miss one another and still meet
COVERED = 0.6  # share of a cell's side that must be ruled for the side to close it
MAX_CELLS = 40_000  # a finer grid is a drawing


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a found grid: place and span counted from 0, and its box in the frame."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as lines on the page: the boundaries of its rows and columns and its cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]

    @property
    def box(self) -> Box:
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def find_ruled_grids(rulings: Rulings) -> list[Grid]:
    """Find the grids of a page from its ruling lines, top to bottom.

    Lines that meet belong to one grid. An open frame is closed by the ends of the lines that run to it.
    """
    across, down = merged(rulings.horizontal), merged(rulings.vertical)
    grids: list[Grid] = []
    for rows, columns in _meeting(across, down):
        grid = _grid(rows, columns)
        if grid is not None:
            grids.append(grid)
    return sorted(grids, key=lambda g: (g.ys[0], g.xs[0]))


def merged(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Join pieces of one line: dashes, cell borders drawn one by one, borders drawn twice."""
    merged: list[Ruling] = []
    group: list[Ruling] = []
    for ruling in sorted(rulings, key=lambda r: (r.at, r.start)):
        if group and ruling.at - group[0].at > SNAP:
            merged.extend(_joined_pieces(group))
            group = []
        group.append(ruling)
    return merged + _joined_pieces(group)


def _joined_pieces(group: Sequence[Ruling]) -> list[Ruling]:
    if not group:
        return []
    at = sum(r.at for r in group) / len(group)
    pieces: list[Ruling] = []
    for ruling in sorted(group, key=lambda r: r.start):
        if pieces and ruling.start <= pieces[-1].end + TOUCH:
            pieces[-1] = Ruling(at, pieces[-1].start, max(pieces[-1].end, ruling.end))
        else:
            pieces.append(Ruling(at, ruling.start, ruling.end))
    return pieces


def _meeting(across: list[Ruling], down: list[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Group lines that meet, directly or over others."""
    import numpy as np

    if not across or not down:
        return []
    h = np.array([(r.at, r.start, r.end) for r in across])
    v = np.array([(r.at, r.start, r.end) for r in down])
    meets = (
        (v[None, :, 0] >= h[:, None, 1] - TOUCH)
        & (v[None, :, 0] <= h[:, None, 2] + TOUCH)
        & (h[:, None, 0] >= v[None, :, 1] - TOUCH)
        & (h[:, None, 0] <= v[None, :, 2] + TOUCH)
    )
    groups: list[tuple[list[Ruling], list[Ruling]]] = []
    left = set(range(len(across)))
    while left:
        rows, columns, edge = {min(left)}, set[int](), {min(left)}
        while edge:
            new_columns = set(np.flatnonzero(meets[sorted(edge)].any(axis=0)).tolist()) - columns
            columns |= new_columns
            edge = (
                set(np.flatnonzero(meets[:, sorted(new_columns)].any(axis=1)).tolist()) - rows if new_columns else set()
            )
            rows |= edge
        left -= rows
        groups.append(([across[i] for i in sorted(rows)], [down[i] for i in sorted(columns)]))
    return groups


def _grid(across: list[Ruling], down: list[Ruling]) -> Grid | None:
    if not down:
        return None
    xs = _snapped([r.at for r in down] + [r.start for r in across] + [r.end for r in across])
    ys = _snapped([r.at for r in across] + [r.start for r in down] + [r.end for r in down])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns > MAX_CELLS:
        return None
    left_closed = _closed(down, xs, ys)
    top_closed = _closed(across, ys, xs)
    cells = _cells(rows, columns, left_closed, top_closed)
    boxed = tuple(GridCell(r, c, rs, cs, Box(xs[c], ys[r], xs[c + cs], ys[r + rs])) for r, c, rs, cs in cells)
    return Grid(tuple(xs), tuple(ys), boxed)


def _snapped(values: list[float]) -> list[float]:
    """Cluster coordinates that are one within the snap; each cluster is its mean."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][0] <= SNAP + TOUCH / 2:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(g) / len(g) for g in groups]


def _closed(lines: list[Ruling], places: list[float], steps: list[float]) -> list[list[bool]]:
    """closed[i][k]: whether the boundary at places[i] is ruled between steps[k] and steps[k + 1]."""
    covered = [[0.0] * (len(steps) - 1) for _ in places]
    for line in lines:
        row = covered[_nearest(places, line.at)]
        for k in range(max(0, bisect_right(steps, line.start) - 1), len(steps) - 1):
            if steps[k] >= line.end:
                break
            row[k] += max(0.0, min(line.end, steps[k + 1]) - max(line.start, steps[k]))
    return [[length >= COVERED * (steps[k + 1] - steps[k]) for k, length in enumerate(row)] for row in covered]


def _nearest(places: list[float], at: float) -> int:
    """Return the number of the nearest of some places in order, the first of two as near."""
    right = bisect_left(places, at)
    if right == 0 or (right < len(places) and places[right] - at < at - places[right - 1]):
        return right
    return right - 1


def _cells(
    rows: int, columns: int, left_closed: list[list[bool]], top_closed: list[list[bool]]
) -> list[tuple[int, int, int, int]]:
    """Grow each cell right and down from its top left corner until a ruled side stops it."""
    taken = [[False] * columns for _ in range(rows)]
    cells: list[tuple[int, int, int, int]] = []
    for r in range(rows):
        for c in range(columns):
            if taken[r][c]:
                continue
            cs = 1
            while c + cs < columns and not taken[r][c + cs] and not left_closed[c + cs][r]:
                cs += 1
            rs = 1
            while r + rs < rows and _open_below(r + rs, c, cs, left_closed, top_closed, taken):
                rs += 1
            for i in range(r, r + rs):
                taken[i][c : c + cs] = [True] * cs
            cells.append((r, c, rs, cs))
    return cells


def _open_below(
    row: int, c: int, cs: int, left_closed: list[list[bool]], top_closed: list[list[bool]], taken: list[list[bool]]
) -> bool:
    """Whether the cell goes on into `row`: nothing ruled above it or within it."""
    within = any(left_closed[k][row] for k in range(c + 1, c + cs))
    return not within and not any(top_closed[row][k] or taken[row][k] for k in range(c, c + cs))
