"""Turns pdfium's character codes into text that can be written as UTF-8, whatever a font claims."""

from collections.abc import Callable

LOST = "\ufffd"  # stands for a character without a meaning; never left out, since it may be a digit
# Printers' ligatures, and private codes that word processors use for list bullets (Symbol, Wingdings).
EXPANDED = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
    "\uf0b7": "•", "\uf0a7": "▪", "\uf0a8": "▪", "\uf0d8": "•", "\uf0fc": "•", "\uf0be": "–", "\uf02d": "-",
    "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u202f": " ",
    "\x02": "-", "\u00ad": "-",  # pdfium's and Unicode's hyphen at a line end
}  # fmt: skip
LINE_CONTROLS = frozenset({9, 10, 13, 0xFFFE})  # codes that pdfium ends lines with, and no character
HIGH, LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)  # the halves of a character beyond the basic plane
UNUSUAL = LINE_CONTROLS.union(HIGH, LOW)  # codes that are no character by themselves
NO_MEANING = (  # controls, private use, and what is no character in any font
    range(0x20), range(0x7F, 0xA0), range(0xD800, 0xF900), range(0xFDD0, 0xFDF0), range(0xF0000, 0x110000),
)  # fmt: skip
LAST = 0x10FFFF


class Texts(dict[int, str]):
    """The text of each code, worked out when it is first asked for."""

    def __missing__(self, code: int) -> str:
        self[code] = text = text_of(code)
        return text


def text_of(code: int) -> str:
    """Return the text of a character code; U+FFFD for a control, private, broken or impossible one."""
    if code > LAST:
        return LOST
    known = EXPANDED.get(chr(code))
    return known if known is not None else chr(code) if _has_meaning(code) else LOST


def _has_meaning(code: int) -> bool:
    return code & 0xFFFE != 0xFFFE and not any(code in codes for codes in NO_MEANING)


def whole_code(code: int, at: int, code_at: Callable[[int], int]) -> int | None:
    """Return what an unusual code at a place stands for: the character of two halves, or None for nothing.

    pdfium tells a character beyond the basic plane as two; a half by itself comes back as it is.
    """
    if code in HIGH:
        following = code_at(at + 1)
        return 0x10000 + ((code - 0xD800) << 10) + (following - 0xDC00) if following in LOW else code
    if code in LOW:
        return None if at and code_at(at - 1) in HIGH else code
    return None


def sane(text: str) -> str:
    """Return a text with whatever cannot be written as UTF-8, or has no meaning, replaced: titles, labels."""
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "".join(c if c in "\t\n\r" or _has_meaning(ord(c)) else LOST for c in joined)
