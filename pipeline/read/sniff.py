"""Tells the format of a file by its content; the name only breaks ties between kinds of text."""

import io
import zipfile

from pipeline.errors import UnreadableError
from pipeline.types import Format

PDF_HEADER_WITHIN = 1024  # readers accept junk before `%PDF-` up to here
OLE_HEADER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

IMAGES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"BM", "BMP"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
)
HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table")
OPEN_DOCUMENT_TEXT = b"application/vnd.oasis.opendocument.text"


def sniff_format(data: bytes, *, name: str) -> Format:
    """Return the format of a file from its first bytes and, for zipped formats, from its parts.

    Raises UnreadableError, with what to do, for an empty file and for formats that no reader knows.
    """
    if not data.strip(b"\x00\t\r\n\x0c "):
        raise UnreadableError("the file is empty; fetch it again from its source")
    head = data[:PDF_HEADER_WITHIN]
    if b"%PDF-" in head:
        return Format.PDF
    if image_kind(data):
        return Format.IMAGE
    if data.startswith(b"PK\x03\x04"):
        return _zipped_format(data)
    if data.startswith(OLE_HEADER):
        raise UnreadableError(
            "an old or encrypted Office file (doc, xls, ppt or protected docx/xlsx); "
            "save it as docx or xlsx without a password"
        )
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(HTML_STARTS):
        return Format.HTML
    if head.startswith(b"<?xml") and b"<html" in data[:4096].lower():
        return Format.HTML
    if name.lower().endswith(".pdf"):
        return _torn_pdf(data)
    if _is_binary(data):
        raise UnreadableError("no known document format; expected PDF, docx, xlsx, odt, HTML or text")
    return Format.TEXT


def image_kind(data: bytes) -> str:
    """Return the name of the picture format, empty where the data is no picture."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[:2] == b"BM" and len(data) >= 6 and int.from_bytes(data[2:6], "little") != len(data):
        return ""  # text may start with BM; a bitmap's header holds its size
    return next((kind for magic, kind in IMAGES if data.startswith(magic)), "")


def _torn_pdf(data: bytes) -> Format:
    """A file called .pdf without a PDF header: still a PDF if its objects are there."""
    if b" obj" in data and (b"endobj" in data or b"/Type" in data):
        return Format.PDF
    raise UnreadableError("named .pdf but holds no PDF; look at what the download really is and fetch it again")


def _zipped_format(data: bytes) -> Format:
    try:
        parts = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise UnreadableError("a damaged zip or Office file; fetch it again from its source") from None
    with parts:
        names = set(parts.namelist())
        if "word/document.xml" in names:
            return Format.DOCX
        if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
            return Format.XLSX
        if "mimetype" in names and parts.getinfo("mimetype").file_size < 200:
            if parts.read("mimetype").strip() == OPEN_DOCUMENT_TEXT:
                return Format.ODT
            raise UnreadableError("an OpenDocument file that is no text; save it as odt, xlsx or PDF")
    raise UnreadableError("a zip file that is no docx, xlsx or odt; unpack it and give the files inside")


def _is_binary(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    sample = data[:65536]
    control = sum(1 for byte in sample if byte < 9 or 13 < byte < 32)
    return control > len(sample) * 0.02
