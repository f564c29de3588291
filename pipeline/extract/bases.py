"""Gives a change without a base the one that the report's other changes of the same period are told from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pipeline.types import Figure, FigureStatus, Kind, Period, Source

CHANGES = (Kind.CHANGE, Kind.PERCENT_CHANGE)
LEAST_TOLD = 2  # changes that tell their base, all the same one
LEAST_DAYS = 80  # of a period that a report compares with the one before


def with_usual_bases(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures with a base for each change of running text whose period is always told from one base.

    A report on 2018/19 that sets it against 2017/18 throughout does so in `an 18% reduction` too.
    """
    told: dict[Period, list[Period]] = defaultdict(list)
    for figure in figures:
        if figure.kind in CHANGES and figure.period and figure.base_period and _days(figure.period) >= LEAST_DAYS:
            told[figure.period].append(figure.base_period)
    usual = {
        period: bases[0]
        for period, bases in told.items()
        if len(bases) >= LEAST_TOLD and len({(b.start, b.end) for b in bases}) == 1
    }
    return [replace(f, base_period=usual[f.period]) if _lacks_base(f) and f.period in usual else f for f in figures]


def _lacks_base(figure: Figure) -> bool:
    return (
        figure.kind in CHANGES
        and figure.base_period is None
        and figure.source is Source.TEXT
        and figure.status is FigureStatus.REPORTED
    )


def _days(period: Period) -> int:
    return (period.end - period.start).days if period.end else 0
