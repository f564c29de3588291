"""Finds out which levels of a table's two trees name groups, which name things, and which measure."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.extract.indicators import STRONG, is_measure
from pipeline.extract.tables.labels import CHANGES, Label, LabelReader, opening_people
from pipeline.extract.tables.trees import Level, Path, Trees

BY = re.compile(r"\bby\s+(?P<groups>[^.;:]+)$|,\s*by\s+(?P<more>[^.;:]+)", re.IGNORECASE)
LEAST_KNOWN = 0.5  # of a level's labels that are names of groups
SOME_KNOWN = 0.2  # of them, where the other side says what is measured
LEAST_OF_WORD = 3  # letters that a word has more than
MOST_WORDS = 6  # of a label that only names a thing
LEAST_PLACES = 2  # under which the same labels stand
VALUE = re.compile(r"values?", re.IGNORECASE)
AIMS = frozenset({"target", "forecast", "variance"})


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

    @property
    def parted(self) -> str:
        """The title that says how what it measures is parted, `Arrests by age`; empty where none does."""
        return next((title for title in (self.caption, self.subject) if BY.search(title)), "")


@dataclass(slots=True)
class Roles:
    """Which levels name groups; a table that goes on from another takes over the roles of that one.

    `things` are levels whose labels are neither places nor people, but what the headers measure: their total is one
    of them, where the total of places has no place.
    """

    groups: frozenset[Level] = field(default_factory=frozenset)
    things: frozenset[Level] = field(default_factory=frozenset)


def without_groups(caption: str) -> str:
    """Return what a caption says is measured: `Deaths by age and sex` is about deaths."""
    return BY.sub("", caption).strip(" ,;:")


def roles_of(trees: Trees, around: Around, reader: LabelReader, measures: frozenset[str]) -> Roles:
    """The levels whose labels are names of groups, and those of what the headers measure.

    measures: labels that are known to measure.
    """
    # what only heads rows and is a group says nothing of the labels below it
    valued = [p for r, p in trees.rows.items() if r not in trees.naming or not (p and "group" in p[-1][1].says)]
    sides = {"rows": _by_level(valued, measures), "columns": _by_level(trees.columns.values())}
    by = BY.search(around.parted)
    told = reader.read((by["groups"] or by["more"]) if by else "")
    found: set[Level] = set()
    kind = _level_of_kind(sides["rows"], told)
    for side, levels in sides.items():
        other = sides["columns" if side == "rows" else "rows"]
        measured = any(label.words for labels in other.values() for label in labels)
        for level, labels in levels.items():
            parted = level[0] == "stub" or (side == "columns" and not measured)  # the caption's `by sector` is of these
            named = kind is None and level[0] == "stub" and _names(told, trees.heads.get(level))
            if kind is not None:
                parted = level == kind
            head = None if kind is not None and kind[0] == "above" and level[0] == "stub" else trees.heads.get(level)
            if named or _are_groups(labels, head, told, reader, measured=measured, parted=parted):
                found.add(level)
    if by is not None and _stub_names_groups(sides["rows"], found):
        across = [label for level, labels in sides["columns"].items() if level not in found for label in labels]
        if any(
            label.words and "leans" not in label.says for label in across
        ):  # the columns measure, so what heads groups is a group too
            found |= {level for level in sides["rows"] if level[0] == "above"}
    if any(_heads_two(trees.heads.get(level)) for level in found):  # `River and station` over rows and what heads them
        found |= {level for level in sides["rows"] if level[0] == "above"}
    if kind is not None and kind[0] == "above":
        found.add(kind)
    found |= _levels_bearing(sides["columns"], told)
    found |= _parting_bands(trees, found)
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


def _levels_bearing(columns: Mapping[Level, Sequence[Label]], told: Label) -> set[Level]:
    """The levels of headers that bear a word of the caption's `by`: `by coast and type` over `North coast`."""
    words = {w.casefold() for w in told.text.replace(",", " ").split() if len(w) > LEAST_OF_WORD}
    found = set()
    for level, labels in columns.items():
        last = Counter(x.words.casefold().split()[-1] for x in labels if len(x.words.split()) > 1)
        if any(last[word] > 1 and 2 * last[word] > len(labels) for word in words):
            found.add(level)
    return found


def _names(by: Label, head: Label | None) -> bool:
    """Whether the words behind the title's `by` head a label column: `Graduates by field`, `Field`."""
    plain = head is not None and bool(head.words) and "measure_head" not in head.says
    return plain and head is not None and by.text.casefold().startswith(head.words.casefold())


def _parting_bands(trees: Trees, found: set[Level]) -> set[Level]:
    """The rows that part groups of one kind, each of them under one alone: `Africa` and `Asia` over `Country`.

    Where the same come back under another, what heads them may measure: `Exports` and `Imports` of each country.
    """
    under: dict[Level, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in trees.rows.values():
        for (level, band), (stub, label) in itertools.pairwise(path):
            head = trees.heads.get(stub)
            if level[0] == "above" and stub in found and head is not None and "group_head" in head.says:
                under[level][band.text].append("" if "total" in label.says else label.text)
    result = set()
    for level, bands in under.items():
        members = [text for own in bands.values() for text in own if text]
        plain = not any(is_measure(text) or STRONG.search(text) for text in bands)
        if len(bands) > 1 and plain and len(members) == len(set(members)):
            result.add(level)
    return result


def bands_of(trees: Trees) -> frozenset[Level]:
    """The label columns of mostly groups: what heads them says of which kind they are, `Length of wait`."""
    levels = _by_level(trees.rows.values())
    known = {n: sum(bool(x.says & {"group", "total"}) for x in labels) for n, labels in levels.items()}
    return frozenset(n for n, labels in levels.items() if 2 * known[n] > len(labels))


def _heads_two(head: Label | None) -> bool:
    return head is not None and "group_head" in head.says and " and " in head.text


def over_places(trees: Trees, reader: LabelReader) -> frozenset[str]:
    """The labels of rows with values under which the same places come back: `Exports` and `Imports` of each country."""
    under: dict[str, dict[str, Label]] = defaultdict(dict)
    for path in trees.rows.values():
        if len(path) > 1 and path[-2][0][0] == "above":
            under[path[-2][1].text][path[-1][1].text] = path[-1][1]
    counts = Counter(text for own in under.values() for text in own)
    found = _under_places(under, counts, reader)
    for parent, own in under.items():
        places = sum(reader.is_place(label) for label in own.values() if counts[label.text] > 1)
        if places * 2 >= len(own) and not reader.is_place(reader.read(parent)):
            found.add(parent)
    return frozenset(found) if len(found) > 1 else frozenset()


def _under_places(under: Mapping[str, Mapping[str, Label]], counts: Counter[str], reader: LabelReader) -> set[str]:
    """The labels that come back under most of the places with values: `Bankruptcies` and `Proposals` of each one."""
    places = [parent for parent in under if reader.is_place(reader.read(parent))]
    if len(places) < LEAST_PLACES or len(places) * 2 < len(under):
        return set()
    labels = {text: label for parent in places for text, label in under[parent].items()}
    free = {t for t, x in labels.items() if x.words and not x.says & {"group", "total"} and not reader.is_place(x)}
    return {t for t in free if counts[t] >= len(places)}


def headed_by_kind(trees: Trees) -> frozenset[tuple[Level, str]]:
    """The headers under one that only says of what kind they are: `Eastham` and `Weston` under `Branch`, no totals."""
    found = set()
    for path in trees.columns.values():
        for (_, head), (level, label) in itertools.pairwise(path):
            kind = "group_head" in head.says and len(head.words.split()) == 1
            if kind and label.words and not label.says & {"total", *CHANGES}:
                found.add((level, label.text))
    return frozenset(found)


def people_opening(trees: Trees, reader: LabelReader) -> dict[tuple[Level, str], str]:
    """The people that labels of one level open with, where these differ: `Adults seen`, `Children seen`."""
    levels = [*_by_level(trees.rows.values()).items(), *_by_level(trees.columns.values()).items()]
    found: dict[tuple[Level, str], str] = {}
    for level, labels in levels:
        opening = {(level, x.text): w for x in labels if (w := opening_people(x.words, reader.rules))}
        if len(set(opening.values())) > 1:
            found.update(opening)
    return found


def named_value(trees: Trees) -> dict[str, str]:
    """The headers `Value` beside others that measure: they name money, where beside a target they name nothing."""
    labels = [label for path in trees.columns.values() for _, label in path]
    if any(label.says & AIMS for label in labels) or not any(label.words for label in labels):
        return {}
    return {label.text: label.text for label in labels if not label.words and VALUE.fullmatch(label.text)}


def with_odd_units(trees: Trees, roles: Roles, reader: LabelReader) -> frozenset[str]:
    """The headers with a unit on a level of groups that have none: `Men | Women | Gap (%)`."""
    found: set[str] = set()
    for level, labels in _by_level(trees.columns.values()).items():
        odd = [x for x in labels if x.unit and "total" not in x.says and not reader.is_place(x)]
        if level in roles.groups and 2 * len(odd) < len(labels):
            found |= {x.text for x in odd}
    return frozenset(found)


def _stub_names_groups(rows: Mapping[Level, Sequence[Label]], found: set[Level]) -> bool:
    """Whether the labels beside the rows are names of groups, most of them."""
    stubs = [labels for level, labels in rows.items() if level[0] == "stub" and level in found]
    return any(2 * sum(bool(label.words) for label in labels) > len(labels) for labels in stubs)


def _may_be_things(level: Level, labels: Sequence[Label], trees: Trees, by: Label) -> bool:
    """Whether what stands over the table may be measured of a level's labels: nothing says that they measure.

    by: what the caption says that its measure is parted by; the labels under that word do not measure.
    """
    head = trees.heads.get(level)
    free = (
        head is None
        or "measure_head" not in head.says
        or "parts" in head.says
        or (head.words and _opens(by.text, head.words))
    )
    free = free and not (head is not None and _repeats(head, labels))
    return level[0] == "stub" and are_plain(labels) and bool(free)


def _opens(text: str, word: str) -> bool:
    return text.casefold().startswith(word.casefold())


def _is_measured(around: Around) -> bool:
    """Whether what stands over the whole table says what is counted in all of it."""
    if is_measure(around.spanning) or is_measure(around.title) or STRONG.search(around.lead):
        return True
    return 0 < len(without_groups(around.parted).split()) <= MOST_WORDS


def are_plain(labels: Sequence[Label]) -> bool:
    """Whether labels are short names of things, none of which says by itself what is counted."""
    named = [label for label in labels if label.name]
    named = [label for label in named if "base" not in label.says]
    plain = [x for x in named if len(x.name.split()) <= MOST_WORDS and not STRONG.search(x.name) and not x.unit]
    return len(plain) * 4 >= len(named) * 3 > 0


def _repeats(head: Label, labels: Sequence[Label]) -> bool:
    """Whether some label ends in the word that heads them all: `Members` over `Active members` is what is counted."""
    word = head.words.casefold()
    return bool(word) and any(label.words.casefold().endswith(f" {word}") for label in labels)


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
    if head is not None and ("measure_head" in head.says or _repeats(head, named)):
        return False
    if measured and known >= SOME_KNOWN * len(named) and known > 1:
        return True
    return parted and "group_head" in by.says and not any(label.unit for label in named)
