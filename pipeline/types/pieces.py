"""Cuts a block that is far too long for a paragraph into pieces, each character with its place."""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.types.document import Block, Box, PageRun, Run

LONGEST_BLOCK = 20_000  # characters; the longest paragraphs of people have a fifth of it


def cuts_of(text: str, *, longest: int = LONGEST_BLOCK) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text that are read one by one: cut behind a sentence, else at a blank, else hard."""
    start = 0
    while len(text) - start > longest:
        least, most = start + longest // 2, start + longest
        cut = text.rfind(". ", least, most) + 1 or text.rfind(" ", least, most)
        cut = cut if cut > start else most
        yield start, cut
        start = cut + text[cut : cut + 1].isspace()
    yield start, len(text)


def pieces_of(block: Block) -> Iterator[Block]:
    """Yield a block, or the pieces of one that is far too long; the printed number stands before the first alone."""
    if len(block.text) <= LONGEST_BLOCK:
        yield block
        return
    at = 0
    for start, end in cuts_of(block.text):
        while at < len(block.runs) and block.runs[at].end <= start:
            at += 1
        runs = tuple(_runs_within(block.runs, at, start, end))
        line = getattr(runs[0], "line", block.line) if runs else block.line
        page = getattr(runs[0], "page", block.page) if runs else block.page
        marker = block.marker if start == 0 else ""
        yield replace(block, text=block.text[start:end], runs=runs, marker=marker, line=line, page=page)


def _runs_within(runs: tuple[Run, ...], at: int, start: int, end: int) -> Iterator[Run]:
    """Yield the parts of the runs from the `at`-th on that stand in characters [start, end), told from `start`."""
    while at < len(runs) and runs[at].start < end:
        if runs[at].end > start:
            yield _part(runs[at], start, end)
        at += 1


def _part(run: Run, start: int, end: int) -> Run:
    first, last = max(run.start, start), min(run.end, end)
    if not isinstance(run, PageRun):
        return replace(run, start=first - start, end=last - start, column=run.column + first - run.start)
    edges = run.edges[first - run.start : last - run.start + 1] if run.edges else ()
    box = Box(edges[0], run.box.top, edges[-1], run.box.bottom) if edges else run.box
    return replace(run, start=first - start, end=last - start, edges=edges, box=box)
