"""Reads a text of any size in pieces, so that no more than one of them is ever in memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import IO

from pipeline.errors import UnreadableError
from pipeline.read.bounds import within_bounds
from pipeline.read.encoding import MARKS, shape_of
from pipeline.read.limits import Limits
from pipeline.types import Document

PIECE_BYTES = 1_000_000
LEAST_BYTES = 16  # of a piece
# Marks that say how a text is encoded, with the bytes of one character in it; the longer first.
WIDE_MARKS = ((b"\xff\xfe\x00\x00", 4), (b"\x00\x00\xfe\xff", 4), (b"\xff\xfe", 2), (b"\xfe\xff", 2))
HARD_CUT = "cut where no line ends, {} characters into line {}; what stands there may be read wrongly"


@dataclass(frozen=True, slots=True)
class _Piece:
    """Bytes of the file that begin and end with whole characters; `hard` says that no line ends behind them."""

    data: bytes
    hard: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True)
class _Coding:
    """What is seen at the beginning of a file: its mark, the bytes of a character, and a line's end."""

    mark: bytes = b""
    width: int = 1
    newline: bytes = b"\n"


Decode = Callable[[bytes], tuple[str, list[str]]]
Build = Callable[..., Document]


def pieces_of(
    file: IO[bytes], *, name: str, limits: Limits, piece_bytes: int, decode: Decode, build: Build
) -> Iterator[Document]:
    """Yield the documents of a text's pieces in order; lines are numbered over the whole file.

    decode: bytes to text and notes; build: text, notes, first line and first column to a document.
    Raises UnreadableError for a file that is too large or holds no text.
    """
    number, column, told = 1, 0, False
    for piece in _pieces(file, max(piece_bytes, LEAST_BYTES), limits, name):
        content, notes = decode(piece.data)
        lines = content.split("\n")
        after = len(lines[-1]) + (column if len(lines) == 1 else 0)
        if piece.hard:
            notes = [*notes, HARD_CUT.format(f"{after:,}", number + len(lines) - 1)]
        whole = content if piece.last else content.removesuffix("\n")
        document = within_bounds(build(whole, notes, number=number, first=column))
        number, column = number + len(lines) - 1, after
        if any(b.text or b.table for b in document.blocks):
            told = True
            yield document
        elif document.notes:
            yield replace(document, blocks=())
    if not told:
        raise UnreadableError("the file holds no text; check that it was saved or exported in full")


def _pieces(file: IO[bytes], size: int, limits: Limits, name: str) -> Iterator[_Piece]:
    size -= size % 4
    rest = file.read(size)
    coding = _coding(rest)
    read = len(rest)
    while rest:
        more = file.read(size - len(rest)) if len(rest) < size else b""
        read += len(more)
        if read > limits.max_bytes:
            raise UnreadableError(f"{name} is larger than {limits.max_bytes} bytes; split it or raise the limit")
        rest += more
        if len(rest) < size:  # the end of the file
            yield _Piece(rest, last=True)
            return
        cut, hard = _cut(rest, coding)
        yield _Piece(rest[:cut], hard)
        rest = coding.mark + rest[cut:] if cut < len(rest) else b""
        if not rest:
            rest = file.read(size)
            read += len(rest)
            rest = coding.mark + rest if rest else b""


def _coding(data: bytes) -> _Coding:
    for mark, width in WIDE_MARKS:
        if data.startswith(mark):
            little = mark[0] == 0xFF
            return _Coding(mark, width, "\n".encode(f"utf-{8 * width}-{'le' if little else 'be'}"))
    shape = shape_of(data)  # wide characters without a mark: later pieces get one
    if mark := next((mark for mark, encoding in MARKS if shape.startswith("utf") and encoding == shape), b""):
        return _Coding(mark, 4 if "32" in shape else 2, "\n".encode(shape))
    return _Coding(newline=b"\n" if b"\n" in data or b"\r" not in data else b"\r")


def _cut(data: bytes, coding: _Coding) -> tuple[int, bool]:
    """Return where a piece ends: behind an empty line or page break, else a line, else, hard, a character."""
    least = len(data) // 2
    line = coding.newline
    carriage = line.replace(b"\n", b"\r")
    for ending in (line + line, line + carriage + line, line.replace(line.strip(b"\0"), b"\x0c")):
        if (cut := _behind_last(data, ending, least, coding.width)) > 0:
            return cut, False
    if (cut := _behind_last(data, line, len(coding.mark), coding.width)) > 0:
        return cut, False
    return _whole_character(data, coding), True


def _behind_last(data: bytes, ending: bytes, least: int, width: int) -> int:
    """Return the place behind the last such ending from `least` on that stands at a character, 0 for none."""
    at = data.rfind(ending, least)
    while at >= 0 and at % width:
        at = data.rfind(ending, least, at + len(ending) - 1)
    return at + len(ending) if at >= 0 else 0


def _whole_character(data: bytes, coding: _Coding) -> int:
    """Return the last place at which no character is cut in two."""
    cut = len(data) - len(data) % coding.width
    if coding.width == 2:
        high = data[cut - 1 if coding.mark == b"\xff\xfe" else cut - 2]
        return cut - 2 if 0xD8 <= high <= 0xDB else cut  # the first half of a pair
    if coding.width == 1:
        for back in range(1, 4):
            if data[cut - back] >= 0xC0:
                return cut - back
            if data[cut - back] < 0x80:
                break
    return cut
