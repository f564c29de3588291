"""Writes a source as plain text: one line a paragraph, tables with tabs, notes where pages end."""

import re
from collections.abc import Iterator

from drawing.source import Block, Kind, Source
from drawing.tables import MERGE_LEFT

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def write_text(source: Source) -> str:
    """Return the document as text, as a converter would leave it."""
    return "\n".join(_lines(source.blocks)) + "\n"


def _lines(blocks: tuple[Block, ...]) -> Iterator[str]:
    after: Kind | None = None
    for block in blocks:
        if after and not (block.kind is after is Kind.ITEM) and block.kind is not Kind.DIRECTIVE:
            yield ""
        match block.kind:
            case Kind.TABLE:
                yield from ("\t".join(_plain(cell) for cell in row) for row in block.rows)
            case Kind.ITEM:
                yield f"- {_plain(block.text)}"
            case Kind.NOTE:
                yield f"{block.number.translate(_SUPERSCRIPTS)} {_plain(block.text)}"
            case Kind.DIRECTIVE:
                continue
            case _:
                # two paragraphs of text where a page ended in mid sentence
                yield "\n\n".join(
                    f"{block.number} {part}".strip() if n == 0 else part
                    for n, part in enumerate(_plain(block.text).split(" {page} "))
                )
        after = block.kind


def _plain(text: str) -> str:
    text = "" if text == MERGE_LEFT else re.sub(r"\{bars .*?\}", "", text)
    text = re.sub(r"\*\*(.+?)\*\*|\*(.+?)\*", lambda found: found[1] or found[2], text)
    return re.sub(r"\[\^(\w+)\]", lambda found: found[1].translate(_SUPERSCRIPTS), text)
