"""The figures of two versions side by side, and what changed between two runs."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from pipeline.align import UnitPair, VersionPair, lay_side_by_side
from pipeline.align.units import Unit, content_keys, split_units
from pipeline.align.words import fold
from pipeline.check.versions import same_fact
from pipeline.types import Dataset, Figure, Report, Result

MOST_TRIED = 8  # reports of a file of more that each of the other file is laid beside
MOST_HOLDERS = 40  # reports of a file in which a sentence may stand to lead to one of them


class Change(StrEnum):
    """What became of a figure from the first version to the second."""

    SAME = "same"
    CHANGED = "changed"
    LOST = "lost"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A figure of either version with its counterpart; the unchanged neighbours of a change are kept for context."""

    change: Change
    left: Figure | None
    right: Figure | None
    left_text: str
    right_text: str
    label: str  # the row and column, or the sentence

    @property
    def differs(self) -> bool:
        """Whether the figure changed, was lost or was added."""
        return self.change is not Change.SAME


def diff_reports(left: Sequence[Report], right: Sequence[Report], *, context: int = 2) -> tuple[DiffLine, ...]:
    """Return the figures of two files that changed, were lost or added, with unchanged neighbours.

    A file may hold several reports: each of the left is laid beside the report of the right that it
    shares most with. `context` is how many unchanged figures are kept on either side of a change.
    """
    lines: list[DiffLine] = []
    rest = dict(enumerate(right))
    holders = _holders(right) if len(right) > MOST_TRIED else {}
    for report in left:
        tried = _likely(report, rest, holders) if len(rest) > MOST_TRIED else list(rest)
        pair, number = _best(report, {n: rest[n] for n in tried})
        if pair is None or number is None:
            lines.extend(_lone(Change.LOST, u) for u in split_units(report) if u.reported)
            continue
        del rest[number]
        lines.extend(_of_pair(pair))
    for report in rest.values():
        lines.extend(_lone(Change.ADDED, u) for u in split_units(report) if u.reported)
    return tuple(_with_context([line for line in lines if line.left_text or line.right_text], context))


def _holders(reports: Sequence[Report]) -> dict[int, list[int]]:
    """Return which reports hold a sentence or row, by what it says; what many hold leads nowhere."""
    found: dict[int, list[int]] = defaultdict(list)
    for number, report in enumerate(reports):
        for key in content_keys(split_units(report)):
            found[key].append(number)
    return {key: numbers for key, numbers in found.items() if len(numbers) <= MOST_HOLDERS}


def _likely(report: Report, rest: Mapping[int, Report], holders: Mapping[int, Sequence[int]]) -> list[int]:
    """Return the reports that share most with one, in their order; the first ones where nothing is shared."""
    shared = Counter(n for key in content_keys(split_units(report)) for n in holders.get(key, ()) if n in rest)
    most = sorted(shared, key=lambda n: (-shared[n], n))[:MOST_TRIED]
    return sorted(most or islice(rest, MOST_TRIED))


def _best(report: Report, others: Mapping[int, Report]) -> tuple[VersionPair | None, int | None]:
    units = split_units(report)
    best: tuple[float, VersionPair, int] | None = None
    for number, other in others.items():
        pair = lay_side_by_side(report, other, units, split_units(other), force=True)
        if pair is not None and (best is None or pair.similarity > best[0]):
            best = (pair.similarity, pair, number)
    return (best[1], best[2]) if best else (None, None)


def _of_pair(pair: VersionPair) -> Iterable[DiffLine]:
    """Yield lines in the order of the left report, with what only the right has after its neighbour."""
    paired = {u.left.index: u for u in pair.units}
    units_left = split_units(pair.left)
    matched_right = {u.right.index for u in pair.units}
    only_right = deque(u for u in split_units(pair.right) if u.index not in matched_right and u.reported)
    for unit in units_left:
        if unit.index in paired:
            yield from _of_units(paired[unit.index])
            right_index = paired[unit.index].right.index
            while only_right and only_right[0].index <= right_index + 1:
                yield _lone(Change.ADDED, only_right.popleft())
        elif unit.reported:
            yield _lone(Change.LOST, unit)
    for unit in only_right:
        yield _lone(Change.ADDED, unit)


def _of_units(units: UnitPair) -> Iterable[DiffLine]:
    for n in units.numbers:
        figure = n.left or n.right
        label = _label(figure) if figure else units.left.mask
        if not n.right_text:
            change = Change.LOST
        elif not n.left_text:
            change = Change.ADDED
        elif fold(n.left_text) == fold(n.right_text):
            change = Change.SAME
        elif n.left is None or n.right is None:
            change = Change.CHANGED
        else:
            change = Change.CHANGED if same_fact(n.left, n.right)[0] is Result.DIFFERS else Change.SAME
        if n.left_text or n.right_text:
            yield DiffLine(change, n.left, n.right, n.left_text, n.right_text, label)


def _lone(change: Change, unit: Unit) -> DiffLine:
    figure = unit.reported[0]
    texts = ", ".join(f.text for f in unit.reported)
    if change is Change.LOST:
        return DiffLine(change, figure, None, texts, "", _label(figure))
    return DiffLine(change, None, figure, "", texts, _label(figure))


def _label(figure: Figure) -> str:
    if figure.row_label:
        return f"{figure.row_label} | {figure.column_label}".rstrip(" |")
    return figure.context or figure.indicator


def _with_context(lines: list[DiffLine], context: int) -> Iterable[DiffLine]:
    keep: set[int] = set()
    for number, line in enumerate(lines):
        if line.differs:
            keep.update(range(max(0, number - context), number + context + 1))
    return (line for number, line in enumerate(lines) if number in keep)


@dataclass(frozen=True, slots=True)
class RunChange:
    """Something that is new, gone or changed from one run to the next."""

    kind: str  # document, finding or series
    change: str  # new, gone or changed
    subject_id: str
    before: str
    after: str


def compare_runs(before: Dataset, after: Dataset) -> tuple[RunChange, ...]:
    """Return what is new, gone and changed between two runs: documents, findings and series values."""
    changes: list[RunChange] = []
    changes += compare_tables("document", _documents(before), _documents(after))
    changes += compare_tables("finding", _findings(before), _findings(after))
    changes += compare_tables("series", _series(before), _series(after))
    return tuple(changes)


def compare_tables(kind: str, before: Mapping[str, str], after: Mapping[str, str]) -> list[RunChange]:
    """Return the differences of two tables given as identifier to what is told of it, in order of identifiers."""
    changes: list[RunChange] = []
    for key in sorted(before.keys() | after.keys()):
        if key not in before:
            changes.append(RunChange(kind, "new", key, "", after[key]))
        elif key not in after:
            changes.append(RunChange(kind, "gone", key, before[key], ""))
        elif before[key] != after[key]:
            changes.append(RunChange(kind, "changed", key, before[key], after[key]))
    return changes


def _documents(dataset: Dataset) -> dict[str, str]:
    found: dict[str, str] = {}
    for outcome in dataset.outcomes:
        if not outcome.reports:
            found[outcome.file.path] = f"{outcome.status.value}: {outcome.message}"
        for report in outcome.reports:
            found[report.document_id] = f"{outcome.file.path}: {outcome.status.value}, {len(report.figures)} figures"
    return found


def _findings(dataset: Dataset) -> dict[str, str]:
    return {d.discrepancy_id: f"{d.severity.value} {d.type.value}: {d.explanation}" for d in dataset.discrepancies}


def _series(dataset: Dataset) -> dict[str, str]:
    return {
        s.series_id: f"{s.indicator}, {s.period.label if s.period else ''}: "
        f"{s.value if s.value is not None else 'disputed'} ({s.status.value})"
        for s in dataset.series
    }
