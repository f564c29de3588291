"""Word, Excel, OpenDocument and HTML files."""

import io
import zipfile
from decimal import Decimal

import docx
import openpyxl
import pytest

from pipeline.errors import UnreadableError
from pipeline.read import Limits, read_document
from pipeline.read.xlsx import shown_value
from pipeline.types import Block, BlockKind, Document, TextRun


def read(data: bytes, name: str) -> Document:
    return read_document(data, name=name, limits=Limits())


def outline(document: Document) -> list[tuple[BlockKind, str, str]]:
    return [(b.kind, b.marker, b.text) for b in document.blocks if b.table is None]


def address(block: Block) -> str:
    (run,) = block.runs
    assert isinstance(run, TextRun)
    return run.cell


def word_file() -> bytes:
    document = docx.Document()
    document.add_heading("Offences", 2)
    paragraph = document.add_paragraph("There were 310")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run(" offences.")
    document.add_paragraph("first", style="List Number")
    document.add_paragraph("second", style="List Number")
    table = document.add_table(3, 3)
    for r, row in enumerate(("Measure,2014,2015", "Rate,7.1,6.5", ",7.2,6.6")):
        for c, value in enumerate(row.split(",")):
            table.cell(r, c).text = value
    table.cell(1, 0).merge(table.cell(2, 0))
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def test_word_paragraphs_numbers_and_marks() -> None:
    assert outline(read(word_file(), "a.docx")) == [
        (BlockKind.HEADING, "", "Offences"),
        (BlockKind.PARAGRAPH, "", "There were 310² offences."),
        (BlockKind.LIST_ITEM, "1.", "first"),
        (BlockKind.LIST_ITEM, "2.", "second"),
    ]


def test_word_tables_keep_spans_and_addresses() -> None:
    document = read(word_file(), "a.docx")
    table = next(b.table for b in document.blocks if b.table)
    rate = next(c for c in table.cells if c.text == "Rate")
    assert (rate.row, rate.row_span, table.header_rows) == (2, 2, 1)
    (run,) = next(c for c in table.cells if c.text == "6.6").runs
    assert isinstance(run, TextRun)
    assert run.cell == "t1/r3/c3"


def test_sheets_show_values_as_printed() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Q3"
    for cell, value, number_format in [
        ("A1", "Quarter 3", "General"), ("A3", "Measure", "General"), ("B3", "Latest", "General"),
        ("A4", "Satisfaction", "General"), ("B4", 0.809, "0.0%"),
        ("A5", "Spend", "General"), ("B5", -1234.5, "£#,##0;(£#,##0)"),
    ]:  # fmt: skip
        sheet[cell] = value
        sheet[cell].number_format = number_format
    data = io.BytesIO()
    book.save(data)
    document = read(data.getvalue(), "a.xlsx")
    table = next(b.table for b in document.blocks if b.table)
    assert [c.text for c in table.cells] == ["Measure", "Latest", "Satisfaction", "80.9%", "Spend", "(£1,235)"]
    (run,) = table.cells[3].runs
    assert isinstance(run, TextRun)
    assert run.cell == "Q3!B4"
    assert address(document.blocks[1]) == "Q3!A1"


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (1234567, "#,##0", "1,234,567"),
        (0.5, "0%", "50%"),
        (3.10, "0.00", "3.10"),
        (1500000, '0.0,,"m"', "1.5"),
        (-3, "General", "-3"),
        (0.1 + 0.2, "General", "0.3"),
        (2.5, "0", "3"),
        (float(Decimal("1e15")), "General", "1e+15"),
    ],
)
def test_number_formats(value: float, number_format: str, shown: str) -> None:
    assert shown_value(value, number_format) == shown


def test_pages_of_the_web() -> None:
    page = (
        b"<html><body><nav>Home</nav><h1>Report</h1><p>Fell by 80.9%<sup>2</sup></p><ol><li>one<li>two</ol>"
        b"<table><tr><th>a<th colspan=2>b</tr><tr><td rowspan=2>x<td>1<td>2<tr><td>3<td>4</table></body></html>"
    )
    document = read(page, "a.html")
    assert outline(document) == [
        (BlockKind.FURNITURE, "", "Home"),
        (BlockKind.HEADING, "", "Report"),
        (BlockKind.PARAGRAPH, "", "Fell by 80.9%²"),
        (BlockKind.LIST_ITEM, "1.", "one"),
        (BlockKind.LIST_ITEM, "2.", "two"),
    ]
    table = document.blocks[-1].table
    assert table is not None
    assert [[c.text if c else "" for c in row] for row in table.grid()] == [
        ["a", "b", "b"],
        ["x", "1", "2"],
        ["x", "3", "4"],
    ]


ODT = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text>
<text:h text:outline-level="2">Offences</text:h><text:p>There<text:s/>were 310.</text:p>
<text:list><text:list-item><text:p>item</text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>Rate</text:p></table:table-cell>
<table:table-cell><text:p>7.1</text:p></table:table-cell></table:table-row></table:table>
</office:text></office:body></office:document-content>"""


def open_document(content: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        parts.writestr("content.xml", content)
    return data.getvalue()


def test_open_document_text() -> None:
    document = read(open_document(ODT), "a.odt")
    assert [t for _, _, t in outline(document)] == ["Offences", "There were 310.", "item"]
    assert [c.text for b in document.blocks if b.table for c in b.table.cells] == ["Rate", "7.1"]


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        pytest.param(open_document("<torn"), "a.odt", "damaged odt", id="odt"),
        pytest.param(word_file()[:3000], "a.docx", "damaged zip", id="docx"),
        pytest.param(b"<html><body></body></html>", "a.html", "no text", id="html"),
    ],
)
def test_damaged_files_say_so(data: bytes, name: str, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        read(data, name)


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(UnreadableError, match="unpacks to more"):
        read_document(word_file(), name="a.docx", limits=Limits(max_inflated_bytes=1000))
