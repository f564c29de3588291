"""What a figure counts: the noun that it numbers, the whole that it is a part of, and what is said of them."""

from typing import Any

from pipeline.extract.measures.nouns import BEFORE, NOTHING, SUBJECTS, Told
from pipeline.extract.measures.verbs import Verbs
from pipeline.types import Kind

BARE = 3  # words of a noun that tells too little alone
OPENS_RUN = ("JJ", "VBN", "NN", "NNS", "NNP", "NNPS")  # tags of the first word behind a number that counts
BLURRING = ("about", "around", "over", "under")
MOST_BETWEEN = 4  # words between who does something and the verb


class Counted(Verbs):
    """Finds the noun that a figure numbers."""

    def _counted_noun(self, top: Any, own: frozenset[int]) -> Any | None:
        """`412 complaints`: the noun that the figure numbers, `£3m contract`: the noun that it is part of."""
        head = top.head
        if top.tag_ == "CD" and top.dep_ in ("nsubj", "nsubj:pass", "obj", "obl") and (run := self._run_behind(own)):
            return run
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
            lone = head.dep_ == "compound" and head.head.i > head.i and head.head.pos_ == "NOUN"  # `a 5 W charger`
            return self._noun_of_run(head) or (head.head if lone else None)
        while head.dep_ == "compound" and head.head.i > head.i and head.head.pos_ in ("NOUN", "PROPN"):
            head = head.head  # `12 bus rides`: rides
        return head

    def _run_behind(self, own: frozenset[int]) -> Any | None:
        """`11 confirmed cases`, where the parser hung the number and `cases` apart: cases."""
        last = max(own)
        doc = self.tree.doc
        if last + 1 >= len(doc) or doc[last].tag_ != "CD" or doc[last + 1].tag_ not in OPENS_RUN:
            return None
        noun = self._noun_of_run(doc[last + 1])
        return noun if noun is not None and noun.tag_ in ("NNS", "NNPS") else None

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
        if noun.tag_ == "NN" and (paired := self._paired(noun)):
            return Told(paired)
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
        if ((moved or pointer) and host is not noun) or moved:
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

    def _paired(self, noun: Any) -> tuple[int, ...]:
        """`140 stop and searches`: two words that are counted as one, the second in the plural."""
        doc, i = self.tree.doc, noun.i
        after = doc[i + 1 : i + 3]
        joined = (
            len(after) == 2 and after[0].tag_ == "CC" and after[1].tag_ in ("NNS", "VBZ") and after[0].lower_ == "and"
        )
        other = joined and (after[1].tag_ == "NNS" or after[1].dep_ == "conj")
        return (i, i + 1, i + 2) if other and i - 1 in self.tree.of_figure else ()

    def _with_doer(self, noun: Any, own: frozenset[int]) -> Told:
        """`The ferry carried 800 passengers`: a bare noun with who did what to it; `we carried 800` has no doer."""
        phrase = self._phrase(noun, own)
        words = [i for i in phrase if self.tree.doc[i].tag_ not in ("DT", "PRP$")]
        verb = noun.head
        blurred = noun.dep_ == "obl" and self.tree.case(noun) in BLURRING  # `produced about 3 tonnes`
        if (noun.dep_ != "obj" and not blurred) or len(words) > BARE or verb.pos_ != "VERB":
            return Told(tuple(phrase))
        subjects = (c for c in verb.children if c.dep_ == "nsubj" and c.i < verb.i)
        subject = next((c for c in subjects if c.i not in self.tree.periods), None)
        if subject is None and verb.dep_ == "conj":
            subject = self.tree.subject(verb)
        if subject is None or subject.i in self.tree.of_figure:
            return Told(tuple(phrase))
        if any(c.dep_ == "det" and c.lower_ in self.words.reference for c in subject.children):
            return Told(tuple(phrase))  # `these searches found 12 knives`
        related = verb.dep_ == "acl:relcl" and subject.tag_ in ("WDT", "WP") and verb.head.i < subject.i
        doer = verb.head if related else subject
        if doer.lower_ in self.words.third and (meant := self._pointed_at(doer, own).tokens):
            return Told((*meant, *self._auxiliaries(verb), verb.i, *phrase))  # `Barlow was fit as he ran 12 races`
        if self._points(doer) or doer.i in self.tree.of_figure:
            return Told(tuple(phrase))
        who = [i for i in self.tree.noun_phrase(doer, own) if i < verb.i]
        if related:
            who = [i for i in who if i < subject.i]
        between = [i for i in range(max(who, default=verb.i) + 1, verb.i) if i not in self.tree.periods]
        if len(between) > MOST_BETWEEN or any(i in self.tree.of_figure for i in between):
            between = self._auxiliaries(verb) if verb.dep_ != "conj" else []
        return Told((*who, *between, verb.i, *phrase))

    def _auxiliaries(self, verb: Any) -> list[int]:
        return [c.i for c in verb.children if c.dep_.startswith("aux") and c.i < verb.i]

    def _times(self, noun: Any, verb: Any, own: frozenset[int]) -> Told:
        """`The film was viewed 300 times`: what happened so often."""
        subject = self.tree.subject(verb)
        skip = own | {noun.i}
        if subject is None or self._points(subject):
            return Told(tail=tuple(i for i in self.tree.clause(verb, verb, skip) if i >= verb.i), before=True)
        return Told(
            tuple(self._phrase(subject, skip)), tuple(i for i in self.tree.clause(subject, verb, skip) if i > subject.i)
        )

    def _with_clause(self, noun: Any, verb: Any, own: frozenset[int]) -> Told:
        phrase = self._phrase(noun, own)
        end = max(phrase, default=noun.i)
        return Told(tuple(phrase), tuple(i for i in self.tree.clause(noun, verb, own) if i > end))

    def _part_of(self, top: Any, own: frozenset[int]) -> Any | None:
        """`40% of people`, `three of the six`, `one in four adults`: what the figure is a part of."""
        behind = self.tree.doc[max(own) + 1 : max(own) + 2]
        worth = next((c for c in behind if c.lower_ in self.words.frame), None)
        if worth is not None and (what := self._framed(worth, own)) is not None:
            return what  # `£3m worth of savings`
        for child in top.children:
            if child.i in own or child.i in self.tree.periods or child.dep_ not in ("nmod", "obl"):
                continue
            case = self.tree.case(child)
            paid = (
                top.tag_ == "$"
                and case in ("in", "for", "on")
                and top.dep_ in ("nsubj", "nsubj:pass", "ROOT", "obl", "conj")
                and self.tree.case(top) not in ("to", "from", "at")
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

    def _tells_nothing(self, part: Any, other: int) -> bool:
        """Whether the whole that a figure is part of is a figure of which no noun is told."""
        own = frozenset(self.tree.figures[other])
        return self._counted_noun(part, own) is None and self._part_of(part, own) is None

    def _part(self, top: Any, part: Any, own: frozenset[int], k: int) -> Told:
        tree = self.tree
        other = tree.of_figure.get(part.i)
        numbered = [c for c in part.children if c.i in tree.of_figure and c.dep_ == "nummod"]
        skip = own | frozenset(c.i for c in numbered)
        verb = top.head
        says = top.dep_ in SUBJECTS and self._says(verb)
        if part.lower_ in self.words.group or part.tag_ in ("PRP", "WP", "WDT", "DT") or other is not None:
            if other is not None and not says and self._tells_nothing(part, other):
                return self._hung(self._climbed(top, own), own, k)  # `raised £3m of the £5m`: who raised
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
        share = self.kinds[k] is Kind.SHARE and any(tree.doc[i].text in ("%", "percent", "cent") for i in own)
        if share and (subject := self._has_part(top)) is not None:
            case = tuple(c.i for c in part.children if c.dep_ == "case")
            return Told(tuple(self._phrase(subject, own)), tail=(*case, *phrase))  # `fires made up 41% of calls`
        return Told(tuple(phrase))

    def _has_part(self, top: Any) -> Any | None:
        """The subject of a verb that tells what part of a whole its subject is."""
        verb = top.head
        sized = verb.lower_ in self.words.amount or any(c.dep_ == "compound:prt" for c in verb.children)
        told = top.dep_ in ("obj", "obl", "obl:unmarked") and sized and not self._moves(verb)
        subject = self._own_subject(verb) if told else None
        if subject is None or self._points(subject) or subject.i in self.tree.of_figure:
            return None
        return subject


def verb_of(noun: Any) -> Any | None:
    """Return the verb that a noun without a preposition stands beside, None for none."""
    return noun.head if noun.head.i != noun.i and noun.head.pos_ == "VERB" else None
