"""The checks carried out in a run, report by report, without holding them all."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, overload

from pipeline.check.coverage import cover_report
from pipeline.spool import Sorted, pick
from pipeline.types import Check, Coverage, Discrepancy, Figure, Record, Report, Result


@dataclass(frozen=True, slots=True)
class GaveUp(Record):
    """A check that was not carried out to its end, and why."""

    code: str
    reason: str

    def __str__(self) -> str:
        return f"check {self.code} {self.reason}"


@dataclass(frozen=True, slots=True)
class ReportChecks(Record):
    """What the checks of a single report came to: checks by code and first figure, findings as they came.

    `gave_up` are the checks that were not carried out to their end.
    """

    checks: tuple[Check, ...]
    discrepancies: tuple[Discrepancy, ...]
    gave_up: tuple[GaveUp, ...] = ()


@dataclass(frozen=True, slots=True)
class _Across(Record):
    """A check that saw several reports, with report and ordinal of each of its figures."""

    check: Check
    places: tuple[tuple[str, int], ...]


class RunChecks(Sequence[Check]):
    """All checks of a run by report, code and identifier: those of single reports, and those across reports.

    `gave_up` are the checks across reports that were not carried out to their end.
    """

    def __init__(self, reports: Sequence[Report], own: Callable[[Report], ReportChecks]) -> None:
        self.gave_up: list[GaveUp] = []
        self._reports = reports
        self._own = own
        self._across: Sorted[_Across] = Sorted(lambda a: (a.check.document_id, a.check.code, a.check.check_id))
        self._number: int | None = None  # counted with the coverage, when all have come
        self._codes: dict[str, tuple[str, ...]] = {}
        self._known: dict[tuple[str, ...], tuple[str, ...]] = {}  # each tuple of codes once

    def add(self, check: Check, figures: Iterable[Figure]) -> None:
        """Add a check across reports; the last of those with one identifier stands."""
        self._across.add(_Across(check, tuple((f.document_id, f.ordinal) for f in figures)))
        code = "" if check.result is Result.CANNOT_JUDGE else check.code
        for figure_id in check.figure_ids:
            before = self._codes.get(figure_id, ())
            if code not in before:
                codes = (*before, code)
                self._codes[figure_id] = self._known.setdefault(codes, codes)

    def coverage(self) -> tuple[Coverage, ...]:
        """Return how much of each report was checked, in the order of the reports."""
        rows = []
        self._number = sum(1 for _ in _kept(self._across))
        for report in self._reports:
            own = self._own(report).checks
            self._number += len(own)
            rows.append(cover_report(report, own, self._codes))
        return tuple(rows)

    def __iter__(self) -> Iterator[Check]:
        across = _by_document(_last_of_each(self._across))
        for report in self._reports:
            own = self._own(report).checks
            yield from sorted(
                [*own, *across(report.document_id)],
                key=lambda c: (c.code, c.check_id),
            )

    def by_place(self, order: Mapping[str, int]) -> Iterator[Check]:
        """Yield the checks by report in `order`, code and first figure, as a table of them is read."""

        def key(item: _Across) -> tuple[Any, ...]:
            places = ((order.get(document_id, -1), ordinal) for document_id, ordinal in item.places)
            return order[item.check.document_id], item.check.code, min(places, default=(-1, -1)), item.check.check_id

        across = _by_document(a.check for a in Sorted(key, _kept(self._across)))
        for report in sorted(self._reports, key=lambda r: order[r.document_id]):
            yield from sorted([*self._own(report).checks, *across(report.document_id)], key=lambda c: c.code)

    def __len__(self) -> int:
        return self._number if self._number is not None else sum(1 for _ in self)

    @overload
    def __getitem__(self, index: int) -> Check: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Check]: ...
    def __getitem__(self, index: int | slice) -> Check | Sequence[Check]:
        return pick(self, index)  # type: ignore[no-any-return]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]


def _kept(items: Iterable[_Across]) -> Iterator[_Across]:
    """Yield the last of those with one identifier, which stand side by side."""
    for _, same in groupby(items, key=lambda a: a.check.check_id):
        *_, last = same
        yield last


def _last_of_each(items: Iterable[_Across]) -> Iterator[Check]:
    yield from (a.check for a in _kept(items))


def _by_document(checks: Iterable[Check]) -> Callable[[str], list[Check]]:
    """Return what gives the checks of a document; it must be asked in the order in which they come."""
    groups = groupby(checks, key=lambda c: c.document_id)
    waiting: list[tuple[str, list[Check]]] = []

    def of(document_id: str) -> list[Check]:
        if not waiting:
            found = next(groups, None)
            if found is None:
                return []
            waiting.append((found[0], list(found[1])))
        return waiting.pop()[1] if waiting[0][0] == document_id else []

    return of
