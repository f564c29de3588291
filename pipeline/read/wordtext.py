"""Walks Word's markup: through every wrapper to paragraphs, tables, rows and cells, and to a paragraph's text.

Nothing here calls itself, so that no depth of markup ends a reading.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.read.inline import SUPERSCRIPTS, whole_number

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
PARAGRAPH, TABLE, ROW, CELL, RUN, BOX = (f"{W}{n}" for n in ("p", "tbl", "tr", "tc", "r", "txbxContent"))
BLOCKS = frozenset({PARAGRAPH, TABLE, RUN, BOX, f"{M}oMath", f"{M}oMathPara"})
INSERTED = {f"{W}ins", f"{W}moveTo"}
DELETED = {f"{W}del", f"{W}moveFrom"}
# Properties and what is no text of the paper; any other element that is not known is gone through.
SKIPPED = {
    *(f"{W}{n}" for n in (
        "pPr", "rPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr", "customXmlPr",
        "smartTagPr", "instrText", "delText", "delInstrText", "fldData",
    )),
    *(f"{M}{n}" for n in ("ctrlPr", "fPr", "rPr", "radPr", "naryPr", "dPr", "sSupPr", "sSubPr", "oMathParaPr")),
}  # fmt: skip
BREAKS = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-",
    f"{M}den": "/", f"{M}sup": "^", f"{M}rad": "√", f"{M}sub": "_",
}  # fmt: skip
UNREAD = {
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": "charts",
    "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart": "charts",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": "diagrams",
    "{urn:schemas-microsoft-com:office:office}OLEObject": "embedded objects",
    f"{W}altChunk": "embedded documents",
    f"{W}subDoc": "linked documents",
    f"{W}commentReference": "comments",
}
READ = {f"{W}t", f"{M}t", *UNREAD}
HIDDEN = "hidden texts"


@dataclass
class Told:
    """What was met on the way that a reader of the result must know of, counted."""

    unread: dict[str, int] = field(default_factory=dict)
    inserted: int = 0
    deleted: int = 0

    def pass_over(self, what: str) -> None:
        """Count something that was not read."""
        self.unread[what] = self.unread.get(what, 0) + 1


@dataclass
class Paragraph:
    """The text of a paragraph as it stands with its insertions and without its deletions."""

    text: str = ""
    bold: bool = False
    boxes: list[Any] = field(default_factory=list)


def parts_of(parent: Any, wanted: Collection[str], told: Told) -> Iterator[Any]:
    """Yield the elements of the wanted kinds below, the topmost of each branch, whatever wraps them."""
    stack = [iter(parent)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag in wanted and not _is_deleted_row(element, told):
            yield element
        elif inside := opened(element, told):
            stack.append(iter(inside))


def opened(element: Any, told: Told) -> Any:
    """Return what is to be gone through in the place of an element; None where there is nothing to read."""
    tag = element.tag
    if not isinstance(tag, str) or tag in SKIPPED or tag == ROW:
        return None
    if tag in DELETED:
        told.deleted += 1
        return None
    if tag in UNREAD:
        told.pass_over(UNREAD[tag])
        return None
    told.inserted += tag in INSERTED
    return _alternative(element) if tag == f"{MC}AlternateContent" else element


def _alternative(element: Any) -> Any:
    """Of the same content in several ways, the first that holds text or a drawing that is known."""
    choices = [c for c in element if c.tag in (f"{MC}Choice", f"{MC}Fallback")]
    for choice in choices:
        if any(node.tag in READ for node in choice.iter()):
            return choice
    return choices[0] if choices else None


def _is_deleted_row(element: Any, told: Told) -> bool:
    if element.tag != ROW:
        return False
    deleted = element.find(f"{W}trPr/{W}del") is not None
    told.deleted += deleted
    told.inserted += element.find(f"{W}trPr/{W}ins") is not None
    return deleted


def read_paragraph(element: Any, told: Told) -> Paragraph:
    """Return the text of a paragraph, whether all of it is bold, and its text boxes, raised digits as superscripts."""
    found = Paragraph()
    pieces: list[str] = []
    weights: set[bool] = set()
    stack = [iter([element])]
    run: Any = None
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        if node.tag == BOX:
            found.boxes.append(node)
            continue
        if node.tag == RUN:
            run = node
            if _is_on(node.find(f"{W}rPr/{W}vanish")):
                told.pass_over(HIDDEN)
                continue
        text = _text_of(node, run)
        if text is None:
            if inside := opened(node, told):
                stack.append(iter(inside))
                pieces.append(BREAKS.get(node.tag, ""))
            elif node.tag in BREAKS:
                pieces.append(BREAKS[node.tag])
        else:
            pieces.append(text)
            if text.strip():
                weights.add(run is not None and _is_on(run.find(f"{W}rPr/{W}b")))
    found.text = "".join(pieces)
    found.bold = weights == {True}
    return found


def _text_of(node: Any, run: Any) -> str | None:
    """Return the text that an element prints by itself; None for one to be gone through."""
    if node.tag == f"{W}t":
        raised = run is not None and run.find(f"{W}rPr/{W}vertAlign")
        text: str = node.text or ""
        is_raised = raised is not None and raised is not False and raised.get(f"{W}val") == "superscript"
        return text.translate(SUPERSCRIPTS) if is_raised else text
    if node.tag == f"{M}t":
        return node.text or ""
    if node.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
        own_mark = node.get(f"{W}customMarkFollows") in ("1", "true", "on")
        return "" if own_mark else (node.get(f"{W}id") or "").translate(SUPERSCRIPTS)
    if node.tag == f"{W}sym":
        return _symbol(node)
    if node.tag == f"{W}ddList":
        entries = node.findall(f"{W}listEntry")
        result = node.find(f"{W}result")
        chosen = whole_number(result.get(f"{W}val") if result is not None else None, 0)
        return (entries[chosen].get(f"{W}val") or "") if chosen < len(entries) else ""
    return None


def _symbol(node: Any) -> str:
    try:
        return chr(int(node.get(f"{W}char") or "", 16))
    except (ValueError, OverflowError):
        return "\ufffd"


def _is_on(flag: Any) -> bool:
    return flag is not None and flag.get(f"{W}val") not in ("0", "false", "off")


def is_header(row: Any) -> bool:
    """Whether a row of a table is repeated on each page."""
    return _is_on(row.find(f"{W}trPr/{W}tblHeader"))
