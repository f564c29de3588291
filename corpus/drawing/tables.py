"""Draws tables: ruled, half-ruled, grouped and open, with merged headers and trend bars."""

import re
from collections.abc import Mapping, Sequence

from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import Color, HexColor, black, white
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, Table
from reportlab.platypus.flowables import Flowable

from drawing.source import Block
from drawing.styles import Look, marked_up

_BARS = re.compile(r"\{bars ([\d.]+) ([\d.]+)\}")
_NUMBER = re.compile(r"[+\-–−<]?£?[\d,]+(\.\d+)?(%|m|st|nd|rd|th)?( \([+\-–]\d+%?\))?|NA")
MERGE_LEFT = "<"  # a cell that belongs to the one on its left
_LINE = HexColor("#7a7a7a")

Command = tuple[object, ...]


def draw_table(block: Block, width: float, look: Look) -> Table:
    """Draw one table over `width` points.

    Options: style=ruled|half|grouped|open, across=100 (percent of the width), widths=4,1,1 (shares
    of the columns), head=1 (header rows), size (of the font, in points). A table
    that goes on over a page does so without its header.
    """
    options = block.options
    width *= float(options.get("across", "100")) / 100
    head = int(options.get("head", "1"))
    columns = max(len(row) for row in block.rows)
    shares = [float(share) for share in options.get("widths", ",".join("1" * columns)).split(",")]
    widths = [width * share / sum(shares) for share in shares]
    size = float(options.get("size", look.size - 1))
    sides = _sides(block.rows, head)
    rows = [
        [
            _cell(text, row < head, TA_CENTER if _merged(cells, column) else sides[column], widths[column], size, look)
            for column, text in enumerate(cells)
        ]
        for row, cells in enumerate(block.rows)
    ]
    table = Table(rows, colWidths=widths, hAlign="LEFT")
    table.setStyle([*_spacing(size), *_merges(block.rows), *_lines(options, block.rows, head, look)])
    table.spaceBefore, table.spaceAfter = 4, 8
    return table


def _sides(rows: Sequence[Sequence[str]], head: int) -> list[int]:
    """Return where the text of each column stands: numbers, and what heads them, to the right."""
    sides = []
    for column in range(max(len(row) for row in rows)):
        body = [row[column] for row in rows[head:] if column < len(row) and row[column]]
        numbers = sum(bool(_NUMBER.fullmatch(text)) for text in body)
        sides.append(TA_RIGHT if column and numbers * 2 >= len(body) else TA_LEFT)
    return sides


def _cell(text: str, header: bool, side: int, width: float, size: float, look: Look) -> Flowable | str:
    if text in ("", MERGE_LEFT):
        return ""
    if bars := _BARS.fullmatch(text):
        return _bars(float(bars[1]), float(bars[2]), width - 12)
    font = look.bold if header else look.font
    style = ParagraphStyle("cell", fontName=font, fontSize=size, leading=size * 1.22, alignment=side)
    return Paragraph(marked_up(text, look), style)


def _bars(earlier: float, later: float, width: float) -> Drawing:
    """Draw two bars, last year's above this year's: a chart that is no table and holds no text."""
    drawing = Drawing(width, 14)
    longest = max(earlier, later)
    for bottom, value, colour in ((8, earlier, "#3b6ea5"), (1, later, "#b3372f")):
        drawing.add(Rect(0, bottom, width * value / longest, 5, fillColor=HexColor(colour), strokeColor=None))
    return drawing


def _merged(cells: Sequence[str], column: int) -> bool:
    return column + 1 < len(cells) and cells[column + 1] == MERGE_LEFT


def _spacing(size: float) -> list[Command]:
    pad = size * 0.32
    return [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), pad),
        ("BOTTOMPADDING", (0, 0), (-1, -1), pad + 1),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]


def _merges(rows: Sequence[Sequence[str]]) -> list[Command]:
    commands: list[Command] = []
    for row, cells in enumerate(rows):
        for column in range(len(cells)):
            if cells[column] != MERGE_LEFT and _merged(cells, column):
                end = column + 1
                while end + 1 < len(cells) and cells[end + 1] == MERGE_LEFT:
                    end += 1
                commands.append(("SPAN", (column, row), (end, row)))
    return commands


def _lines(options: Mapping[str, str], rows: Sequence[Sequence[str]], head: int, look: Look) -> list[Command]:
    style = options.get("style", "ruled")
    shade: list[Command] = [("BACKGROUND", (0, 0), (-1, head - 1), _pale(look.accent))] if head else []
    ends: list[Command] = [("LINEABOVE", (0, 0), (-1, 0), 0.8, black), ("LINEBELOW", (0, -1), (-1, -1), 0.8, black)]
    if style == "ruled":
        return [*shade, ("GRID", (0, 0), (-1, -1), 0.5, _LINE)]
    if style == "half":
        return [*ends, ("LINEBELOW", (0, head - 1), (-1, head - 1), 0.5, black)]
    if style == "grouped":
        starts = [row for row, cells in enumerate(rows) if row >= head and cells[0]]
        return [*shade, *ends, *(("LINEABOVE", (0, row), (-1, row), 0.5, _LINE) for row in starts)]
    if style == "open":
        return []
    raise ValueError(f"no such table style: {style}")


def _pale(accent: Color) -> Color:
    share = 0.14
    return Color(*(part * share + paper * (1 - share) for part, paper in zip(accent.rgb(), white.rgb(), strict=True)))
