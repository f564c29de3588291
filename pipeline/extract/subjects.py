"""Tells what a paper as a whole is on, and keeps a sketch of its tables, by which papers of one make are known."""

import hashlib
import re
from collections.abc import Iterable, Sequence

from pipeline.extract.periods import PeriodContext
from pipeline.extract.publishers import is_name
from pipeline.extract.tables.around import place_told
from pipeline.rules import Rules
from pipeline.types import Block, BlockKind

SKETCH = 16  # hashes of a paper's row labels


def subject_of(title: str, blocks: Sequence[Block], rules: Rules, context: PeriodContext) -> str:
    """Return the place or group in a paper's title, empty where it names none, or headings like it name others."""
    subject = "" if is_name(title, rules) else place_told(title, rules, context)
    if not subject or subject not in title:
        return subject
    rest = title.replace(subject, "").split()
    alike = {b.text for b in blocks if b.kind is BlockKind.HEADING and b.text.split()[-1:] == title.split()[-1:]}
    for text in sorted(alike - {title}):
        other = place_told(text, rules, context)
        if other and other != subject and text.replace(other, "").split() == rest:
            return ""
    return subject


def sketch_of(labels: Iterable[str]) -> str:
    """Return the sketch of a paper's row labels: at most 16 hashes of 8 hex digits, the smallest first."""
    words = {" ".join(re.findall(r"[^\W\d_]+", label.casefold())) for label in labels}
    hashes = sorted(hashlib.sha256(w.encode()).hexdigest()[:8] for w in words if w)
    return " ".join(hashes[:SKETCH])
