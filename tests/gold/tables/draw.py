"""Draws the tables that are defined beside it to PDF: `python tests/gold/tables/draw.py FOLDER`.

One YAML file holds the documents of one field of public bodies. The shapes are those of published tables, the
sentences are our own, the figures are illustrative. `pip install "reportcheck[corpus]"` brings reportlab. The same
definitions give the same bytes; cells.py writes what the cells mean.
"""

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

HERE = Path(__file__).parent
BOLD = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold", "Courier": "Courier-Bold"}
PAD, BOTTOM = 4.0, 60.0
Spec = dict[str, Any]


@dataclass(frozen=True)
class Placed:
    """A text of a table where it stands: PDF points, `y` the baseline from the foot of the page."""

    page: int
    x0: float
    x1: float
    y: float
    size: float
    text: str
    table: int
    row: int  # in the definition's rows; -1 is the header
    column: int  # label columns first


def documents() -> Iterator[tuple[str, Spec]]:
    """Yield the field and the definition of every document."""
    for path in sorted(HERE.glob("*.yaml")):
        for document in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield path.stem, document


def parts(line: str) -> list[str]:
    """Split a row of the definition at its bars; `\\n` breaks a line within a cell."""
    return [cell.strip().replace("\\n", "\n") for cell in line.split("|")]


def spans(cell: str) -> tuple[str, int, int]:
    """Return a header cell's text and the columns and rows that it spans: `2021/22@3` or `Area@1x2`."""
    found = re.fullmatch(r"(.*)@(\d+)(?:x(\d+))?", cell, flags=re.DOTALL)
    return (found[1], int(found[2]), int(found[3] or 1)) if found else (cell, 1, 1)


def heading(rows: list[list[str]]) -> Iterator[tuple[int, int, str, int, int]]:
    """Yield row, first column, text, columns and rows of every header cell."""
    for r, cells in enumerate(rows):
        column = 0
        for cell in cells:
            text, wide, deep = spans(cell)
            if text:
                yield r, column, text.replace("\\n", "\n"), wide, deep
            column += wide


@dataclass
class Sheet:
    """The pages of one document while they are drawn."""

    spec: Spec
    placed: list[Placed] = field(default_factory=list)
    page: int = 1

    def __post_init__(self) -> None:
        self.size: float = self.spec.get("size", 9)
        self.font: str = self.spec.get("font", "Helvetica")
        self.width, self.height = landscape(A4) if self.spec.get("landscape") else A4
        self.left: float = self.spec.get("left", 56)
        self.out = io.BytesIO()
        self.pdf = Canvas(self.out, pagesize=(self.width, self.height), invariant=1, pageCompression=1)
        self.pdf.setTitle(re.sub(r"\{.*?\}", "", self.spec["title"]))
        self.pdf.setSubject("Drawn for tests; the figures are illustrative")
        self.y = self.height - 50
        self.furniture()

    def furniture(self) -> None:
        """Write the running header and the foot of a page."""
        if self.spec.get("header"):
            self.text(self.left, self.height - 34, self.spec["header"], 8)
        self.text(self.left, 32, "Illustrative figures", 7)
        self.text(self.width - self.left, 32, f"{self.page}", 8, align="r")
        self.y = self.height - 62

    def turn_page(self) -> None:
        """Begin the next page."""
        self.pdf.showPage()
        self.page += 1
        self.furniture()

    def text(
        self, x: float, y: float, text: str, size: float, bold: bool = False, align: str = "l", font: str = ""
    ) -> tuple[float, float]:
        """Write one line, `{1}` raised as a footnote mark; return where its plain text begins and ends."""
        name = font or self.font
        name = BOLD[name] if bold else name
        pieces = re.split(r"\{(.*?)\}", text)
        if align == "r":  # a mark hangs outside the column, as printers do it
            x -= stringWidth(pieces[0], name, size)
        elif align == "c":
            x -= stringWidth("".join(pieces), name, size) / 2
        start = x
        for i, piece in enumerate(pieces):
            raised = i % 2 == 1
            self.pdf.setFont(name, size * 0.65 if raised else size)
            self.pdf.drawString(x + 0.6 * raised, y + size * 0.36 * raised, piece)
            x += stringWidth(piece, name, size * 0.65 if raised else size) + 0.6 * raised
        return start, start + stringWidth(pieces[0], name, size)

    def prose(self, text: str, size: float, bold: bool = False, after: float = 4) -> None:
        """Write a paragraph over the width of the page."""
        name = BOLD[self.font] if bold else self.font
        for line in simpleSplit(text, name, size, self.width - 2 * self.left):
            self.y -= size * 1.25
            self.text(self.left, self.y, line, size, bold)
        self.y -= after

    def rule(self, x0: float, x1: float, y: float, weight: float = 0.5) -> None:
        self.pdf.setLineWidth(weight)
        self.pdf.line(x0, y, x1, y)

    def fill(self, x0: float, x1: float, top: float, bottom: float, grey: float) -> None:
        self.pdf.setFillGray(grey)
        self.pdf.rect(x0, bottom, x1 - x0, top - bottom, stroke=0, fill=1)
        self.pdf.setFillGray(0)


class Table:
    """One table on a sheet."""

    def __init__(self, sheet: Sheet, number: int, spec: Spec) -> None:
        self.sheet, self.number, self.spec = sheet, number, spec
        self.size: float = spec.get("size", sheet.size)
        self.mono = bool(spec.get("mono"))
        self.font = "Courier" if self.mono else spec.get("font", sheet.font)
        unit = stringWidth("0", "Courier", self.size) if self.mono else 1.0  # widths of a text table are characters
        self.edges = [spec.get("left", sheet.left)]
        for width in spec["widths"]:
            self.edges.append(self.edges[-1] + width * unit)
        self.labels: int = spec.get("labels", 1)
        self.rules: str = spec.get("rules", "head")
        self.leading = self.size * spec.get("leading", 1.5)
        self.drawn = 0

    def align(self, column: int) -> str:
        """Return l, r or c for a column: what the definition says, else labels left and values right."""
        says: dict[int, str] = self.spec.get("align", {})
        return says.get(column, "l" if column < self.labels else "r")

    def put(self, row: int, column: int, wide: int, y: float, text: str, align: str, bold: bool) -> None:
        """Write one line of a cell and keep where it stands."""
        x0, x1 = self.edges[column], self.edges[column + wide]
        x = {"l": x0 + (0 if self.mono else PAD), "r": x1 - (0 if self.mono else PAD), "c": (x0 + x1) / 2}[align]
        if self.mono and align == "c":
            step = stringWidth("0", "Courier", self.size)
            x = x0 + step * round((x - x0 - step * len(text) / 2) / step) + step * len(text) / 2
        a, b = self.sheet.text(x, y, text, self.size, bold and not self.mono, align, self.font)
        plain = re.sub(r"\{.*?\}", "", text)
        place = (self.number, row, column)
        self.sheet.placed.append(Placed(self.sheet.page, a, b, y, self.size, plain, *place))

    def turned(self, column: int, wide: int, y: float, text: str) -> None:
        """Write a header cell that reads upwards."""
        pdf = self.sheet.pdf
        lines = text.split("\n")
        middle = (self.edges[column] + self.edges[column + wide]) / 2
        for i, line in enumerate(lines):
            pdf.saveState()
            pdf.translate(middle + self.size * (0.35 + 1.15 * (i - (len(lines) - 1) / 2)), y)
            pdf.rotate(90)
            self.sheet.text(0, 0, line, self.size, True, "l", self.font)
            pdf.restoreState()

    def header(self) -> None:
        """Draw the header rows at the cursor."""
        sheet, rows = self.sheet, self.spec["header"]
        cells = list(heading(rows))
        tall: dict[int, float] = self.spec.get("turned", {})
        lines = [[c[2].count("\n") + 1 for c in cells if c[0] == r and c[4] == 1] for r in range(len(rows))]
        heights = [tall.get(r, max(lines[r] or [1]) * self.size * 1.2 + 5) for r in range(len(rows))]
        top = sheet.y
        if self.spec.get("head_grey"):
            sheet.fill(self.edges[0], self.edges[-1], top, top - sum(heights), self.spec["head_grey"])
        for r, column, text, wide, deep in cells:
            high, low = top - sum(heights[:r]), top - sum(heights[: r + deep])
            if r in tall and column >= self.labels:
                self.turned(column, wide, low + 4, text)
                if self.rules == "grid":
                    self.box(column, wide, high, low)
                continue
            broken = text.split("\n")
            align = "c" if wide > 1 else self.spec.get("head_align", {}).get(column, self.align(column))
            base = low + 4 if deep == 1 else (high + low) / 2 + self.size * (0.6 * len(broken) - 0.95)
            for i, line in enumerate(broken):
                up = (len(broken) - 1 - i) * self.size * 1.2 if deep == 1 else -i * self.size * 1.2
                self.put(-1, column, wide, base + up, line, align, self.spec.get("head_bold", True))
            if wide > 1 and self.rules not in ("none", "grid") and not self.mono:
                sheet.rule(self.edges[column] + 3, self.edges[column + wide] - 3, low, 0.4)
            if self.rules == "grid":
                self.box(column, wide, high, low)
        sheet.y = top - sum(heights)
        if self.rules not in ("none", "grid") and not self.mono:
            sheet.rule(self.edges[0], self.edges[-1], top, 0.9)
            sheet.rule(self.edges[0], self.edges[-1], sheet.y, 0.9)
        self.dashes()

    def box(self, column: int, wide: int, high: float, low: float) -> None:
        pdf = self.sheet.pdf
        pdf.setLineWidth(0.4)
        pdf.rect(self.edges[column], low, self.edges[column + wide] - self.edges[column], high - low)

    def dashes(self) -> None:
        """Draw the line of a text table, of hyphens under every column."""
        if not self.mono or self.rules == "none":
            return
        step = stringWidth("0", "Courier", self.size)
        line = ""
        for i, width in enumerate(self.spec["widths"]):
            line += "-" * width if i < self.labels else " " + "-" * (width - 1)
        self.sheet.y -= self.size * 0.8
        self.sheet.text(self.edges[0], self.sheet.y, line, self.size, font="Courier")
        self.sheet.y -= self.size * 0.4
        assert abs(step * len(line) - (self.edges[-1] - self.edges[0])) < 0.1

    def row(self, number: int, row: Spec) -> None:
        """Draw one row, a band over the full width, a gap or a page break."""
        sheet = self.sheet
        if row.get("page"):
            self.close()
            sheet.turn_page()
            if self.spec.get("repeat"):
                self.header()
            return
        if "gap" in row:
            sheet.y -= row["gap"]
        if "band" not in row and "r" not in row:
            return
        cells = [row["band"]] if "band" in row else parts(row["r"])
        deep = max(cell.count("\n") + 1 for cell in cells)
        height = self.leading + (deep - 1) * self.size * 1.2
        if row.get("line") and not self.mono:
            sheet.rule(self.edges[0], self.edges[-1], sheet.y, 0.6)
        elif row.get("line"):
            self.dashes()
        grey = row.get("grey") or (self.spec.get("shade") if self.drawn % 2 and "band" not in row else None)
        if grey:
            sheet.fill(self.edges[0], self.edges[-1], sheet.y, sheet.y - height, grey)
        self.line(number, row, cells, height)
        sheet.y -= height
        self.drawn += 1
        if self.rules == "rows":
            sheet.rule(self.edges[0], self.edges[-1], sheet.y, 0.25)

    def line(self, number: int, row: Spec, cells: list[str], height: float) -> None:
        """Write the cells of a row."""
        sheet, bold = self.sheet, bool(row.get("bold"))
        first = sheet.y - self.leading / 2 - self.size * 0.35
        last = first - height + self.leading
        wide = len(self.spec["widths"]) if "band" in row else 1
        for column, cell in enumerate(cells):
            if self.rules == "grid":
                self.box(column, wide, sheet.y, sheet.y - height)
            if not cell:
                continue
            label = column < self.labels or "band" in row
            drop = (row.get("span", 1) - 1) * self.leading / 2 if column == 0 else 0
            align = row.get("align", "l") if "band" in row else self.align(column)
            for i, text in enumerate(cell.split("\n")):
                shown = self.lead(column, row, text, i == cell.count("\n")) if label and "band" not in row else text
                y = first - i * self.size * 1.2 - drop if label or "\n" in cell or self.labels > 1 else last
                self.put(number, column, wide, y, shown, align, bold)

    def lead(self, column: int, row: Spec, text: str, end: bool) -> str:
        """Return a label with its indentation and its dot leaders."""
        if column == self.labels - 1:
            text = ("  " if self.mono else "   ") * int(row.get("in", 0)) + text
        if not self.spec.get("leaders") or column != self.labels - 1 or not end or row.get("plain"):
            return text
        room = self.edges[column + 1] - self.edges[column] - (0 if self.mono else 2 * PAD)
        name = BOLD[self.font] if row.get("bold") and not self.mono else self.font
        used = stringWidth(re.sub(r"\{.*?\}", "", text) + " ", name, self.size)
        return text + " " + "." * int((room - used) / stringWidth(".", name, self.size) - 1)

    def close(self) -> None:
        """End the table on this page."""
        if self.rules not in ("none", "grid") and not self.mono:
            self.sheet.rule(self.edges[0], self.edges[-1], self.sheet.y, 0.9)
        self.dashes()

    def draw(self) -> None:
        """Draw caption, unit line, header, rows and notes."""
        sheet = self.sheet
        if self.spec.get("caption"):
            for line in self.spec["caption"].split("\n"):
                sheet.y -= self.size + 4
                sheet.text(self.edges[0], sheet.y, line, self.size + 0.5, not self.mono, font=self.font)
            sheet.y -= 5
        if self.spec.get("units"):
            side = self.spec.get("units_at", "r")
            sheet.y -= self.size + 1
            sheet.text(self.edges[-1 if side == "r" else 0], sheet.y, self.spec["units"], self.size - 0.5, align=side)
            sheet.y -= 3
        self.header()
        for number, row in enumerate(self.spec["rows"]):
            needed = self.leading * (2 if "\\n" in row.get("r", "") else 1) + row.get("gap", 0)
            if sheet.y - needed < BOTTOM:
                self.row(-1, {"page": True})
            self.row(number, row)
        self.close()
        for note in self.spec.get("notes", []):
            sheet.y -= self.size + 1.5
            sheet.text(self.edges[0], sheet.y, note, self.size - 1.2, font=self.font)
        sheet.y -= 14


def draw(spec: Spec) -> tuple[bytes, list[Placed]]:
    """Return a document as PDF and where the texts of its tables stand."""
    sheet = Sheet(spec)
    sheet.prose(spec["title"], spec.get("title_size", 14), bold=True)
    for paragraph in spec.get("intro", []):
        sheet.prose(paragraph, sheet.size + 0.5, after=5)
    sheet.y -= 6
    top = sheet.y
    for number, table in enumerate(spec["tables"]):
        low = sheet.y
        if table.get("beside"):
            sheet.y = top
        top = sheet.y
        Table(sheet, number, table).draw()
        if table.get("beside"):
            sheet.y = min(low, sheet.y)
    for paragraph in spec.get("after", []):
        sheet.prose(paragraph, sheet.size + 0.5, after=5)
    sheet.pdf.save()
    return sheet.out.getvalue(), sheet.placed


def main() -> None:
    """Draw every document into the folder that is named."""
    if len(sys.argv) != 2:
        sys.exit("usage: python tests/gold/tables/draw.py FOLDER")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for _, spec in documents():
        (folder / f"{spec['name']}.pdf").write_bytes(draw(spec)[0])


if __name__ == "__main__":
    main()
