"""Reads values parted by commas, semicolons, tabs or bars; every character keeps its line and column."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from pipeline.errors import UnreadableError
from pipeline.read.encoding import decode, line_ends
from pipeline.read.inline import runs_of
from pipeline.read.pdf.tables import mark_headers
from pipeline.types import Block, BlockKind, Cell, Document, Format, Run, Table, TextRun

ENDINGS = (".csv", ".tsv")
SEPARATORS = ",;\t|"
MAX_CELLS = 2_000_000
MAX_COLUMNS = 16_384  # as sheets have
MAX_FIELD = 100_000  # characters of one value; a quote that never ends would take all the rest
MOST_NOTES = 5
LOOKED_AT = 60  # lines by which the separator is told
_OPENING = re.compile(r' *"')
_QUOTED = re.compile(r'"[^"\n]*"')


@dataclass(frozen=True, slots=True)
class Value:
    """A value: its text, where its characters stand, and the line where it begins."""

    text: str
    runs: tuple[Run, ...]
    line: int


def is_delimited(data: bytes, *, name: str) -> bool:
    """Whether a text is named as values parted by one sign, and is so."""
    if not name.lower().endswith(ENDINGS):
        return False
    head = data[:20_000]
    try:
        text = decode(head).text
    except UnreadableError:
        return False
    return bool(_separator(line_ends(text)))


def read_delimited(data: bytes) -> Document:
    """Read a file of values as tables, one to each run of lines without an empty one between.

    Leading lines of one value are paragraphs. Values stay text, formulas too. No more cells are read than a
    workbook may have, which a note says. Raises UnreadableError where the file holds no value.
    """
    decoded = decode(data)
    text = line_ends(decoded.text)
    reader = _Reader(text, _separator(text) or ",")
    blocks = tuple(reader.blocks())
    if not blocks:
        raise UnreadableError("the file holds no values; check that it was exported in full")
    return Document(Format.CSV, blocks, notes=(*decoded.notes, *reader.notes), lines=text.count("\n") + 1)


def _separator(text: str) -> str:
    """Return the sign that parts the first lines into most often as many values, at least two; empty for none."""
    lines = [_QUOTED.sub("", line) for line in islice(io.StringIO(text), LOOKED_AT) if line.strip()]
    best, most = "", 0
    for sign in SEPARATORS:
        counts = [line.count(sign) for line in lines]
        wanted = max(set(counts), key=lambda n: (counts.count(n) if n else 0, n)) if counts else 0
        held = counts.count(wanted) if wanted else 0
        if held > most:
            best, most = sign, held
    return best


class _Reader:
    """Reads rows one after the other, up to the limit of cells."""

    def __init__(self, text: str, separator: str) -> None:
        self.notes: list[str] = []
        self._text = text
        self._separator = separator
        self._tables = 0

    def blocks(self) -> Iterator[Block]:
        """Yield the paragraphs and tables of the file."""
        rows: list[list[Value]] = []
        cells = 0
        for row in self._rows():
            cells += len(row)
            if cells > MAX_CELLS:
                self.notes.append(f"only {MAX_CELLS} cells were read, up to line {row[0].line}")
                break
            if any(v.text for v in row):
                rows.append(row)
            elif rows:
                yield from self._island(rows)
                rows = []
        if rows:
            yield from self._island(rows)

    def _rows(self) -> Iterator[list[Value]]:
        lines = enumerate(io.StringIO(self._text), 1)
        for number, line in lines:
            line = line.rstrip("\n")
            if '"' in line:
                row = _quoted_row(number, line, lines, self._separator, self._tell)
            else:
                row = [_value(number, c, part) for c, part in _parts(line, self._separator)]
            if len(row) > MAX_COLUMNS:
                self._tell(f"lines of more than {MAX_COLUMNS} values, cut")
                row = row[:MAX_COLUMNS]
            yield row

    def _tell(self, note: str) -> None:
        if note not in self.notes and len(self.notes) < MOST_NOTES:
            self.notes.append(note)

    def _island(self, rows: list[list[Value]]) -> Iterator[Block]:
        first = 0
        while first < len(rows) and sum(bool(v.text) for v in rows[first]) == 1 and len(rows) > 1:
            value = next(v for v in rows[first] if v.text)
            yield Block(BlockKind.PARAGRAPH, value.text, value.runs, line=value.line)
            first += 1
        if first < len(rows):
            self._tables += 1
            yield _table(rows[first:], self._tables)


def _parts(line: str, separator: str) -> Iterator[tuple[int, str]]:
    at = 0
    for part in line.split(separator):
        yield at, part
        at += len(part) + 1


def _value(line: int, column: int, text: str) -> Value:
    shown = text.strip()
    first = column + len(text) - len(text.lstrip())
    return Value(shown, (TextRun(0, len(shown), line, first),), line)


def _quoted_row(
    number: int, line: str, lines: Iterator[tuple[int, str]], separator: str, tell: Callable[[str], None]
) -> list[Value]:
    """Read a row with quotes in it; the lines that a quoted value goes on over are taken from `lines`."""
    row: list[Value] = []
    at = 0
    while True:
        opening = _OPENING.match(line, at)
        if opening is not None:
            value, number, line, at = _quoted(number, line, opening.end(), lines, tell)
            row.append(value)
        end = line.find(separator, at)
        end = len(line) if end < 0 else end
        if opening is None:
            row.append(_value(number, at, line[at:end]))
        if end >= len(line):
            return row
        at = end + 1


def _quoted(
    number: int, line: str, at: int, lines: Iterator[tuple[int, str]], tell: Callable[[str], None]
) -> tuple[Value, int, str, int]:
    """Read a value whose quote opens before `at`; return it with the line, and where in it, it is closed."""
    begun, column = number, at
    texts: list[str] = []
    places: list[tuple[int, tuple[int, ...]]] = []
    taken = 0
    while True:
        columns, at, closed = _until_quote(line, at)
        texts.append("".join(line[c] for c in columns))
        places.append((number, columns))
        taken += len(columns)
        if taken > MAX_FIELD and not closed:
            tell(f"a quote on line {begun} that is not closed within {MAX_FIELD} characters, taken as closed there")
        following = None if closed or taken > MAX_FIELD else next(lines, None)
        if following is None:
            return _joined(texts, places, begun, column), number, line, at
        number, line, at = following[0], following[1].rstrip("\n"), 0


def _until_quote(line: str, at: int) -> tuple[tuple[int, ...], int, bool]:
    """Return the columns of a quoted value's characters on a line, where it goes on, and whether it is closed."""
    columns: list[int] = []
    while (quote := line.find('"', at)) >= 0:
        columns.extend(range(at, quote))
        if line.startswith('""', quote):
            columns.append(quote)
            at = quote + 2
            continue
        return tuple(columns), quote + 1, True
    columns.extend(range(at, len(line)))
    return tuple(columns), len(line), False


def _joined(texts: list[str], places: list[tuple[int, tuple[int, ...]]], line: int, column: int) -> Value:
    """Return a quoted value, its lines joined by one space, blanks at the ends of lines left out."""
    kept: list[str] = []
    runs: list[Run] = []
    start = 0
    for text, (number, columns) in zip(texts, places, strict=True):
        left = len(text) - len(text.lstrip())
        if shown := text.strip():
            kept.append(shown)
            runs.extend(runs_of(columns[left : left + len(shown)], line=number, start=start))
            start += len(shown) + 1
    return Value(" ".join(kept), tuple(runs) or (TextRun(0, 0, line, column),), line)


def _table(rows: list[list[Value]], number: int) -> Block:
    cells = tuple(Cell(r, c, v.text, v.runs) for r, row in enumerate(rows, 1) for c, v in enumerate(row, 1))
    columns = max(len(row) for row in rows)
    table = mark_headers(Table(number, len(rows), columns, cells), bold_rows=set())
    return Block(BlockKind.TABLE, "", table=table, line=rows[0][0].line)
