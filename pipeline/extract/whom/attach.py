"""Gives each figure of a sentence the place or group that governs it, by the tree and by the order of the words."""

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from pipeline.extract.measures.tree import FINITE, Tree
from pipeline.extract.whom.candidates import SUBJECTS, Candidate

MOST_BETWEEN = 8  # tokens from a figure to the place right behind it
MOST_IN_TURN = 6  # figures that `respectively` gives to as many places
MOST_BACK = 12  # places, or tokens, that are looked back over
NEXT = 2  # tokens from a place to the figure of its pair, `by` between them
PARTS = frozenset({",", ";", ":", "–", "—", "(", ")"})
LEADS_TO_PEOPLE = frozenset({"of", "in", "for", "among", "amongst", "from"})


class Attachment:
    """The candidates of one sentence, in order and apart, and the figures that they are of.

    measures: tokens of what each figure measures; changes: whether each tells a change.
    """

    def __init__(
        self, tree: Tree, candidates: Sequence[Candidate], measures: Sequence[Sequence[int]], changes: Sequence[bool]
    ) -> None:
        self.tree, self.candidates, self.measures, self._changes = tree, candidates, measures, changes
        self._of: dict[int, Candidate] = {}
        self._owned: set[int] = set()  # candidates, by their first token, that are of one figure alone
        self._sized = sorted(tree.of_figure)
        self._firsts = [c.first for c in candidates]
        self._holding = {i: c for c in candidates for i in range(c.first, c.last + 1)}
        self._beside_it = {c.last: c for c in candidates if c.found.beside}
        named = self._named_subjects()
        self._subjects = [t for t in named if t.lower_ not in tree.words.change]
        self._places_of_subjects = [t.i for t in self._subjects]
        self._first_subject = min((t.i for t in named), default=len(tree.doc))

    def _named_subjects(self) -> list[Any]:
        """Return the subjects that are no figures, in order, also those that the parser hung elsewhere."""
        tree = self.tree
        told = {t.i: t for t in tree.doc if t.dep_ in SUBJECTS}
        for verb in (t for t in tree.doc if t.tag_ in FINITE and t.pos_ == "VERB"):
            if not any(c.dep_ in SUBJECTS for c in verb.children) and (noun := tree.noun_beside(verb)) is not None:
                told[noun.i] = noun
        return [told[i] for i in sorted(told) if i not in tree.of_figure]

    def of_figures(self) -> list[Candidate | None]:
        """Return for each figure what it is of, None where the sentence names none for it."""
        order = range(len(self.tree.figures))
        if not self.candidates:
            return [None for _ in order]
        self._in_turn()
        for rule in (self._before_bracket, self._beside, self._right_behind):
            for k in order:
                if k not in self._of and (found := rule(k)) is not None:
                    self._of[k] = found
                    self._owned.add(found.first)
        for k in order:
            if k not in self._of and (found := self._governing(k)) is not None:
                self._of[k] = found
        for k in reversed(order[:-1]):
            if k not in self._of and self._is_joined_to_next(k):
                self._of[k] = self._of[k + 1]
        return [self._of.get(k) for k in order]

    def _is_joined_to_next(self, k: int) -> bool:
        """`22% and 18% nationally`."""
        after = self._of.get(k + 1)
        between = self.tree.doc[self._end(k) + 1 : self._start(k + 1)]
        return after is not None and after.wide and after.first > self._end(k + 1) and between.text == "and"

    def _start(self, k: int) -> int:
        own = self.tree.figures[k]
        return own[0] if own else self.tree.before[k]

    def _end(self, k: int) -> int:
        own = self.tree.figures[k]
        return own[-1] if own else self.tree.before[k] - 1

    def _figures_between(self, start: int, end: int) -> bool:
        return bisect_left(self._sized, start) < bisect_left(self._sized, end)

    def _next(self, end: int) -> Candidate | None:
        """Return the first candidate behind a token that does not stand before a noun of its own."""
        behind = self.candidates[bisect_right(self._firsts, end) :][:MOST_BETWEEN]
        return next((c for c in behind if not c.found.modifies), None)

    def _before(self, start: int) -> list[Candidate]:
        """Return the last candidates before a token, the nearest first, without those before a noun of their own."""
        at = bisect_left(self._firsts, start)
        return [c for c in reversed(self.candidates[max(0, at - MOST_BACK) : at]) if not c.found.modifies]

    # -- pairs -------------------------------------------------------------------------------------

    def _in_turn(self) -> None:
        """`in Leeds and York were 75% and 74% respectively`: in the order of both."""
        at = next((t.i for t in self.tree.doc if t.lower_ == "respectively"), None)
        if at is None:
            return
        figures = [k for k in range(len(self.tree.figures)) if self.tree.figures[k] and self._start(k) < at]
        for number in range(min(len(figures), MOST_IN_TURN), 1, -1):
            last = figures[-number:]
            listed = list(reversed(self._before(self._start(last[0]))))[-number:]
            if len(listed) == number and self._are_joined(listed):
                self._of.update(zip(last, listed, strict=True))
                self._owned.update(c.first for c in listed)
                return

    def _are_joined(self, listed: Sequence[Candidate]) -> bool:
        pairs = itertools.pairwise(listed)
        return all(b.first - a.last <= MOST_BETWEEN and not self._figures_between(a.last, b.first) for a, b in pairs)

    def _before_bracket(self, k: int) -> Candidate | None:
        """`Baton Rouge (62.3%)`."""
        found = None if self.tree.figures[k] else self._holding.get(self.tree.before[k] - 1)
        return found if found is not None and found.last + 1 == self.tree.before[k] else None

    def _beside(self, k: int) -> Candidate | None:
        """`and York 12`, `, York by 4%`: a pair of a list."""
        if not self.tree.figures[k]:
            return None
        start = self._start(k)
        return next((c for i in range(1, NEXT + 1) if (c := self._beside_it.get(start - i)) is not None), None)

    def _right_behind(self, k: int) -> Candidate | None:
        """`24.1% of cases in Thanet`, `31 were in Leeds`: nothing between that parts them."""
        if not self.tree.figures[k]:
            return None
        doc, end = self.tree.doc, self._end(k)
        behind = self._next(end)
        if behind is None or behind.first - end > MOST_BETWEEN or self._figures_between(end + 1, behind.first):
            return None
        between = doc[end + 1 : behind.first]
        if behind.adjective or behind.pool or any(t.lower_ in self.tree.words.compare for t in between):
            return None
        if any(t.text in PARTS or t.dep_ == "cc" for t in between):
            return None
        if not between and (behind.aged or behind.place or behind.wide):
            return behind  # `310 people aged 18 to 24`, `5% nationally`
        if not behind.place:
            copula = len(between) > 0 and all(t.pos_ in ("AUX", "ADV") for t in between)
            return behind if doc[behind.first - 1].lower_ in LEADS_TO_PEOPLE or copula else None
        verbs = any(t.pos_ == "VERB" and t.tag_ not in ("VBN", "VBG") for t in between)
        leads = any(t.pos_ == "ADP" for t in between)
        return behind if leads and not verbs and not self._opens_next(behind) else None

    def _opens_next(self, one: Candidate) -> bool:
        """Whether a place behind a figure is the subject of what another figure is told of: `310 as York had 12`."""
        return self._figures_between(one.last + 1, len(self.tree.doc)) and self.tree.doc[one.last].dep_ in SUBJECTS

    # -- what governs ------------------------------------------------------------------------------

    def _governing(self, k: int) -> Candidate | None:
        """What stands in the figure's measure, else the last before it that its clause is about, else behind it."""
        start = self._start(k)
        before = self._before(start)
        if (inside := self._inside(k, start)) is not None:
            close = before[0] if before and inside.first < before[0].first else None
            own = k > 0 and close is not None and close.first > self._end(k - 1) > inside.last
            return close if own and close is not None and close.first not in self._owned else inside
        if before and self._opens_comparison(before[0], start):
            self._owned.add(before[0].first)
            return before[0]
        nearest = next((c for c in before if c.first not in self._owned), None)
        if nearest is not None:
            return nearest if self._reaches(nearest, k) else None
        return self._of_the_counted(k) or (self._of_the_same(k) if before else self._behind(k))

    def _of_the_counted(self, k: int) -> Candidate | None:
        """`£250,000 to four charities in Leeds`: what the count that the money is for is of."""
        if k + 1 >= len(self.tree.figures) or not self.tree.figures[k] or not self.tree.figures[k + 1]:
            return None
        between = self.tree.doc[self._end(k) + 1 : self._start(k + 1)]
        led = 0 < len(between) <= MOST_BETWEEN and all(t.pos_ in ("ADP", "DET", "ADJ", "ADV") for t in between)
        return self._of.get(k + 1) if led and any(t.pos_ == "ADP" for t in between) else None

    def _inside(self, k: int, start: int) -> Candidate | None:
        """The last candidate within what the figure measures."""
        held = {c.first: c for i in self.measures[k] if (c := self._holding.get(i)) is not None}
        fit = (c for c in held.values() if c.first not in self._owned)
        return max(
            (c for c in fit if c.last < start or not self._figures_between(start, c.first)),
            key=lambda c: c.first,
            default=None,
        )

    def _opens_comparison(self, one: Candidate, start: int) -> bool:
        """`compared with a national average of`: what a comparison names is of its own figure alone."""
        if self._figures_between(one.last, start):
            return False
        for token in reversed(self.tree.doc[max(0, one.first - MOST_BACK) : one.first]):
            if token.text in (";", ".") or token.i in self.tree.of_figure:
                return False
            if token.lower_ in self.tree.words.compare:
                return True
        return False

    def _reaches(self, one: Candidate, k: int) -> bool:
        """Whether a place before a figure holds in the figure's clause: no other subject stands between."""
        if not self._figures_between(one.last, self._start(k)):
            return True
        if one.adjective or one.pool:
            return False
        subject = self._subject_of_clause(k)
        told_before = subject is None or subject.i <= one.last or subject.pos_ == "PRON"
        return told_before or one.first < self._first_subject  # `In Leeds fires fell by 4% and floods rose by 3%`

    def _subject_of_clause(self, k: int) -> Any | None:
        """The last subject before a figure that is no figure itself."""
        at = bisect_left(self._places_of_subjects, self._start(k))
        return self._subjects[at - 1] if at else None

    def _of_the_same(self, k: int) -> Candidate | None:
        """`310 in Leeds, a rise of 4%`: what the figure before is of, where this one tells its change."""
        if not k or not self._changes[k]:
            return None
        own = self._of.get(k - 1)
        first, last = max(self._end(k - 1), own.last if own is not None else 0) + 1, self._start(k)
        at = bisect_left(self._places_of_subjects, first)
        between = [t for t in self._subjects[at:][:MOST_BACK] if t.i < last]
        return None if any(t.pos_ != "PRON" for t in between) else own

    def _behind(self, k: int) -> Candidate | None:
        """The first behind a figure in its own part of the sentence."""
        end = self._end(k)
        behind = self._next(end)
        if behind is None or behind.first in self._owned or self._figures_between(end + 1, behind.first):
            return None
        between = self.tree.doc[end + 1 : behind.first]
        parted = any(t.text in PARTS or t.lower_ in self.tree.words.compare for t in between)
        return behind if behind.place and not parted else None
