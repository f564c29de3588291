"""Prints the figures of two files side by side."""

from collections.abc import Iterable, Iterator

from pipeline.publish.summary import Line, harmless
from pipeline.reconcile.diff import Change, DiffLine
from pipeline.types import Figure

SIGNS = {Change.SAME: " ", Change.CHANGED: "~", Change.LOST: "-", Change.ADDED: "+"}
STYLES = {Change.SAME: "faint", Change.CHANGED: "error", Change.LOST: "warning", Change.ADDED: "info"}
LABEL = 70  # characters of what is measured


def diff_lines(lines: Iterable[DiffLine]) -> Iterator[Line]:
    """Yield each figure with a sign (~ changed, - lost, + added), both values, both places, and what is measured."""
    for line in lines:
        values = f"{harmless(line.left_text) or '-':>12} {harmless(line.right_text) or '-':>12}"
        places = f"{_place(line.left):>6} {_place(line.right):>6}"
        yield Line(f"{SIGNS[line.change]} {values}  {places}  {harmless(line.label)[:LABEL]}", STYLES[line.change])


def _place(figure: Figure | None) -> str:
    if figure is None:
        return ""
    place = figure.place
    return f"p{place.page}" if place.page is not None else str(place.line or place.cell)
