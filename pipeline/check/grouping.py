"""Numbers whose digits are grouped as no number's are: `1,23,4`, `1,234,56`, `12.345.6`."""

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.check.change_text import fold_keeping_length
from pipeline.check.definitions import judged, phrase
from pipeline.check.phrases import has_phrase
from pipeline.check.registry import Finding, Judgement, check
from pipeline.check.views import ReportView
from pipeline.rules import Rules, made_once
from pipeline.types import DiscrepancyType, EvidenceRole, Passage

_MONEY = r"[£$€¥₹]"
_GROUPED = re.compile(
    rf"(?<![\w.,/:;'’#_-])(?P<money>{_MONEY}\s?)?(?P<number>\d+(?:[.,]\d+)+)(?![\w/:_#'’²³-]|[.,]\d)(?P<after>\s?%|\s?{_MONEY})?"
)
_WESTERN = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:\.\d{3}){2,}")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
_CHINESE = re.compile(r"\d{1,4}(?:,\d{4})+(?:\.\d+)?")
_DECIMAL = re.compile(r"\d+[.,]\d+")
_DAY_AND_YEAR = re.compile(r"\d{1,2},(?:19|20)\d\d")
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])\d+,\d{1,2}(?![\d.,]\d)(?!\d)")
_AMOUNTS = re.compile(r"[\d,]*\d\.\d{1,2},\d")  # two amounts without a space: `100.00,200.00`
_NOUN = re.compile(r"\s[a-z]{3,}")
KINDS = frozenset({"sentence", "caption", "footnote", "row"})
WORDS_BEFORE = 30  # characters in which what numbers things may stand: `pages 1,23,4`
BETWEEN_CELLS = " | "


@check("LAB-06", DiscrepancyType.LABEL_CONFLICT)
def digits_in_groups(view: ReportView) -> Iterator[Judgement]:
    """A number with signs between its digits is grouped as numbers are.

    “1,234”, “1,23,456” (as in India), “1.234,5” and “12,5” are; “1,23,4” and “£1,234,56” are not: a
    digit was left out or a sign is wrong.
    """
    passages = [p for p in view.report.passages if p.kind in KINDS]
    commas = sum(len(_DECIMAL_COMMA.findall(p.text)) for p in passages)
    told, fine = [], 0
    for passage in passages:
        for found in _GROUPED.finditer(passage.text):
            number = found["number"]
            if number.count(",") + number.count(".") < 2 and _is_decimal(number, commas=commas):
                continue
            if is_grouped(number):
                fine += 1
            elif _is_a_number(view, passage, found):
                told.append((passage, found[0].strip()))
    if fine:
        yield judged(view, f"{fine} numbers are grouped as numbers are", None, "")
    for passage, printed in told:
        yield judged(view, f"{printed} is grouped as a number is", _finding(view, passage, printed), printed)


def is_grouped(number: str) -> bool:
    """Whether digits with points and commas between them are one number in any usual way of writing."""
    return any(way.fullmatch(number) for way in (_WESTERN, _INDIAN, _CHINESE, _DECIMAL)) and not _is_odd(number)


def _is_odd(number: str) -> bool:
    """Whether one comma parts off more digits than a group has: `1,2345` among numbers with a decimal point."""
    whole, _, rest = number.partition(",")
    return "." not in number and rest.isdigit() and len(rest) > 3 and whole != "0"


def _is_decimal(number: str, *, commas: int) -> bool:
    """Whether a number with one sign is a decimal, as far as its report lets it be."""
    whole, _, rest = number.partition(",")
    if "." in number or len(rest) <= 2 or whole == "0" or _DAY_AND_YEAR.fullmatch(number):
        return True
    return commas > 1 or len(rest) == 3 or len(whole) >= len(rest)


def _is_a_number(view: ReportView, passage: Passage, found: re.Match[str]) -> bool:
    """Whether what is printed stands for one amount, and is no list, no version and no number of a thing."""
    number, text = found["number"], passage.text
    if _is_list(number):
        return False
    money = found["money"] or found["after"] or _currency(view.rules).match(text, found.end())
    if "," not in number:
        return bool(money)
    before = text[: found.start()]
    if has_phrase(view.rules, "numbered", fold_keeping_length(before[-WORDS_BEFORE:])):
        return False
    after = text[found.end() :]
    begins = not before or (passage.kind == "row" and before.endswith(BETWEEN_CELLS))
    ends = not after or (passage.kind == "row" and after.startswith(BETWEEN_CELLS))
    return bool(money) or (begins and ends and passage.kind == "row") or _NOUN.match(after) is not None


@made_once
def _currency(rules: Rules) -> re.Pattern[str]:
    words = sorted({word for c in rules.currencies for word in c.words}, key=len, reverse=True)
    return re.compile(rf"\s(?:{'|'.join(map(re.escape, words))})s?\b") if words else re.compile(r"(?!)")


def _is_list(number: str) -> bool:
    """Whether commas part the members of a list: they rise, or each is a number of thousands."""
    parts = number.split(",")
    if _AMOUNTS.match(number):
        return True
    if len(parts) < 2 or not all(p.isdigit() for p in parts):
        return False
    values = [int(p) for p in parts]
    rises = all(a < b for a, b in pairwise(values)) and all(0 <= len(b) - len(a) <= 1 for a, b in pairwise(parts))
    alike = len({len(p) for p in parts}) == 1 and len(parts[0]) != 3
    return rises or alike or _are_thousands(parts)


def _are_thousands(parts: list[str]) -> bool:
    """Whether groups are those of several numbers of thousands, one after the other: `1,000,12,500`."""
    groups = 0  # of the number so far
    for part in parts:
        if groups == 0 or (len(part) < 3 and groups > 1):
            groups = 1
        elif len(part) != 3:
            return False
        else:
            groups += 1
    return groups > 1


def _finding(view: ReportView, passage: Passage, printed: str) -> Finding:
    return Finding(
        evidence=(phrase(view, passage, EvidenceRole.CLAIM, printed),),
        values=(printed,),
        explanation=f"“{printed}” is grouped as no number is; a digit or a sign of it is wrong.",
    )
