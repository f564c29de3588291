"""One measure, one id over a whole archive, and segments as entities. How an id comes about: docs/identities.md."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from pipeline.align.identity.gathering import Edge, Gathered, Node
from pipeline.align.identity.joining import Clusters, join_all
from pipeline.align.identity.learning import learn
from pipeline.align.identity.linking import links_of
from pipeline.align.identity.naming import Key, Naming, merged
from pipeline.align.identity.scopes import scopes_of
from pipeline.align.identity.segments import Segments, ToldSegments
from pipeline.align.identity.taught import Taught, identifier
from pipeline.align.identity.wording import wording
from pipeline.align.model import Alignment
from pipeline.align.same import normal_publisher, says_segment
from pipeline.collecting import rarely_collected
from pipeline.rules import Rules
from pipeline.types import Figure, Measure, MeasureLink, Report, Segment

__all__ = ["Found", "Taught", "identify"]

NOTHING_TAUGHT = Taught()
OF_TABLES, OF_TABLE, OF_TEXTS, OF_TEXT = 0.05, 0.1, 0.3, 0.5  # how unsure a name is by where it stands


@rarely_collected()
def identify(reports: Sequence[Report], alignment: Alignment, rules: Rules, taught: Taught = NOTHING_TAUGHT) -> "Found":
    """Return which measure and which segment each figure is of, over all reports.

    Two passes: the first learns which words and headings part measures, the second counts the measures and collects
    what links them. The order of `reports` does not matter. taught: what reviewers decided of measures before.
    """
    ordered = sorted(reports, key=lambda r: (r.document_id, r.part))
    words = wording(rules)
    lessons = [learn(report, words, rules) for report in ordered]
    scopes = scopes_of(ordered, lessons, alignment)
    naming = Naming(words, merged(scopes, lessons))
    del lessons
    gathered = Gathered(naming, taught)
    told = ToldSegments()
    for _, found in groupby(zip(ordered, scopes, strict=True), key=lambda p: p[0].document_id.split(".")[0]):
        file, own = zip(*found, strict=True)
        gathered.add_file(file, own)
        for report, scope in zip(file, own, strict=True):
            told.add(report, scope, gathered.segment_text)
    edges = sorted(gathered.all_edges())
    clusters = join_all(gathered.nodes, gathered.ties, edges, taught)
    names = {normal_publisher(r.publisher): r.publisher for r in reversed(ordered) if r.publisher}
    of_document = {r.document_id: scope for r, scope in zip(ordered, scopes, strict=True)}
    segments = Segments(told.segments, told.named, naming, rules, names)
    return Found(gathered, edges, clusters, segments, of_document, rules, taught)


class Found:
    """The measures and segments of a run, and which of them each figure is of."""

    def __init__(
        self,
        gathered: Gathered,
        edges: Sequence[Edge],
        clusters: Clusters,
        segments: Segments,
        scopes: dict[str, str],
        rules: Rules,
        taught: Taught,
    ) -> None:
        self._gathered = gathered
        self._edges = edges
        self._taught = taught
        self._clusters = clusters
        self._segments = segments
        self._scopes = scopes
        self._labels = {i.id: i.label for i in rules.indicators}
        self._members: dict[Key, list[Node]] = defaultdict(list)
        for key in gathered.nodes:
            if gathered.nodes[key].figures > 0:
                self._members[clusters.root(key)].append(gathered.nodes[key])
        self._canonical = {
            root: _votes(nodes) for root, nodes in self._members.items() if any(n.canonical for n in nodes)
        }
        self._ids = {root: identifier(root) for root in self._members}
        self._roots = {name: root for root, name in self._ids.items()}

    def of(self, figure: Figure) -> tuple[str, str]:
        """Return the id of a figure's measure, empty where nothing is measured, and of its segment.

        The measure is canonical where the rules name it, else proposed. Where the canonical indicator says the segment
        the figure is of the whole.
        """
        scope = self._scopes[figure.document_id]
        text = self._gathered.segment_text(figure)
        indicator = self._indicator(figure, scope, text)
        implied = text and indicator in self._labels and says_segment(indicator, text)
        return indicator, self._segments.of(scope, "" if implied else text)

    def _indicator(self, figure: Figure, scope: str, segment: str) -> str:
        own = self._gathered.canonical_of(figure, scope)
        if own is not None:
            return own
        key = self._gathered.own.get(figure.figure_id) or self._gathered.naming.key(figure, scope)
        if key is None:
            return ""
        root = self._clusters.root(key)
        votes = self._canonical.get(root)
        return (_elected(votes, segment) if votes else "") or self._ids[root]

    def doubt(self, figure: Figure) -> float:
        """Return how unsure it is that a figure is of its measure, where its own words do not say so: 0 to 1."""
        return self._gathered.doubt.get(figure.figure_id, 0.0)

    def label(self, indicator_id: str) -> str:
        """Return the name of a measure for people, empty for an unknown one."""
        if indicator_id in self._labels:
            return self._labels[indicator_id]
        root = self._roots.get(indicator_id)
        return self._names(indicator_id, self._members[root])[0] if root is not None else ""

    def _names(self, indicator_id: str, nodes: Sequence[Node]) -> list[str]:
        """Return the names of a measure, what a reviewer called it first, then the most used."""
        texts = sum((n.texts for n in nodes), Counter[str]())
        names = sorted(texts, key=lambda t: (-texts[t], len(t), t))
        return list(dict.fromkeys(filter(None, (self._taught.names.get(indicator_id), *names))))

    def segment_label(self, segment_id: str) -> str:
        """Return the name of a segment for people, empty for a whole or an unknown one."""
        return self._segments.label(segment_id)

    def measures(self) -> Iterator[Measure]:
        """Yield the proposed measures by id."""
        for name, root in sorted(self._roots.items()):
            nodes, votes = self._members[root], self._canonical.get(root)
            if votes and all(_elected(votes, segment) for node in nodes for segment in node.unnamed):
                continue
            nodes.sort(key=lambda n: n.first)
            label, *aliases = self._names(name, nodes)
            units = sum((n.units for n in nodes), Counter[str]())
            unit = min(units, key=lambda u: (-units[u], u), default="")
            direction = next((n.direction for n in nodes if n.direction != "none"), "none")
            first = nodes[0].first[3]
            doubt = max(_doubt(nodes), self._clusters.doubt.get(root, 0.0)) if name not in self._taught.names else 0.0
            yield Measure(name, label, tuple(aliases), unit, direction, first, round(1 - doubt, 2))

    def links(self) -> Iterator[MeasureLink]:
        """Yield the links between two names that rest on more than their words, and pairs that may be one, by id."""
        return links_of(self._gathered, self._edges, self._clusters, self._taught)

    def segments(self) -> Iterator[Segment]:
        """Yield all segments by id."""
        return self._segments.rows()


def _votes(nodes: Sequence[Node]) -> dict[str, str]:
    """Return the canonical indicator of a cluster by segment."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for node in nodes:
        for segment, votes in node.canonical.items():
            counted[segment] += votes
    return {s: min(votes, key=lambda c: (-votes[c], c)) for s, votes in counted.items()}


def _elected(votes: dict[str, str], segment: str) -> str:
    """Return the canonical indicator that a measure has for a segment: its own, or that of the whole measure."""
    if segment in votes:
        return votes[segment]
    return votes.get("", "") if len(set(votes.values())) == 1 else ""


def _doubt(nodes: Sequence[Node]) -> float:
    tables = len({t for n in nodes for t in n.tables})
    if tables:
        return OF_TABLES if tables > 1 else OF_TABLE
    return OF_TEXTS if sum(n.figures for n in nodes) > 1 else OF_TEXT
