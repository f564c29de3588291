"""Pages whose markup is unclosed, misplaced, endless or hides text: all is read, or what was cut off is counted."""

import pytest

from pipeline.errors import UnreadableError
from pipeline.read import Limits, read_document
from pipeline.types import Document


def read(markup: str | bytes) -> Document:
    data = markup if isinstance(markup, bytes) else f"<html><body>{markup}".encode()
    return read_document(data, name="a.html", limits=Limits())


def texts(document: Document) -> list[str]:
    found = []
    for block in document.blocks:
        found += [block.text, *(c.text for c in block.table.cells if block.table)] if block.table else [block.text]
    return [text for text in found if text]


@pytest.mark.parametrize(
    "before",
    ["<div>" * 300, "<font size=2>" * 300, "<b><i>" * 200, "<ul><li>" * 400, "<div>" * 20_000, "<svg>", "<select>"],
    ids=["div", "font", "bold", "list", "endless", "drawing", "control"],
)
def test_unclosed_markup_loses_no_paragraph(before: str) -> None:
    document = read(f"<p>First 5%.</p>{before}<p>Second 6%.</p><p>Third 7%.</p>")
    assert texts(document) == ["First 5%.", "Second 6%.", "Third 7%."]
    assert document.notes == ()


def test_paragraphs_with_unclosed_fonts_stay_apart() -> None:
    document = read("".join(f"<p>Row {i}.<font size=2>" for i in range(3000)))
    assert texts(document) == [f"Row {i}." for i in range(3000)]


@pytest.mark.parametrize("span", ["²", "99999999999999999999", "-1", "a", "", "0"])
def test_odd_spans_are_no_fault(span: str) -> None:
    document = read(f"<table><tr><td rowspan='{span}' colspan='{span}'>A<td>5<tr><td>B<td>6</table>")
    assert [t for t in texts(document) if t] == ["A", "5", "B", "6"]


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        ("<!-- <p>Second 6%.</p>", "characters in a comment that never ends (22)"),
        ("<style><p>Second 6%.</p>", "characters in a <style> that never ends (17)"),
        ("<script>Second 6%.", "characters in a <script> that never ends (10)"),
        ("<svg><text>6%</text></svg>", "drawings with words (svg) (1)"),
    ],
)
def test_what_is_cut_off_is_counted(markup: str, told: str) -> None:
    document = read(f"<p>First 5%.</p>{markup}")
    assert texts(document) == ["First 5%."]
    assert document.notes == (f"not read: {told}",)


def test_hidden_text_is_no_text() -> None:
    hidden = "<script>1</script><style>2</style><template><p>3</p></template><!-- 4 --><noscript>5</noscript>"
    document = read(f"<p>Text.</p>{hidden}<p>More.</p>")
    assert texts(document) == ["Text.", "More."]
    assert document.notes == ()


def test_frames_without_frames_are_read_and_frames_counted() -> None:
    document = read(b"<html><frameset><frame src=a></frameset><noframes><p>One 5%.</p><p>Two.</p></noframes></html>")
    assert texts(document) == ["One 5%.", "Two."]
    assert document.notes == ("not read: frames, which are pages of their own (1)",)


def test_text_of_a_table_outside_its_cells_is_read() -> None:
    assert texts(read("<table>Stray 5%<tr><td>1<td>2</table>")) == ["Stray 5%", "1", "2"]


def test_cells_of_a_layout_table_stay_apart() -> None:
    assert texts(read("<table><tr><td>a<td>b<td><table><tr><td>1<td>2</table></table>")) == ["a", "b", "1", "2"]


@pytest.mark.parametrize("charset", ["foo-bar", "utf-7", "hex", "unicode_escape", "punycode", "utf-16"])
def test_an_odd_charset_is_no_fault(charset: str) -> None:
    document = read(f"<html><meta charset={charset}><body><p>Caf\xe9 5%".encode("latin-1"))
    assert texts(document) == ["Café 5%"]
    assert "Windows-1252" in " ".join(document.notes)


def test_a_named_encoding_is_used() -> None:
    assert texts(read("<html><meta charset=koi8-r><body><p>Рост 5%".encode("koi8-r"))) == ["Рост 5%"]


def test_a_page_of_hidden_text_alone_says_why() -> None:
    with pytest.raises(UnreadableError, match="a <style> that never ends"):
        read("<style> <p>all of it")
