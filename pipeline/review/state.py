"""The reviewer's session: what a run found, what has been decided, and the last steps for undo."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from pipeline.errors import InputError, ReportcheckError
from pipeline.publish.decide import MAX_TEXT, SUBJECTS, Judgement, Row, decide_row, merge_measures
from pipeline.publish.load import read_table
from pipeline.publish.schema import LIST_SEPARATOR
from pipeline.publish.teach import links_by_use, measures_by_use
from pipeline.reconcile.decisions import add_decisions, read_decisions, standing
from pipeline.types import Decision, Verdict

UNDO_STEPS = 100
REASONED = frozenset({Verdict.EXPLAINED})  # a verdict that says nothing without a reason or a note


def utc_now() -> str:
    """Return the time of a decision, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Step:
    """One act of the reviewer: the subjects it decided, each with the decision that stood before."""

    before: tuple[tuple[tuple[str, str], Decision | None], ...]


@dataclass
class Review:
    """A review of the output in `out`. `user` is who decides; `now` gives the time of a decision."""

    out: Path
    file: Path
    user: str
    now: Callable[[], str] = utc_now
    _steps: list[Step] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def findings(self) -> dict[str, Row]:
        """The findings of the run by identifier, the worst first."""
        return {r["discrepancy_id"]: r for r in read_table(self.out, "discrepancies")}

    @cached_property
    def figures(self) -> dict[str, Row]:
        """The figures of the run by identifier."""
        return {r["figure_id"]: r for r in read_table(self.out, "figures")}

    @cached_property
    def series(self) -> dict[str, Row]:
        """The reconciled values of the run by identifier."""
        return {r["series_id"]: r for r in read_table(self.out, "series")}

    @cached_property
    def links(self) -> dict[str, Row]:
        """The links between measures by identifier, those that teach most first."""
        return {r["link_id"]: r for r in links_by_use(list(read_table(self.out, "links")))}

    @cached_property
    def measures(self) -> dict[str, Row]:
        """The measures that the run proposes by identifier, the most used and least sure first."""
        used = Counter(r["indicator_id"] for r in self.figures.values())
        return {r["indicator_id"]: r for r in measures_by_use(list(read_table(self.out, "indicators")), used)}

    @cached_property
    def file_names(self) -> dict[str, str]:
        """The name of each report's file."""
        return {r["document_id"]: r["path"].rsplit("/", 1)[-1] for r in read_table(self.out, "documents")}

    @cached_property
    def firsts(self) -> dict[str, int]:
        """The first page or line of each report in its file."""
        return {r["document_id"]: int(r["part_start"] or 1) for r in read_table(self.out, "documents")}

    def decided(self) -> dict[str, Decision]:
        """Return the decisions in force by the identifier of their subject, as the file has them now."""
        return {key[1]: d for key, d in standing(self._read()).items()}

    def _read(self) -> tuple[Decision, ...]:
        return read_decisions(self.file, notice=lambda _told_at_the_start: None)

    def verdict(self, finding_id: str, decided: Mapping[str, Decision]) -> Verdict:
        """Return what was decided of a finding; expired where its values are no longer those decided on."""
        decision = decided.get(finding_id)
        if decision is None:
            return Verdict.OPEN
        expired = decision.values_hash and decision.values_hash != self.findings[finding_id]["values_hash"]
        return Verdict.EXPIRED if expired else decision.verdict

    def decide(self, subject_ids: Iterable[str], judgement: Judgement) -> list[str]:
        """Record one judgement on each subject; return their identifiers.

        Raises InputError for a subject that the run does not have or a judgement that lacks something; then
        nothing is recorded.
        """
        if judgement.verdict in REASONED and not (judgement.reason or judgement.note):
            raise InputError("Say why: choose a reason or write a note.")
        if max(len(judgement.note), len(judgement.stands)) > MAX_TEXT:
            raise InputError(f"Keep it under {MAX_TEXT} characters.")
        signed = replace(judgement, user=self.user, time=self.now())
        with self._lock:
            decisions = [decide_row(name, self._row(name), signed) for name in subject_ids]
            self._record(decisions)
        return [d.subject_id for d in decisions]

    def merge(self, left: str, right: str) -> None:
        """Record that two proposed measures are one; raises InputError for one that the run does not have."""
        judgement = Judgement(Verdict.CONFIRMED, user=self.user, time=self.now())
        with self._lock:
            self._record([merge_measures(self.out, left, right, judgement)])

    def undo(self) -> list[str]:
        """Take the last act back; return the identifiers it had decided, none where nothing is left to undo."""
        with self._lock:
            if not self._steps:
                return []
            step = self._steps.pop()
            undone = [
                before or Decision(subject=subject, subject_id=name, verdict=Verdict.OPEN, note="undone")
                for (subject, name), before in step.before
            ]
            now = self.now()
            try:
                add_decisions(self.file, [replace(d, user=self.user, time=now) for d in undone])
            except ReportcheckError:
                self._steps.append(step)
                raise
        return [name for (_, name), _ in step.before]

    def can_undo(self) -> bool:
        """Whether there is an act of this session to take back."""
        return bool(self._steps)

    def same_cause(self, finding_id: str) -> list[str]:
        """Return the open findings with the same code and likely slip as a finding, itself first."""
        row, decided = self.findings[finding_id], self.decided()
        alike = [
            name
            for name, r in self.findings.items()
            if (r["code"], r["cause"]) == (row["code"], row["cause"]) and name not in decided and name != finding_id
        ]
        return [finding_id, *alike]

    def same_words(self, finding_id: str) -> list[str]:
        """Return the findings that read the same, as a report and its text version have them, itself first."""
        row = self.findings[finding_id]
        key = ("code", "severity", "values", "explanation")
        same = [n for n, r in self.findings.items() if n != finding_id and all(r[k] == row[k] for k in key)]
        return [finding_id, *same]

    def candidates(self, series_id: str) -> list[tuple[str, str]]:
        """Return the figures that could stand for a series, with their text and file."""
        names = self.series[series_id]["figure_ids"].split(LIST_SEPARATOR)
        rows = [self.figures[n] for n in names if n in self.figures]
        return [(r["figure_id"], f"{r['text']} ({self.file_names.get(r['document_id'], '')})") for r in rows]

    def _row(self, subject_id: str) -> Row:
        row = self._table(subject_id[:1]).get(subject_id)
        if row is None or subject_id[:1] not in SUBJECTS:
            raise InputError(f"{subject_id[:40]}: the run has no such finding, series, figure, link or measure.")
        return row

    def _table(self, letter: str) -> Mapping[str, Row]:
        """Return the rows whose identifiers begin with a letter."""
        names = {"x": "findings", "s": "series", "f": "figures", "l": "links", "i": "measures"}
        rows: Mapping[str, Row] = getattr(self, names[letter]) if letter in names else {}
        return rows

    def _record(self, decisions: list[Decision]) -> None:
        before = standing(self._read())
        keys = [(d.subject, d.subject_id) for d in decisions]
        add_decisions(self.file, decisions)
        self._steps.append(Step(tuple((key, before.get(key)) for key in keys)))
        del self._steps[:-UNDO_STEPS]
