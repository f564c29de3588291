"""Joins paragraphs that a page break cut in two, whatever the format."""

import re
from dataclasses import replace

from pipeline.types import Block, BlockKind, Run
from pipeline.types.pieces import LONGEST_BLOCK

OPEN_ENDING = re.compile(
    r"(?:[,–-]|\b(?:a|an|and|as|at|by|for|from|in|into|is|of|on|or|our|over|than|that|the|their|this|to"
    r"|was|were|which|with))$",
    re.IGNORECASE,
)
LONGEST_ENDING = 20  # characters
PROSE_WORDS = 8  # a shorter block that does not end a sentence is a heading or label


def join_broken_paragraphs(blocks: list[Block]) -> list[Block]:
    """Return the blocks with each paragraph whole: joined over page furniture and footnotes between its parts.

    A part goes on where the text before does not end a sentence and the next part starts in lower
    case, or where the text before ends in a word that cannot end a sentence.
    """
    result: list[Block] = []
    at: int | None = None  # the last block, furniture and footnotes apart, where it is text
    for block in blocks:
        if at is not None and _goes_on(result[at], block):
            result[at] = _joined(result[at], block)
            continue
        result.append(block)
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            at = len(result) - 1
        elif block.kind not in (BlockKind.FURNITURE, BlockKind.FOOTNOTE):
            at = None
    return result


def _goes_on(first: Block, second: Block) -> bool:
    if second.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) or second.marker or not second.text:
        return False
    if first.text.endswith((".", "!", "?", ":", ";")) or len(first.text.split()) < PROSE_WORDS:
        return False
    if len(first.text) > LONGEST_BLOCK:
        return False  # it is read in pieces anyway
    if second.text[0].islower():
        return True
    if second.kind is not BlockKind.PARAGRAPH:
        return False
    # a numbered paragraph that ends no sentence goes on in the unnumbered one after it
    numbered = (
        first.marker[:1].isdigit()
        and len(first.text.split()) > 2 * PROSE_WORDS
        and len(second.text.split()) > PROSE_WORDS
    )
    return numbered or OPEN_ENDING.search(first.text, max(0, len(first.text) - LONGEST_ENDING)) is not None


def _joined(first: Block, second: Block) -> Block:
    shift = len(first.text) + 1
    moved: tuple[Run, ...] = tuple(replace(r, start=r.start + shift, end=r.end + shift) for r in second.runs)
    return replace(first, text=f"{first.text} {second.text}", runs=first.runs + moved)
