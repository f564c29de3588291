"""Sentences of one paragraph that cannot both be as told: wholes and members, data and none, spans of years."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from pipeline.align.words import fold, stem, tokens
from pipeline.check.dates import iso_day
from pipeline.check.findings import place_of_phrase, rounded
from pipeline.check.phrases import has_phrase, phrases
from pipeline.check.registry import Finding, Judgement, check
from pipeline.check.views import ReportView
from pipeline.types import (
    Cause,
    DiscrepancyType,
    Evidence,
    EvidenceRole,
    Figure,
    FigureStatus,
    Kind,
    Passage,
    Report,
    Result,
)

LEAST_EXACT = 100  # a smaller or a round number is met twice by chance
LEAST_WORDS = 3  # words of a list that must stand in another
LATE = timedelta(days=548)  # a span that ended longer ago is not of the last years
A_YEAR = timedelta(days=300)
NUMBERS = dict(zip(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), range(2, 11), strict=True))
_COUNTED = re.compile(r"\b(?P<number>\d{3,9})\s+(?P<noun>[a-z]{4,20})\b(?!\s+[a-z]+s\b)")
MOST_LISTS = 20  # of one paragraph
NOTHING_SAID = frozenset(("and", "or", "the", "of", "in", "for", "by", "with", "on", "to", "a", "an", "as"))


@check("DEF-08", DiscrepancyType.DEFINITION_CONFLICT)
def wholes_and_members(view: ReportView) -> Iterator[Judgement]:
    """One number is not that of wholes and that of their members.

    “622 families were seen” and “465 of 622 family members”: 622 families have more members than that.
    """
    for sentences in _paragraphs(view):
        told = [(p, m) for p in sentences for m in phrases(view.rules, "members", fold(p.text))]
        wholes = _wholes(sentences) if told else {}
        for passage, match in told:
            number = match["number"]
            other = wholes.get((number, stem(match["whole"])))
            if int(number) >= LEAST_EXACT and int(number) % 10 and other is not None:
                yield _two_kinds(view, (passage, match[0]), other)


def _wholes(sentences: list[Passage]) -> dict[tuple[str, str], tuple[Passage, str]]:
    """Return by number and stem where a number of things is first told, without words that the noun only describes."""
    found: dict[tuple[str, str], tuple[Passage, str]] = {}
    for passage in sentences:
        for match in _COUNTED.finditer(fold(passage.text)):
            found.setdefault((match["number"], stem(match["noun"])), (passage, match[0]))
    return found


def _two_kinds(view: ReportView, members: tuple[Passage, str], wholes: tuple[Passage, str]) -> Judgement:
    finding = Finding(
        evidence=(
            place_of_phrase(members[0], view.report.document_id, EvidenceRole.CLAIM, members[1]),
            place_of_phrase(wholes[0], view.report.document_id, EvidenceRole.COUNTERPART, wholes[1]),
        ),
        values=(members[1], wholes[1]),
        expected=wholes[1],
        explanation=f"“{members[1]}” and “{wholes[1]}” in one paragraph: there are more members than wholes, "
        "so one of the two is named wrongly.",
    )
    return _judged(view, f"“{members[1]}” against “{wholes[1]}”", finding, members[1])


def _judged(view: ReportView, formula: str, finding: Finding | None, printed: str) -> Judgement:
    result = Result.DIFFERS if finding else Result.AGREES
    return Judgement(view.report.document_id, (), formula, result, printed=printed, finding=finding)


def _paragraphs(view: ReportView) -> Iterator[list[Passage]]:
    """Yield the sentences of each paragraph."""
    blocks: dict[int, list[Passage]] = defaultdict(list)
    for passage in view.sentences:
        blocks[passage.block].append(passage)
    yield from blocks.values()


@check("REP-02", DiscrepancyType.REPEAT_CONFLICT)
def reported_on_without_data(view: ReportView) -> Iterator[Judgement]:
    """What a paragraph says to be reported on is not what it says to have no data.

    “Three themes were reported on in part - road safety, children in need and fraud. For road safety and
    children in need no data is available.” leaves one of the three.
    """
    for members in _paragraphs(view):
        lists = [(p, m) for p in members for m in phrases(view.rules, "reported_on", fold(p.text))]
        lists = lists[:MOST_LISTS]
        for passage in members if lists else ():
            for match in phrases(view.rules, "no_data_for_these", fold(passage.text)):
                words = _words(match["of"])
                told = next((o for o in lists if len(words) >= LEAST_WORDS and words <= _words(o[1]["of"])), None)
                if told is not None:
                    finding = Finding(
                        evidence=(
                            place_of_phrase(told[0], view.report.document_id, EvidenceRole.CLAIM),
                            place_of_phrase(passage, view.report.document_id, EvidenceRole.COUNTERPART),
                        ),
                        values=(told[1][0], match[0]),
                        expected="the others only",
                        explanation=f"The paragraph says that “{told[1][0]}”, and then “{match[0]}”.",
                    )
                    yield _judged(view, f"“{match[0]}” against “{told[1][0]}”", finding, match[0])


def _words(text: str) -> frozenset[str]:
    return frozenset(stem(t) for t in tokens(text)) - NOTHING_SAID


@check("UNI-03", DiscrepancyType.UNIT_MISSING)
def average_of_no_time(view: ReportView) -> Iterator[Judgement]:
    """An average of what happens again and again says for what time it is.

    “On average less than 7 individuals are detained by officers” leaves open whether that is a week or a month.
    """
    for passage in view.sentences:
        text = fold(passage.text)
        for match in phrases(view.rules, "on_average", text):
            told = has_phrase(view.rules, "for_each", text)
            finding = None
            if not told:
                finding = Finding(
                    evidence=(place_of_phrase(passage, view.report.document_id, EvidenceRole.CLAIM),),
                    values=(match[0],),
                    expected="a time, such as a week or a month",
                    explanation=f"“{match[0]}” names no time that the average is for.",
                )
            yield _judged(view, f"“{match[0]}” says for what time", finding, match[0])


@check("PER-10", DiscrepancyType.PERIOD_CONFLICT)
def last_years_that_are_others(view: ReportView) -> Iterator[Judgement]:
    """The last years that a sentence tells of end near the report, where it names its years.

    “Over the last four years, comparing 2015/16 to 2018/19” in a report of March 2021 tells of years that ended
    two years before.
    """
    published = iso_day(view.report.published)
    if published is None:
        return
    for passage in view.sentences:
        text = fold(passage.text)
        last = next(phrases(view.rules, "last_years", text), None)
        spans = list(phrases(view.rules, "span_of_years", text)) if last else []
        if last is None or len(spans) != 1 or _is_history(view.report, spans[0]):
            continue
        ended = _end_of(spans[0])
        late = published - ended > LATE
        finding = None
        if late:
            finding = Finding(
                evidence=(place_of_phrase(passage, view.report.document_id, EvidenceRole.CLAIM),),
                values=(last[0], spans[0][0]),
                expected=f"{_number(last['number'])} years to {published.year}",
                explanation=f"“{last[0]}” in a report of {view.report.published}, but the years told are "
                f"“{spans[0][0]}”, which ended by {ended.isoformat()}.",
                cause=Cause.STALE_COPY,
            )
        yield _judged(view, f"“{last[0]}” and “{spans[0][0]}”", finding, spans[0][0])


def _number(text: str) -> int:
    return NUMBERS.get(text) or int(text)


def _end_of(span: re.Match[str]) -> date:
    """Return the last day that a span of years may have."""
    return date(int(span["last"]) + 1, 3, 31) if span["into"] else date(int(span["last"]), 12, 31)


def _is_history(report: Report, span: re.Match[str]) -> bool:
    """Whether the report itself is about the years told, or about none that are known."""
    end = report.period.end if report.period else None
    return end is not None and end - _end_of(span) < A_YEAR


@check("PER-11", DiscrepancyType.PERIOD_CONFLICT)
def cash_and_real_terms(view: ReportView) -> Iterator[Judgement]:
    """One change in cash and in real terms is told over the same years.

    “A 2% cut since 2012, a real term reduction of 30% between 2011-19”: two starts for one grant, and prices would
    have had to rise by 0.98 / 0.70 = 40%.
    """
    for passage in view.sentences:
        text = fold(passage.text)
        if not has_phrase(view.rules, "real_terms", text):
            continue
        years = [m["year"] for m in phrases(view.rules, "start_year", text)]
        changes = [f for f in view.by_passage.get(passage.ordinal, ()) if _is_percent_change(f)]
        if len(years) != 2 or len(changes) != 2:
            continue
        finding = None
        if years[0] != years[1]:
            finding = _two_starts(view, passage, years, changes)
        yield _judged(view, f"“{years[0]}” and “{years[1]}” for one change", finding, " and ".join(years))


def _is_percent_change(figure: Figure) -> bool:
    reported = figure.status is FigureStatus.REPORTED and figure.value is not None
    return reported and figure.unit == "percent" and figure.kind is Kind.PERCENT_CHANGE


def _two_starts(view: ReportView, passage: Passage, years: list[str], changes: list[Figure]) -> Finding:
    first, second = (1 + (f.value or Decimal(0)) / 100 for f in changes)
    prices = f" Prices would have to have risen by {rounded((first / second - 1) * 100)}%." if second > 0 else ""
    places = [Evidence(EvidenceRole.OPERAND, f.document_id, f.place, f.text, f.figure_id) for f in changes]
    return Finding(
        evidence=(place_of_phrase(passage, view.report.document_id, EvidenceRole.CLAIM), *places),
        values=(*(f.text for f in changes), *years),
        expected="one start year",
        explanation=f"One change is told as {changes[0].text} and, in real terms, as "
        f"{changes[1].text}, but from {years[0]} and from {years[1]}.{prices}",
    )
