"""Finds acronyms and terms that a text defines: `Integrated Offender Management (IOM)`, `('the Panel')`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.extract.spans import Taken
from pipeline.screens import screened
from pipeline.types import MentionLabel

ACRONYM = screened(r"\((?:the\s+)?[\"“'‘]?(?P<acronym>[A-Z][A-Za-z&/!-]{0,10}[A-Z!]|[A-Z]{2,10}s?)[\"”'’]?\)")
LONGEST_EXPANSION = 500  # characters
WORDS_BEFORE = re.compile(r"(?:[A-Za-z][\w'’&/-]*[,]?\s+){1,14}$")
EXPANSION = screened(
    r"\b(?P<acronym>[A-Z]{2,10})\s+\((?P<expansion>(?:[A-Z][\w'’-]*|and|of|for|the|to|in|&)"
    r"(?:\s+(?:[A-Z][\w'’-]*|and|of|for|the|to|in|&)){1,9})\)"
)
# `NICHE (the new crime system)`, `COMPACT is a case management system`, `HMIC, the national inspectorate`
EXPLAINED = screened(
    r"\b(?P<term>[A-Z]{3,10})\s+(?:\((?P<inside>(?:the|an?)\s[^()]{8,160})\)|is\s+(?P<is>an?\s[^.;]{8,160}))"
)
SHORT_FORM = screened(
    r"(?P<full>(?:[A-Z][\w'’-]{0,60}\s+(?:(?:and|of|for|the"
    r"|&)\s+)*){1,8})\(\s*[\"“'‘](?P<term>(?:the\s+)?[A-Z][\w\s]{2,30})[\"”'’]\s*\)"
)
SMALL = frozenset({"of", "and", "for", "the", "to", "in", "&", "on", "at", "a", "or", "with"})
BODY = re.compile(
    r"\b(?:Board|Group|Police|Commissioners?|Inspectorate|Council|Panel|Partnership|Service|Unit|Team|Office"
    r"|Commission|Trust"
    r"|Department|Agency|Constabulary|Authority|Committee|Forum|Academy|Bureau|Directorate|Centre|Company"
    r"|Association)\b"
)


@dataclass(frozen=True, slots=True)
class Definition:
    """A defined acronym or term at [start, end), its definition included."""

    start: int
    end: int
    label: MentionLabel
    term: str
    meaning: str


def find_definitions(text: str) -> list[Definition]:
    """Return the acronyms and terms that a text defines, in order, not overlapping."""
    found = [d for m in ACRONYM.finditer(text) if (d := _expanded_before(text, m)) is not None]
    found += [
        Definition(m.start(), m.end(), MentionLabel.ACRONYM, m["acronym"], m["expansion"])
        for m in EXPANSION.finditer(text)
    ]
    taken = Taken(len(text), ((d.start, d.end) for d in found))
    for m in [*EXPLAINED.finditer(text), *SHORT_FORM.finditer(text)]:
        groups = m.groupdict()
        meaning = (groups.get("inside") or groups.get("is") or groups.get("full") or "").strip()
        if not taken.meets(m.start(), m.end()):
            taken.add(m.start(), m.end())
            found.append(Definition(m.start(), m.end(), MentionLabel.DEFINITION, m["term"], meaning))
    return sorted(found, key=lambda d: d.start)


def organisations_by_acronym(texts: Iterable[str]) -> dict[str, str]:
    """Return the acronyms that a report defines and that stand for a body, with their expansions."""
    found: dict[str, str] = {}
    for text in texts:
        for definition in find_definitions(text):
            if definition.label is MentionLabel.ACRONYM and BODY.search(definition.meaning):
                found.setdefault(definition.term.rstrip("s"), definition.meaning)
    return found


def alternatives(terms: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern for any of the terms as a word, None for none."""
    ordered = sorted(terms, key=lambda t: (-len(t), t))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(re.escape(t) for t in ordered)})(?![\w-])") if ordered else None


def _expanded_before(text: str, m: re.Match[str]) -> Definition | None:
    """Take as many words before the bracket as the acronym has letters, small words apart.

    Words in lower case count only where every initial fits: `social return on investment (SROI)`.
    """
    before = WORDS_BEFORE.search(text, max(0, m.start() - LONGEST_EXPANSION), m.start())
    if before is None:
        return None
    letters = [c for c in re.sub(r"[^A-Za-z]", "", m["acronym"]) if c.isupper()]
    words = list(re.finditer(r"[A-Za-z][\w'’&/-]*", before[0]))
    best: int | None = None
    for i in range(len(words) - 1, -1, -1):
        initials = [p[0].upper() for w in words[i:] for p in re.split(r"[-/]", w[0]) if p and p.lower() not in SMALL]
        every = [w[0][0].upper() for w in words[i:]]
        if letters in (initials, every):
            best = i
            break
        if words[i][0].lower() in SMALL or not words[i][0][0].isupper():
            continue
        if len(initials) > len(letters) + 2:
            break
        if initials and initials[0] == letters[0] and abs(len(initials) - len(letters)) <= 2:
            best = i
    if best is None:
        return None
    start = before.start() + words[best].start()
    meaning = before[0][words[best].start() :].strip()
    return Definition(start, m.end(), MentionLabel.ACRONYM, m["acronym"], meaning)
