"""A text is read in pieces whose lines and columns are those of the whole file."""

import io

import pytest

from pipeline.errors import UnreadableError
from pipeline.read import Limits
from pipeline.read.text import read_text, read_text_pieces
from pipeline.types import Document, TextRun

PARAGRAPH = "Recorded burglary fell by {} per cent to 1,2{} offences in the year to March 2016.\n"


def text_of(count: int, *, between: str = "\n") -> str:
    return between.join(PARAGRAPH.format(i % 90, 10 + i % 90) for i in range(count))


def pieces(data: bytes, size: int, limits: Limits | None = None) -> list[Document]:
    return list(read_text_pieces(io.BytesIO(data), name="a.txt", limits=limits or Limits(), piece_bytes=size))


def places(documents: list[Document]) -> list[tuple[str, int, int]]:
    """Each word with the line and column that its runs give."""
    found = []
    for document in documents:
        for block in document.blocks:
            for run in block.runs:
                assert isinstance(run, TextRun)
                found.append((block.text[run.start : run.end], run.line, run.column))
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("size", [400, 1000, 5000])
def test_pieces_hold_the_same_text_at_the_same_places(encoding: str, size: int) -> None:
    data = text_of(60).encode(encoding)
    whole, parts = read_text(data), pieces(data, size)
    assert len(parts) > 1
    assert places(parts) == places([whole])
    assert parts[-1].lines == whole.lines
    assert not any(p.notes for p in parts)


def test_a_text_without_empty_lines_is_cut_at_the_ends_of_lines() -> None:
    data = text_of(60, between="").encode()
    parts = pieces(data, 1000)
    assert len(parts) > 1
    assert all(b.text.startswith("Recorded") and b.text.endswith("2016.") for p in parts for b in p.blocks)
    assert not any(p.notes for p in parts)


def test_a_line_without_end_is_cut_hard_and_a_note_says_so() -> None:
    line = "é" + "word 5, " * 500
    parts = pieces(f"First.\n\n{line}\n\nLast.".encode(), 1000)
    assert sum("cut where no line ends" in note for p in parts for note in p.notes) >= 3
    for word, number, column in places(parts):
        if number == 3:
            assert line[column : column + len(word)] == word
    assert places(parts)[-1] == ("Last.", 5, 0)


def test_no_character_is_cut_in_two() -> None:
    text = "€𝟓é" * 700
    for encoding in ("utf-8", "utf-16"):
        parts = pieces(text.encode(encoding), 100)
        assert "".join(b.text for p in parts for b in p.blocks) == text


def test_a_text_of_nothing_and_one_too_large_are_refused() -> None:
    with pytest.raises(UnreadableError, match="holds no text"):
        pieces(b"\n\n  \n" * 100, 64)
    with pytest.raises(UnreadableError, match="larger than 1000 bytes"):
        pieces(text_of(60).encode(), 400, Limits(max_bytes=1000))


def test_one_piece_is_what_is_read_from_a_short_text() -> None:
    data = text_of(3).encode()
    assert pieces(data, 100_000) == [read_text(data)]
