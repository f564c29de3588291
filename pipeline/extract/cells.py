"""Reads one table cell: its numbers, or how it says that there is none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from pipeline.extract.hedges import without_hedge
from pipeline.extract.numbers import MINUS, Candidate, find_candidates
from pipeline.rules import Rules, made_once
from pipeline.types import FigureStatus, Flag, Qualifier

ORDINAL = re.compile(r"=?\s*(?P<n>\d{1,3})(?:st|nd|rd|th)\s*(?:=|equal|joint)?", re.IGNORECASE)
MARKS = re.compile(
    r"\[(?P<mark>r|p|e|b|c|u|z|x|revised|provisional|estimated?)\]|\((?P<word>r|p|e|est|revised|provisional"
    r"|estimated?)\)|(?P<letter>(?<=\d)[re]|(?<=,\d{3})p)\s*$",
    re.IGNORECASE,
)
REST = re.compile(
    rf"[\s()\[\]*†‡§#^¹²³⁴⁵⁶⁷⁸⁹⁰ᵃ-ᶻʰʲˡˢʷˣʸⁱⁿ{MINUS}/=▲▼↑↓➔→←:;,.]*"
    r"(?:pts?|points?|days?|hours?|mins?)?[\s()*]*"
)
ACCOUNTING = re.compile(r"\(\s*(?P<inside>[£$€]?\s?\d[\d,]*(?:\.\d+)?\s?%?)\s*\)")
SPACED_THOUSANDS = re.compile(r"[£$€]?\s?[+-]?\d{1,3}(?: \d{3})+(?:\.\d+)?\s?%?")
DATE_CELL = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|\d{1,2}[ -][A-Z][a-z]{2,8}[ -](?:\d{4}"
    r"|\d{2})|[A-Z][a-z]{2,8}[ -]\d{1,2},? \d{4}|(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
)
TELEPHONE_CELL = re.compile(
    r"(?:tel\.?:?\s*)?(?:\(?(?:\+44\s?|0)\d{2,5}\)?[\s-]?\d{3,4}[\s-]?\d{3,4}"
    r"|(?:\+?1[\s.-])?\(?\d{3}\)?[\s.-]\d{3}[.-]\d{4})"
    r"(?:\s*(?:ext\.?|x)\s*\d{1,5})?",
    re.IGNORECASE,
)
FOOT_NUMBER = re.compile(r"(?<=[\d%])\[\d{1,2}\]|(?<=[\d%])\s\[(?:notes?\s*)?\d{1,2}(?:,\s?\d{1,2})*\]", re.IGNORECASE)
# `1,204(a)`, `21.0a`: a letter behind decimals or thousands is the mark of a note
FOOT_LETTER = re.compile(
    r"(?<=[\d%])\s?[(\[][a-z](?:,\s?[a-z])*[)\]]\s*$|(?:(?<=\d\.\d)|(?<=\d\.\d\d)|(?<=,\d{3}))\s?[a-df]\s*$"
)
# `78% (target missed)`: words in brackets behind the one number, without a digit of their own
REMARK = re.compile(r"(?<=[\d%])\s*\((?=[^()]*[a-z]{3})[^()\d£$€%]{3,60}\)\s*$")
# `29 (5 deaths)`: a count of something else in brackets behind the number of the cell
OTHER_COUNT = re.compile(r"\(\s*\d[\d,]*(?:\s+[a-z]{2,}){1,4}\s*\)\s*$")
DECIMAL_COMMA = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:\.\d{3})+|\d+),\d{1,2}(?![\d,.]*\d)")
DECIMAL_POINT = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+\.\d{1,2}(?![\d.]))")
LEAST_COMMAS = 3
SPACED = re.compile(r"(?<![\d.,/-])(?<!\d )\d{1,3}(?: \d{3})+(?![\d/-])(?! \d)")
PARTED = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,]\d{3})+(?![\d.,]*\d)")
LEAST_SPACED = 3
NUMBER = re.compile(r"\d[\d.,]*\d")
CHANGED_ABOUT = str.maketrans(".,", ",.")
DASH = re.compile(rf"[{MINUS}]")
DASH_IS_ZERO = re.compile(
    rf"(?:^|[\s(])[{MINUS}]\s*(?:=|(?:represents?|denotes?|means|indicates?|stands?\s+for)\b)\s*"
    r"(?:or\s+rounds?\s+to\s+)?(?:zero|nil|0)\b",
    re.IGNORECASE,
)
SIGNS = {
    "<": Qualifier.LESS,
    ">": Qualifier.MORE,
    "≤": Qualifier.AT_MOST,
    "≥": Qualifier.AT_LEAST,
    "~": Qualifier.ABOUT,
    "c.": Qualifier.ABOUT,
}
FLAGS = {
    "r": Flag.REVISED, "p": Flag.PROVISIONAL, "e": Flag.ESTIMATED, "b": Flag.BREAK,
    "c": Flag.SUPPRESSED, "u": Flag.SUPPRESSED, "z": Flag.NOT_APPLICABLE, "x": Flag.NONE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellNumber:
    """A number of a cell: the candidate, its qualifier, its flag, and whether it stands in brackets after another."""

    candidate: Candidate
    qualifier: Qualifier
    flag: Flag
    bracketed: bool


@dataclass(frozen=True, slots=True)
class CellReading:
    """What a cell holds: numbers, or a gap's status, or text (neither)."""

    numbers: tuple[CellNumber, ...] = ()
    status: FigureStatus | None = None
    flag: Flag = Flag.NONE  # of a gap


@made_once
def _gap_words(rules: Rules) -> dict[str, FigureStatus]:
    return {w.lower(): FigureStatus(g.status) for g in rules.gaps for w in g.words}


def has_decimal_comma(texts: Iterable[str]) -> bool:
    """Whether numbers are printed as `1.393,4`: some can be read no other way, and none as `1,393.4` only."""
    commas = points = 0
    for text in texts:
        commas += len(DECIMAL_COMMA.findall(text))
        points += len(DECIMAL_POINT.findall(text))
    return commas >= LEAST_COMMAS and points * 10 <= commas


def with_decimal_point(text: str) -> str:
    """Return the text, as long as before, with the points and commas of its numbers changed about."""
    return NUMBER.sub(lambda m: m[0].translate(CHANGED_ABOUT), text)


def has_spaced_thousands(texts: Iterable[str], *, decimal_comma: bool) -> bool:
    """Whether prose prints thousands as `1 283`: often enough, and with commas or points between them never.

    A comma for decimals leaves the space as the commonest mark; one such number is enough then.
    """
    spaced = parted = 0
    for text in texts:
        spaced += len(SPACED.findall(text))
        parted += len(PARTED.findall(text))
    return spaced >= (1 if decimal_comma else LEAST_SPACED) and parted * 10 <= spaced


def with_joined_thousands(text: str) -> str:
    """Return the text, as long as before, with a fixed space in each `1 283`."""
    return SPACED.sub(lambda m: m[0].replace(" ", "\u00a0"), text)


def dash_means_zero(text: str) -> bool:
    """Whether a note says so: `– represents or rounds to zero`."""
    return DASH_IS_ZERO.search(text) is not None


def read_cell(text: str, rules: Rules, *, decimal_comma: bool = False, dash_is_zero: bool = False) -> CellReading:
    """Return the numbers of a cell that holds nothing else, or the status of an empty one, or neither.

    decimal_comma: whether the table prints `1.393,4`; dash_is_zero: whether a note says that a dash stands for none.
    """
    text = with_decimal_point(text) if decimal_comma else text
    stripped = text.strip()
    if dash_is_zero and DASH.fullmatch(stripped):
        zero = Candidate(text.index(stripped), text.index(stripped) + 1, Decimal(0), 0, "count", "", "digits")
        return CellReading((CellNumber(zero, Qualifier.NONE, Flag.NONE, bracketed=False),))
    if not stripped:
        return CellReading(status=FigureStatus.BLANK)
    lowered = stripped.lower()
    gaps = _gap_words(rules)
    status = gaps.get(re.sub(r"\s+", " ", lowered).rstrip(".") or stripped) or gaps.get(lowered)
    if status is not None:
        return CellReading(status=status, flag=flag_of(stripped))
    if ordinal := ORDINAL.fullmatch(stripped):
        at = text.index(stripped)
        candidate = Candidate(at, at + len(stripped), Decimal(ordinal["n"]), 0, "rank", "", "rank")
        return CellReading((CellNumber(candidate, Qualifier.NONE, Flag.NONE, bracketed=False),))
    if DATE_CELL.fullmatch(stripped) or TELEPHONE_CELL.fullmatch(stripped):
        return CellReading()
    return CellReading(_numbers(text, rules))


def _numbers(text: str, rules: Rules) -> tuple[CellNumber, ...]:
    bare = text
    for mark in (MARKS, FOOT_NUMBER, FOOT_LETTER, REMARK):
        bare = mark.sub(_blank, bare)
    if SPACED_THOUSANDS.fullmatch(bare.strip()):
        bare = re.sub(r"(?<=\d) (?=\d{3})", "\u00a0", bare)  # as long as before, so that offsets hold
    candidates = [c for c in find_candidates(bare, rules, cell=True) if c.form != "words" and c.form != "fraction"]
    if not candidates or len(candidates) > 3:
        return ()
    first, last = candidates[0], candidates[-1]
    if (end := _before_other_count(bare, candidates, rules)) is not None:
        bare, candidates, last = bare[:end], candidates[:1], first
    behind = bare[last.end :]
    # `Up to £3,790`; what stands behind a second number is no hedge of the first
    hedged, before, after = without_hedge(bare[: first.start], behind if first is last else "", rules)
    after = after if first is last else behind
    between = "".join(bare[a.end : b.start] for a, b in pairwise(candidates))
    qualifier, rest = _qualifier(before + between + after)
    qualifier = qualifier if hedged is Qualifier.NONE else hedged
    if not REST.fullmatch(rest):
        return ()
    flag = flag_of(text)
    numbers = []
    for i, c in enumerate(candidates):
        in_brackets = bool(re.search(r"[(\[]\s*$", bare[: c.start]) and re.match(r"\s*[)\]]", bare[c.end :]))
        if in_brackets and i == 0 and len(candidates) == 1 and not c.signed and ACCOUNTING.fullmatch(bare.strip()):
            c = replace(c, value=-c.value, signed=True)
            in_brackets = False
        numbers.append(
            CellNumber(
                c,
                qualifier if i == 0 else Qualifier.NONE,
                flag if i == 0 else Flag.NONE,
                bracketed=in_brackets and i > 0,
            )
        )
    return tuple(numbers)


def _before_other_count(bare: str, candidates: list[Candidate], rules: Rules) -> int | None:
    """Return where a count of something else in brackets begins, None where there is none: `40 (20 or more)`."""
    last = candidates[-1]
    other = OTHER_COUNT.search(bare, candidates[0].end)
    if not other or len(candidates) != 2 or last.unit != "count" or last.signed or other.start() > last.start:
        return None
    hedged, _, _ = without_hedge("", bare[last.end : other.end()].rstrip(" )"), rules)
    return other.start() if hedged is Qualifier.NONE else None


def _blank(m: re.Match[str]) -> str:
    return " " * len(m[0])


def _qualifier(rest: str) -> tuple[Qualifier, str]:
    for sign, qualifier in SIGNS.items():
        if sign in rest:
            return qualifier, rest.replace(sign, "")
    return Qualifier.NONE, rest


def flag_of(text: str) -> Flag:
    """Return the flag that a mark in a cell or a header tells, as `2014 (r)`; none for other texts."""
    m = MARKS.search(text)
    return FLAGS[(m["mark"] or m["word"] or m["letter"])[0].lower()] if m else Flag.NONE
