"""What moves, costs or stands at a figure: subjects and objects of verbs, nouns of change."""

from typing import Any

from pipeline.extract.measures.nouns import BEFORE, SUBJECTS, Nouns, Told
from pipeline.types import Kind

OBJECT = ("obj", "obl", "obl:unmarked", "xcomp", "iobj", "advmod", "obl:tmod", "obl:npmod", "ccomp", "obl:agent")


class Verbs(Nouns):
    """Finds what a verb or a noun of change says that the figure is of."""

    def _of_verb(self, verb: Any, top: Any, own: frozenset[int], k: int) -> Told:
        """`fell by 4%`, `reduced the waste by 4%`, `cost £3m`, `spent £3m on repairs`."""
        tree = self.tree
        if k > 0 and verb.lower_ in self.words.compare:
            return Told(same=k - 1)  # `4% were, compared with 6% in the north`
        verb = self._past_dates(verb)
        object_ = next((c for c in verb.children if c.dep_ == "obj" and c.i != top.i and not self._sized(c)), None)
        object_ = None if object_ is not None and object_.lower_ in self.words.named else object_  # `creeping upward`
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
        bought = None if top.dep_ != "obj" or passive or sized else self._bought(verb, top)
        if bought is not None:
            return Told(tuple(self._phrase(bought, own)))
        plain = percent and top.dep_ == "obj" and not self._moves(verb) and verb.lower_ not in self.words.amount
        if plain and (source := self._source(verb, top)) is not None:
            return Told((verb.i, *source))
        if subject is None:
            return self._around(top, own, k)
        return self._subject(subject, own)

    def _source(self, verb: Any, top: Any) -> tuple[int, ...] | None:
        """`earns 40% from fares`: from fares."""
        found = (
            c for c in (*verb.children, *top.children)
            if c.dep_ in ("obl", "nmod") and c.i > top.i and self.tree.case(c) == "from"
            and c.i not in self.tree.of_figure and c.i not in self.tree.periods
        )  # fmt: skip
        noun = next(found, None)
        case = next((c.i for c in noun.children if c.dep_ == "case"), None) if noun is not None else None
        return (case, *self._phrase(noun)) if noun is not None and case is not None else None

    def _length_dated(self, verb: Any) -> Any | None:
        """Of `sales were 4m in the five weeks ending in May, up 9%`: what `weeks` hangs on."""
        length = verb.head
        lasting = length.i in self.tree.lengths or length.lower_ in self.words.time
        dated = any(c.i in self.tree.periods for c in verb.children) and self._own_subject(verb) is None
        return length.head if verb.dep_ == "acl" and lasting and dated and length.head.i != length.i else None

    def _stated_right_before(self, own: frozenset[int]) -> Any | None:
        """`the highest being 9% and the lowest being 3%`: lowest."""
        doc, first = self.tree.doc, min(own)
        if first < 2 or doc[first - 1].dep_ != "cop":
            return None
        word = doc[first - 2]
        return word if word.tag_ in ("NN", "NNS", "NNP", "JJS") and word.i not in self.tree.of_figure else None

    def _past_dates(self, verb: Any) -> Any:
        """`cut its forecast for the year ended May to £3m`: cut, since `ended` only tells when."""
        objects = [c for c in verb.children if c.dep_ in ("obj", "obl:unmarked") and c.i not in self.tree.of_figure]
        dated = objects and all(c.i in self.tree.periods for c in objects) and self._own_subject(verb) is None
        above = verb.head
        return above if dated and verb.dep_ in ("acl", "advcl") and above.pos_ == "VERB" else verb

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
            and c.i not in tree.of_figure and c.i not in tree.periods and not tree.only_when(c)
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
                    and not tree.only_when(c)
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

    def _subject(self, subject: Any, own: frozenset[int]) -> Told:
        if subject.tag_ in ("WDT", "WP") or (
            subject.lower_ in ("that", "which", "who") and subject.head.dep_ == "acl:relcl"
        ):
            verb = subject.head
            if verb.dep_ in ("acl:relcl", "acl") and not self._points(verb.head):
                subject = verb.head
            elif (noun := self._noun_before(subject.i)) is not None and not self._points(noun):
                subject = noun
            else:
                return self._pointed_at(subject, own)
        if subject.i in self.tree.of_figure and subject.i not in own:
            k = self.tree.of_figure[subject.i]
            return Told(same=k)
        counted = [c for c in subject.children if c.i in self.tree.of_figure and c.dep_ == "nummod"]
        if subject.lower_ in self.words.source and subject.head.lower_ in self.words.telling:
            return BEFORE  # `the figures released by the office show a fall of 14%`
        if self._points(subject) and self._framed(subject, own) is None:
            return self._pointed_at(subject, own)
        if subject.lower_ in self.words.change:
            told = self._change(subject, own, -1)
            named = any(c.dep_ == "nmod" and c.i not in own for c in subject.children)  # `Growth across towns`
            return told if told.tokens or not named else Told(tuple(self._phrase(subject, own)))
        return Told(tuple(self._phrase(subject, own | {c.i for c in counted})))

    def _pointed_at(self, pronoun: Any, own: frozenset[int]) -> Told:
        """The nearest subject before a pronoun in its sentence, unless a figure stands between.

        `they` takes what is several before what is one, also where that is an object: `sent the shares up, and they`;
        `he` takes a name.
        """
        tree = self.tree
        several, person = pronoun.lower_ in self.words.several, pronoun.lower_ in self.words.person
        near: list[Any] = []
        for token in reversed(list(tree.doc[: pronoun.i])):
            if token.i in tree.of_figure and token.i not in own:
                break
            fits = token.pos_ == "PROPN" or not person
            if token.dep_ in (*SUBJECTS, "obj") and not self._points(token) and fits:
                near.append(token)
        best = next((t for t in near if several and self._is_several(t)), None)
        best = best if best is not None else next((t for t in near if t.dep_ in SUBJECTS), None)
        return Told(tuple(self._phrase(best, own))) if best is not None else BEFORE

    def _is_several(self, noun: Any) -> bool:
        return noun.tag_ in ("NNS", "NNPS") or any(
            c.dep_ == "conj" and c.pos_ in ("NOUN", "PROPN") for c in noun.children
        )

    def _around(self, top: Any, own: frozenset[int], k: int) -> Told:
        """No clause: what it is for, the subject before it, the noun left of it, what the figure before measures."""
        tree = self.tree
        first = tree.figures[k][0] if tree.figures[k] else tree.before[k]
        if (what := self._bought(top, top)) is not None:
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
        if k:
            return Told(same=k - 1)
        pronoun = any(t.pos_ == "PRON" and t.dep_ in SUBJECTS for t in doc[:first])
        named = [t for t in doc[:first] if t.pos_ in ("NOUN", "PROPN") and t.i not in tree.periods]
        if pronoun or not named or self._points(named[-1]):
            return BEFORE
        last = self._noun_before(named[-1].i + 1)
        return Told(tuple(t for t in self._phrase(last, own) if t < first)) if last is not None else BEFORE

    def _hung(self, top: Any, own: frozenset[int], k: int) -> Told:
        head, dep, tree = top.head, top.dep_, self.tree
        while head.i in tree.periods and head.head.i != head.i and head.head.i not in own:
            head, dep = head.head, head.dep_  # `a count in 2018 of 48`, hung on the year
        if head.i in tree.of_figure and head.i not in own:
            stated = self._own_subject(top) if dep != "nmod" else None  # `rates were 9%, while rents were £70`
            stated = stated or self._stated_right_before(own)
            other = tree.of_figure[head.i]
            return self._subject(stated, own) if stated is not None else self._beside(top, other, own, k)
        if head.i in tree.periods:
            return self._around(top, own, k)
        if (dated := self._length_dated(head)) is not None:
            head = dated
            if head.i in tree.of_figure:
                return Told(same=tree.of_figure[head.i])
        if any(c.tag_ in ("WP", "WDT") and tree.case(c) == "of" for c in top.children) and dep not in SUBJECTS:
            verb = next((t for t in tree.doc[max(own) + 1 :] if t.pos_ == "VERB"), None)  # `of whom 12 tested positive`
            if verb is not None:
                return Told(tail=tuple(i for i in tree.clause(verb, verb, own) if i >= verb.i), before=True)
        if dep == "orphan" and head.pos_ in ("NOUN", "PROPN") and head.i not in tree.periods:
            return Told(tuple(i for i in self._phrase(head, own) if i < min(own)))  # `Ely by 4%`, the verb left out
        if self._ends_at(head) and head.head.pos_ == "VERB":
            return self._of_verb(head.head, head, own, k)  # `lost 4% to end at 90`, `end` taken for a noun
        if dep in SUBJECTS:
            if self._moves(head):
                return BEFORE
            tail = tuple(i for i in tree.clause(top, head, own) if i > top.i)
            fronted = self._fronted(top, head)
            return Told(tuple(self._phrase(fronted)) if fronted is not None else (), tail=tail, before=True)
        if self._is_predicate(top):
            if joined := self._between(top):
                return Told(joined)
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

    def _between(self, predicate: Any) -> tuple[int, ...]:
        """`The gap between boys and girls is 4%`, where the parser joined `girls is` to the gap."""
        noun, subject = predicate.head, self._own_subject(predicate)
        if predicate.dep_ != "conj" or subject is None or noun.pos_ not in ("NOUN", "PROPN") or noun.i > subject.i:
            return ()
        joins = subject.left_edge.i and self.tree.doc[subject.left_edge.i - 1].dep_ == "cc"
        paired = any(self.tree.case(c) == "between" for c in noun.children)
        return tuple(range(noun.left_edge.i, subject.i + 1)) if joins and paired else ()

    def _ends_at(self, word: Any) -> bool:
        """Whether a word taken for a noun is a verb behind `to`."""
        bare = all(c.dep_ in ("case", "mark", "obl", "nmod", "punct", "advmod", "cc", "conj") for c in word.children)
        to = any(c.lower_ == "to" and c.i == word.i - 1 for c in word.children)
        return word.dep_ == "obl" and bare and to and word.lower_ in self.words.amount

    def _of_noun(self, noun: Any, top: Any, own: frozenset[int], k: int) -> Told:
        """`a budget of £3m`, `a fall of 12% in burglary`, `a contract worth £3m`."""
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

    def _beside(self, top: Any, other: int, own: frozenset[int], k: int) -> Told:
        """`£3m for roads and £400,000 for parks`: its own complement, else what the figure before measures."""
        if (what := self._bought(top, top)) is not None and self.tree.case(what) in ("for", "on", "of"):
            return Told(tuple(self._phrase(what, own)))
        return Told(same=other) if other != k else BEFORE
