"""Changes told in prose: a percent and a number for one change, or a change between two levels."""

import itertools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.align.words import SAME_LENGTH
from pipeline.check.findings import place_of_figure, plain, rounded
from pipeline.check.registry import Finding, Judgement, check
from pipeline.check.slips import repair
from pipeline.check.views import ReportView
from pipeline.quantities import Interval, figure_interval, percent_change
from pipeline.types import (
    Cause,
    DiscrepancyType,
    EvidenceRole,
    Figure,
    FigureStatus,
    Kind,
    Passage,
    Result,
)

WORDS_AROUND = 400  # characters on either side of a figure that can tell what it is; a sentence may have millions
CHANGES = frozenset({Kind.CHANGE, Kind.PERCENT_CHANGE})
# What stands between the two ways to tell one change: `30% or 14`, `55% (or 12`, `28 FTE (or 133%`, `12 (5%`.
_OR = re.compile(
    r"""
    ^ (?:\s+[a-z][\w-]*){0,2}                     # the thing counted
    \s* (?: ,? \s* or | [(,\[-] \s* (?:or|i\.e\.)? ) \s*
    (?: by \s+ | an? \s+ | [+-] )* \(? [+-]? $
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class ToldTwice:
    """One change told as a percent and as a number."""

    percent: Figure
    number: Figure


@check("CHG-01", DiscrepancyType.CHANGE_MISMATCH)
def change_told_twice(view: ReportView) -> Iterator[Judgement]:
    """A change told as a percent and as a number agrees with the level that it leads to.

    34 this quarter, “a decrease of 30% or 14”: 34 + 14 = 48 before, and 14 of 48 is 29.2%, which
    prints as 29%. 49, “an increase of 28 (or 133%)”: 28 of 21 is 133.3% and agrees.
    """
    for passage in view.sentences:
        figures = view.by_passage.get(passage.ordinal, ())
        text = fold_keeping_length(passage.text)
        told = list(_told_twice(text, figures))
        levels = _levels(figures, {f.figure_id for t in told for f in (t.percent, t.number)})
        referred = _levels_referred_to(view, passage) if told else {}
        for change in told:
            level = _level_before(change, levels) or referred.get(change.number.unit)
            if level is None:
                yield _no_level(change)
            else:
                yield _judge(change, level)


def fold_keeping_length(text: str) -> str:
    """Return the text in lower case with dashes and quotes made alike, each character at its place."""
    lower = text.lower()
    return (lower if len(lower) == len(text) else text).translate(SAME_LENGTH)


def words_before(text: str, figure: Figure) -> str:
    """Return the words right before a figure, as many as any pattern looks at."""
    return text[max(0, figure.offset - WORDS_AROUND) : figure.offset]


def words_after(text: str, figure: Figure) -> str:
    """Return the words right after a figure, as many as any pattern looks at."""
    end = figure.offset + len(figure.text)
    return text[end : end + WORDS_AROUND]


def between(text: str, a: Figure, b: Figure) -> str:
    """Return the folded words between two figures of one passage."""
    return text[a.offset + len(a.text) : b.offset]


def _told_twice(text: str, figures: tuple[Figure, ...]) -> Iterator[ToldTwice]:
    reported = [f for f in figures if f.status is FigureStatus.REPORTED and f.value is not None]
    for a, b in itertools.pairwise(reported):
        units = {a.unit, b.unit}
        words = between(text, a, b)
        if "percent" not in units or len(units) != 2 or len(words) > WORDS_AROUND or not _OR.match(words):
            continue
        percent, number = (a, b) if a.unit == "percent" else (b, a)
        joined = re.search(r"\bor\b", words) is not None and percent.kind is Kind.PERCENT_CHANGE
        if number.kind is Kind.CHANGE or joined:
            yield ToldTwice(percent, number)


def _levels(figures: tuple[Figure, ...], in_change: set[str]) -> dict[str, list[Figure]]:
    """Return the levels of a sentence by their unit, in the order of the words."""
    found: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.kind not in CHANGES and figure.value is not None and figure.figure_id not in in_change:
            found[figure.unit].append(figure)
    return found


def _level_before(change: ToldTwice, levels: dict[str, list[Figure]]) -> Figure | None:
    """Return the nearest level before the change that is counted in the same unit."""
    own = levels.get(change.number.unit, [])
    number = bisect_left(own, min(change.percent.offset, change.number.offset), key=lambda f: f.offset)
    return own[number - 1] if number else None


def _levels_referred_to(view: ReportView, passage: Passage) -> dict[str, Figure]:
    """Return by unit the one level of the sentence before that `That is 12 more, a rise of 55% ...` speaks of."""
    before = view.passages.get(passage.ordinal - 1)
    if before is None or before.section != passage.section or not view.refers_back(passage):
        return {}
    levels = _levels(view.by_passage.get(before.ordinal, ()), set())
    return {unit: own[0] for unit, own in levels.items() if len(own) == 1}


def _no_level(change: ToldTwice) -> Judgement:
    return Judgement(
        change.percent.document_id,
        (change.percent, change.number),
        f"{change.percent.text} and {change.number.text} for one change",
        Result.CANNOT_JUDGE,
        printed=change.percent.text,
        reason="the level is not in the sentence",
    )


def _judge(change: ToldTwice, level: Figure) -> Judgement:
    """Compare the printed percent with number over base, the base being the level less the change."""
    percent, number = change.percent, change.number
    assert percent.value is not None
    assert number.value is not None
    assert level.value is not None
    falling = number.value < 0 or percent.value < 0
    size = figure_interval(number) if number.value >= 0 else -figure_interval(number)
    signed = -size if falling else size
    after = figure_interval(level)
    base = after - signed
    computed = percent_change(base, after)
    figures = (level, percent, number)
    formula = f"{_sum_in_words(level, number, falling=falling)}; printed {percent.text}"
    if computed is None:
        return Judgement(
            percent.document_id, figures, formula, Result.CANNOT_JUDGE, printed=percent.text, reason="the base holds 0"
        )
    printed = figure_interval(percent)
    if falling and percent.value > 0:
        printed = -printed
    agrees = computed.meets(printed)
    return Judgement(
        document_id=percent.document_id,
        figures=figures,
        formula=formula,
        result=Result.AGREES if agrees else Result.DIFFERS,
        computed=computed,
        printed=percent.text,
        finding=None if agrees else _mismatch(change, level, computed, falling=falling),
    )


def _sum_in_words(level: Figure, number: Figure, *, falling: bool) -> str:
    assert level.value is not None
    assert number.value is not None
    size = abs(number.value)
    base = level.value + size if falling else level.value - size
    sign = "+" if falling else "-"
    share = rounded(size / base * 100) if base else "nothing"
    before = f"{plain(level.value)} {sign} {plain(size)} = {plain(base)}"
    return f"{before} before, and {plain(size)} of {plain(base)} is {share}%"


def _mismatch(change: ToldTwice, level: Figure, computed: Interval, *, falling: bool) -> Finding:
    percent, number = change.percent, change.number
    assert computed.lower is not None
    assert computed.upper is not None
    middle = abs(computed.lower + computed.upper) / 2
    expected = f"{round(middle, max(0, percent.decimals)):f}%"
    half = Decimal(1).scaleb(-percent.decimals) / 2
    slip = repair(percent.text, lambda v: abs(v - middle) <= half)
    words = _sum_in_words(level, number, falling=falling)
    return Finding(
        evidence=(
            place_of_figure(percent, EvidenceRole.CLAIM),
            place_of_figure(number, EvidenceRole.OPERAND),
            place_of_figure(level, EvidenceRole.OPERAND),
        ),
        values=(percent.text, number.text, level.text),
        expected=expected,
        difference=abs(abs(percent.value or Decimal(0)) - middle).quantize(Decimal("0.1")),
        explanation=f"{words}, which prints as {expected} and not {percent.text}; one of the three is wrong.",
        cause=slip.cause if slip else Cause.UNKNOWN,
        repair=slip.repair if slip else "",
    )
