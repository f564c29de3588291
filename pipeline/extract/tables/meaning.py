"""Decides what the labels of a table are - measures, groups, periods - and says of each cell what it measures, of whom.

Each level of the two trees (a label column, a row of headers, the rows that head others) is of measures or of groups.
What its labels are called, what stands over them or behind `by` in the caption, and what the other side measures
decide together; what is not known for a group is a measure. A cell's answers are what its two paths say.
"""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.extract.indicators import GENERIC, STRONG, is_measure, subject_of
from pipeline.extract.tables.labels import CHANGES, Label, LabelReader, opening_people
from pipeline.extract.tables.lines import TABLE_WORDS
from pipeline.extract.tables.trees import Level, Node, Path, Trees
from pipeline.types import Statistic

BY = re.compile(r"\bby\s+(?P<groups>[^.;:]+)$|,\s*by\s+(?P<more>[^.;:]+)", re.IGNORECASE)
NUMBERED = re.compile(rf"^\W*(?:{TABLE_WORDS}|figure|chart)\s*[A-Z]?\d[\w.]*\s*[:.–-]?\s*", re.IGNORECASE)
STATISTICS = ("median", "average", "index", "cumulative")
LEAST_KNOWN = 0.5  # of a level's labels that are names of groups
SOME_KNOWN = 0.2  # of them, where the other side says what is measured
MOST_WORDS = 6  # of a label that only names a thing
SHORT = 5  # words of a label that the section's subject completes


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a table: the text over all its columns, its caption and the headings in force."""

    spanning: str = ""
    title: str = ""
    caption: str = ""
    subject: str = ""  # what the section is about
    place: str = ""  # that the table as a whole is about
    lead: str = ""  # what a sentence before the table says that it measures
    rates: str = ""  # the words that say what rates are per
    counted: str = ""  # what the sentence on the unit says is counted in all of it
    one_unit: bool = False  # whether a line gives all of it one unit, so that it measures one thing


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


@dataclass(slots=True)
class Roles:
    """Which levels name groups; a table that goes on from another takes over the roles of that one.

    `things` are levels whose labels are neither places nor people, but what the headers measure: their total is one
    of them, where the total of places has no place.
    """

    groups: frozenset[Level] = field(default_factory=frozenset)
    things: frozenset[Level] = field(default_factory=frozenset)


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
        self._measures = _over_places(trees, reader)
        self.roles = inherited or _roles_of(trees, around, reader, self._measures)
        self._headed = _headed_by_kind(trees)
        self._people = _people_opening(trees, reader)
        self._whole = self._of_the_whole()

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
        found = _statistic((*_own(rows), *columns))
        if found is not Statistic.VALUE or not indicator or indicator not in (self._whole, self._around.subject):
            return found
        says = self._reader.read(indicator).says
        return next((Statistic(name) for name in STATISTICS if name in says), found)

    def _indicator(self, rows: Path, columns: Path) -> str:
        parted = parted_by(rows)
        own = [_named(x) for level, x in reversed(rows) if not self._is_group(level, x) and x not in parted]
        own = [*own[:1], *(subject_of(text) for text in own[1:])]  # an aim heads its rows: `To reduce burglary`
        across = [
            label.words
            for level, label in columns
            if label.words and not self._is_group(level, label) and not self._heads_groups(level, label, columns)
        ]
        parts = _distinct(part for part in (*own, *across) if part)
        if not parts:
            total = next((label.text for _, label in _own(rows) if "total" in label.says), "")
            return self._whole or (total if not self._names_groups(rows) else "") or self._around.subject
        counted = self._around.counted
        if any(own) and not any(across) and counted and not is_measure(parts[0]):
            parts = _distinct([*parts, counted])
        elif any(own) and not any(across) and self._whole and BY.search(self._around.caption):
            parts = _distinct([*parts, self._whole])  # `Arrests by age` of robbery
        if self._around.one_unit and name_things(parts) and (whole := without_groups(self._around.caption)):
            parts = _distinct([*parts, whole]) if len(whole.split()) <= MOST_WORDS else parts
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
        if label.text in self._measures and "group" not in label.says:
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

    def _of_the_whole(self) -> str:
        """What all cells measure where their own labels only name groups and periods."""
        around = self._around
        heads = [label.words for label in self._trees.heads.values() if not label.says & {"group_head", "measure_head"}]
        by = around.caption if BY.search(around.caption) else ""
        for text in (around.spanning, around.title, by, *heads, around.lead, around.caption):
            words = without_groups(self._reader.read(text).words)
            if words and len(words.split()) == 1 and around.subject and BY.search(text):
                return ", ".join(_distinct([words, without_groups(around.subject)]))  # `People by age` says too little
            if words:
                return words
        return ""


def _headed_by_kind(trees: Trees) -> frozenset[tuple[Level, str]]:
    """The headers under one that only says of what kind they are: `Eastham` and `Weston` under `Branch`, no totals."""
    found = set()
    for path in trees.columns.values():
        for (_, head), (level, label) in itertools.pairwise(path):
            kind = "group_head" in head.says and len(head.words.split()) == 1
            if kind and label.words and not label.says & {"total", *CHANGES}:
                found.add((level, label.text))
    return frozenset(found)


def _people_opening(trees: Trees, reader: LabelReader) -> dict[tuple[Level, str], str]:
    """The people that labels of one level open with, where these differ: `Adults seen`, `Children seen`."""
    levels = [*_by_level(trees.rows.values()).items(), *_by_level(trees.columns.values()).items()]
    found: dict[tuple[Level, str], str] = {}
    for level, labels in levels:
        opening = {(level, x.text): w for x in labels if (w := opening_people(x.words, reader.rules))}
        if len(set(opening.values())) > 1:
            found.update(opening)
    return found


def parted_by(rows: Path) -> tuple[Label, ...]:
    """The label above a row that only says how the whole is parted, and the row's own: `Kind of crop`, `Wheat`."""
    for (level, head), (_, label) in itertools.pairwise(rows):
        if level[0] == "above" and "parts" in head.says and "total" not in label.says:
            return head, label
    return ()


def name_things(parts: Sequence[str]) -> bool:
    """Whether labels only name things, and none of them says what is counted."""
    return bool(parts) and all(not is_measure(p) and not STRONG.search(p) for p in parts)


def without_groups(caption: str) -> str:
    """Return what a caption says is measured: `Deaths by age and sex` is about deaths."""
    return BY.sub("", caption).strip(" ,;:")


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


def _roles_of(trees: Trees, around: Around, reader: LabelReader, measures: frozenset[str]) -> Roles:
    """The levels whose labels are names of groups, and those of what the headers measure.

    measures: labels that are known to measure.
    """
    sides = {"rows": _by_level(trees.rows.values(), measures), "columns": _by_level(trees.columns.values())}
    by = BY.search(around.caption)
    told = reader.read((by["groups"] or by["more"]) if by else "")
    found: set[Level] = set()
    kind = _level_of_kind(sides["rows"], told)
    for side, levels in sides.items():
        other = sides["columns" if side == "rows" else "rows"]
        measured = any(label.words for labels in other.values() for label in labels)
        for level, labels in levels.items():
            parted = level[0] == "stub" or (side == "columns" and not measured)  # the caption's `by sector` is of these
            if kind is not None:
                parted = level == kind
            if _are_groups(labels, trees.heads.get(level), told, reader, measured=measured, parted=parted):
                found.add(level)
    if by is not None and _stub_names_groups(sides["rows"], found):
        across = [label for level, labels in sides["columns"].items() if level not in found for label in labels]
        if any(label.words for label in across):  # the columns measure, so what heads groups is a group too
            found |= {level for level in sides["rows"] if level[0] == "above"}
    if kind is not None and kind[0] == "above":
        found.add(kind)
    things: set[Level] = set()
    if _is_measured(around):
        things = {level for level, labels in sides["rows"].items() if _may_be_things(level, labels, trees, told)}
    return Roles(frozenset(found), frozenset(things - found))


def _level_of_kind(rows: Mapping[Level, Sequence[Label]], told: Label) -> Level | None:
    """The level of rows whose labels bear the word behind the caption's `by`: `by depot` over `Eastham depot`."""
    head = told.text.split()[0].strip(",").casefold() if told.text else ""
    for level, labels in rows.items():
        bear = sum(head in (w.casefold() for w in x.words.split()) for x in labels) if len(head) > 2 else 0
        if bear > 1 and 2 * bear > len(labels):
            return level
    return None


def _over_places(trees: Trees, reader: LabelReader) -> frozenset[str]:
    """The labels of rows with values under which the same places come back: `Exports` and `Imports` of each country."""
    under: dict[str, dict[str, Label]] = defaultdict(dict)
    for path in trees.rows.values():
        if len(path) > 1 and path[-2][0][0] == "above":
            under[path[-2][1].text][path[-1][1].text] = path[-1][1]
    counts = Counter(text for own in under.values() for text in own)
    found = set()
    for parent, own in under.items():
        places = sum(reader.is_place(label) for label in own.values() if counts[label.text] > 1)
        if places * 2 >= len(own) and not reader.is_place(reader.read(parent)):
            found.add(parent)
    return frozenset(found) if len(found) > 1 else frozenset()


def _stub_names_groups(rows: Mapping[Level, Sequence[Label]], found: set[Level]) -> bool:
    """Whether the labels beside the rows are names of groups, most of them."""
    stubs = [labels for level, labels in rows.items() if level[0] == "stub" and level in found]
    return any(2 * sum(bool(label.words) for label in labels) > len(labels) for labels in stubs)


def _may_be_things(level: Level, labels: Sequence[Label], trees: Trees, by: Label) -> bool:
    """Whether what stands over the table may be measured of a level's labels: nothing says that they measure.

    by: what the caption says that its measure is parted by; the labels under that word do not measure.
    """
    head = trees.heads.get(level)
    free = head is None or "measure_head" not in head.says or (head.words and _opens(by.text, head.words))
    return level[0] == "stub" and _are_plain(labels) and bool(free)


def _opens(text: str, word: str) -> bool:
    return text.casefold().startswith(word.casefold())


def _is_measured(around: Around) -> bool:
    """Whether what stands over the whole table says what is counted in all of it."""
    if is_measure(around.spanning) or is_measure(around.title) or STRONG.search(around.lead):
        return True
    return BY.search(around.caption) is not None and 0 < len(_measure_of(around.caption).split()) <= MOST_WORDS


def _measure_of(caption: str) -> str:
    return without_groups(caption)


def _are_plain(labels: Sequence[Label]) -> bool:
    """Whether labels are short names of things, none of which says by itself what is counted."""
    named = [label for label in labels if label.name]
    named = [label for label in named if "base" not in label.says]
    plain = [x for x in named if len(x.name.split()) <= MOST_WORDS and not STRONG.search(x.name) and not x.unit]
    return len(plain) * 4 >= len(named) * 3 > 0


def _by_level(paths: Iterable[Path], without: frozenset[str] = frozenset()) -> dict[Level, list[Label]]:
    found: dict[Level, dict[str, Label]] = defaultdict(dict)
    for path in paths:
        for level, label in path:
            if label.text not in without:
                found[level].setdefault(label.text, label)
    return {level: list(labels.values()) for level, labels in found.items()}


def _are_groups(
    labels: Sequence[Label], head: Label | None, by: Label, reader: LabelReader, *, measured: bool, parted: bool
) -> bool:
    named = [label for label in labels if label.words and "total" not in label.says]
    if not named:
        return False
    if any("total" in label.says and "group_head" in label.says for label in labels) and not (
        head is not None and "measure_head" in head.says
    ):
        return True  # `All stations` under their names
    known = sum("group" in label.says or reader.is_place(label) for label in named)
    if known >= LEAST_KNOWN * len(named):
        return True
    if head is not None and "group_head" in head.says:
        return True
    if head is not None and "measure_head" in head.says:
        return False
    if measured and known >= SOME_KNOWN * len(named) and known > 1:
        return True
    return parted and "group_head" in by.says and not any(label.unit for label in named)
