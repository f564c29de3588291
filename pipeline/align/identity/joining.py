"""Joins measures by their links; two that stand in one table are never joined."""

from collections.abc import Iterable, Mapping, Set

from pipeline.align.identity.gathering import Edge, Node
from pipeline.align.identity.naming import ANY, Key

ORDER = ("count", "money", "percent", "time", "size", "index", "ratio", "share", "rank")


class Clusters:
    """Keys joined to measures. The cluster of a key is named by its member that was told first."""

    def __init__(self, nodes: dict[Key, Node]) -> None:
        self._nodes = nodes
        self._parent: dict[Key, Key] = {}
        self._tables: dict[Key, set[int]] = {}
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
        if apart and not left.isdisjoint(right):
            return False
        if self._nodes[b].first < self._nodes[a].first:
            a, b = b, a
        self._parent[b] = a
        small, large = sorted((left, right), key=len)
        large |= small  # the smaller set into the larger one: a set is copied few times
        self._tables.pop(b, None)
        self._tables[a] = large
        self.doubt[a] = max(self.doubt.pop(a, 0.0), self.doubt.pop(b, 0.0), doubt)
        return True

    def _tables_of(self, root: Key) -> set[int]:
        if root not in self._tables:
            self._tables[root] = set(self._nodes[root].tables)
        return self._tables[root]


def join_all(nodes: dict[Key, Node], ties: Mapping[Key, Set[Key]], edges: Iterable[Edge]) -> Clusters:
    """Return the clusters of all measures: changes with their levels first, then what edges join, the surest first."""
    clusters = Clusters(nodes)
    for key in sorted(nodes, key=repr):
        if key.dimension == ANY and (level := _level_of(key, nodes)) is not None:
            clusters.join(level, key, 0.0, apart=False)
    for key in sorted(nodes, key=repr):
        rows = ties.get(key.numbered(0), frozenset())
        if len(rows) == 1 and (own := next(iter(rows)).numbered(key.number)) in nodes:
            clusters.join(own, key, 0.05, apart=False)
    for edge in sorted(edges):
        clusters.join(edge.left, edge.right, edge.doubt)
    return clusters


def _level_of(key: Key, nodes: dict[Key, Node]) -> Key | None:
    """Return the level that a change, rank or rate belongs to: that of its words with the most figures."""
    levels = [
        found for dimension in ORDER if (found := Key(key.scope, key.base, key.heading, dimension, key.number)) in nodes
    ]
    return max(levels, key=lambda k: nodes[k].figures, default=None)
