"""Reads a source: a front matter in YAML, then Markdown with notes to the printer in comments."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml


class Kind(StrEnum):
    """What a block of a source is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"
    NOTE = "note"  # a footnote's text
    DIRECTIVE = "directive"  # <!-- page -->, <!-- contents -->, <!-- space 20 -->


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a source; `options` are the words of the comment above a table."""

    kind: Kind
    text: str = ""
    level: int = 0
    number: str = ""  # as printed before a paragraph: `12.`, `3.4`
    rows: tuple[tuple[str, ...], ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A document to draw: how it looks (`front`) and what it says (`blocks`)."""

    front: Mapping[str, Any]
    blocks: tuple[Block, ...]


_COMMENT = re.compile(r"<!--\s*(.*?)\s*-->")
_HEADING = re.compile(r"(#{1,4}) (.+)")
_ITEM = re.compile(r"- (.+)")
_NOTE = re.compile(r"\[\^(\w+)\]: (.+)")
_NUMBERED = re.compile(r"(\d+\.(?:\d+)?) (.+)")
_INCLUDE = re.compile(r"<!--\s*include (\S+)\s*-->")


def read_source(path: Path) -> Source:
    """Read a source file and what it includes; `edits` of its front matter change the included text.

    Raises ValueError where an edit does not match exactly once: an edit that silently does nothing
    would take a planted contradiction out of the corpus.
    """
    _, front_text, body = path.read_text(encoding="utf-8").split("---\n", 2)
    front = yaml.safe_load(front_text)
    body = _INCLUDE.sub(lambda found: _body_of(path.parent / found[1]), body)
    for edit in front.get("edits", ()):
        if body.count(edit["replace"]) != 1:
            raise ValueError(f"{path.name}: {edit['replace']!r} stands {body.count(edit['replace'])} times, not once")
        body = body.replace(edit["replace"], edit["by"])
    return Source(front, tuple(_blocks(body)))


def _body_of(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip()


def _blocks(body: str) -> Iterator[Block]:
    options: dict[str, str] = {}
    for chunk in re.split(r"\n\s*\n", body.strip()):
        lines = chunk.strip("\n").splitlines()
        while lines and (found := _COMMENT.fullmatch(lines[0].strip())):
            lines.pop(0)
            words = found[1].split()
            if words[0] == "table:":
                options = dict(word.split("=", 1) for word in words[1:])
            else:
                yield Block(Kind.DIRECTIVE, text=found[1])
        if not lines:
            continue
        if lines[0].startswith("|"):
            yield Block(Kind.TABLE, rows=tuple(_row(line) for line in lines), options=options)
            options = {}
        else:
            yield from _text_blocks(lines)


def _row(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|"))


def _text_blocks(lines: list[str]) -> Iterator[Block]:
    """Split a chunk without blank lines: what is marked stands on one line, the rest is one paragraph."""
    prose: list[str] = []
    for line in lines:
        if found := _HEADING.fullmatch(line):
            yield Block(Kind.HEADING, text=found[2], level=len(found[1]))
        elif found := _ITEM.fullmatch(line):
            yield Block(Kind.ITEM, text=found[1])
        elif found := _NOTE.fullmatch(line):
            yield Block(Kind.NOTE, text=found[2], number=found[1])
        elif found := _NUMBERED.fullmatch(line):
            yield Block(Kind.PARAGRAPH, text=found[2], number=found[1])
        else:
            prose.append(line.strip())
    if prose:
        yield Block(Kind.PARAGRAPH, text=" ".join(prose))
