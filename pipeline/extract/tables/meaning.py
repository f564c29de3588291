"""Decides what the labels of a table are - measures, groups, periods - and says of each cell what it measures, of whom.

Each level of the two trees (a label column, a row of headers, the rows that head others) is of measures or of groups.
What its labels are called, what stands over them or behind `by` in the caption, and what the other side measures
decide together; what is not known for a group is a measure. A cell's answers are what its two paths say.
"""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.indicators import GENERIC, STRONG, is_measure, subject_of
from pipeline.extract.tables.labels import CHANGES, Label, LabelReader
from pipeline.extract.tables.lines import TABLE_WORDS
from pipeline.extract.tables.roles import (
    BY,
    MOST_WORDS,
    Around,
    Roles,
    are_plain,
    bands_of,
    headed_by_kind,
    named_value,
    over_places,
    people_opening,
    roles_of,
    with_odd_units,
    without_groups,
)
from pipeline.extract.tables.trees import Level, Node, Path, Trees
from pipeline.types import Statistic

NUMBERED = re.compile(
    rf"^\W*(?:{TABLE_WORDS}|figure|chart)\s*(?:[A-Z]?\d[\w.]*(?:[-–]\d+)*|[A-Z](?=\s*[:.–-]))\s*[:.–-]?\s*", re.I
)
STATISTICS = ("median", "average", "index", "cumulative")
POINTS_BACK = re.compile(r"\b(?:it|them)\b", re.IGNORECASE)  # what, the heading says
COUNTED = re.compile(r"\b(?:numbers?|counts?|cases)\b", re.IGNORECASE)  # a title with it says what is counted
MOST_OF_TITLE = 8  # words of a title that says what is measured
SHORT = 5  # words of a label that the section's subject completes


@dataclass(frozen=True, slots=True)
class CellMeaning:
    """What a cell measures and of whom, in the paper's words, and the full paths of its labels."""

    indicator: str
    segment: str
    row_path: str
    column_path: str
    statistic: Statistic
    says: frozenset[str]
    per: str = ""  # what the caption says of a rate: `per 100,000 people`


class TableMeaning:
    """Says of each cell of a table what it measures."""

    def __init__(
        self,
        trees: Trees,
        around: Around,
        reader: LabelReader,
        inherited: Roles | None = None,
        *,
        told_of: Mapping[int, int] | None = None,
    ) -> None:
        """told_of: for a column of changes the column of levels that they end at, which says what they are of."""
        self._trees = trees
        self._told_of = told_of or {}
        self._around = around = replace(around, caption=reader.read(NUMBERED.sub("", around.caption)).name)
        self._reader = reader
        self.rules = reader.rules
        self._measures = over_places(trees, reader)
        self.roles = inherited or roles_of(trees, around, reader, self._measures)
        self._headed = headed_by_kind(trees)
        self._people = people_opening(trees, reader)
        self._whole = self._of_the_whole()
        self._valued = named_value(trees)
        self._odd = with_odd_units(trees, self.roles, reader)
        self._titled = self._told_in_title()

    def of(self, row: int, column: int) -> CellMeaning:
        """Return the meaning of the cell at a row and a column."""
        rows, columns = self._trees.rows.get(row, ()), self._trees.columns.get(column, ())
        named = any(label.words for _, label in columns)
        other = () if named else self._trees.columns.get(self._told_of.get(column, 0), ())
        indicator = self._indicator(rows, other or columns)
        says = frozenset().union(*(label.says for _, label in (*_own(rows), *columns)))
        return CellMeaning(
            indicator,
            self._segment(rows, columns),
            " > ".join(label.text for _, label in rows),
            " > ".join(label.text for _, label in columns),
            self._statistic(rows, columns, indicator),
            says,
            f"{self._around.caption} {self._around.rates}".strip() if "rate" in says else "",
        )

    def labels(self, row: int, column: int) -> tuple[tuple[Label, ...], tuple[Label, ...]]:
        """Return the labels of a cell's row and column, the innermost first."""
        rows, columns = self._trees.rows.get(row, ()), self._trees.columns.get(column, ())
        return tuple(label for _, label in reversed(rows)), tuple(label for _, label in reversed(columns))

    def _statistic(self, rows: Path, columns: Path, indicator: str) -> Statistic:
        """The sort of value that the labels tell, or the title where that alone says what is measured."""
        own = _own(rows)
        if own and all(self._is_group(level, label) for level, label in own):
            own = rows  # `Average age` over `Men`
        found = _statistic((*own, *columns))
        if found is not Statistic.VALUE or not indicator or indicator not in (self._whole, self._around.subject):
            return found
        says = self._reader.read(indicator).says
        return next((Statistic(name) for name in STATISTICS if name in says), found)

    def _indicator(self, rows: Path, columns: Path) -> str:
        parted = parted_by(rows)
        own = [_named(x) for level, x in reversed(rows) if not self._is_group(level, x) and x not in parted]
        own = [*own[:1], *(subject_of(text) for text in own[1:])]  # an aim heads its rows: `To reduce burglary`
        across = [
            words
            for level, label in columns
            if (words := label.words or self._valued.get(label.text, ""))
            and not self._is_group(level, label)
            and not self._heads_groups(level, label, columns)
        ]
        parts = _distinct(part for part in (*own, *across) if part)
        if not parts:
            total = next((label.text for _, label in _own(rows) if "total" in label.says), "")
            return self._whole or (total if not self._names_groups(rows) else "") or self._around.subject
        counted = self._around.counted
        if any(own) and not any(across) and counted and not is_measure(parts[0]):
            parts = _distinct([*parts, counted])
        elif any(own) and not any(across) and self._whole and self._around.parted:
            parts = _distinct([*parts, self._whole])  # `Arrests by age` of robbery
        if any(own) and not any(across) and self._titled and not STRONG.search(parts[0]):
            return ", ".join(_distinct([*parts, self._titled]))
        if self._around.one_unit and name_things(parts) and (whole := without_groups(self._around.caption)):
            parts = _distinct([*parts, whole]) if len(whole.split()) <= MOST_WORDS else parts
        if len(parts) == 1 and not any(own) and "leans" in self._reader.read(parts[0]).says:
            subject = without_groups(self._around.subject)
            whole = subject if POINTS_BACK.search(parts[0]) and subject else self._whole or subject
            return ", ".join(_distinct([*parts, *([whole] if whole else [])]))
        if len(parts) == 1 and own and GENERIC.match(parts[0]) and len(parts[0].split()) <= SHORT:
            subject = self._around.subject
            if subject and subject.lower() not in parts[0].lower():
                parts.append(subject)
        return ", ".join(parts)

    def _heads_groups(self, level: Level, label: Label, path: Path) -> bool:
        """Whether a label only says what kind of groups stand under it: `Age of the person` over `18-64`."""
        return "group_head" in label.says and path[-1][0] != level and self._is_group(*path[-1])

    def _names_groups(self, rows: Path) -> bool:
        return any(self._is_group(level, label) for level, label in rows)

    def _is_group(self, level: Level, label: Label) -> bool:
        """Whether a label names a group: its level is of groups, or it can be nothing else, as `Men`."""
        if "base" in label.says:  # how many were asked is a measure of its own
            return False
        if (label.text in self._measures or label.text in self._odd) and "group" not in label.says:
            return False
        if (level, label.text) in self._headed or self._people.get((level, label.text)) == label.words:
            return True
        return level in self.roles.groups or level in self.roles.things or "group" in label.says

    def _segment(self, rows: Path, columns: Path) -> str:
        parted = parted_by(rows)[1:]
        path = (*rows, *(n for n in columns if not self._heads_groups(*n, columns)))
        named = [self._group(n, x) for n, x in path if self._is_group(n, x) or x in parted]
        named += [self._people.get((n, x.text), "") for n, x in (*rows, *columns)]
        named = _distinct(n for n in named if n)
        place = self._around.place
        if place and not any(place.casefold() in n.casefold() for n in named):
            named.insert(0, place)
        return ", ".join(named)

    def _group(self, level: Level, label: Label) -> str:
        """The group that a label names: a total of places or people is of none but what it is the total of."""
        if "total" not in label.says:
            return label.name
        if level in self.roles.things:
            return label.name or label.text
        return "" if "group_head" in label.says and len(label.core.split()) == 1 else label.core

    def _told_in_title(self) -> str:
        """What the title says is counted in all rows: those only name things, and columns only periods and groups."""
        columns = [x for path in self._trees.columns.values() for n, x in path if not self._is_group(n, x)]
        rows = [x for path in self._trees.rows.values() for n, x in path[-1:] if not self._is_group(n, x)]
        rows = [x for x in rows if not x.says & {"total", "share", "rate"}]
        if not rows or any(x.words for x in columns) or not are_plain(rows):
            return ""
        titles = (self._around.caption, self._around.subject)
        told = next((without_groups(self._reader.read(t).words) for t in titles if COUNTED.search(t)), "")
        return told if len(told.split()) <= MOST_OF_TITLE else ""

    def _of_the_whole(self) -> str:
        """What all cells measure where their own labels only name groups and periods."""
        around = self._around
        bands = bands_of(self._trees)
        heads = [
            label.words
            for level, label in self._trees.heads.items()
            if not label.says & {"group_head", "measure_head"} and level not in bands
        ]
        for text in (around.spanning, around.title, around.parted, *heads, around.lead, around.caption):
            words = without_groups(self._reader.read(text).words)
            if words and len(words.split()) == 1 and around.subject and BY.search(text):
                return ", ".join(_distinct([words, without_groups(around.subject)]))  # `People by age` says too little
            if words:
                return words
        return ""


def parted_by(rows: Path) -> tuple[Label, ...]:
    """The label above a row that only says how the whole is parted, and the row's own: `Kind of crop`, `Wheat`."""
    for (level, head), (_, label) in itertools.pairwise(rows):
        if level[0] == "above" and "parts" in head.says and "total" not in label.says:
            return head, label
    return ()


def name_things(parts: Sequence[str]) -> bool:
    """Whether labels only name things, and none of them says what is counted."""
    return bool(parts) and all(not is_measure(p) and not STRONG.search(p) for p in parts)


def _named(label: Label) -> str:
    """What a label names; a bare total among measures names itself."""
    return label.name or (label.text.strip(" :.") if "total" in label.says and not label.periods else "")


def _own(rows: Path) -> Path:
    """The labels of a row itself, without those that head it."""
    return tuple(node for node in rows if node[0][0] != "above")


def _statistic(nodes: Sequence[Node]) -> Statistic:
    """The sort of value that the nearest label tells; a change is a plain value."""
    for _, label in reversed(nodes):
        if label.says & CHANGES:
            return Statistic.VALUE
    for _, label in reversed(nodes):
        for name in STATISTICS:
            if name in label.says:
                return Statistic(name)
    return Statistic.VALUE


def _distinct(parts: Iterable[str]) -> list[str]:
    """The parts without those whose words an earlier one holds."""
    kept: list[str] = []
    for part in parts:
        words = set(re.findall(r"\w+", part.casefold()))
        if not any(words <= set(re.findall(r"\w+", k.casefold())) for k in kept):
            kept.append(part)
    return kept
