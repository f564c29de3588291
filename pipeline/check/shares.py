"""Shares told in prose held against part and whole."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

from pipeline.check.change_text import fold_keeping_length
from pipeline.check.findings import place_of_figure, plain, rounded, succession
from pipeline.check.registry import Finding, Judgement, check
from pipeline.check.share_heads import shares_of_heads
from pipeline.check.share_words import Told, lists_of_parts, reported, shares_in
from pipeline.check.slips import repair
from pipeline.check.views import ReportView
from pipeline.quantities import Interval, figure_interval, share_percent, unit_in_last_place
from pipeline.types import Cause, DiscrepancyType, EvidenceRole, Figure, Result, Severity


@check("SHR-01", DiscrepancyType.SHARE_MISMATCH)
def share_told(view: ReportView) -> Iterator[Judgement]:
    """A share told beside its part and its whole is their quotient.

    “636 of 1,789 is 36%”: 35.55% prints as 36% and agrees. “490 were offered a visit and 475 (97%)
    accepted”: 475 of 490 is 96.9% and agrees; 79% would be a mismatch.
    """
    for passage in view.sentences:
        for told in shares_in(fold_keeping_length(passage.text), reported(view, passage)):
            yield _judge(told.share, told.part, list(told.wholes))
    for items in lists_of_parts(view):
        yield from _judge_list(items)
    for told in shares_of_heads(view):
        yield _by_head(_judge(told.share, told.part, list(told.wholes)))


def _by_head(judgement: Judgement) -> Judgement:
    """Return a judgement on what the head of a table names: a warning at most."""
    if judgement.finding is None or judgement.finding.severity is not None:
        return judgement
    return replace(judgement, finding=replace(judgement.finding, severity=Severity.WARNING))


def _judge_list(items: list[Told]) -> Iterator[Judgement]:
    """Judge the shares of a list: one that differs is told only where another agrees with the whole of the lead."""
    judged = [_judge(told.share, told.part, list(told.wholes)) for told in items]
    holds = sum(j.result is Result.AGREES for j in judged)
    for judgement in judged:
        if judgement.finding is not None and not holds:
            yield replace(
                judgement, result=Result.CANNOT_JUDGE, reason="no share of the list is of the whole", finding=None
            )
        else:
            finding = judgement.finding and replace(judgement.finding, certainty=succession(holds))
            yield replace(judgement, holds=f"{holds} of {len(judged)}", finding=finding)


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
    slip = repair(share.text, lambda v: abs(v - middle) <= unit / 2)
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
