"""Type and colour of a document, and the inline marks of a source."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import reportlab
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

_FAMILIES = {
    "sans": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    "serif": ("Times-Roman", "Times-Bold", "Times-Italic"),
    # carried inside the PDF: a true minus sign needs it, and a scan must look alike on every machine
    "vera": ("Vera", "VeraBd", "VeraIt"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """Fonts, body size in points and the one colour of a document."""

    font: str
    bold: str
    italic: str
    heading: str
    size: float
    accent: Color


def look_of(front: Mapping[str, Any]) -> Look:
    """Read the look from a front matter: `font`, `heading_font`, `size`, `accent`."""
    family = front.get("font", "sans")
    if "vera" in (family, front.get("heading_font")):
        _load_vera()
    font, bold, italic = _FAMILIES[family]
    heading = _FAMILIES[front.get("heading_font", family)][1]
    return Look(font, bold, italic, heading, float(front.get("size", 10.5)), HexColor(front.get("accent", "#333333")))


def _load_vera() -> None:
    """Register the Bitstream Vera fonts that come with reportlab."""
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in _FAMILIES["vera"]:
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))


def marked_up(text: str, look: Look) -> str:
    """Turn `**bold**`, `*italic*` and the footnote mark `[^1]` into reportlab's markup."""
    # {page} is where a page of the text version ended; a drawn page ends where it ends
    text = escape(text.replace(" {page}", ""), quote=False)
    text = re.sub(r"\*\*(.+?)\*\*", rf'<font name="{look.bold}">\1</font>', text)
    text = re.sub(r"\*(.+?)\*", rf'<font name="{look.italic}">\1</font>', text)
    # the mark tells the page that carries it to print the note at its foot
    return re.sub(r"\[\^(\w+)\]", r'<super size="65%">\1</super><onDraw name="show_note" label="\1"/>', text)


def styles_of(look: Look) -> dict[str, ParagraphStyle]:
    """Return the paragraph styles of a document by name."""
    body = ParagraphStyle("body", fontName=look.font, fontSize=look.size, leading=look.size * 1.32, spaceAfter=6)
    heads = {
        f"heading{level}": ParagraphStyle(
            f"heading{level}",
            parent=body,
            fontName=look.heading,
            fontSize=look.size + grow,
            leading=(look.size + grow) * 1.2,
            textColor=look.accent,
            spaceBefore=before,
            spaceAfter=5,
            keepWithNext=1,
        )
        for level, grow, before in ((1, 8, 10), (2, 3.5, 10), (3, 1, 8), (4, 0, 6))
    }
    return heads | {
        "body": body,
        "numbered": ParagraphStyle("numbered", parent=body, leftIndent=26, bulletIndent=0),
        "item": ParagraphStyle("item", parent=body, leftIndent=40, bulletIndent=28, spaceAfter=3),
        "note": ParagraphStyle("note", parent=body, fontSize=look.size - 2.5, leading=look.size - 0.3, spaceAfter=0),
        "contents": ParagraphStyle("contents", parent=body, leading=look.size * 1.7, spaceAfter=0),
    }
