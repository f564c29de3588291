"""Looks for damage that readers pass over in silence: torn files, broken tables of objects, rotten streams."""

import base64
import re
import zlib
from collections.abc import Iterator
from typing import Any

TAIL = 2048  # bytes at the end where the end mark stands
MAX_STREAM = 60_000_000  # inflated bytes after which a stream is taken for sound (or for an attack)
CHUNK = 1 << 16
MAX_COMMANDS = 5_000_000  # bytes of a page's commands that are looked through
BLANKED = bytes(8)
# every drawing command of ISO 32000-2, annex A, and what qpdf calls an inline image
OPERATORS = """
    b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP n q Q
    re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' " INLINE
"""
# what qpdf says of files that lost something; other warnings are about untidy but whole files
SERIOUS = re.compile(
    r"damaged|xref not found|reconstruct|unable to find|expected endstream|expected endobj|unexpected EOF|EOF while|"
    r"object has offset 0|loop detected|page tree|not a valid|error decoding|invalid cross|parse error|unknown token",
    re.IGNORECASE,
)


def find_damage(data: bytes, pdf: Any, *, pages: int) -> list[str]:
    """Return what is broken in a PDF that opens all the same, in words for the notes; empty where nothing is.

    pdf: the same file, open in pikepdf. pages: how many pages the first reader sees. Streams are inflated up to a
    bound only.
    """
    found = missing_end(data)
    seen = len(pdf.pages)
    if seen != pages:
        found.append(f"readers disagree on the number of pages ({pages} and {seen})")
    rotten = sum(1 for obj in pdf.objects if _is_rotten(obj))
    if rotten:
        found.append(f"{rotten} parts of the file cannot be unpacked in full")
    torn = sum(1 for page in pdf.pages if _is_torn(page))
    if torn:
        found.append(f"{torn} pages hold drawing commands that are none")
    serious = [w for w in (str(w) for w in pdf.get_warnings()) if SERIOUS.search(w)]
    if serious:
        found.append(broken_structure(serious[0]))
    return found


def missing_end(data: bytes) -> list[str]:
    """Say so where the mark at the end of a PDF is missing."""
    marked = b"%%EOF" in data[-TAIL:] or b"%%EOF" in data[-len(data) // 8 :]
    return [] if marked else ["the end of the file is missing"]


def broken_structure(message: str) -> str:
    """Say in our words what qpdf says in its own."""
    return f"the file's structure is broken ({_short(message)})"


def _is_rotten(obj: Any) -> bool:
    """Whether a compressed stream other than a picture breaks off or fails its checksum."""
    import pikepdf

    if not isinstance(obj, pikepdf.Stream) or obj.get("/Subtype") == "/Image":
        return False
    filters = obj.get("/Filter")
    names = [str(f) for f in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names not in (["/FlateDecode"], ["/ASCII85Decode", "/FlateDecode"]):
        return False
    try:
        raw = obj.read_raw_bytes()
        if len(names) > 1:  # some writers wrap the compressed bytes in letters
            raw = base64.a85decode(raw.strip(), adobe=True)
    except (pikepdf.PdfError, ValueError):
        return True
    return bool(raw) and not _inflates(raw)


def _is_torn(page: Any) -> bool:
    """Whether a page's uncompressed drawing commands, which have no checksum, hold what no writer writes."""
    import pikepdf

    contents = page.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    plain = [s for s in streams if isinstance(s, pikepdf.Stream) and "/Filter" not in s]
    if not plain or len(plain) < len(streams):
        return False
    try:
        raw = [s.read_raw_bytes() for s in plain]
        if sum(map(len, raw)) > MAX_COMMANDS or any(BLANKED in r for r in raw):
            return any(BLANKED in r for r in raw)
        used = {str(i.operator) for i in pikepdf.parse_content_stream(page)}
    except (pikepdf.PdfError, ValueError, TypeError):  # an operator that is no word, a number beyond 64 bits
        return True
    return not used <= set(OPERATORS.split()) and not {"BX", "EX"} & used  # between these two, unknown ones are allowed


def _inflates(raw: bytes) -> bool:
    """Whether zlib data comes to its proper end."""
    unpacker = zlib.decompressobj()
    size = 0
    for piece in _pieces(raw):
        while piece:
            try:
                size += len(unpacker.decompress(piece, CHUNK * 16))
            except zlib.error:
                return False
            piece = unpacker.unconsumed_tail
            if size > MAX_STREAM or unpacker.eof:
                return True
    return unpacker.eof


def _pieces(raw: bytes) -> Iterator[bytes]:
    for start in range(0, len(raw), CHUNK):
        yield raw[start : start + CHUNK]


def _short(message: str) -> str:
    """qpdf's message without the name of the stream that the file was read from."""
    message = re.sub(r"^.*?(?:object at 0x[0-9a-f]+>|BytesIO|<[^>]*>)\s*[:(]?\s*", "", message)
    return re.sub(r"\s+", " ", message).strip(" ()")[:120]
