"""Cells of a table that hold a part and its share (`5 (18.5%)`) under a head that names the whole's column."""

import re
from collections.abc import Iterator

from pipeline.align.words import fold, key_words
from pipeline.check.share_words import Told, is_share
from pipeline.check.views import ReportView, TableView
from pipeline.types import Figure, FigureStatus

_AMONG = re.compile(r"\b(?:among|amongst|out\s+of|of)\s+(?:the\s+|all\s+)?(?P<whole>.+)$")


def shares_of_heads(view: ReportView) -> Iterator[Told]:
    """Yield the parts with their shares in brackets, the column of whose whole their own head names.

    `Accepted` 27, `Invited among accepted` 5 (18.5%): 5 of 27.
    """
    for table in view.tables:
        for column, whole in _named(table):
            for row in table.rows:
                part, share = row.by_slot.get((column, 0)), row.by_slot.get((column, 1))
                base = row.by_slot.get((whole, 0))
                if part is not None and share is not None and base is not None and _belong(part, share, base):
                    yield Told(share, part, (base,))


def _named(table: TableView) -> Iterator[tuple[int, int]]:
    """Yield each column whose head names one other column alone as what it is of."""
    words = {column: key_words(label) for column, label in table.columns}
    for column, label in table.columns:
        among = _AMONG.search(fold(label))
        if among is None:
            continue
        named = key_words(among["whole"])
        wholes = [other for other, own in words.items() if other != column and own and own <= named]
        if len(wholes) == 1:
            yield column, wholes[0]


def _belong(part: Figure, share: Figure, whole: Figure) -> bool:
    if any(f.status is not FigureStatus.REPORTED or f.value is None for f in (part, share, whole)):
        return False
    assert part.value is not None
    assert whole.value is not None
    return part.unit == whole.unit == "count" and is_share(share) and 0 <= part.value <= whole.value
