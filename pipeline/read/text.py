"""Reads plain text, tab tables and Markdown into a Document; every character keeps its line and column."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import IO

from pipeline.errors import UnreadableError
from pipeline.read.amounts import account_at
from pipeline.read.encoding import decode, line_ends
from pipeline.read.inline import Piece, runs_of, strip_markup
from pipeline.read.join import join_broken_paragraphs
from pipeline.read.limits import Limits
from pipeline.read.listed import with_listed_amounts
from pipeline.read.markuptable import CLOSES
from pipeline.read.textpieces import PIECE_BYTES, pieces_of
from pipeline.read.texttables import PIPE_RULE, Line, account_block, is_table_line, table_block, table_of_tags, trim
from pipeline.types import Block, BlockKind, Document, Format, Run, TextRun

MAX_HEADING_CHARS = 240
REPEATED_MARKING = 3  # a marking in capitals that stands this often is furniture

MARKER = re.compile(
    r"""
    (?P<marker>
        (?:[-–•▪*]\s+)?                     # a bullet, perhaps before a number
        (?: \d{1,3}(?:\.\d{1,2}){1,3}\.?    # 3.10
          | \d{1,3}[.)]                     # 61.  4)
          | \(?(?:[ivx]{1,5}|[a-z])[.)]     # iv.  (a)  b.
        )
      | [-–•▪*]                             # a bullet alone
    )
    \s+(?=\S)
    (?![-–]\s*\d | (?:per\s?cent|percent|million|billion|thousand|times|hours?|days?|years?|points?|pence)\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
BULLET = re.compile(r"[-–•▪*]")
MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b"
LEAD_NUMBER = re.compile(rf"(?P<marker>\d{{1,2}}[A-D]?)\s+(?=[A-Z])(?!{MONTH})")
SECTION_NUMBER = re.compile(rf"(?P<marker>\d{{1,2}}(?:\.\d{{1,2}})*\.?)\s+(?=[A-Z])(?!{MONTH})")
CONTENTS = re.compile(r"(?<!\.)\.{3,}\s*\d{1,4}\s*$")
PAGE_AT_END = re.compile(r"(?<!\d)\d{1,4}$")
PAGE_FURNITURE = re.compile(r"\d{1,4}|page \d+( of \d+)?|this page is intentionally left blank", re.IGNORECASE)
FINITE_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|saw|shows?|showed|tells?|told|gives?|gave|includes?|included"
    r"|fell|rose|made|remains?)\b",
    re.IGNORECASE,
)
ATX = re.compile(r"(#{1,6})\s+(.*)")


def read_text(data: bytes) -> Document:
    """Read a text file: paragraphs, headings, lists, tables of tabs or pipes.

    Raises UnreadableError where the bytes are no text.
    """
    document = document_of(*_decoded(data))
    if not any(b.text or b.table for b in document.blocks):
        raise UnreadableError("the file holds no text; check that it was saved or exported in full")
    return document


def read_text_pieces(
    file: IO[bytes], *, name: str, limits: Limits, piece_bytes: int = PIECE_BYTES
) -> Iterator[Document]:
    """Yield a text of any size as consecutive documents whose lines are numbered over the whole file.

    Each ends at an empty line or page break, where there is none at a line's end, else hard, with a note. No more
    than a piece is in memory. Raises UnreadableError as `read_text` does, and where the file is too large.
    """
    return pieces_of(file, name=name, limits=limits, piece_bytes=piece_bytes, decode=_decoded, build=_piece)


def _piece(content: str, notes: Sequence[str], *, number: int = 1, first: int = 0) -> Document:
    """Return a piece of a long text as `read_document` returns a whole one."""
    document = document_of(content, notes, number=number, first=first)
    return replace(document, blocks=tuple(with_listed_amounts(document.blocks)))


def _decoded(data: bytes) -> tuple[str, list[str]]:
    decoded = decode(data)
    return line_ends(decoded.text), list(decoded.notes)


def document_of(content: str, notes: Sequence[str], *, number: int = 1, first: int = 0) -> Document:
    """Return the blocks of a text whose first line has this number, and whose first character this column."""
    raw = content.split("\n")
    lines = [
        Line(i, r, strip_markup(r.rstrip("\r"), first=0 if i > number else first), 0 if i > number else first)
        for i, r in enumerate(raw, number)
    ]
    markdown = any(ATX.match(line.raw) or PIPE_RULE.fullmatch(line.raw.strip(" -") or "x") for line in lines)
    blocks = _name_headings(join_broken_paragraphs(_blocks(lines)))
    return Document(
        format=Format.MARKDOWN if markdown else Format.TEXT,
        blocks=tuple(blocks),
        notes=tuple(notes),
        lines=number + len(lines) - 1,
    )


def _blocks(lines: list[Line]) -> list[Block]:
    markings = _repeated_markings(lines)
    blocks: list[Block] = []
    i = 0
    tables = 0
    closing = [n for n, line in enumerate(lines) if CLOSES.search(line.raw)]
    raw = [line.raw for line in lines]
    while i < len(lines):
        line = lines[i]
        if (found := table_of_tags(lines, i, closing, tables + 1)) is not None:
            tables += 1
            blocks.append(found[0])
            i = found[1]
        elif not line.text:
            i += 1
        elif (account := account_at(raw, i)) is not None:
            tables += 1
            blocks.append(account_block(lines, account, tables))
            i = account.end
        elif CONTENTS.search(line.piece.text) or _among_contents(lines, i):
            blocks.append(_simple(BlockKind.CONTENTS, line))
            i += 1
        elif is_table_line(line):
            j = i
            while (
                j < len(lines)
                and is_table_line(lines[j])
                and not CONTENTS.search(lines[j].piece.text)
                and not _among_contents(lines, j)
            ):
                j += 1
            tables += 1
            blocks.append(table_block(lines[i:j], tables))
            i = j
        elif line.text in markings or PAGE_FURNITURE.fullmatch(line.text):
            blocks.append(_simple(BlockKind.FURNITURE, line))
            i += 1
        else:
            j = _end_of_paragraph(lines, i, markings)
            blocks.append(_prose_block(lines, i, j))
            i = j
    return blocks


def _among_contents(lines: list[Line], i: int) -> bool:
    """A title and a page number, between lines of contents with dots, is one of them without its dots."""
    if not _ends_in_page(lines[i].piece.text):
        return False
    near = [x for x in lines[max(0, i - 2) : i + 3] if x is not lines[i] and x.text]
    return any(CONTENTS.search(x.piece.text) for x in near)


def _ends_in_page(text: str) -> bool:
    """Whether a text ends in a tab and the number of a page."""
    page = PAGE_AT_END.search(text.rstrip()) if "\t" in text else None
    if page is None:
        return False
    title = text[: page.start()].rstrip()
    return bool(title) and "\t" in text[len(title) : page.start()]


def _repeated_markings(lines: list[Line]) -> frozenset[str]:
    counts = Counter(line.text for line in lines if line.text.isupper() and " " in line.text and "\t" not in line.raw)
    return frozenset(text for text, n in counts.items() if n >= REPEATED_MARKING and not re.search(r"\d", text))


def _simple(kind: BlockKind, line: Line, *, level: int = 0) -> Block:
    return _from_pieces(kind, [(line.number, trim(line.piece))], level=level)


def _from_pieces(kind: BlockKind, pieces: list[tuple[int, Piece]], *, marker: str = "", level: int = 0) -> Block:
    """Join pieces by one space into a block; each keeps its line."""
    texts: list[str] = []
    runs: list[Run] = []
    length = 0
    for number, piece in pieces:
        if length:
            texts.append(" ")
            length += 1
        runs.extend(runs_of(piece.columns, line=number, start=length))
        texts.append(piece.text)
        length += len(piece.text)
    return Block(kind=kind, text="".join(texts), runs=tuple(runs), marker=marker, level=level, line=pieces[0][0])


def _end_of_paragraph(lines: list[Line], i: int, markings: frozenset[str]) -> int:
    """Return the line after the paragraph that starts at i: wrapped lines belong together."""
    if ATX.match(lines[i].raw):
        return i + 1
    j = i + 1
    width = 0
    while j < len(lines):
        line, before = lines[j], lines[j - 1]
        width = max(width, len(before.text))
        if (
            not line.text
            or is_table_line(line)
            or ATX.match(line.raw)
            or MARKER.match(line.text)
            or line.text in markings
            or CONTENTS.search(line.piece.text)
            or before.raw.endswith("  ")  # Markdown's forced line break
            or not _wraps(before, line, width)
        ):
            break
        j += 1
    return j


def _wraps(before: Line, line: Line, width: int) -> bool:
    """Whether `line` goes on where `before` was wrapped, rather than starting something of its own.

    width: the longest line of the paragraph so far.
    """
    if line.text[0].islower():
        return True
    full = len(before.text) >= 50 and len(before.text) + len(line.text.split(None, 1)[0]) + 1 >= 0.9 * width
    return full and before.raw[:1].strip() != "" and not before.text.endswith(":")


def _prose_block(lines: list[Line], i: int, j: int) -> Block:
    line = lines[i]
    if atx := ATX.match(line.raw):
        piece = trim(strip_markup(atx[2].rstrip("\r"), first=line.first + atx.start(2)))
        block = _from_pieces(BlockKind.HEADING, [(line.number, piece)], level=len(atx[1]))
        return _split_marker(block, SECTION_NUMBER)
    block = _split_marker(_from_pieces(BlockKind.PARAGRAPH, [(x.number, trim(x.piece)) for x in lines[i:j]]), MARKER)
    if BULLET.match(block.marker):
        return replace(block, kind=BlockKind.LIST_ITEM, marker=block.marker.lstrip("-–•▪* ") or block.marker)
    if block.marker and not block.marker[0].isdigit():
        return replace(block, kind=BlockKind.LIST_ITEM)
    if re.match(r"(¹|²|³|\*|†)\s*\w", block.text):
        return replace(block, kind=BlockKind.FOOTNOTE)
    wholly_bold = j == i + 1 and re.fullmatch(r"\s*\*{2,3}[^*].*\*{2,3}\s*", line.raw.rstrip("\r")) is not None
    return replace(block, bold=wholly_bold)


def _name_headings(blocks: list[Block]) -> list[Block]:
    """Tell headings from paragraphs once those cut by a page break are whole."""
    result: list[Block] = []
    last_number = 0
    for i, block in enumerate(blocks):
        following = blocks[i + 1] if i + 1 < len(blocks) else None
        if block.kind is BlockKind.PARAGRAPH and len({r.line for r in block.runs if isinstance(r, TextRun)}) == 1:
            lead = None if block.marker else LEAD_NUMBER.match(block.text)
            number = int(re.sub(r"\D", "", lead["marker"])) if lead else 0
            # numbers in sequence mark the rows of a dashboard, even when they end with a full stop
            if lead and last_number <= number <= last_number + 2 and len(block.text.split()) <= 40:
                last_number = number
                block = replace(_split_marker(block, LEAD_NUMBER), kind=BlockKind.HEADING)
            elif _looks_like_heading(block) and not _leads_to_list(block, following):
                block = replace(_split_marker(block, LEAD_NUMBER), kind=BlockKind.HEADING)
        result.append(block)
    return result


def _leads_to_list(block: Block, following: Block | None) -> bool:
    """Whether a line opens a list as a sentence does: `In 2014/15 the force saw:`."""
    listed = following is not None and following.kind is BlockKind.LIST_ITEM
    return listed and block.text.endswith(":") and not block.bold and FINITE_VERB.search(block.text) is not None


def _looks_like_heading(block: Block) -> bool:
    """A short line that does not read like a sentence."""
    text, words = block.text, len(block.text.split())
    if not (text[0].isupper() or text[0].isdigit()) or words > 40 or len(text) > MAX_HEADING_CHARS:
        return False
    if "@" in text or re.match(r"(Tel|Email|Contact|Date|Location|Meeting)\b.{0,12}:", text):
        return False
    if block.bold:
        return True
    if re.search(r"[a-z)]\. [A-Z]", text) or text.endswith((";", ",", "?", "!")):
        return False
    if text.endswith("."):
        return bool(block.marker) and words <= 7 and not FINITE_VERB.search(text) and not re.search(r"\d", text)
    return words <= (14 if block.marker else 32) and not (text.endswith(":") and words > 6)


def _split_marker(block: Block, pattern: re.Pattern[str]) -> Block:
    """Take the printed number or bullet off the text and keep it as the marker."""
    if block.marker or not (match := pattern.match(block.text)):
        return block
    cut = match.end()
    runs: list[Run] = []
    for run in block.runs:
        if run.end > cut and isinstance(run, TextRun):
            skipped = max(cut - run.start, 0)
            runs.append(replace(run, start=run.start + skipped - cut, end=run.end - cut, column=run.column + skipped))
    return replace(block, text=block.text[cut:], runs=tuple(runs), marker=match["marker"])
