"""Reads a table of HTML tags that stands in a text; every character keeps its line and column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.read.inline import Piece, runs_of, strip_markup, whole_number
from pipeline.types import Cell, Run, Table, TextRun

OPENS = re.compile(r"(?:\s|<(?:div|center|p)\b[^<>]{0,300}>)*<table\b", re.IGNORECASE)
CLOSES = re.compile(r"</table\s*>(?:\s|</?(?:div|center|p)\b[^<>]{0,300}>)*$", re.IGNORECASE)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>table|tr|td|th|caption)\b(?P<attributes>[^<>]{0,1000})>", re.IGNORECASE)
_SPAN = re.compile(r"\b(?P<name>colspan|rowspan)\s*=\s*[\"']?\s*(?P<number>\d{1,4})", re.IGNORECASE)
MOST_SPAN = 200


@dataclass(slots=True)
class _Open:
    """A cell that is gathered: its place, and the pieces of its text with the numbers of their lines."""

    row: int
    column: int
    rows: int
    columns: int
    header: bool
    pieces: list[tuple[int, Piece]] = field(default_factory=list)


class _Reader:
    def __init__(self) -> None:
        self.cells: list[_Open] = []
        self._open: _Open | None = None
        self._row = 0
        self._column = 1
        self._taken: set[tuple[int, int]] = set()

    def line(self, number: int, raw: str, first: int) -> None:
        """Take a line of the table. first: the column of its first character in the file's line."""
        at = 0
        for tag in _TAG.finditer(raw):
            self._text(number, raw, at, tag.start(), first)
            at = tag.end()
            name = tag["name"].lower()
            if name == "tr" and not tag["end"]:
                self._row, self._column, self._open = self._row + 1, 1, None
            elif name in ("td", "th") and not tag["end"]:
                self._begin(tag["attributes"], header=name == "th")
            else:
                self._open = None
        self._text(number, raw, at, len(raw), first)

    def _begin(self, attributes: str, *, header: bool) -> None:
        self._row = max(self._row, 1)
        while (self._row, self._column) in self._taken:
            self._column += 1
        spans = {m["name"].lower(): whole_number(m["number"], 1) for m in _SPAN.finditer(attributes)}
        rows, columns = (max(1, min(spans.get(name, 1), MOST_SPAN)) for name in ("rowspan", "colspan"))
        self._open = _Open(self._row, self._column, rows, columns, header)
        self.cells.append(self._open)
        if rows > 1:
            self._taken.update((self._row + i, self._column + k) for i in range(1, rows) for k in range(columns))
        self._column += columns

    def _text(self, number: int, raw: str, start: int, end: int, first: int) -> None:
        if self._open is not None:
            piece = strip_markup(raw[start:end], first=first + start)
            left = len(piece.text) - len(piece.text.lstrip())
            right = len(piece.text.rstrip())
            if left < right:
                self._open.pieces.append((number, Piece(piece.text[left:right], piece.columns[left:right])))


def table_of_markup(lines: Sequence[tuple[int, str, int]], number: int) -> Table | None:
    """Return the table of lines given as (number, text, column of the first character); None where it has no cell."""
    reader = _Reader()
    for line, raw, first in lines:
        reader.line(line, raw, first)
    if not reader.cells:
        return None
    rows = max(c.row for c in reader.cells)
    columns = max(c.column + c.columns - 1 for c in reader.cells)
    heads = 0
    while heads < rows and all(c.header for c in reader.cells if c.row == heads + 1):
        heads += 1
    heads = heads if heads < rows else 0
    cells = [_cell(c, rows, heads, lines[0]) for c in reader.cells]
    return Table(number, rows, columns, tuple(cells), header_rows=heads)


def _cell(cell: _Open, rows: int, heads: int, top: tuple[int, str, int]) -> Cell:
    texts: list[str] = []
    runs: list[Run] = []
    length = 0
    for line, piece in cell.pieces:
        length += bool(length)
        runs.extend(runs_of(piece.columns, line=line, start=length))
        texts.append(piece.text)
        length += len(piece.text)
    return Cell(
        cell.row,
        cell.column,
        " ".join(texts),
        tuple(runs) or (TextRun(0, 0, top[0], top[2]),),
        min(cell.rows, rows - cell.row + 1),
        cell.columns,
        header=cell.row <= heads,
    )
