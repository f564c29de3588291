"""Text files to blocks: paragraphs, headings, lists, tables, contents lines, furniture."""

# ruff: noqa: E501 - a case stands on one line

import pytest

from pipeline.errors import UnreadableError
from pipeline.read.text import read_text
from pipeline.types import Block, BlockKind, Format

LONG = "In the year the county council and the police force together recorded a total of"


def blocks_of(text: str) -> list[Block]:
    return list(read_text(text.encode("utf-8")).blocks)


def told(text: str) -> list[tuple[str, str, str]]:
    """Kind, marker and text of every block."""
    return [(str(b.kind), b.marker, b.text) for b in blocks_of(text)]


CASES = [
    ("paragraph", f"{LONG} 310 burglaries.\n", [("paragraph", "", f"{LONG} 310 burglaries.")]),
    ("two_paragraphs", "One came late.\n\nTwo came early.\n", [("paragraph", "", "One came late."), ("paragraph", "", "Two came early.")]),
    ("wrapped_line", f"{LONG}\n310 burglaries and 42 robberies.\n", [("paragraph", "", f"{LONG} 310 burglaries and 42 robberies.")]),
    ("wrapped_in_lower_case", "The panel met\nand left again.\n", [("paragraph", "", "The panel met and left again.")]),
    ("short_lines_stay_apart", "The panel met.\nThe board met.\n", [("paragraph", "", "The panel met."), ("paragraph", "", "The board met.")]),
    ("forced_break", f"{LONG} 310.  \nFurther work is planned for the coming year.\n", [("paragraph", "", f"{LONG} 310."), ("paragraph", "", "Further work is planned for the coming year.")]),
    ("broken_by_a_page", f"{LONG}\n\n12\n\n310 burglaries.\n", [("paragraph", "", f"{LONG} 310 burglaries."), ("furniture", "", "12")]),
    ("broken_by_a_page_with_words", f"{LONG}\n\nPage 3 of 12\n\nall burglaries.\n", [("paragraph", "", f"{LONG} all burglaries."), ("furniture", "", "Page 3 of 12")]),
    ("page_number", "12\n\nThe panel met.\n", [("furniture", "", "12"), ("paragraph", "", "The panel met.")]),
    ("blank_page", "The panel met.\n\nThis page is intentionally left blank\n", [("paragraph", "", "The panel met."), ("furniture", "", "This page is intentionally left blank")]),
    ("markdown_heading", "## Crime in the county\n", [("heading", "", "Crime in the county")]),
    ("markdown_heading_numbered", "## 3. Crime\n", [("heading", "3.", "Crime")]),
    ("bold_line_is_a_heading", "**Crime in the county**\n\nThe panel met.\n", [("heading", "", "Crime in the county"), ("paragraph", "", "The panel met.")]),
    ("numbered_paragraph", f"61. {LONG} 310.\n", [("paragraph", "61.", f"{LONG} 310.")]),
    ("decimal_number", f"3.10 {LONG} 310.\n", [("paragraph", "3.10", f"{LONG} 310.")]),
    ("letter_in_brackets", "(a) to listen to the public;\n", [("list_item", "(a)", "to listen to the public;")]),
    ("roman_number", "iv. to listen to the public;\n", [("list_item", "iv.", "to listen to the public;")]),
    ("bullet", "- to listen to the public;\n", [("list_item", "-", "to listen to the public;")]),
    ("round_bullet", "• to listen to the public;\n", [("list_item", "•", "to listen to the public;")]),
    ("star_bullet", "* to listen to the public;\n", [("list_item", "*", "to listen to the public;")]),
    ("bullet_and_figure", "- 12 officers were hired;\n", [("list_item", "-", "12 officers were hired;")]),
    ("percent_is_no_marker", "12. per cent of them came.\n", [("paragraph", "", "12. per cent of them came.")]),
    ("contents_line", "Introduction ........ 3\n", [("contents", "", "Introduction ........ 3")]),
    ("contents_with_tab", "1. Introduction ......\t3\n", [("contents", "", "1. Introduction ......\t3")]),
    ("footnote", "² Taken from the survey.\n", [("footnote", "", "² Taken from the survey.")]),
    ("repeated_marking", "NOT PROTECTIVELY MARKED\n\nThe panel met.\n\nNOT PROTECTIVELY MARKED\n\nThe board met.\n\nNOT PROTECTIVELY MARKED\n", [("furniture", "", "NOT PROTECTIVELY MARKED"), ("paragraph", "", "The panel met."), ("furniture", "", "NOT PROTECTIVELY MARKED"), ("paragraph", "", "The board met."), ("furniture", "", "NOT PROTECTIVELY MARKED")]),
    ("windows_line_ends", f"{LONG}\r\n310 burglaries.\r\n\r\nThe panel met.\r\n", [("paragraph", "", f"{LONG} 310 burglaries."), ("paragraph", "", "The panel met.")]),
    ("emphasis", "There were **310** and *42* of them.\n", [("paragraph", "", "There were 310 and 42 of them.")]),
    ("no_final_line_end", "The panel met.", [("paragraph", "", "The panel met.")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "blocks"), [pytest.param(t, b, id=i) for i, t, b in CASES])
def test_a_text_gives_its_blocks(text: str, blocks: list[tuple[str, str, str]]) -> None:
    assert told(text) == blocks


def rows_of(text: str) -> list[list[str]]:
    (table,) = [b.table for b in blocks_of(text) if b.table]
    return [[c.text if c else "" for c in row] for row in table.grid()]


TABLES = [
    ("tabs", "a\tb\tc\n1\t2\t3\n", [["a", "b", "c"], ["1", "2", "3"]]),
    ("empty_cells", "a\tb\tc\n1\t\t3\n", [["a", "b", "c"], ["1", "", "3"]]),
    ("empty_first_cell", "\tb\tc\n1\t2\t3\n", [["", "b", "c"], ["1", "2", "3"]]),
    ("last_cell_empty", "a\tb\tc\n1\t2\t\n", [["a", "b", "c"], ["1", "2", ""]]),
    ("short_row", "a\tb\tc\n1\t2\n", [["a", "b", "c"], ["1", "2", ""]]),
    ("pipes", "| a | b |\n| --- | ---: |\n| 1 | 2 |\n", [["a", "b"], ["1", "2"]]),
    ("pipes_with_empty_cell", "| a | b | c |\n|---|---|---|\n| 1 |  | 3 |\n", [["a", "b", "c"], ["1", "", "3"]]),
    ("markup_in_cells", "**a**\tb<sup>2</sup>\n1\t2\n", [["a", "b²"], ["1", "2"]]),
    ("windows_line_ends_in_tables", "a\tb\r\n1\t2\r\n", [["a", "b"], ["1", "2"]]),
    ("tabs_that_set_bars_right", "| a\t| b\t|\n|---\t|---\t|\n| 1\t| 2\t|", [["a", "b"], ["1", "2"]]),
    ("spaces_around", " a \t b \n 1 \t 2 \n", [["a", "b"], ["1", "2"]]),
]


@pytest.mark.parametrize(("text", "rows"), [pytest.param(t, r, id=i) for i, t, r in TABLES])
def test_a_table_gives_its_cells(text: str, rows: list[list[str]]) -> None:
    assert rows_of(text) == rows


def test_tables_are_counted() -> None:
    text = "a\tb\tc\nx\t1\t2\n\n12\n\ny\t3\t4\n"
    assert [b.table.number for b in blocks_of(text) if b.table] == [1, 2]


ENCODINGS = [
    ("utf8", "£310 – 42%".encode(), "£310 – 42%", False),
    ("utf8_with_mark", b"\xef\xbb\xbf" + "£310 – 42%".encode(), "£310 – 42%", False),
    ("utf16_little", "£310 – 42%".encode("utf-16"), "£310 – 42%", False),
    ("utf16_big", b"\xfe\xff" + "£310 – 42%".encode("utf-16-be"), "£310 – 42%", False),
    ("windows_1252", "£310 – 42%".encode("cp1252"), "£310 – 42%", True),
]


@pytest.mark.parametrize(("data", "text", "noted"), [pytest.param(*e[1:], id=e[0]) for e in ENCODINGS])
def test_an_encoding_is_read(data: bytes, text: str, noted: bool) -> None:
    document = read_text(data)
    assert [b.text for b in document.blocks] == [text]
    assert bool(document.notes) == noted
    assert not noted or "Windows-1252" in document.notes[0]


@pytest.mark.parametrize(
    "data", [b"", b" \n\n \r\n", b"\xff\x00\x9f\x92", b"\x80\x00\x00"], ids=["empty", "blank", "half", "zeros"]
)
def test_what_is_no_text_is_told(data: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_text(data)


def test_markdown_is_told_from_text() -> None:
    assert read_text(b"# Crime\n\nThe panel met.\n").format is Format.MARKDOWN
    assert read_text(b"| a | b |\n|---|---|\n| 1 | 2 |\n").format is Format.MARKDOWN
    assert read_text(b"Crime\n\nThe panel met.\n").format is Format.TEXT


def test_levels_of_headings_are_kept() -> None:
    levels = [(b.level, b.text) for b in blocks_of("# A\n\n## B\n\n### C\n") if b.kind is BlockKind.HEADING]
    assert levels == [(1, "A"), (2, "B"), (3, "C")]


def test_the_number_of_lines_is_that_of_the_file() -> None:
    assert read_text(b"a\nb\nc").lines == 3
