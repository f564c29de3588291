"""Checks carried out, findings and the reconciled series."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pipeline.types.figure import Kind, Period, Place, Role
from pipeline.types.record import Record


class Severity(StrEnum):
    """error: cannot both be right; warning: needs a look; info: rounding and loose words."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class DiscrepancyType(StrEnum):
    """The kinds of contradiction that the dataset knows."""

    VERSION_CONFLICT = "version_conflict"
    VERSION_MISSING = "version_missing"
    TEXT_TABLE_CONFLICT = "text_table_conflict"
    REPEAT_CONFLICT = "repeat_conflict"
    RESTATEMENT = "restatement"
    CHANGE_MISMATCH = "change_mismatch"
    SUM_MISMATCH = "sum_mismatch"
    SHARE_MISMATCH = "share_mismatch"
    RATE_MISMATCH = "rate_mismatch"
    PERIOD_CONFLICT = "period_conflict"
    DIRECTION_CONFLICT = "direction_conflict"
    DEFINITION_CONFLICT = "definition_conflict"
    LABEL_CONFLICT = "label_conflict"
    UNIT_MISSING = "unit_missing"
    UNIT_CONFLICT = "unit_conflict"


class Cause(StrEnum):
    """The likely slip, or the benign reading that fits."""

    DIGIT_SUBSTITUTION = "digit_substitution"
    TRANSPOSITION = "transposition"
    DROPPED_DIGIT = "dropped_digit"
    INSERTED_DIGIT = "inserted_digit"
    DECIMAL_POINT = "decimal_point"
    MISSING_SIGN = "missing_sign"
    MISSING_UNIT = "missing_unit"
    POINTS_AS_PERCENT = "points_as_percent"
    WRONG_PERIOD = "wrong_period"
    STALE_COPY = "stale_copy"
    OTHER_BASE = "other_base"
    MONTHS_FOR_YEAR = "months_for_year"
    PART_EXCLUDED = "part_excluded"
    SCALE = "scale"
    SWAPPED_OPERANDS = "swapped_operands"
    SIGN_IN_WORDS = "sign_in_words"
    LOOSE_BOUND = "loose_bound"
    ROUNDING = "rounding"
    TRUNCATION = "truncation"
    UNKNOWN = "unknown"


class Subject(StrEnum):
    """What a finding is about."""

    FIGURES = "figures"
    DATES = "dates"
    WORDING = "wording"


class Result(StrEnum):
    """What a check came to."""

    AGREES = "agrees"
    DIFFERS = "differs"
    BENIGN = "benign"
    CANNOT_JUDGE = "cannot_judge"


class EvidenceRole(StrEnum):
    """What a place does in a finding."""

    CLAIM = "claim"
    OPERAND = "operand"
    COUNTERPART = "counterpart"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Evidence(Record):
    """A place that a finding rests on; `figure_id` and `mention_id` are empty for a phrase."""

    role: EvidenceRole
    document_id: str
    place: Place
    text: str
    figure_id: str = ""
    mention_id: str = ""


@dataclass(frozen=True, slots=True)
class Check(Record):
    """A check that was carried out, also one that agreed.

    `computed_lower` and `computed_upper` bound what the other figures allow, in the printed
    figure's unit; `printed` is the text that they were held against; `holds` tells of an inferred formula
    in how many places it holds, as `27 of 28`.
    """

    check_id: str
    code: str
    document_id: str
    figure_ids: tuple[str, ...]
    formula: str
    computed_lower: Decimal | None
    computed_upper: Decimal | None
    printed: str
    result: Result
    reason: str = ""
    holds: str = ""


class Verdict(StrEnum):
    """What a reviewer said of a finding."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    EXPLAINED = "explained"
    DISMISSED = "dismissed"
    UNSURE = "unsure"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Decision(Record):
    """A reviewer's decision on a finding, figure, series or document; one JSON line of the decisions file."""

    subject: str
    subject_id: str
    verdict: Verdict
    stands: str = ""
    reason: str = ""
    note: str = ""
    user: str = ""
    time: str = ""
    supersedes: str = ""
    values_hash: str = ""
    evidence_key: str = ""


@dataclass(frozen=True, slots=True)
class Discrepancy(Record):
    """A finding: places that cannot all be right, the sum worked out, the likely slip.

    Findings of one cause share `group_id`; `confidence` is from 0 to 1, and no error has less than 0.9.
    """

    discrepancy_id: str
    type: DiscrepancyType
    code: str
    severity: Severity
    evidence: tuple[Evidence, ...]
    values: tuple[str, ...]
    expected: str
    difference: Decimal | None
    explanation: str
    cause: Cause
    repair: str = ""
    decision: Verdict = Verdict.OPEN
    decided_by: str = ""
    decided_at: str = ""
    reason: str = ""
    note: str = ""
    subject: Subject = Subject.FIGURES
    group_id: str = ""
    confidence: float = 1.0


class SeriesStatus(StrEnum):
    """How the value that stands was come by."""

    SINGLE = "single"
    AGREED = "agreed"
    RESTATED = "restated"
    DISPUTED = "disputed"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Series(Record):
    """One reconciled value: publisher, indicator, segment, unit, kind, role, period and base period."""

    series_id: str
    publisher: str
    indicator_id: str
    indicator: str
    segment: str
    priority: str
    unit: str
    kind: Kind
    role: Role
    period: Period | None
    base_period: Period | None
    value: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    status: SeriesStatus
    sources: int
    figure_ids: tuple[str, ...]
    documents: tuple[str, ...]
    basis: str
    segment_id: str = ""


@dataclass(frozen=True, slots=True)
class Coverage(Record):
    """How much of a document's figures took part in checks, and why the others did not.

    `by_code` and `unchecked` are (code or reason, count) pairs.
    """

    document_id: str
    figures: int
    checked: int
    by_code: tuple[tuple[str, int], ...]
    unchecked: tuple[tuple[str, int], ...]
