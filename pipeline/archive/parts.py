"""What was read stays on disk, a part for each document; the parent holds the heads and looks into parts.

A part has the outcome of a file and what the checks of a single report came to. Reports that the parent
hands on carry title, period and the like; their figures, mentions and passages come from the part when asked.
"""

import tempfile
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from pipeline.archive.journal import open_journal, open_part
from pipeline.archive.partfile import DamagedError, PartFile
from pipeline.check import Budget, ReportChecks, check_report
from pipeline.errors import OutputError
from pipeline.reconcile.decisions import correct_figures, readings
from pipeline.rules import Rules
from pipeline.types import Decision, FileFacts, Outcome, OutcomeStatus, Report

CACHED = 1_500  # figures, mentions and passages held, with what their checks came to; about 4 MB
BODY = ("figures", "mentions", "passages")
HEAD = tuple(f.name for f in fields(Report) if f.name not in BODY)


@dataclass(frozen=True, slots=True)
class Whole:
    """A report with its figures, mentions and passages, and what the checks of this report alone came to."""

    report: Report
    checked: ReportChecks


@dataclass(frozen=True, slots=True)
class Read:
    """The outcome of a file, and whether it rests on what may pass, such as a file that was away."""

    outcome: Outcome
    passing: bool


class Shelf:
    """The parts of a run by name, in a folder or at an address; None for a temporary folder that goes with the shelf.

    Figures that a reviewer has found misread are put right when a report is taken down, and checked anew.
    `damaged` counts the parts that were not what was written; these are made anew.
    """

    def __init__(
        self,
        folder: Path | str | None,
        rules: Rules,
        decisions: Sequence[Decision] = (),
        budget: Budget | None = None,
    ) -> None:
        self._temporary = None if folder else tempfile.TemporaryDirectory(prefix="reportcheck-parts-")
        self.place: Path | str = folder or Path(self._temporary.name if self._temporary else "")
        if isinstance(self.place, Path):
            open_journal(self.place)
        self.damaged = 0
        self._rules = rules
        self._budget = budget
        self._decisions = readings(decisions)  # once, not for every report
        self._cached: OrderedDict[tuple[str, int], Whole] = OrderedDict()
        self._weight = 0

    def earlier(self, name: str, file: FileFacts) -> Outcome | None:
        """Return the outcome that an earlier run left, None where there is none that holds.

        A damaged one is counted, and one that rests on what may have passed is tried again: both are made anew.
        """
        try:
            part = open_part(self.place, name)
            if part is None or part.index.passing:
                return None
            part.verify()
        except DamagedError:
            self.damaged += 1
            return None
        return self._outcome(part, name, file)

    def outcome(self, name: str, file: FileFacts) -> Read | None:
        """Return a part's outcome with reports that look into it, None where there is no such part.

        `file` are the file's facts in this run: copies may have come or gone since it was read.
        """
        try:
            part = open_part(self.place, name)
        except DamagedError:
            return None
        return Read(self._outcome(part, name, file), part.index.passing) if part else None

    def _outcome(self, part: PartFile, name: str, file: FileFacts) -> Outcome:
        outcome = part.index.outcome
        reports = tuple(StoredReport.of(r, self, name, i) for i, r in enumerate(outcome.reports))
        return with_reasons(replace(outcome, file=file, reports=reports), part.index.gave_up)

    def whole(self, name: str, number: int) -> Whole:
        """Return a report of a part; raises OutputError where it is gone since the run began."""
        key = name, number
        if key in self._cached:
            self._cached.move_to_end(key)
            return self._cached[key]
        whole = self._taken_down(name, number)
        self._cached[key] = whole
        self._weight += _weight(whole)
        while self._weight > CACHED and len(self._cached) > 1:
            _, old = self._cached.popitem(last=False)
            self._weight -= _weight(old)
        return whole

    def _taken_down(self, name: str, number: int) -> Whole:
        try:
            part = open_part(self.place, name)
            if part is None:
                raise DamagedError
            return self._corrected(Whole(part.report(number), part.checked(number)))
        except DamagedError as error:
            raise OutputError(f"{self.place}: what was read there is gone or damaged; run again") from error

    def _corrected(self, whole: Whole) -> Whole:
        (report,) = correct_figures((whole.report,), self._decisions)
        if report == whole.report:
            return whole
        return Whole(report, check_report(report, self._rules, self._budget))


def with_reasons(outcome: Outcome, reasons: Sequence[str]) -> Outcome:
    """Return an outcome that says what could not be checked; one that was read whole is partial then."""
    if not reasons:
        return outcome
    status = OutcomeStatus.PARTIAL if outcome.status is OutcomeStatus.OK else outcome.status
    return replace(outcome, status=status, message="; ".join(t for t in (outcome.message, *reasons) if t))


class StoredReport(Report):
    """A report whose figures, mentions and passages are read from its part when asked for."""

    __slots__ = ("_number", "_part", "_shelf")
    _shelf: Shelf
    _part: str
    _number: int

    def __new__(cls, *args: Any, **values: Any) -> Any:
        """Make a plain report, which is what dataclasses.replace asks for."""
        return Report(*args, **values)

    @classmethod
    def of(cls, report: Report, shelf: Shelf, part: str, number: int) -> "StoredReport":
        """Return the head of `report`, which is the report `number` of a part."""
        stored: StoredReport = object.__new__(cls)
        for name in HEAD:
            object.__setattr__(stored, name, getattr(report, name))
        for name, value in (("_shelf", shelf), ("_part", part), ("_number", number)):
            object.__setattr__(stored, name, value)
        return stored

    def __reduce__(self) -> Any:
        return Report, tuple(getattr(self, f.name) for f in fields(Report))

    @property
    def body(self) -> Report:
        """The whole report."""
        return self._shelf.whole(self._part, self._number).report

    @property
    def checked(self) -> ReportChecks:
        """What the checks of this report alone came to."""
        return self._shelf.whole(self._part, self._number).checked

    @property
    def figures(self) -> Any:
        """The report's figures."""
        return self.body.figures

    @property
    def mentions(self) -> Any:
        """The report's mentions."""
        return self.body.mentions

    @property
    def passages(self) -> Any:
        """The report's passages."""
        return self.body.passages


def checked(report: Report, rules: Rules) -> ReportChecks:
    """Return what the checks of a single report came to: from its part, or worked out now."""
    return report.checked if isinstance(report, StoredReport) else check_report(report, rules)


def _weight(whole: Whole) -> int:
    return 1 + sum(len(getattr(whole.report, name)) for name in BODY)
