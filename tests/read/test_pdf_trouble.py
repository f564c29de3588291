"""Files that are encrypted, damaged or something else."""

import io
from pathlib import Path

import pikepdf
import pytest
from pdfmaking import REAL, SHARED, make_pdf, needs_shared, read, read_real, text

from pipeline.errors import UnreadableError
from pipeline.read import Limits, read_document

SOUND = make_pdf(*(text((50, 700, f"There were {n} offences in the year.")) for n in (310, 320, 330)))
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(PNG, "PNG picture", id="picture"),
        pytest.param(b"%PDF-1.4\nnothing here\n%%EOF", "damaged beyond repair", id="hollow"),
        pytest.param(make_pdf(text((50, 700, "secret")), encrypt="sesame"), "--password", id="encrypted"),
    ],
)
def test_unreadable_files_say_why(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        read(data)


def test_a_password_opens_and_a_wrong_one_is_named() -> None:
    data = make_pdf(text((50, 700, "There were 310 offences.")), encrypt="sesame")
    assert "310" in read(data, password="sesame").blocks[0].text
    with pytest.raises(UnreadableError, match="does not open"):
        read(data, password="wrong")


def test_a_sound_file_has_no_notes() -> None:
    assert read(SOUND).notes == ()


@pytest.mark.parametrize("place", [0.2, 0.4, 0.6, 0.8, 0.97])
def test_damage_is_never_silent(place: float) -> None:
    at = int(len(SOUND) * place)
    broken = SOUND[:at] + bytes(40) + SOUND[at + 40 :]
    words = {w for b in read(SOUND).blocks for w in b.text.split()}
    try:
        document = read(broken)
    except UnreadableError:
        return
    kept = {w for b in document.blocks for w in b.text.split()}
    assert kept == words or any("damaged" in note for note in document.notes)


def test_the_pages_before_a_torn_end_are_read_and_the_loss_is_told() -> None:
    torn = SOUND[: SOUND.rindex(b"endstream")]
    document = read(torn)
    assert any("damaged" in note for note in document.notes)


@needs_shared
def test_a_real_file_with_its_end_torn_off_gives_the_pages_that_are_left() -> None:
    data = (REAL / "police/year-end-report-2020.pdf").read_bytes()
    document = read_document(data[: int(0.6 * len(data))], name="a.pdf", limits=Limits(ocr=False))
    assert document.pages == 20
    assert "Wilmington Police Department" in " ".join(b.text for b in document.blocks)
    assert any("the end of the file is missing" in note for note in document.notes)


def test_pages_beyond_the_limit_are_told() -> None:
    document = read_document(SOUND, name="a.pdf", limits=Limits(max_pages=2))
    assert document.notes == ("only the first 2 of 3 pages were read",)


@pytest.mark.parametrize(
    "boxes",
    [
        pytest.param({"MediaBox": [0, 0, 0, 0]}, id="empty"),
        pytest.param({"MediaBox": [0, 0, -595, -842]}, id="below-nothing"),
        pytest.param({"MediaBox": [595, 842, 0, 0]}, id="from-the-wrong-corner"),
        pytest.param({"MediaBox": [0, 0, 10**9, 10**9]}, id="as-large-as-a-country"),
        pytest.param({"CropBox": [600, 0, 700, 842]}, id="shown-beside-the-page"),
        pytest.param({"MediaBox": [0, 0, 1, 0], "CropBox": [5, 5, 5, 5]}, id="a-line"),
    ],
)
@pytest.mark.parametrize("rotate", [0, 90])
def test_a_page_of_any_box_is_read(boxes: dict[str, list[int]], rotate: int) -> None:
    with pikepdf.open(io.BytesIO(make_pdf(text((50, 700, "There were 310 offences."), (50, 20, "7"))))) as pdf:
        for name, box in boxes.items():
            pdf.pages[0].obj[f"/{name}"] = pikepdf.Array(box)
        pdf.pages[0].obj.Rotate = rotate
        out = io.BytesIO()
        pdf.save(out, static_id=True)
    document = read(out.getvalue())
    assert "There were 310 offences." in [b.text for b in document.blocks]
    assert document.notes == ()


def unfolding(*calls: str) -> bytes:
    """A page that draws the first of some drawings, which draw others as told: `3 0` is three times the first."""
    with pikepdf.open(io.BytesIO(make_pdf(text((50, 700, "There were 310 offences.")), "/D0 Do"))) as pdf:
        drawings = [pdf.make_stream(" ".join(f"/D{n} Do" for n in own.split()).encode()) for own in calls]
        names = pikepdf.Dictionary({f"/D{n}": pdf.make_indirect(d) for n, d in enumerate(drawings)})
        for drawing in drawings:
            drawing.Type, drawing.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            drawing.BBox, drawing.Resources = pikepdf.Array([0, 0, 595, 842]), pikepdf.Dictionary(XObject=names)
        pdf.pages[1].Resources = pikepdf.Dictionary(XObject=names)
        out = io.BytesIO()
        pdf.save(out, static_id=True)
    return out.getvalue()


@pytest.mark.parametrize(
    "calls",
    [
        pytest.param(("0 0",), id="a-drawing-of-itself"),
        pytest.param(("1 1", "0 0"), id="two-of-each-other"),
        pytest.param((*(f"{n + 1} {n + 1} {n + 1}" for n in range(30)), ""), id="three-of-the-next"),
    ],
)
def test_a_page_that_unfolds_without_end_is_lost_alone(calls: tuple[str, ...]) -> None:
    document = read(unfolding(*calls))
    assert "310" in document.blocks[0].text
    assert document.lost_pages == (2,)
    (note,) = document.notes
    assert note.startswith("pages that cannot be read: 2")


def test_drawings_within_drawings_that_end_are_read() -> None:
    assert read(unfolding("1 1 2", "2", "")).notes == ()


def test_a_page_packed_twice_to_nothing_is_bounded() -> None:
    import zlib

    with pikepdf.open(io.BytesIO(make_pdf(text((50, 700, "There were 310 offences.")), ""))) as pdf:
        packed = zlib.compress(zlib.compress(b" " * 200_000_000, 1), 9)
        pages = pikepdf.Stream(pdf, packed, Filter=pikepdf.Array([pikepdf.Name.FlateDecode] * 2))
        pdf.pages[1].obj.Contents = pdf.make_indirect(pages)
        out = io.BytesIO()
        pdf.save(out, static_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    assert len(out.getvalue()) < 50_000
    assert read(out.getvalue()).lost_pages == (2,)


def test_names_of_pages_in_a_list_that_leads_back_to_itself_are_left_out() -> None:
    with pikepdf.open(io.BytesIO(SOUND)) as pdf:
        tree = pdf.make_indirect(pikepdf.Dictionary())
        tree.Kids = pikepdf.Array([tree, tree])
        pdf.Root.PageLabels = tree
        out = io.BytesIO()
        pdf.save(out, static_id=True)
    document = read(out.getvalue())
    assert document.page_labels == ("", "", "")
    assert document.remarks == ("the names of the pages could not be read",)


def test_attached_files_and_hidden_layers_are_told() -> None:
    with pikepdf.open(io.BytesIO(SOUND)) as pdf:
        pdf.attachments["figures.csv"] = b"a,1"
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("draft")))
        off = pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
        pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=off)
        out = io.BytesIO()
        pdf.save(out, static_id=True)
    document = read(out.getvalue())
    assert document.notes == ("1 attached file not read (figures.csv); save them and read them by themselves",)
    assert document.remarks == ("1 layer switched off as the file opens; text in them was read as if shown",)


def test_text_that_runs_askew_is_told() -> None:
    slanted = (
        "BT /F1 10 Tf 0.7 0.7 -0.7 0.7 100 100 Tm (DRAFT) Tj ET BT /F1 10 Tf 0.7 0.7 -0.7 0.7 300 100 Tm (51) Tj ET"
    )
    document = read(make_pdf(text((50, 700, "There were 310 offences.")) + slanted))
    assert document.notes == ("7 characters that run askew left out, on page 1",)


@pytest.mark.parametrize("password", ["pässwörd", "sesame"])
def test_a_password_with_any_letter_opens_both_readers(password: str) -> None:
    with pikepdf.open(io.BytesIO(SOUND)) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=password, R=4))
    document = read(out.getvalue(), password=password)
    assert (document.pages, document.notes) == (3, ())


def test_a_password_does_not_close_a_file_that_needs_none() -> None:
    with pikepdf.open(io.BytesIO(SOUND)) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=""))
    assert read(out.getvalue(), password="sesame").pages == 3
    assert read(SOUND, password="sesame").notes == ()


FAULTS = SHARED / "faults" / "pdf"


@pytest.mark.skipif(not FAULTS.is_dir(), reason="the shared faulty files are not beside the checkout")
@pytest.mark.parametrize("path", sorted(FAULTS.glob("*.pdf")), ids=lambda p: p.stem)
def test_every_faulty_file_ends_in_a_document_or_a_reason(path: Path) -> None:
    try:
        document = read_document(path, name=path.name, limits=Limits(ocr=False))
    except UnreadableError as error:
        said = [str(error)]
    else:
        said = list(document.notes)
        assert repr(document).encode("utf-8")
    assert not [s for s in said if "the reader failed" in s]


@needs_shared
def test_a_real_protected_file_opens_with_its_password() -> None:
    with pytest.raises(UnreadableError, match="--password"):
        read_real("real/tables/health_protected.pdf")
    assert read_real("real/tables/health_protected.pdf", password="userpass").blocks


@needs_shared
@pytest.mark.parametrize("path", sorted((REAL / "odd").glob("*.pdf")) if REAL.is_dir() else [], ids=lambda p: p.stem)
def test_every_odd_file_ends_in_a_document_or_a_reason(path) -> None:  # type: ignore[no-untyped-def]
    try:
        document = read_document(path, name=path.name, limits=Limits(ocr=False))
    except UnreadableError as error:
        ending = str(error)
    else:
        ending = f"a document of {document.pages} pages"
    assert len(ending) > 15


@needs_shared
def test_a_real_file_that_the_second_reader_cannot_open_is_told_as_damaged_alone() -> None:
    (note,) = read_real("real/odd/PDFBOX-4352-0.pdf").notes
    assert note.startswith("damaged")
