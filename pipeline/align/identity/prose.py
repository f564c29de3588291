"""What a file's sentences and tables tell of one another: the same value, the heading in force, the arithmetic."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.align.identity.learning import heading_of
from pipeline.align.identity.naming import ANY, Key, Naming
from pipeline.align.same import span
from pipeline.align.words import fold
from pipeline.types import Figure, FigureStatus, Kind, Qualifier, Source

LEAST_DIGITS = 3  # of a value that is no chance: 80.4, 824, 1,789
FEWEST_SHARED = 2  # words of a phrase that a row under the same heading has
FAR_APART = 2  # times; what is further apart measures two things under one name
MOST_SAME = 200  # figures of one value, or rows with one word, in a file; of more none can be meant
MOST_CHECKED = 12  # figures of a sentence whose arithmetic is tried


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure and the key that its words give it."""

    figure: Figure
    key: Key


@dataclass(frozen=True, slots=True)
class Link:
    """A figure of running text that is of another measure than its words alone say, and how unsure that is.

    `segment` is the table's, where the text leaves it out.
    """

    figure: Figure
    before: Key
    key: Key
    doubt: float
    segment: str | None = None


def link_prose(seen: Sequence[Seen], naming: Naming) -> Iterator[Link]:
    """Yield the links of the figures of a file's running text, one for each figure at most.

    First those whose value stands in a table or sentence for the same time, then those that a row under the same
    heading holds the words of, then what the sentence's own arithmetic shows. Facts of one sentence that share
    their words but not their value are told apart.
    """
    text = [s for s in seen if s.figure.source is Source.TEXT and s.figure.status is FigureStatus.REPORTED]
    cells = [s for s in seen if s.figure.source is Source.TABLE and s.figure.value is not None]
    values, rows, told = _Values(), _Rows(), _Values()
    for s in cells:
        values.add(s)
        rows.add(s)
    linked: dict[str, Link] = {}
    for s in text:
        link = None if s.figure.indicator_id else values.link(s, 0.1) or rows.link(s) or told.link(s, 0.25)
        if link is not None:
            linked[s.figure.figure_id] = link
        told.add(Seen(s.figure, link.key) if link else s)
    for sentence in _sentences(text):
        _spread(sentence, linked)
        _compute(sentence, linked)
        _part(sentence, linked, naming)
    _part_far(text, linked)
    for link in linked.values():
        if link.key != link.before or link.segment is not None:
            yield link


class _Values:
    """Figures by unit and size, to be found again where the same value is told."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, Decimal], list[Seen]] = defaultdict(list)

    def add(self, seen: Seen) -> None:
        value = seen.figure.value
        if value is not None and _digits(value) >= 2:
            self._seen[seen.figure.unit, abs(value)].append(seen)

    def link(self, seen: Seen, doubt: float) -> Link | None:
        """Return the link to the one measure that has a figure's value for its time, None where none or several do."""
        figure = seen.figure
        if figure.value is None or (digits := _digits(figure.value)) < 2:
            return None
        same = self._seen.get((figure.unit, abs(figure.value)), ())
        if len(same) > MOST_SAME:
            return None
        needed = 1 if digits >= LEAST_DIGITS else FEWEST_SHARED
        found = [
            s
            for s in same
            if _same_kind(figure, s.figure) and _same_time(figure, s.figure) and _same_segment(figure, s.figure)
            if _shared(seen, s) >= needed
        ]
        if len({s.key for s in found}) != 1:
            return None
        segments = {s.figure.segment for s in found}
        segment = segments.pop() if len(segments) == 1 and not figure.segment else None
        return Link(figure, seen.key, found[0].key, doubt, segment or None)


class _Rows:
    """The measures of a file's tables by the heading in force and a word."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str], dict[Key, None]] = defaultdict(dict)

    def add(self, seen: Seen) -> None:
        if (heading := heading_of(seen.figure)) and not seen.figure.segment:
            for word in seen.key.base:
                self._keys[heading, word][seen.key] = None

    def link(self, seen: Seen) -> Link | None:
        """Return the link to the one row under the same heading that has all words of a figure's phrase."""
        heading, base = heading_of(seen.figure), seen.key.base
        if not heading or len(base) < FEWEST_SHARED or seen.figure.segment:
            return None
        lists = [self._keys.get((heading, word), {}) for word in base]
        fewest = min(lists, key=len)
        if len(fewest) > MOST_SAME:
            return None
        found = [
            key for key in fewest if key.dimension == seen.key.dimension != ANY and all(key in own for own in lists)
        ]
        return Link(seen.figure, seen.key, found[0], 0.2) if len(found) == 1 else None


def _digits(value: Decimal) -> int:
    """Return the number of digits of a value that count: two of 25,000, three of 80.4."""
    return len(value.normalize().as_tuple().digits) if value else 0


def _shared(a: Seen, b: Seen) -> int:
    """Return how many words two figures' measures share; a heading in force over both counts as one."""
    heading = heading_of(a.figure)
    return len(set(a.key.base) & set(b.key.base)) + bool(heading and heading == heading_of(b.figure))


def _same_kind(a: Figure, b: Figure) -> bool:
    levels = (Kind.LEVEL, Kind.SHARE, Kind.RATE)
    return a.kind is b.kind or (a.kind in levels and b.kind in levels)


def _same_time(a: Figure, b: Figure) -> bool:
    if a.period is None or b.period is None:
        return True
    return span(a.period) == span(b.period) or (a.period.end is not None and a.period.end == b.period.end)


def _same_segment(a: Figure, b: Figure) -> bool:
    return not a.segment or not b.segment or fold(a.segment) == fold(b.segment)


def _sentences(text: Sequence[Seen]) -> Iterator[list[Seen]]:
    by_passage: dict[tuple[str, int, str], list[Seen]] = defaultdict(list)
    for s in text:
        by_passage[s.figure.document_id, s.figure.passage, s.figure.context].append(s)
    yield from (found for found in by_passage.values() if len(found) > 1)


def _spread(sentence: Sequence[Seen], linked: dict[str, Link]) -> None:
    """Give figures of one phrase in a sentence the link of the one among them that has one."""
    by_phrase = {
        (s.key, s.figure.segment): linked[s.figure.figure_id] for s in sentence if s.figure.figure_id in linked
    }
    bases = {(key.base, segment): link for (key, segment), link in by_phrase.items()}
    for s in sentence:
        link = by_phrase.get((s.key, s.figure.segment))
        if link is None and s.key.dimension == ANY:
            link = bases.get((s.key.base, s.figure.segment))
        if link is not None and s.figure.figure_id not in linked and not s.figure.indicator_id:
            linked[s.figure.figure_id] = Link(s.figure, s.key, link.key, link.doubt + 0.05, link.segment)


def _compute(sentence: Sequence[Seen], linked: dict[str, Link]) -> None:
    """Give two levels and the change between them one measure, where the arithmetic holds and the words meet."""
    few = sentence[:MOST_CHECKED]
    levels = [s for s in few if s.figure.kind is Kind.LEVEL and s.figure.value and _digits(s.figure.value) >= 2]
    changes = [s for s in few if s.figure.kind in (Kind.CHANGE, Kind.PERCENT_CHANGE) and s.figure.value]
    for change in changes:
        for i, a in enumerate(levels):
            for b in levels[i + 1 :]:
                same = a.figure.unit == b.figure.unit and _same_segment(a.figure, b.figure)
                met = set(a.key.base) & set(b.key.base) & set(change.key.base)
                if same and met and (_is_change(a, b, change) or _is_change(b, a, change)):
                    _tie((a, b, change), linked)
    named = {s.key.base for s in few if s.key.dimension != ANY}
    for change in changes:
        if change.key.dimension == ANY and change.key.base not in named:
            _lean(change, levels, linked)


def _lean(change: Seen, levels: Sequence[Seen], linked: dict[str, Link]) -> None:
    """Give a change the measure of the one level of its sentence that has all its words, or whose words it has."""
    words = set(change.key.base)
    fits = {
        s.key
        for s in levels
        if _same_segment(s.figure, change.figure) and (words <= set(s.key.base) or words >= set(s.key.base))
    }
    if len(fits) == 1 and change.figure.figure_id not in linked:
        linked[change.figure.figure_id] = Link(change.figure, change.key, fits.pop(), 0.2)


def _is_change(before: Seen, after: Seen, change: Seen) -> bool:
    a, b, c = before.figure.value, after.figure.value, change.figure
    if not a or b is None or c.lower is None or c.upper is None:
        return False
    moved = b - a if c.kind is Kind.CHANGE else (b - a) / a * 100
    return c.lower <= moved <= c.upper


def _tie(three: Sequence[Seen], linked: dict[str, Link]) -> None:
    links = [linked[s.figure.figure_id] for s in three if s.figure.figure_id in linked]
    key = links[0].key if links else three[0].key
    for s in three:
        if s.figure.figure_id not in linked and s.key != key:
            linked[s.figure.figure_id] = Link(s.figure, s.key, key, 0.15)


def _part(sentence: Sequence[Seen], linked: dict[str, Link], naming: Naming) -> None:
    """Number the levels and shares of a sentence that share words, segment and time but not their value.

    They are two facts: `two of three returns`, `12% within a year, 65% later`.
    """
    alike: dict[tuple[object, ...], dict[Decimal, int]] = defaultdict(dict)
    first: dict[tuple[object, ...], Figure] = {}
    for s in sentence:
        f = s.figure
        if f.kind not in (Kind.LEVEL, Kind.SHARE) or f.value is None or f.figure_id in linked or f.indicator_id:
            continue
        if f.unit != "count" and f.kind is Kind.LEVEL and f.period is None:
            continue
        fact = (s.key, f.segment, f.unit, f.role, span(f.period))
        before = first.setdefault(fact, f)
        number = alike[fact].setdefault(f.value, len(alike[fact]))
        if number and not _from_to(before, f, naming.wording.from_to) and not _is_range(before, f):
            linked[f.figure_id] = Link(f, s.key, s.key.numbered(number), 0.3)


def _part_far(text: Sequence[Seen], linked: dict[str, Link]) -> None:
    """Number what a report's sentences tell under one name for one time with values too far apart for one fact."""
    first: dict[tuple[object, ...], Decimal] = {}
    numbers: dict[tuple[object, ...], dict[Decimal, int]] = defaultdict(dict)
    for s in text:
        f = s.figure
        apart = f.kind in (Kind.LEVEL, Kind.SHARE) and f.period is not None and f.value is not None
        if not apart or f.value is None or f.figure_id in linked or f.indicator_id:
            continue
        fact = (f.document_id, s.key, f.segment, f.unit, f.kind, f.role, f.statistic, span(f.period))
        value = first.setdefault(fact, f.value)
        low, high = sorted((abs(value), abs(f.value)))
        if high > FAR_APART * low:
            number = numbers[fact].setdefault(f.value, MOST_CHECKED + len(numbers[fact]))
            linked[f.figure_id] = Link(f, s.key, s.key.numbered(number), 0.3)


def _is_range(a: Figure, b: Figure) -> bool:
    return {a.qualifier, b.qualifier} == {Qualifier.AT_LEAST, Qualifier.AT_MOST}


def _from_to(a: Figure, b: Figure, words: tuple[str, ...]) -> bool:
    """Whether a sentence says that something went from one value to the other."""
    if not all(word in b.context for word in words):
        return False
    told = "|".join(map(re.escape, words))
    between = (
        rf"\b(?:{told})\s+(?:\w+\s+)?{re.escape(a.text)}\b.{{0,120}}?\b(?:{told})\s+(?:\w+\s+)?{re.escape(b.text)}"
    )
    return re.search(between, b.context, re.IGNORECASE | re.DOTALL) is not None
