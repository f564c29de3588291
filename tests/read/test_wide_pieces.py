"""A long text of wide characters is cut at characters, with a mark or without."""

import io

import pytest

from pipeline.read.limits import Limits
from pipeline.read.text import read_text, read_text_pieces

TEXT = "".join(f"Line {n} has {n * 3} items in the café.\n\n" for n in range(400))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_pieces_hold_what_the_whole_holds(encoding: str) -> None:
    data = TEXT.encode(encoding)
    pieces = list(read_text_pieces(io.BytesIO(data), name="a.txt", limits=Limits(), piece_bytes=5_000))
    assert len(pieces) > 2
    whole = read_text(data)
    assert [(b.text, b.line) for p in pieces for b in p.blocks] == [(b.text, b.line) for b in whole.blocks]
    assert {note for p in pieces for note in p.notes} == set(whole.notes)
