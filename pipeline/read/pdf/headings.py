"""Names headings and their level by size, weight and numbering."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pipeline.read.text import LEAD_NUMBER, SECTION_NUMBER
from pipeline.types import Block, BlockKind, PageRun

LARGER = 1.12  # times the body's size from which a line stands out
MAX_WORDS = 40
PLAIN_WORDS = 14
PLAIN_WORDS_UNNUMBERED = 32
PLAIN_LINES = 3
MAX_CHARS = 240
LABELLED = re.compile(r"(Tel|Email|Contact|Date|Location|Meeting)\b.{0,12}:")

Style = tuple[float, bool, bool]  # size, bold, capitals


def name_headings(blocks: Sequence[Block], *, body_size: float) -> list[Block]:
    """Return the blocks with headings told from paragraphs, numbers split off, levels by rank of style."""
    named: list[Block] = []
    last_number = 0
    for block in blocks:
        if block.kind is not BlockKind.PARAGRAPH:
            named.append(block)
            continue
        lead = None if block.marker else LEAD_NUMBER.match(block.text)
        number = int(re.sub(r"\D", "", lead["marker"])) if lead else 0
        if lead and last_number <= number <= last_number + 2 and len(block.text.split()) <= MAX_WORDS:
            # numbers in sequence mark the rows of a dashboard, even when they end with a full stop
            last_number = number
            named.append(replace(_split(block, LEAD_NUMBER), kind=BlockKind.HEADING))
        elif _is_heading(block, body_size):
            named.append(replace(_split(block, SECTION_NUMBER), kind=BlockKind.HEADING))
        else:
            named.append(block)
    return _levelled(named)


def _is_heading(block: Block, body_size: float) -> bool:
    text, words = block.text, len(block.text.split())
    if not text or words > MAX_WORDS or len(text) > MAX_CHARS or not (text[0].isupper() or text[0].isdigit()):
        return False
    if not re.search(r"[^\W\d_]{2}", text) or text.endswith((";", ",")):
        return False
    if "@" in text or LABELLED.match(text):
        return False
    stands_out = block.bold or block.font_size >= LARGER * body_size
    if re.search(r"[a-z)]\. [A-Z]", text) or text.endswith("?"):
        return False
    if text.endswith("."):
        return (bool(block.marker) and words <= 7) or (stands_out and words <= 12)
    if text.endswith(":") and words > 6:
        return False
    if stands_out:
        return True
    return words <= (PLAIN_WORDS if block.marker else PLAIN_WORDS_UNNUMBERED) and _line_count(block) <= PLAIN_LINES


def _line_count(block: Block) -> int:
    return len({(r.page, round(r.box.top)) for r in block.runs if isinstance(r, PageRun)})


def _split(block: Block, pattern: re.Pattern[str]) -> Block:
    """Take a heading's number off its text and keep it as the marker."""
    if block.marker or not (match := pattern.match(block.text)):
        return block
    cut = match.end()
    runs: list[PageRun] = []
    for run in block.runs:
        if run.end <= cut or not isinstance(run, PageRun):
            continue
        skipped = max(cut - run.start, 0)
        edges = run.edges[skipped:]
        box = replace(run.box, x0=edges[0]) if edges else run.box
        runs.append(replace(run, start=run.start + skipped - cut, end=run.end - cut, edges=edges, box=box))
    return replace(block, text=block.text[cut:], runs=tuple(runs), marker=match["marker"])


def _levelled(blocks: list[Block]) -> list[Block]:
    """Rank the styles of headings: larger before smaller, bold before plain, capitals before mixed."""
    headings = [b for b in blocks if b.kind is BlockKind.HEADING]
    rows = Counter(_style(b) for b in headings if _row_number(b))
    row_style = rows.most_common(1)[0][0] if rows else None

    def style(block: Block) -> Style:
        # the numbered rows of a dashboard are of one level, though some may be set plain
        return row_style if row_style is not None and _row_number(block) else _style(block)

    levels = {s: min(i, 6) for i, s in enumerate(sorted({style(b) for b in headings}, reverse=True), 1)}
    return [replace(b, level=levels[style(b)]) if b.kind is BlockKind.HEADING else b for b in blocks]


def _row_number(block: Block) -> bool:
    return re.fullmatch(r"\d{1,2}[A-D]?", block.marker) is not None


def _style(block: Block) -> Style:
    return round(block.font_size * 2) / 2, block.bold, block.text.isupper()
