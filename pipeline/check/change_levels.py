"""Changes told in prose beside the two levels that they lead from and to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from itertools import islice

from pipeline.check.change_text import CHANGES, WORDS_AROUND, between, fold_keeping_length, words_before
from pipeline.check.findings import place_of_figure, plain, rounded
from pipeline.check.registry import Finding, Judgement, check
from pipeline.check.slips import printed_number, repair
from pipeline.check.views import ReportView
from pipeline.quantities import Interval, figure_interval, percent_change
from pipeline.types import Cause, DiscrepancyType, EvidenceRole, Figure, FigureStatus, Kind, Result, Severity

_FROM = re.compile(r"\bfrom\s+(?:a\s+\w+\s+(?:of\s+)?|around\s+|about\s+|approximately\s+|just\s+|over\s+)?$")
_TO = re.compile(r"^[^.;]{0,80}?\bto\s+(?:a\s+\w+\s+(?:of\s+)?|around\s+|about\s+|approximately\s+|just\s+|over\s+)?$")
# What leads from the later level back to the earlier one: `153, a decrease on the year before, which stood at 161`.
_BACK_TO = re.compile(
    r"""
    \b (?: compare[ds]\ (?:to|with) | against | up\ from | down\ from | (?:which\ )? stood\ at )
    \s+ (?: an? \s+ (?:\w+\s+){0,2} (?:of\s+)? | the \s+ | around\s+ | about\s+ | just\s+ )? $
    """,
    re.VERBOSE,
)
# `recorded at 673 and dropping to 332`: the verb of change stands before the later level.
_MOVING_TO = re.compile(
    r"^[^.;]{0,80}?\b(?:dropp|fall|ris|increas|reduc|declin|decreas|grow)(?:ing|ed)\s+to\s+(?:just\s+|about\s+|around\s+)?$"
)
_CHANGE_WORD = re.compile(r"\b(?:increas|decreas|reduc|fall|fell|rise|rose|drop|growth|grew|declin|up\s+by|down\s+by)")
THOUSAND = 1000
NEAR = 90  # characters from a level to the change that belongs to it


@dataclass(frozen=True, slots=True)
class Levels:
    """Two levels of one thing, earlier and later, and how sure the words are of it."""

    before: Figure
    after: Figure
    sure: bool


@check("CHG-03", DiscrepancyType.CHANGE_MISMATCH)
def change_between_levels(view: ReportView) -> Iterator[Judgement]:
    """A change told beside the levels before and after it is their difference, or its percent.

    “From 103 to 21, a reduction of 80%”: 79.6% prints as 80% and agrees. “From 215 to 182, down by
    25%” does not: it is 15.3%.
    """
    for passage in view.sentences:
        figures = [
            f
            for f in view.by_passage.get(passage.ordinal, ())
            if f.status is FigureStatus.REPORTED and f.value is not None
        ]
        text = fold_keeping_length(passage.text)
        first_word = _CHANGE_WORD.search(text)
        told_from = first_word.end() if first_word else len(text) + 1
        for levels, first, last in level_pairs(text, figures):
            for change in _changes_of(text, figures, (first, last), levels.before.unit, told_from):
                yield _judge(change, levels)


def level_pairs(text: str, figures: list[Figure]) -> Iterator[tuple[Levels, int, int]]:
    """Yield two levels and the numbers of the first and the last told; levels far apart are of no one change."""
    for i, a in enumerate(figures):
        if a.kind in CHANGES or a.unit == "rank":
            continue
        is_from: bool | None = None
        for j in range(i + 1, len(figures)):
            b = figures[j]
            words = between(text, a, b)
            if len(words) > WORDS_AROUND:
                break
            if a.unit != b.unit or b.kind in CHANGES:
                continue
            if is_from is None:
                is_from = bool(_FROM.search(words_before(text, a)))
            if (is_from and _TO.match(words)) or _MOVING_TO.match(words):
                yield Levels(a, b, sure=True), i, j
                break
            if len(words) < NEAR + 40 and _BACK_TO.search(words) and not any(c in words for c in ".;"):
                yield Levels(b, a, sure="compared" not in words or j == i + 1), i, j
                break


def _changes_of(text: str, figures: list[Figure], ends: tuple[int, int], unit: str, told_from: int) -> Iterator[Figure]:
    """Yield the changes nearest to a pair of levels, with no other level in between.

    told_from: where the first word of change in the sentence ends.
    """
    start, end = ends
    inside = [f for f in figures[start + 1 : end] if f.kind in CHANGES]
    after: list[Figure] = []
    at = figures[end]
    for figure in islice(figures, end + 1, end + 3):
        if figure.kind not in CHANGES or len(between(text, at, figure)) > NEAR or ";" in between(text, at, figure):
            break
        after.append(figure)
        at = figure
    first = figures[start]
    before = [figures[start - 1]] if start else []
    tells_change = told_from <= first.offset
    before = [f for f in before if _told_as_change(f, in_words=tells_change) and len(between(text, f, first)) <= NEAR]
    for figure in (*before, *inside, *after):
        if figure.unit in ("percent", "percentage_point", unit):
            yield figure


def _told_as_change(figure: Figure, *, in_words: bool) -> bool:
    """Whether a figure is a change, or a percent in words of change: `a reduction of almost 70%`."""
    return figure.kind in CHANGES or (in_words and figure.unit == "percent" and figure.kind is Kind.SHARE)


def _judge(change: Figure, levels: Levels) -> Judgement:
    levels = _of_one_scale(levels)
    before, after = figure_interval(levels.before), figure_interval(levels.after)
    figures = (levels.before, levels.after, change)
    percent = change.unit == "percent" and change.kind in (Kind.PERCENT_CHANGE, Kind.SHARE)
    computed = percent_change(before, after) if percent else after - before
    words = _words(levels, percent=percent)
    if computed is None:
        return Judgement(
            change.document_id, figures, words, Result.CANNOT_JUDGE, printed=change.text, reason="the base holds 0"
        )
    shown = figure_interval(change)
    result, reason = _result(change, shown, computed)
    if result is Result.DIFFERS and levels.before.unit == "percent" and (after - before).meets(shown):
        return _points(change, levels, after - before)
    if result is Result.DIFFERS and _swapped(before, after, shown, percent=percent):
        result, reason = Result.BENIGN, "it fits with the levels the other way round"
    finding = _mismatch(change, levels, computed, words) if result is Result.DIFFERS else None
    return Judgement(change.document_id, figures, words, result, computed, change.text, reason, finding)


def _of_one_scale(levels: Levels) -> Levels:
    """Return levels with the multiplier of the second for both: `from 11.9 to 12.4 thousand`."""
    before, after = levels.before, levels.after
    if before.value is None or after.value is None or not before.value:
        return levels
    shown, own = printed_number(after.text), printed_number(before.text)
    if not shown or not own or not Decimal(shown) or before.value != Decimal(own):
        return levels
    times = after.value / Decimal(shown)
    if times < THOUSAND or abs(after.value / before.value) < times / 10:
        return levels
    lower, upper = (None if end is None else end * times for end in (before.lower, before.upper))
    return replace(levels, before=replace(before, value=before.value * times, lower=lower, upper=upper))


def _result(change: Figure, shown: Interval, computed: Interval) -> tuple[Result, str]:
    if computed.meets(shown):
        return Result.AGREES, ""
    if computed.meets(-shown):
        return Result.BENIGN, "the sign stands in the words"
    if computed.lower is not None and change.value is not None:
        unit = Decimal(1).scaleb(-change.decimals)
        cut = (abs(computed.lower) / unit).quantize(Decimal(1), ROUND_DOWN) * unit
        if cut == abs(change.value):
            return Result.BENIGN, "cut off instead of rounded"
    return Result.DIFFERS, ""


def _swapped(before: Interval, after: Interval, shown: Interval, *, percent: bool) -> bool:
    turned = percent_change(after, before) if percent else before - after
    return turned is not None and (turned.meets(shown) or turned.meets(-shown))


def _points(change: Figure, levels: Levels, computed: Interval) -> Judgement:
    """Return the judgement on a difference of two percentages that is printed as percent."""
    words = _words(levels, percent=False)
    told = Finding(
        evidence=(
            place_of_figure(change, EvidenceRole.CLAIM),
            place_of_figure(levels.before, EvidenceRole.OPERAND),
            place_of_figure(levels.after, EvidenceRole.OPERAND),
        ),
        values=(change.text, levels.before.text, levels.after.text),
        expected=f"{plain(abs(change.value or Decimal(0)))} percentage points",
        explanation=f"{words} percentage points, told as {change.text}.",
        cause=Cause.MISSING_UNIT,
        severity=Severity.WARNING,
    )
    return Judgement(
        change.document_id,
        (levels.before, levels.after, change),
        words,
        Result.DIFFERS,
        computed,
        change.text,
        "percentage points for percent",
        told,
    )


def _words(levels: Levels, *, percent: bool) -> str:
    a, b = levels.before.value, levels.after.value
    assert a is not None
    assert b is not None
    text = f"{plain(b)} - {plain(a)} = {plain(b - a)}"
    return f"{text}, and {plain(b - a)} of {plain(a)} is {rounded((b - a) / a * 100)}%" if percent and a else text


def _mismatch(change: Figure, levels: Levels, computed: Interval, words: str) -> Finding | None:
    if computed.lower is None or computed.upper is None or change.value is None:
        return None
    middle = (computed.lower + computed.upper) / 2
    half = Decimal(1).scaleb(-change.decimals) / 2
    slip = repair(change.text, lambda v: abs(v - abs(middle)) <= half)
    return Finding(
        evidence=(
            place_of_figure(change, EvidenceRole.CLAIM),
            place_of_figure(levels.before, EvidenceRole.OPERAND),
            place_of_figure(levels.after, EvidenceRole.OPERAND),
        ),
        values=(change.text, levels.before.text, levels.after.text),
        expected=f"{round(middle, max(change.decimals, 0)):f}" + ("%" if change.unit == "percent" else ""),
        difference=abs(abs(change.value) - abs(middle)).quantize(Decimal("0.1")),
        explanation=f"{words}, told as {change.text}.",
        cause=slip.cause if slip else Cause.UNKNOWN,
        repair=slip.repair if slip else "",
        severity=None if levels.sure else Severity.WARNING,
    )
