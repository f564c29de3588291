"""Characters that fonts map to halves, private codes and controls: text is text, and numbers stay honest."""

import io

import pikepdf
import pytest
from pdfmaking import make_pdf, read, text

from pipeline.extract.numbers import find_candidates
from pipeline.read.pdf.characters import sane, text_of
from pipeline.types import Document


def mapped(shown: str, meanings: dict[str, str], *, title: str = "") -> bytes:
    """A PDF of one line whose font maps some characters to others, told as UTF-16 code units in hex."""
    with pikepdf.open(io.BytesIO(make_pdf(text((50, 700, shown))))) as pdf:
        lines = "\n".join(f"<{ord(c):02x}> <{meaning}>" for c, meaning in meanings.items())
        cmap = (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
            "1 begincodespacerange <00> <ff> endcodespacerange\n"
            f"{len(meanings)} beginbfchar\n{lines}\nendbfchar endcmap end end"
        )
        pdf.pages[0].Resources.Font.F1.ToUnicode = pdf.make_stream(cmap.encode())
        if title:
            pdf.docinfo["/Title"] = pikepdf.String(b"\xfe\xff" + title.encode("utf-16-be", "surrogatepass"))
        out = io.BytesIO()
        pdf.save(out, static_id=True)
    return out.getvalue()


def words(document: Document) -> str:
    return " ".join(b.text for b in document.blocks)


@pytest.mark.parametrize(
    ("meaning", "shown"),
    [
        pytest.param("d835dc65", "\U0001d465", id="a-mathematical-letter"),
        pytest.param("d835", "\ufffd", id="a-high-half-alone"),
        pytest.param("dc65", "\ufffd", id="a-low-half-alone"),
        pytest.param("dc65d835", "\ufffd\ufffd", id="halves-in-the-wrong-order"),
        pytest.param("e353", "\ufffd", id="private-use"),
        pytest.param("db82dc54", "\ufffd", id="private-use-beyond-the-basic-plane"),
        pytest.param("0003", "\ufffd", id="a-control"),
        pytest.param("0096", "\ufffd", id="an-upper-control"),
        pytest.param("fdd0", "\ufffd", id="no-character"),
        pytest.param("f0b7", "•", id="a-known-bullet"),
        pytest.param("00a0", " ", id="a-fixed-space"),
    ],
)
def test_what_a_font_says_comes_out_as_text(meaning: str, shown: str) -> None:
    document = read(mapped("In the year ~ stood at 310 offences.", {"~": meaning}))
    assert words(document).split() == f"In the year {shown} stood at 310 offences.".split()
    assert repr(document).encode("utf-8")


@pytest.mark.parametrize("meaning", ["e353", "0003", "0000", "d835", "db82dc54"])
@pytest.mark.parametrize("shown", ["open from 10~30 on", "there were 1~234 in all", "a rate of 3~5% was met", "1~~5"])
def test_an_unreadable_character_within_a_number_makes_no_two_figures(meaning: str, shown: str) -> None:
    document = read(mapped(shown, {"~": meaning}))
    assert words(document) == shown.replace("~", "\ufffd")
    assert find_candidates(words(document)) == []
    (note,) = document.notes
    assert note.startswith(f"{shown.count('~')} character")
    assert "page 1" in note


def test_an_unreadable_character_beside_a_number_leaves_the_number() -> None:
    document = read(mapped("~5 offences and 7~ more", {"~": "e353"}))
    assert [c.value for c in find_candidates(words(document))] == [5, 7]


def test_symbols_that_stand_by_themselves_are_a_remark() -> None:
    document = read(mapped("~ There were 310 offences.", {"~": "e353"}))
    assert document.notes == ()
    (remark,) = document.remarks
    assert remark.startswith("1 symbol")


def test_digits_of_a_mathematical_alphabet_are_figures() -> None:
    document = read(mapped("There were ab offences.", {"a": "d835dfcf", "b": "d835dfd0"}))
    assert [c.value for c in find_candidates(words(document))] == [12]


@pytest.mark.parametrize("code", [0x110000, 0xFFFFFFFF, 0xD800, 0xFFFF, 0, 0x10FFFF])
def test_an_impossible_code_is_replaced(code: int) -> None:
    assert text_of(code) == "\ufffd"


def test_a_title_of_halves_can_be_written() -> None:
    document = read(mapped("There were 310 offences.", {}, title="Crime \ud835\udc65"))
    assert dict(document.metadata)["Title"] == "Crime \U0001d465"
    assert sane("a\ud835b\x00\ue353") == "a\ufffdb\ufffd\ufffd"
