"""Tells the format of a file by its content; the name only breaks ties between kinds of text."""

import io
import re
import zipfile

from pipeline.errors import UnreadableError
from pipeline.read.delimited import is_delimited
from pipeline.read.encoding import MEANINGLESS, SAMPLE, decode, shape_of
from pipeline.read.package import ZIP_FAULTS
from pipeline.types import Format

PDF_HEADER_WITHIN = 1024  # readers accept junk before `%PDF-` up to here
HEAD = 8_192
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
HTML_STARTS = ("<!doctype html", "<html", "<head", "<body", "<frameset")
PIECE_OF_PAGE = re.compile(  # a page saved without its head
    r"<(?:h[1-6]|p|div|table|ul|ol|dl|section|article|main|header|nav|span|center|font|b|strong|meta|title|style|a)\b"
)
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OFFICE_ENDINGS = (".docx", ".docm", ".dotx", ".xlsx", ".xlsm", ".odt", ".ott", ".zip")
PDF_START = re.compile(rb"%PDF-\d\.\d\s*[\r\n%]")
XML_OFFICE = {  # what stands in the first lines of office files that are one XML file
    "office:document": "a flat OpenDocument file (fodt, fods); save it as odt or xlsx",
    "schemas.microsoft.com/office/word/2003": "a Word 2003 XML file; save it as docx",
    "schemas.microsoft.com/office/2006/xmlpackage": "a flat Word file; save it as docx",
    "urn:schemas-microsoft-com:office:spreadsheet": "an Excel 2003 XML file; save it as xlsx",
}


def sniff_format(data: bytes, *, name: str) -> Format:
    """Return the format of a file from its first bytes and, for zipped formats, from its parts.

    Raises UnreadableError, with what to do, for an empty file and for formats that no reader knows.
    """
    if not data.strip(b"\x00\t\r\n\x0c "):
        raise UnreadableError("the file is empty; fetch it again from its source")
    if b"%PDF-" in data[:PDF_HEADER_WITHIN] and _is_pdf(data, name):
        return Format.PDF
    if image_kind(data) and not _is_plain(data):
        return Format.IMAGE
    if data.startswith(b"PK\x03\x04"):
        return _zipped_format(data, name)
    if data.startswith(OLE_HEADER):
        raise UnreadableError(
            "an old or encrypted Office file (doc, xls, ppt or protected docx/xlsx); "
            "save it as docx or xlsx without a password"
        )
    if data.startswith(b"{\\rtf"):
        raise UnreadableError("a rich text file (rtf); save it as docx or PDF")
    if _is_page(_first_lines(data)):
        return Format.HTML
    if name.lower().endswith(".pdf"):
        return _torn_pdf(data)
    if _is_binary(data):
        raise UnreadableError("no known document format; expected PDF, docx, xlsx, odt, HTML or text")
    return Format.CSV if is_delimited(data, name=name) else Format.TEXT


def _first_lines(data: bytes) -> str:
    """The beginning of a file as text, whatever its encoding."""
    try:
        return decode(data[:HEAD]).text
    except UnreadableError:
        return ""


def _is_page(head: str) -> bool:
    """Whether a text begins as a page, perhaps as XML or with comments before its first element."""
    head = re.sub(r"\A(?:\s+|<!--.*?-->|<\?.*?\?>)*", "", head.lower(), flags=re.DOTALL)
    if PIECE_OF_PAGE.match(head):
        return re.search(r"</\w|<tr\b|<br\b|<p\b", head[3:]) is not None
    refused = next((why for sign, why in XML_OFFICE.items() if sign in head[:4096]), "")
    if head.startswith("<") and refused and not head.startswith(HTML_STARTS):
        raise UnreadableError(refused)
    return head.startswith(HTML_STARTS) or (head.startswith("<!doctype") and "<html" in head)


def _is_pdf(data: bytes, name: str) -> bool:
    """A text may speak of `%PDF-`; a PDF has a line for its header, or objects, or the name of one."""
    if name.lower().endswith(".pdf") or PDF_START.search(data[: PDF_HEADER_WITHIN + 16]) or not _is_plain(data):
        return True
    return b" obj" in data and b"endobj" in data


def _is_plain(data: bytes) -> bool:
    """Whether the file begins as text without any control character."""
    sample = data[:HEAD]
    try:
        text = sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 3 or len(data) <= HEAD:
            return False
        text = sample[: error.start].decode("utf-8")
    return MEANINGLESS.search(text) is None


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


def _zipped_format(data: bytes, name: str) -> Format:
    try:
        parts = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, RuntimeError):
        if not name.lower().endswith(OFFICE_ENDINGS) and _is_plain(data[4:]):
            return Format.TEXT  # a text may begin with any letters
        raise UnreadableError("a damaged zip or Office file; fetch it again from its source") from None
    with parts:
        names = set(parts.namelist())
        if "word/document.xml" in names:
            return Format.DOCX
        if "xl/workbook.xml" in names:
            return Format.XLSX
        if kind := _open_document_kind(parts, names):
            if kind.startswith("text"):
                return Format.ODT
            raise UnreadableError(f"an OpenDocument {kind}, which is not supported; save it as {_instead(kind)}")
    if "xl/workbook.bin" in names:
        raise UnreadableError("a binary workbook (xlsb); save it as xlsx")
    if "ppt/presentation.xml" in names:
        raise UnreadableError("a presentation (pptx); save it as PDF")
    main = next((n for n in sorted(names) if n.startswith("word/document") and n.endswith(".xml")), "")
    if main:
        return Format.DOCX
    raise UnreadableError("a zip file that is no docx, xlsx or odt; unpack it and give the files inside")


def _open_document_kind(parts: zipfile.ZipFile, names: set[str]) -> str:
    """Return which kind of OpenDocument file it is: `text`, `spreadsheet (ods)`; empty where it is none."""
    if "mimetype" not in names or parts.getinfo("mimetype").file_size >= 200:
        return ""
    try:
        kind = parts.read("mimetype").strip().decode("ascii", "replace")
    except ZIP_FAULTS:
        return "text" if "content.xml" in names else ""
    if not kind.startswith(OPEN_DOCUMENT):
        return ""
    kind = kind.removeprefix(OPEN_DOCUMENT)
    return "spreadsheet (ods)" if kind.startswith("spreadsheet") else kind[:40]


def _instead(kind: str) -> str:
    return "xlsx" if kind.startswith("spreadsheet") else "odt or PDF"


def _is_binary(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or shape_of(data):
        return False
    sample = data[:SAMPLE]
    control = sum(1 for byte in sample if byte < 9 or 13 < byte < 32)
    return control > len(sample) * 0.02
