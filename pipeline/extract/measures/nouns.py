"""Nouns, subjects and predicates of a sentence: what belongs to them and what they point to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.extract.measures.tree import Tree
from pipeline.types import Kind

SUBJECTS = ("nsubj", "nsubj:pass")


@dataclass(frozen=True, slots=True)
class Told:
    """What a figure measures by the tree of its sentence.

    tokens: its words; said: tokens of the clause about it; same: index of the figure of the sentence that measures the
    same; tail: tokens of what is said of the thing told before. before: the subject points to the sentence before.
    """

    tokens: tuple[int, ...] = ()
    said: tuple[int, ...] = ()
    same: int | None = None
    tail: tuple[int, ...] = ()
    before: bool = False

    @property
    def all_tokens(self) -> tuple[int, ...]:
        """All tokens that tell what is measured."""
        return (*self.tokens, *self.said, *self.tail)


BARE = 3  # words of a noun that tells too little alone
MOST_BETWEEN = 4  # words between who does something and the verb
SUBJECTS = ("nsubj", "nsubj:pass")


FAR = 40  # tokens from a fronted `of` to its figure at most

BEFORE = Told(before=True)
NOTHING = Told()


class Nouns:
    """Reads the nouns of one sentence.

    kinds: of its figures.
    """

    def __init__(self, tree: Tree, kinds: Sequence[Kind]) -> None:
        self.tree, self.words, self.kinds = tree, tree.words, kinds

    def _phrase(self, noun: Any, own: frozenset[int] = frozenset()) -> list[int]:
        """Return the tokens of a noun with what belongs to it, of `number of X` those of X."""
        for _ in range(3):
            plain = not any(c.dep_ in ("compound", "nmod:poss") for c in noun.children)
            what = self._framed(noun, own) if noun.lower_ in self.words.frame and plain else None
            if what is None:
                break
            if (
                what.left_edge.i - noun.i <= 2
                and (rest := self.tree.behind(noun, own))
                and what.lower_ not in self.words.frame
            ):
                return rest
            noun = what
        return self.tree.noun_phrase(noun, own)

    def _framed(self, noun: Any, own: frozenset[int]) -> Any | None:
        """`number of X`, `total for X`: X."""
        found = [
            c for c in noun.children
            if c.dep_ in ("nmod", "obl") and self.tree.case(c) in ("of", "for", "in") and c.i not in own
            and c.i not in self.tree.of_figure and c.i not in self.tree.periods and not self.tree.only_when(c)
            and not any(g.i in own for g in c.subtree)
        ]  # fmt: skip
        return found[0] if found else None

    def _points(self, token: Any) -> bool:
        """Whether a word only points to what was told before: a pronoun, or `the figure` with nothing more told."""
        if token.pos_ == "PRON" or token.tag_ in ("PRP", "WP", "WDT", "EX"):
            return True
        if token.lower_ not in self.words.reference:
            return False
        return not any(
            c.dep_ in ("compound", "nmod", "amod", "acl", "acl:relcl", "nmod:poss")
            and c.tag_ != "PRP$"
            and c.i not in self.tree.of_figure
            and c.i not in self.tree.periods
            for c in token.children
        )

    def _sized(self, token: Any) -> bool:
        return token.i in self.tree.of_figure or any(c.i in self.tree.of_figure for c in token.children)

    def _moves(self, verb: Any) -> bool:
        """Whether a verb tells that its subject moves: `fell 4%`, not `reduced their waste`."""
        if verb.lower_ not in self.words.mover:
            return False
        return not any(c.dep_ == "obj" and c.i > verb.i and not self._sized(c) for c in verb.children)

    def _says(self, verb: Any) -> bool:
        """Whether a verb tells something of a counted subject: `12 families improved`, not `12 shops rose 5%`."""
        return not self._moves(verb) or not any(self._sized(c) for c in verb.children if c.dep_ not in SUBJECTS)

    def _is_predicate(self, token: Any) -> bool:
        return token.head.i == token.i or any(c.dep_ == "cop" for c in token.children)

    def _is_comparative(self, token: Any) -> bool:
        return token.tag_ in ("JJR", "RBR") and token.i not in self.tree.of_figure

    def _climbed(self, top: Any, own: frozenset[int]) -> Any:
        """`to more than 180`, `to a total of 180`: the word by which hedge, frame and figure hang together."""
        at = top
        for _ in range(3):
            head = at.head
            if head.i == at.i or head.i in self.tree.of_figure:
                return at
            hedged = (
                head.lower_ in self.words.hedge
                and head.pos_ in ("ADJ", "ADV", "NOUN")
                and head.i < at.i
                and at.i - head.i <= 3
                and head.tag_ != "JJR"
            ) or (head.lower_ in ("more", "less") and self.tree.case(at) == "than")
            framed = (
                head.lower_ in self.words.frame
                and at.dep_ == "nmod"
                and self.tree.case(at) == "of"
                and self._framed(head, own | {at.i}) is None
                and any(c.lower_ in ("a", "an") for c in head.children)
            )
            timed = head.lower_ in self.words.time and at.dep_ in ("compound", "nummod")
            if not hedged and not framed and not timed:
                return at
            at = head
        return at

    def _own_subject(self, predicate: Any) -> Any | None:
        own = [c for c in predicate.children if c.dep_ in SUBJECTS]
        copula = any(c.dep_ == "cop" for c in predicate.children)
        return self.tree.nearest(own, predicate) if own else self.tree.noun_beside(predicate) if copula else None

    def _subject_above(self, predicate: Any) -> Any | None:
        return (
            self.tree.subject(predicate)
            if predicate.dep_ in ("conj", "xcomp", "parataxis", "acl:relcl", "advcl")
            else None
        )

    def _noun_before(self, at: int, *, through_lists: bool = True) -> Any | None:
        """Return the head of the noun phrase that ends before a place."""
        if not at or at - 1 in self.tree.of_figure:
            return None
        token = self.tree.doc[at - 1]
        if token.pos_ not in ("NOUN", "PROPN"):
            return None
        deps = ("compound", "nmod", "flat", "obl", "acl") + (("conj",) if through_lists else ())
        while (
            (token.head.pos_ in ("NOUN", "PROPN") or token.head.dep_ == "acl")
            and token.head.i < at
            and token.head.i not in self.tree.of_figure
            and token.dep_ in deps
        ):
            token = token.head
        return token

    def _case_phrase(self, token: Any) -> str:
        """Return the longest of the words that tell what was ranked which leads to a token: `in terms of`, `for`."""
        case = next((c for c in token.children if c.dep_ == "case"), None)
        if case is None:
            return ""
        lead = " ".join(t.lower_ for t in self.tree.doc[max(0, case.i - 3) : case.i + 1])
        return max((w for w in self.words.ranked if f" {lead}".endswith(f" {w}")), key=len, default="")

    def _hangs_loose(self, verb: Any) -> bool:
        return not any(c.dep_ == "obl" and self.tree.case(c) in ("on", "for") for c in verb.children)

    def _bought(self, verb: Any, top: Any) -> Any | None:
        """`spent £3m on repairs`, `£3m for repairs`, `£3m in savings`: what the money is for."""
        money = ("on", "for", "in", "of", "towards", "from", "to") if top.tag_ == "$" else ("on", "for", "of")
        found = [
            c
            for at in (top, verb)
            for c in at.children
            if c.dep_ in ("nmod", "obl") and c.i > top.i
            and c.i not in self.tree.periods and c.i not in self.tree.of_figure
            and self.tree.case(c) in money and not self._points(c)
            and not self.tree.only_when(c)
        ]  # fmt: skip
        return min(found, key=lambda c: c.i, default=None)

    def _fronted(self, top: Any, verb: Any) -> Any | None:
        """`Of those tested, 12 were ill`: those."""
        fronted = sorted((*top.children, *verb.children), key=lambda c: -c.i)  # not the `As of May` before it
        for child in fronted:
            when = child.i in self.tree.periods or self.tree.doc[child.left_edge.i].lower_ == "as"
            if child.dep_ in ("nmod", "obl") and child.i < top.i and self.tree.case(child) == "of" and not when:
                told = any(c.dep_ in ("acl", "acl:relcl", "nmod") for c in child.children)
                return child if told or not self._points(child) else None
        return self._of_before(top.i)

    def _of_before(self, first: int) -> Any | None:
        """`of those tested, 12`: those, wherever the parser hung it; first: where the figure begins."""
        doc = self.tree.doc
        if not first or doc[first - 1].text != ",":
            return None
        for noun in reversed(doc[max(0, first - FAR) : first - 1]):
            behind = max((t.i for t in noun.subtree if t.i < first - 1), default=noun.i)
            if self.tree.case(noun) == "of" and behind == first - 2 and noun.i not in self.tree.periods:
                told = any(c.dep_ in ("acl", "acl:relcl", "nmod") for c in noun.children)
                return noun if told or not self._points(noun) else None
        return None

    def _antecedent(self, top: Any) -> Any | None:
        """The noun that a relative clause with the figure hangs on."""
        at = top
        for _ in range(4):
            if at.dep_ in ("acl:relcl", "acl"):
                return at.head if not self._points(at.head) else None
            if at.head.i == at.i:
                return None
            at = at.head
        return None
