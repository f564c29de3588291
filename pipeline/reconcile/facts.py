"""Which figures tell one fact, and which only share a name."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from pipeline.align.same import SeriesKey
from pipeline.types import Figure, Identities, Report, Source

DOUBTFUL = 0.2  # from which a link does not stand against a figure that names its measure itself

# The periods for which the tables of a file tell a value, by fact and file, and by value.
Periods = dict[tuple[SeriesKey, str], dict[Decimal, set[str]]]


@dataclass(frozen=True, slots=True)
class Told:
    """A figure with the report that tells it and the version group that report belongs to."""

    figure: Figure
    report: Report
    group: str
    publisher: str


def without_misplaced(told: dict[SeriesKey, list[Told]]) -> dict[SeriesKey, list[Told]]:
    """Return the series without narrative figures that are the table's value for another period.

    `From 60,834 to 59,220` tells two years in one sentence. Where a table of the same report gives
    the narrative's value to another period and another value to this one, the sentence's period was
    read wrongly; the table's headers are surer.
    """
    tables: Periods = defaultdict(lambda: defaultdict(set))
    known: set[tuple[SeriesKey, str]] = set()  # facts with the file whose tables tell them
    for key, candidates in told.items():
        for t in candidates:
            if t.figure.source is Source.TABLE and t.figure.value is not None:
                tables[key._replace(period=""), _file(t)][t.figure.value].add(key.period)
                known.add((key, _file(t)))
    result = {k: [t for t in ts if not _misplaced(k, t, tables, known)] for k, ts in told.items()}
    return {key: candidates for key, candidates in result.items() if candidates}


def without_doubtful(told: list[Told], identities: Identities) -> list[Told]:
    """Return the figures of a fact without those that are told of it for a doubtful reason and differ.

    A sentence's figure that a table's row was found for by the heading in force may be a bound or an aim; where it
    has another value than the figures that name the measure themselves, it is none of them.
    """
    sure = [t for t in told if identities.doubt(t.figure) < DOUBTFUL]
    values = {t.figure.value for t in sure}
    return [t for t in told if t.figure.value in values or identities.doubt(t.figure) < DOUBTFUL] if sure else told


def split_siblings(told: dict[SeriesKey, list[Told]]) -> dict[SeriesKey, list[Told]]:
    """Return the series with different facts of one name taken apart.

    “Three of four months” and “465 of 622 families” tell two values in one sentence: they are two
    facts that the words around them name alike, not one fact in dispute. The same holds for rows of
    one table whose indicator is not a known one.
    """
    result: dict[SeriesKey, list[Told]] = {}
    for key, candidates in told.items():
        siblings: dict[tuple[str, int, int], list[Told]] = defaultdict(list)
        for t in candidates:
            siblings[_home(t)].append(t)
        apart = {i for i, ts in siblings.items() if len({t.figure.value for t in ts}) > 1}
        rest = [t for t in candidates if _home(t) not in apart]
        if rest:
            result[key] = rest
        for home in sorted(apart):
            for t in siblings[home]:
                own = f"{key.indicator}|{t.figure.row_label}|{t.figure.text}|{t.figure.figure_id}"
                result[key._replace(indicator=own)] = [t]
    return result


def _home(told: Told) -> tuple[str, int, int]:
    """Return the sentence that a figure stands in, or the table where its indicator is not a known one."""
    figure = told.figure
    if figure.source is Source.TABLE:
        return figure.document_id, -1, (figure.table or 0) if not figure.indicator_id else -figure.ordinal
    return figure.document_id, figure.passage, 0


def _misplaced(key: SeriesKey, told: Told, tables: Periods, known: set[tuple[SeriesKey, str]]) -> bool:
    value, file = told.figure.value, _file(told)
    if told.figure.source is Source.TABLE or value is None or (key, file) not in known:
        return False
    periods = tables[key._replace(period=""), file].get(value, set())
    return bool(periods) and key.period not in periods


def _file(told: Told) -> str:
    return told.report.document_id.split(".")[0]
