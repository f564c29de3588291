"""Lists what a reviewer can teach: the links between two names that rest on evidence, and pairs that may be one."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from pipeline.align.identity.gathering import Edge, Gathered, Node
from pipeline.align.identity.joining import Clusters
from pipeline.align.identity.naming import ANY, Key
from pipeline.align.identity.taught import Pair, Taught, identifier, link_identifier, pair_of
from pipeline.types import MeasureLink

LEAST_DOUBT = 0.1  # below it a link rests on the words themselves
FEWEST_WORDS = 3  # of the longer of two names of which one has a word more
BESIDE = "a sentence's figure and a row or sentence beside it"
WORD_MORE = 0.7  # doubt of such a pair


@dataclass(frozen=True, slots=True)
class _Pair:
    """Both keys of a pair, the reason and the doubt.

    figures: how many figures of running text it moved from the left to the right, `seen` one of them; 0 where it joins
    names.
    """

    left: Key
    right: Key
    reason: str
    doubt: float
    figures: int = 0
    seen: str = ""


def links_of(gathered: Gathered, edges: Iterable[Edge], clusters: Clusters, taught: Taught) -> Iterator[MeasureLink]:
    """Yield every doubtful link and every pair that may be one measure, by id; each pair once, by its surest reason."""
    found: dict[Pair, MeasureLink] = {}
    for told in itertools.chain(_told(gathered, edges, clusters), _decided(gathered.nodes, taught)):
        pair = pair_of(identifier(told.left), identifier(told.right))
        earlier = found.get(pair)
        if told.left != told.right and (earlier is None or round(1 - told.doubt, 2) > earlier.confidence):
            found[pair] = _link(told, pair, gathered.nodes, clusters, taught)
    yield from sorted(found.values(), key=lambda link: link.link_id)


def _link(told: _Pair, pair: Pair, nodes: dict[Key, Node], clusters: Clusters, taught: Taught) -> MeasureLink:
    ends = {identifier(key): nodes[key] for key in (told.left, told.right)}
    seen = {identifier(told.left): told.seen} if told.seen else {}
    left, right = (ends[name] for name in pair)
    joined = clusters.root(told.left) == clusters.root(told.right) or (told.figures > 0 and pair not in taught.two)
    return MeasureLink(
        link_id=link_identifier(pair),
        left=pair[0],
        right=pair[1],
        left_label=_label(left),
        right_label=_label(right),
        left_seen=seen.get(pair[0], left.first[3]),
        right_seen=seen.get(pair[1], right.first[3]),
        reason=told.reason,
        joined=joined,
        confidence=round(1 - told.doubt, 2),
        figures=told.figures or max(1, min(left.figures, right.figures)),
        decision=taught.decision(pair),
    )


def _told(gathered: Gathered, edges: Iterable[Edge], clusters: Clusters) -> Iterator[_Pair]:
    nodes = gathered.nodes
    for edge in edges:
        ends = nodes[edge.left], nodes[edge.right]
        parted = clusters.root(edge.left) != clusters.root(edge.right) and not ends[0].tables.isdisjoint(ends[1].tables)
        if edge.doubt >= LEAST_DOUBT and min(n.figures for n in ends) > 0 and not parted:
            yield _Pair(edge.left, edge.right, edge.reason, edge.doubt)
    for (before, key), moved in gathered.followed.items():
        if before != key.numbered(before.number):  # else it parts two facts that the same words tell
            yield _Pair(before, key, BESIDE, moved.doubt, moved.figures, moved.first)
    for left, right in _a_word_more(nodes, clusters, _parting(gathered)):
        yield _Pair(left, right, "one name has a word more", WORD_MORE)


def _decided(nodes: dict[Key, Node], taught: Taught) -> Iterator[_Pair]:
    """Yield the pairs that reviewers decided on: they stay listed when nothing else links them any more."""
    pairs = sorted(taught.one | taught.two)
    keys = {identifier(key): key for key in nodes} if pairs else {}
    for left, right in pairs:
        if left in keys and right in keys:
            yield _Pair(keys[left], keys[right], "a reviewer's decision", 1.0)


def _parting(gathered: Gathered) -> dict[str, frozenset[str]]:
    """Return the words by which some table of a scope parts two rows, as `from` and `of`."""
    learned = gathered.naming.learned
    return {scope: frozenset(w for pair in own.parting for w in pair) for scope, own in learned.items()}


def _a_word_more(
    nodes: dict[Key, Node], clusters: Clusters, parting: Mapping[str, Set[str]]
) -> Iterator[tuple[Key, Key]]:
    """Yield pairs of names of one scope and dimension of which one has a word more, and that no table holds both."""
    for key, node in nodes.items():
        if node.figures <= 0 or key.dimension == ANY or len(key.base) < FEWEST_WORDS:
            continue
        for i in (i for i, word in enumerate(key.base) if word not in parting[key.scope]):
            shorter = Key(key.scope, key.base[:i] + key.base[i + 1 :], key.heading, key.dimension, key.number)
            other = nodes.get(shorter)
            if other is None or other.figures <= 0 or not other.tables.isdisjoint(node.tables):
                continue
            if clusters.root(shorter) != clusters.root(key):
                yield shorter, key


def _label(node: Node) -> str:
    """Return the name that a key has most often; what it is headed by where that is part of it."""
    label = min(node.texts, key=lambda t: (-node.texts[t], len(t), t), default="") or " ".join(node.key.base)
    return f"{label} ({node.key.heading})" if node.key.heading else label
