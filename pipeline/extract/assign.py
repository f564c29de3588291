"""Gives each figure of running text its period and, for a change, the period it is measured from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.extract import calendars as cal
from pipeline.extract.comparisons import (
    AGAIN,
    base_of,
    compares_ends,
    is_base,
    is_record,
    is_step,
    stepped,
    with_steps,
)
from pipeline.extract.governing import is_attached, nearest
from pipeline.extract.outcomes import is_measured_time, is_outcome, measures, moved_to
from pipeline.extract.periods import PeriodContext, PeriodMention, Shape
from pipeline.extract.prose import FoundFigure
from pipeline.extract.spans import by_span, leads_to
from pipeline.rules import Rules
from pipeline.types import Kind, Period, Qualifier

CHANGES = (Kind.CHANGE, Kind.PERCENT_CHANGE)
CURRENT = re.compile(r"\b(?:now|currently|to\s+date|today|at\s+present|presently|so\s+far)\b", re.IGNORECASE)
TO_DATE = re.compile(r"\b(?:to\s+date|so\s+far)\b", re.IGNORECASE)
FROM = re.compile(r"\bfrom\s+(?:[a-z]+\s+){0,2}$", re.IGNORECASE)
MOVE_OF = re.compile(
    r"\b(?:drop|fall|rise|increase|decrease|reduction|decline)\s+of\s+(?:[a-z]+\s+){0,2}$", re.IGNORECASE
)
TO = re.compile(r"[^.;:()]*\bto\s+(?:[a-z]+\s+){0,2}", re.IGNORECASE)
SPREAD = re.compile(r"\b(?:rang|var)(?:e[sd]?|ies|ied|ying|ing)\b", re.IGNORECASE)
NEAR = 40  # characters before a figure
WHOLE_YEAR = 364  # days from the first to the last
SHORT_REPORT_DAYS = 380
NEVER = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})


@dataclass(frozen=True, slots=True)
class Assigned:
    """A figure's period and base period, and what they rest on (sentence, paragraph, lead, report)."""

    period: Period | None
    base: Period | None
    basis: str


@dataclass(frozen=True, slots=True)
class Carried:
    """The period that earlier sentences or the line before a list put in force, and its basis."""

    period: Period | None
    basis: str = ""
    counts: bool = False  # whether the line before a list counts events or people, as its items then do


def assign_periods(
    text: str,
    figures: Sequence[FoundFigure],
    mentions: Sequence[PeriodMention],
    sentences: Sequence[tuple[int, int]],
    context: PeriodContext,
    *,
    lead: Carried,
    rules: Rules,
) -> tuple[list[Assigned], Carried]:
    """Return one Assigned a figure, in order, and what is carried to the blocks that follow."""
    assigned: list[Assigned] = []
    carried = lead
    last_change: Assigned | None = None  # which `over the same period` takes up
    in_sentences = zip(sentences, by_span(mentions, sentences), by_span(figures, sentences), strict=True)
    for (start, end), told, inside in in_sentences:
        here = with_steps(text, told, (start, end), rules) if inside else told
        for i, figure in enumerate(inside):
            if i and _same_change(text, inside[i - 1], figure):
                assigned.append(assigned[-1])  # `an increase of 28 (133%)` is one change told twice
            else:
                before = assigned[-1] if i else None
                own = _again(text, figure, here, last_change) or _assign(
                    text, i, inside, here, (start, end), context, carried, rules, before
                )
                assigned.append(own)
                if i and _ends_movement(text, inside[i - 1], figure, here):
                    assigned[-2:] = _ends(text, assigned[-2], assigned[-1], here)
            last_change = assigned[-1] if figure.kind in CHANGES else last_change
        governing = [
            m
            for m in here
            if m.period and m.shape not in (Shape.PREVIOUS, Shape.SINCE) and not is_base(text, m, start, rules)
        ]
        # an event's month carries no further unless figures of its sentence are of that month
        settled = [a.period for a in assigned[-len(inside) :]] if inside else []
        governing = [m for m in governing if m.shape is not Shape.MONTH or m.period in settled]
        spans = [m for m in governing if m.shape not in (Shape.DATE, Shape.LENGTH, Shape.POINT)]
        if spans:
            carried = Carried(spans[-1].period, "paragraph")
        elif governing and not carried.period and governing[-1].shape is not Shape.DATE:
            carried = Carried(governing[-1].period, "paragraph")
    if text.rstrip().endswith(":") and (since := _since_of(mentions, sentences)) is not None:
        carried = Carried(_closed(since, context), "paragraph")  # `Since June 2014, with these results:`
    return assigned, carried


def _ends(text: str, first: Assigned, last: Assigned, mentions: Sequence[PeriodMention]) -> list[Assigned]:
    """Return the periods of both ends of a movement, which a sentence may tell as `between 2015/16 and 2017/18`."""
    ends = next((m for m in mentions if m.first and m.last and compares_ends(text, m)), None)
    if ends is not None:
        return [replace(first, period=ends.first), replace(last, period=ends.last)]
    return [_year_before(last) if first.period == last.period else first, last]  # `from 60 to 59 in 2014/15`


def _again(text: str, figure: FoundFigure, mentions: Sequence[PeriodMention], last: Assigned | None) -> Assigned | None:
    """Return what the change before is of and from, for one that is told `over the same period`."""
    if last is None or figure.kind not in CHANGES:
        return None
    return last if any(m.rule == AGAIN and is_attached(text, figure, m) for m in mentions) else None


def _since_of(mentions: Sequence[PeriodMention], sentences: Sequence[tuple[int, int]]) -> PeriodMention | None:
    """The `since` of the sentence that leads to a list."""
    last = sentences[-1] if sentences else (0, 0)
    return next((m for m in mentions if m.shape is Shape.SINCE and m.period and last[0] <= m.start < last[1]), None)


def _assign(
    text: str,
    at: int,
    siblings: Sequence[FoundFigure],
    mentions: Sequence[PeriodMention],
    sentence: tuple[int, int],
    context: PeriodContext,
    carried: Carried,
    rules: Rules,
    before: Assigned | None,
) -> Assigned:
    """Assign the period of the `at`-th figure of a sentence. before: what the figure before it was assigned."""
    figure = siblings[at]
    start = sentence[0]
    length = figure.unit in NEVER and figure.kind not in (Kind.CHANGE, Kind.RATE) and figure.unit != "hour"
    if length and not is_measured_time(text, figure, sentence, rules):
        return Assigned(None, None, "")
    usable = [m for m in mentions if m.shape not in (Shape.INVALID, Shape.LENGTH) and (m.period or is_step(m))]
    usable = [m for m in usable if m.rule != AGAIN and not _is_far_record(text, figure, m, start, rules)]
    if at and (own := _of_the_first_end(text, siblings[at - 1], figure, usable)) is not None:
        usable = [m for m in usable if m is not own]
    if figure.kind in CHANGES:
        return _assign_change(text, figure, siblings, usable, sentence, context, carried, rules)
    if (step := next((m for m in usable if is_step(m) and is_attached(text, figure, m)), None)) is not None:
        now = before.period if before else carried.period or _short_anchor(context)
        return Assigned(stepped(step, now), None, "sentence")  # `compared with 2.6% two years earlier`
    usable = [m for m in usable if not is_step(m)]
    if any(m.shape is Shape.SINCE for m in usable) and moved_to(text, figure, sentence, rules):
        usable = [m for m in usable if m.shape is not Shape.SINCE]  # `since 2013 it has fallen to 9.8%`: now
    best = nearest(text, figure, siblings, usable, start, rules, bases=False)
    if best is not None and (measures(text, figure, sentence) or best.start - figure.end in (0, 1)):
        return Assigned(_closed(best, context), None, "sentence")
    return _without_mention(text, figure, sentence, context, carried, rules)


def _is_far_record(text: str, figure: FoundFigure, mention: PeriodMention, start: int, rules: Rules) -> bool:
    """Whether a year is how far back a record goes; a change told behind it is from that year all the same."""
    follows = figure.kind in CHANGES and mention.end <= figure.start
    return not follows and is_record(text, mention, start, rules)


def _same_change(text: str, first: FoundFigure, second: FoundFigure) -> bool:
    if first.kind not in CHANGES or second.kind not in CHANGES or first.unit == second.unit:
        return False
    gap = text[first.end : second.start]
    return (
        re.fullmatch(r"\s*(?:[\w'-]+\s+){0,3}?\(?\s*(?:or|a|an|of|reduction|increase|\W)*\s*", gap) is not None
        and len(gap) < 40
    )


def _ends_movement(text: str, first: FoundFigure, second: FoundFigure, mentions: Sequence[PeriodMention]) -> bool:
    """Whether two levels are the ends of `from A to B`, with no period of its own printed at A."""
    if first.unit != second.unit or Kind.CHANGE in (first.kind, second.kind) or first.kind is not second.kind:
        return False
    if first.qualifier is Qualifier.AT_LEAST and second.qualifier is Qualifier.AT_MOST:
        return False  # the ends of a range
    gap = text[first.end : second.start]
    own = any(first.end <= m.start < second.start for m in mentions)
    if SPREAD.search(text, max(0, first.start - NEAR), first.start):
        return False  # `ranged from 38% in one town to 71% in another`
    return not own and TO.fullmatch(gap) is not None and leads_to(FROM, text, first.start) is not None


def _of_the_first_end(
    text: str, first: FoundFigure, second: FoundFigure, mentions: Sequence[PeriodMention]
) -> PeriodMention | None:
    """The period that is printed at A in `from A in 2013/14 to B`, and so is not B's."""
    if first.unit != second.unit or first.kind is not second.kind or Kind.PERCENT_CHANGE is first.kind:
        return None
    between = [m for m in mentions if first.end <= m.start < second.start]
    if len(between) != 1 or not TO.fullmatch(text[first.end : second.start]):
        return None
    led = leads_to(FROM, text, first.start) or leads_to(MOVE_OF, text, first.start)
    return between[0] if led else None


def _year_before(assigned: Assigned) -> Assigned:
    """The year before a whole year; parts of a year may be compared with the part before, so they stay."""
    period = assigned.period
    if period is None or period.end is None or not WHOLE_YEAR <= (period.end - period.start).days <= WHOLE_YEAR + 1:
        return assigned
    return replace(assigned, period=cal.a_year_earlier(period))


def _assign_change(
    text: str,
    figure: FoundFigure,
    siblings: Sequence[FoundFigure],
    mentions: Sequence[PeriodMention],
    sentence: tuple[int, int],
    context: PeriodContext,
    carried: Carried,
    rules: Rules,
) -> Assigned:
    start = sentence[0]
    close = nearest(text, figure, siblings, mentions, start, rules, bases=True)
    if close is not None and close.first and close.last and compares_ends(text, close):
        return Assigned(close.last, close.first, "sentence")
    led = [m for m in mentions if is_base(text, m, start, rules)]
    base = nearest(text, figure, siblings, led, start, rules, bases=True)
    free = [m for m in mentions if m not in led and not is_step(m)]
    others = [m for m in free if not (base and m.first and compares_ends(text, m))]
    own = nearest(text, figure, siblings, others, start, rules, bases=False)
    if own is None and base is None and not (led or free):
        return _without_mention(text, figure, sentence, context, carried, rules)
    levels = [f for f in siblings if f.kind is Kind.LEVEL and f.unit == "count" and f.start < figure.start]
    if base is None and len(others) >= 2 and len(levels) >= 2:
        ordered = sorted((m.period for m in others if m.period), key=lambda p: p.start)
        return Assigned(ordered[-1], ordered[0], "sentence")
    if own is None and others:
        own = max(others, key=lambda m: m.period.start if m.period else date.min)
    period = _closed(own, context) if own else (carried.period or _short_anchor(context))
    base_period = base_of(base, period, context) if base else _earlier(own, others)
    anchor = _short_anchor(context)
    if (
        base is None
        and base_period is None
        and own
        and own.period
        and own.period.end
        and anchor
        and own.period.end < anchor.start
        and any(own.end <= f.start < figure.start for f in levels)
    ):
        period, base_period = anchor, own.period  # `in 17/18 there were 4,242, this represents a 23% growth`
    if period and base_period and base_period.start > period.start:
        period, base_period = base_period, period
    return Assigned(period, base_period, "sentence" if own else carried.basis or "report")


def _earlier(own: PeriodMention | None, others: Sequence[PeriodMention]) -> Period | None:
    """`charged in 2014; a 9% reduction in 2015`: the one earlier period of the same form is the base."""
    if own is None or own.period is None:
        return None
    before = [
        m.period
        for m in others
        if m is not own and m.shape is own.shape and m.period and m.period.start < own.period.start
    ]
    return before[-1] if len(before) == 1 else None


def _closed(mention: PeriodMention, context: PeriodContext) -> Period | None:
    """`since 2017` ends with the report: 2017..2021."""
    period = mention.period
    if period is None or period.end is not None or mention.shape is not Shape.SINCE:
        return period
    anchor = _short_anchor(context)
    last = context.published or (anchor.end if anchor else None)
    if last is None or last < period.start:
        return period
    if period.label[:-2].isdigit():
        return cal.between(period.start, cal.month_end(last.year, 12), years=True)
    own = anchor.end if anchor and anchor.end and period.start <= anchor.end else last  # what it reports on ends there
    return cal.between(period.start, min(own, last))


def _without_mention(
    text: str,
    figure: FoundFigure,
    sentence: tuple[int, int],
    context: PeriodContext,
    carried: Carried,
    rules: Rules,
) -> Assigned:
    listed = carried.counts and figure.unit == "count" and not text[: figure.start].strip()
    if not listed and not is_outcome(text, figure, sentence, rules):
        to_date = TO_DATE.search(text[sentence[0] : figure.start]) and context.published and figure.unit == "GBP"
        if to_date and _short_anchor(context) is None and context.published:
            return Assigned(cal.at(context.published), None, "report")
        return Assigned(None, None, "")
    if carried.period is not None:
        return Assigned(carried.period, None, carried.basis)
    anchor = _short_anchor(context)
    if anchor is not None:
        return Assigned(anchor, None, "report")
    if context.published and figure.kind is not Kind.RANK and _told_as_current(text, figure, sentence):
        return Assigned(cal.at(context.published), None, "report")
    return Assigned(None, None, "")


def _told_as_current(text: str, figure: FoundFigure, sentence: tuple[int, int]) -> bool:
    """`now has 25,000 participants`: a word for the present in the clause, with no other figure between."""
    clause = re.split(r"[;:]", text[sentence[0] : figure.start])[-1]
    told = list(CURRENT.finditer(clause))
    return bool(told) and not re.search(r"\d", clause[told[-1].end() :])


def _short_anchor(context: PeriodContext) -> Period | None:
    anchor = context.anchor
    if anchor is None or anchor.end is None or (anchor.end - anchor.start).days > SHORT_REPORT_DAYS:
        return None
    return anchor
