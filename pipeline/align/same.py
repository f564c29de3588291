"""Which figures of different reports tell the same fact: the key of a series."""

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.align.words import fold, stem, tokens
from pipeline.types import Figure, Identities, Period, Source

SITE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")  # a publisher that is known by its site alone


class SeriesKey(NamedTuple):
    """What two figures must share to be one fact: all of it, dates instead of period labels."""

    publisher: str
    indicator: str  # indicator_id, else the normalised indicator with its heading
    segment: str
    unit: str
    kind: str
    role: str
    period: str
    base_period: str


def series_key(figure: Figure, publisher: str) -> SeriesKey:
    """Return the key of a fact by its own words, for checks that look at reports before measures are identified.

    An indicator without canonical id joins only under the same heading or priority.
    """
    return SeriesKey(
        normal_publisher(publisher),
        figure.indicator_id or f"{_heading(figure)}|{normal_indicator(figure.indicator or figure.row_label)}",
        "" if is_implied(figure) else fold(figure.segment),
        figure.unit,
        figure.kind.value,
        figure.role.value,
        span(figure.period),
        span(figure.base_period),
    )


def identified_key(figure: Figure, publisher: str, identities: Identities) -> SeriesKey:
    """Return the key under which a figure is reconciled, by its measure's and its segment's id.

    `publisher` is its report's, or the report's id for none: a canonical indicator is one over all publishers.
    """
    indicator, segment = identities.of(figure)
    return SeriesKey(
        normal_publisher(publisher),
        indicator,
        segment,
        figure.unit,
        figure.kind.value,
        figure.role.value,
        span(figure.period),
        span(figure.base_period),
    )


def is_implied(figure: Figure) -> bool:
    """Whether the canonical indicator says the segment: the satisfaction of hate crime victims and `Hate Crime`."""
    return bool(figure.segment and figure.indicator_id) and says_segment(figure.indicator_id, figure.segment)


@lru_cache(maxsize=10_000)
def says_segment(indicator_id: str, segment: str) -> bool:
    """Whether the words of a canonical indicator's id hold all those of a segment."""
    known = {stem(word) for word in tokens(indicator_id.replace("_", " "))}
    return {stem(word) for word in tokens(segment)} - {"all"} <= known


@lru_cache(maxsize=10_000)
def normal_publisher(name: str) -> str:
    """Return a publisher's name as it is compared: words only, in lower case, `and` for `&`, a site's own name."""
    if SITE.fullmatch(name):
        name = name.split(".", 1)[0]
    return " ".join(tokens(name.replace("&", " and ")))


@lru_cache(maxsize=200_000)
def normal_indicator(text: str) -> str:
    """Return an indicator's words as they are compared: stems in order, without articles."""
    return " ".join(stem(t) for t in tokens(text) if t not in {"the", "a", "an", "of"})


def _heading(figure: Figure) -> str:
    if figure.priority:
        return f"priority {fold(figure.priority)}"
    if figure.source is Source.TABLE:
        return normal_indicator(figure.section.rsplit(" > ", 1)[-1])
    return ""


def span(period: Period | None) -> str:
    """Return a period's first and last day, so that `2015` and `12M to 2015-12` are one; empty for none."""
    if period is None:
        return ""
    return f"{period.start.isoformat()}..{period.end.isoformat() if period.end else ''}"
