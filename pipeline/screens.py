"""Tells from a few substrings that a pattern cannot match a text, many times faster than the pattern finds out.

Nearly every text holds nothing of what nearly every pattern looks for. From a pattern's parse tree follow
strings of which each match must hold one (`(?:ranked|placed)\\s+\\d` needs "ranked" or "placed", and a digit);
looking for those is a plain substring search. This is the idea of RE2's FilteredRE2 and of Cox, "Regular
Expression Matching with a Trigram Index" (2012).
"""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any, TypeVar

T = TypeVar("T")
MOST_STRINGS = 250  # more of them take as long to look for as the pattern
MOST_COPIES = 4  # of a repeated letter

DIGIT = re.compile(r"\d")
SPACE = re.compile(r"\s")
TURKISH_I = {0x130: "i", 0x131: "i"}  # `(?i)i` matches both; casefold keeps them apart

A_DIGIT = "\0"  # stands for any digit
ANY_DIGIT, BLANK = frozenset(A_DIGIT), frozenset(" ")
Needs = tuple[frozenset[str], ...]  # of each set a match holds at least one string


@lru_cache(maxsize=64)
def folded(text: str) -> str:
    """Return a text as screens look at it: without case, each white space as a blank, and again with all digits alike.

    So `999` and `\\d{3}` are both looked for in one string.
    """
    low = _without_case(text)
    alike = DIGIT.sub(A_DIGIT, low)
    return low if alike == low else f"{low}\n{alike}"


def _without_case(text: str) -> str:
    if not text.isascii():
        text = text.translate(TURKISH_I)
    return SPACE.sub(" ", text.casefold())


def lowered(text: str) -> str:
    """Return a text in lower case, as long as before."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@dataclass(frozen=True, slots=True)
class Screened:
    """A pattern with what its matches need; finds what the pattern finds.

    A caseless one looks at the text in lower case, so its groups are in lower case too.
    """

    pattern: re.Pattern[str]
    needs: Needs
    caseless: bool = False

    def may_match(self, text: str) -> bool:
        """Whether the pattern could match; False is certain."""
        known = folded(text)
        for strings in self.needs:
            for string in strings:
                if string in known:
                    break
            else:
                return False
        return True

    def finditer(self, text: str) -> Iterable[re.Match[str]]:
        """Return the matches in a text, in order."""
        return self.finditer_unscreened(text) if self.may_match(text) else ()

    def finditer_unscreened(self, text: str) -> Iterable[re.Match[str]]:
        """Return the matches in a text that is known to hold what they need."""
        return self.pattern.finditer(lowered(text) if self.caseless else text)


def possible(patterns: Iterable[tuple[T, Any]], text: str) -> list[tuple[T, Any]]:
    """Return the patterns of (name, pattern) that may match a text; one without screen always may."""
    known = folded(text)
    numbered = A_DIGIT in known
    found = []
    for named in patterns:
        needs = named[1].needs if isinstance(named[1], Screened) else ()
        for strings in needs:
            if strings is ANY_DIGIT:
                if not numbered:
                    break
                continue
            for string in strings:
                if string in known:
                    break
            else:
                break
        else:
            found.append(named)
    return found


def leftmost(patterns: Iterable[tuple[str, Screened]], text: str) -> list[tuple[str, re.Match[str]]]:
    """Return what named patterns find, in order; where two overlap the one stays that starts first, or is named first.

    That is what one pattern with these alternatives finds, but for a match that only begins inside a dropped one.
    """
    found = [(name, m) for name, pattern in possible(patterns, text) for m in pattern.finditer_unscreened(text)]
    kept: list[tuple[str, re.Match[str]]] = []
    for name, m in sorted(found, key=lambda f: f[1].start()):
        if not kept or m.start() >= kept[-1][1].end():
            kept.append((name, m))
    return kept


def screened(pattern: str, flags: int = 0) -> Screened:
    """Compile a pattern and work out what its matches need; raises re.error."""
    return Screened(re.compile(pattern, flags), needs_of(pattern, flags))


def caseless(pattern: str, flags: int = 0) -> Screened:
    """Compile a pattern that takes letters in either case, two to three times as fast as re.IGNORECASE.

    That flag keeps `re` from telling by the first letter which alternatives to try; a pattern and a
    text in lower case do not. Letters that have no lower case of their own, as the long s, differ.
    """
    low = re.sub(r"\\.|\(\?P|[A-Z]", lambda m: m[0].lower() if m[0].isalpha() else m[0], pattern)
    return Screened(re.compile(low, flags), needs_of(pattern, flags), caseless=True)


def needs_of(pattern: str, flags: int = 0) -> Needs:
    """Return sets of strings of which each match holds one: any digit, where it needs one, and the rarest.

    Empty where nothing is known, so that the pattern is always tried.
    """
    try:
        parser = import_module("re._parser")  # not public; without it every pattern is tried, which takes longer
    except ImportError:
        return ()
    found = _of_sequence(parser.parse(pattern, flags))
    # a digit, which is quick to look for, and the rarest
    digits = [ANY_DIGIT] if any(map(_is_numbered, found)) else []
    return tuple(dict.fromkeys([*digits, *sorted(found, key=_rarity)[-1:]]))


def _rarity(strings: Set[str]) -> tuple[bool, int, int]:
    """Return what orders needs by how few texts meet them."""
    return strings not in (ANY_DIGIT, BLANK), min(map(len, strings)), -len(strings)


def _is_numbered(strings: frozenset[str]) -> bool:
    return all(A_DIGIT in s or DIGIT.search(s) for s in strings)


def _of_sequence(items: Iterable[Any]) -> list[frozenset[str]]:
    """Return what all matches of a sequence need: each item's needs, and the runs of plain letters between."""
    found: list[frozenset[str]] = []
    run = ""
    for op, argument in items:
        name = str(op)
        letter = _letter(name, argument)
        if letter is not None:
            run += letter
            continue
        if name in ("AT", "ASSERT_NOT"):
            continue  # takes no place
        copies = _copies(name, argument)
        found += _run(run + copies)
        run = ""
        found += _of_item(name, argument)
    return [*found, *_run(run)]


def _run(letters: str) -> Iterator[frozenset[str]]:
    if letters:
        yield frozenset({DIGIT.sub(A_DIGIT, letters) if A_DIGIT in letters else letters})


def _letter(name: str, argument: Any) -> str | None:
    """Return the one folded character that an item stands for, None where it stands for several."""
    if name == "LITERAL":
        return _folded_letter(argument)
    if name == "IN":
        letters: set[str | None] = {_member(str(op), value) for op, value in argument}
        return letters.pop() if len(letters) == 1 else None
    return None


def _member(name: str, value: Any) -> str | None:
    if name == "LITERAL":
        return _folded_letter(value)
    if name == "RANGE" and ord("0") <= value[0] <= value[1] <= ord("9"):
        return A_DIGIT
    return {"CATEGORY_DIGIT": A_DIGIT, "CATEGORY_SPACE": " "}.get(str(value)) if name == "CATEGORY" else None


def _folded_letter(code: int) -> str | None:
    """Return a character as folded texts have it, None for letters whose case is no simple matter."""
    character = chr(code)
    return None if character.isalpha() and not character.isascii() else _without_case(character)


def _copies(name: str, argument: Any) -> str:
    """Return the letters that a repeat surely begins with."""
    if name not in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return ""
    least, _, inner = argument
    letters = [_letter(str(op), a) for op, a in inner]
    if not least or None in letters:
        return ""
    copies: int = min(least, MOST_COPIES)
    return "".join(c or "" for c in letters) * copies


def _of_item(name: str, argument: Any) -> list[frozenset[str]]:
    if name == "IN":
        members = [_member(str(op), value) for op, value in argument]
        return [frozenset(m for m in members if m)] if None not in members else []
    if name == "SUBPATTERN":
        return _of_sequence(argument[3])
    if name == "ATOMIC_GROUP":
        return _of_sequence(argument)
    if name == "ASSERT":
        return _of_sequence(argument[1])  # not in the match, but in the text
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _of_sequence(argument[2]) if argument[0] else []
    if name == "BRANCH":
        return _of_branches(argument[1])
    return []


def _of_branches(branches: Iterable[Any]) -> list[frozenset[str]]:
    """Return the strings of which each branch's matches hold one, and a digit where every branch has one."""
    best: set[str] = set()
    numbered = True
    for branch in branches:
        needs = _of_sequence(branch)
        if not needs:
            return []
        best |= max(needs, key=_rarity)
        numbered = numbered and any(map(_is_numbered, needs))
    # a string that holds another of the set adds nothing
    least = frozenset(s for s in best if not any(o != s and o in s for o in best))
    found = [least] if len(least) <= MOST_STRINGS else []
    return [*found, ANY_DIGIT] if numbered else found
