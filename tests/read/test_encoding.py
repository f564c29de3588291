"""Texts in any encoding: readable ones are read, and what has no meaning is replaced and counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UnreadableError
from pipeline.read import Limits, read_document
from pipeline.read.encoding import clean, decode, line_ends
from pipeline.types import Document, Format

TEXT = "Recorded burglary fell by 5% to 1,200.\n\nThe panel met twice.\n"


def read(data: bytes, name: str = "a.txt") -> Document:
    return read_document(data, name=name, limits=Limits())


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "cp037", "latin-1"],
)
def test_an_encoding_is_known_by_its_bytes(encoding: str) -> None:
    document = read(TEXT.encode(encoding))
    assert [b.text for b in document.blocks] == ["Recorded burglary fell by 5% to 1,200.", "The panel met twice."]
    assert document.notes == (("EBCDIC; read as code page 037",) if encoding == "cp037" else ())


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (b"\x01\x02" + TEXT.encode() * 5, "2 control or private characters stand as U+FFFD"),
        (TEXT.replace(" 1,200", " \x001,200").encode(), "1 control or private character stands as U+FFFD"),
        ("\ue353 \U000f0001".encode() + TEXT.encode(), "2 control or private characters"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le") + b"1", "1 character could not be decoded from UTF-16-LE"),
        (b"\xff\xfe\x00\xd8" + TEXT.encode("utf-16-le"), "1 character could not be decoded"),
        (b"\xc0\xaf" + TEXT.encode(), "not UTF-8 (byte 0, 2 in all); read as Windows-1252"),
        (b"\xed\xa0\x80" + TEXT.encode(), "not UTF-8 (byte 0, 3 in all)"),
        (TEXT.encode() + b"Caf\xe9", "not UTF-8 (byte 64, 1 in all)"),
    ],
    ids=["controls", "zero", "private", "odd", "half", "overlong", "surrogate", "mixed"],
)
def test_what_has_no_meaning_is_counted_and_the_rest_read(data: bytes, note: str) -> None:
    document = read(data)
    assert note in " ".join(document.notes)
    assert any("5%" in b.text for b in document.blocks)
    "".join(b.text for b in document.blocks).encode("utf-8")


def test_valid_pieces_of_a_mixed_text_stay_what_they_are() -> None:
    document = read("£5m and café\n\n".encode() + b"caf\xe9")
    assert [b.text for b in document.blocks] == ["£5m and café", "café"]


@pytest.mark.parametrize("end", ["\r", "\r\n", "\x85", "\u2028", "\u2029", "\f"])
def test_a_text_of_other_line_ends_has_lines(end: str) -> None:
    document = read(TEXT.replace("\n", end).encode())
    assert document.lines == 4
    assert len(document.blocks) == 2


def test_a_form_feed_in_a_text_of_lines_is_a_blank() -> None:
    assert line_ends("a\n\fb\n") == "a\n b\n"


@pytest.mark.parametrize(
    ("start", "name"),
    [
        ("GIF89a ", "a.txt"),
        ("%PDF- is a format. ", "a.txt"),
        ("PK\x03\x04", "a.txt"),
        ("<table>", "a.txt"),
        ("BM", "a.txt"),
    ],
)
def test_a_text_may_begin_like_another_format(start: str, name: str) -> None:
    document = read((start + TEXT).encode(), name)
    assert document.format is Format.TEXT
    assert document.blocks[-1].text == "The panel met twice."


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (rb"{\rtf1\ansi Fell by 5\%}", "a.rtf", "rich text"),
        (b'<?xml version="1.0"?><office:document office:x="1">', "a.fodt", "flat OpenDocument"),
        (b"\x03\x01\x02\x05" * 50, "a.txt", "no known document format"),
    ],
)
def test_what_is_no_text_says_what_it_is(data: bytes, name: str, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        read(data, name)


def test_a_page_in_utf_16_is_a_page() -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        document = read("<html><body><p>Fell by 5%.</p></body></html>".encode(encoding))
        assert (document.format, [b.text for b in document.blocks]) == (Format.HTML, ["Fell by 5%."])


def test_halves_of_a_character_are_joined() -> None:
    assert clean("\ud835\udc65 \ud835") == ("\U0001d465 \ufffd", 1)


@given(st.binary(max_size=400))
def test_any_bytes_become_a_text_that_can_be_written(data: bytes) -> None:
    try:
        decode(data).text.encode("utf-8")
    except UnreadableError:
        return
