"""Finds in the tree of a sentence the places and groups of people that its figures may be of."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.extract.gazetteer import is_known_place
from pipeline.extract.measures.tree import Tree
from pipeline.extract.names import FoundName
from pipeline.extract.whom.paper import Paper
from pipeline.extract.whom.words import AGES, WhomWords, age_band, languages
from pipeline.rules import Rules

Span = tuple[int, int]
SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
JOINS = frozenset({"of", "upon", "on", "under", "le", "la", "de", "the", "and", "&", "-", "–", "'s", "’s"})
LISTED = frozenset({",", "and", "&", "or", ";", "while", "whereas", "but", ":", "–", "—"})
BEFORE_A_SIZE = frozenset({"by", "with", "at", "from", "to", "had", "has", "of", "was", "were", "is", "are", "only"})
MODIFIERS = frozenset({"JJ", "JJR", "JJS", "VBN", "VBG", "NN", "NNP", "HYPH", "RB"})
MODIFIED_BY = frozenset({"amod", "compound", "advmod", "nmod", "punct"})
ROLL_WITHIN = 5  # words from an age to the list that those people are on
POOLED_BY = 2  # words from `national` to the noun that it widens


@dataclass(frozen=True, slots=True)
class Found:
    """The grammar around a place's name: which of these lead to it."""

    known: bool = False  # by the rules, the gazetteer or the paper itself
    within: bool = False  # `in`, `at`, `across`
    towards: bool = False  # `for`, `to`, `of`
    subject: bool = False
    beside: bool = False  # right before a figure, in a list of such pairs
    bracket: bool = False  # right before a bracket with a figure
    modifies: bool = False  # before a noun: `Leeds prices`, `Leeds's prices`

    @property
    def led(self) -> bool:
        """Whether a preposition leads to it."""
        return self.within or self.towards

    @property
    def sure(self) -> bool:
        """Whether it is a place and nothing else: `Burlington by 3%` may be a firm."""
        return self.known or self.within


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tokens first to last of a sentence that name a place or group; place: whether it is a place.

    adjective: it stands before the noun that it limits (`male`, `statewide`).
    """

    first: int
    last: int
    text: str
    place: bool
    adjective: bool = False
    pool: bool = False  # what others are put together for: `national average`
    wide: bool = False  # `nationally`
    aged: bool = False
    whole: bool = False  # people of whom a figure is a part, or who have one: `65% of boys`
    found: Found = field(default_factory=Found)


class Candidates:
    """Reads one sentence.

    names: those in it, tokens of each; paper: what the whole paper tells of its names; shares: tokens of figures
    that are a part or an average of something.
    """

    def __init__(
        self,
        tree: Tree,
        words: WhomWords,
        rules: Rules,
        names: Sequence[tuple[Span, FoundName]],
        paper: Paper,
        shares: Set[int],
    ) -> None:
        self.tree, self.words, self._rules, self._paper = tree, words, rules, paper
        self._known, self._shares = paper.places, shares
        self._places = {i for (a, b), n in names if n.label == "place" for i in range(a, b)}
        self._named = {i for (a, b), n in names if n.label != "place" for i in range(a, b)}

    def all(self) -> list[Candidate]:
        """Return the candidates in order, none of them within another."""
        places = self._accepted([self._placed(c) for c in self._chunks()])
        found = [*self._aged(), *self._pools(), *places, *self._people(), *self._adjectives()]
        people = [c for c in found if not c.place and not c.pool and not c.adjective]
        several = len(people) > 1  # a group is told apart where another stands beside it
        kept: list[Candidate] = []
        taken: set[int] = set()
        for one in (c for c in found if several or not c.whole):
            own = set(range(one.first, one.last + 1))
            if not taken & own:
                taken |= own
                kept.append(one)
        return sorted((self._with_roll(c) if c.aged else c for c in kept), key=lambda c: c.first)

    def _with_roll(self, one: Candidate) -> Candidate:
        """`people aged 18 to 24 on the cohort`: the list of people that they stand on belongs to the group."""
        doc, at = self.tree.doc, one.last + 1
        end = next((i for i in range(at, min(at + ROLL_WITHIN, len(doc))) if doc[i].lower_ in self.words.roll), None)
        if end is None or doc[at].pos_ != "ADP" or any(i in self.tree.of_figure for i in range(at, end)):
            return one
        return replace(one, last=end, text=f"{one.text} {doc[at : end + 1].text}")

    # -- places ------------------------------------------------------------------------------------

    def _chunks(self) -> Iterator[Span]:
        """Yield runs of capitalised words, `Bay of Plenty` as one, `Leeds and York` as two."""
        doc, at = self.tree.doc, 0
        while at < len(doc):
            if not self._names_part(at):
                at += 1
                continue
            end = at + 1
            while end < len(doc) and (self._names_part(end) or self._joins(end)):
                end += 1
            yield at, end
            at = end

    def _names_part(self, i: int) -> bool:
        token = self.tree.doc[i]
        if not token.text[:1].isupper() or i in self.tree.of_figure or i in self.tree.periods or i in self._named:
            return False
        if i in self._places:
            return True
        if i == 0 and token.pos_ != "PROPN":
            behind = self.tree.doc[1] if len(self.tree.doc) > 1 else token
            opens = behind.pos_ == "PROPN" and token.pos_ in ("ADJ", "NOUN") and token.head.i == behind.i
            return opens or is_known_place(token.text, self._rules) or token.text in self._known
        return token.pos_ in ("PROPN", "NOUN", "ADJ")

    def _joins(self, i: int) -> bool:
        doc = self.tree.doc
        word = doc[i].lower_
        if word not in JOINS or i + 1 >= len(doc) or i in self._named:
            return False
        if i in self._places:
            return True
        if word in ("and", "&", "on", "the"):
            start = i
            while start and (self._names_part(start - 1) or doc[start - 1].lower_ in JOINS):
                start -= 1
            return is_known_place(doc[start : i + 2].text, self._rules) or doc[start : i + 2].text in self._known
        return self._names_part(i + 1) or (doc[i + 1].lower_ == "the" and i + 2 < len(doc) and self._names_part(i + 2))

    def _placed(self, span: Span) -> Candidate:
        doc = self.tree.doc
        first, end = span
        while end > first + 1 and not self._names_part(end - 1):
            end -= 1
        text = doc[first:end].text
        spelled = any(i in self._places for i in range(first, end))
        money = end < len(doc) and doc[end].text[:1] == "$"  # `US $12`
        short = text in self.words.short and not money
        known = spelled or is_known_place(text, self._rules) or text in self._known or short
        at = first - 1
        while at >= 0 and (doc[at].lower_ == "the" or doc[at].tag_ in ("JJ", "RB")):
            at -= 1
        lead = doc[at].lower_ if at >= 0 and doc[at].pos_ in ("ADP", "SCONJ", "PART") else ""
        top = doc[first:end].root
        found = Found(
            known=known,
            within=lead in self.words.within,
            towards=lead in self.words.towards,
            subject=top.dep_ in SUBJECTS or (end < len(doc) and doc[end].tag_ in ("VBD", "VBZ", "VBP", "MD")),
            beside=self._is_beside(first, end),
            bracket=end in self._brackets(),
            modifies=top.dep_ in ("compound", "nmod:poss", "amod") and not lead,
        )
        return Candidate(first, end - 1, text, place=True, found=found)

    def _brackets(self) -> frozenset[int]:
        """The places of brackets that begin with a figure, by the number of tokens before them."""
        tree = self.tree
        return frozenset(tree.before[k] for k in range(len(tree.figures)) if not tree.figures[k])

    def _is_beside(self, first: int, end: int) -> bool:
        """`, Wellington by 12.1%`: between a comma or `and` and a figure, with at most one small word before that."""
        doc, tree = self.tree.doc, self.tree
        before = first - 1
        before -= before > 0 and doc[before].pos_ == "ADP"
        before -= before > 0 and doc[before].lower_ in ("those", "that", "it")
        opened = before >= 0 and doc[before].lower_ in LISTED
        at = end + (end < len(doc) and doc[end].lower_ in BEFORE_A_SIZE)
        return opened and at in tree.of_figure

    def _accepted(self, found: Sequence[Candidate]) -> list[Candidate]:
        """Return those that the grammar of the sentence shows to be places."""
        sound = [c for c in found if (c.found.known or self._may_name(c)) and not self._in_longer_name(c)]
        pairs = sum(c.found.beside for c in sound)
        brackets = sum(c.found.bracket for c in sound)
        kept: list[Candidate] = []
        for c in sound:
            f = c.found
            listed = (f.beside and pairs > 0) or (f.bracket and brackets > 1)
            parallel = pairs > 0 and (f.subject or f.towards)
            led = brackets > 1 and f.subject and not f.bracket
            placed = f.led or f.subject or f.beside or f.bracket or f.modifies
            if (f.known and placed) or f.within or listed or parallel or led or self._goes_on(c, kept):
                kept.append(c)
        return kept

    def _in_longer_name(self, one: Candidate) -> bool:
        """`Leeds Partnership Board`: a place that only opens the name of a body."""
        doc = self.tree.doc
        behind = doc[one.last + 1] if one.last + 1 < len(doc) else None
        return behind is not None and behind.i in self._named and behind.text[:1].isupper()

    def _goes_on(self, one: Candidate, kept: Sequence[Candidate]) -> bool:
        """`in Brigg and Aston`: what is joined to a place right before it."""
        if not kept:
            return False
        between = self.tree.doc[kept[-1].last + 1 : one.first]
        joined = all(t.lower_ in (",", "and", "&", "or", "the") for t in between)
        return joined and 0 < len(between) <= 2 and (kept[-1].found.within or kept[-1].found.known)

    def _may_name(self, one: Candidate) -> bool:
        """Whether capitalised words may name a place: no acronym, body, person, language, month or `Quarter 3`."""
        doc, words = self.tree.doc, self.words
        tokens = doc[one.first : one.last + 1]
        low = [t.lower_ for t in tokens]
        if len(tokens) == 1 and (low[0] in self._paper.small or self._is_defined(one.first)):
            return False  # `the Force`, `Crime` in a paper that writes of crime
        if all(t.text.isupper() for t in tokens) or any(any(c.isdigit() for c in t.text) for t in tokens):
            return False
        if low[-1] in words.body or low[0] in words.body or any(w in words.no_place or w in languages() for w in low):
            return False
        before = doc[one.first - 1].lower_.rstrip(".") if one.first else ""
        if before in words.title or low[0] in words.title:
            return False
        behind = doc[one.last + 1] if one.last + 1 < len(doc) else None
        if behind is not None and behind.dep_ in ("compound", "nmod:poss") and behind.lower_ in words.body:
            return False
        person = any(word in words.people or word in words.told_people for word in low)
        adjective = len(tokens) == 1 and tokens[0].tag_ in ("JJ", "NNS")
        return not person and not adjective and len(tokens[-1].text) > 2

    def _is_defined(self, first: int) -> bool:
        return first > 0 and self.tree.doc[first - 1].dep_ in ("det", "nmod:poss")

    # -- people ------------------------------------------------------------------------------------

    def _aged(self) -> Iterator[Candidate]:
        """`people aged 75 and over`, `under 25`."""
        doc = self.tree.doc
        for m in self.words.ages.finditer(doc.text):
            span = doc.char_span(m.start(), m.end(), alignment_mode="expand")
            if span is not None and not any(i in self.tree.of_figure for i in range(span.start, span.end)):
                yield Candidate(span.start, span.end - 1, m[0], place=False, aged=True)
        for m in AGES.finditer(doc.text):
            span = doc.char_span(m.start(), m.end(), alignment_mode="expand")
            if span is not None and age_band(m):
                yield Candidate(span.start, span.end - 1, age_band(m), place=False, aged=True)

    def _pools(self) -> Iterator[Candidate]:
        """`national average`, the `national` of a change that another is held against, `nationally`."""
        doc, words = self.tree.doc, self.words
        for token in doc:
            behind = doc[token.i + 1] if token.i + 1 < len(doc) else None
            if token.lower_ in words.wide:
                adjective = token.pos_ == "ADJ"
                yield Candidate(token.i, token.i, token.text, place=False, adjective=adjective, wide=not adjective)
            elif (token.pos_ == "PROPN" and behind is not None and behind.lower_ in words.average) or (
                token.lower_ in words.pool and behind is not None and behind.lower_ in words.average
            ):
                yield Candidate(token.i, behind.i, doc[token.i : behind.i + 1].text, place=False, pool=True)
            elif token.lower_ in words.pool and token.pos_ == "ADJ" and self._moves_behind(token):
                yield Candidate(token.i, token.i, token.text, place=False, adjective=True, pool=True)

    def _moves_behind(self, token: Any) -> bool:
        near = self.tree.doc[token.i + 1 : token.i + 1 + POOLED_BY]
        return any(t.lower_ in self.tree.words.change for t in near)

    def _people(self) -> Iterator[Candidate]:
        """`among women`, `of boys` behind a share, `Disadvantaged pupils` that a share is told of."""
        doc, words = self.tree.doc, self.words
        for token in doc:
            alone = token.lower_ in words.people
            if not alone and token.lower_ not in words.told_people:
                continue
            first = token.i
            while first and self._modifies(doc[first - 1], token):
                first -= 1
            if first == token.i and not alone:
                continue
            inside = range(first, token.i + 1)
            if any(i in self.tree.of_figure for i in inside) or first - 1 in self.tree.of_figure:
                continue  # the figure counts them
            how = self._tells_whom(first, token)
            if how:
                whole = how == "whole"
                yield Candidate(first, token.i, doc[first : token.i + 1].text, place=False, whole=whole)

    def _modifies(self, word: Any, noun: Any) -> bool:
        hangs = word.head.i == noun.i or (noun.i > word.head.i > word.i)
        return word.tag_ in MODIFIERS and hangs and word.dep_ in MODIFIED_BY and word.i not in self.tree.of_figure

    def _tells_whom(self, first: int, noun: Any) -> str:
        """How people are told: `among` (the measure is of them), `whole` (the figure is a part of them), or not."""
        doc = self.tree.doc
        first -= first > 0 and doc[first - 1].dep_ == "det"
        lead = doc[first - 1].lower_ if first else ""
        if lead in ("among", "amongst", "for", "in"):
            return "among"
        if lead == "of":
            return "whole" if first > 1 and first - 2 in self._shares else ""
        if noun.dep_ in SUBJECTS:
            return "whole" if self._shares else ""
        at = first - 1
        while at > 0 and doc[at].pos_ in ("AUX", "ADV"):
            at -= 1
        return "among" if at in self._shares and at < first - 1 else ""  # `58% were women`

    def _adjectives(self) -> Iterator[Candidate]:
        """`the male unemployment rate`: an adjective of people before a noun that is measured."""
        for token in self.tree.doc:
            if token.lower_ in self.words.of_people and token.dep_ == "amod" and token.head.i > token.i:
                told = token.head.lower_ in self.words.told_people or token.head.lower_ in self.words.people
                if not told and token.i - 1 not in self.tree.of_figure:
                    yield Candidate(token.i, token.i, token.text, place=False, adjective=True)
