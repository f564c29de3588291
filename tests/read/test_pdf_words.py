"""Words and lines from characters."""

import pytest

from pipeline.read.pdf.glyphs import Frame, Glyph, Style
from pipeline.read.pdf.lines import build_lines
from pipeline.read.pdf.words import build_words
from pipeline.types import Box


def glyphs(shown: str, x: float, baseline: float, *, size: float = 10, step: float = 0.5) -> list[Glyph]:
    """Characters of one width side by side."""
    width = size * step
    return [
        Glyph(c, x + i * width, x + (i + 1) * width, Style(0, baseline, size, False, False))
        for i, c in enumerate(shown)
    ]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        pytest.param(glyphs("fell by 3%", 0, 100), ["fell", "by", "3%"], id="spaces-part"),
        pytest.param(glyphs("80", 0, 100) + glyphs("90", 13, 100), ["80", "90"], id="a-gap-parts"),
        pytest.param(glyphs("80", 0, 100) + glyphs("90", 11, 100), ["8090"], id="kerning-does-not"),
        pytest.param(glyphs("310", 0, 100) + glyphs("2", 15.5, 96, size=6), ["310²"], id="footnote-mark"),
        pytest.param(glyphs("22", 0, 100) + glyphs("nd", 10.2, 96, size=6), ["22nd"], id="raised-ordinal"),
        pytest.param(glyphs("CO", 0, 100) + glyphs("2", 10.2, 102, size=6), ["CO₂"], id="lowered"),
        pytest.param(glyphs("803", 0, 100) + glyphs("*", 15.2, 97, size=6), ["803*"], id="raised-star"),
        pytest.param(glyphs("bold", 0, 100) + glyphs("bold", 0.4, 100), ["bold"], id="printed-twice"),
        pytest.param(glyphs("will", 0, 100, step=0.22), ["will"], id="narrow-letters-are-not-doubles"),
    ],
)
def test_words(pieces: list[Glyph], expected: list[str]) -> None:
    assert [w.text for w in build_words(pieces)] == expected


def test_edges_bound_each_character() -> None:
    (word,) = build_words(glyphs("80.9%", 10, 100))
    assert word.edges == (10, 15, 20, 25, 30, 35)


def test_a_ligature_shares_its_width() -> None:
    (word,) = build_words([Glyph("ffi", 0, 9, Style(0, 100, 10, False, False)), *glyphs("ce", 9, 100)])
    assert (word.text, word.edges) == ("ffice", (0, 3, 6, 9, 14, 19))


def test_the_invisible_layer_is_not_read_twice() -> None:
    hidden = [g._replace(style=g.style._replace(hidden=True, baseline=101)) for g in glyphs("offences", 3, 100)]
    assert [w.text for w in build_words(glyphs("offences", 0, 100) + hidden)] == ["offences"]


def test_wide_gaps_part_lines_and_rows_follow_from_the_top() -> None:
    words = build_words(glyphs("right", 200, 100) + glyphs("left", 0, 100) + glyphs("above", 0, 80))
    assert [line.text for line in build_lines(words)] == ["above", "left", "right"]


@pytest.mark.parametrize("page_turn", range(4))
@pytest.mark.parametrize("text_turn", range(4))
def test_frames_give_back_their_points(page_turn: int, text_turn: int) -> None:
    frame = Frame(10, 20, 210, 320, page_turn, text_turn)
    x, y = frame.enter(50, 60)
    assert frame.leave(x, y) == pytest.approx((50, 60))
    shown = frame.shown(Box(x, y, x + 4, y + 2))
    width, height = (200, 300) if page_turn % 2 == 0 else (300, 200)
    assert 0 <= shown.x0 < shown.x1 <= width
    assert 0 <= shown.top < shown.bottom <= height
