"""Makes the rows of measures and segments, and what a figure's row says of both."""

from collections.abc import Iterator, Mapping
from heapq import merge

from pipeline.publish.cells import Cells, listed
from pipeline.publish.values import share
from pipeline.rules import Rules
from pipeline.types import Figure, Identities, Measure


def identity_cells(identities: Identities | None, figure: Figure) -> Cells:
    """Return the measure and the segment of a figure; without identities its indicator stays that of its words."""
    if identities is None:
        return {"indicator_id": figure.indicator_id, "segment_id": ""}
    indicator_id, segment_id = identities.of(figure)
    return {"indicator_id": indicator_id, "segment_id": segment_id}


def indicator_rows(identities: Identities | None, rules: Rules, labels: Mapping[str, str]) -> Iterator[Cells]:
    """Yield the canonical indicators and the proposed measures by id.

    labels: of the indicators that figures bear, which are all there is beyond the rules without identities.
    """
    canonical = {i.id: Measure(i.id, i.label, i.aliases, i.unit, i.direction, "", 1) for i in rules.indicators}
    beyond = (Measure(n, t, (), "", "none", "", 0) for n, t in sorted(labels.items()) if n and n not in canonical)
    proposed = identities.measures() if identities else beyond
    for found in merge(sorted(canonical.values(), key=_indicator_id), proposed, key=_indicator_id):
        from_rules = found.indicator_id in canonical
        yield {
            "indicator_id": found.indicator_id,
            "label": found.label or found.indicator_id,
            "aliases": listed(found.aliases),
            "unit": found.unit,
            "direction": found.direction,
            "origin": "rules" if from_rules else "proposed",
            "first_seen": found.first_seen,
            "confidence": None if from_rules else share(found.confidence),
        }


def _indicator_id(found: Measure) -> str:
    return found.indicator_id


def segment_rows(identities: Identities | None) -> Iterator[Cells]:
    """Yield the segments by id."""
    for found in identities.segments() if identities else ():
        yield {
            "segment_id": found.segment_id,
            "label": found.label,
            "aliases": listed(found.aliases),
            "kind": found.kind,
            "parent": found.parent,
            "first_seen": found.first_seen,
        }


def link_rows(identities: Identities | None) -> Iterator[Cells]:
    """Yield the links between two names by id."""
    for found in identities.links() if identities else ():
        yield {
            "link_id": found.link_id,
            "left_id": found.left,
            "right_id": found.right,
            "left_label": found.left_label,
            "right_label": found.right_label,
            "left_seen": found.left_seen,
            "right_seen": found.right_seen,
            "reason": found.reason,
            "state": "joined" if found.joined else "apart",
            "confidence": share(found.confidence),
            "figures": found.figures,
            "decision": found.decision,
        }
