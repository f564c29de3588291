"""The tree of one sentence: its figures and periods as tokens, and the words that hang together in it."""

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.extract.measures.words import Words

Span = tuple[int, int]
MOST_WORDS = 14
CLAUSES = frozenset({"advcl", "parataxis", "discourse", "vocative", "dep", "list", "orphan", "appos", "advcl:relcl"})
OF_PREDICATES = frozenset({"nsubj", "nsubj:pass", "cop", "aux", "aux:pass", "expl", "mark", "csubj", "advmod"})
ENDS_LOOSELY = frozenset({"IN", "CC", "DT", "TO", "PRP$", "WDT", "RP"})
STARTS_LOOSELY = frozenset({"IN", "CC", "DT", "PDT", "TO", "PRP$", "WDT", "WP", "EX", "POS", "SYM"})
FINITE = ("VBD", "VBZ", "VBP", "MD")
OPENS_A_PART = frozenset({"nmod", "obl", "acl", "acl:relcl", "conj", "advcl", "xcomp", "ccomp", "obl:unmarked"})
IN_CHUNK = frozenset({"JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "VBG", "VBN", "HYPH", "POS", "AFX"})
PARTED = frozenset({"acl", "acl:relcl", "nmod", "obl", "advmod", "amod"})  # what a comma parts from its noun
PARTING = (",", ";", "–", "—", "--", ":")
INNER = frozenset("-–—'’&/\"“”‘,.%") | {"--"}


@dataclass(slots=True)
class Tree:
    """A parsed sentence, its brackets left out.

    figures: tokens of each figure, in order, none for one in brackets; periods: tokens that only tell when;
    lengths: tokens of lengths of time, which may tell more of what another figure measures;
    before: for each figure the number of tokens that stand before it.
    """

    doc: Any
    words: Words
    figures: list[list[int]]
    periods: frozenset[int]
    lengths: frozenset[int]
    of_figure: dict[int, int]  # token to index of its figure
    before: list[int]

    @classmethod
    def of(
        cls, doc: Any, places: Sequence[int], words: Words, figures: Sequence[Span], periods: Sequence[Span],
        lengths: Sequence[int],
    ) -> "Tree":  # fmt: skip
        """Return the tree with the figures and periods, given by their characters, as tokens.

        places: of each character of the Doc in the text that the spans count in; lengths: figures that are lengths
        of time.
        """
        ends = [(places[t.idx], places[t.idx + len(t.text) - 1]) for t in doc]
        found = [_touched(ends, span) for span in figures]
        whens = frozenset(i for span in periods for i in _touched(ends, span))
        of_figure = {i: k for k, tokens in reversed(list(enumerate(found))) for i in tokens}
        long = frozenset(i for k in lengths for i in found[k])
        before = [bisect_left(ends, span) for span in figures]
        return cls(doc, words, found, whens - set(of_figure), long, of_figure, before)

    def top(self, k: int) -> Any | None:
        """Return the token of a figure by which it hangs in the sentence."""
        own = set(self.figures[k])
        tops = [self.doc[i] for i in self.figures[k] if self.doc[i].head.i not in own or _is_root(self.doc[i])]
        free = [t for t in tops if t.head.i not in self.of_figure or _is_root(t)]  # not the other end of a range
        return next(iter(free or tops), None)

    def case(self, token: Any) -> str:
        """Return the preposition of a token in lower case, empty for none."""
        own = next((c.lower_ for c in token.children if c.dep_ == "case" and c.i < token.i), "")
        first = token.left_edge
        return own or (first.lower_ if first.dep_ == "case" and first.i < token.i else "")

    def subject(self, verb: Any) -> Any | None:
        """Return the subject of a predicate, its own or the one that it shares with the predicate above it."""
        seen, moves = 0, verb.lower_ in self.words.mover or verb.lower_ in self.words.amount
        while seen < 6:
            told = (c for c in verb.children if c.dep_ in ("nsubj", "nsubj:pass", "csubj"))
            own = [c for c in told if c.i not in self.periods]
            if own:
                return self.nearest(own, verb)
            moved = self._moved_object(verb)
            if moved is not None:
                return moved
            if (beside := self.noun_beside(verb)) is not None:
                return beside
            if moves and self._says_what_for(verb, direct=not seen):
                verb, seen = verb.head.head, seen + 1  # `used the break to fall to 4%`: who used it
                continue
            if verb.dep_ in ("acl", "acl:relcl", "amod") or _is_root(verb):
                return verb.head if not _is_root(verb) else None
            if verb.dep_ not in ("conj", "xcomp", "advcl", "ccomp", "parataxis", "appos"):
                return None
            verb, seen = verb.head, seen + 1
        return None

    def _says_what_for(self, verb: Any, *, direct: bool) -> bool:
        """`used the break to rest, falling to 4%`: who used it; `expects sales to fall` tells of the sales."""
        noun = verb.head
        aimed = verb.dep_ == "acl" and noun.dep_ == "obj" and any(c.tag_ == "TO" for c in verb.children)
        return aimed and (not direct or noun.head.lower_ in self.words.experience)

    @staticmethod
    def nearest(subjects: Sequence[Any], verb: Any) -> Any:
        """Return the last of the subjects before a verb, else the first."""
        before = [s for s in subjects if s.i < verb.i]
        return before[-1] if before else subjects[0]

    def noun_beside(self, verb: Any) -> Any | None:
        """Return the noun right before a finite verb, which the parser hung elsewhere: `as the wage bill fell`."""
        leads = [c for c in verb.children if c.dep_ in ("aux", "aux:pass", "cop") and c.i < verb.i]
        told = verb.tag_ in FINITE or (verb.tag_ == "VB" and verb.dep_ == "conj" and not leads)
        if not told and not any(c.tag_ in FINITE for c in leads):
            return None
        first = min([verb.i, *(c.i for c in leads)])
        while first > 1 and (
            first - 1 in self.periods or (first in self.periods and self.doc[first - 1].dep_ == "case")
        ):
            first -= 1
        noun = self.doc[first - 1] if first else None
        if noun is None or noun.pos_ not in ("NOUN", "PROPN") or noun.i in self.of_figure or noun.i in self.periods:
            return None
        while (
            noun.dep_ in ("nmod", "flat", "compound")
            and noun.head.i < noun.i
            and noun.head.pos_ in ("NOUN", "PROPN")
            and self.case(noun) not in self.words.opener
        ):
            noun = noun.head
        return noun

    def _moved_object(self, verb: Any) -> Any | None:
        """`expects sales to rise`: sales."""
        if verb.dep_ not in ("xcomp", "advcl", "ccomp") or not any(c.tag_ == "TO" for c in verb.children):
            return None
        return next((c for c in verb.head.children if c.dep_ == "obj" and c.i < verb.i), None)

    def noun_phrase(self, noun: Any, own: frozenset[int] = frozenset()) -> list[int]:
        """Return the tokens of a noun with what belongs to it; own: tokens left out (those of the figure)."""
        kept = {noun.i}
        self._gather(noun, own, kept, top=True)
        first = min(kept)
        twin = self.doc[first - 1] if first else noun
        if twin.i < first and twin.dep_ == noun.dep_ == "nsubj" and twin.head.i == noun.head.i:
            # one subject that the parser took for two
            kept.update(t.i for t in twin.subtree if t.i < first and t.i not in self.periods)
        kept.update(self._rest_of_chunk(noun))
        return sorted(kept)

    def _rest_of_chunk(self, noun: Any) -> range:
        """The words between an article or figure and its noun: all are of one noun, wherever the parser hung them."""
        at = noun.i - 1
        while at >= 0 and self._is_in_chunk(self.doc[at]):
            at -= 1
        opened = at >= 0 and (self.doc[at].tag_ in ("DT", "PRP$") or at in self.of_figure)
        return range(at + 1, noun.i) if opened else range(0)

    def _is_in_chunk(self, token: Any) -> bool:
        told = token.i in self.of_figure or token.i in self.periods or token.lower_ in self.words.hedge
        governs = token.tag_ in ("VBG", "VBN") and any(c.dep_ == "obj" for c in token.children)
        return token.tag_ in IN_CHUNK and not told and not governs

    def clause(self, noun: Any, verb: Any, own: frozenset[int] = frozenset()) -> list[int]:
        """Return the tokens of a noun and of what is said of it by the verb whose subject it is."""
        kept = set(self.noun_phrase(noun, own))
        behind = {verb.i}
        self._gather(verb, own | frozenset([noun.i]), behind, top=False)
        return sorted(kept | {i for i in behind if i > max(noun.i, min(kept))})

    def _gather(self, head: Any, own: frozenset[int], kept: set[int], *, top: bool) -> None:
        todo = [(head, top)]
        while todo:
            at, first = todo.pop()
            for child in at.children:
                if child.i in own:
                    todo.append((child, False))  # the figure is left out, what is told of it is not
                elif not self._ends_here(child, at, own, first=first):
                    kept.add(child.i)
                    todo.append((child, False))

    def _ends_here(self, child: Any, at: Any, own: frozenset[int], *, first: bool) -> bool:
        """Whether a branch of the tree is no part of the measure."""
        dep = child.dep_
        if child.i in self.periods or dep == "punct" or (at.i in own and child.i < max(own)):
            return True
        if at.i in own and dep in ("conj", "appos", "parataxis", "list") and self._has_figure(child):
            return True  # the next figure of a list
        if dep in CLAUSES and not self._close(child, first=first):
            return True
        if first and dep in OF_PREDICATES and not (dep == "advmod" and child.i < at.i):
            return True
        if first and dep == "case":
            return True
        if dep == "nmod" and self.case(child) == "per" and child.lower_ in self.words.time:
            return True  # the unit tells it
        if self._compares(child) or self.only_when(child):
            return True
        if dep in ("acl", "acl:relcl") and any(t.i in own for t in child.subtree):
            return True  # `a town that is 12 miles wide`
        if (
            dep in ("nmod", "obl")
            and any(
                c.dep_ == "nmod" and c.i in self.of_figure and c.i not in self.lengths and self.case(c) == "of"
                for c in child.children
            )
            and child.i not in self.of_figure
            and self.case(child) in ("from", "to", "at", "by", "with")
        ):
            return True  # `from a level of 4%`
        if child.i in self.of_figure and child.i not in self.lengths and not (dep == "nummod" and not first):
            return True
        if dep == "conj":
            return self._other_clause(child, first=first, counted=bool(own))
        if dep == "cc":
            return at.dep_ != "conj" or self._has_figure(at)
        return child.i > at.i and dep in PARTED and self._behind_comma(child)

    def _close(self, child: Any, *, first: bool) -> bool:
        """`graded as requiring work`, `only users`: a loose branch that no comma parts from its head."""
        if self._behind_comma(child) or self._has_figure(child):
            return False
        return (child.dep_ in ("parataxis", "dep", "appos", "list") and child.pos_ == "NOUN") or (
            child.dep_ == "advcl" and not first
        )

    def _other_clause(self, child: Any, *, first: bool, counted: bool) -> bool:
        """Whether what is joined by `and` tells of something else."""
        if child.tag_.startswith("VB"):
            if any(i in self.of_figure for i in range(child.head.i + 1, child.i)):
                return True
            return first or self._has_figure(child) or any(c.dep_.startswith("nsubj") for c in child.children)
        return first and (self._has_figure(child) or (counted and self._behind_comma(child)))

    def _behind_comma(self, child: Any) -> bool:
        left = child.left_edge.i
        return self.doc[left].text in ("-", *PARTING) or (left > 0 and self.doc[left - 1].text in PARTING)

    def _compares(self, child: Any) -> bool:
        compare = self.words.compare
        if child.dep_ == "nmod" and self.case(child) == "against" and not self._has_figure(child):
            return False  # `complaints against officers`
        return (child.lower_ in compare and child.dep_ != "amod") or any(
            c.lower_ in compare and c.dep_ in ("case", "mark", "advmod", "fixed") for c in child.children
        )

    def only_when(self, child: Any) -> bool:
        """Whether all words of a branch that mean something tell a period: `in 2019`, `at the end of the quarter`."""
        content = [t for t in child.subtree if t.dep_ not in ("case", "det", "punct", "mark", "cc")]
        dated = any(t.i in self.periods for t in content) or self._points_at_time(child, content)
        return dated and all(t.i in self.periods or self._tells_when(t) for t in content)

    def _points_at_time(self, branch: Any, content: Sequence[Any]) -> bool:
        """`in the quarter`, `last season`, not `within a year`."""
        timed = any(t.lower_ in self.words.time and t.i not in self.of_figure for t in content)
        return timed and any(t.lower_ in self.words.when or t.lower_ == "the" for t in branch.subtree)

    def _tells_when(self, token: Any) -> bool:
        return token.i not in self.of_figure and (token.lower_ in self.words.when or token.lower_ in self.words.time)

    def _has_figure(self, token: Any) -> bool:
        return any(t.i in self.of_figure for t in token.subtree)

    def behind(self, head: Any, own: frozenset[int] = frozenset()) -> list[int]:
        """Return the tokens of what is told of a word behind it: of `number` in `number of fires in barns` the rest."""
        kept: set[int] = set()
        self._gather(head, own, kept, top=True)
        start = max(own) if head.i in own else head.i
        return sorted(i for i in kept if i > start)

    def text(self, tokens: Sequence[int], *, start_free: bool = False) -> str:
        """Return the words of tokens as printed, loose words at both ends left out, at most 14 words."""
        kept = self._trimmed(self._with_marks(sorted(set(tokens))), start_free=start_free)
        kept = self._whole_name(self._trimmed(self._shortened(kept), start_free=start_free))
        out = ""
        for n, i in enumerate(kept):
            token = self.doc[i]
            goes_on = n + 1 < len(kept) and kept[n + 1] == i + 1
            out += token.text + (token.whitespace_ if goes_on else " " if n + 1 < len(kept) else "")
        return without_lone_quotes(" ".join(out.split()))

    def _whole_name(self, kept: list[int]) -> list[int]:
        """Add the capitalised words before a name that the parser cut: `Foot` of `Foot Locker`."""
        while kept and kept[0] > 1 and self._goes_on(kept[0] - 1, kept[0]):
            kept = [kept[0] - 1, *kept]
        return kept

    def _goes_on(self, before: int, at: int) -> bool:
        first, second = self.doc[before], self.doc[at]
        named = first.is_alpha and first.text[:1].isupper() and second.text[:1].isupper() and second.pos_ == "PROPN"
        free = before not in self.of_figure and before not in self.periods and first.tag_ not in STARTS_LOOSELY
        return bool(named and free and first.whitespace_)

    def _with_marks(self, kept: list[int]) -> list[int]:
        """Add the hyphens, quotes and commas between kept words, and a lone word between two of them."""
        have = set(kept)
        for i, nxt in itertools.pairwise(kept):
            between = range(i + 1, nxt)
            if len(between) in (1, 2) and all(self.doc[b].text in INNER for b in between):
                have.update(between)
            elif len(between) == 1 and self._is_word(i + 1):
                have.add(i + 1)
        return sorted(have)

    def _is_word(self, i: int) -> bool:
        return bool(self.doc[i].is_alpha) and i not in self.of_figure and i not in self.periods

    def _trimmed(self, kept: list[int], *, start_free: bool) -> list[int]:
        low, high = 0, len(kept)
        while low < high and self._loose_start(kept, low, start_free=start_free):
            low += 1
        while high > low and self._loose_end(self.doc[kept[high - 1]]):
            high -= 1
        return kept[low:high]

    def _loose_start(self, kept: Sequence[int], low: int, *, start_free: bool) -> bool:
        token = self.doc[kept[low]]
        following = self.doc[kept[low + 1]].tag_ if low + 1 < len(kept) else ""
        if token.lower_ == "those" and following in ("VBN", "WP"):
            return False  # `those tested`
        if start_free and token.lower_ == "of" and following not in ("", "WDT", "WP", "PRP"):
            return False  # `fires, of all calls`
        if not any(c.isalnum() for c in token.text) or token.tag_ in STARTS_LOOSELY or token.i in self.of_figure:
            return True
        if token.tag_ == "RB" and following in ("DT", "PRP$", "IN"):
            return True  # `only the`
        if token.lower_ in ("e.g.", "i.e.", "eg", "ie"):
            return True
        if token.tag_ == "RB" and following and (token.lower_ in self.words.hedge or token.lower_ in self.words.when):
            return True  # `just one area`, `now 40 searches`
        return token.dep_ in ("aux", "aux:pass", "cop") or (token.dep_ == "mark" and not start_free)

    def _loose_end(self, token: Any) -> bool:
        if token.lower_ == "worth":
            return True  # `a grant worth`
        return (
            not any(c.isalnum() for c in token.text)
            or token.tag_ in ENDS_LOOSELY
            or token.dep_ in ("aux", "aux:pass", "cop", "mark", "case")
        )

    def _shortened(self, kept: list[int]) -> list[int]:
        if len(kept) <= MOST_WORDS:
            return kept
        have = set(kept)
        starts = set()
        for i in kept:
            token = self.doc[i]
            if token.dep_ in OPENS_A_PART and token.head.i in have:
                starts.add(token.left_edge.i)
        cuts = [n for n, i in enumerate(kept) if i in starts and 0 < n <= MOST_WORDS]
        return kept[: cuts[-1]] if cuts else kept[:MOST_WORDS]


def without_lone_quotes(text: str) -> str:
    """Return a text without quotation marks that lost their other half."""
    for opening, closing in (("“", "”"), ('"', '"')):
        pairs = text.count(opening) == text.count(closing) if opening != closing else text.count(opening) % 2 == 0
        if not pairs:
            text = text.replace(opening, "").replace(closing, "")
    return text


def _is_root(token: Any) -> bool:
    return bool(token.head.i == token.i)


def _touched(ends: Sequence[Span], span: Span) -> list[int]:
    """Return the tokens that a stretch of characters touches; ends: first and last character of each token."""
    at = bisect_left(ends, span[0], key=lambda e: e[1])
    found = []
    while at < len(ends) and ends[at][0] < span[1]:
        found.append(at)
        at += 1
    return found
