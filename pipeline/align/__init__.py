"""Which reports are versions of one another, and which of their sentences, rows and figures correspond."""

from collections import defaultdict
from collections.abc import Sequence

from pipeline.align.model import Alignment, LoneUnit, NumberPair, UnitPair, VersionPair
from pipeline.align.versions import lay_side_by_side, version_pairs
from pipeline.collecting import rarely_collected
from pipeline.types import Relation, Report, Version

__all__ = [
    "Alignment",
    "LoneUnit",
    "NumberPair",
    "UnitPair",
    "VersionPair",
    "align_reports",
    "lay_side_by_side",
]


@rarely_collected()
def align_reports(reports: Sequence[Report]) -> Alignment:
    """Find the reports that are versions of one another and lay them side by side.

    Only the pairs of a spanning tree are kept in a group of three or more, the most alike first, so
    that one difference is told once. The order of `reports` does not matter.
    """
    ordered = sorted(reports, key=lambda r: (r.document_id, r.part))
    found = sorted(version_pairs(ordered), key=lambda f: (not f[2].rendition, -f[2].similarity, f[0], f[1]))
    parent = list(range(len(ordered)))
    kept: list[tuple[int, int, VersionPair]] = []
    for i, j, pair in found:
        a, b = _root(parent, i), _root(parent, j)
        if a != b:
            parent[max(a, b)] = min(a, b)
            kept.append((i, j, pair))
    groups: dict[int, list[int]] = defaultdict(list)
    for number in range(len(ordered)):
        groups[_root(parent, number)].append(number)
    members = [[ordered[n] for n in numbers] for numbers in groups.values() if len(numbers) > 1]
    pairs = tuple(pair for _, _, pair in sorted(kept, key=lambda k: k[:2]))
    own: dict[str, list[VersionPair]] = defaultdict(list)
    for pair in pairs:
        own[pair.left.document_id].append(pair)
        own[pair.right.document_id].append(pair)
    differing = {id(pair) for pair in pairs if _differs(pair)}
    versions = tuple(v for group in members for v in _versions(group, own, differing))
    return Alignment(versions, pairs, {v.document_id: v.group for v in versions})


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number


def _versions(group: list[Report], own: dict[str, list[VersionPair]], differing: set[int]) -> list[Version]:
    """Return the group's reports in order: the earliest published is the original, undated ones follow."""
    first = min(group, key=lambda r: (r.published or "9999", -len(r.figures), r.document_id))
    name = "v" + min(r.document_id for r in group)[1:17]
    dates = {day: n for n, day in enumerate(sorted({r.published for r in group if r.published}), 1)}
    return [
        Version(
            report.document_id,
            name,
            dates.get(report.published, 0),
            Relation.ORIGINAL if report is first else _relation(report, own[report.document_id], differing),
        )
        for report in group
    ]


def _relation(report: Report, own: list[VersionPair], differing: set[int]) -> Relation:
    """Return what a report is to the versions that it was laid beside."""
    if any(p.rendition for p in own):
        return Relation.RENDITION
    if any(id(p) in differing for p in own):
        return Relation.REVISION
    other = own[0].right if own[0].left is report else own[0].left
    return Relation.EXCERPT if len(report.passages) < 0.8 * len(other.passages) else Relation.COPY


def _differs(pair: VersionPair) -> bool:
    changed = any(n.left_text != n.right_text for u in pair.units for n in u.numbers)
    return changed or bool(pair.lone)
