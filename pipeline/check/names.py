"""Capitalised names, acronyms and their expansions as a report prints them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.align.words import stem, tokens
from pipeline.check.views import ReportView
from pipeline.types import Passage

_WORD = r"[A-Z][\w’'&-]{0,60}+"  # a longer run of letters is no word, and would be looked at from each of them
_SMALL = r"(?:of|and|the|for|to|in|with|by|on|against|&)"
_INNER = r"(?:of|and|the|for|to|against|&)"  # small words inside a name that runs through a sentence
NAME = re.compile(rf"\b{_WORD}(?:\s+(?:{_INNER}\s+){{0,2}}{_WORD})+")
_ACRONYM = r"[A-Z][A-Za-z/&]{1,8}[A-Z]|[A-Z]{2,8}"
_IN_BRACKETS = rf"\(\s*[\"“'‘]?(?P<acronym>{_ACRONYM})(?:['’]?[sS])?[\"”'’]?\s*\)"
_BRACKETED = re.compile(_IN_BRACKETS)
_AFTER = re.compile(rf"(?<![\w’'&-])(?P<words>(?:[\w’'&-]++\s++){{1,9}}){_IN_BRACKETS}")
_BEFORE = re.compile(rf"\b(?P<acronym>{_ACRONYM})s?\s+\((?P<words>{_WORD}(?:\s+(?:{_SMALL}\s+){{0,2}}{_WORD})+)\)")
ACRONYM_WORD = re.compile(rf"(?<![\w/])(?:{_ACRONYM})(?![\w/])")
MOST_NAME = 8  # words of a name that ends in a full stop
MIN_ENTRIES = 4  # rows of the shortest table that is taken for a glossary
ACRONYM_USED = re.compile(rf"(?<![\w/])({_ACRONYM})s?(?![\w/])")  # `ICVs` uses ICV
SMALL_WORDS = frozenset(["of", "and", "the", "for", "to", "in", "with", "by", "on", "against", "&", "a", "an"])


@dataclass(frozen=True, slots=True)
class Expansion:
    """An acronym with its expansion, where it is printed; `fits` says whether the letters come from the words."""

    acronym: str
    words: str
    passage: Passage
    fits: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A capitalised name where it is printed."""

    text: str
    passage: Passage


def letters(acronym: str) -> str:
    """Return the capitals of an acronym: `EMOpSS` has EMOSS, `CSA/E` has CSAE."""
    return "".join(c for c in acronym if c.isupper())


def expansions(view: ReportView) -> Iterator[Expansion]:
    """Yield acronyms printed with an expansion, as `Full Name (FN)` or `FN (Full Name)`."""
    for passage in view.report.passages:
        if passage.kind == "contents" or "(" not in passage.text:
            continue
        for match in _AFTER.finditer(passage.text) if _BRACKETED.search(passage.text) else ():
            found = expansion_before(match["words"], match["acronym"])
            if found:
                yield Expansion(match["acronym"], found[0], passage, found[1])
        for match in _BEFORE.finditer(passage.text):
            words = [w for w in match["words"].split() if w.lower() not in SMALL_WORDS]
            if words[0][0] == match["acronym"][0] and abs(len(words) - len(letters(match["acronym"]))) <= 1:
                fits = yields(match["words"].split(), letters(match["acronym"]))
                yield Expansion(match["acronym"], match["words"], passage, fits)


def all_expansions(view: ReportView) -> Iterator[Expansion]:
    """Yield the acronyms that the text expands, then those of a glossary's table."""
    yield from expansions(view)
    yield from glossary_expansions(view)


def glossary_expansions(view: ReportView) -> Iterator[Expansion]:
    """Yield the acronyms of glossary tables, whose rows hold an acronym and its words and nothing else."""
    listed = glossary_tables(view)
    for passage in view.report.passages if listed else ():
        if passage.kind != "row" or passage.table not in listed:
            continue
        acronym, _, words = passage.text.partition(" | ")
        acronym = acronym.strip(" :.!")
        if ACRONYM_WORD.fullmatch(acronym) and len(words.split()) >= 2 and not _is_sentence(words):
            fits = _initials_give(words.split(), letters(acronym)) or yields(words.split(), letters(acronym))
            yield Expansion(acronym, words, passage, fits)


def _is_sentence(words: str) -> bool:
    """Whether a glossary's cell is a sentence, as of a questionnaire, and no name."""
    return words.rstrip().endswith(".") and len(words.split()) > MOST_NAME


def glossary_tables(view: ReportView) -> frozenset[int]:
    """Return the tables that list acronyms or terms: at least four rows, most of two cells, none with a figure."""
    rows: dict[int, list[str]] = defaultdict(list)
    for passage in view.report.passages:
        if passage.kind == "row" and passage.table is not None:
            rows[passage.table].append(passage.text)
    return frozenset(
        table
        for table, texts in rows.items()
        if len(texts) >= MIN_ENTRIES
        and table not in view.cells_of_table
        and 4 * sum(t.count(" | ") == 1 for t in texts) >= 3 * len(texts)
    )


def expansion_before(words: str, acronym: str) -> tuple[str, bool] | None:
    """Return the words before a bracket that an acronym stands for, and whether they give its letters.

    The longest run that starts with the acronym's first letter and whose initials give all letters
    is taken; else the capitalised name right before the bracket, if it starts with that letter.
    """
    parts = words.split()
    wanted = letters(acronym)
    for start in range(max(0, len(parts) - len(wanted) - 4), len(parts)):
        if parts[start].lower() not in SMALL_WORDS and _initials_give(parts[start:], wanted):
            return " ".join(parts[start:]), True
    run = len(parts)
    while run and (parts[run - 1][0].isupper() or (parts[run - 1].lower() in SMALL_WORDS and run < len(parts))):
        run -= 1
    name = parts[run:]
    while name and name[0].lower() in SMALL_WORDS:
        name = name[1:]
    capitals = [w for w in name if w[0].isupper()]
    if len(capitals) < 2 or name[0][0] != wanted[0] or abs(len(capitals) - len(wanted)) > 1:
        return None
    return " ".join(name), yields(name, wanted)


def _initials_give(parts: list[str], wanted: str) -> bool:
    """Whether the initials of the words, small words optional, are exactly the letters."""
    initials = [(p[0].upper(), w.lower() in SMALL_WORDS) for w in parts for p in re.split(r"[-/]", w) if p]
    at = 0
    for initial, optional in initials:
        if at < len(wanted) and initial == wanted[at]:
            at += 1
        elif not optional:
            return False
    return at == len(wanted)


def yields(parts: list[str], wanted: str) -> bool:
    """Whether an acronym can come from these words: each capital word is used, or each letter is an initial.

    `POLIT` uses every word of Paedophile Online Investigation Team; `PAVE` has an E that no initial
    gives while the Team of Proactive Vulnerability Team is left over.
    """
    capitals = [
        p for w in parts for p in re.split(r"[-/]", w) if p and (p[0].isupper() or p.lower() not in SMALL_WORDS)
    ]
    initials = "".join(p[0].upper() for p in capitals)
    with_small = "".join(w[0].upper() for w in parts if w[0].isalpha())
    if any(_is_shortening(wanted, p) for p in parts):
        return True
    return any(_is_subsequence(wanted, i) for i in (initials, with_small)) or _is_subsequence(initials, wanted)


def _is_shortening(wanted: str, word: str) -> bool:
    """Whether letters are one of the words or its beginning, and no initials: `DEM` for Democratic Party."""
    return word.upper().startswith(wanted)


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(c in rest for c in short)


def names(view: ReportView) -> Iterator[Name]:
    """Yield capitalised names of three words or more in running text."""
    for passage in view.sentences:
        for match in NAME.finditer(passage.text):
            text = re.sub(r"^(?:The|A|An|This|These|Our|In|At)\s+", "", match[0])
            if len([w for w in text.split() if w[0].isupper()]) >= 3 or (" of " in text and len(text.split()) >= 3):
                yield Name(text, passage)


def stems_of(text: str) -> tuple[str, ...]:
    """Return a name's words as stems, without articles and possessives."""
    return tuple(
        stem(t)
        for t in tokens(text.replace("’s", "").replace("'s", "").replace("’", "").replace("'", ""))
        if t not in {"the", "a", "an"}
    )
