"""Glossaries: what a report's own list of terms says, held against the words of its text and of other reports."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from pipeline.align.same import normal_publisher
from pipeline.align.words import fold, key_words
from pipeline.check.definitions import judged, phrase
from pipeline.check.findings import place_of_phrase
from pipeline.check.names import Expansion, all_expansions, glossary_tables, letters, stems_of
from pipeline.check.registry import Finding, Judgement, archive_check, cannot_judge, check
from pipeline.check.views import ArchiveView, ReportView
from pipeline.types import DiscrepancyType, EvidenceRole, Passage, Result

DAYS = {"hour": Decimal(1) / 24, "day": Decimal(1), "week": Decimal(7), "month": Decimal(30), "year": Decimal(360)}
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER_WORDS = {word: number for number, word in enumerate(_NUMBERS)} | {"a": 1, "an": 1}
_LIMIT = re.compile(
    rf"""
    \b (?P<side> over | more\ than | longer\ than | older\ than | at\ least | under | less\ than | within | up\ to ) \s+
    (?P<number> \d+ | {"|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))} ) \s+
    (?P<unit> hour | day | week | month | year ) s? \b
    """,
    re.VERBOSE,
)
# `historical offences (over 6 months)`, `historical offences, that is, committed over six months before`
_BOUNDED = re.compile(
    r"""
    (?<! [\w'-] )
    (?:
      (?P<term> (?: [\w'-]++ \s++ ){1,3} ) \( (?P<limit> [^()]{4,40} ) \)
    | (?P<told> (?: [\w'-]++ \s++ ){0,2} [\w'-]++ ) \s* [,–-]? \s*
    (?: that \s is | i\.e\. | meaning | defined \s as | which \s (?: are | is | means ) )
    (?P<meaning> [^.;()]{4,70} )
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LEADING = re.compile(r"^(?:(?:were|was|are|is|be|of|the|a|an|as|for|those|were)\s+)+", re.IGNORECASE)
_BELOW = frozenset(["under", "less than", "within", "up to"])
MOST_TERMS = 50  # of a glossary that one sentence is held against
LEAST_LETTERS = 4  # shorter acronyms stand for several bodies by chance


@dataclass(frozen=True, slots=True)
class Limit:
    """A duration that bounds a term: `over 6 months`, in days of a year of 360."""

    text: str
    below: bool
    days: Decimal


def _limit(text: str) -> Limit | None:
    match = _LIMIT.search(fold(text))
    if match is None:
        return None
    number = match["number"]
    count = Decimal(number) if number.isdigit() else Decimal(_NUMBER_WORDS[number])
    return Limit(match[0], match["side"] in _BELOW, count * DAYS[match["unit"]])


@check("DEF-07", DiscrepancyType.DEFINITION_CONFLICT)
def term_with_two_limits(view: ReportView) -> Iterator[Judgement]:
    """A term that a glossary bounds by a time has the same bound in the text.

    “Long-term absences (over 4 weeks)” in a report whose glossary calls an absence long-term after
    “more than three months” counts by one rule and defines another.
    """
    entries = [(label, limit, p) for label, text, p in _entries(view) if (limit := _limit(text))]
    if not entries:
        return
    by_word: dict[tuple[bool, str], list[int]] = defaultdict(list)
    for number, (label, limit, _) in enumerate(entries):
        for word in key_words(label):
            by_word[limit.below, word].append(number)
    for passage in view.sentences:
        for match in _BOUNDED.finditer(passage.text):
            told = _limit(match["limit"] or match["meaning"])
            term = _LEADING.sub("", (match["term"] or match["told"]).strip())
            if told is None:
                continue
            known = [by_word.get((told.below, word), [])[: MOST_TERMS + 1] for word in key_words(term)]
            found = sorted(set(chain.from_iterable(known)))
            for number in found[:MOST_TERMS]:
                label, defined, entry = entries[number]
                yield _judge_limits(view, passage, entry, (term, told), (label, defined))
            if len(found) > MOST_TERMS:
                yield _too_many(view, passage, term)


def _too_many(view: ReportView, passage: Passage, term: str) -> Judgement:
    return cannot_judge(
        view.report.document_id,
        (),
        f"“{term}” (line {passage.place.line or passage.place.page}) against the rest of the glossary",
        printed=term,
        reason=f"more than {MOST_TERMS} terms of the glossary share its words",
    )


def _entries(view: ReportView) -> Iterator[tuple[str, str, Passage]]:
    """Yield the terms of a glossary set as a table: term, explanation, row."""
    listed = glossary_tables(view)
    for passage in view.report.passages:
        if passage.kind != "row" or " | " not in passage.text:
            continue
        if passage.table in listed or "glossary" in fold(passage.section):
            label, text = passage.text.split(" | ", 1)
            yield label, text, passage


def _judge_limits(
    view: ReportView, passage: Passage, entry: Passage, told: tuple[str, Limit], defined: tuple[str, Limit]
) -> Judgement:
    differs = told[1].days != defined[1].days
    finding = None
    if differs:
        finding = Finding(
            evidence=(
                phrase(view, passage, EvidenceRole.CLAIM, told[0]),
                phrase(view, entry, EvidenceRole.COUNTERPART, defined[0]),
            ),
            values=(told[1].text, defined[1].text),
            expected=defined[1].text,
            explanation=f"“{told[0]}” is bounded by “{told[1].text}” in the text, by “{defined[1].text}” where the "
            f"glossary explains “{defined[0]}”.",
        )
    return judged(view, f"“{told[0]}” has the bound of the glossary", finding, told[1].text)


@archive_check("DEF-06", DiscrepancyType.DEFINITION_CONFLICT)
def acronym_across_reports(archive: ArchiveView) -> Iterator[Judgement]:
    """One publisher expands an acronym alike in all its reports.

    “East Coast Special Rescue Unit (ECSRU)” in one report and “East Coast Specialist Rescue Unit
    (ECSRU)” in the next: one word differs, and a search for the one misses the other.
    """
    known: dict[tuple[str, str], dict[str, Expansion]] = defaultdict(dict)
    for view in archive.views:
        publisher = normal_publisher(view.report.publisher)
        for expansion in all_expansions(view) if publisher else ():
            if expansion.fits and len(letters(expansion.acronym)) >= LEAST_LETTERS:
                known[publisher, letters(expansion.acronym)].setdefault(view.report.document_id, expansion)
    for (_, acronym), found in sorted(known.items()):
        first_id, first = next(iter(found.items()))
        for document_id, other in list(found.items())[1:]:
            differs = _one_word_apart(first.words, other.words)
            finding = _two_meanings(acronym, (first_id, first), (document_id, other)) if differs else None
            yield Judgement(
                document_id=document_id,
                figures=(),
                formula=f"{acronym} stands for “{first.words}” in both reports",
                result=Result.DIFFERS if differs else Result.AGREES,
                printed=other.words,
                finding=finding,
            )
            if differs:
                break  # the same difference in every later report is one finding


def _one_word_apart(a: str, b: str) -> bool:
    x, y = stems_of(a), stems_of(b)
    return len(x) == len(y) >= 3 and sum(s != t for s, t in zip(x, y, strict=True)) == 1


def _two_meanings(acronym: str, first: tuple[str, Expansion], other: tuple[str, Expansion]) -> Finding:
    return Finding(
        evidence=(
            place_of_phrase(other[1].passage, other[0], EvidenceRole.CLAIM, other[1].words),
            place_of_phrase(first[1].passage, first[0], EvidenceRole.COUNTERPART, first[1].words),
        ),
        values=(other[1].words, first[1].words),
        expected="one meaning",
        explanation=f"{acronym} stands for “{first[1].words}” in one report and for “{other[1].words}” in another of "
        "the same publisher.",
    )
