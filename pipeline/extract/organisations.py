"""Finds the names of organisations in a text, by the kinds of bodies that the rules know.

Source: the section `organisations` of the rules. A name is a run of words with capitals that ends in a kind
(`Midshire Council`), starts with one (`Ministry of Health`) or with an opener (`NHS Midshire`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.rules import Rules, made_once

MOST_BEFORE = 7  # words of a name before its kind
MOST_BEHIND = 12  # words of a name behind its kind
MOST_OF_A_PLACE = 3
LONGEST = 400  # characters of a text that are looked at; names of bodies stand in lines and first sentences
WORD = re.compile(r"[\w.’'-]*\w\.?|&")
JOINS = frozenset(("and", "&", "of", "for", "the", "on", "de", "du", "des", "la", "le", "les", "et", "y", "del"))
OF = re.compile(
    r"(?P<middle>(?:\s+[^\W\d_a-z][\w’'-]*){0,2}?)\s+(?:(?:of|for|on|de|du|des|del)\b|d(?=[’']))", re.IGNORECASE
)
INITIAL = re.compile(r"[A-Z]\.?")
SPLIT_SHORT = re.compile(r"\b(?:[dl])[’'](?=[^\W\d_])", re.IGNORECASE)
Sort = Literal["strong", "loose", "opener", "place", "holder", "unit"]


@dataclass(frozen=True, slots=True)
class Organisation:
    """A name in a text, characters [start, end); `sort` says by what it was told."""

    name: str
    start: int
    end: int
    sort: Sort


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int


@made_once
def patterns(rules: Rules) -> dict[str, re.Pattern[str]]:
    """Return the patterns of the section by what they say; what is searched in names stands between word bounds."""
    texts: dict[str, list[str]] = {}
    for rule in rules.organisations:
        texts.setdefault(rule.says, []).append(rule.pattern)
    bare = {"label", "other", "acts", "address"}
    made: dict[str, re.Pattern[str]] = {}
    for says, own in texts.items():
        either = "|".join(own)
        made[says] = re.compile(either if says in bare else rf"(?<![\w-])(?:{either})(?![\w’'-])", re.IGNORECASE)
    return made


@made_once
def of_places(rules: Rules) -> frozenset[str]:
    """Return the names of countries and of their parts that the rules know, in small letters."""
    return frozenset(
        name.casefold()
        for names in (*(p.names for p in rules.places), *(c.words for c in rules.countries))
        for name in names
    )


def find_organisations(text: str, rules: Rules) -> list[Organisation]:
    """Return the organisations that a text names in its first characters, in order; none stands within another."""
    text = text[:LONGEST]
    known = patterns(rules)
    if not known:
        return []
    words = [_Word(m[0], m.start(), m.end()) for m in WORD.finditer(text)]
    found = [
        *_ending(text, words, known, "last", "strong"),
        *_ending(text, words, known, "loose", "loose"),
        *_ending(text, words, known, "place", "place"),
        *_starting(text, words, known, "first", "strong"),
        *_starting(text, words, known, "holder", "holder"),
        *_starting(text, words, known, "area", "place"),
        *_opened(text, words, known, "opener"),
        *_opened(text, words, known, "before_country", of_places(rules)),
        *_units(text, known),
    ]
    found.sort(key=lambda o: (o.start, -o.end))
    kept: list[Organisation] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _capital(word: _Word) -> bool:
    return word.text[0].isupper() or word.text == "&"


def _ending(
    text: str, words: Sequence[_Word], known: dict[str, re.Pattern[str]], says: str, sort: Sort
) -> Iterator[Organisation]:
    """Yield the names that end in a kind."""
    if says not in known:
        return
    for kind in known[says].finditer(text):
        behind = OF.match(text, kind.end())
        if behind and "first" in known and known["first"].search(kind[0]):
            continue  # `Department` of a `Department of Health`
        end = kind.end()
        before = _before(text, words, kind.start(), MOST_OF_A_PLACE if says == "place" else MOST_BEFORE)
        before = _without_leading(before, known)
        if before and _tells(before, known):
            yield Organisation(_proper(text[before[0].start : end]), before[0].start, end, sort)


def _before(text: str, words: Sequence[_Word], at: int, most: int) -> list[_Word]:
    """Return the words of the name before position `at`: with capitals, or joining two such."""
    taken: list[_Word] = []
    right = at
    shout = text[at : at + 4].isupper()
    for word in reversed([w for w in words if w.end <= at][-most:]):
        gap = text[word.end : right]
        listed = gap.strip() == "," and any(w.text in ("and", "&") for w in taken)
        if (gap.strip() and not listed) or not (_capital(word) or word.text in JOINS):
            break
        if INITIAL.fullmatch(word.text) and taken:
            break  # of a person
        if shout and word.text[1:2].islower() and word.text not in JOINS:
            break  # the name is in capitals, what stands before it is not
        taken.insert(0, word)
        right = word.start
    while taken and not _capital(taken[0]):
        taken.pop(0)
    return taken


def _without_leading(words: list[_Word], known: dict[str, re.Pattern[str]]) -> list[_Word]:
    """Return the words from the first on that is part of the name: behind the last one of a title's words."""
    leading = known.get("leading")
    if leading is None:
        return words
    first = 0
    for i, word in enumerate(words):
        if leading.fullmatch(word.text) and (i == first or word.text.lower() not in JOINS):
            first = i + 1
    return words[first:]


def _tells(before: Sequence[_Word], known: dict[str, re.Pattern[str]]) -> bool:
    """Whether the words before a kind tell one body from others: one that is not common, or two of a public body."""
    common = known.get("common")
    own = [w for w in before if common is None or not common.fullmatch(w.text)]
    return bool(own) or (len(before) >= 2 and before[0].text.lower() in ("public", "national", "federal", "central"))


def _starting(
    text: str, words: Sequence[_Word], known: dict[str, re.Pattern[str]], says: str, sort: Sort
) -> Iterator[Organisation]:
    """Yield the names that start with a kind: what it is of stands behind."""
    if says not in known:
        return
    for kind in known[says].finditer(text):
        if not kind[0][0].isupper() or not (of := OF.match(text, kind.end())):
            continue
        end = _behind(text, words, of.end(), known)
        if end <= of.end():
            continue
        before = _before(text, words, kind.start(), MOST_OF_A_PLACE)
        joint = max((i + 1 for i, w in enumerate(before) if w.text in JOINS), default=0)
        before = _without_leading(before[joint:], known)
        for start in {before[0].start if before else kind.start(), kind.start()}:  # the latter behind another name
            yield Organisation(_proper(text[start:end]), start, end, sort)


def _behind(text: str, words: Sequence[_Word], at: int, known: dict[str, re.Pattern[str]]) -> int:
    """Return where the name ends that goes on at `at`, or `at` where nothing of it follows."""
    end, left, comma = at, at, -1
    for word in [w for w in words if w.end > at][:MOST_BEHIND]:
        word = _Word(text[max(word.start, at) : word.end], max(word.start, at), word.end)
        gap = text[left : word.start]
        bare = SPLIT_SHORT.sub("", word.text).lstrip("’'")
        if gap.strip(" \n’'") == "," and end > at:
            comma = end if comma < 0 else comma
        elif gap.strip(" \n’'"):
            break
        first = known["first"].fullmatch(bare) if "first" in known else None
        if first and end > at and OF.match(text, word.end):
            break
        if bare[:1].isupper():
            end = word.end
        elif word.text in ("and", "&", "et", "y") and comma >= 0:
            comma = -2  # a list with `and` is one name
        elif word.text not in JOINS:
            break
        left = word.end
        if text[word.end - 1] == "." and len(bare) > 4:
            return min(end, word.end - 1)
    return comma if comma >= 0 else end


def _opened(
    text: str,
    words: Sequence[_Word],
    known: dict[str, re.Pattern[str]],
    says: str,
    places: frozenset[str] | None = None,
) -> Iterator[Organisation]:
    """Yield the names that start with an opener, as `NHS Midshire`; the opener starts a line or follows small words.

    places: what may stand behind it, any name where None.
    """
    if says not in known:
        return
    leading = known.get("leading")
    for opener in known[says].finditer(text):
        if not all(part[0].isupper() or part in JOINS for part in opener[0].split()):
            continue
        ahead = [w for w in words if w.end <= opener.start()]
        if ahead and _capital(ahead[-1]) and not text[ahead[-1].end : opener.start()].strip():
            continue
        following = [w for w in words if w.start >= opener.end()]
        if not following or (leading and leading.fullmatch(following[0].text)):
            continue
        end = _behind(text, words, opener.end(), known)
        told = places is None or text[opener.end() : end].strip().casefold() in places
        if told and following[0].start < end and following[0].text[0].isupper():
            yield Organisation(_proper(text[opener.start() : end]), opener.start(), end, "opener")


def _units(text: str, known: dict[str, re.Pattern[str]]) -> Iterator[Organisation]:
    """Yield the abbreviations of bodies of which a unit is named: `MPD Crime Analysis Unit` is of the MPD."""
    if "unit" not in known:
        return
    for short in re.finditer(r"\b[A-Z]{3,6}\b(?=\s+[A-Z])", text):
        if known["unit"].match(text, short.end() + 1):
            yield Organisation(short[0], short.start(), short.end(), "unit")


def _proper(name: str) -> str:
    """`POLICE DEPARTMENT OF X` and `Oldtown police department` are written like any other name."""
    words = re.sub(r"\s+", " ", name.replace("&", "and")).strip(" .,").split()
    shout = not any(c.islower() for c in name)
    cased = [_cased(w, shout=shout) if i or w.lower() not in JOINS else w.capitalize() for i, w in enumerate(words)]
    return " ".join(cased)


def _cased(word: str, *, shout: bool) -> str:
    if word.lower() in JOINS:
        return word.lower()
    if shout and (not re.search(r"[AEIOUY]", word) or "." in word or len(word) < 3):
        return word  # an abbreviation
    if word.isupper() and not shout:
        return word
    return "-".join(p[:1].upper() + p[1:].lower() for p in word.split("-")) if shout or word.islower() else word
