"""What a whole paper tells of its names: places that it writes `in` or `at`, and words that it writes small."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.extract.whom.words import languages, whom_words
from pipeline.rules import Rules
from pipeline.types import Block, BlockKind

NAME = r"[A-Z][\w’'-]*(?:\s+(?:of\s+|upon\s+|le\s+)?[A-Z][\w’'-]*){0,3}"
SMALL = re.compile(r"(?<![\w’'])[a-z][a-z’'-]+")


@dataclass(frozen=True, slots=True)
class Paper:
    """places: names that stand behind `in`, `at` or `across`; small: words that are printed in small letters too."""

    places: frozenset[str] = frozenset()
    small: frozenset[str] = frozenset()


NO_PAPER = Paper()


def read_paper(texts: Iterable[str], rules: Rules) -> Paper:
    """Return what the texts of a paper, headings left out, tell of its names."""
    words = whom_words(rules)
    leads = "|".join(sorted(map(re.escape, words.within)))
    named = re.compile(rf"\b(?:{leads})\s+(?P<name>{NAME})(?![\w’'])")
    places: set[str] = set()
    small: set[str] = set()
    for text in texts:
        small.update(SMALL.findall(text))
        places.update(m["name"] for m in named.finditer(text))
    unfit = words.no_place | words.body | words.title | words.pool | languages()
    fit = (name for name in places if not name.isupper() and not unfit & set(name.lower().split()))
    return Paper(frozenset(n for n in fit if " " in n or n.lower() not in small), frozenset(small))


def paper_of(blocks: Iterable[Block], rules: Rules) -> Paper:
    """Return what the paragraphs and lists of a paper tell of its names."""
    return read_paper((b.text for b in blocks if b.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)), rules)
