"""Sets aside what repeats at the edges of the pages: running headers and footers, page numbers, markings."""

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.read.pdf.words import Line

EDGE = 0.14  # share of the page's height, at the top and at the bottom, where furniture stands
REPEATED = 0.4  # share of the pages that must carry it
EDGE_LINES = 6  # no header or footer is taller
NEAR = 4.0  # points by which its height may vary
PAGE_NUMBER = re.compile(
    r"[-–—\[(\s]*(?:page\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[-–—\])\s.|]*|(?:[A-Z]\.?\s?\d{1,3})",
    re.IGNORECASE,
)


def find_furniture(pages: Sequence[tuple[float, Sequence[Line]]]) -> list[set[int]]:
    """Return for each page the indexes of its lines that are furniture.

    pages: height of each page and its lines outside tables. A line counts if it stands at the page's
    edge and its words, numbers apart, stand at the same height on other pages.
    """
    keys = [_edge_lines(height, lines) for height, lines in pages]
    counts: Counter[tuple[str, int]] = Counter()
    for page in keys:
        counts.update({key for near in page.values() for key in near})
    needed = max(2, int(REPEATED * len(pages)))
    if len(pages) > 12:
        needed = min(needed, max(4, len(pages) // 5))  # sections have headers of their own
    found: list[set[int]] = []
    for (height, lines), page in zip(pages, keys, strict=True):
        own = {i for i, near in page.items() if max(counts[key] for key in near) >= needed}
        found.append(own | page_numbers(height, lines))
    return found


def _edge_lines(height: float, lines: Sequence[Line]) -> dict[int, tuple[tuple[str, int], ...]]:
    """Index of each line near an edge, with its words and its height in steps (and the next step)."""
    result: dict[int, tuple[tuple[str, int], ...]] = {}
    order = sorted(range(len(lines)), key=lambda i: lines[i].baseline)
    top = [i for i in order if lines[i].baseline < EDGE * height][:EDGE_LINES]
    bottom = [i for i in order if lines[i].baseline > (1 - EDGE) * height][-EDGE_LINES:]
    for i in top + bottom:
        shape = re.sub(r"\d+", "#", lines[i].text.lower())
        step = int(lines[i].baseline // NEAR)
        result[i] = ((shape, step), (shape, step + 1))
    return result


def page_numbers(height: float, lines: Sequence[Line]) -> set[int]:
    """The outermost line at the bottom or top, if it is a page number by itself."""
    order = sorted(range(len(lines)), key=lambda i: lines[i].baseline)
    found: set[int] = set()
    for i in order[-1:] + order[:1]:
        at = lines[i].baseline / height
        if (at > 0.9 or at < 0.08) and PAGE_NUMBER.fullmatch(lines[i].text):
            found.add(i)
    return found
