"""What prints on a page though it is no part of it: values of forms, notes, stamps, signatures."""

import io
from typing import Any

import pikepdf
import pytest
from pdfmaking import block_of, make_pdf, needs_shared, read, read_real, rows, tables, text
from pikepdf import Array, Dictionary, Name, String

from pipeline.types import Document, PageRun

PRINTS, HIDDEN = 4, 2
MULTILINE, COMBO, PASSWORD, COMB = 1 << 12, 1 << 17, 1 << 13, 1 << 24


class Sheet:
    """A page with the words `Offences in the year:` at height 776, to which annotations are added."""

    def __init__(self) -> None:
        self.pdf = pikepdf.open(io.BytesIO(make_pdf(text((50, 776, "Offences in the year:"), (50, 100, "The end.")))))
        self.page = self.pdf.pages[0]
        self.font = self.pdf.make_indirect(self.page.Resources.Font.F1)
        self.dingbats = self.pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/ZapfDingbats"))
        )
        self.fields: list[Any] = []
        self.page.obj.Annots = Array()

    def look(self, shown: str, *, font: str = "F1") -> Any:
        """An appearance that shows a text."""
        look = self.pdf.make_stream(f"BT /{font} 10 Tf 2 4 Td ({shown}) Tj ET".encode("cp1252"))
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 16])
        look.Resources = Dictionary(Font=Dictionary(F1=self.font, ZaDb=self.dingbats))
        return look

    def note(self, subtype: str, *, x: int = 200, y: int = 772, flags: int = PRINTS, **entries: Any) -> "Sheet":
        note = Dictionary(
            Type=Name.Annot, Subtype=Name(f"/{subtype}"), Rect=Array([x, y, x + 200, y + 16]), F=flags, **entries
        )
        note = self.pdf.make_indirect(note)
        self.page.obj.Annots.append(note)
        if subtype == "Widget":
            self.fields.append(note)
        return self

    def field(self, kind: str, **entries: Any) -> "Sheet":
        name = String(f"field {len(self.fields)}")
        return self.note("Widget", FT=Name(f"/{kind}"), T=name, DA=String("/F1 10 Tf 0 g"), **entries)

    def done(self, *, must_draw: bool = False) -> bytes:
        fonts = Dictionary(F1=self.font, ZaDb=self.dingbats, Helv=self.font)
        self.pdf.Root.AcroForm = Dictionary(
            Fields=Array(self.fields), DR=Dictionary(Font=fonts), NeedAppearances=must_draw
        )
        out = io.BytesIO()
        self.pdf.save(out, static_id=True)
        return out.getvalue()


def words(document: Document) -> str:
    return " ".join(b.text for b in document.blocks)


@pytest.mark.parametrize("must_draw", [False, True])
@pytest.mark.parametrize("drawn", [False, True])
def test_a_filled_field_is_read_in_its_line_at_its_place(*, must_draw: bool, drawn: bool) -> None:
    sheet = Sheet()
    looks = {"AP": Dictionary(N=sheet.look("1,234"))} if drawn else {}
    document = read(sheet.field("Tx", V=String("1,234"), **looks).done(must_draw=must_draw))
    block = block_of(document, "Offences in the year")
    assert block.text.split() == ["Offences", "in", "the", "year:", "1,234"]
    (run,) = [r for r in block.runs if isinstance(r, PageRun) and r.end == len(block.text)]
    assert run.page == 1
    assert run.edges[-1] > 200
    assert document.notes == ()


@pytest.mark.parametrize(
    ("kind", "entries", "shown"),
    [
        pytest.param("Tx", {"V": String("31 here\nand 32 there"), "Ff": MULTILINE}, ["31", "32"], id="lines"),
        pytest.param(
            "Ch",
            {"V": String("b"), "Ff": COMBO, "Opt": Array([Array([String("b"), String("Beta 42")])])},
            ["Beta", "42"],
            id="a-choice-by-its-printed-name",
        ),
    ],
)
def test_values_that_the_file_leaves_to_its_reader_are_drawn(kind: str, entries: Any, shown: list[str]) -> None:
    found = words(read(Sheet().field(kind, **entries).done())).split()
    assert [w for w in shown if w not in found] == []


def test_a_ticked_box_is_a_tick_and_no_figure() -> None:
    sheet = Sheet()
    looks = Dictionary(N=Dictionary(Yes=sheet.look("4", font="ZaDb")))
    assert "✔" in words(read(sheet.field("Btn", V=Name.Yes, AS=Name.Yes, AP=looks).done()))
    sheet = Sheet()
    looks = Dictionary(N=Dictionary(Yes=sheet.look("4", font="ZaDb")))
    assert "✔" not in words(read(sheet.field("Btn", V=Name.Off, AS=Name.Off, AP=looks).done()))


@pytest.mark.parametrize("subtype", ["FreeText", "Stamp", "Line", "Highlight"])
def test_a_note_that_prints_is_read(subtype: str) -> None:
    sheet = Sheet()
    document = read(sheet.note(subtype, AP=Dictionary(N=sheet.look("71 of them"))).done())
    assert words(document).startswith("Offences in the year: 71 of them")
    assert document.notes == document.remarks == ()


def test_free_text_that_the_file_leaves_to_its_reader_is_drawn() -> None:
    document = read(Sheet().note("FreeText", Contents=String("72 more"), DA=String("/Helv 10 Tf 0 g")).done())
    assert "72 more" in words(document)


def test_a_signature_with_words_is_read() -> None:
    sheet = Sheet()
    signed = sheet.field("Sig", V=Dictionary(Type=Name.Sig), AP=Dictionary(N=sheet.look("Signed on 3 May 2016")))
    assert "Signed on 3 May 2016" in words(read(signed.done()))


@pytest.mark.parametrize("flags", [0, HIDDEN, PRINTS | HIDDEN])
def test_what_does_not_print_is_no_text_but_told(flags: int) -> None:
    sheet = Sheet()
    looks = Dictionary(N=sheet.look("51"))
    document = read(sheet.field("Tx", V=String("51"), flags=flags, AP=looks).done())
    assert "51" not in words(document)
    assert document.notes == ()
    assert document.remarks == ("1 field or note set not to print left out, on page 1",)


def test_comments_that_do_not_print_are_counted() -> None:
    sheet = Sheet().note("Text", Contents=String("see 74")).note("Text", Contents=String("see 75"))
    document = read(sheet.note("Popup", Contents=String("see 74")).done())
    assert "74" not in words(document)
    assert document.remarks == ("2 comments that no print shows left out, on page 1",)


def test_empty_fields_draw_no_table_and_say_nothing() -> None:
    sheet = Sheet()
    for y in (700, 684, 668):
        for x in (50, 250):
            sheet.field("Tx", x=x, y=y, MK=Dictionary(BC=Array([0, 0, 0])))
    document = read(sheet.done())
    assert tables(document) == []
    assert document.notes == document.remarks == ()


def test_a_list_of_fields_that_leads_back_to_itself_is_no_end() -> None:
    sheet = Sheet()
    sheet.field("Tx", V=String("1,234"), AP=Dictionary(N=sheet.look("1,234")))
    loop = sheet.pdf.make_indirect(Dictionary(T=String("loop")))
    loop.Kids = Array([loop, loop])
    sheet.fields.append(loop)
    document = read(sheet.done())
    assert words(document).startswith("Offences in the year: 1,234")
    assert any("could not be read" in note for note in document.notes)


@needs_shared
def test_a_real_heading_that_is_a_note_stands_in_its_table() -> None:
    document = read_real("real/icdar2013/us-001.pdf")
    assert any("Difference" in cell for table in tables(document) for row in rows(table) for cell in row)
