"""Rules that are typed: a row of nothing but hyphens, as text tables have, parts rows and is no text."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.read.pdf.rulings import Ruling, Rulings
from pipeline.read.pdf.words import Word, cluster_rows

DASHES = re.compile(r"[-=‐–—_─━]{3,}")
LEAST = 8  # characters of a typed rule; a short one may stand for a missing figure


def take_typed_rules(words: Sequence[Word], rulings: Rulings) -> tuple[list[Word], Rulings]:
    """Return the words without those that draw rules, and the rulings with a line for each of them.

    A row is a rule where all its words are of hyphens and the like; a rule across the row over blanks is one line.
    """
    if not any(DASHES.fullmatch(w.text) for w in words):
        return list(words), rulings
    lines: list[Ruling] = []
    gone: set[int] = set()
    for row in cluster_rows(words):
        if all(DASHES.fullmatch(w.text) for w in row) and sum(len(w.text) for w in row) >= LEAST:
            gone.update(id(w) for w in row)
            lines.extend(Ruling(w.middle, w.x0, w.x1) for w in row)
    return [w for w in words if id(w) not in gone], replace(rulings, horizontal=(*rulings.horizontal, *lines))
