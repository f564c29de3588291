"""What is measured and of whom, as things with an id: measures and segments."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from pipeline.types.figure import Figure
from pipeline.types.record import Record


@dataclass(frozen=True, slots=True)
class Measure(Record):
    """A measure that a run proposes: its names, its usual unit, where it stands first and how sure it is (0 to 1)."""

    indicator_id: str
    label: str
    aliases: tuple[str, ...]
    unit: str
    direction: str  # up, down or none
    first_seen: str  # figure_id
    confidence: float


@dataclass(frozen=True, slots=True)
class Segment(Record):
    """A place, an organisation, a group, or the whole that a publisher speaks of. `parent` is a segment_id or empty."""

    segment_id: str
    label: str
    aliases: tuple[str, ...]
    kind: str  # place, organisation, group or whole
    parent: str
    first_seen: str  # figure_id


@dataclass(frozen=True, slots=True)
class MeasureLink(Record):
    """Two names that are taken for one measure, or may be one, and why; what a reviewer can accept or part.

    `left` and `right` are the ids that the names have by themselves, the smaller first, `left_seen` and `right_seen`
    figures that stand under them; `joined`: whether the run takes
    them for one; `confidence` is how sure it is that they are, 0 to 1; `figures` is how many figures stand under the
    name that has fewer; `decision` is `one`, `two` or empty.
    """

    link_id: str
    left: str
    right: str
    left_label: str
    right_label: str
    left_seen: str  # figure_id
    right_seen: str  # figure_id
    reason: str
    joined: bool
    confidence: float
    figures: int
    decision: str


class Identities(Protocol):
    """Which measure and which segment each figure of a run is of."""

    def of(self, figure: Figure) -> tuple[str, str]:
        """Return the id of a figure's measure, empty where nothing is measured, and of its segment."""

    def doubt(self, figure: Figure) -> float:
        """Return how unsure it is that a figure is of its measure, where its own words do not say so: 0 to 1."""

    def label(self, indicator_id: str) -> str:
        """Return the name of a measure for people, empty for an unknown one."""

    def segment_label(self, segment_id: str) -> str:
        """Return the name of a segment for people, empty for a whole or an unknown one."""

    def measures(self) -> Iterator[Measure]:
        """Yield the measures that the run proposes, by id."""

    def segments(self) -> Iterator[Segment]:
        """Yield all segments, by id."""

    def links(self) -> Iterator[MeasureLink]:
        """Yield the links between two names that rest on more than their words, and pairs that may be one, by id."""
