"""Values of cells, and how each is written: plain decimals, clean text, and the guard for spreadsheets."""

import re
from datetime import date
from decimal import Context, Decimal

Value = str | int | Decimal | date | None

# What no file format and no terminal should be given: control characters but tab and line feed,
# the 8-bit controls, lone surrogates and the two non-characters that XML forbids.
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# A text that a spreadsheet would run as a formula. Apostrophes before it count as well, so that
# taking one off again gives back exactly what was printed.
FORMULA = re.compile(r"'*[=+\-@\t\n]")
FIRST = frozenset("'=+-@\t\n")  # what such a text begins with
SIGNED_NUMBER = re.compile(
    r"""
    [+-] \s? [£$€]? \d      # -5, +£7
    [\d,]* (?:\.\d+)?       # 1,234.5
    \s? %?                  # -59%
    """,
    re.VERBOSE,
)
WIDE = Context(prec=10_000)  # the default of 28 digits would round a long printed number
MAX_DECIMALS = 12  # a computed bound of 28 digits says nothing more than one of 12
FINEST = Decimal(1).scaleb(-MAX_DECIMALS)


def clean_text(text: str) -> str:
    """Return `text` with every character that is unsafe in a file or terminal replaced, one to one.

    Line ends become a line feed, so that a cell reads the same from every format.
    """
    if text.isprintable():  # most are, and looking takes a tenth of the time: nothing unsafe is printable
        return text
    return UNSAFE.sub(REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))


def guard_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run; a signed number stays a number."""
    if text[:1] in FIRST and FORMULA.match(text) and not SIGNED_NUMBER.fullmatch(text):
        return "'" + text
    return text


def unguard_formula(text: str) -> str:
    """Take off the apostrophe that `guard_formula` put there."""
    if text.startswith("'") and FORMULA.match(text):
        return text[1:]
    return text


def plain_number(number: Decimal | int) -> str:
    """Write a number without exponent, with the decimals it has (12 at most).

    Raises ValueError for NaN and infinity, which no table may hold.
    """
    if isinstance(number, int):
        return str(number)
    if not number.is_finite():
        raise ValueError(f"{number} is no number for a table; an open end is empty")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -MAX_DECIMALS:
        number = number.quantize(FINEST, context=WIDE).normalize(WIDE)
    return format(number if number else abs(number), "f")  # abs: there is no minus zero in print


def coordinate(points: float | None) -> Decimal | None:
    """Return a coordinate in points with two decimals: 0.0035 mm, finer than any print."""
    return None if points is None else Decimal(f"{points:.2f}")


def share(number: float) -> Decimal:
    """Return a confidence with four decimals."""
    return Decimal(f"{number:.4f}").normalize()
