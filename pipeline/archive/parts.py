"""What was read stays on disk, a part for each document; the parent holds the heads and looks into parts.

A part has the outcome of a file and what the checks of a single report came to. Reports that the parent
hands on carry title, period and the like; their figures, mentions and passages come from the part when asked.
"""

import tempfile
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from pipeline.archive.journal import open_journal, open_part
from pipeline.archive.partfile import DamagedError, PartFile
from pipeline.check import Budget, ReportChecks, check_report
from pipeline.errors import OutputError
from pipeline.reconcile.decisions import correct_figures, readings
from pipeline.rules import Rules
from pipeline.types import Decision, FileFacts, Outcome, OutcomeStatus, Report

T = TypeVar("T")
CACHED = 1_500  # figures, mentions and passages held, and as many checks; about 4 MB
STANDING = 12_000  # and of those that came first; about 35 MB
BODY = ("figures", "mentions", "passages")
HEAD = tuple(f.name for f in fields(Report) if f.name not in BODY)


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
        self._parts: Kept[PartFile] = Kept(lambda part: part.weight)
        self._reports: Kept[Report] = Kept(lambda report: sum(len(getattr(report, name)) for name in BODY))
        self._checked: Kept[ReportChecks] = Kept(lambda checked: len(checked.checks) + len(checked.discrepancies))

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

    def report(self, name: str, number: int) -> Report:
        """Return a report of a part; raises OutputError where it is gone since the run began."""
        return self._reports.get((name, number), self._take_report)

    def checked(self, name: str, number: int) -> ReportChecks:
        """Return what the checks of a report of a part came to; raises OutputError as `report` does."""
        return self._checked.get((name, number), self._take_checked)

    def _take_report(self, key: tuple[str, int]) -> Report:
        name, number = key
        return self._as_decided(self._taken(name, lambda part: part.report(number)))

    def _take_checked(self, key: tuple[str, int]) -> ReportChecks:
        name, number = key
        if self._decisions:
            report = self._taken(name, lambda part: part.report(number))
            decided = self._as_decided(report)
            if decided != report:
                return check_report(decided, self._rules, self._budget)
        return self._taken(name, lambda part: part.checked(number))

    def _taken(self, name: str, take: Callable[[PartFile], T]) -> T:
        try:
            return take(self._parts.get((name, 0), self._opened))
        except DamagedError as error:
            raise OutputError(f"{self.place}: what was read there is gone or damaged; run again") from error

    def _opened(self, key: tuple[str, int]) -> PartFile:
        part = open_part(self.place, key[0])
        if part is None:
            raise DamagedError
        return part

    def _as_decided(self, report: Report) -> Report:
        (decided,) = correct_figures((report,), self._decisions)
        return decided


class Kept(Generic[T]):
    """What was taken down: of what came first as much as fits by `weigh`, and of the rest the last, at least one.

    A run passes over all parts several times in the same order: the last alone would never be asked for again.
    """

    def __init__(self, weigh: Callable[[T], int]) -> None:
        self._weigh = weigh
        self._standing: dict[tuple[str, int], T] = {}
        self._room = STANDING
        self._items: OrderedDict[tuple[str, int], T] = OrderedDict()
        self._weight = 0

    def get(self, key: tuple[str, int], take: Callable[[tuple[str, int]], T]) -> T:
        """Return an item, taken anew where it is not kept."""
        if key in self._standing:
            return self._standing[key]
        if key in self._items:
            self._items.move_to_end(key)
            return self._items[key]
        item = take(key)
        weight = 1 + self._weigh(item)
        if weight <= self._room:
            self._room -= weight
            self._standing[key] = item
            return item
        self._items[key] = item
        self._weight += weight
        while self._weight > CACHED and len(self._items) > 1:
            _, old = self._items.popitem(last=False)
            self._weight -= 1 + self._weigh(old)
        return item


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
        return self._shelf.report(self._part, self._number)

    @property
    def checked(self) -> ReportChecks:
        """What the checks of this report alone came to."""
        return self._shelf.checked(self._part, self._number)

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
