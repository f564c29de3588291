"""Fractions, multiples, ranks and amounts a head told in words, held against the figures beside them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pipeline.check.change_levels import NEAR, Levels, level_pairs
from pipeline.check.change_text import between, fold_keeping_length, words_after, words_before
from pipeline.check.findings import place_of_figure, plain, rounded
from pipeline.check.registry import Finding, Judgement, cannot_judge, check
from pipeline.check.share_words import NO_SHARE
from pipeline.check.views import ReportView
from pipeline.quantities import figure_interval, ratio
from pipeline.rules import Rules, made_once
from pipeline.types import DiscrepancyType, EvidenceRole, Figure, FigureStatus, Kind, Result, Severity

# What stands between a fraction and its percent: `one in four (28%)`, `a third of residents (45%)`, `28%, or a third`
_BRACKET = re.compile(r"^(?:\s+of)?(?:\s+[a-z'’-]+){0,4}\s*\(\s*$")
_OR = re.compile(r"^\s*,?\s+or\s+(?:about\s+|around\s+|nearly\s+|almost\s+)?$")
_OUT_OF = re.compile(r"^\s+(?:place\s+|position\s+)?(?:out\s+of|of)\s+(?:the\s+|all\s+|a\s+total\s+of\s+)*$")
_WHICH_IS = re.compile(
    r"(?:\bor|\bi\.e\.|\bthat\s+is|\bwhich\s+is|\bequal\s+to|\bequivalent\s+to|\bequating\s+to|\bwhich\s+equates\s+to|\()"
    r"\s+(?:an?\s+average\s+of\s+)?$|\($"
)
LOOSE, FAR = (
    Decimal("0.1"),
    Decimal("0.15"),
)  # of a whole, by which a share may differ from the fraction that it is told as
BOUND, FAR_BOUND = Decimal("0.02"), Decimal("0.05")  # the same where it is told as a bound: more than half
NEAR_MULTIPLE = (Decimal("0.75"), Decimal("1.25"))  # of a multiple, what it may be told of
FAR_MULTIPLE = (Decimal("0.6"), Decimal("1.5"))  # beyond, it is no multiple of that kind under any reading
# What shares are told as in words; another one nearer to the percent, by more than five points, tells a slip.
COMMON = tuple(Decimal(n) / d for d in (2, 3, 4, 5, 10) for n in range(1, d))
CLEAR = Decimal("0.05")
A_HEAD = re.compile(r"^(?P<unit>.+)/(?:head|person|capita|resident|inhabitant|household|pupil|patient|member)$")
MORE, LESS = (">", ">="), ("<", "<=")


@dataclass(frozen=True, slots=True)
class Told:
    """A multiple told in words: where it begins and ends in the text, what it is, and how it is bounded."""

    start: int
    end: int
    words: str
    times: Decimal
    qualifier: str


@check("SHR-03", DiscrepancyType.SHARE_MISMATCH)
def fraction_beside_percent(view: ReportView) -> Iterator[Judgement]:
    """A fraction told in words and the percent beside it are one share.

    “One in four (28%)” agrees as such words are meant; “one in four (48%)” does not, nor does “one in
    four (31%)”, which is nearer to three in ten.
    """
    for passage in view.sentences:
        figures = _reported(view, passage.ordinal)
        text = fold_keeping_length(passage.text)
        for a, b in pairwise(figures):
            fraction, percent = (a, b) if _is_fraction(a) else (b, a)
            if _is_fraction(fraction) and percent.unit == "percent" and _is_one_share(text, a, b):
                yield _judge_fraction(fraction, percent)


@check("CHG-04", DiscrepancyType.CHANGE_MISMATCH)
def multiple_of_levels(view: ReportView) -> Iterator[Judgement]:
    """A multiple told in words fits the levels before and after that stand behind it.

    “Doubled from 40 to 95” is 2.4 times and agrees as such words are meant; “doubled from 40 to 130” is 3.3 times.
    """
    for passage in view.sentences:
        text = fold_keeping_length(passage.text)
        told = list(_multiples(text, view.rules))
        if not told:
            continue
        for levels, first, _ in level_pairs(text, figures := _reported(view, passage.ordinal)):
            one = _multiple_before(told, figures, first)
            if levels.sure and one is not None and levels.before.value and levels.after.value:
                yield _judge_multiple(one, levels)


@check("RNK-02", DiscrepancyType.DIRECTION_CONFLICT)
def rank_beyond_number(view: ReportView) -> Iterator[Judgement]:
    """A rank told with the number of those that are ranked is at most that number.

    “Ranked 7th out of 8” agrees; “ranked 12th out of 8” cannot be.
    """
    for passage in view.sentences:
        figures = _reported(view, passage.ordinal)
        text = fold_keeping_length(passage.text)
        for rank, number in pairwise(figures):
            if rank.unit == "rank" and number.unit == "count" and _OUT_OF.match(between(text, rank, number)):
                yield _judge_rank(rank, number)


@check("RAT-05", DiscrepancyType.RATE_MISMATCH)
def amount_a_head(view: ReportView) -> Iterator[Judgement]:
    """An amount a head told beside one total and one number of heads is their quotient.

    “£1.2 million for 800 pupils, or £1,500 a pupil” agrees; “or £1,050 a pupil” does not.
    """
    for passage in view.sentences:
        figures = _reported(view, passage.ordinal)
        text = fold_keeping_length(passage.text)
        for number, rate in enumerate(figures):
            unit = A_HEAD.match(rate.unit)
            if unit is None or not _WHICH_IS.search(words_before(text, rate)):
                continue
            before = [f for f in figures[:number] if f.kind is Kind.LEVEL]
            totals = [f for f in before if f.unit == unit["unit"]]
            heads = [f for f in before if f.unit == "count"]
            if len(totals) == 1 and len(heads) == 1 and len(before) == 2:
                yield _judge_head(rate, totals[0], heads[0])


def _reported(view: ReportView, passage: int) -> list[Figure]:
    figures = view.by_passage.get(passage, ())
    return [f for f in figures if f.status is FigureStatus.REPORTED and f.value is not None]


def _value(figure: Figure) -> Decimal:
    assert figure.value is not None
    return figure.value


def _is_fraction(figure: Figure) -> bool:
    return figure.unit == "ratio" and 0 < _value(figure) < 1 and not figure.text[:1].isdigit()


def _is_one_share(text: str, a: Figure, b: Figure) -> bool:
    """Whether a fraction and a percent are two names of one share."""
    words = between(text, a, b)
    if NO_SHARE.search(words) or NO_SHARE.search(words_after(text, b)[:25]):
        return False
    if a.unit == "percent":
        return bool(_OR.match(words) or words.strip() == "(")
    return bool(_OR.match(words)) or (bool(_BRACKET.match(words)) and words_after(text, b)[:1] == ")")


def _judge_fraction(fraction: Figure, percent: Figure) -> Judgement:
    told, share = _value(fraction), _value(percent) / 100
    gap, loose, far = abs(told - share), LOOSE, FAR
    if fraction.qualifier in MORE or fraction.qualifier in LESS:
        gap = told - share if fraction.qualifier in MORE else share - told
        loose, far = BOUND, FAR_BOUND
    words = f"{fraction.text} is {rounded(told * 100)}%"
    finding = None
    hedged = fraction.qualifier or percent.qualifier
    other = not hedged and gap > CLEAR and any(abs(share - common) < gap for common in COMMON)
    if gap > loose or other:
        finding = Finding(
            evidence=(place_of_figure(fraction, EvidenceRole.CLAIM), place_of_figure(percent, EvidenceRole.OPERAND)),
            values=(fraction.text, percent.text),
            expected=percent.text,
            difference=abs(told * 100 - _value(percent)).quantize(Decimal("0.1")),
            explanation=f"{words}, and {percent.text} stands beside it.",
            severity=None if gap > far else Severity.WARNING,
        )
    result = Result.DIFFERS if finding else Result.AGREES
    return Judgement(fraction.document_id, (fraction, percent), words, result, printed=percent.text, finding=finding)


@made_once
def _patterns(rules: Rules) -> tuple[re.Pattern[str], dict[str, Decimal], dict[str, str]]:
    times = {word: multiple.times for multiple in rules.multiples for word in multiple.words}
    hedges: dict[str, str] = {
        word: hedge.qualifier for hedge in rules.hedges if not hedge.after for word in hedge.words
    }
    words = "|".join(re.escape(w) for w in sorted(times, key=len, reverse=True))
    before = "|".join(re.escape(w) for w in sorted(hedges, key=len, reverse=True))
    pattern = rf"(?<!\w)(?:(?P<hedge>{before})\s+)?(?P<multiple>{words})(?!\w)" if words else r"(?!)"
    return re.compile(pattern), times, hedges


def _multiples(text: str, rules: Rules) -> Iterator[Told]:
    pattern, times, hedges = _patterns(rules)
    for match in pattern.finditer(text):
        word = match["multiple"]
        qualifier = hedges.get(match["hedge"] or "", "")
        yield Told(match.start(), match.end(), match[0], times[word], qualifier)


def _multiple_before(told: Sequence[Told], figures: Sequence[Figure], first: int) -> Told | None:
    """Return the multiple that leads to a level: near before it, with no other figure and no other multiple between."""
    start = figures[first].offset
    before = [t for t in told if t.end <= start and start - t.end <= NEAR]
    if not before:
        return None
    last = before[-1]
    return None if any(last.end <= f.offset < start for f in figures) else last


def _judge_multiple(told: Told, levels: Levels) -> Judgement:
    before, after = _value(levels.before), _value(levels.after)
    figures = (levels.before, levels.after)
    words = f"{plain(after)} over {plain(before)} is {rounded(after / before, 2)} times"
    relative = after / before / told.times
    if told.times < 1 and told.qualifier in (*MORE, *LESS):
        relative = 1 / relative  # more than halved is less than half
    if told.qualifier in MORE:
        fits, far = relative >= 1, relative < NEAR_MULTIPLE[0]
    elif told.qualifier in LESS:
        fits, far = relative <= 1, relative > NEAR_MULTIPLE[1]
    else:
        fits = NEAR_MULTIPLE[0] <= relative <= NEAR_MULTIPLE[1]
        far = not FAR_MULTIPLE[0] <= relative <= FAR_MULTIPLE[1]
    finding = None
    if not fits:
        finding = Finding(
            evidence=(
                place_of_figure(levels.after, EvidenceRole.CLAIM),
                place_of_figure(levels.before, EvidenceRole.OPERAND),
            ),
            values=(levels.after.text, levels.before.text),
            expected="",
            explanation=f"{words}, told as “{told.words}”.",
            severity=None if far else Severity.WARNING,
        )
    result = Result.DIFFERS if finding else Result.AGREES
    return Judgement(levels.after.document_id, figures, words, result, printed=told.words, finding=finding)


def _judge_rank(rank: Figure, number: Figure) -> Judgement:
    words = f"{rank.text} of {number.text}"
    finding = None
    if _value(rank) > _value(number):
        finding = Finding(
            evidence=(place_of_figure(rank, EvidenceRole.CLAIM), place_of_figure(number, EvidenceRole.OPERAND)),
            values=(rank.text, number.text),
            expected=f"at most {number.text}",
            difference=_value(rank) - _value(number),
            explanation=f"Of {number.text} none can be {rank.text}.",
        )
    result = Result.DIFFERS if finding else Result.AGREES
    return Judgement(rank.document_id, (rank, number), words, result, printed=rank.text, finding=finding)


def _judge_head(rate: Figure, total: Figure, heads: Figure) -> Judgement:
    words = f"{plain(_value(total))} over {plain(_value(heads))}"
    computed = ratio(figure_interval(total), figure_interval(heads))
    if computed is None or computed.lower is None or computed.upper is None:
        return cannot_judge(rate.document_id, (rate, total, heads), words, printed=rate.text, reason="over nothing")
    middle = (computed.lower + computed.upper) / 2
    words += f" is {rounded(middle, 2)}"
    agrees = computed.meets(figure_interval(rate))
    finding = None
    if not agrees:
        finding = Finding(
            evidence=(
                place_of_figure(rate, EvidenceRole.CLAIM),
                place_of_figure(total, EvidenceRole.OPERAND),
                place_of_figure(heads, EvidenceRole.OPERAND),
            ),
            values=(rate.text, total.text, heads.text),
            expected=rounded(middle, max(rate.decimals, 0)),
            difference=abs(_value(rate) - middle).quantize(Decimal("0.1")),
            explanation=f"{words}, printed as {rate.text}.",
        )
    result = Result.AGREES if agrees else Result.DIFFERS
    return Judgement(rate.document_id, (rate, total, heads), words, result, computed, rate.text, finding=finding)
