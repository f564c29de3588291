"""Decides per document whether `01/02/2015` is the first of February or the second of January."""

import re

from pipeline.types import Document

NUMERIC = re.compile(r"(?<![\d/])(\d{1,2})[/.](\d{1,2})[/.](?:(?:19|20)\d{2}|\d{2})(?![\d/])")
MONTH_FIRST = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December)\s+\d{1,2},?\s+(?:19|20)\d{2}"
)
DAY_FIRST = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\s+(?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\b"
)


def day_comes_first(document: Document) -> bool:
    """Return the order of day and month in numeric dates, from those that allow one reading only.

    Where none tells, the order of written dates decides (`March 22, 2016` puts the month first),
    then the day comes first.
    """
    votes = 0
    written = 0
    for block in document.blocks:
        texts = [block.text] if block.table is None else [c.text for c in block.table.cells]
        for text in texts:
            for m in NUMERIC.finditer(text):
                first, second = int(m[1]), int(m[2])
                votes += (first > 12 >= second) - (second > 12 >= first)
            written += len(DAY_FIRST.findall(text)) - len(MONTH_FIRST.findall(text))
    return votes > 0 if votes else written >= 0
