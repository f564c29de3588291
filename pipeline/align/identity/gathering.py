"""Goes through the reports a second time: counts every measure, and collects what links two of them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.align.identity.learning import Row, name_of, tables_of
from pipeline.align.identity.naming import ANY, Key, Naming
from pipeline.align.identity.prose import Link, Seen, link_prose
from pipeline.align.identity.repeats import Repeats
from pipeline.align.identity.taught import Taught, identifier, pair_of
from pipeline.types import Figure, FigureStatus, Kind, Report, Source

CHANGES = (Kind.CHANGE, Kind.PERCENT_CHANGE)
TEXTS_KEPT = 12  # names of a measure that are listed
SEGMENTS_KEPT = 50  # of a measure, to see whether a canonical indicator covers all its figures
MOST_NEAR = 40  # names that share all words but one; more are a list


@dataclass(slots=True)
class Node:
    """A measure as it is told under one key, before links.

    `first` is the day of the paper, the document, the ordinal and the figure where it stands first. `tables` are
    numbers of the tables that it stands in, `canonical` the votes for an indicator of the rules by segment, `unnamed`
    segments of figures that name none.
    """

    key: Key
    first: tuple[str, str, int, str]
    figures: int = 0
    in_text: int = 0
    texts: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    tables: set[int] = field(default_factory=set)
    canonical: dict[str, Counter[str]] = field(default_factory=dict)
    unnamed: set[str] = field(default_factory=set)
    direction: str = "none"


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """Two measures that are one for a reason, with how sure that is."""

    doubt: float
    a: str
    b: str
    reason: str
    left: Key = field(compare=False)
    right: Key = field(compare=False)


@dataclass(slots=True)
class Followed:
    """Figures of running text that a file shows to be of another measure than their words say: how many, how unsure."""

    figures: int
    doubt: float
    first: str  # figure_id


class Gathered:
    """All measures of a run by key, the links of single figures, and the edges between measures."""

    def __init__(self, naming: Naming, taught: Taught) -> None:
        self.naming = naming
        self._taught = taught
        self.nodes: dict[Key, Node] = {}
        self.own: dict[str, Key] = {}  # figure_id -> key, where it is not what the figure's words say
        self.segment_of: dict[str, str] = {}  # figure_id -> segment, where the figure leaves out what its file tells
        self.doubt: dict[str, float] = {}  # figure_id -> how unsure its link is
        self.edges: set[Edge] = set()
        self.followed: dict[tuple[Key, Key], Followed] = {}
        self.ties: dict[Key, set[Key]] = defaultdict(set)  # the levels of a change, by rows that hold both
        self._rows: dict[tuple[str, int], Key] = {}
        self._tables = 0

    def add_file(self, reports: Sequence[Report], scopes: Sequence[str]) -> None:
        """Add the reports of one file, which are held against each other: its text and its tables."""
        seen: list[Seen] = []
        for report, scope in zip(reports, scopes, strict=True):
            repeated = self._add_tables(report, scope)
            for figure in report.figures if repeated.sheets else ():
                if (sheet := repeated.sheets.get(figure.figure_id)) is not None:
                    self.segment_of[figure.figure_id] = ", ".join(filter(None, (figure.segment, f"Sheet {sheet + 1}")))
            for figure in report.figures:
                key = self.naming.key(figure, scope)
                if key is None:
                    continue
                if (number := repeated.rows.get(figure.figure_id)) is not None:
                    key = self.own[figure.figure_id] = key.numbered(number)
                seen.append(Seen(figure, key))
                self._count(figure, key, report)
        for link in link_prose(seen, self.naming):
            self._follow(link)

    def _add_tables(self, report: Report, scope: str) -> Repeats:
        """Collect rows that stand between the same neighbours; return which names repeat."""
        repeats = Repeats()
        for rows in tables_of(report.figures, self.naming.wording):
            self._tables += 1
            keys = [self._row_keys(row, scope) for row in rows]
            repeats.add(rows, keys)
            for row, own in zip(rows, keys, strict=True):
                self._tie_changes(row, scope)
                for key in own:
                    self._node(key, row.figures[0], report).tables.add(self._tables)
            for at, row in enumerate(rows):
                if row.around and len(keys[at]) == 1 and _differs(keys, at):
                    self._around(scope, row, keys[at][0])
        return repeats

    def _tie_changes(self, row: Row, scope: str) -> None:
        """Tie a change to the level of its row where only words of its column stand between their names."""
        by_kind: dict[bool, dict[Key, Figure]] = {True: {}, False: {}}
        for figure in row.figures:
            if figure.kind in (Kind.LEVEL, *CHANGES) and (key := self.naming.key(figure, scope)) is not None:
                by_kind[figure.kind is Kind.LEVEL].setdefault(key, figure)
        for key, figure in by_kind[False].items():
            column = set(self.naming.wording.of(figure.column_label).full)
            fits = [k for k in by_kind[True] if set(k.base) < set(key.base) and set(key.base) - set(k.base) <= column]
            if len(fits) == 1:
                self.ties[key].add(fits[0])

    def _row_keys(self, row: Row, scope: str) -> list[Key]:
        """Return the measures of a row: those of its levels where it has some."""
        keys = {key: f for f in reversed(row.figures) if (key := self.naming.key(f, scope))}
        levels = [k for k, f in keys.items() if k.dimension != ANY and f.kind not in CHANGES]
        return levels or [k for k in keys if k.dimension != ANY] or list(keys)[:1]

    def _around(self, scope: str, row: Row, key: Key) -> None:
        other = self._rows.setdefault((scope, row.around), key)
        alike = (other.dimension, other.heading) == (key.dimension, key.heading)
        if other != key and alike and _holds(other, key):
            self.edges.add(edge(other, key, 0.1, "the same row of two tables"))

    def _node(self, key: Key, figure: Figure, report: Report) -> Node:
        first = (report.published or "9999", figure.document_id, figure.ordinal, figure.figure_id)
        node = self.nodes.get(key)
        if node is None:
            node = self.nodes[key] = Node(key, first)
        elif first < node.first:
            node.first = first
        return node

    def _count(self, figure: Figure, key: Key, report: Report) -> None:
        node = self._node(key, figure, report)
        node.figures += 1
        node.in_text += figure.source is Source.TEXT
        name = name_of(figure)
        if name in node.texts or len(node.texts) < TEXTS_KEPT:
            node.texts[name] += 1
        if figure.unit and figure.status is FigureStatus.REPORTED:
            node.units[figure.unit] += 1
        if node.direction == "none" and figure.row_label:
            node.direction = self.naming.wording.direction(figure.row_label)
        if (canonical := self.canonical_of(figure, key.scope)) is not None:
            node.canonical.setdefault(figure.segment, Counter())[canonical] += 1
        elif len(node.unnamed) < SEGMENTS_KEPT:
            node.unnamed.add(self.segment_text(figure))

    def segment_text(self, figure: Figure) -> str:
        """Return a figure's segment: its own, or what its file tells of it."""
        return self.segment_of.get(figure.figure_id, figure.segment)

    def canonical_of(self, figure: Figure, scope: str) -> str | None:
        """Return the indicator of the rules that a figure's own words name, None where another row fits it better."""
        if not figure.indicator_id:
            return None
        raw = self.naming.wording.of(name_of(figure)).base
        wrong = (figure.indicator_id, raw) in self.naming.learned[scope].misnamed
        return None if wrong else figure.indicator_id

    def _follow(self, link: Link) -> None:
        """Count a figure under the measure that the file shows it to be of."""
        before = self.own.get(link.figure.figure_id, link.before)
        pair = pair_of(identifier(before), identifier(link.key))
        followed = self.followed.setdefault((before, link.key), Followed(0, link.doubt, link.figure.figure_id))
        followed.figures += 1
        followed.doubt = max(followed.doubt, link.doubt)
        if pair in self._taught.two:
            return
        self.own[link.figure.figure_id] = link.key
        self.doubt[link.figure.figure_id] = self._taught.doubt(pair, link.doubt)
        if link.segment is not None:
            self.segment_of[link.figure.figure_id] = link.segment
        old = self.nodes[before]
        new = self.nodes.setdefault(link.key, Node(link.key, old.first))
        for node, step in ((old, -1), (new, 1)):
            node.figures += step
            node.in_text += step
        name = name_of(link.figure)
        if name in new.texts or len(new.texts) < TEXTS_KEPT:
            new.texts[name] += 1

    def all_edges(self) -> Iterator[Edge]:
        """Yield every edge between two measures."""
        yield from self.edges
        yield from self.near()

    def near(self) -> Iterator[Edge]:
        """Yield pairs of measures that differ in the spelling of one word, if no table parts rows by it."""
        from rapidfuzz import fuzz

        but_one: dict[tuple[object, ...], list[tuple[str, Key]]] = defaultdict(list)
        for key in self.nodes:
            if len(key.base) > 1 and key.dimension != ANY:
                for i, word in enumerate(key.base):
                    if word.isalpha() and len(word) >= 5:
                        rest = (key.scope, key.heading, key.dimension, key.number, key.base[:i] + key.base[i + 1 :])
                        but_one[rest].append((word, key))
        for found in but_one.values():
            for a, left in found if 1 < len(found) <= MOST_NEAR else ():
                for b, right in found:
                    parted = (a, b) in self.naming.learned[left.scope].parting
                    if a < b and not parted and fuzz.ratio(a, b) >= 88:
                        yield edge(left, right, 0.2, "spelt alike")


def edge(a: Key, b: Key, doubt: float, reason: str) -> Edge:
    """Return an edge, whichever way round its ends are given."""
    a, b = sorted((a, b), key=repr)
    return Edge(doubt, repr(a), repr(b), reason, a, b)


def _holds(a: Key, b: Key) -> bool:
    return set(a.base) <= set(b.base) or set(b.base) <= set(a.base)


def _differs(keys: Sequence[Sequence[Key]], at: int) -> bool:
    """Whether the rows beside a row have other measures: one row a measure, and not one row a place."""
    beside = [keys[i] for i in (at - 1, at + 1) if 0 <= i < len(keys)]
    return all(list(b) != list(keys[at]) for b in beside)
