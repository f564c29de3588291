"""Strips inline markup (Markdown emphasis, links, stray HTML tags) and keeps each character's column."""

import html
import re
from dataclasses import dataclass

from pipeline.types import TextRun

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

INLINE = re.compile(
    r"""
    (?P<escape>\\[\\`*_{}\[\]()#+\-.!|<>~])        # an escaped mark stands for itself
  | <sup>(?P<sup>[0-9,*]+)</sup>                    # a raised footnote mark
  | (?P<tag></?(?:b|i|u|p|br|sup|sub|em|strong|span|ul|ol|li|div|font|a|h[1-6]|td|tr|th|table|s)\b[^<>]{0,200}/?>)
  | <(?P<autolink>https?://[^<>\s]{1,500})>
  | !?\[(?P<label>(?:[^\[\]]|\[[^\[\]]{0,300}\]){0,300})\]\((?P<target>[^()\s]{0,500})\)  # a link shows its label
  | (?P<entity>&(?:[a-zA-Z]{2,8}|\#\d{1,6}|\#x[0-9a-fA-F]{1,5});)
  | (?P<stars>\*{1,3})
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Clean text of one line or cell with the columns that its characters came from."""

    text: str
    columns: tuple[int, ...]  # one a character


def strip_markup(line: str, *, first: int = 0) -> Piece:
    """Return the text of `line` that a person reads, with the column of every character.

    first: column of the line's first character in the file's line. A digit in <sup> becomes a
    superscript character, so that a footnote mark is not taken for a digit of the number before it.
    """
    if not any(c in line for c in "*<[\\&!"):
        return Piece(line, tuple(range(first, first + len(line))))
    chars: list[str] = []
    columns: list[int] = []
    emphasis = _emphasis(line)
    at = 0
    for match in INLINE.finditer(line):
        _copy(line, at, match.start(), first, chars, columns)
        at = match.end()
        if match["escape"]:
            _copy(line, match.start() + 1, match.end(), first, chars, columns)
        elif match["sup"]:
            chars.extend(match["sup"].translate(SUPERSCRIPTS))
            columns.extend(range(first + match.start("sup"), first + match.end("sup")))
        elif match["autolink"]:
            _copy(line, match.start("autolink"), match.end("autolink"), first, chars, columns)
        elif match["label"] is not None:
            inner = strip_markup(match["label"], first=first + match.start("label"))
            chars.extend(inner.text)
            columns.extend(inner.columns)
        elif match["entity"]:
            shown = html.unescape(match["entity"])
            chars.extend(shown)
            columns.extend([first + match.start()] * len(shown))
        elif match["tag"] and match["tag"].lower().startswith(("<br", "<p", "<li", "</p", "</li")):
            chars.append(" ")
            columns.append(first + match.start())
        elif match["stars"] and match.start() not in emphasis:
            _copy(line, match.start(), match.end(), first, chars, columns)
    _copy(line, at, len(line), first, chars, columns)
    return Piece("".join(chars), tuple(columns))


def whole_number(text: str | None, default: int) -> int:
    """Read a number of an attribute, at most nine digits of it; the default for what is none."""
    match = re.fullmatch(r"\s*\+?([0-9]+)\s*", text or "")
    return min(int(match[1][:18]), 999_999_999) if match else default


def runs_of(columns: tuple[int, ...], *, line: int, start: int = 0) -> list[TextRun]:
    """Group columns of one line into runs of consecutive characters; `start` is the offset in the block."""
    runs: list[TextRun] = []
    begin = 0
    for i in range(1, len(columns) + 1):
        if i == len(columns) or columns[i] != columns[i - 1] + 1:
            runs.append(TextRun(start + begin, start + i, line, columns[begin]))
            begin = i
    return runs if columns else []


def _copy(line: str, start: int, end: int, first: int, chars: list[str], columns: list[int]) -> None:
    chars.extend(line[start:end])
    columns.extend(range(first + start, first + end))


def _emphasis(line: str) -> frozenset[int]:
    """Return the positions of stars that open or close emphasis; a lone star is text (a footnote mark)."""
    stars = list(re.finditer(r"(?<!\\)\*{1,3}", line))
    found: set[int] = set()
    opened: list[re.Match[str]] = []
    words = [m.end() for m in re.finditer(r"\w+", line)]
    last = 0  # how many words end before the star
    for star in stars:
        before = line[star.start() - 1 : star.start()]
        after = line[star.end() : star.end() + 1]
        while last < len(words) and words[last] <= star.start():
            last += 1
        worded = bool(opened) and last > 0 and words[last - 1] > opened[-1].end()
        if worded and before.strip():  # `***.*` holds no words: a cell without a value
            found.update((opened.pop().start(), star.start()))
        elif after.strip() or len(star[0]) > 1:
            opened.append(star)
    # bold that goes on over the line's end
    found.update(star.start() for star in opened if len(star[0]) > 1 and words and words[-1] > star.end())
    return frozenset(found)
