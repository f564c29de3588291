"""Words and numbers as a reader of the audit pages sees them."""

import re
from decimal import Decimal

from pipeline.publish.values import clean_text, plain_number
from pipeline.types import EvidenceRole, Figure, Severity

SEVERITY_WORDS = {
    Severity.ERROR: "cannot both be right",
    Severity.WARNING: "needs a look",
    Severity.INFO: "rounding or loose words",
}
ROLE_WORDS = {
    EvidenceRole.CLAIM: "as printed",
    EvidenceRole.OPERAND: "goes into the sum",
    EvidenceRole.COUNTERPART: "held against",
    EvidenceRole.MISSING: "missing in the other",
}
UNIT_SIGNS = {"percent": "%", "percentage_point": " points", "count": "", "rank": "", "ratio": ""}
CURRENCY_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}
# Marks that turn the direction of text and characters that take no room: a title could hide or swap words with them.
INVISIBLE = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def plain(text: str) -> str:
    """Return text on one line without characters that no reader sees; what is left is still to be escaped."""
    return " ".join(INVISIBLE.sub("", clean_text(text)).split())


def line_text(text: str) -> str:
    """Return a line with its tabs and spaces, each character where it was, so that offsets still hold."""
    return INVISIBLE.sub("\N{REPLACEMENT CHARACTER}", clean_text(text))


def shorten(text: str, length: int) -> str:
    """Return text on one line of at most `length` characters, cut at a word."""
    text = plain(text)
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    head, _, _ = cut.rpartition(" ")
    return f"{head if len(head) > length // 2 else cut}…"


def words(name: str) -> str:
    """Return a name of the data as words: `text_table_conflict` as `text table conflict`."""
    return name.replace("_", " ")


def grouped(number: Decimal | int) -> str:
    """Return a number with thousands separators, for reading only."""
    text = plain_number(number)
    whole, point, rest = text.partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-') or 0):,}{point}{rest}".replace("-", "\N{MINUS SIGN}", 1)


def with_unit(number: Decimal | None, unit: str) -> str:
    """Return a number with its unit as people write it, `unknown` for none."""
    if number is None:
        return "unknown"
    text = grouped(number)
    if unit in CURRENCY_SIGNS:
        sign, size = ("\N{MINUS SIGN}", text[1:]) if text.startswith("\N{MINUS SIGN}") else ("", text)
        return f"{sign}{CURRENCY_SIGNS[unit]}{size}"
    return text + UNIT_SIGNS.get(unit, f" {words(unit).replace('/', ' a ')}")


def subject_of(figure: Figure) -> str:
    """Return what a figure measures and for whom and when, in a few words."""
    parts = [figure.indicator or figure.row_label, figure.segment, figure.period.label if figure.period else ""]
    return ", ".join(plain(p) for p in parts if p)


def file_name(path: str) -> str:
    """Return the name of a file without its folders."""
    return plain(path.rsplit("/", 1)[-1])


def count(number: int, noun: str) -> str:
    """Return `1 figure`, `1,234 figures`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
