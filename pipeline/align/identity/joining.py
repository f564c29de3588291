"""Joins measures by their links; two that stand in one table are never joined."""

from collections.abc import Iterable, Mapping, Set

from pipeline.align.identity.gathering import Edge, Node
from pipeline.align.identity.naming import ANY, Key
from pipeline.align.identity.taught import Taught, identifier, pair_of

ORDER = ("count", "money", "percent", "time", "size", "index", "ratio", "share", "rank")


class Clusters:
    """Keys joined to measures. The cluster of a key is named by its member that was told first."""

    def __init__(self, nodes: dict[Key, Node]) -> None:
        self._nodes = nodes
        self._parent: dict[Key, Key] = {}
        self._tables: dict[Key, set[int]] = {}
        self._parted: dict[Key, set[int]] = {}  # numbers of the pairs that a reviewer parted, by root
        self.doubt: dict[Key, float] = {}  # of the joins of a cluster, by its root

    def root(self, key: Key) -> Key:
        """Return the first key of a key's cluster."""
        path = []
        while (above := self._parent.get(key)) is not None:
            path.append(key)
            key = above
        for passed in path:
            self._parent[passed] = key
        return key

    def join(self, a: Key, b: Key, doubt: float, *, apart: bool = True) -> bool:
        """Join two measures; with `apart` not where a table holds both. Return whether they are one now."""
        a, b = self.root(a), self.root(b)
        if a == b:
            return True
        left, right = self._tables_of(a), self._tables_of(b)
        if (apart and not left.isdisjoint(right)) or self._is_parted(a, b):
            return False
        if self._nodes[b].first < self._nodes[a].first:
            a, b = b, a
        self._parent[b] = a
        small, large = sorted((left, right), key=len)
        large |= small  # the smaller set into the larger one: a set is copied few times
        self._tables.pop(b, None)
        self._tables[a] = large
        if parted := self._parted.pop(b, None):
            self._parted.setdefault(a, set()).update(parted)
        self.doubt[a] = max(self.doubt.pop(a, 0.0), self.doubt.pop(b, 0.0), doubt)
        return True

    def part(self, a: Key, b: Key, number: int) -> None:
        """Keep two measures apart from now on, whatever joins either of them; `number` is the pair's own."""
        for key in (a, b):
            self._parted.setdefault(self.root(key), set()).add(number)

    def _is_parted(self, a: Key, b: Key) -> bool:
        return bool(self._parted) and not self._parted.get(a, set()).isdisjoint(self._parted.get(b, ()))

    def _tables_of(self, root: Key) -> set[int]:
        if root not in self._tables:
            self._tables[root] = set(self._nodes[root].tables)
        return self._tables[root]


def join_all(nodes: dict[Key, Node], ties: Mapping[Key, Set[Key]], edges: Iterable[Edge], taught: Taught) -> Clusters:
    """Return the clusters of all measures.

    What reviewers taught comes first, then changes with their levels, then what edges join, the surest first.
    """
    clusters = Clusters(nodes)
    _teach(clusters, nodes, taught)
    for key in sorted(nodes, key=repr):
        if key.dimension == ANY and (level := _level_of(key, nodes)) is not None:
            clusters.join(level, key, 0.0, apart=False)
    for key in sorted(nodes, key=repr):
        rows = ties.get(key.numbered(0), frozenset())
        if len(rows) == 1 and (own := next(iter(rows)).numbered(key.number)) in nodes:
            clusters.join(own, key, 0.05, apart=False)
    for edge in sorted(edges):
        pair = pair_of(identifier(edge.left), identifier(edge.right))
        clusters.join(edge.left, edge.right, taught.doubt(pair, edge.doubt))
    return clusters


def _teach(clusters: Clusters, nodes: dict[Key, Node], taught: Taught) -> None:
    """Join and part the pairs that reviewers decided on; those of which an end is gone say nothing."""
    if not (taught.one or taught.two):
        return
    keys = {identifier(key): key for key in nodes}
    for number, (a, b) in enumerate(sorted(taught.two)):
        if a in keys and b in keys:
            clusters.part(keys[a], keys[b], number)
    for a, b in sorted(taught.one):
        if a in keys and b in keys:
            clusters.join(keys[a], keys[b], 0.0, apart=False)


def _level_of(key: Key, nodes: dict[Key, Node]) -> Key | None:
    """Return the level that a change, rank or rate belongs to: that of its words with the most figures."""
    levels = [
        found for dimension in ORDER if (found := Key(key.scope, key.base, key.heading, dimension, key.number)) in nodes
    ]
    return max(levels, key=lambda k: nodes[k].figures, default=None)
