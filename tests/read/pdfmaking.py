"""Makes small PDFs for tests: text, lines and shades at given places, in Helvetica."""

import io
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest

from pipeline.read import Limits, read_document
from pipeline.types import Block, BlockKind, Document, Table

SHARED = Path(__file__).parents[2].parent / "shared"
REPORTS = SHARED / "reports"
REAL = REPORTS / "real"
needs_shared = pytest.mark.skipif(not REPORTS.is_dir(), reason="the shared real reports are not beside the checkout")

Item = tuple[float, float, str] | tuple[float, float, str, float] | tuple[float, float, str, float, str]


def text(*items: Item) -> str:
    """Operators that show strings: x and y from the page's bottom left, text, size (10), font (F1; F2 is bold)."""
    parts = []
    for x, y, shown, *rest in items:
        size = rest[0] if rest else 10
        font = rest[1] if len(rest) > 1 else "F1"
        escaped = shown.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        parts.append(f"BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET")
    return "\n".join(parts)


def grid(xs: Sequence[float], ys: Sequence[float]) -> str:
    """Operators that draw a full grid of lines."""
    lines = [f"{x} {min(ys)} m {x} {max(ys)} l S" for x in xs]
    lines += [f"{min(xs)} {y} m {max(xs)} {y} l S" for y in ys]
    return "\n".join(lines)


def make_pdf(*pages: str, size: tuple[float, float] = (595, 842), rotate: int = 0, encrypt: str = "") -> bytes:
    """A PDF of pages with the given content."""
    pdf = pikepdf.new()
    fonts = pikepdf.Dictionary(
        F1=pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name("/Helvetica"),
            Encoding=pikepdf.Name("/WinAnsiEncoding"),
        ),
        F2=pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name("/Helvetica-Bold"),
            Encoding=pikepdf.Name("/WinAnsiEncoding"),
        ),
    )
    for content in pages:
        page = pdf.add_blank_page(page_size=size)
        page.obj.Resources = pikepdf.Dictionary(Font=fonts)
        page.obj.Contents = pdf.make_stream(content.encode("cp1252"))
        if rotate:
            page.obj.Rotate = rotate
    out = io.BytesIO()
    if encrypt:
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=encrypt))
    else:
        pdf.save(out, static_id=True, compress_streams=True)
    return out.getvalue()


def read(data: bytes, *, name: str = "report.pdf", password: str = "") -> Document:
    return read_document(data, name=name, password=password, limits=Limits())


def read_real(path: str, *, password: str = "") -> Document:
    return read_document(REPORTS / path, name=Path(path).name, password=password, limits=Limits())


def texts(document: Document, kind: BlockKind) -> list[str]:
    return [b.text for b in document.blocks if b.kind is kind]


def tables(document: Document) -> list[Table]:
    return [b.table for b in document.blocks if b.table is not None]


def rows(table: Table) -> list[list[str]]:
    """The texts of a table, row by row."""
    return [["" if c is None else c.text for c in row] for row in table.grid()]


def block_of(document: Document, start: str) -> Block:
    return next(b for b in document.blocks if b.text.startswith(start))
