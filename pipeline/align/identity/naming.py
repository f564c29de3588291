"""The key of what a figure measures: scope, the words that carry meaning, heading where it counts, dimension."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.align.identity.learning import Base, Lesson, heading_of, name_of
from pipeline.align.identity.wording import Wording, Words
from pipeline.types import Figure, Kind, Source

ANY = "*"  # the dimension of a change, a rank or a rate: that of the level it belongs to
TIMES = frozenset(["second", "minute", "hour", "day", "week", "month", "year"])
PERCENT = frozenset(["percent", "percentage_point", "basis_point"])
FEW_WORDS = 2  # a phrase of fewer says little beyond its section
NAMES_KEPT = 100_000
MANY_KEPT = 200_000


@dataclass(slots=True)
class Learned:
    """What the reports of one scope teach together. `short` gives for a first word the meanings and short forms."""

    light: set[Base] = field(default_factory=set)
    headed: set[Base] = field(default_factory=set)
    parting: set[tuple[str, str]] = field(default_factory=set)
    misnamed: set[tuple[str, Base]] = field(default_factory=set)
    short: dict[str, list[tuple[Base, str]]] = field(default_factory=dict)


def merged(scopes: Sequence[str], lessons: Iterable[Lesson]) -> dict[str, Learned]:
    """Return what the reports of each scope teach. A short form with two meanings is left alone."""
    found: dict[str, Learned] = defaultdict(Learned)
    meanings: dict[str, dict[str, Counter[Base]]] = defaultdict(lambda: defaultdict(Counter))
    for scope, lesson in zip(scopes, lessons, strict=True):
        own = found[scope]
        own.light |= lesson.light
        own.headed |= lesson.headed
        own.parting |= lesson.parting
        own.misnamed |= lesson.misnamed
        for short, meaning in lesson.short:
            meanings[scope][short][meaning] += 1
    for scope, told in meanings.items():
        found[scope].short = _by_first_word(told)
    return dict(found)


def _by_first_word(told: dict[str, Counter[Base]]) -> dict[str, list[tuple[Base, str]]]:
    by_word: dict[str, list[tuple[Base, str]]] = defaultdict(list)
    for short, meanings in sorted(told.items()):
        if len(meanings) == 1 and len(meaning := next(iter(meanings))) > 1:
            by_word[meaning[0]].append((meaning, short))
    return {word: sorted(pairs, key=lambda p: (-len(p[0]), p)) for word, pairs in by_word.items()}


@dataclass(frozen=True, slots=True)
class Key:
    """What two figures share that measure one thing.

    `heading` is empty where the words are enough, `number` tells apart what the words do not: facts of one sentence.
    """

    scope: str
    base: Base
    heading: str
    dimension: str
    number: int = 0
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Keep the hash: a key is looked up for every figure that has it."""
        object.__setattr__(self, "_hash", hash((self.scope, self.base, self.heading, self.dimension, self.number)))

    def __hash__(self) -> int:
        return self._hash

    def numbered(self, number: int) -> "Key":
        """Return the key of the next fact that the same words tell."""
        return Key(self.scope, self.base, self.heading, self.dimension, number)

    def __repr__(self) -> str:
        return f"{self.scope}|{' '.join(self.base)}|{self.heading}|{self.dimension}|{self.number}"


class Naming:
    """Gives figures the key of their measure by what was learned. Keys of the same words are one object."""

    def __init__(self, wording: Wording, learned: dict[str, Learned]) -> None:
        self.wording = wording
        self.learned = learned
        self._keys: dict[tuple[object, ...], Key | None] = {}
        self._words: dict[tuple[str, str, str, bool], Words] = {}

    def key(self, figure: Figure, scope: str) -> Key | None:
        """Return the key of a figure's measure, None where nothing tells what it measures."""
        name = name_of(figure)
        if not name:
            return None
        asked = (scope, name, figure.segment, figure.unit, figure.kind, figure.source, figure.priority, figure.section)
        if asked not in self._keys:
            if len(self._keys) >= MANY_KEPT:
                self._keys.clear()
            self._keys[asked] = self._made(figure, scope, name, dimension_of(figure))
        return self._keys[asked]

    def _made(self, figure: Figure, scope: str, name: str, dimension: str) -> Key | None:
        words = self.words(scope, name, figure.segment, rate=figure.kind is Kind.RATE)
        if not words.base:
            return None
        learned = self.learned[scope]
        raw = self.wording.of(name).base
        base = words.full if raw in learned.light else words.base
        weak = set(base) <= self.wording.generic or (figure.source is Source.TEXT and len(base) < FEW_WORDS)
        heading = heading_of(figure) if weak or raw in learned.headed else ""
        return Key(scope, base, heading, dimension)

    def words(self, scope: str, name: str, segment: str, *, rate: bool = False) -> Words:
        """Return the words of a name without the segment's, and with the short forms of the scope."""
        asked = (scope, name, segment, rate)
        if (found := self._words.get(asked)) is None:
            if len(self._words) >= NAMES_KEPT:
                self._words.clear()
            found = self._words[asked] = self._cut(scope, name, segment, rate=rate)
        return found

    def shortened(self, scope: str, words: Base) -> Base:
        """Return words with what a scope's papers have a short form for in that form."""
        return _shortened(words, self.learned[scope].short)

    def _cut(self, scope: str, name: str, segment: str, *, rate: bool) -> Words:
        words = self.wording.of(name, rate=rate)
        full = _shortened(words.full, self.learned[scope].short)
        if segment:
            full = _without(full, self.wording.of(segment).full) or full
        if full == words.full:
            return words
        light = self.wording.light
        return Words(full, tuple(sorted({w for w in full if w not in light} or set(full))))


def dimension_of(figure: Figure) -> str:
    """Return what sort of size a figure's measure has: a count, money, time, percent; ANY for what rests on a level.

    A share in running text is not the count that its phrase may be too; in a table it stands in the count's row.
    """
    unit, kind = figure.unit.split("/")[0], figure.kind
    if kind in (Kind.PERCENT_CHANGE, Kind.RANK) or not unit or unit.startswith("per_"):
        return ANY
    if kind is Kind.SHARE:
        return ANY if figure.source is Source.TABLE else "share"
    if unit in PERCENT:
        return "percent"
    if unit in TIMES:
        return "time"
    if len(unit) == 3 and unit.isupper() and unit != "FTE":
        return "money"
    return unit if unit in ("count", "ratio", "rank", "index") else "size"


def _shortened(full: Base, short: dict[str, list[tuple[Base, str]]]) -> Base:
    if not short or not any(w in short for w in full):
        return full
    found: list[str] = []
    at = 0
    while at < len(full):
        pair = next((p for p in short.get(full[at], ()) if full[at : at + len(p[0])] == p[0]), None)
        found.append(pair[1] if pair else full[at])
        at += len(pair[0]) if pair else 1
    return tuple(found)


def _without(full: Base, part: Base) -> Base:
    """Return words without a run of them, empty where the run does not stand there or is all there is."""
    size = len(part)
    for at in range(len(full) - size + 1 if size and size < len(full) else 0):
        if full[at : at + size] == part:
            return full[:at] + full[at + size :]
    return ()
