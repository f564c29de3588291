"""Reads what a PDF says of itself: title, author, dates, and what its pages are called."""

import ctypes
from collections.abc import Callable
from typing import Any

from pipeline.read.pdf.characters import sane


def read_metadata(pdf: Any) -> tuple[tuple[str, str], ...]:
    """Return the entries of the document's information that hold something, sorted by name."""
    import pypdfium2.raw as pdfium

    def entry(name: str) -> str:
        return _text(lambda buffer, size: pdfium.FPDF_GetMetaText(pdf.raw, name.encode(), buffer, size))

    found = ((name, entry(name)) for name in pdf.METADATA_KEYS)
    return tuple(sorted((name, text) for name, text in found if text))


def read_page_labels(pdf: Any, count: int) -> tuple[str, ...]:
    """Return what each page is called, empty where it has no name; only for a file whose tree of labels is sound."""
    import pypdfium2.raw as pdfium

    def label(index: int) -> str:
        return _text(lambda buffer, size: pdfium.FPDF_GetPageLabel(pdf.raw, index, buffer, size))

    return tuple(label(i) for i in range(count))


def _text(call: Callable[[Any, int], int]) -> str:
    """Ask pdfium for a text in UTF-16, whose halves need not be pairs."""
    size = call(None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(buffer, size)
    return sane(buffer.raw[: size - 2].decode("utf-16-le", "surrogatepass"))
