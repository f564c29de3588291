"""What an alignment says: which reports are versions, and which figures and rows stand in both."""

from dataclasses import dataclass, field

from pipeline.align.units import Unit, UnitKind
from pipeline.types import Figure, Report, Version


@dataclass(frozen=True, slots=True)
class NumberPair:
    """The same number in two versions. A figure is None where the number is no figure on that side.

    `left_text` and `right_text` are the numbers as printed.
    """

    left: Figure | None
    right: Figure | None
    left_text: str
    right_text: str


@dataclass(frozen=True, slots=True)
class UnitPair:
    """A sentence or row that stands in both versions, with its numbers paired."""

    left: Unit
    right: Unit
    numbers: tuple[NumberPair, ...]


@dataclass(frozen=True, slots=True)
class LoneUnit:
    """A sentence or row with figures that stands in one version only, and its neighbours in the other."""

    unit: Unit
    in_left: bool
    before: Unit | None  # the nearest unit of the other version that its predecessor is paired with
    after: Unit | None


@dataclass(frozen=True, slots=True)
class VersionPair:
    """Two reports that are versions of one another, laid side by side.

    `rendition` says that they are the same report in two formats, so that a difference is a
    misreading and not the publisher's; `similarity` is the share of the smaller report's figures
    that stand in the other with the same value. `unscored` are the kinds of units of which too many had no
    equal counterpart to look for one that is alike: of these nothing can be said to be missing.
    """

    left: Report
    right: Report
    units: tuple[UnitPair, ...]
    lone: tuple[LoneUnit, ...]
    rendition: bool
    similarity: float
    unscored: frozenset[UnitKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Alignment:
    """All version groups of a run and the pairs that were laid side by side."""

    versions: tuple[Version, ...] = ()
    pairs: tuple[VersionPair, ...] = ()
    groups: dict[str, str] = field(default_factory=dict)  # document_id -> version group

    def group_of(self, document_id: str) -> str:
        """Return the version group of a report; a report without versions is a group of its own."""
        return self.groups.get(document_id, document_id)
