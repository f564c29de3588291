"""Numbers in the scale in which they are printed: 12,134 in a column of thousands, and not 12134000."""

import re
from collections.abc import Sequence
from decimal import Decimal

from pipeline.check.slips import printed_number
from pipeline.types import Figure

ONE = Decimal(1)
NAMES = {2: "hundred", 3: "thousand", 5: "hundred thousand", 6: "million", 9: "billion", 12: "trillion"}
_ODD_COMMA = re.compile(r"\d,(?!\d{3}(?!\d))")  # one that parts decimals


def scale_of(figure: Figure) -> Decimal | None:
    """Return what a printed number is multiplied by, a power of ten; None for 0, which has any scale."""
    number = printed_number(figure.text)
    if not figure.value:
        return None
    if not number or not Decimal(number) or _ODD_COMMA.search(figure.text):
        return ONE
    scale = abs(figure.value) / Decimal(number)
    digits = scale.normalize().as_tuple()
    exponent = digits.exponent
    is_power = digits.digits == (1,) and isinstance(exponent, int) and exponent > 0
    return scale if is_power else ONE


def common_scale(figures: Sequence[Figure]) -> Decimal | None:
    """Return the one scale that figures are printed in, None where they have several."""
    scales = {s for f in figures if (s := scale_of(f)) is not None}
    return scales.pop() if len(scales) == 1 else None if scales else ONE


def name_of(scale: Decimal) -> str:
    """Return how a scale is called: `thousand`, empty for plain numbers."""
    power = len(str(int(scale))) - 1
    return "" if scale <= 1 else NAMES.get(power, f"x {int(scale):,}")


def decimals_of(figure: Figure) -> int:
    """Return how many digits behind the point a figure is printed with."""
    scale = scale_of(figure) or ONE
    return max(0, figure.decimals + (len(str(int(scale))) - 1 if scale > 1 else 0))


def in_print(figure: Figure, value: Decimal) -> Decimal:
    """Return a value in the scale and with the digits of a printed figure."""
    return round(value / (scale_of(figure) or ONE), decimals_of(figure))
