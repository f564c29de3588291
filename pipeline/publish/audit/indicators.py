"""Turns the series of an indicator into its page: a chart and a table for each group that can be compared."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.publish.audit.charts import ChartView, Moment, Reading, make_chart
from pipeline.publish.audit.findings import Finder, series_key
from pipeline.publish.audit.links import Links
from pipeline.publish.audit.words import file_name, plain, shorten, with_unit, words
from pipeline.types import Figure, Series, SeriesStatus

IN_QUESTION = frozenset({SeriesStatus.DISPUTED, SeriesStatus.RESTATED, SeriesStatus.DECIDED})
MONTH_DAYS = 30.44


@dataclass(frozen=True, slots=True)
class SourceView:
    """A figure behind a value."""

    figure_id: str
    text: str
    report: str
    file: str
    where: str
    link: str
    stands: bool


@dataclass(frozen=True, slots=True)
class ValueView:
    """A row of the table: a period, the value that stands, why, and the figures behind it."""

    series_id: str
    period: str
    value: str
    status: str
    basis: str
    sources: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """Values that can be compared: one publisher, segment, unit, kind and length of period."""

    heading: str
    unit: str
    chart: ChartView | None
    legend: tuple[str, ...]
    values: tuple[ValueView, ...]


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """An indicator's row in the overview, and the head of its page."""

    key: str
    title: str
    canonical: bool
    points: int
    disputed: int
    restated: int


def indicator_series(series: Iterable[Series], canonical: Container[str]) -> dict[str, list[Series]]:
    """Return the series by indicator, those worth a page: canonical, with several periods, or in question.

    canonical: the ids of the rules' indicators.
    """
    result: dict[str, list[Series]] = defaultdict(list)
    for item in series:
        result[series_key(item.indicator_id, item.indicator)].append(item)
    return {key: items for key, items in sorted(result.items()) if key and _worth(items, canonical)}


def _worth(items: Sequence[Series], canonical: Container[str]) -> bool:
    return (
        items[0].indicator_id in canonical
        or any(s.status in IN_QUESTION for s in items)
        or max(len(group) for group in _grouped(items).values()) > 1
    )


def indicator_view(key: str, items: Sequence[Series], finder: Finder) -> IndicatorView:
    """Return what the overview says of an indicator."""
    labels = finder.indicator_labels
    return IndicatorView(
        key=key,
        title=shorten(labels.get(items[0].indicator_id, items[0].indicator or key), 120),
        canonical=items[0].indicator_id in labels,
        points=len(items),
        disputed=sum(s.status is SeriesStatus.DISPUTED for s in items),
        restated=sum(s.status is SeriesStatus.RESTATED for s in items),
    )


def indicator_groups(items: Sequence[Series], finder: Finder, links: Links) -> list[GroupView]:
    """Return the groups that the page of an indicator shows, the longest first."""
    groups = [_group(name, group, finder, links) for name, group in sorted(_grouped(items).items())]
    return sorted(groups, key=lambda g: (-len(g.values), g.heading))


def _grouped(items: Iterable[Series]) -> dict[tuple[str, ...], list[Series]]:
    groups: dict[tuple[str, ...], list[Series]] = defaultdict(list)
    for s in items:
        groups[s.publisher, s.segment, s.role.value, s.kind.value, s.unit, _length(s)].append(s)
    return groups


def _length(series: Series) -> str:
    """Return how long the period is, for only periods of one length can be compared."""
    period = series.period
    if period is None or period.end is None:
        return "no period" if period is None else "open period"
    months = round(((period.end - period.start).days + 1) / MONTH_DAYS)
    names = {0: "days", 1: "month", 3: "quarter", 12: "year"}
    return "day" if period.start == period.end else names.get(months, f"{months} months")


def _group(name: tuple[str, ...], items: Sequence[Series], finder: Finder, links: Links) -> GroupView:
    publisher, segment, role, kind, unit, length = name
    said = [
        segment,
        words(kind) if kind != "level" else "",
        role if role != "actual" else "",
        f"by {length}",
        publisher,
    ]
    heading = ", ".join(plain(p) for p in said if p)
    ordered = sorted(items, key=lambda s: (s.period.start.isoformat() if s.period else "", s.series_id))
    sources = _sources(ordered, finder)
    moments = list(_moments(ordered, sources, finder, links))
    return GroupView(
        heading=heading[:1].upper() + heading[1:],
        unit=words(unit),
        chart=make_chart(moments) if len(moments) > 1 or any(len(m.readings) > 1 for m in moments) else None,
        legend=tuple(shorten(finder.titles[d], 60) + f" ({file_name(finder.rows.paths[d])})" for d in sources),
        values=tuple(_value(s, finder, links) for s in ordered),
    )


def _sources(items: Sequence[Series], finder: Finder) -> list[str]:
    """Return the reports behind series in the order of their publication."""
    order = finder.publication_order
    return sorted({f.document_id for s in items for f in _figures(s, finder)}, key=lambda d: order[d])


def _figures(series: Series, finder: Finder) -> Iterator[Figure]:
    yield from (f for name in series.figure_ids if (f := finder.rows.figures.get(name)))


def _moments(items: Sequence[Series], sources: Sequence[str], finder: Finder, links: Links) -> Iterator[Moment]:
    for series in items:
        figures = sorted(_figures(series, finder), key=lambda f: (sources.index(f.document_id), f.ordinal))
        readings = [
            Reading(f.value, sources.index(f.document_id), _reading_label(f, series, finder), _link(f, links))
            for f in figures
            if f.value is not None
        ]
        if series.period and readings:
            when = series.period.end or series.period.start
            yield Moment(series.period.label, when, tuple(readings), series.value, series.status.value)


def _reading_label(figure: Figure, series: Series, finder: Finder) -> str:
    period = series.period.label if series.period else ""
    return f"{period}: {plain(figure.text)}, {file_name(finder.rows.paths[figure.document_id])}"


def _link(figure: Figure, links: Links) -> str:
    return links.document(figure.document_id, page=figure.place.page, line=figure.place.line, anchor=figure.figure_id)


def _value(series: Series, finder: Finder, links: Links) -> ValueView:
    sources = []
    for figure in _figures(series, finder):
        place = figure.place
        where = f"page {place.page}" if place.page else f"line {place.line}" if place.line else place.cell
        sources.append(
            SourceView(
                figure.figure_id,
                plain(figure.text),
                shorten(finder.titles[figure.document_id], 80),
                file_name(finder.rows.paths[figure.document_id]),
                where,
                _link(figure, links),
                series.value is not None and figure.value == series.value,
            )
        )
    value = with_unit(series.value, series.unit) if series.value is not None else "in dispute"
    period = series.period.label if series.period else "no period"
    base = f" against {series.base_period.label}" if series.base_period else ""
    return ValueView(series.series_id, period + base, value, series.status.value, plain(series.basis), tuple(sources))
