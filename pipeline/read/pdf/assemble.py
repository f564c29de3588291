"""Puts the pages together: furniture set aside, paragraphs and tables joined over page breaks, headings named."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.read.join import join_broken_paragraphs
from pipeline.read.pdf.continued import join_tables, number_tables
from pipeline.read.pdf.furniture import find_furniture
from pipeline.read.pdf.headings import name_headings
from pipeline.read.pdf.layout import reading_order
from pipeline.read.pdf.orphans import adopt_rows
from pipeline.read.pdf.pages import Layer, PageContent
from pipeline.read.pdf.paragraphs import ENDINGS, Paragraph, group_paragraphs
from pipeline.read.pdf.tables import PageTable
from pipeline.read.pdf.text import Vocabulary, join_lines, measure_vocabulary
from pipeline.read.pdf.words import Line
from pipeline.read.text import BULLET, CONTENTS, PAGE_FURNITURE, REPEATED_MARKING
from pipeline.types import Block, BlockKind, Run, Table

PAGE = re.compile(r"\d{1,4}|[ivxl]+", re.IGNORECASE)
MOST_OF_TITLE = 20  # words
Part = Paragraph | PageTable | Block  # a Block is furniture, kept at its place


def assemble_blocks(pages: Sequence[PageContent]) -> tuple[Block, ...]:
    """Return the blocks of the document in reading order."""
    furniture = find_furniture([(p.size[1], _upright_lines(p)) for p in pages])
    parts: list[Part] = []
    last: PageTable | None = None  # the table that the page before ends with
    for page, aside in zip(pages, furniture, strict=True):
        for i, layer in enumerate(page.layers):
            own = _page_parts(page, layer, aside if i == 0 else set(), last if i == 0 else None)
            parts.extend(own)
            if i == 0:
                last = _ending_table(own)
    words = _vocabulary(pages)
    parts = _joined_parts(_without_markings(parts))
    body = _body_size(pages)
    blocks = _with_titles([_block(part, words) for part in parts])
    blocks = name_headings(join_broken_paragraphs(blocks), body_size=body)
    return number_tables([line for block in join_tables(blocks) for line in _as_contents(block)])


def _upright_lines(page: PageContent) -> tuple[Line, ...]:
    return page.layers[0].lines if page.layers else ()


def _ending_table(parts: Sequence[Part]) -> PageTable | None:
    own = [p for p in parts if not isinstance(p, Block)]
    return own[-1] if own and isinstance(own[-1], PageTable) else None


def _page_parts(page: PageContent, layer: Layer, aside: set[int], before: PageTable | None) -> list[Part]:
    number = page.number
    kept = [line for i, line in enumerate(layer.lines) if i not in aside]
    repeated = sorted((layer.lines[i] for i in aside), key=lambda line: line.baseline)
    height = layer.frame.size[1]
    parts: list[Part] = [_furniture(line, number, layer) for line in repeated if line.baseline < height / 2]
    tables = list(layer.tables)
    if before is not None and layer.frame.upright:
        kept, rest = adopt_rows(before, kept, tables, page=number, frame=layer.frame)
        tables += [rest] if rest is not None else []
    for region in reading_order([*kept, *tables]):
        parts.extend(group_paragraphs(region, page=number, frame=layer.frame))
    parts.extend(_furniture(line, number, layer) for line in repeated if line.baseline >= height / 2)
    return parts


def _furniture(line: Line, number: int, layer: Layer) -> Block:
    text = join_lines([(line, number, layer.frame)])
    return Block(BlockKind.FURNITURE, text.text, text.runs, page=number, font_size=line.size)


def _vocabulary(pages: Iterable[PageContent]) -> Vocabulary:
    return measure_vocabulary([line for page in pages for layer in page.layers for line in layer.lines])


def _body_size(pages: Iterable[PageContent]) -> float:
    """The size of most of the running text: long lines count, labels and cells do not."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for layer in page.layers:
            for line in layer.lines:
                sizes[round(line.size, 1)] += len(line.text) if len(line.words) > 4 else 1
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _without_markings(parts: Sequence[Part]) -> list[Part]:
    """Set aside a line in capitals that stands by itself again and again: a protective marking, a draft stamp."""
    alone = [p.first.text if isinstance(p, Paragraph) and len(p.lines) == 1 and not p.marker else "" for p in parts]
    counts = Counter(alone)
    result: list[Part] = []
    for part, text in zip(parts, alone, strict=True):
        marking = text.isupper() and " " in text and not re.search(r"\d", text) and counts[text] >= REPEATED_MARKING
        if marking and isinstance(part, Paragraph):
            runs = join_lines(part.lines).runs
            result.append(Block(BlockKind.FURNITURE, text, runs, page=part.page, font_size=part.first.size))
        else:
            result.append(part)
    return result


def _joined_parts(parts: Sequence[Part]) -> list[Part]:
    """Join a paragraph that a column or page break cut: the second half follows, furniture apart."""
    result: list[Part] = []
    for part in parts:
        at = next((i for i in range(len(result) - 1, -1, -1) if not isinstance(result[i], Block)), None)
        before = result[at] if at is not None else None
        if at is not None and isinstance(before, Paragraph) and isinstance(part, Paragraph) and _goes_on(before, part):
            result[at] = replace(before, lines=before.lines + part.lines, x1=max(before.x1, part.x1))
        else:
            result.append(part)
    return result


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    """Whether `after`, at the top of a new column or page, is the rest of `before`."""
    a, b = before.last, after.first
    new_place = before.lines[-1][1] != after.page or b.baseline < a.baseline - a.size
    if not new_place or after.marker or a.bold != b.bold or abs(a.size - b.size) > 0.06 * a.size:
        return False
    text = a.text
    if text.endswith(ENDINGS) or (text.endswith((")", "”", '"')) and text[-2:-1] in ".?!"):
        return False
    if b.text[0].islower():
        return True
    first = b.words[0]
    full = a.x1 + 0.3 * a.size + (first.x1 - first.x0) >= before.x1 - 0.8 * a.size
    return full and len(a.words) > 4 and not a.bold


def _block(part: Part, words: Vocabulary) -> Block:
    if isinstance(part, Block):
        return part
    if isinstance(part, PageTable):
        return Block(BlockKind.TABLE, "", table=part.table, page=part.table.page)
    return _text_block(part, words)


def _with_titles(blocks: Sequence[Block]) -> list[Block]:
    """A bold line with a letter in front right over a table titles it, and is no item of a list."""
    result = list(blocks)
    for i, (block, following) in enumerate(pairwise(blocks)):
        lettered = block.kind is BlockKind.LIST_ITEM and block.bold and not BULLET.match(block.marker)
        if lettered and following.table is not None and len(block.text.split()) <= MOST_OF_TITLE:
            result[i] = replace(block, kind=BlockKind.PARAGRAPH)  # of which headings are made
    return result


def _as_contents(block: Block) -> list[Block]:
    return (_contents_lines(block.table) if block.table is not None else []) or [block]


def _contents_lines(table: Table) -> list[Block]:
    """The lines of a table of contents that is set as a table; empty for any other table."""
    rows = [[c for c in table.cells if c.row == row and c.text] for row in range(1, table.rows + 1)]
    rows = [row for row in rows if row]
    listed = [row for row in rows if len(row) > 1 and PAGE.fullmatch(row[-1].text) and ".." in row[-2].text]
    if len(listed) < 0.7 * len(rows):
        return []
    blocks: list[Block] = []
    for row in rows:
        text = ""
        runs: list[Run] = []
        for cell in row:
            start = len(text) + 1 if text else 0
            runs.extend(replace(r, start=r.start + start, end=r.end + start) for r in cell.runs)
            text = f"{text} {cell.text}" if text else cell.text
        blocks.append(Block(BlockKind.CONTENTS, text, tuple(runs), page=table.page))
    return blocks


def _text_block(part: Paragraph, words: Vocabulary) -> Block:
    text = join_lines(part.lines, words=words)
    sizes = Counter(round(line.size, 1) for line, _, _ in part.lines)
    return Block(
        kind=_kind(part, text.text),
        text=text.text,
        runs=text.runs,
        marker=part.marker.lstrip("-–•▪* ") or part.marker,
        page=part.page,
        font_size=sizes.most_common(1)[0][0],
        bold=all(line.bold for line, _, _ in part.lines),
    )


def _kind(part: Paragraph, text: str) -> BlockKind:
    if CONTENTS.search(text):
        return BlockKind.CONTENTS
    if PAGE_FURNITURE.fullmatch(text) and re.search(r"[^\W\d]", text):
        return BlockKind.FURNITURE
    if part.marker and (BULLET.match(part.marker) or not part.marker[0].isdigit()):
        return BlockKind.LIST_ITEM
    if re.match(r"(?:[¹²³⁴-⁹]+|\*(?!\*)|†)\s*\w", text) and not part.marker:
        return BlockKind.FOOTNOTE
    if re.match(r"(?:Table|Figure|Chart|Graph)\s+\d+[A-Za-z]?(?:\.\d+)?\s*[:.–-]?\s", text) and len(text) < 250:
        return BlockKind.CAPTION if not text.endswith(".") or len(text) < 120 else BlockKind.PARAGRAPH
    return BlockKind.PARAGRAPH
