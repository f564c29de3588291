"""Reads a file of any known format into a Document: blocks of text and tables with their places."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pipeline.errors import UnreadableError
from pipeline.read.limits import Limits
from pipeline.read.sniff import sniff_format
from pipeline.types import Document, Format

__all__ = ["Limits", "read_document"]


def read_document(
    path_or_bytes: Path | str | bytes,
    *,
    name: str,
    password: str = "",
    limits: Limits,
    page_done: Callable[[], None] = lambda: None,
) -> Document:
    """Read a file, its format decided by its content; paragraphs far too long are cut, which a remark says.

    name: the file's name as shown to the user; its ending only breaks ties. password: for encrypted PDFs.
    page_done: called after each page that was read by OCR, which takes seconds. Raises UnreadableError with what is
    wrong and what to do.
    """
    from pipeline.read.bounds import within_bounds
    from pipeline.read.listed import with_listed_amounts

    document = _read(path_or_bytes, name=name, password=password, limits=limits, page_done=page_done)
    return within_bounds(replace(document, blocks=tuple(with_listed_amounts(document.blocks))))


def _read(
    path_or_bytes: Path | str | bytes, *, name: str, password: str, limits: Limits, page_done: Callable[[], None]
) -> Document:
    data = path_or_bytes if isinstance(path_or_bytes, bytes) else _load(Path(path_or_bytes), limits)
    if len(data) > limits.max_bytes:
        raise UnreadableError(f"the file is larger than {limits.max_bytes} bytes; split it or raise the limit")
    file_format = sniff_format(data, name=name)
    if file_format is Format.PDF:
        from pipeline.read.pdf import read_pdf

        return read_pdf(data, password=password, limits=limits, page_done=page_done)
    if file_format in (Format.TEXT, Format.MARKDOWN):
        from pipeline.read.text import read_text

        return read_text(data)
    if file_format is Format.CSV:
        from pipeline.read.delimited import read_delimited

        return read_delimited(data)
    if file_format is Format.IMAGE:
        from pipeline.read.image import read_image

        return read_image(data, name=name, limits=limits, page_done=page_done)
    if file_format is Format.HTML:
        from pipeline.read.html import read_html

        return read_html(data)
    if file_format is Format.DOCX:
        from pipeline.read.docx import read_docx

        return read_docx(data, limits=limits)
    if file_format is Format.ODT:
        from pipeline.read.odt import read_odt

        return read_odt(data, limits=limits)
    from pipeline.read.xlsx import read_xlsx

    return read_xlsx(data, limits=limits)


def _load(path: Path, limits: Limits) -> bytes:
    if path.stat().st_size > limits.max_bytes:
        raise UnreadableError(f"the file is larger than {limits.max_bytes} bytes; split it or raise the limit")
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"the file cannot be read: {error.strerror}; check its permissions") from None
