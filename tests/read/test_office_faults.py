"""Office files that hide, wrap, nest or break what they hold: all of it is read, or counted."""

import io
import zipfile

import openpyxl
import pytest
from officefiles import open_document, replaced, word_file, workbook

from pipeline.errors import UnreadableError
from pipeline.read import Limits, read_document
from pipeline.types import BlockKind, Document, TextRun


def read(data: bytes, name: str = "a.docx") -> Document:
    return read_document(data, name=name, limits=Limits())


def texts(document: Document) -> list[str]:
    """All texts of the body, furniture left out, empty cells too."""
    found = []
    for block in document.blocks:
        cells = block.table.cells if block.table else ()
        found += [block.text, *(c.text for c in cells)] if block.kind is not BlockKind.FURNITURE else []
    return [text for text in found if text]


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(inside: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


SDT = "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
INSIDE = table(cell(paragraph("Burglary")) + cell(paragraph("1,234")))
BOX = f"<w:r><w:pict><w:txbxContent>{paragraph('19')}</w:txbxContent></w:pict></w:r>"
DELETED_RUN = '<w:del w:id="1"><w:r><w:delText>412</w:delText></w:r></w:del>'
DELETED_ROW = f"<w:tr><w:trPr><w:del/></w:trPr>{cell(paragraph('gone'))}</w:tr>"
XML_ROW = f"<w:customXml><w:tr>{cell(paragraph('16'))}</w:tr></w:customXml>"
FIELD = '<w:fldSimple w:instr="PAGE"><w:r><w:t>21</w:t></w:r></w:fldSimple><w:r><w:instrText>REF x</w:instrText></w:r>'
DEEP = "<w:sdt><w:sdtContent>" * 4000 + paragraph("23") + "</w:sdtContent></w:sdt>" * 4000
BODIES = [
    ("row in a control", f"<w:tbl>{SDT.format('<w:tr>' + cell(paragraph('12')) + '</w:tr>')}</w:tbl>", ["12"]),
    ("cell in a control", table(cell(paragraph("A")) + SDT.format(cell(paragraph("13")))), ["A", "13"]),
    ("table in a control", SDT.format(INSIDE), ["Burglary", "1,234"]),
    ("paragraph in a control in a cell", table(cell(SDT.format(paragraph("14"))) + cell(paragraph("B"))), ["14", "B"]),
    ("custom XML", f"<w:customXml>{paragraph('15')}</w:customXml>", ["15"]),
    ("custom XML around a row", f"<w:tbl>{XML_ROW}</w:tbl>", ["16"]),
    ("inserted paragraph", f'<w:ins w:id="1">{paragraph("17")}</w:ins>', ["17"]),
    ("deleted run", f"<w:p>{DELETED_RUN}<w:r><w:t>421</w:t></w:r></w:p>", ["421"]),
    ("deleted row", f"<w:tbl><w:tr>{cell(paragraph('kept'))}</w:tr>{DELETED_ROW}</w:tbl>", ["kept"]),
    ("moved", f"<w:moveFrom>{paragraph('18')}</w:moveFrom><w:moveTo>{paragraph('18')}</w:moveTo>", ["18"]),
    ("equation", "<w:p><m:oMath><m:r><m:t>x=42</m:t></m:r></m:oMath></w:p>", ["x=42"]),
    ("text box", f"<w:p><w:r><w:t>In text.</w:t></w:r>{BOX}</w:p>", ["In text.", "19"]),
    ("text box in a cell", table(cell(f"<w:p>{BOX}</w:p>") + cell(paragraph("C"))), ["C", "19"]),
    ("field", f"<w:p>{FIELD}</w:p>", ["21"]),
    ("run without a paragraph", "<w:r><w:t>22</w:t></w:r>", ["22"]),
    ("deep wrappers", DEEP, ["23"]),
    ("table around a table", table(cell(paragraph("Outer") + INSIDE)), ["Outer", "Burglary", "1,234"]),
    ("table in a table", table(cell(paragraph("1") + INSIDE) + cell(paragraph("2"))), ["1", "2", "Burglary", "1,234"]),
]


@pytest.mark.parametrize(("body", "expected"), [pytest.param(b, e, id=i) for i, b, e in BODIES])
def test_word_text_is_read_whatever_wraps_it(body: str, expected: list[str]) -> None:
    assert texts(read(word_file(body, footnotes=""))) == expected


def test_a_table_in_a_cell_is_a_table_with_the_cells_address() -> None:
    document = read(word_file(table(cell(INSIDE) + cell(paragraph("Two")) + cell(paragraph("Three")))))
    inner = next(b.table for b in document.blocks if b.table and b.table.number == 2)
    (run,) = inner.cells[1].runs
    assert isinstance(run, TextRun)
    assert run.cell == "t1/r1/c1/t1/r1/c2"


def test_headers_and_footers_are_kept_as_furniture() -> None:
    furniture = [b.text for b in read(word_file()).blocks if b.kind is BlockKind.FURNITURE]
    assert furniture == ["A running head", "A running foot"]


def test_tracked_changes_are_told_and_what_is_not_read_is_counted() -> None:
    body = (
        '<w:p><w:ins><w:r><w:t>5</w:t></w:r></w:ins></w:p><w:p><w:r><w:commentReference w:id="1"/></w:r></w:p>'
        '<w:p><w:r><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/></w:r></w:p>'
    )
    document = read(word_file(body))
    assert document.remarks == ("tracked insertions, read as text (1)",)
    assert document.notes == ("not read: charts (1), comments (1)",)


def test_a_span_that_no_table_can_have_is_told() -> None:
    wide = '<w:gridSpan w:val="2000000000"/>'
    body = table(cell(paragraph("A"), wide) + cell(paragraph("B"), wide), cell(paragraph("1")) + cell(paragraph("2")))
    document = read(word_file(body))
    (found,) = [b.table for b in document.blocks if b.table]
    assert (found.rows, found.columns) == (2, 2)
    assert "(2)" in document.remarks[0]


@pytest.mark.parametrize("entity", ['SYSTEM "file:///etc/passwd"', '"lol"', 'SYSTEM "http://127.0.0.1:9/x"'])
@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.xlsx"])
def test_entities_are_refused_by_name(name: str, entity: str) -> None:
    make = {"a.docx": word_file, "a.odt": open_document, "a.xlsx": workbook}[name]
    part = {"a.docx": "word/document.xml", "a.odt": "content.xml", "a.xlsx": "xl/workbook.xml"}[name]
    data = make()
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        content = parts.read(part)
    start = content.index(b"?>") + 2 if content.startswith(b"<?xml") else 0
    spoilt = content[:start] + f"<!DOCTYPE x [<!ENTITY e {entity}>]>".encode() + content[start:]
    with pytest.raises(UnreadableError, match="declares entities"):
        read(replaced(data, part, spoilt), name)


def sheet_of(old: str, new: str, data: bytes | None = None) -> bytes:
    """A workbook with a piece of its first sheet exchanged."""
    data = data or workbook(3, 3)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        content = parts.read("xl/worksheets/sheet1.xml").decode()
    assert old in content
    return replaced(data, "xl/worksheets/sheet1.xml", content.replace(old, new, 1).encode())


SHEETS = [
    ("far cell", '<row r="3"', '<row r="1048576"><c r="XFD1048576"><v>7</v></c></row><row r="3"', "7", None),
    ("bad place", 'r="B3"', 'r="ZZZ99999999"', "Area 2", "cells outside the sheet (1)"),
    ("infinite", "<v>79</v>", "<v>1e999</v>", "Area 2", "cells whose number is too large (1)"),
    ("no number", "<v>79</v>", "<v>NaN</v>", "Area 2", "cells whose number is none (1)"),
    ("huge dimension", 'ref="A1:H10"', 'ref="A1:XFD1048576"', "79", None),
    (
        "missing text",
        't="inlineStr"><is><t>Measure</t></is>',
        't="s"><v>999</v>',
        "Area 2",
        "cells whose text is missing (1)",
    ),
]


@pytest.mark.parametrize(("old", "new", "kept", "told"), [pytest.param(*s[1:], id=s[0]) for s in SHEETS])
def test_a_fault_of_a_sheet_costs_itself_alone(old: str, new: str, kept: str, told: str | None) -> None:
    document = read(sheet_of(old, new), "a.xlsx")
    assert kept in texts(document)
    assert told is None or any(told in note for note in document.notes)


def test_a_merge_over_the_whole_sheet_is_cut_to_the_table() -> None:
    document = read(sheet_of('ref="A9:B10"', 'ref="A1:XFD1048576"'), "a.xlsx")
    (found,) = [b.table for b in document.blocks if b.table]
    assert found.rows == 3
    assert any("merged ranges" in remark for remark in document.remarks)


def test_hidden_sheets_are_read_and_charts_are_counted() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Area", 5])
    hidden = book.create_sheet("Notes")
    hidden.append(["Hidden area", 6])
    hidden.sheet_state = "hidden"
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(book.active, min_col=2, min_row=1, max_row=1))
    book.active.add_chart(chart)
    data = io.BytesIO()
    book.save(data)
    document = read(data.getvalue(), "a.xlsx")
    assert {"Hidden area", "6"} <= set(texts(document))
    assert document.notes == ("not read: charts (1)",)
    assert document.remarks == ("hidden sheets, read as the others (1)",)


def test_a_spreadsheet_of_open_document_says_what_to_do() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(UnreadableError, match=r"spreadsheet \(ods\).*save it as xlsx"):
        read(data.getvalue(), "a.ods")


def test_open_document_tables_frames_and_notes_in_cells_are_read() -> None:
    body = (
        "<table:table><table:table-row><table:table-cell><text:p>Outer</text:p><table:table><table:table-row>"
        "<table:table-cell><text:p>42</text:p></table:table-cell></table:table-row></table:table></table:table-cell>"
        "<table:table-cell><text:p>7<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Of all"
        "</text:p></text:note-body></text:note></text:p></table:table-cell></table:table-row></table:table>"
        "<text:p><draw:frame><draw:text-box><text:p>In a box 9</text:p></draw:text-box></draw:frame></text:p>"
        "<text:p><office:annotation><text:p>a comment</text:p></office:annotation>Text.</text:p>"
    )
    document = read(open_document(body), "a.odt")
    assert texts(document) == ["Of all", "Outer", "7¹", "42", "In a box 9", "Text."]
    assert document.notes == ("not read: comments (1)",)


def test_open_document_of_any_depth_is_read() -> None:
    body = "<text:section>" * 5000 + "<text:p>5%</text:p>" + "</text:section>" * 5000
    assert texts(read(open_document(body), "a.odt")) == ["5%"]
