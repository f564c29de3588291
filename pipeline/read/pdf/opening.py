"""Opens a PDF, tells encrypted from broken, and repairs what can be repaired."""

import io
import re
from dataclasses import dataclass
from typing import Any

from pipeline.errors import UnreadableError

BEYOND_REPAIR = "the PDF is damaged beyond repair; fetch it again from its source"
OBJECT = re.compile(rb"(\d{1,9}) \d{1,5} obj\b")
PAGE_OBJECT = re.compile(
    rb"""
    (\d{1,9}\ \d{1,5})\ obj\s*<<      # the number of an object that is a dictionary
    (?:(?!endobj|\bobj\b).){0,4000}?    # what comes before its type, in the same object
    /Type\s*/Page(?!s)\b
    """,
    re.VERBOSE | re.DOTALL,
)
NEW_END = (
    b"%d 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n"
    b"%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\nendobj\n"
    b"trailer\n<</Root %d 0 R/Size %d>>\nstartxref\n0\n%%%%EOF\n"
)


@dataclass(frozen=True, slots=True)
class Opened:
    """An open pypdfium2 document, the bytes and password that it opened with, and whether qpdf rewrote it first."""

    pdf: Any
    data: bytes
    password: str
    repaired: bool = False


def open_pdf(data: bytes, *, password: str) -> Opened:
    """Open a PDF, after a repair where pdfium cannot read it as it stands.

    Raises UnreadableError for a missing or wrong password and for a file without readable pages.
    """
    import pypdfium2

    pdf = None
    for given in dict.fromkeys((password, "")):  # one password for a whole run does not close files that need none
        try:
            pdf = pypdfium2.PdfDocument(data, password=given or None)
        except pypdfium2.PdfiumError as error:
            if not _wants_password(error):
                break
        else:
            break
    else:
        raise UnreadableError(_password_message(password))
    if pdf is not None and len(pdf) > 0:
        return Opened(pdf, data, given)
    if pdf is not None:
        pdf.close()
    return _repaired(data, password=password)


def _wants_password(error: Exception) -> bool:
    import pypdfium2.raw as pdfium

    return getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower()


def open_with_qpdf(data: bytes, *, password: str) -> Any:
    """Open a PDF by the second reader, which takes a password of old files letter by letter where pdfium tries both.

    Raises pikepdf.PasswordError where none of the ways to write the password opens the file.
    """
    import pikepdf

    ways: dict[str | bytes, None] = dict.fromkeys(("", password, password.encode("latin-1", "replace")))
    for way in ways:
        try:
            return pikepdf.open(io.BytesIO(data), password=way, suppress_warnings=True)
        except pikepdf.PasswordError as error:
            refused = error
    raise refused


def _password_message(password: str) -> str:
    if password:
        return "the password does not open this PDF; check it, or ask the publisher for the right one"
    return "the PDF is encrypted and needs a password; give it with --password"


def _repaired(data: bytes, *, password: str) -> Opened:
    """Let qpdf rewrite the file and open the result; a file whose end is torn off first gets a new list of pages."""
    import pypdfium2

    rewritten = _rewritten(data, password=password) or _rewritten(_with_new_page_list(data), password="")
    if rewritten is None:
        raise UnreadableError(BEYOND_REPAIR)
    try:
        opened = pypdfium2.PdfDocument(rewritten)
    except pypdfium2.PdfiumError:
        raise UnreadableError(BEYOND_REPAIR) from None
    if len(opened) == 0:
        raise UnreadableError("the PDF holds no readable pages; fetch it again from its source")
    return Opened(opened, rewritten, "", repaired=True)


def _rewritten(data: bytes, *, password: str) -> bytes | None:
    """The file as qpdf writes it anew, None where it finds no pages."""
    import pikepdf

    written = io.BytesIO()
    try:
        with open_with_qpdf(data, password=password) as pdf:
            if len(pdf.pages) == 0:
                return None
            pdf.save(written)
    except pikepdf.PasswordError:
        raise UnreadableError(_password_message(password)) from None
    except pikepdf.PdfError:
        return None
    return written.getvalue()


def _with_new_page_list(data: bytes) -> bytes:
    """Append a catalogue of the pages that are still there: where the end is torn off, the file's own went with it."""
    pages = list(dict.fromkeys(m[1] for m in PAGE_OBJECT.finditer(data)))
    last = max((int(n) for n in OBJECT.findall(data)), default=0)
    kids = b" ".join(b"%s R" % page for page in pages)
    return (
        data
        + b"\nendstream\nendobj\n"
        + NEW_END
        % (
            *(last + 1, len(pages), kids),
            *(last + 2, last + 1),
            *(last + 2, last + 3),
        )
    )
