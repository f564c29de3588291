"""Tells names of places that everyone knows: countries, and their states, provinces, counties and districts."""

import re
from functools import cache

HEADS = re.compile(
    r"\b(?:the|of|and|city|county|district|borough|region|province|state|council|unitary|authority|islands?)\b", re.I
)


@cache
def _names() -> frozenset[str]:
    """The names of ISO 3166-1 and 3166-2, folded. Read when first asked for: 5,000 names, a fifth of a second."""
    import pycountry

    found = [name for c in pycountry.countries for name in (c.name, getattr(c, "common_name", c.name))]
    found += [s.name for s in pycountry.subdivisions]
    return frozenset(key for name in found if (key := _folded(name)))


def is_known_place(name: str) -> bool:
    """Whether a name is that of a country or of a part of one; `City of`, `County` and the like do not matter."""
    return _folded(name) in _names()


def _folded(name: str) -> str:
    return " ".join(re.findall(r"\w+", HEADS.sub(" ", name.casefold())))
