"""Says of each figure of a sentence whom or where it is of, by the grammar of the sentence.

One door: `whom_of`. A place or group modifies the measure that governs it; where several stand in a sentence, each
figure takes the one that its clause, its bracket or its place in a list gives it.
"""

from bisect import bisect_left
from collections.abc import Sequence, Set
from dataclasses import dataclass

from pipeline.extract.measures.tree import Tree
from pipeline.extract.names import FoundName
from pipeline.extract.whom.attach import Attachment
from pipeline.extract.whom.candidates import Candidate, Candidates
from pipeline.extract.whom.paper import Paper
from pipeline.extract.whom.words import whom_words
from pipeline.rules import Rules

MOST_JOINED = 12  # places that one figure is of
Told = tuple[int, int, str]  # where it starts and ends, and how it is told


@dataclass(frozen=True, slots=True)
class Whom:
    """What a sentence says of whom its figures are of.

    told: of each figure the place or group, None where none is named for it; bare: whether what it measures is only
    that place; named: whether a place or an age is;
    places: start, end and text of each place that a preposition leads to, by the characters of the text; ages: those
    of groups by age.
    """

    told: tuple[str | None, ...]
    bare: tuple[bool, ...]
    named: bool
    places: tuple[Told, ...]
    ages: tuple[Told, ...]


def whom_of(
    tree: Tree,
    characters: Sequence[int],
    measures: Sequence[Sequence[int]],
    names: Sequence[FoundName],
    rules: Rules,
    paper: Paper,
    shares: Sequence[bool],
    changes: Sequence[bool],
) -> Whom:
    """Return whom the figures of a sentence are of.

    characters: the place in the text of each character of the tree's Doc; measures: tokens of what each figure
    measures; names: of the text; paper: what the whole paper tells of its names; shares: whether each figure is a part
    or an average of something, not a count; changes: whether each tells a change.
    """
    words = whom_words(rules)
    ends = [(characters[t.idx], characters[t.idx + len(t.text) - 1]) for t in tree.doc]
    spans = [(span, n) for n in names if (span := _tokens(ends, n.start, n.end))]
    parts = {i for own, share in zip(tree.figures, shares, strict=True) if share for i in own}
    found = Candidates(tree, words, rules, spans, paper, parts).all()
    of = Attachment(tree, found, measures, changes).of_figures()
    joined = _joined(tree, found)
    given = {c.first for c in of if c is not None}
    told = tuple(None if c is None else _told(c, given, joined) for c in of)
    places = tuple((ends[c.first][0], ends[c.last][1] + 1, c.text) for c in found if c.place and c.found.led)
    ages = tuple((ends[c.first][0], ends[c.last][1] + 1, c.text) for c in found if c.aged)
    held = {i for c in found if c.place for i in range(c.first, c.last + 1)}
    bare = tuple(c is not None and _is_bare(tree, c, own, held) for c, own in zip(of, measures, strict=True))
    return Whom(told, bare, any(c.place or c.aged for c in found), places, ages)


def _is_bare(tree: Tree, one: Candidate, measure: Sequence[int], held: Set[int]) -> bool:
    """Whether the words that tell what is measured are no more than places: `in Sheringham 410`.

    held: tokens of all places of the sentence.
    """
    words = [i for i in measure if tree.doc[i].pos_ not in ("DET", "ADP", "PUNCT", "CCONJ", "PART")]
    rest = [i for i in words if i not in held]
    return one.place and one.found.sure and bool(words) and all(tree.doc[i].lower_ == "followed" for i in rest)


def _tokens(ends: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    first = bisect_left(ends, start, key=lambda e: e[1])
    last = bisect_left(ends, end, key=lambda e: e[0])
    return (first, last) if first < last else None


def _joined(tree: Tree, found: Sequence[Candidate]) -> dict[int, list[Candidate]]:
    """Return the lists of places that nothing but commas and `and` part, by the first token of each member."""
    lists: list[list[Candidate]] = []
    for one in (c for c in found if c.place):
        last = lists[-1][-1] if lists else None
        between = tree.doc[last.last + 1 : one.first] if last else None
        if between and all(t.lower_ in (",", "and", "&", "the") for t in between):
            lists[-1].append(one)
        else:
            lists.append([one])
    return {c.first: members for members in lists for c in members}


def _told(one: Candidate, given: Set[int], joined: dict[int, list[Candidate]]) -> str:
    """Return a place as printed, with those joined to it unless each has a figure of its own.

    given: first tokens of the candidates that have one.
    """
    members = joined.get(one.first, [one])[:MOST_JOINED]
    if one not in members:
        return one.text
    first = last = members.index(one)
    while first and members[first - 1].first not in given:
        first -= 1  # `Hinckley and Bosworth (231)` behind `Blaby (265)`
    alone = sum(m.first in given for m in members) == 1
    own = members if alone else members[first : last + 1]
    return own[0].text if len(own) == 1 else ", ".join(m.text for m in own[:-1]) + " and " + own[-1].text
