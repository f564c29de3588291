"""Groups the lines of a column into paragraphs, list items and headings-to-be."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.read.pdf.glyphs import Frame
from pipeline.read.pdf.layout import Region
from pipeline.read.pdf.tables import PageTable
from pipeline.read.pdf.text import PlacedLine
from pipeline.read.pdf.words import Line, make_line
from pipeline.read.text import BULLET, MARKER

ENDINGS = (".", ":", ";", "?", "!")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, with what is needed to join it to its other half in the next column."""

    lines: tuple[PlacedLine, ...]
    marker: str
    x0: float  # of the column
    x1: float

    @property
    def first(self) -> Line:
        return self.lines[0][0]

    @property
    def last(self) -> Line:
        return self.lines[-1][0]

    @property
    def page(self) -> int:
        return self.lines[0][1]


def group_paragraphs(region: Region, *, page: int, frame: Frame) -> list[Paragraph | PageTable]:
    """Group a region's lines into paragraphs, its tables standing between them."""
    result: list[Paragraph | PageTable] = []
    lines: list[Line] = []
    pitch = _usual_pitch([i for i in region.items if isinstance(i, Line)])
    for item in region.items:
        if isinstance(item, Line):
            if lines and _starts_new(lines, item, region, pitch):
                result.append(_paragraph(lines, region, page, frame))
                lines = []
            lines.append(item)
            continue
        if lines:
            result.append(_paragraph(lines, region, page, frame))
            lines = []
        result.append(item)
    if lines:
        result.append(_paragraph(lines, region, page, frame))
    return result


def _usual_pitch(lines: Sequence[Line]) -> float:
    """The usual distance of baselines in font sizes: the most common of the narrow ones."""
    steps = Counter(
        round((b.baseline - a.baseline) / a.size, 1)
        for a, b in pairwise(lines)
        if a.size == b.size and 0.9 <= (b.baseline - a.baseline) / a.size <= 2.2
    )
    return steps.most_common(1)[0][0] if steps else 1.2


def _starts_new(lines: list[Line], line: Line, region: Region, pitch: float) -> bool:
    """Whether `line` begins a paragraph of its own after `lines`."""
    before = lines[-1]
    step = line.baseline - before.baseline
    if step > (min(pitch, 1.6) + 0.22) * max(before.size, line.size):
        return True
    if abs(line.size - before.size) > 0.08 * before.size or line.bold != before.bold:
        return not (abs(line.size - before.size) <= 0.08 * before.size and _run_in(before, line, region))
    marker = MARKER.match(line.text)
    ended = before.text.endswith(ENDINGS)
    short = _has_room(before, line, region)
    if marker and (ended or short or BULLET.match(marker["marker"]) or _same_indent(lines[0], line)):
        return True
    if _outdented(lines, line):
        return True
    if line.x0 > before.x0 + 1.2 * line.size and len(lines) > 1 and ended:
        return True
    return short and (ended or not line.text[0].islower())


def _run_in(before: Line, line: Line, region: Region) -> bool:
    """A wrapped sentence that is partly bold: the line before is full and does not end."""
    mixed = before.words[-1].bold == line.words[0].bold
    return mixed and not before.text.endswith(ENDINGS) and not _has_room(before, line, region)


def _has_room(before: Line, line: Line, region: Region) -> bool:
    """Whether the first word of `line` would have stood on the line before: then the break was meant."""
    first = line.words[0]
    return before.x1 + 0.3 * line.size + (first.x1 - first.x0) < region.x1 - 0.8 * line.size


def _same_indent(first: Line, line: Line) -> bool:
    """A marker under a marker, and the lines between hang to the right of it."""
    return MARKER.match(first.text) is not None and abs(first.x0 - line.x0) < 0.3 * line.size


def _outdented(lines: list[Line], line: Line) -> bool:
    """Back to the left of a list item's hanging text."""
    if len(lines[0].words) < 2 or not MARKER.match(lines[0].text):
        return False
    hanging = lines[1].x0 if len(lines) > 1 else lines[0].words[1].x0
    if hanging < lines[0].x0 + 0.6 * line.size:
        return False
    wide_marker = lines[0].words[1].x0 - lines[0].words[0].x1 > 0.45 * line.size
    return (len(lines) > 1 or wide_marker) and line.x0 < hanging - 0.6 * line.size


def _paragraph(lines: list[Line], region: Region, page: int, frame: Frame) -> Paragraph:
    first, marker = split_marker(lines[0])
    placed = [(first, page, frame), *((line, page, frame) for line in lines[1:])]
    return Paragraph(tuple(placed), marker, region.x0, region.x1)


def split_marker(line: Line) -> tuple[Line, str]:
    """Take the printed number or bullet off a line's start."""
    match = MARKER.match(line.text)
    if not match:
        return line, ""
    count = len(match["marker"].split())
    if count >= len(line.words) or " ".join(w.text for w in line.words[:count]) != " ".join(match["marker"].split()):
        return line, ""
    rest = make_line(line.words[count:])
    return replace(rest, baseline=line.baseline), match["marker"]
