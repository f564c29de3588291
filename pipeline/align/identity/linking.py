"""Lists what a reviewer can teach: the links between two names that rest on evidence, and pairs that may be one."""

import itertools
from collections.abc import Iterable, Iterator

from pipeline.align.identity.gathering import Edge, Gathered, Node
from pipeline.align.identity.joining import Clusters
from pipeline.align.identity.naming import ANY, Key
from pipeline.align.identity.taught import Pair, Taught, identifier, link_identifier, pair_of
from pipeline.types import MeasureLink

LEAST_DOUBT = 0.1  # below it a link rests on the words themselves
FEWEST_WORDS = 3  # of the longer of two names of which one has a word more
WORD_MORE = 0.7  # doubt of such a pair


def links_of(gathered: Gathered, edges: Iterable[Edge], clusters: Clusters, taught: Taught) -> Iterator[MeasureLink]:
    """Yield every doubtful link and every pair that may be one measure, by id; each pair once, by its surest reason."""
    found: dict[Pair, MeasureLink] = {}
    told = itertools.chain(_told(gathered, edges, clusters), _decided(gathered.nodes, taught))
    for left, right, reason, doubt, figures in told:
        pair = pair_of(identifier(left), identifier(right))
        earlier = found.get(pair)
        if left == right or (earlier is not None and round(1 - doubt, 2) <= earlier.confidence):
            continue
        if pair[0] != identifier(left):
            left, right = right, left
        found[pair] = MeasureLink(
            link_id=link_identifier(pair),
            left=pair[0],
            right=pair[1],
            left_label=_label(gathered.nodes[left]),
            right_label=_label(gathered.nodes[right]),
            reason=reason,
            joined=clusters.root(left) == clusters.root(right) or (figures > 0 and pair not in taught.two),
            confidence=round(1 - doubt, 2),
            figures=figures or max(1, min(gathered.nodes[key].figures for key in (left, right))),
            decision=taught.decision(pair),
        )
    yield from sorted(found.values(), key=lambda link: link.link_id)


# Both keys of a pair, the reason, the doubt, and how many figures it moved, 0 where it joins names.
_Pair = tuple[Key, Key, str, float, int]


def _told(gathered: Gathered, edges: Iterable[Edge], clusters: Clusters) -> Iterator[_Pair]:
    nodes = gathered.nodes
    for edge in edges:
        ends = nodes[edge.left], nodes[edge.right]
        parted = clusters.root(edge.left) != clusters.root(edge.right) and not ends[0].tables.isdisjoint(ends[1].tables)
        if edge.doubt >= LEAST_DOUBT and min(n.figures for n in ends) > 0 and not parted:
            yield edge.left, edge.right, edge.reason, edge.doubt, 0
    for (before, key), followed in gathered.followed.items():
        if before != key.numbered(before.number):  # else it parts two facts that the same words tell
            yield before, key, "a sentence's figure and a row or sentence beside it", followed.doubt, followed.figures
    for left, right in _a_word_more(nodes, clusters):
        yield left, right, "one name has a word more", WORD_MORE, 0


def _decided(nodes: dict[Key, Node], taught: Taught) -> Iterator[_Pair]:
    """Yield the pairs that reviewers decided on: they stay listed when nothing else links them any more."""
    pairs = sorted(taught.one | taught.two)
    keys = {identifier(key): key for key in nodes} if pairs else {}
    for left, right in pairs:
        if left in keys and right in keys:
            yield keys[left], keys[right], "a reviewer's decision", 1.0, 0


def _a_word_more(nodes: dict[Key, Node], clusters: Clusters) -> Iterator[tuple[Key, Key]]:
    """Yield pairs of names of one scope and dimension of which one has a word more, and that no table holds both."""
    for key, node in nodes.items():
        if node.figures <= 0 or key.dimension == ANY or len(key.base) < FEWEST_WORDS:
            continue
        for i in range(len(key.base)):
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
