"""Streams the cells of a workbook: one sheet after the other, one row after the other, whatever its size or faults."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from pipeline.read.inline import whole_number
from pipeline.read.numberformats import shown_value
from pipeline.read.package import Package, is_plainly_encoded

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
VALUE, CELL_TAG, ROW_TAG = f"{S}v", f"{S}c", f"{S}row"
CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MOST_DIGITS = 320  # of a number as a sheet writes it
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")


class Style(NamedTuple):
    """How the cells of one style are shown."""

    number_format: str = "General"
    bold: bool = False
    is_date: bool = False


PLAIN = Style()


class SheetCell(NamedTuple):
    """A cell that holds something: its place, what the sheet shows, whether in bold."""

    row: int
    column: int
    address: str
    text: str
    bold: bool


@dataclass
class Sheet:
    """A sheet's title, its part, and what was met while its cells were streamed."""

    title: str
    part: str
    state: str
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)  # top left -> rows, columns
    unread: Counter[str] = field(default_factory=Counter)
    hidden_rows: int = 0
    hidden_columns: int = 0


class Workbook:
    """The sheets of a workbook with what they share: texts, formats, the calendar."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.part = next(package.targets("", "officeDocument"), "xl/workbook.xml")
        root = package.xml(self.part)
        properties = root.find(f"{S}workbookPr")
        self._from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        relations = package.relations(self.part)
        self.sheets = [
            Sheet(s.get("name") or "?", relations.get(s.get(f"{R}id") or "", ("", ""))[1], s.get("state") or "visible")
            for s in root.findall(f"{S}sheets/{S}sheet")
        ]
        self.kinds = {target: kind for kind, target in relations.values()}
        self._texts = self._shared_texts()
        self._styles = self._cell_styles()

    def _shared_texts(self) -> list[str]:
        part = next(self.package.targets(self.part, "sharedStrings"), "")
        return [_text_of(item) for item in _elements(self.package, part, f"{S}si")] if part else []

    def _cell_styles(self) -> dict[str, Style]:
        """The styles of cells by their number."""
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

        part = next(self.package.targets(self.part, "styles"), "")
        if not part:
            return {}
        root = self.package.xml(part)
        own = {f.get("numFmtId"): f.get("formatCode") or "" for f in root.findall(f"{S}numFmts/{S}numFmt")}
        fonts = [f.find(f"{S}b") for f in root.findall(f"{S}fonts/{S}font")]
        bold = [b is not None and b.get("val") not in ("0", "false") for b in fonts]
        styles = {}
        for index, style in enumerate(root.findall(f"{S}cellXfs/{S}xf")):
            number = style.get("numFmtId") or "0"
            font = whole_number(style.get("fontId"), 0)
            shown = own.get(number) or BUILTIN_FORMATS.get(whole_number(number, 0), "General")
            styles[str(index)] = Style(shown, bold[font] if font < len(bold) else False, is_date_format(shown))
        return styles

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, list[SheetCell]]]:
        """Yield the rows of a sheet that hold something, from the top; faults are counted in the sheet."""
        last = 0
        waiting: dict[int, list[SheetCell]] = {}
        for element in _elements(self.package, sheet.part, *(f"{S}{n}" for n in SHEET_PARTS)):
            if element.tag == ROW_TAG:
                number = whole_number(element.get("r"), last + 1)
                cells = self._cells(element, number, sheet)
                last = number
                sheet.hidden_rows += bool(cells) and element.get("hidden") in ("1", "true")
                waiting.setdefault(number, []).extend(cells)
            else:
                _take(element, sheet)
        for number in sorted(waiting):
            cells = sorted({c.column: c for c in waiting[number]}.values(), key=lambda c: c.column)
            sheet.unread["cells written twice"] += len(waiting[number]) - len(cells)
            if cells:
                yield number, cells

    def _cells(self, row: Any, number: int, sheet: Sheet) -> list[SheetCell]:
        cells: list[SheetCell] = []
        column = 0
        for element in row:
            if element.tag != CELL_TAG:
                continue
            at = _place(element.get("r"), number, column + 1)
            style = self._styles.get(element.get("s") or "0", PLAIN)
            text = self._text(element, style, sheet)
            if at is None:
                sheet.unread["cells outside the sheet"] += bool(text)
                continue
            column = at
            if text:
                cells.append(SheetCell(number, column, f"{_letters(column)}{number}", text, style.bold))
        return cells

    def _text(self, cell: Any, style: Style, sheet: Sheet) -> str:
        kind = cell.get("t") or "n"
        value: str | None = cell.findtext(VALUE)
        if kind == "inlineStr":
            inline = cell.find(f"{S}is")
            return _text_of(inline) if inline is not None else value or ""
        if value is None or not value.strip():
            sheet.unread["formulas without a stored result"] += cell.find(f"{S}f") is not None
            return ""
        if kind == "s":
            index = whole_number(value, len(self._texts))
            sheet.unread["cells whose text is missing"] += index >= len(self._texts)
            return self._texts[index] if index < len(self._texts) else ""
        if kind == "b":
            return "TRUE" if value.strip() in ("1", "true") else "FALSE"
        if kind == "n":
            return self._number(value.strip(), style, sheet)
        return value.removesuffix("T00:00:00") if kind == "d" else value

    def _number(self, value: str, style: Style, sheet: Sheet) -> str:
        if NUMBER.fullmatch(value) is None:
            sheet.unread["cells whose number is none"] += 1
            return ""
        number = float(value) if len(value) > 15 or not value.isdigit() else int(value)
        if len(value) > MOST_DIGITS or number in (float("inf"), float("-inf")):
            sheet.unread["cells whose number is too large"] += 1
            return ""
        if style.is_date and (shown := self._date(number)):
            return shown
        return shown_value(number, style.number_format)

    def _date(self, number: float) -> str:
        from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

        try:
            return shown_value(from_excel(number, MAC_EPOCH if self._from_1904 else WINDOWS_EPOCH), "")
        except (ValueError, OverflowError, TypeError):
            return ""


SHEET_PARTS = ("row", "mergeCell", "col", "drawing", "legacyDrawing", "oleObject")


def _elements(package: Package, part: str, *wanted: str) -> Iterator[Any]:
    """Yield elements of a part as they end, and forget them; UnreadableError where its XML breaks."""
    from lxml import etree

    data = package.sound(part)
    options = {"resolve_entities": False, "no_network": True, "huge_tree": is_plainly_encoded(data)}
    try:
        for _, element in etree.iterparse(io.BytesIO(data), tag=wanted, **options):
            yield element
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise package.damaged(part) from None


def _take(element: Any, sheet: Sheet) -> None:
    """Note a merge or a hidden column."""
    if element.tag == f"{S}mergeCell":
        ends = CELL.findall(element.get("ref") or "")
        if len(ends) == 2:
            (left, top), (right, bottom) = ((_column(c), int(r)) for c, r in ends)
            if right >= left and bottom >= top:
                sheet.merged[(top, left)] = (bottom - top + 1, right - left + 1)
    elif element.tag == f"{S}col":
        sheet.hidden_columns += element.get("hidden") in ("1", "true")


def _place(reference: str | None, row: int, following: int) -> int | None:
    """Return the column of a cell; None where it lies outside any sheet."""
    column = following
    if reference is not None:
        match = CELL.fullmatch(reference)
        if match is None or int(match[2]) != row:
            return None
        column = _column(match[1])
    return column if 1 <= column <= MOST_COLUMNS and 1 <= row <= MOST_ROWS else None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=MOST_COLUMNS)
def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _text_of(item: Any) -> str:
    """The text of a string, its runs joined, without the reading aids of East Asian texts."""
    parts = []
    for child in item:
        if child.tag == f"{S}t":
            parts.append(child.text or "")
        elif child.tag == f"{S}r":
            parts.append(child.findtext(f"{S}t") or "")
    return "".join(parts)
