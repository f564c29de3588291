"""Where a report prints its dates, and what its sentences tell of them, each worked out once."""

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from operator import itemgetter

from pipeline.align.words import fold
from pipeline.check.change_text import WORDS_AROUND
from pipeline.check.dates import FoundDate, find_dates
from pipeline.check.views import ReportView
from pipeline.types import Passage

_PAST = re.compile(
    r"""
    \b (?: saw | was | were | had | fell | rose | grew | increased | decreased | reduced | declined | improved | showed
      | ha(?:s|ve)\ (?:been | seen | increased | decreased | fallen | risen) | took\ place | recorded | received
      | completed | launched | published | reported | stood | reached ) \b
    """,
    re.VERBOSE,
)
_HAPPENED_IN = re.compile(r"\b(?:in|during|on|since|throughout|last)\s+(?:the\s+|early\s+|mid-?\s?|late\s+)?$")
_FUTURE = re.compile(
    r"""
    \b (?: will | would | shall | should | may | might | could | planned? | plans | due | until | expected | forecast\w*
      | project(?:ed|ion\w*) | target\w* | next | future | deadline | aims? | schedul\w* | propos\w* | agreed | approved
      | extended | likely | anticipat\w* | intend\w* | going\ to | to\ be | by ) \b
    """,
    re.VERBOSE,
)


class Printed:
    """The dates of a report by their words, looked for when the first is asked for."""

    def __init__(self, view: ReportView) -> None:
        self._passages = view.report.passages
        self._known: dict[str, list[tuple[int, Passage, FoundDate]]] | None = None

    def nearest(self, passage: Passage, candidates: list[str]) -> tuple[Passage, FoundDate] | None:
        """Return the nearest other place of the report that prints one of the candidates, the earlier of two."""
        found = []
        for words in dict.fromkeys(fold(c) for c in candidates):
            places = self._dates().get(words, [])
            left = bisect_left(places, passage.ordinal, key=itemgetter(0)) - 1
            right = bisect_right(places, passage.ordinal, key=itemgetter(0))
            if left >= 0:  # the first date of that passage
                left = bisect_left(places, places[left][0], key=itemgetter(0))
                found.append(places[left])
            if right < len(places):
                found.append(places[right])
        nearest = min(found, key=lambda f: (abs(f[0] - passage.ordinal), f[0], f[2].at), default=None)
        return nearest[1:] if nearest else None

    def _dates(self) -> dict[str, list[tuple[int, Passage, FoundDate]]]:
        if self._known is None:
            self._known = {}
            for passage in sorted(self._passages, key=lambda p: p.ordinal):
                for day in find_dates(passage.text):
                    self._known.setdefault(fold(day.text), []).append((passage.ordinal, passage, day))
        return self._known


class Told:
    """What a sentence tells of its dates, clause by clause."""

    def __init__(self, text: str) -> None:
        self._text = fold(text)
        self._known: dict[str, bool] = {}

    def as_past(self, day: FoundDate) -> bool:
        """Whether what happened at the date is told in the past and nothing in its clause looks ahead."""
        words = fold(day.text)
        if words not in self._known:
            self._known[words] = self._as_past(words)
        return self._known[words]

    def _as_past(self, words: str) -> bool:
        at = self._text.find(words)
        if at < 0:
            return False  # its words run into others, as numbers do
        number = bisect_left(self._ends, at)
        begin, end = self._ends[number - 1] + 1 if number else 0, self._ends[number]
        if _any_inside(self._future, begin, end):
            return False
        if end < at + len(words):  # the clause ends inside the date: `April, 2016`
            return bool(_PAST.search(" ".join(self._text[begin + len(words) - 1 : end].split()[:4])))
        after = self._text[at + len(words) : min(end, at + len(words) + WORDS_AROUND)]
        if _PAST.search(" ".join(after.split()[:4])):
            return True
        before = self._text[max(begin, at - WORDS_AROUND) : at]
        return bool(_HAPPENED_IN.search(before)) and _any_inside(self._past, begin, end)

    @cached_property
    def _ends(self) -> list[int]:
        """Where clauses end, and the sentence."""
        return [*(i for i, c in enumerate(self._text) if c in ",;:"), len(self._text)]

    @cached_property
    def _future(self) -> list[int]:
        return [m.start() for m in _FUTURE.finditer(self._text)]

    @cached_property
    def _past(self) -> list[int]:
        return [m.start() for m in _PAST.finditer(self._text)]


def _any_inside(places: list[int], begin: int, end: int) -> bool:
    """Whether one of the places, which are in order, lies from `begin` to before `end`."""
    number = bisect_left(places, begin)
    return number < len(places) and places[number] < end
