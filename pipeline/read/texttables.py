"""Tables in a text: of tabs, of bars, of HTML tags and of lines that end in amounts."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.read.amounts import Account
from pipeline.read.inline import Piece, runs_of, strip_markup
from pipeline.read.markuptable import OPENS, table_of_markup
from pipeline.types import Block, BlockKind, Cell, Run, Table, TextRun

PIPE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*(?:\|\s*)?")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: its number from 1, the text as it stands, and without markup.

    `first` is the column of its first character: not 0 where a line far too long was cut.
    """

    number: int
    raw: str
    piece: Piece
    first: int = 0

    @property
    def text(self) -> str:
        return self.piece.text.strip()


def trim(piece: Piece) -> Piece:
    """Return a piece without blanks at its ends."""
    left = len(piece.text) - len(piece.text.lstrip())
    right = len(piece.text.rstrip())
    return Piece(piece.text[left:right], piece.columns[left:right])


def is_table_line(line: Line) -> bool:
    """Whether a line holds cells between tabs or bars."""
    return "\t" in line.raw.strip("\r\n ") or _is_piped(line.raw)


def _is_piped(raw: str) -> bool:
    """Whether a line's cells stand between bars, perhaps with tabs to set them right."""
    return raw.count("|") >= 2 and raw.lstrip("-\t ").startswith("|")


def table_of_tags(lines: list[Line], i: int, closing: list[int], number: int) -> tuple[Block, int] | None:
    """Return the table of HTML tags that begins on a line of its own, and the number of the line after it."""
    if not OPENS.match(lines[i].raw):
        return None
    at = bisect_left(closing, i)
    end = closing[at] + 1 if at < len(closing) else len(lines)
    table = table_of_markup([(x.number, x.raw, x.first) for x in lines[i:end]], number)
    return None if table is None else (Block(BlockKind.TABLE, "", table=table, line=lines[i].number), end)


def account_block(lines: list[Line], account: Account, number: int) -> Block:
    """Return the table of an account in lines."""
    rows = [(lines[i], [(f.column, f.text) for f in fields]) for i, fields in account.rows]
    return _block_of_rows(rows, number)


def table_block(lines: list[Line], number: int) -> Block:
    """Return the table of lines whose cells stand between tabs or bars."""
    kept = [x for x in lines if not PIPE_RULE.fullmatch(x.raw.strip().lstrip("- ") or "x")]
    rows = [(line, _fields(line.raw.rstrip("\r"))) for line in kept]
    return replace(_block_of_rows(rows, number), line=lines[0].number)


def _block_of_rows(rows: Sequence[tuple[Line, list[tuple[int, str]]]], number: int) -> Block:
    """Return a table of lines, each with the fields that are its cells."""
    cells: list[Cell] = []
    columns = 0
    for row, (line, fields) in enumerate(rows, 1):
        columns = max(columns, len(fields))
        for column, (first, raw) in enumerate(fields, 1):
            piece = trim(strip_markup(raw, first=line.first + first))
            runs: tuple[Run, ...] = tuple(runs_of(piece.columns, line=line.number))
            runs = runs or tuple(_empty_run(line.number, line.first + first))
            cells.append(Cell(row=row, column=column, text=piece.text, runs=runs))
    table = Table(number=number, rows=len(rows), columns=columns, cells=tuple(cells))
    return Block(kind=BlockKind.TABLE, text="", table=table, line=rows[0][0].number if rows else None)


def _empty_run(line: int, column: int) -> list[Run]:
    """An empty cell still has a place: a run of no characters."""
    return [TextRun(0, 0, line, column)]


def _fields(raw: str) -> list[tuple[int, str]]:
    """Split a table line into (column of its first character, text)."""
    separator = "\t"
    start = 0
    if _is_piped(raw) or "\t" not in raw:
        separator = "|"
        start = raw.index("|") + 1
        raw = raw.rstrip()
        raw = raw[:-1] if raw.endswith("|") else raw
    fields: list[tuple[int, str]] = []
    for part in raw[start:].split(separator):
        fields.append((start, part))
        start += len(part) + 1
    return fields
