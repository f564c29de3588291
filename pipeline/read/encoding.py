"""Turns the bytes of a text file or page into text that can be written as UTF-8, and says what was wrong with them."""

import codecs
import re
from dataclasses import dataclass

from pipeline.errors import UnreadableError

SAMPLE = 65_536
MOST = 10  # a text of which a tenth has no meaning is none
LOST = "\ufffd"  # stands for a character without a meaning; never left out, since it may be a digit
MARKS = (  # byte order marks; those of UTF-32 begin like those of UTF-16
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\xef\xbb\xbf", "utf-8"),
)
MAINFRAME = "cp037"  # EBCDIC
WEB_NAMES = {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "utf-8", "utf8", "utf-7", "utf7"}
KNOWN = re.compile(r"cp\d|iso8859|koi8|mac|big5|gb|euc|shift|hz|iso2022|johab|tis|ptcp|kz|hp")
# Controls, halves of characters, private use and what is no character: no meaning, and some cannot be written.
MEANINGLESS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]"
)
HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
# Private codes that word processors use for list bullets and dashes (Symbol, Wingdings).
BULLETS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0a8": "▪", "\uf0d8": "•", "\uf0fc": "•", "\uf0be": "–", "\uf02d": "-"}
BREAKS = ("\n", "\r", "\x85", "\u2028", "\u2029", "\f", "\v")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, what could not be read of it, and under which encoding it was read."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, *, declared: str = "") -> Decoded:
    """Decode by mark, by shape (zero bytes, EBCDIC), as UTF-8, by the declared name, else as Windows-1252.

    Whatever has no meaning is replaced one to one by U+FFFD and counted in the notes, so that columns stay.
    """
    mark, encoding = next(((m, e) for m, e in MARKS if data.startswith(m)), (b"", ""))
    encoding = encoding or shape_of(data)
    notes: list[str] = []
    body = data[len(mark) :] if mark else data
    if encoding not in ("", "utf-8"):
        text = body.decode(encoding, "replace")
        if encoding == MAINFRAME:
            notes.append("EBCDIC; read as code page 037")
    else:
        text = _eight_bits(body, declared, notes)
    undecoded = text.count(LOST) if encoding.startswith(("utf-16", "utf-32")) else 0
    text, replaced = clean(text)
    if undecoded:
        notes.append(f"{undecoded} {_characters(undecoded)} could not be decoded from {encoding.upper()}")
    if (replaced + undecoded) * MOST > len(text):
        raise UnreadableError(
            f"no text: {replaced + undecoded} of its {len(text)} characters have no meaning in any encoding tried; "
            "look at what the file really is"
        )
    if replaced:
        notes.append(told_replaced(replaced))
    return Decoded(text, encoding or "utf-8", tuple(notes))


def told_replaced(count: int) -> str:
    """Say how many characters were replaced."""
    stand = "stands" if count == 1 else "stand"
    return f"{count} control or private {_characters(count)} {stand} as U+FFFD; look at the original there"


def _characters(count: int) -> str:
    return "character" if count == 1 else "characters"


def shape_of(data: bytes) -> str:
    """Return the encoding that a sample without a mark shows by its zero bytes or blanks, empty for eight bits."""
    sample = data[:SAMPLE]
    sample = sample[: len(sample) // 4 * 4]
    if len(sample) < 8:
        return ""
    quarter = len(sample) // 4
    zeros = [sample[i::4].count(0) / quarter for i in range(4)]
    if zeros[0] < 0.1 and min(zeros[1:]) > 0.9:
        return "utf-32-le"
    if zeros[3] < 0.1 and min(zeros[:3]) > 0.9:
        return "utf-32-be"
    even, odd = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    if even < 0.05 and odd > 0.4:
        return "utf-16-le"
    if odd < 0.05 and even > 0.4:
        return "utf-16-be"
    return MAINFRAME if _is_mainframe(sample) else ""


def _is_mainframe(sample: bytes) -> bool:
    """EBCDIC's blank is 0x40 and its letters and digits lie above 0x80, where other texts have few."""
    blanks = sample.count(0x40)
    if sample.count(0x20) * 20 > blanks or blanks * 50 < len(sample):
        return False
    if sum(byte >= 0x81 for byte in sample) * 2 < len(sample):
        return False
    text = sample.decode(MAINFRAME)
    return sum(c.isascii() and (c.isprintable() or c in "\r\n\t") for c in text) > 0.95 * len(text)


def _eight_bits(data: bytes, declared: str, notes: list[str]) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        first = error.start
    name = declared.lower()
    if name and name not in WEB_NAMES:
        if _is_known(name):
            return _told_undecoded(data.decode(name, "replace"), name, notes)
        notes.append(f"the page names an unknown encoding ({name[:40]!r})")
    counted = _Fallback()
    text = data.decode("utf-8", counted.name)
    unknown = f", of which {counted.lost} have no meaning there" if counted.lost else ""
    notes.append(f"not UTF-8 (byte {first}, {counted.bytes} in all); read as Windows-1252{unknown}")
    return text


def _is_known(name: str) -> bool:
    """Whether an encoding is one of texts; Python's others escape, compress and the like."""
    try:
        return KNOWN.match(codecs.lookup(name).name) is not None
    except (LookupError, ValueError):
        return False


def _told_undecoded(text: str, name: str, notes: list[str]) -> str:
    if count := text.count(LOST):
        notes.append(f"{count} {_characters(count)} could not be decoded from {name}")
    return text


class _Fallback:
    """Reads the bytes that are no UTF-8 as Windows-1252, one by one, and counts them."""

    name = "reportcheck-1252"

    def __init__(self) -> None:
        self.bytes = self.lost = 0
        codecs.register_error(self.name, self)

    def __call__(self, error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        wrong = error.object[error.start : error.end]
        self.bytes += len(wrong)
        shown = wrong.decode("cp1252", "replace")
        self.lost += shown.count(LOST)
        return shown, error.end


def clean(text: str) -> tuple[str, int]:
    """Return a text that can be written as UTF-8, of the same length unless halves were joined, and the count replaced.

    List bullets in private codes become bullets; what has no meaning becomes U+FFFD.
    """
    if not MEANINGLESS.search(text):
        return text, 0
    text = HALVES.sub(_joined, text)
    count = 0

    def meaning(match: re.Match[str]) -> str:
        nonlocal count
        known = BULLETS.get(match[0])
        count += known is None
        return known or LOST

    return MEANINGLESS.sub(meaning, text), count


def _joined(match: re.Match[str]) -> str:
    return match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def line_ends(text: str) -> str:
    r"""Return the text with `\n` as its line end, one character for one: old Macs' `\r`, and others where no `\n` is.

    Where a text has line ends already, form feeds, separators and the like are blanks in a line.
    """
    if "\r" in text:
        text = re.sub(r"\r(?!\n)", "\n", text)
    if "\n" not in text.rstrip("\n"):
        other = next((b for b in BREAKS[2:] if b in text), "")
        text = text.replace(other, "\n") if other else text
    for rare in BREAKS[2:]:
        text = text.replace(rare, " ")
    return text
