"""A report in a file, the outcome of a file, and the dataset of a run."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.types.document import Format
from pipeline.types.figure import Figure, Mention, Passage, Period
from pipeline.types.finding import Check, Coverage, Discrepancy, Series
from pipeline.types.identity import Identities
from pipeline.types.record import Record


class DocumentKind(StrEnum):
    """What sort of report it is."""

    PERFORMANCE_REPORT = "performance_report"
    ANNUAL_REPORT = "annual_report"
    DASHBOARD = "dashboard"
    AGENDA_PACK = "agenda_pack"
    MINUTES = "minutes"
    PLAN = "plan"
    OTHER = "other"


class OutcomeStatus(StrEnum):
    """ok, partial (some of it could not be read or checked) or failed (none of it)."""

    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"


class Relation(StrEnum):
    """What a report is to the others of its version group."""

    NONE = ""
    ORIGINAL = "original"
    COPY = "copy"
    RENDITION = "rendition"
    EXCERPT = "excerpt"
    REVISION = "revision"


@dataclass(frozen=True, slots=True)
class FileFacts(Record):
    """What is known of a file before it is read. `path` is as shown to the user, never absolute unless given so.

    `sha256` is empty for a file that could not be opened, and `bytes` then 0 where its size is not known either.
    """

    path: str
    sha256: str
    bytes: int
    copies: tuple[str, ...] = ()

    @property
    def document_id(self) -> str:
        """Identifier of the file's first report: from its bytes, or from its path where they cannot be read."""
        return f"d{(self.sha256 or hashlib.sha256(self.path.encode()).hexdigest())[:16]}"


@dataclass(frozen=True, slots=True)
class Report(Record):
    """One report: a row of documents.csv with its figures, mentions and passages in reading order.

    `title_source`, `publisher_source`, `published_source` and `period_source` say where the value
    comes from: printed, filename, metadata or manifest. `part_start` and `part_end` are lines or pages.
    """

    document_id: str
    part: int
    part_start: int
    part_end: int
    title: str
    kind: DocumentKind
    publisher: str
    published: str
    published_source: str
    period: Period | None
    figures: tuple[Figure, ...]
    mentions: tuple[Mention, ...]
    passages: tuple[Passage, ...]
    title_source: str = "printed"
    publisher_source: str = "printed"
    period_source: str = "printed"
    day_in_name: str = ""  # the day that the file's name gives, ISO
    version_of: str = ""
    url: str = ""
    retrieved: str = ""
    licence: str = ""
    subject: str = ""  # the place or group that the whole of it is on, as its title names it
    sketch: str = ""  # of its row labels, by which papers of one make are known (pipeline.align.papers)


@dataclass(frozen=True, slots=True)
class Outcome(Record):
    """What became of one file: its reports, or the reason why there are none."""

    file: FileFacts
    format: Format
    pages: int | None
    status: OutcomeStatus
    message: str
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Version(Record):
    """A report's place among its versions: the shared group, its order (1 earliest, 0 unknown) and relation."""

    document_id: str
    group: str
    order: int
    relation: Relation


@dataclass(frozen=True, slots=True)
class Dataset(Record):
    """Everything that a run publishes. Outcomes are sorted by path; findings and series as the dataset says."""

    outcomes: tuple[Outcome, ...]
    versions: tuple[Version, ...]
    checks: Sequence[Check]
    discrepancies: tuple[Discrepancy, ...]
    coverage: tuple[Coverage, ...]
    series: Sequence[Series]
    settings: tuple[tuple[str, str], ...] = field(default=())
    identities: Identities | None = None  # None for a dataset whose figures keep the indicator of their own words
