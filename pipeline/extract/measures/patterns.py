"""Which words of a sentence's tree a figure measures: the patterns, in the order in which they are tried."""

from collections.abc import Sequence
from typing import Any

from pipeline.extract.measures.nouns import BEFORE, SUBJECTS, Told
from pipeline.extract.measures.restated import Restated
from pipeline.extract.measures.tree import FINITE, PARTING, Tree
from pipeline.types import Kind

SIGNS = ("+", "-", "−", "–", "≈", "=", "~")


class Finder(Restated):
    """Finds what the figures of one sentence measure."""

    def __init__(self, tree: Tree, kinds: Sequence[Kind]) -> None:
        super().__init__(tree, kinds)
        self._known: dict[int, Told] = {}

    def told(self, k: int) -> Told:
        """Return what the k-th figure measures."""
        if k not in self._known:
            self._known[k] = self._find(k)
        return self._known[k]

    def _find(self, k: int) -> Told:
        if not self.tree.figures[k]:
            return self._bracketed(k)
        top = self.tree.top(k)
        if top is None:
            return BEFORE
        own = frozenset(self.tree.figures[k])
        if self.kinds[k] is Kind.RANK and (noun := self._ranked_noun(top)) is not None:
            return Told(tuple(self._phrase(noun, own)))
        if self.kinds[k] is Kind.RANK and (ranked := self._ranked(k)) is not None:
            return ranked
        return self._restated(k, top, own) or self._as_subject(top, own) or self._by_place(top, own, k)

    def about(self) -> list[int]:
        """Return the tokens of what a sentence without figures is about: its `in terms of X`, else its subject."""
        doc = self.tree.doc
        ranked = [
            t
            for t in doc
            if t.dep_ in ("obl", "nmod") and self._case_phrase(t) in self.words.ranked and " " in self._case_phrase(t)
        ]
        subjects = [t for t in doc if t.dep_ in SUBJECTS and not self._points(t)]
        return self._phrase((ranked or subjects)[0]) if ranked or subjects else []

    def _by_place(self, top: Any, own: frozenset[int], k: int) -> Told:
        if (named := self._named_before(own)) is not None:
            return Told(tuple(i for i in self._phrase(named, own) if i < min(own)))
        if gapped := self._gapped(own):
            return Told(gapped)
        counted = self._counted_noun(top, own)
        if counted is not None and self._is_of_points(counted, own, k):
            return self._hung(self._climbed(counted, own | {counted.i}), own | {counted.i}, k)  # `a gap of 14 points`
        if counted is not None:
            return self._counted(counted, own, k)
        if (part := self._part_of(top, own)) is not None:
            return self._part(top, part, own, k)
        said = next((c for c in top.children if c.dep_ == "acl" and c.i > top.i and c.tag_ == "VBN"), None)
        if said is not None and not any(t.i in self.tree.of_figure for t in said.subtree):  # `the £3m required`
            return Told(tail=tuple(i for i in self.tree.behind(top, own) if i >= said.left_edge.i), before=True)
        return self._hung(self._climbed(top, own), own, k)

    def _is_of_points(self, counted: Any, own: frozenset[int], k: int) -> bool:
        """`a gap of 14 points`: the noun behind the figure is no more than its unit."""
        beside = counted.lower_ == "points" and counted.i == max(own) + 1
        told = counted.dep_ == "nmod" or self.kinds[k] is Kind.CHANGE
        return beside and told and self._framed(counted, own) is None

    def _named_before(self, own: frozenset[int]) -> Any | None:
        """What is named right before a figure: `firms such as Barlow Ltd, down 4%`, `grant worth £3m`, `Dow +0.2%`."""
        doc, named, first = self.tree.doc, self.words.named, min(own)
        at = first - 1
        while at > 0 and doc[at].lower_ in self.words.hedge:
            at -= 1
        at += (
            at + 1 < first and doc[at].lower_ not in named and doc[at + 1].lower_ in named
        )  # `up` and `down` hedge too
        if at < 1:
            return None
        mark = doc[at].text in SIGNS
        told = doc[at].lower_ in named
        if not told and not mark and not (at == first - 1 and doc[first].text[:1] in SIGNS):
            return None
        before = at - (told or mark)
        comma = doc[before].text == ","
        before -= comma
        worth = doc[at].lower_ == "worth"
        if before < 0 or before in self.tree.periods or (worth and comma):
            return None
        if told and not worth and doc[before].pos_ != "PROPN":
            return None
        noun = self._example(doc[before]) or self._noun_before(before + 1)
        return None if noun is None or self._points(noun) else noun

    def _as_subject(self, top: Any, own: frozenset[int]) -> Told | None:
        """`of those tested, 12 have died`: a figure right before a predicate without a subject, hung elsewhere."""
        doc, after = self.tree.doc, max(own) + 1
        if after >= len(doc) or top.dep_ in SUBJECTS or top.tag_ != "CD" or doc[after].tag_ not in FINITE:
            return None
        verb = doc[after].head if doc[after].dep_ in ("aux", "aux:pass") else doc[after]
        if verb.pos_ != "VERB" or self._own_subject(verb) is not None or top.head.i == verb.i or self._moves(verb):
            return None
        fronted = self._of_before(min(own))
        tail = tuple(i for i in self.tree.clause(verb, verb, own) if i >= verb.i)
        return Told(tuple(self._phrase(fronted, own)), tail=tail, before=True) if fronted is not None else None

    def _gapped(self, own: frozenset[int]) -> tuple[int, ...]:
        """`fees rose by 4% and fares by 5%`: what stands between two figures where the verb is left out."""
        doc, at = self.tree.doc, min(own) - 1
        if at < 1 or doc[at].dep_ != "case" or doc[at - 1].pos_ not in ("NOUN", "PROPN"):
            return ()
        noun = doc[at - 1]
        other = self.tree.of_figure.get(noun.head.i) if noun.dep_ == "conj" else None
        if other is None or noun.i in self.tree.periods:
            return ()
        between = range(self.tree.figures[other][-1] + 1, at)
        return () if any(doc[i].pos_ in ("VERB", "AUX", "NUM") for i in between) else tuple(between)

    def _example(self, name: Any) -> Any | None:
        """`firms such as Barlow Ltd`: the name that is an example of the noun before it."""
        while name.dep_ in ("compound", "flat") and name.head.pos_ == "PROPN":
            name = name.head
        return name if name.pos_ == "PROPN" and self.tree.case(name) in self.words.example else None

    def _bracketed(self, k: int) -> Told:
        """`412 (38%)`: what the figure before the bracket measures; `fires (412)`: the noun before it."""
        tree = self.tree
        at = tree.before[k]
        if k and tree.before[k - 1] == at and not tree.figures[k - 1]:
            return Told(same=k - 1)  # in one bracket
        while at and (
            at - 1 in tree.periods
            or tree.doc[at - 1].is_punct
            or (tree.doc[at - 1].dep_ == "case" and at in tree.periods)
        ):
            at -= 1
        last = tree.doc[at - 1] if at else None
        if last is None:
            return Told(same=k - 1) if k else BEFORE
        if last.i in tree.of_figure:
            return Told(same=tree.of_figure[last.i])
        if last.pos_ in ("VERB", "AUX", "ADV", "ADJ"):
            return self._of_verb(last if last.pos_ == "VERB" else last.head, last, frozenset(), k)
        listed = any(not tree.figures[j] for j in range(k))
        noun = self._noun_before(at, through_lists=not listed)
        if noun is None:
            return Told(same=k - 1) if k else BEFORE
        if k and tree.figures[k - 1] and at - 1 in self.told(k - 1).tokens:
            return Told(same=k - 1)
        counting = [tree.of_figure[t.i] for t in noun.subtree if t.i in tree.of_figure and t.i < at]
        if counting and counting[-1] == k - 1:
            return Told(same=k - 1)
        if noun.lower_ in self.words.change:
            return self._change(noun, frozenset(), k)
        if noun.pos_ == "PROPN" and listed and not self._is_name(self.told(k - 1).tokens):
            return Told(same=k - 1)  # `in Ely (5%) and Wisbech (4%)`: places of one measure
        if noun.pos_ == "PROPN" and (doer := self._subject_of_place(noun)) is not None:
            return self._subject(doer, frozenset())  # `most searches took place in Ely (310)`: searches
        if noun.pos_ == "PROPN":
            start = next((i + 1 for i in range(at - 1, -1, -1) if tree.doc[i].text in PARTING), 0)
            return Told(tuple(range(start, at)))  # `Best: Ann Lee (5), Bo Kim (4)`
        joined = {t.i for c in noun.children if c.dep_ == "conj" for t in c.subtree}
        return Told(tuple(i for i in self._phrase(noun) if i < at or i not in joined))

    def _is_name(self, tokens: Sequence[int]) -> bool:
        return bool(tokens) and all(self.tree.doc[i].pos_ in ("PROPN", "PUNCT") for i in tokens)

    def _subject_of_place(self, name: Any) -> Any | None:
        """The subject of the clause in which a name stands behind a preposition, None where it tells nothing."""
        at = name
        while at.dep_ in ("nmod", "conj", "compound", "flat", "appos") and at.head.i < at.i:
            at = at.head
        if at.dep_ != "obl" or at.head.pos_ != "VERB":
            return None
        subject = self.tree.subject(at.head)
        return None if subject is None or self._points(subject) or subject.i in self.tree.of_figure else subject

    def _ranked_noun(self, top: Any) -> Any | None:
        """`the third lowest cost of training`: cost."""
        at = top
        while at.dep_ in ("amod", "advmod", "compound", "nummod") and at.head.i > at.i:
            at = at.head
        return at if at.pos_ in ("NOUN", "PROPN") and at.i != top.i and at.lower_ not in self.words.frame else None

    def _ranked(self, k: int) -> Told | None:
        """`third lowest for costs of training`, `the third lowest cost`."""
        tree, last = self.tree, self.tree.figures[k][-1]
        found = [
            t
            for t in tree.doc
            if t.i not in tree.of_figure and t.dep_ in ("obl", "nmod") and self._case_phrase(t) in self.words.ranked
        ]
        behind = [t for t in found if t.i > last] or found
        if behind:
            return Told(tuple(self._phrase(behind[0])))
        top = tree.top(k)
        subject = tree.subject(top.head) if top is not None else None
        return BEFORE if subject is not None and subject.pos_ in ("PROPN", "PRON") else None
