"""What a check is: a decorated generator of judgements, registered by its module.

A check of one report gets a ReportView, a check of many an ArchiveView. It yields a Judgement for
each comparison that it carries out, also where the figures agree, and knows nothing of output.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.views import ArchiveView, ReportView
from pipeline.quantities import Interval
from pipeline.types import Cause, DiscrepancyType, Evidence, Figure, Result, Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: the places, the values, the sum in words and the likely slip.

    `severity` is None for the severity of the check's rule, or a lower one where a benign reading fits. Findings
    with one `group` have one cause. `certainty` is how sure the check is of what it held against what, from 0 to 1,
    None where the severity tells.
    """

    evidence: tuple[Evidence, ...]
    values: tuple[str, ...]
    explanation: str
    expected: str = ""
    difference: Decimal | None = None
    cause: Cause = Cause.UNKNOWN
    repair: str = ""
    severity: Severity | None = None
    group: str = ""
    certainty: float | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """One comparison carried out. `computed` bounds what the other figures allow, `printed` was held against it.

    `holds` tells of an inferred formula in how many places it holds.
    """

    document_id: str
    figures: tuple[Figure, ...]
    formula: str
    result: Result
    computed: Interval | None = None
    printed: str = ""
    reason: str = ""
    finding: Finding | None = None
    holds: str = ""


def cannot_judge(
    document_id: str, figures: tuple[Figure, ...], formula: str, *, printed: str, reason: str
) -> Judgement:
    """Return the judgement of a comparison that was not carried out, and why."""
    return Judgement(document_id, figures, formula, Result.CANNOT_JUDGE, printed=printed, reason=reason)


ReportCheck = Callable[[ReportView], Iterator[Judgement]]
ArchiveCheck = Callable[[ArchiveView], Iterator[Judgement]]


@dataclass(frozen=True, slots=True)
class Registered:
    """A check as registered: exactly one of `on_report` and `on_archive` is set."""

    code: str
    type: DiscrepancyType
    on_report: ReportCheck | None = None
    on_archive: ArchiveCheck | None = None

    @property
    def docstring(self) -> str:
        """The check's docstring: its rule in one sentence, with a worked example."""
        function = self.on_report or self.on_archive
        return (function.__doc__ or "") if function else ""


CHECKS: dict[str, Registered] = {}


def check(code: str, found: DiscrepancyType) -> Callable[[ReportCheck], ReportCheck]:
    """Register a check that reads one report at a time; `found` is the type of what it finds."""

    def register(function: ReportCheck) -> ReportCheck:
        _add(Registered(code, found, on_report=function))
        return function

    return register


def archive_check(code: str, found: DiscrepancyType) -> Callable[[ArchiveCheck], ArchiveCheck]:
    """Register a check that compares reports with one another."""

    def register(function: ArchiveCheck) -> ArchiveCheck:
        _add(Registered(code, found, on_archive=function))
        return function

    return register


def _add(registered: Registered) -> None:
    if registered.code in CHECKS:
        raise ValueError(f"two checks have the code {registered.code}")
    CHECKS[registered.code] = registered
