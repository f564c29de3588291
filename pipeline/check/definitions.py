"""Acronyms and terms that are defined in two ways."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pipeline.check.findings import place_of_phrase
from pipeline.check.names import (
    ACRONYM_USED,
    Expansion,
    Name,
    all_expansions,
    expansions,
    letters,
    names,
    stems_of,
)
from pipeline.check.registry import Finding, Judgement, check
from pipeline.check.views import ReportView
from pipeline.types import DiscrepancyType, Evidence, EvidenceRole, Passage, Result

RARE = 2  # uses up to which a name may be a slip for another
LONG_ACRONYM = 5  # shorter ones share their letters by chance
OFTEN = 3  # uses of a three-letter acronym nearby that make a single neighbour a slip
MOST_ALIKE = 100  # acronyms of the same letters that a word is held against
NEAR = 25  # passages within which a three-letter acronym is taken for its neighbour


def judged(view: ReportView, formula: str, finding: Finding | None, printed: str) -> Judgement:
    """Return a judgement on words: it differs where there is a finding."""
    return Judgement(
        document_id=view.report.document_id,
        figures=(),
        formula=formula,
        result=Result.DIFFERS if finding else Result.AGREES,
        printed=printed,
        finding=finding,
    )


def phrase(view: ReportView, passage: Passage, role: EvidenceRole, text: str) -> Evidence:
    """Return a phrase of a report as evidence."""
    return place_of_phrase(passage, view.report.document_id, role, text)


def two_forms(view: ReportView, rare: tuple[Passage, str], usual: tuple[Passage, str], told: str) -> Finding:
    """Return the finding that a report prints one thing in two forms: where and how each is printed."""
    return Finding(
        evidence=(
            phrase(view, rare[0], EvidenceRole.CLAIM, rare[1]),
            phrase(view, usual[0], EvidenceRole.COUNTERPART, usual[1]),
        ),
        values=(rare[1], usual[1]),
        expected=usual[1],
        explanation=told,
    )


@check("DEF-01", DiscrepancyType.DEFINITION_CONFLICT)
def acronym_with_two_meanings(view: ReportView) -> Iterator[Judgement]:
    """An acronym is expanded in one way.

    “Performance Delivery Group (PDG)” and “Performance Development Group (PDG)” are two bodies or one
    misnamed; a plural or a possessive makes no difference.
    """
    by_acronym: dict[str, list[Expansion]] = defaultdict(list)
    for expansion in all_expansions(view):
        by_acronym[expansion.acronym].append(expansion)
    for acronym, found in sorted(by_acronym.items()):
        first = found[0]
        other = next((e for e in found[1:] if not _alike(first.words, e.words)), None)
        finding = None
        if other is not None:
            finding = Finding(
                evidence=(
                    phrase(view, other.passage, EvidenceRole.CLAIM, other.words),
                    phrase(view, first.passage, EvidenceRole.COUNTERPART, first.words),
                ),
                values=(other.words, first.words),
                expected="one meaning",
                explanation=f"{acronym} stands for “{first.words}” and for “{other.words}”.",
            )
        if len(found) > 1:
            yield judged(view, f"{acronym} has one meaning", finding, acronym)


def _alike(a: str, b: str) -> bool:
    """Whether two expansions are one: the longer begins or ends with the shorter, or only endings differ."""
    x, y = stems_of(a), stems_of(b)
    short, long = sorted((x, y), key=len)
    return short in (long[-len(short) :], long[: len(short)]) or set(x) == set(y)


@check("DEF-02", DiscrepancyType.DEFINITION_CONFLICT)
def name_with_two_acronyms(view: ReportView) -> Iterator[Judgement]:
    """A name is shortened in one way.

    “Child Sexual Exploitation (CSE)” and “Child Sexual Exploitation (CSEX)” leave open which is meant
    later on; so does a glossary that lists the name under its letters in another order.
    """
    by_name: dict[tuple[str, ...], list[Expansion]] = defaultdict(list)
    for expansion in all_expansions(view):
        if expansion.fits or _letters_swapped(expansion):
            by_name[stems_of(expansion.words)].append(expansion)
    for found in by_name.values():
        first = found[0]
        other = next((e for e in found[1:] if letters(e.acronym) != letters(first.acronym)), None)
        if other is None:
            continue
        told = f"“{first.words}” is shortened to {first.acronym} and to {other.acronym}."
        finding = two_forms(view, (other.passage, other.acronym), (first.passage, first.acronym), told)
        yield judged(view, f"“{first.words}” has one acronym", finding, other.acronym)


def _letters_swapped(expansion: Expansion) -> bool:
    """Whether the initials of the words are the acronym's letters in another order."""
    initials = "".join(w[0] for w in expansion.words.split() if w[0].isupper())
    return sorted(initials) == sorted(letters(expansion.acronym))


@check("DEF-03", DiscrepancyType.LABEL_CONFLICT)
def acronym_that_its_words_do_not_give(view: ReportView) -> Iterator[Judgement]:
    """The words that an acronym stands for give its letters.

    “Rapid Review Team (RRTE)” has an E that none of its words gives.
    """
    seen: set[str] = set()
    for expansion in all_expansions(view):
        if expansion.acronym in seen or (not expansion.fits and _letters_swapped(expansion)):
            continue  # letters in another order are told once, by the name with two acronyms
        seen.add(expansion.acronym)
        finding = None
        if not expansion.fits:
            finding = Finding(
                evidence=(phrase(view, expansion.passage, EvidenceRole.CLAIM, expansion.words),),
                values=(expansion.words, expansion.acronym),
                expected="words and letters that fit",
                explanation=f"“{expansion.words}” does not give the letters of {expansion.acronym}.",
            )
        yield judged(view, f"“{expansion.words}” gives {expansion.acronym}", finding, expansion.acronym)


@check("DEF-04", DiscrepancyType.LABEL_CONFLICT)
def acronym_with_letters_swapped(view: ReportView) -> Iterator[Judgement]:
    """An acronym that is never expanded is no swapped spelling of one that is.

    “CSE/A” in a report that defines “CSA/E” holds the same letters in another order. Short ones must
    be rare beside the one that they are taken for, because letters meet by chance.
    """
    defined = {e.acronym: e for e in all_expansions(view)}
    uses: dict[str, list[int]] = defaultdict(list)
    passages = [p for p in view.report.passages if p.kind not in ("contents", "row")]
    for passage in passages:
        for word in ACRONYM_USED.findall(passage.text):
            uses[word].append(passage.ordinal)
    by_letters: dict[str, list[str]] = defaultdict(list)
    for acronym in sorted(defined):
        by_letters["".join(sorted(letters(acronym)))].append(acronym)
    at = {p.ordinal: p for p in passages}
    for word in sorted(uses, key=lambda w: uses[w][0]):
        if word in defined:
            continue
        alike = by_letters["".join(sorted(letters(word)))][:MOST_ALIKE]
        known = next((k for k in alike if _is_swapped(word, k, uses)), None)
        if known is not None:
            yield _swapped(view, word, at[uses[word][0]], defined[known])


def _is_swapped(word: str, known: str, uses: Mapping[str, Sequence[int]]) -> bool:
    """Whether an acronym is a rare spelling of a known one with letters in another order."""
    a, b = letters(word), letters(known)
    if a == b:
        return False
    if "/" in known or len(b) >= LONG_ACRONYM:
        return True
    apart = [i for i in range(len(a)) if a[i] != b[i]]
    neighbours = len(apart) == 2 and apart[1] - apart[0] == 1
    if len(b) >= 4:
        return neighbours and len(uses[word]) <= RARE
    at, others = uses[word][0], uses.get(known, ())
    near = bisect_right(others, at + NEAR) - bisect_left(others, at - NEAR)  # passages come in their order
    return neighbours and len(uses[word]) == 1 and near >= OFTEN


def _swapped(view: ReportView, word: str, passage: Passage, known: Expansion) -> Judgement:
    finding = Finding(
        evidence=(
            phrase(view, passage, EvidenceRole.CLAIM, word),
            phrase(view, known.passage, EvidenceRole.COUNTERPART, known.acronym),
        ),
        values=(word, known.acronym),
        expected=known.acronym,
        explanation=f"{word} is expanded nowhere and has the letters of {known.acronym} (“{known.words}”) "
        "in another order.",
        repair=known.acronym,
    )
    return judged(view, f"{word} against {known.acronym}", finding, word)


@check("DEF-05", DiscrepancyType.DEFINITION_CONFLICT)
def name_beside_its_acronym(view: ReportView) -> Iterator[Judgement]:
    """A name with the initials of a defined acronym is that acronym's name.

    “Performance Development Group” in a report that defines PDG as “Performance Delivery Group”: one
    word differs.
    """
    defined = {
        letters(e.acronym): e for e in reversed(list(expansions(view))) if e.fits and len(letters(e.acronym)) >= 3
    }
    seen: set[tuple[str, ...]] = set()
    found = list(names(view))
    often = Counter(stems_of(n.text) for n in found)
    for name in found:
        if often[stems_of(name.text)] > RARE:
            continue  # a name that is used throughout is a name of its own
        initials = "".join(w[0] for w in name.text.split() if w[0].isupper())
        known = defined.get(initials)
        if known is None or stems_of(name.text) in seen:
            continue
        seen.add(stems_of(name.text))
        if not _one_word_differs(name, known):
            continue
        finding = Finding(
            evidence=(
                phrase(view, name.passage, EvidenceRole.CLAIM, name.text),
                phrase(view, known.passage, EvidenceRole.COUNTERPART, known.words),
            ),
            values=(name.text, f"{known.words} ({known.acronym})"),
            expected=known.words,
            explanation=f"“{name.text}” has the initials of {known.acronym}, which is defined as “{known.words}”.",
        )
        yield judged(view, f"“{name.text}” against {known.acronym}", finding, name.text)


def _one_word_differs(name: Name, known: Expansion) -> bool:
    x, y = stems_of(name.text), stems_of(known.words)
    return len(x) == len(y) >= 3 and sum(a != b for a, b in zip(x, y, strict=True)) == 1 and x[0] == y[0]
