"""Which words of a sentence's tree a figure measures: the patterns, in the order in which they are tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.extract.measures.tree import Tree
from pipeline.types import Kind

OBJECT = ("obj", "obl", "obl:unmarked", "xcomp", "iobj", "advmod", "obl:tmod", "obl:npmod", "ccomp", "obl:agent")
NOUN_TAGS = ("NN", "NNS", "NNP", "NNPS", "VBG", "FW", "ADD", "CD", "JJ")


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


BARE = 3  # words of a noun that tells too little alone
MOST_BETWEEN = 4  # words between who does something and the verb
SUBJECTS = ("nsubj", "nsubj:pass")
BEFORE = Told(before=True)
NOTHING = Told()


class Finder:
    """Finds what the figures of one sentence measure."""

    def __init__(self, tree: Tree, kinds: Sequence[Kind]) -> None:
        self.tree, self.words, self.kinds = tree, tree.words, kinds

    def told(self, k: int) -> Told:
        """Return what the k-th figure measures."""
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
        return self._by_place(top, own, k)

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

    # -- what is counted ---------------------------------------------------------------------------

    def _by_place(self, top: Any, own: frozenset[int], k: int) -> Told:
        counted = self._counted_noun(top, own, k)
        if counted is not None:
            return self._counted(counted, own, k)
        if (part := self._part_of(top, own)) is not None:
            return self._part(top, part, own, k)
        said = next((c for c in top.children if c.dep_ == "acl" and c.i > top.i and c.tag_ == "VBN"), None)
        if said is not None and not any(t.i in self.tree.of_figure for t in said.subtree):  # `the £3m required`
            return Told(tail=tuple(i for i in self.tree.behind(top, own) if i >= said.left_edge.i), before=True)
        return self._hung(self._climbed(top, own), own, k)

    def _counted_noun(self, top: Any, own: frozenset[int], k: int) -> Any | None:
        """`412 complaints`: the noun that the figure numbers, `£3m contract`: the noun that it is part of."""
        head = top.head
        part = next(
            (t for i in own if (t := self.tree.doc[i]).dep_ == "nummod" and t.head.i not in own and t.head.i > i), None
        )
        if part is not None and top.head.i not in own and top.i < part.i and part.head.head.i == top.i:
            return part.head  # `one in four adults`
        if head.i in own or head.i in self.tree.of_figure or head.i in self.tree.periods or head.i < top.i:
            return None
        if top.dep_ not in ("nummod", "compound", "amod", "nmod:unmarked", "nmod:poss", "det") or head.pos_ == "VERB":
            return None
        if head.lower_ in self.words.time and any(self.tree.doc[i].text == "%" for i in own):
            return None  # `9.2% year over year`
        if head.lower_ in self.words.hedge or head.pos_ not in ("NOUN", "PROPN"):
            return self._noun_of_run(head)
        while head.dep_ == "compound" and head.head.i > head.i and head.head.pos_ in ("NOUN", "PROPN"):
            head = head.head  # `12 bus rides`: rides
        return head

    def _noun_of_run(self, word: Any) -> Any | None:
        """`twelve more locally based officers`: the noun that ends a run of words that tell what sort it is."""
        last = None
        for token in self.tree.doc[word.i :]:
            if token.pos_ not in ("ADJ", "ADV", "NOUN", "PROPN") and token.tag_ not in ("VBN", "VBG", "HYPH"):
                break
            if last is not None and token.pos_ not in ("NOUN", "PROPN"):
                break
            last = token if token.pos_ in ("NOUN", "PROPN") and token.text[:1].isalpha() else last
        return last

    def _counted(self, noun: Any, own: frozenset[int], k: int) -> Told:
        tree, words = self.tree, self.words
        if noun.lower_ in words.change or self._is_comparative(noun):
            return self._change(noun, own, k)
        if noun.dep_ == "nmod" and noun.head.lower_ in words.change and tree.case(noun) in ("of", "by"):
            told = self._change(noun.head, own | {noun.i}, k)
            return told if told.tokens or told.same is not None else Told(tuple(self._phrase(noun, own)))
        sized = noun.dep_ == "obj" and (self._moves(noun.head) or noun.head.lower_ in words.amount)
        if noun.lower_ == "times" and verb_of(noun) is not None:
            return self._times(noun, verb_of(noun), own)
        money = any(tree.doc[i].tag_ == "$" or tree.doc[i].text == "%" for i in own)
        if (
            money
            and len(self._phrase(noun, own)) == 1
            and (sized or noun.dep_ in ("obl", "obl:unmarked") or self._is_predicate(noun))
        ):
            return self._hung(noun, own | {noun.i}, k)  # `fell £1 a head`, `was $69 PSF`
        told_size = noun.head.lower_ in words.amount and (
            noun.dep_ == "obj" or (noun.dep_ == "obl" and tree.case(noun) in ("at", "to", "from"))
        )
        if told_size and len(self._phrase(noun, own)) == 1:
            found = self._of_verb(noun.head, noun, own | {noun.i}, k)
            if found.tokens or found.same is not None:
                return found  # `closed at 1,478 points`, `cost 150 francs`
        host, verb = self._climbed(noun, own), noun.head
        pointer = self._points(noun)
        moved = (
            host.dep_ in ("obl", "obl:unmarked")
            and host.head.lower_ in words.mover
            and tree.case(host) in ("from", "to", "by", "at")
        )
        if (moved or pointer) and host is not noun or moved:
            told = (
                self._of_verb(host.head, host, own, k) if host.head.pos_ in ("VERB", "AUX", "ADV", "ADJ") else NOTHING
            )
            if told.tokens or told.same is not None:
                return told
        if len(self._phrase(noun, own)) == 1 and any(c.dep_ == "expl" for c in verb.children):
            about = self._pointed_at(noun, own)
            if about.tokens:  # `Theft was rising: there were 1,374 offences`
                return Told(about.tokens, tail=tuple(self._phrase(noun, own)))
        share = next((t for t in (noun.head,) if t.i in own), noun)  # of `one in four adults` the head is `one`
        while share.dep_ == "nmod" and (share.head.i in tree.of_figure or share.head.lower_ in words.frame):
            share = share.head  # `112 of 119 families improved`
        if share.dep_ in SUBJECTS and self._says(share.head):
            return self._with_clause(noun, share.head, own)
        if self._is_predicate(noun) and (subject := self._own_subject(noun)) is not None and not self._points(subject):
            return (
                self._subject(subject, own)
                if len(self._phrase(noun, own)) == 1
                else Told(tuple(self._phrase(noun, own)))
            )
        return self._with_doer(noun, own)

    def _times(self, noun: Any, verb: Any, own: frozenset[int]) -> Told:
        """`The film was viewed 300 times`: what happened so often."""
        subject = self.tree.subject(verb)
        skip = own | {noun.i}
        if subject is None or self._points(subject):
            return Told(tail=tuple(i for i in self.tree.clause(verb, verb, skip) if i >= verb.i), before=True)
        return Told(
            tuple(self._phrase(subject, skip)), tuple(i for i in self.tree.clause(subject, verb, skip) if i > subject.i)
        )

    def _with_doer(self, noun: Any, own: frozenset[int]) -> Told:
        """`The ferry carried 800 passengers`: a bare noun with who did what to it; `we carried 800` has no doer."""
        phrase = self._phrase(noun, own)
        words = [i for i in phrase if self.tree.doc[i].tag_ not in ("DT", "PRP$")]
        verb = noun.head
        if noun.dep_ != "obj" or len(words) > BARE or verb.pos_ != "VERB":
            return Told(tuple(phrase))
        subject = next((c for c in verb.children if c.dep_ == "nsubj" and c.i < verb.i), None)
        if subject is None and verb.dep_ == "conj":
            subject = self.tree.subject(verb)
        if subject is None or subject.i in self.tree.of_figure:
            return Told(tuple(phrase))
        if any(c.dep_ == "det" and c.lower_ in self.words.reference for c in subject.children):
            return Told(tuple(phrase))  # `these searches found 12 knives`
        related = verb.dep_ == "acl:relcl" and subject.tag_ in ("WDT", "WP") and verb.head.i < subject.i
        doer = verb.head if related else subject
        if self._points(doer) or doer.i in self.tree.of_figure:
            return Told(tuple(phrase))
        who = [i for i in self.tree.noun_phrase(doer, own) if i < verb.i]
        if related:
            who = [i for i in who if i < subject.i]
        between = [i for i in range(max(who, default=verb.i) + 1, verb.i) if i not in self.tree.periods]
        if len(between) > MOST_BETWEEN or any(i in self.tree.of_figure for i in between):
            between = [
                t.i
                for t in self.tree.doc[subject.i : verb.i]
                if t.head.i == verb.i and verb.dep_ != "conj" and t.dep_.startswith("aux")
            ]
        return Told((*who, *between, verb.i, *phrase))

    def _with_clause(self, noun: Any, verb: Any, own: frozenset[int]) -> Told:
        phrase = self._phrase(noun, own)
        end = max(phrase, default=noun.i)
        return Told(tuple(phrase), tuple(i for i in self.tree.clause(noun, verb, own) if i > end))

    def _part_of(self, top: Any, own: frozenset[int]) -> Any | None:
        """`40% of people`, `three of the six`, `one in four adults`: what the figure is a part of."""
        for child in top.children:
            if child.i in own or child.i in self.tree.periods or child.dep_ not in ("nmod", "obl"):
                continue
            case = self.tree.case(child)
            paid = (
                top.tag_ == "$"
                and case in ("in", "for", "on")
                and top.dep_ in ("nsubj", "nsubj:pass", "ROOT", "obl", "conj")
            )
            if child.i > top.i and (case == "of" or paid or (case in ("in", "out") and child.i in self.tree.of_figure)):
                return child
        for child in top.head.children:  # `6,355 hours of officer time` where the tree hangs `time` on the verb
            case = self.tree.case(child)
            beside = (
                child.dep_ in ("nmod", "obl") and child.left_edge.i == max(own) + 1 and child.i not in self.tree.periods
            )
            if beside and (case == "of" or (case == "in" and top.tag_ == "$")) and child.i not in self.tree.of_figure:
                return child
        return None

    def _part(self, top: Any, part: Any, own: frozenset[int], k: int) -> Told:
        tree = self.tree
        other = tree.of_figure.get(part.i)
        numbered = [c for c in part.children if c.i in tree.of_figure and c.dep_ == "nummod"]
        skip = own | frozenset(c.i for c in numbered)
        verb = top.head
        says = top.dep_ in SUBJECTS and self._says(verb)
        if part.lower_ in self.words.group or part.tag_ in ("PRP", "WP", "WDT", "DT") or other is not None:
            antecedent = self._antecedent(top)
            if says:
                tail = tuple(i for i in tree.clause(top, verb, own) if i > max(part.i, top.i))
                if antecedent is not None:
                    return Told(tuple(self._phrase(antecedent, own)), tail=tail)
                return Told(tail=tail, before=True)
            if antecedent is not None:
                return Told(tuple(self._phrase(antecedent, own)))
            return Told(same=other) if other is not None and other != k else BEFORE
        plain = part.head.i != top.i or part.lower_ in self.words.frame or part.lower_ in self.words.change
        phrase = [i for i in (self._phrase(part, skip) if plain else tree.behind(top, skip)) if i > top.i]
        if says:
            end = max(phrase, default=part.i)
            return Told(tuple(phrase), tuple(i for i in tree.clause(top, verb, own) if i > end))
        return Told(tuple(phrase))

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

    # -- what moves, costs, stands at the figure ------------------------------------------------------

    def _hung(self, top: Any, own: frozenset[int], k: int) -> Told:
        head, dep, tree = top.head, top.dep_, self.tree
        if head.i in tree.of_figure and head.i not in own:
            return self._beside(top, own, k)
        if dep in SUBJECTS:
            if self._moves(head):
                return BEFORE
            tail = tuple(i for i in tree.clause(top, head, own) if i > top.i)
            fronted = self._fronted(top, head)
            return Told(tuple(self._phrase(fronted)) if fronted is not None else (), tail=tail, before=True)
        if self._is_predicate(top):
            subject = self._own_subject(top) or self._subject_above(top)
            return self._subject(subject, own) if subject is not None else self._around(top, own, k)
        if self._is_comparative(head) and head.i not in own:
            return self._change(head, own, k)
        if head.pos_ in ("VERB", "AUX") or (dep in OBJECT and head.pos_ in ("ADV", "ADJ", "ADP")):
            return self._of_verb(head, top, own, k)
        if dep in (
            "nmod",
            "appos",
            "acl",
            "compound",
            "nummod",
            "dep",
            "amod",
            "nmod:unmarked",
            "obl",
            "advmod",
            "obl:unmarked",
            "conj",
            "flat",
        ):
            return self._of_noun(head, top, own, k)
        return self._around(top, own, k)

    def _fronted(self, top: Any, verb: Any) -> Any | None:
        """`Of those tested, 12 were ill`: those."""
        for child in (*top.children, *verb.children):
            if child.dep_ in ("nmod", "obl") and child.i < top.i and self.tree.case(child) == "of":
                told = any(c.dep_ in ("acl", "acl:relcl", "nmod") for c in child.children)
                return child if told or not self._points(child) else None
        return None

    def _of_verb(self, verb: Any, top: Any, own: frozenset[int], k: int) -> Told:
        """`fell by 4%`, `reduced the waste by 4%`, `cost £3m`, `spent £3m on repairs`."""
        tree = self.tree
        object_ = next((c for c in verb.children if c.dep_ == "obj" and c.i != top.i and not self._sized(c)), None)
        if k > 0 and verb.tag_ == "VBG" and verb.lower_ in self.words.amount and self._own_subject(verb) is None:
            return Told(same=k - 1)  # `12 hours, equating to £300 a year`
        subject = tree.subject(verb)
        percent = any(tree.doc[i].text == "%" or tree.doc[i].lower_ in ("percent", "cent") for i in own)
        if object_ is not None and top.dep_ != "obj" and object_.i < top.i:
            if object_.lower_ in self.words.change:
                return self._change(object_, own, k)
            if not self._points(object_):
                return Told(tuple(self._phrase(object_, own)))
        passive = any(c.dep_ == "nsubj:pass" for c in verb.children)
        sized = self._moves(verb) or verb.lower_ in self.words.amount or (percent and self._hangs_loose(verb))
        if top.dep_ == "obj" and not passive and not sized:
            if (what := self._bought(verb, top, own)) is not None:
                return Told(tuple(self._phrase(what, own)))
        if subject is None:
            return self._around(top, own, k)
        return self._subject(subject, own)

    def _sized(self, token: Any) -> bool:
        return token.i in self.tree.of_figure or any(c.i in self.tree.of_figure for c in token.children)

    def _hangs_loose(self, verb: Any) -> bool:
        return not any(c.dep_ == "obl" and self.tree.case(c) in ("on", "for") for c in verb.children)

    def _bought(self, verb: Any, top: Any, own: frozenset[int]) -> Any | None:
        """`spent £3m on repairs`, `£3m for repairs`, `£3m in savings`: what the money is for."""
        money = ("on", "for", "in", "of", "towards", "from", "to") if top.tag_ == "$" else ("on", "for", "of")
        found = [
            c
            for at in (top, verb)
            for c in at.children
            if c.dep_ in ("nmod", "obl") and c.i > top.i and c.i not in self.tree.periods and c.i not in self.tree.of_figure
            and self.tree.case(c) in money and not self._points(c)
            and not self.tree._only_when(c)
        ]  # fmt: skip
        return min(found, key=lambda c: c.i, default=None)

    def _of_noun(self, noun: Any, top: Any, own: frozenset[int], k: int) -> Told:
        """`a budget of £3m`, `a fall of 12% in burglary`, `a contract worth £3m`."""
        tree = self.tree
        if noun.lower_ in self.words.change:
            return self._change(noun, own, k)
        if (
            (self._points(noun) or noun.lower_ in self.words.frame)
            and self._framed(noun, own) is None
            and noun.i != top.i
        ):
            framed = noun.lower_ in self.words.frame
            telling = ("compound", "nmod:poss") if framed else ("compound", "nmod:poss", "amod")
            named = any(c.dep_ in telling and c.tag_ != "PRP$" and c.i not in own for c in noun.children)
            if not named:
                return self._hung(noun, own | {noun.i}, k)
        return Told(tuple(self._phrase(noun, own)))

    def _framed(self, noun: Any, own: frozenset[int]) -> Any | None:
        """`number of X`, `total for X`: X."""
        found = [
            c for c in noun.children
            if c.dep_ in ("nmod", "obl") and self.tree.case(c) in ("of", "for", "in") and c.i not in own
            and c.i not in self.tree.of_figure and c.i not in self.tree.periods and not self.tree._only_when(c)
            and not any(g.i in own for g in c.subtree)
        ]  # fmt: skip
        return found[0] if found else None

    def _change(self, noun: Any, own: frozenset[int], k: int) -> Told:
        """`a 5% rise in theft`, `a theft reduction of 5%`, `theft saw a rise of 5%`, `5% more thefts`."""
        tree = self.tree
        if self._is_comparative(noun):
            if noun.dep_ in ("amod", "advmod") and noun.head.pos_ in ("NOUN", "PROPN") and noun.head.i > noun.i:
                return Told(tuple(self._phrase(noun.head, own | {noun.i})))
            if noun.dep_ == "xcomp" and any(c.dep_ == "obj" and c.i < noun.i for c in noun.head.children):
                return self._of_verb(noun.head, noun, own, k)  # `pulled the price 2% lower`
            subject = self._own_subject(noun) or tree.subject(noun)
            if subject is None and noun.head.i != noun.i and noun.head.pos_ == "VERB":
                return self._of_verb(noun.head, noun, own, k)
            return self._subject(subject, own) if subject is not None else BEFORE
        inside = [
            c for c in (*noun.children, *(c for i in sorted(own) for c in tree.doc[i].children if i != noun.i))
            if c.dep_ in ("nmod", "obl") and tree.case(c) in ("in", "of", "to", "for", "on") and c.i not in own
            and c.i not in tree.of_figure and c.i not in tree.periods and not tree._only_when(c)
            and not any(g.i in own for g in c.children)
        ]  # fmt: skip
        best = next((c for c in inside if tree.case(c) in ("in", "of")), inside[0] if inside else None)
        if best is not None:
            return Told(tuple(self._phrase(best, own)))
        verb = noun.head
        if noun.dep_ in ("obj", "obl", "xcomp", "nmod") and verb.pos_ in ("VERB", "AUX"):
            for c in verb.children:
                if (
                    c.dep_ == "obl"
                    and tree.case(c) in ("in", "of")
                    and c.i > noun.i
                    and not tree._only_when(c)
                    and c.i not in tree.of_figure
                ):
                    return Told(tuple(self._phrase(c, own)))
        changes = (Kind.CHANGE, Kind.PERCENT_CHANGE)
        renamed = noun.dep_ in ("appos", "xcomp", "acl", "parataxis") or self._is_predicate(noun)
        if renamed and k > 0 and self.kinds[k - 1] in changes and self.kinds[k] in changes:
            return Told(same=k - 1)  # `a 2% cut in grants, in real terms a reduction of 30%`
        said = [
            c
            for c in noun.children
            if c.dep_ in ("compound", "nmod:poss") and c.i not in own and c.i not in tree.of_figure and c.tag_ != "PRP$"
        ]
        if said:
            return Told(tuple(i for c in said for i in (*self._phrase(c, own), c.i)))
        if verb.dep_ in ("acl:relcl", "advcl") and k > 0 and self.kinds[k - 1] in changes and self.kinds[k] in changes:
            return Told(same=k - 1)  # `a rise of 8%, greater than in other towns, which saw rises of 3%`
        if verb.pos_ in ("VERB", "AUX") and noun.i != verb.i and noun.dep_ not in SUBJECTS:
            subject = tree.subject(verb)
            if subject is not None:
                return self._subject(subject, own)
        if self._is_predicate(noun) and (subject := self._own_subject(noun)) is not None:
            return self._subject(subject, own)
        near = [j for j in range(len(tree.figures)) if tree.figures[j] and tree.figures[j][-1] < noun.left_edge.i]
        if noun.dep_ in ("appos", "conj", "parataxis", "dep", "list") and near:
            return Told(same=near[-1])
        return BEFORE

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

    # -- subjects -----------------------------------------------------------------------------------

    def _subject(self, subject: Any, own: frozenset[int]) -> Told:
        if subject.tag_ in ("WDT", "WP") or (
            subject.lower_ in ("that", "which", "who") and subject.head.dep_ == "acl:relcl"
        ):
            verb = subject.head
            if verb.dep_ in ("acl:relcl", "acl") and not self._points(verb.head):
                subject = verb.head
            else:
                return self._pointed_at(subject, own)
        if subject.i in self.tree.of_figure and subject.i not in own:
            k = self.tree.of_figure[subject.i]
            return Told(same=k)
        counted = [c for c in subject.children if c.i in self.tree.of_figure and c.dep_ == "nummod"]
        if self._points(subject) and self._framed(subject, own) is None:
            return self._pointed_at(subject, own)
        if subject.lower_ in self.words.change:
            told = self._change(subject, own, -1)
            named = any(c.dep_ == "nmod" and c.i not in own for c in subject.children)  # `Growth across towns`
            return told if told.tokens or not named else Told(tuple(self._phrase(subject, own)))
        return Told(tuple(self._phrase(subject, own | {c.i for c in counted})))

    def _pointed_at(self, pronoun: Any, own: frozenset[int]) -> Told:
        """The nearest subject before a pronoun in its sentence, unless a figure stands between."""
        tree = self.tree
        for token in reversed(list(tree.doc[: pronoun.i])):
            if token.i in tree.of_figure and token.i not in own:
                break
            if token.dep_ in SUBJECTS and not self._points(token):
                return Told(tuple(self._phrase(token, own)))
        return BEFORE

    def _own_subject(self, predicate: Any) -> Any | None:
        return next((c for c in predicate.children if c.dep_ in SUBJECTS), None)

    def _subject_above(self, predicate: Any) -> Any | None:
        return (
            self.tree.subject(predicate)
            if predicate.dep_ in ("conj", "xcomp", "parataxis", "acl:relcl", "advcl")
            else None
        )

    def _points(self, token: Any) -> bool:
        """Whether a word only points to what was told before: a pronoun, or `the figure` with nothing that tells more."""
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

    # -- beside another figure, in brackets, in a list ------------------------------------------------

    def _beside(self, top: Any, own: frozenset[int], k: int) -> Told:
        """`£3m for roads and £400,000 for parks`: its own complement, else what the figure before measures."""
        if (what := self._bought(top, top, own)) is not None and self.tree.case(what) in ("for", "on", "of"):
            return Told(tuple(self._phrase(what, own)))
        other = self.tree.of_figure[top.head.i]
        return Told(same=other) if other != k else BEFORE

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
        if noun.pos_ == "PROPN" and listed:
            return Told(same=k - 1)  # `in Ely (5%) and Wisbech (4%)`: places of one measure
        joined = {t.i for c in noun.children if c.dep_ == "conj" for t in c.subtree}
        return Told(tuple(i for i in self._phrase(noun) if i < at or i not in joined))

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

    def _around(self, top: Any, own: frozenset[int], k: int) -> Told:
        """No clause: what it is for, the nearest subject before, the noun left of it, what the figure before measures."""
        tree = self.tree
        first = tree.figures[k][0] if tree.figures[k] else tree.before[k]
        if (what := self._bought(top, top, own)) is not None:
            return Told(tuple(self._phrase(what, own)))
        doc = tree.doc
        subjects = [t for t in doc[:first] if t.dep_ in SUBJECTS and t.i not in tree.of_figure]
        if subjects and not self._points(subjects[-1]):
            return self._subject(subjects[-1], own)
        i = first - 1
        while i >= 0 and (doc[i].is_punct or doc[i].lower_ in self.words.hedge or doc[i].text in "+-=~≈"):
            i -= 1
        noun = self._noun_before(i + 1) if i >= 0 else None
        if noun is not None and not self._points(noun):
            return Told(tuple(t for t in self._phrase(noun, own) if t <= i))
        return Told(same=k - 1) if k else BEFORE

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

    def _case_phrase(self, token: Any) -> str:
        """Return the longest of the words that tell what was ranked which leads to a token: `in terms of`, `for`."""
        case = next((c for c in token.children if c.dep_ == "case"), None)
        if case is None:
            return ""
        lead = " ".join(t.lower_ for t in self.tree.doc[max(0, case.i - 3) : case.i + 1])
        return max((w for w in self.words.ranked if f" {lead}".endswith(f" {w}")), key=len, default="")

    # -- words ----------------------------------------------------------------------------------------

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
                or head.lower_ in ("more", "less")
                and self.tree.case(at) == "than"
            )
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

    def _says(self, verb: Any) -> bool:
        """Whether a verb tells something of a counted subject: `12 families improved`, not `12 shops rose 5%`."""
        return not self._moves(verb) or not any(self._sized(c) for c in verb.children if c.dep_ not in SUBJECTS)

    def _moves(self, verb: Any) -> bool:
        """Whether a verb tells that its subject moves: `fell 4%`, not `reduced their waste`."""
        if verb.lower_ not in self.words.mover:
            return False
        return not any(c.dep_ == "obj" and c.i > verb.i and not self._sized(c) for c in verb.children)

    def _is_predicate(self, token: Any) -> bool:
        return token.head.i == token.i or any(c.dep_ == "cop" for c in token.children)

    def _is_comparative(self, token: Any) -> bool:
        return token.tag_ in ("JJR", "RBR") and token.i not in self.tree.of_figure


def verb_of(noun: Any) -> Any | None:
    """Return the verb that a noun without a preposition stands beside, None for none."""
    return noun.head if noun.head.i != noun.i and noun.head.pos_ == "VERB" else None
