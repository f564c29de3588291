"""The words of a sentence that make three of its figures a part, a whole and the share of the one in the other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from pipeline.check.change_text import between, fold_keeping_length, words_before
from pipeline.check.views import ReportView
from pipeline.types import Figure, FigureStatus, Kind, Passage

_OF = re.compile(r"^\s*(?:[\w'-]+\s+){0,3}?(?:out\s+of|of|/)\s*(?:the\s+|these\s+|all\s+|a\s+total\s+of\s+)*$|^/$")
_THEN_SHARE = re.compile(
    r"""
    ^ [^.;]{0,60}? (?: \( \s* (?:i\.e\.\s*)? (?:or\s+)? | \b(?:or|i\.e\.|is|was|which\ is|equivalent\ to|equal\ to
      |representing|equating\ to|making|that\ is)[,:]?\s+ (?:about\s+|around\s+|approximately\s+)? | ,\s* | \s[-=]\s ) $
    """,
    re.VERBOSE,
)
_IN_BRACKETS = re.compile(r"^\s*(?:[\w'-]+\s+){0,2}\(\s*$")
_ENDS_BRACKET = re.compile(r"[^()%]*?(?:\)|$)|\s*(?:,|;|of\b)[^()]*\)")
# What leads from a share to its part and whole: `55% (64/114)`, `75% of replies (9 of 12)`, `75%, or 9 out of 12`.
_THEN_PART = re.compile(
    r"^(?:\s+of(?:\s+[a-z'-]+){1,4})?\s*(?:\(\s*|\s-\s*|,?\s+(?:or|that\s+is|i\.e\.|being|equal\s+to)[,:]?\s+)$"
)
# A part with its share before the whole: `5 (18.5%) of 27 papers`.
_CLOSED_OF = re.compile(r"^\s*\)\s*(?:out\s+)?of\s+(?:the\s+|these\s+|all\s+|a\s+total\s+of\s+)*$")
_ENDS_PART = re.compile(r"^(?:\s+[a-z'-]+){0,4}\s*(?:\)|,|\.|;|-|$)")
_LEADS_LIST = re.compile(r"\b(?:of|among|for)\s+(?:the\s+|these\s+|all\s+|a\s+total\s+of\s+|our\s+)*$")
NO_SHARE = re.compile(
    r"\b(?:increase|decrease|reduction|rise|rose|fall|fell|growth|grew|up|down|more|fewer|less|higher|lower|compared)\b"
)
MOST_WHOLES = 300  # figures before a share among which its whole is looked for; a sentence may have thousands
MOST_ITEMS = 200  # of a list, that are held against the whole that its lead names
ITEM_STARTS = 3  # characters before the first figure of an item: a mark of the list
SHARE_KINDS = frozenset({Kind.SHARE, Kind.LEVEL, Kind.RATE})


@dataclass(frozen=True, slots=True)
class Told:
    """A share, the part that it is told of, and what its whole may be, the nearest first."""

    share: Figure
    part: Figure
    wholes: tuple[Figure, ...]


def shares_in(text: str, figures: list[Figure]) -> Iterator[Told]:
    """Yield the shares of a sentence that stand beside their part and whole.

    text: folded; figures: its reported figures in the order of the words.
    """
    for number, share in enumerate(figures):
        if is_share(share):
            told = _behind(text, figures, number) or _before(text, figures, number)
            if told is not None:
                yield told


def is_share(figure: Figure) -> bool:
    """Whether a figure is a percent that may be the share of a part in a whole."""
    return figure.unit == "percent" and figure.kind in SHARE_KINDS and figure.value is not None


def _behind(text: str, figures: list[Figure], number: int) -> Told | None:
    """Return a share that stands behind its part."""
    share = figures[number]
    before = figures[max(0, number - MOST_WHOLES) : number]
    if len(before) >= 2:
        part, whole = before[-2], before[-1]
        if _counts(part, whole) and _OF.match(between(text, part, whole)) and _follows(between(text, whole, share)):
            return Told(share, part, (whole,))
    if before and before[-1].unit == "count" and _IN_BRACKETS.match(between(text, before[-1], share)):
        part = before[-1]
        if not _ENDS_BRACKET.match(text, share.offset + len(share.text)):
            return None  # `in five towns (11% in Ely, 9% in March)`: a list, and no share of the five
        if NO_SHARE.search(text[part.offset : share.offset + len(share.text) + 25]):
            return None
        after = figures[number + 1] if number + 1 < len(figures) else None
        if after is not None and _counts(part, after) and _CLOSED_OF.match(between(text, share, after)):
            return Told(share, part, (after,))
        wholes = tuple(f for f in reversed(before[:-1]) if _counts(part, f))
        return Told(share, part, wholes) if wholes else None
    return None


def _before(text: str, figures: list[Figure], number: int) -> Told | None:
    """Return a share that stands before its part and whole: `75% (9 of 12)`."""
    if number + 2 >= len(figures):
        return None
    share, part, whole = figures[number : number + 3]
    if not _counts(part, whole) or not _OF.match(between(text, part, whole)):
        return None
    words = between(text, share, part)
    end = whole.offset + len(whole.text)
    if not _THEN_PART.match(words) or not _ENDS_PART.match(text[end : end + 60]):
        return None
    if NO_SHARE.search(words) or NO_SHARE.search(text[max(0, share.offset - 40) : share.offset]):
        return None
    return Told(share, part, (whole,))


def _follows(words: str) -> bool:
    return bool(_THEN_SHARE.match(words)) and not NO_SHARE.search(words)


def _counts(part: Figure, whole: Figure) -> bool:
    if part.unit != whole.unit or part.value is None or whole.value is None or part.kind is Kind.CHANGE:
        return False
    return part.unit in ("count", "GBP") and whole.kind is not Kind.CHANGE and 0 <= part.value <= whole.value


def lists_of_parts(view: ReportView) -> Iterator[list[Told]]:
    """Yield lists whose lead names the whole and whose items begin with a part and its share in brackets.

    `Of the 244 cases:`, then `105 (43%) were closed`, `87 (36%) were upheld`.
    """
    lead: Figure | None = None
    items: list[Told] = []
    for passages in _blocks(view):
        told = _item(view, passages[0], lead) if lead is not None and len(items) < MOST_ITEMS else None
        if told is not None:
            items.append(told)
            continue
        if items:
            yield items
        lead, items = _whole_of_list(view, passages[-1]), []
    if items:
        yield items


def _blocks(view: ReportView) -> Iterator[list[Passage]]:
    for _, passages in groupby(view.sentences, key=lambda p: p.block):
        yield list(passages)


def reported(view: ReportView, passage: Passage) -> list[Figure]:
    """Return the reported figures of a passage in the order of the words."""
    return [f for f in view.by_passage.get(passage.ordinal, ()) if f.status is FigureStatus.REPORTED]


def _whole_of_list(view: ReportView, passage: Passage) -> Figure | None:
    """Return the one count that a sentence which leads to a list says its items are of."""
    if not passage.text.rstrip().endswith(":"):
        return None
    text = fold_keeping_length(passage.text)
    counts = [f for f in reported(view, passage) if f.unit == "count" and f.kind is Kind.LEVEL]
    led = [f for f in counts if _LEADS_LIST.search(words_before(text, f))]
    return led[0] if len(led) == len(counts) == 1 else None


def _item(view: ReportView, passage: Passage, lead: Figure | None) -> Told | None:
    figures = reported(view, passage)
    if lead is None or len(figures) < 2 or figures[0].offset > ITEM_STARTS:
        return None
    part, share = figures[:2]
    text = fold_keeping_length(passage.text)
    if not _counts(part, lead) or not is_share(share) or not _IN_BRACKETS.match(between(text, part, share)):
        return None
    closed = text[share.offset + len(share.text) :].lstrip().startswith(")")
    return Told(share, part, (lead,)) if closed else None
