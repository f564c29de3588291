"""The format of a file is decided by its content."""

import io
import zipfile

import pytest

from pipeline.errors import UnreadableError
from pipeline.read.sniff import sniff_format
from pipeline.types import Format


def zipped(**parts: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        pytest.param(b"%PDF-1.4\n", "a.pdf", Format.PDF, id="pdf"),
        pytest.param(b"\n\njunk %PDF-1.4\n", "a.txt", Format.PDF, id="pdf-after-junk-named-txt"),
        pytest.param(b"1 0 obj\n<< /Type /Page >>\nendobj\n", "a.pdf", Format.PDF, id="pdf-without-header"),
        pytest.param(b"\x89PNG\r\n\x1a\n0000", "a.pdf", Format.IMAGE, id="picture-named-pdf"),
        pytest.param(b"<!DOCTYPE html><html>", "a.txt", Format.HTML, id="html"),
        pytest.param(b"<h2>Accounts</h2>\n<table><tr><td>1</table>", "a.html", Format.HTML, id="html-without-its-head"),
        pytest.param(b"<dl><dt>Rent<dd>1,200</dl>", "a.htm", Format.HTML, id="html-that-begins-with-a-list"),
        pytest.param(b"BMW sold 20 cars", "a.txt", Format.TEXT, id="text-that-starts-like-a-bitmap"),
        pytest.param("Fell by 3 %".encode("utf-16"), "a.txt", Format.TEXT, id="utf-16"),
        pytest.param(zipped(word__document=""), "a.docx", None, id="zip-of-something"),
    ],
)
def test_format_comes_from_content(data: bytes, name: str, expected: Format | None) -> None:
    if expected is None:
        with pytest.raises(UnreadableError, match="zip"):
            sniff_format(data, name=name)
    else:
        assert sniff_format(data, name=name) is expected


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        pytest.param(b"", "a.pdf", "empty", id="empty"),
        pytest.param(b"\x00" * 50, "a.txt", "empty", id="zeros"),
        pytest.param(b"hello", "a.pdf", "holds no PDF", id="text-named-pdf"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "a.doc", "old or encrypted Office", id="doc"),
        pytest.param(bytes(range(256)) * 4, "a.bin", "no known document format", id="binary"),
        pytest.param(b"PK\x03\x04rubbish", "a.docx", "damaged zip", id="torn-zip"),
    ],
)
def test_refusals_say_what_is_wrong(data: bytes, name: str, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        sniff_format(data, name=name)
