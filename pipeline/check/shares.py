"""Shares told in prose held against part and whole."""

import re
from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from pipeline.check.change_text import between, fold_keeping_length
from pipeline.check.findings import place_of_figure, plain, rounded
from pipeline.check.registry import Finding, Judgement, check
from pipeline.check.slips import repair
from pipeline.check.views import ReportView
from pipeline.quantities import Interval, figure_interval, share_percent, unit_in_last_place
from pipeline.types import Cause, DiscrepancyType, EvidenceRole, Figure, FigureStatus, Kind, Result, Severity

_OF = re.compile(r"^\s*(?:[\w'-]+\s+){0,3}?(?:out\s+of|of|/)\s*(?:the\s+|these\s+|all\s+|a\s+total\s+of\s+)*$|^/$")
_THEN_SHARE = re.compile(
    r"""
    ^ [^.;]{0,60}? (?: \( \s* (?:i\.e\.\s*)? (?:or\s+)? | \b(?:or|i\.e\.|is|was|which\ is|equivalent\ to|equal\ to
      |representing|equating\ to)\s+ (?:about\s+|around\s+|approximately\s+)? | ,\s* ) $
    """,
    re.VERBOSE,
)
_IN_BRACKETS = re.compile(r"^\s*(?:[\w'-]+\s+){0,2}\(\s*$")
_ENDS_BRACKET = re.compile(r"[^()%]*?(?:\)|$)|\s*(?:,|;|of\b)[^()]*\)")
NO_SHARE = re.compile(
    r"\b(?:increase|decrease|reduction|rise|fall|growth|up|down|more|fewer|less|higher|lower|compared)\b"
)
MOST_WHOLES = 300  # figures before a share among which its whole is looked for; a sentence may have thousands
SHARE_KINDS = frozenset({Kind.SHARE, Kind.LEVEL, Kind.RATE})


@check("SHR-01", DiscrepancyType.SHARE_MISMATCH)
def share_told(view: ReportView) -> Iterator[Judgement]:
    """A share told beside its part and its whole is their quotient.

    “636 of 1,789 is 36%”: 35.55% prints as 36% and agrees. “490 were offered a visit and 475 (97%)
    accepted”: 475 of 490 is 96.9% and agrees; 79% would be a mismatch.
    """
    for passage in view.sentences:
        figures = [f for f in view.by_passage.get(passage.ordinal, ()) if f.status is FigureStatus.REPORTED]
        text = fold_keeping_length(passage.text)
        for number, share in enumerate(figures):
            if share.unit != "percent" or share.kind not in SHARE_KINDS or share.value is None:
                continue
            told = _part_and_wholes(text, figures, number)
            if told is not None:
                yield _judge(share, *told)


def _part_and_wholes(text: str, figures: list[Figure], number: int) -> tuple[Figure, list[Figure]] | None:
    """Return the part that a share stands beside, and what its whole may be, the nearest first."""
    share = figures[number]
    before = figures[max(0, number - MOST_WHOLES) : number]
    if len(before) >= 2:
        part, whole = before[-2], before[-1]
        if (
            _counts(part, whole)
            and _OF.match(between(text, part, whole))
            and _share_follows(between(text, whole, share))
        ):
            return part, [whole]
    if before and before[-1].unit == "count" and _IN_BRACKETS.match(between(text, before[-1], share)):
        part = before[-1]
        if not _ENDS_BRACKET.match(text, share.offset + len(share.text)):
            return None  # `in five towns (11% in Ely, 9% in March)`: a list, and no share of the five
        if NO_SHARE.search(text[part.offset : share.offset + len(share.text) + 25]):
            return None
        wholes = [f for f in reversed(before[:-1]) if _counts(part, f)]
        return (part, wholes) if wholes else None
    return None


def _share_follows(words: str) -> bool:
    return bool(_THEN_SHARE.match(words)) and not NO_SHARE.search(words)


def _counts(part: Figure, whole: Figure) -> bool:
    if part.unit != whole.unit or part.value is None or whole.value is None or part.kind is Kind.CHANGE:
        return False
    return part.unit in ("count", "GBP") and whole.kind is not Kind.CHANGE and 0 <= part.value <= whole.value


def _judge(share: Figure, part: Figure, wholes: list[Figure]) -> Judgement:
    results = [(whole, share_percent(figure_interval(part), figure_interval(whole))) for whole in wholes]
    fitting = [(w, c) for w, c in results if c is not None and c.meets(figure_interval(share))]
    if fitting:
        whole, computed = fitting[0]
        return Judgement(
            share.document_id, (part, whole, share), _words(part, whole), Result.AGREES, computed, share.text
        )
    whole, nearest = results[0]
    formula = _words(part, whole)
    if nearest is None:
        return Judgement(
            share.document_id,
            (part, whole, share),
            formula,
            Result.CANNOT_JUDGE,
            None,
            share.text,
            "the whole may be 0",
        )
    if len(wholes) > 1:
        return Judgement(
            share.document_id,
            (part, whole, share),
            formula,
            Result.CANNOT_JUDGE,
            nearest,
            share.text,
            "the sentence names several wholes",
        )
    finding = _mismatch(share, part, whole, nearest, formula)
    cut = finding.cause is Cause.TRUNCATION
    result, reason = (Result.BENIGN, "cut off instead of rounded") if cut else (Result.DIFFERS, "")
    return Judgement(share.document_id, (part, whole, share), formula, result, nearest, share.text, reason, finding)


def _is_cut_off(share: Figure, middle: Decimal) -> bool:
    """Whether a share is its quotient cut off: 42.58% printed as 42.5%."""
    unit = unit_in_last_place(share.decimals)
    return share.value is not None and (middle / unit).quantize(Decimal(1), ROUND_DOWN) * unit == share.value


def _words(part: Figure, whole: Figure) -> str:
    assert part.value is not None
    assert whole.value is not None
    quotient = rounded(part.value / whole.value * 100) if whole.value else "nothing"
    return f"{plain(part.value)} of {plain(whole.value)} is {quotient}%"


def _mismatch(share: Figure, part: Figure, whole: Figure, computed: Interval, formula: str) -> Finding:
    assert computed.lower is not None
    assert computed.upper is not None
    assert share.value is not None
    middle = (computed.lower + computed.upper) / 2
    unit = unit_in_last_place(share.decimals)
    slip = repair(share.text, lambda v: computed.contains(v) or abs(v - middle) <= unit / 2)
    gap = abs(share.value - middle)
    cut = _is_cut_off(share, middle)
    return Finding(
        evidence=(
            place_of_figure(share, EvidenceRole.CLAIM),
            place_of_figure(part, EvidenceRole.OPERAND),
            place_of_figure(whole, EvidenceRole.OPERAND),
        ),
        values=(share.text, part.text, whole.text),
        expected=f"{round(middle, max(share.decimals, 0)):f}%",
        difference=gap.quantize(share.value),
        explanation=f"{formula}, printed as {share.text}{', cut off instead of rounded' if cut else ''}.",
        cause=Cause.TRUNCATION if cut else slip.cause if slip else Cause.UNKNOWN,
        repair=slip.repair if slip and not cut else "",
        severity=Severity.INFO if cut else Severity.WARNING if gap < 1 else None,
    )
