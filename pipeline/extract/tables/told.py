"""What the notes around a table say that its own words for times stand for: `Last week is 22 August 2024`."""

import re
from collections.abc import Sequence

from pipeline.extract.periods import PeriodContext, Shape, find_periods
from pipeline.extract.tables.labels import without_marks
from pipeline.types import Period

RELATIVE = re.compile(
    r"(?:(?:this|last|previous|current|latest|prior)\s+(?:week|month|year|quarter|period|day)|year[\s-]to[\s-]date|YTD)",
    re.IGNORECASE,
)
IS = r"\s*(?:\([^)]*\)\s*)?(?:(?:is|are|was|were|means|covers|runs\s+from)\b|[:=,])?\s*(?:the\s+|from\s+|of\s+)?"


def told_as(label: str, is_average: bool, notes: Sequence[str], context: PeriodContext) -> Period | None:
    """Return the period that a note gives to a label, None where the label tells no time of its own or no note does.

    is_average: whether the label is that of an average over years, `Five-year average`.
    """
    own = without_marks(label)
    if not is_average and not RELATIVE.fullmatch(own):
        return None
    words = re.compile(rf"\b{re.escape(own)}\b{IS}", re.IGNORECASE)
    for note in notes:
        starts = {m.end() for m in words.finditer(note)}
        found = find_periods(note, context) if starts else ()
        told = next((m for m in found if m.start in starts and m.period), None)
        if told is not None and told.shape not in (Shape.CURRENT, Shape.PREVIOUS):
            return told.period
    return None
