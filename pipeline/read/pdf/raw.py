"""Tables before their words become text: what the finders of ruled and unruled tables both give."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.read.pdf.words import Word
from pipeline.types import Box


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell with its words; row and column count from 0."""

    row: int
    column: int
    words: tuple[Word, ...]
    box: Box
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class RawTable:
    """Cells on a page in a frame; `header_rows` is None where the finder cannot tell."""

    rows: int
    columns: int
    cells: tuple[RawCell, ...]
    box: Box
    ruled: bool
    header_rows: int | None = None


def words_box(words: Iterable[Word]) -> Box | None:
    """The box around words, None for none."""
    boxes = [w.box for w in words]
    if not boxes:
        return None
    return Box(
        min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes)
    )


def column_of(x: float, bounds: Sequence[float]) -> int:
    """The column that a point falls in; bounds are the sides of the columns, ends included."""
    for i in range(1, len(bounds) - 1):
        if x < bounds[i]:
            return i - 1
    return len(bounds) - 2
