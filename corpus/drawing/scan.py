"""Turns a drawn page into a scan: a grey picture, slightly askew, alone on a PDF page."""

import io

from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

DPI = 200
_SKEW_DEGREES = 0.55  # a sheet is never laid quite straight
_PAPER = 246  # of 255: scanned paper is not white


def scan_pdf(pdf: bytes, *, title: str) -> bytes:
    """Return a PDF whose pages are pictures of the pages of `pdf`, without any text."""
    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1, pageCompression=0)
    canvas.setTitle(title)
    for width, height, jpeg in _pictures(pdf):
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(io.BytesIO(jpeg)), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _pictures(pdf: bytes) -> list[tuple[float, float, bytes]]:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    pictures = []
    for page in document:
        picture = page.render(scale=DPI / 72, grayscale=True).to_pil()
        pictures.append((*page.get_size(), _as_scanned(picture)))
    document.close()
    return pictures


def _as_scanned(picture: Image.Image) -> bytes:
    grey = picture.convert("L").point(lambda tone: 28 + tone * (_PAPER - 28) // 255)
    turned = grey.rotate(_SKEW_DEGREES, resample=Image.Resampling.BICUBIC, fillcolor=_PAPER)
    stream = io.BytesIO()
    turned.filter(ImageFilter.GaussianBlur(0.5)).save(stream, "JPEG", quality=62, dpi=(DPI, DPI))
    return stream.getvalue()
