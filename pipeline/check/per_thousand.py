"""Rates per 1,000 people told in prose held against the count and the population of their paragraph."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, Decimal

from pipeline.align.same import span
from pipeline.align.words import fold
from pipeline.check.change_text import words_after, words_before
from pipeline.check.findings import place_of_figure, plain, rounded
from pipeline.check.registry import Finding, Judgement, check
from pipeline.check.slips import repair
from pipeline.check.views import ReportView
from pipeline.quantities import Interval, figure_interval, unit_in_last_place
from pipeline.types import Cause, DiscrepancyType, EvidenceRole, Figure, FigureStatus, Kind, Result, Severity

_PEOPLE_AFTER = re.compile(r"^\s*(?:people|persons|inhabitants|residents|population|households)\b")
_POPULATION_BEFORE = re.compile(r"\b(?:population|inhabitants|residents|number of households)\b[^.;\d]{0,40}$")
_EVENTS = re.compile(r"^\s*(?:[a-z-]+\s+){0,3}?(?:offences?|crimes?|incidents?|cases?|deaths?|births?|calls?)\b")
LEAST_PEOPLE = 1000
THOUSAND = 1000
A_YEAR_APART = Decimal("0.01")  # by which a population may change from the year told to that of the rate
FAR_OFF = Decimal("0.25")  # a rate further from the quotient, and no slip from it, is of other events or people


@check("RAT-03", DiscrepancyType.RATE_MISMATCH)
def rate_per_thousand(view: ReportView) -> Iterator[Judgement]:
    """A rate per 1,000 people follows from the count of the same period and the population in its paragraph.

    59,220 offences among 1,017,697 people are 58.19 per 1,000: 58.2 agrees, 58.1 is cut off, 81.2 is a mismatch.
    """
    blocks: dict[int, list[Figure]] = defaultdict(list)
    for passage in view.sentences:
        blocks[passage.block].extend(
            f for f in view.by_passage.get(passage.ordinal, ()) if f.status is FigureStatus.REPORTED and f.value
        )
    for figures in blocks.values():
        rates = [f for f in figures if f.unit == "per_1000" and f.kind is Kind.RATE]
        people = [f for f in figures if _is_population(view, f)] if rates else []
        counts = _counts_by_period(view, [f for f in figures if f is not people[0]]) if len(people) == 1 else {}
        for rate in rates if counts else ():
            own = counts.get(span(rate.period), []) if rate.period is not None else []
            if len(own) == 1:
                yield from _judge(rate, own[0], people[0])


def _is_population(view: ReportView, figure: Figure) -> bool:
    if figure.unit != "count" or figure.kind is not Kind.LEVEL or (figure.value or 0) < LEAST_PEOPLE:
        return False
    before, after = _around(view, figure)
    return bool(_POPULATION_BEFORE.search(before)) and (bool(_PEOPLE_AFTER.match(after)) or not _EVENTS.match(after))


def _counts_by_period(view: ReportView, figures: Sequence[Figure]) -> dict[str, list[Figure]]:
    """Return the counts of events by their period."""
    found: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.unit == "count" and figure.kind is Kind.LEVEL and _EVENTS.match(_around(view, figure)[1]):
            found[span(figure.period)].append(figure)
    return found


def _around(view: ReportView, figure: Figure) -> tuple[str, str]:
    text = view.sentence_of(figure)
    return fold(words_before(text, figure)) + " ", fold(words_after(text, figure))


def _judge(rate: Figure, count: Figure, people: Figure) -> Iterator[Judgement]:
    assert rate.value is not None
    assert count.value is not None
    assert people.value is not None
    quotient = count.value * THOUSAND / people.value
    computed = _quotient(count, people, slack=Decimal(0) if span(people.period) == span(rate.period) else A_YEAR_APART)
    words = f"{plain(count.value)} among {plain(people.value)} people are {rounded(quotient, 2)} per 1,000"
    figures = (count, people, rate)
    agrees = computed.meets(figure_interval(rate))
    finding = None if agrees else _mismatch(figures, quotient, words)
    if finding is not None and abs(quotient - rate.value) > FAR_OFF * quotient and not finding.repair:
        return
    cut = finding is not None and finding.cause is Cause.TRUNCATION
    yield Judgement(
        document_id=rate.document_id,
        figures=figures,
        formula=words,
        result=Result.AGREES if agrees else Result.BENIGN if cut else Result.DIFFERS,
        computed=computed,
        printed=rate.text,
        reason="cut off instead of rounded" if cut else "",
        finding=finding,
    )


def _quotient(count: Figure, people: Figure, *, slack: Decimal) -> Interval:
    """What count and population allow, the population up to `slack` smaller or larger."""
    events, own = figure_interval(count), figure_interval(people)
    lower = None if events.lower is None or not own.upper else events.lower * THOUSAND / (own.upper * (1 + slack))
    upper = None if events.upper is None or not own.lower else events.upper * THOUSAND / (own.lower * (1 - slack))
    return Interval(lower, upper)


def _mismatch(figures: tuple[Figure, Figure, Figure], quotient: Decimal, words: str) -> Finding:
    count, people, rate = figures
    assert rate.value is not None
    unit = unit_in_last_place(rate.decimals)
    cut = (quotient / unit).quantize(Decimal(1), ROUND_DOWN) * unit == rate.value
    # only a slip from the quotient itself: a nearby rate that other years' people would allow is a guess
    slip = None if cut else repair(rate.text, lambda v: abs(v - quotient) <= unit / 2)
    other = "" if span(people.period) == span(rate.period) else "; the population told is that of another period"
    return Finding(
        evidence=(
            place_of_figure(rate, EvidenceRole.CLAIM),
            place_of_figure(count, EvidenceRole.OPERAND),
            place_of_figure(people, EvidenceRole.OPERAND),
        ),
        values=(rate.text, count.text, people.text),
        expected=plain(round(quotient, max(rate.decimals, 0))),
        difference=abs(quotient - rate.value).quantize(unit),
        explanation=f"{words}, printed as {rate.text}{', cut off instead of rounded' if cut else ''}{other}.",
        cause=Cause.TRUNCATION if cut else slip.cause if slip else Cause.UNKNOWN,
        repair=slip.repair if slip else "",
        severity=Severity.INFO if cut else None,
    )
