"""Keeps blocks within a length that the extraction can weigh as one: far longer paragraphs are read in pieces."""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.types import Document
from pipeline.types.pieces import LONGEST_BLOCK, pieces_of


def within_bounds(document: Document) -> Document:
    """Return the document with each far too long block cut into pieces, which a remark then says."""
    long = sum(len(b.text) > LONGEST_BLOCK for b in document.blocks)
    cells = sum(len(c.text) > LONGEST_BLOCK for b in document.blocks if b.table for c in b.table.cells)
    if not long and not cells:
        return document
    blocks = tuple(piece for block in document.blocks for piece in pieces_of(block))
    return replace(document, blocks=blocks, remarks=(*document.remarks, *_remarks(long, cells)))


def _remarks(blocks: int, cells: int) -> Iterator[str]:
    for count, one, more in ((blocks, "paragraph", "paragraphs"), (cells, "cell", "cells")):
        if count:
            yield f"{count} {one if count == 1 else more} of more than {LONGEST_BLOCK:,} characters, read in pieces"
