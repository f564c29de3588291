"""Files that are encrypted, damaged or something else."""

import pytest
from pdfmaking import REAL, make_pdf, needs_shared, read, read_real, text

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
