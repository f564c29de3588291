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

from pipeline.archive.journal import open_journal, read_part
from pipeline.check import ReportChecks, check_report
from pipeline.errors import OutputError
from pipeline.reconcile.decisions import correct_figures, readings
from pipeline.rules import Rules
from pipeline.types import Decision, FileFacts, Outcome, Report

CACHED = 1_500  # figures, mentions and passages held, with what their checks came to; about 4 MB
BODY = ("figures", "mentions", "passages")
HEAD = tuple(f.name for f in fields(Report) if f.name not in BODY)


@dataclass(frozen=True, slots=True)
class Part:
    """A file's outcome, and for each of its reports what the checks of a single report came to."""

    outcome: Outcome
    checked: tuple[ReportChecks, ...]


class Shelf:
    """The parts of a run by name, in a folder or at an address; None for a temporary folder that goes with the shelf.

    Figures that a reviewer has found misread are put right when a part is taken down, and checked anew.
    """

    def __init__(self, folder: Path | str | None, rules: Rules, decisions: Sequence[Decision] = ()) -> None:
        self._temporary = None if folder else tempfile.TemporaryDirectory(prefix="reportcheck-parts-")
        self.place: Path | str = folder or Path(self._temporary.name if self._temporary else "")
        if isinstance(self.place, Path):
            open_journal(self.place)
        self._rules = rules
        self._decisions = readings(decisions)  # once, not for every part
        self._cached: OrderedDict[str, Part] = OrderedDict()
        self._weight = 0

    def outcome(self, name: str, file: FileFacts) -> Outcome | None:
        """Return a part's outcome with reports that look into it, None where there is no such part.

        `file` are the file's facts in this run: copies may have come or gone since it was read.
        """
        part = self._take_down(name)
        if part is None:
            return None
        reports = tuple(StoredReport.of(r, self, name, i) for i, r in enumerate(part.outcome.reports))
        return replace(part.outcome, file=file, reports=reports)

    def part(self, name: str) -> Part:
        """Return a part; raises OutputError where it is gone since the run began."""
        part = self._take_down(name)
        if part is None:
            raise OutputError(f"{self.place}: what was read there is gone or damaged; run again")
        return part

    def _take_down(self, name: str) -> Part | None:
        if name in self._cached:
            self._cached.move_to_end(name)
            return self._cached[name]
        part = read_part(self.place, name)
        if part is None:
            return None
        part = self._corrected(part)
        self._cached[name] = part
        self._weight += _weight(part)
        while self._weight > CACHED and len(self._cached) > 1:
            _, old = self._cached.popitem(last=False)
            self._weight -= _weight(old)
        return part

    def _corrected(self, part: Part) -> Part:
        reports = correct_figures(part.outcome.reports, self._decisions)
        if reports == part.outcome.reports:
            return part
        return Part(replace(part.outcome, reports=reports), tuple(check_report(r, self._rules) for r in reports))


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
        return self._shelf.part(self._part).outcome.reports[self._number]

    @property
    def checked(self) -> ReportChecks:
        """What the checks of this report alone came to."""
        return self._shelf.part(self._part).checked[self._number]

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


def _weight(part: Part) -> int:
    return 1 + sum(len(r.figures) + len(r.mentions) + len(r.passages) for r in part.outcome.reports)
