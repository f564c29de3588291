"""The likely slip: one digit changed, swapped, lost or added, a point moved, a sign or unit left out.

A slip is a candidate with its repair, never the truth: any operand may be the wrong one.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from pipeline.types import Cause

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")


@dataclass(frozen=True, slots=True)
class Slip:
    """A candidate: the cause, and the number as it would read without the slip."""

    cause: Cause
    repair: str


def printed_number(text: str) -> str:
    """Return the digits and point of a printed figure without thousands separators; empty if it has none."""
    match = _NUMBER.search(text)
    return match[0].replace(",", "") if match else ""


def slip_between(a: str, b: str) -> Cause | None:
    """Return the single slip that turns one printed figure into the other, or None.

    >>> slip_between("80.9%", "90.9%")
    <Cause.DIGIT_SUBSTITUTION: 'digit_substitution'>
    """
    x, y = printed_number(a), printed_number(b)
    if not x or not y:
        return None
    if x == y:
        return _sign_or_unit(a, b)
    if x.replace(".", "").lstrip("0") == y.replace(".", "").lstrip("0"):
        return Cause.DECIMAL_POINT
    if len(x) == len(y):
        differing = [i for i in range(len(x)) if x[i] != y[i]]
        if len(differing) == 1:
            return Cause.DIGIT_SUBSTITUTION
        if len(differing) == 2:
            i, j = differing
            if x[i + 1 : j] in ("", ".") and x[i] == y[j] and x[j] == y[i]:  # 58.9 and 59.8 too
                return Cause.TRANSPOSITION
        return None
    if len(x) + 1 == len(y) and x in _without_one(y):
        return Cause.DROPPED_DIGIT
    if len(y) + 1 == len(x) and y in _without_one(x):
        return Cause.DROPPED_DIGIT
    return None


def _sign_or_unit(a: str, b: str) -> Cause | None:
    if any(_prints(a, signs) != _prints(b, signs) for signs in (("%", "cent"), ("£", "pound"), ("$", "dollar"))):
        return Cause.MISSING_UNIT
    if any(_prints(a, signs) != _prints(b, signs) for signs in (("-", "−", "‐", "–"), ("+",))):
        return Cause.MISSING_SIGN
    return None


def _prints(text: str, signs: tuple[str, ...]) -> bool:
    return any(sign in text for sign in signs)


def _without_one(text: str) -> set[str]:
    return {text[:i] + text[i + 1 :] for i in range(len(text)) if text[i] != "."}


def repair(text: str, fits: Callable[[Decimal], bool]) -> Slip | None:
    """Return the slip in a printed figure whose repair makes it fit, or None.

    `fits` takes the repaired number as printed, before a multiplier word or percent sign. A figure
    of one digit has no slip worth naming: any value would be one digit away.
    """
    number = printed_number(text)
    if len(number.replace(".", "")) < 2:
        return None
    for cause, candidate in _candidates(number):
        try:
            value = Decimal(candidate)
        except InvalidOperation:
            continue
        padded = candidate[0] == "0" and candidate[1:2] not in ("", ".") and number[0] != "0"
        if value != Decimal(number) and not padded and fits(value):
            return Slip(cause, text.replace(_printed(text), candidate, 1))
    return None


def _printed(text: str) -> str:
    match = _NUMBER.search(text)
    return match[0] if match else text


def _candidates(number: str) -> Iterator[tuple[Cause, str]]:
    places = [i for i, c in enumerate(number) if c.isdigit()]
    for i, j in pairwise(places):  # over the point too
        if number[i] != number[j]:
            yield Cause.TRANSPOSITION, number[:i] + number[j] + number[i + 1 : j] + number[i] + number[j + 1 :]
    digits = number.replace(".", "")
    for i in range(1, len(digits) + 1):
        if "." in number or i < len(digits):
            yield Cause.DECIMAL_POINT, digits[:i] + ("." + digits[i:] if i < len(digits) else "")
    for i, old in enumerate(number):
        if old.isdigit():
            for new in "0123456789":
                if new != old and not (i == 0 and new == "0"):
                    yield Cause.DIGIT_SUBSTITUTION, number[:i] + new + number[i + 1 :]
    for i, old in enumerate(number):
        if old.isdigit():
            yield Cause.INSERTED_DIGIT, number[:i] + number[i + 1 :]
    for i in range(len(number) + 1):
        for new in "0123456789":
            if not (i == 0 and new == "0"):
                yield Cause.DROPPED_DIGIT, number[:i] + new + number[i:]
