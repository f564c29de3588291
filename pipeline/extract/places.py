"""Leads characters of a block or cell back to their place in the file."""

from bisect import bisect_left
from collections.abc import Sequence

from pipeline.types import Box, PageRun, Place, Run, TextRun


def place_of(runs: Sequence[Run], start: int, end: int) -> Place:
    """Return the place of characters [start, end) of a text with these runs.

    A stretch broken over lines of a PDF has further boxes; over lines of a text file it has the
    first line's part. An empty stretch (an empty cell) has the place of the first run.
    """
    touched = runs_at(runs, start, end) or list(runs[:1])
    if not touched:
        return Place()
    if isinstance(touched[0], TextRun):
        return _in_text([r for r in touched if isinstance(r, TextRun)], start, end)
    return _on_page([r for r in touched if isinstance(r, PageRun)], start, end)


def _in_text(runs: list[TextRun], start: int, end: int) -> Place:
    first = runs[0]
    same = [r for r in runs if r.line == first.line]
    last = same[-1]
    begin = first.column + max(start - first.start, 0)
    finish = last.column + min(end, last.end) - last.start
    return Place(line=first.line, start=begin, end=max(finish, begin), cell=first.cell)


def _on_page(runs: list[PageRun], start: int, end: int) -> Place:
    boxes: list[tuple[int, Box]] = []
    for run in runs:
        box = _part(run, start, end)
        if boxes and boxes[-1][0] == run.page and _same_line(boxes[-1][1], box):
            boxes[-1] = (run.page, boxes[-1][1].union(box))
        else:
            boxes.append((run.page, box))
    return Place(page=boxes[0][0], box=boxes[0][1], further=tuple(boxes[1:]))


def _part(run: PageRun, start: int, end: int) -> Box:
    if not run.edges or start >= end:
        return run.box
    first = max(start - run.start, 0)
    last = min(end, run.end) - run.start
    return Box(run.edges[first], run.box.top, run.edges[last], run.box.bottom)


def _same_line(a: Box, b: Box) -> bool:
    overlap = min(a.bottom, b.bottom) - max(a.top, b.top)
    return overlap > 0.5 * min(a.bottom - a.top, b.bottom - b.top) and b.x0 >= a.x0


def confidence_of(runs: Sequence[Run], start: int, end: int) -> float:
    """Return the lowest confidence of the characters, below 1 where they come from OCR."""
    return min((r.confidence for r in runs_at(runs, start, end) if isinstance(r, PageRun)), default=1.0)


def runs_at(runs: Sequence[Run], start: int, end: int) -> list[Run]:
    """Return the runs that hold a character of [start, end); runs are in order and apart."""
    first = last = bisect_left(runs, end, key=lambda r: r.start)
    while first and runs[first - 1].end > start:
        first -= 1
    return list(runs[first:last])
