"""Printed numbers as decimals, units and intervals."""

from pipeline.quantities.allowed import allowed, figure_interval, last_nonzero_unit, unit_in_last_place
from pipeline.quantities.interval import Interval, percent_change, ratio, share_percent, total

__all__ = [
    "Interval",
    "allowed",
    "figure_interval",
    "last_nonzero_unit",
    "percent_change",
    "ratio",
    "share_percent",
    "total",
    "unit_in_last_place",
]
