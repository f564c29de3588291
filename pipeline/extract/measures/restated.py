"""Figures that tell once more what the figure before them measures: its target, its average, its change."""

from typing import Any

from pipeline.extract.measures.counted import Counted
from pipeline.extract.measures.nouns import BEFORE, SUBJECTS, Told
from pipeline.extract.measures.tree import FINITE
from pipeline.types import Kind

CHANGES = (Kind.CHANGE, Kind.PERCENT_CHANGE)
COMPLEMENTS = ("of", "in", "for", "to", "on")
HELD_AGAINST = ("against", "with", "to", "than", "above", "below", "from", "versus")
MOST_APART = 14  # tokens from one figure to the one that is its change


class Restated(Counted):
    """Finds figures that stand beside the one that they are held against or follow from."""

    def _restated(self, k: int, top: Any, own: frozenset[int]) -> Told | None:
        """`29% against a target of 27%`, `310 visits, a rise of 4%`, `12 riders, 9% more than before`."""
        if (those := self._those_of(top, own)) is not None:
            return those
        if self._is_standard(top, own):
            return Told(same=k - 1) if k else BEFORE
        if k and self.kinds[k] in CHANGES and self._is_change_of_last(k, top, own):
            return Told(same=k - 1)
        return None

    def _those_of(self, top: Any, own: frozenset[int]) -> Told | None:
        """`Loans of books fell by 7%, those of maps by 4%`: loans, of maps."""
        pronoun = next((t for t in (top.head, top.head.head) if t.lower_ in ("those", "that") and t.i < min(own)), None)
        if pronoun is None or pronoun.tag_ != "DT":
            return None
        rest = [i for i in self.tree.behind(pronoun, own) if i < min(own)]
        led = bool(rest) and self.tree.doc[rest[0]].dep_ == "case"
        nouns = (t for t in reversed(self.tree.doc[: pronoun.i]) if t.dep_ in SUBJECTS and not self._points(t))
        noun = next(nouns, None) if led else None
        return Told((noun.i, *rest)) if noun is not None else None

    def _is_standard(self, top: Any, own: frozenset[int]) -> bool:
        """Whether a figure is a target or an average of which nothing more is told: `the county average was 21%`."""
        noun = top.head if top.dep_ == "nmod" and self.tree.case(top) in ("of", "at") else None
        if noun is not None and self.tree.case(noun) not in HELD_AGAINST:
            return False
        if noun is None and self._is_predicate(top):
            noun = self._own_subject(top)
        if noun is None or noun.lower_ not in self.words.standard or noun.i in own:
            return False
        pooled = noun.lower_ in self.words.pooling
        if pooled and not any(c.dep_ in ("compound", "amod", "nmod:poss") for c in noun.children):
            return False  # `by an average of 4%`
        for child in noun.children:
            told = child.dep_ in ("compound", "nmod:poss", "amod") and not pooled and child.tag_ != "PRP$"
            if child.i in own or (child.dep_ == "amod" and child.tag_ != "NN") or not told:
                continue
            return False
        return not any(self._is_complement(c, own) for c in noun.children)

    def _is_complement(self, child: Any, own: frozenset[int]) -> bool:
        """Whether a word behind a noun tells what that noun is of, and is no figure, time or place."""
        tree = self.tree
        named = child.pos_ == "PROPN" or child.i in tree.of_figure or child.i in own or any(
            c.i in own for c in child.subtree
        )  # fmt: skip
        when = child.i in tree.periods or tree.only_when(child)
        return child.dep_ in ("nmod", "obl") and tree.case(child) in COMPLEMENTS and not named and not when

    def _is_change_of_last(self, k: int, top: Any, own: frozenset[int]) -> bool:
        tree = self.tree
        last = tree.figures[k - 1]
        if not last or not 0 < min(own) - last[-1] <= MOST_APART or self.kinds[k - 1] in CHANGES:
            return False
        between = tree.doc[last[-1] + 1 : min(own)]
        parted = any(t.dep_ in SUBJECTS or t.tag_ in FINITE or t.text in (";", ":") for t in between)
        if parted or not any(t.text in (",", "–", "—", "-") for t in between):
            return False
        noun = top.head if top.head.lower_ in self.words.change else None
        if noun is not None and top.dep_ in ("nmod", "compound", "nummod"):
            named = any(
                c.dep_ in ("compound", "nmod:poss") and c.i not in own and c.tag_ != "PRP$" for c in noun.children
            )
            return not named and not any(self._is_complement(c, own) for c in noun.children)
        behind = tree.doc[max(own) + 1] if max(own) + 1 < len(tree.doc) else None
        lead = tree.doc[min(own) - 1]
        if behind is not None and behind.lower_ == "points" and lead.text in (",", "–", "—", "-"):
            return True  # `31%, two points above the average`
        compared = behind is not None and behind.tag_ in ("JJR", "RBR") and not self._counts_behind(behind)
        return compared and lead.text in (",", "–", "—", "-")

    def _counts_behind(self, word: Any) -> bool:
        """`12 fewer fires`: a noun that the figure counts stands behind the comparative."""
        return word.head.i > word.i and word.head.pos_ in ("NOUN", "PROPN") and word.dep_ == "amod"
