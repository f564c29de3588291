"""What a sheet shows for a value under its number format."""

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from typing import Any

CURRENCY = re.compile(r'"?([£$€¥])"?|\[\$([^\]\-]*)[^\]]*\]')
MOST_DECIMALS = 30
WHOLE = 10**11
DIGITS = 400  # of the largest number that a sheet can hold, and its decimals


def shown_value(value: Any, number_format: str) -> str:
    """The text that a sheet shows for a value under its number format; dates come as ISO dates."""
    if value is None:
        return ""
    if type(value) is int and number_format == "General" and -WHOLE < value < WHOLE:
        return str(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        return _shown_number(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), number_format)
    return str(value)


@lru_cache(maxsize=1024)
def _shape(number_format: str) -> tuple[str, bool, int, int, bool, bool]:
    """Return symbol, percent, decimals, thousands cut, thousands marked, brackets of one section of a format."""
    currency = CURRENCY.search(number_format)
    symbol = next((g for g in currency.groups() if g), "") if currency else ""
    pattern = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.', "", number_format)
    decimals = min(len(m[1]), MOST_DECIMALS) if (m := re.search(r"\.([0#?]+)", pattern)) else 0
    scale = min(len(m[1]), 5) if (m := re.search(r"[0#](,+)(?=[^0#,]*$)", pattern)) else 0
    return symbol, "%" in pattern, decimals, scale, re.search(r"[#0],[#0]", pattern) is not None, "(" in pattern


def _shown_number(value: Decimal, number_format: str) -> str:
    if not value.is_finite():
        return str(value)
    sections = number_format[:500].split(";")
    section = sections[1] if value < 0 and len(sections) > 1 and sections[1] else sections[0]
    if section in ("General", "@", ""):
        return _general(value)
    symbol, percent, decimals, scale, marked, brackets = _shape(section)
    with localcontext() as context:
        context.prec = DIGITS
        shown = abs(value * 100 if percent else value)
        rounded = (shown / 1000**scale).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}" if marked else f"{rounded:f}"
    text = f"{symbol}{text}" + ("%" if percent else "")
    if value < 0 and rounded:
        return f"({text})" if brackets else f"-{text}"
    return text


def _general(value: Decimal) -> str:
    """A number as the General format shows it: eleven figures at most, no trailing zeros."""
    if abs(value) < WHOLE and value == value.to_integral_value():
        return str(int(value))
    text = f"{float(value):.10g}"
    return text if "e" in text or "n" in text else f"{Decimal(text):f}"
