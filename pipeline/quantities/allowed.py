"""What a printed number allows: from value, printed decimals and qualifier to an interval.

A printed number v with d decimals stands for [v - u/2, v + u/2] with u = 10^-d. A whole count
printed in full is exact unless a hedge or a multiplier says otherwise.
"""

from decimal import Decimal

from pipeline.quantities.interval import Interval
from pipeline.types import Figure, Kind, Qualifier

HALF = Decimal("0.5")
EXACT_UNITS = frozenset({"count", "rank"})


def unit_in_last_place(decimals: int) -> Decimal:
    """Return 10^-decimals: one unit of the last printed digit."""
    return Decimal(1).scaleb(-decimals)


def last_nonzero_unit(size: Decimal) -> Decimal:
    """Return one whole unit of the last non-zero digit: 100 for 3,500 and 0.1 for 333.4 million's 4 (100000)."""
    if size == 0:
        return Decimal(1)
    exponent = size.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(1).scaleb(exponent)


def allowed(
    value: Decimal,
    *,
    decimals: int,
    unit: str,
    qualifier: Qualifier = Qualifier.NONE,
    kind: Kind = Kind.LEVEL,
    fraction: int = 0,
    averaged: bool = False,
) -> Interval:
    """Return the values that a printed number stands for, signed.

    averaged: whether it is an average or an index, which was rounded even where it is printed as a whole count.

    value: as a number with its sign; decimals: of the printed string after the multiplier, so
    `£1.2 million` has -5; fraction: the denominator of a fraction in words (`two thirds` has 3),
    which stands for n/d plus or minus 1/(4d). A qualifier applies to the printed size, so that a
    fall of `more than 17%` is an open end towards minus.
    """
    size = abs(value)
    interval = _size_allowed(size, decimals, "" if averaged else unit, qualifier, kind, fraction)
    return -interval if value < 0 else interval


def figure_interval(figure: Figure) -> Interval:
    """Return a figure's interval from its lower and upper, open at a strict bound.

    Raises ValueError for a figure without a value.
    """
    if figure.value is None:
        raise ValueError(f"figure {figure.figure_id} has no value")
    strict = figure.qualifier in (Qualifier.MORE, Qualifier.LESS)
    return Interval(
        figure.lower,
        figure.upper,
        strict and figure.lower == figure.value,
        strict and figure.upper == figure.value,
    )


def _size_allowed(size: Decimal, decimals: int, unit: str, qualifier: Qualifier, kind: Kind, fraction: int) -> Interval:
    if fraction:
        half = Decimal(1) / (4 * fraction)
    elif unit in EXACT_UNITS and decimals == 0 and kind is not Kind.RATE:
        half = Decimal(0)
    else:
        half = unit_in_last_place(decimals) * HALF
    match qualifier:
        case Qualifier.MORE:
            return Interval(size, None, lower_open=True)
        case Qualifier.AT_LEAST:
            return Interval(size, None)
        case Qualifier.LESS:
            return Interval(None, size, upper_open=True)
        case Qualifier.AT_MOST:
            return Interval(None, size)
        case Qualifier.ABOUT:
            half = max(half, Decimal(1) / fraction if fraction else last_nonzero_unit(size))
            return Interval(size - half, size + half)
        case Qualifier.NONE:
            return Interval(size - half, size + half)
