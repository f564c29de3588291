"""Lines of an account that name a thing and end in its amounts, and what an amount looks like in any language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

# A number with a currency, a sign, brackets or marks of bold around it; a dash or nothing else stands for none.
_NUMBER = r"(?:\d{1,3}(?:[,.'’ \u00a0\u202f]\d{3})+|\d+)(?:[.,]\d{1,2})?"
_ODD = r"[£$€¥₹]\s?\d[\d.,]*\d"  # money with a slip in it
_MONEY = r"[£$€¥₹]|[A-Z]{3}\b"
AMOUNT = re.compile(
    rf"[*_]{{0,3}}\(?[-+\u2013\u2212]?\s?(?:(?:{_MONEY})\s?)?[-\u2013\u2212]?[*_]{{0,3}}{_NUMBER}"
    rf"\s?(?:{_MONEY})?\)?[*_]{{0,3}}|{_ODD}"
)
_NONE = re.compile(r"[-\u2013\u2212]")
_MONEYED = re.compile(rf"(?:{_MONEY})|\d[.,]\d{{2}}(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LETTER = re.compile(r"[^\W\d_]")
_GAP = re.compile(r"\s*(?<!\.)\.{3,}\s*|[ \u00a0]{2,}|\s*\t\s*")
LEAST_ROWS = 3  # of an account
LONGEST_NAME = 80  # characters of what a line names
LOOKED_AT = 12  # lines by which it is told whether they are an account
MOST_FIELDS = 8  # of a line of an account


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a line: the column of its first character, and its text."""

    column: int
    text: str


def is_amount(text: str) -> bool:
    """Whether a text is an amount and nothing else; a year alone is none."""
    return AMOUNT.fullmatch(text) is not None and _YEAR.fullmatch(text.strip("*_ ")) is None


def is_money(text: str) -> bool:
    """Whether an amount has a currency or two decimals: `£40`, `40.00`."""
    return _MONEYED.search(text) is not None


def fields_of(raw: str) -> list[Field]:
    """Split a line at wide gaps and rows of dots."""
    fields = []
    start = len(raw) - len(raw.lstrip())
    for gap in _GAP.finditer(raw, start):
        fields.append(Field(start, raw[start : gap.start()]))
        start = gap.end()
    fields.append(Field(start, raw[start:]))
    return [f for f in fields if f.text.strip()]


def amounts_of(raw: str) -> list[Field]:
    """Return the fields of a line that names a thing and ends in amounts; empty for any other line."""
    if "  " not in raw.strip() and "..." not in raw:
        return []
    fields = fields_of(raw.rstrip())
    if not 2 <= len(fields) <= MOST_FIELDS or len(fields[0].text) > LONGEST_NAME or not _LETTER.search(fields[0].text):
        return []
    amounts = [f.text for f in fields[1:]]
    if not all(is_amount(a) or _NONE.fullmatch(a) for a in amounts) or not any(is_amount(a) for a in amounts):
        return []
    return fields


@dataclass(frozen=True, slots=True)
class Account:
    """Rows of an account: the number of each line in the list given, and its fields, the name first."""

    rows: tuple[tuple[int, tuple[Field, ...]], ...]

    @property
    def end(self) -> int:
        """The number of the line after the last."""
        return self.rows[-1][0] + 1


def account_at(lines: list[str], i: int) -> Account | None:
    """Return the account that begins at line `i`: at least three lines with as many amounts each.

    One empty line may stand between two. A line right above that has a field for each amount is their head.
    """
    head: tuple[Field, ...] = ()
    first = i
    looked_at = list(islice(_rows(lines, first), LOOKED_AT))
    if not looked_at:
        head = _head(lines[i])
        first = i + 1 if i + 1 < len(lines) and lines[i + 1].strip() else i + 2
        looked_at = list(islice(_rows(lines, first), LOOKED_AT)) if head else []
    if len(looked_at) < LEAST_ROWS or _is_contents(lines, looked_at) or (head and not _fits(head, looked_at[0][1])):
        return None
    rows = list(_rows(lines, first))
    if head:
        rows.insert(0, (i, head if len(head) == len(looked_at[0][1]) else (Field(0, ""), *head)))
    return Account(tuple(rows))


def _is_contents(lines: list[str], rows: list[tuple[int, tuple[Field, ...]]]) -> bool:
    """Whether dots lead to numbers of pages and not to money."""
    dotted = all("..." in lines[n] for n, _ in rows)
    return dotted and not any(is_money(f.text) for _, fields in rows for f in fields[1:])


def _fits(head: tuple[Field, ...], row: tuple[Field, ...]) -> bool:
    """Whether a line has a field for each amount of the lines below, and perhaps one for their names."""
    return len(head) in (len(row), len(row) - 1) and (len(head) > 1 or head[0].column >= len(row[0].text))


def _rows(lines: list[str], i: int) -> Iterator[tuple[int, tuple[Field, ...]]]:
    width = 0
    while i < len(lines):
        fields = amounts_of(lines[i])
        if not fields or (width and len(fields) != width):
            return
        width = len(fields)
        yield i, tuple(fields)
        i += 1
        if i + 1 < len(lines) and not lines[i].strip():
            i += 1


def _head(raw: str) -> tuple[Field, ...]:
    stripped = raw.rstrip()
    if not stripped or ("  " not in stripped.strip() and not stripped.startswith("        ")):
        return ()
    fields = fields_of(stripped)
    return tuple(fields) if len(fields) <= MOST_FIELDS and not stripped.endswith((".", ":")) else ()
