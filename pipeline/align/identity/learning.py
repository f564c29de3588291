"""What one report teaches: which words part its rows, under which headings they repeat, what its short forms mean."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b

from pipeline.align.identity.wording import Wording, Words, heading_words
from pipeline.align.words import fold
from pipeline.rules import Rules
from pipeline.types import Figure, MentionLabel, Report, Source

Base = tuple[str, ...]
MOST_ALIKE = 40  # rows of a table that share all words but one; more are a list of names


@dataclass(slots=True)
class Lesson:
    """What a report teaches of the words of its measures.

    `rows`: a hash of each row's label with its neighbours'. `light`: names whose rows differ in light words only.
    `headed`: names that stand under several headings with values of their own. `parting`: pairs of words in one of
    which two rows of a table differ. `short`: short forms with their meaning in words. `misnamed`: canonical
    indicators with a name that another row of the same table fits better.
    """

    rows: "array[int]" = field(default_factory=lambda: array("Q"))
    light: set[Base] = field(default_factory=set)
    headed: set[Base] = field(default_factory=set)
    parting: set[tuple[str, str]] = field(default_factory=set)
    short: set[tuple[str, Base]] = field(default_factory=set)
    misnamed: set[tuple[str, Base]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its figures, its printed label, and a hash of the label with its neighbours'."""

    figures: tuple[Figure, ...]
    label: Words
    around: int


def name_of(figure: Figure) -> str:
    """Return the words that tell what a figure measures, empty where nothing does."""
    return figure.indicator or figure.row_label


def learn(report: Report, wording: Wording, rules: Rules) -> Lesson:
    """Return what the tables and the short forms of a report teach."""
    lesson = Lesson()
    seen: dict[tuple[object, ...], tuple[object, str]] = {}
    for rows in tables_of(report.figures, wording):
        lesson.rows.extend(row.around for row in rows if row.around)
        _learn_words({wording.of(name) for name in {name_of(f) for row in rows for f in row.figures}}, lesson)
        _learn_misnamed(rows, wording, rules, lesson)
        for row in rows:
            _learn_headings(row, wording, seen, lesson)
    for mention in report.mentions:
        if mention.label is MentionLabel.ACRONYM and mention.normalised:
            lesson.short.add((fold(mention.text), wording.of(mention.normalised).full))
    return lesson


def tables_of(figures: Iterable[Figure], wording: Wording) -> Iterator[list[Row]]:
    """Yield the rows of each table of a report, in their order."""
    tables: dict[int, dict[int, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        if figure.source is Source.TABLE and figure.table is not None and figure.row is not None:
            tables[figure.table][figure.row].append(figure)
    for number in sorted(tables):
        rows = [tuple(tables[number][row]) for row in sorted(tables[number])]
        labels = [wording.of(row[0].row_label) for row in rows]
        yield [Row(f, labels[i], _around(labels, i)) for i, f in enumerate(rows)]


def _around(labels: list[Words], at: int) -> int:
    """Return a hash of a row's label and its neighbours', 0 where it has none or is alone."""
    own = labels[at].base
    before = labels[at - 1].base if at else ()
    after = labels[at + 1].base if at + 1 < len(labels) else ()
    if not own or own in (before, after) or not (before or after):
        return 0
    return hash_of((before, own, after))


@lru_cache(maxsize=20_000)
def hash_of(value: object) -> int:
    """Return 64 bits of a hash of plain values, the same in every process."""
    return int.from_bytes(blake2b(repr(value).encode(), digest_size=8).digest(), "big")


def _learn_words(names: set[Words], lesson: Lesson) -> None:
    """Learn from the names of one table's rows which light words and which pairs of words part two of them."""
    full: dict[Base, Base] = {}
    but_one: dict[tuple[int, Base], list[str]] = defaultdict(list)
    for name in sorted(names):
        if full.setdefault(name.base, name.full) != name.full:
            lesson.light.add(name.base)
        for i, word in enumerate(name.base if len(name.base) > 1 else ()):
            but_one[len(name.base), name.base[:i] + name.base[i + 1 :]].append(word)
    for words in but_one.values():
        if 1 < len(words) <= MOST_ALIKE:
            lesson.parting.update((a, b) for a in words for b in words if a < b)


def _learn_headings(
    row: Row, wording: Wording, seen: dict[tuple[object, ...], tuple[object, str]], lesson: Lesson
) -> None:
    """Learn that a name is told under two headings with different values: there it measures two things."""
    for figure in row.figures:
        if figure.value is None or figure.period is None:
            continue
        base = wording.of(name_of(figure)).base
        heading = heading_of(figure)
        fact = (base, figure.segment, figure.unit, figure.kind, figure.role, figure.statistic, figure.period.label)
        value, where = seen.setdefault(fact, (figure.value, heading))
        if value != figure.value and where != heading:
            lesson.headed.add(base)


def heading_of(figure: Figure) -> str:
    """Return the priority or the last heading in force at a figure, as it is compared."""
    return f"priority {fold(figure.priority)}" if figure.priority else heading_words(figure.section)


def _learn_misnamed(rows: list[Row], wording: Wording, rules: Rules, lesson: Lesson) -> None:
    """Learn that two rows of one table bear one canonical indicator: it stays with the row that it fits best."""
    bearing: dict[tuple[object, ...], dict[Base, str]] = defaultdict(dict)
    for row in rows:
        for f in row.figures:
            if f.indicator_id:
                fact = (f.indicator_id, fold(f.segment), f.unit, f.kind, f.role, f.period and f.period.label)
                bearing[fact].setdefault(wording.of(name_of(f)).base, f.row_label)
    for (indicator_id, *_), names in bearing.items():
        if len(names) > 1:
            fits = {base: _fit(str(indicator_id), label, wording, rules) for base, label in names.items()}
            best = max(fits, key=lambda base: (fits[base], base))
            lesson.misnamed.update((str(indicator_id), base) for base in names if base != best)


def _fit(indicator_id: str, label: str, wording: Wording, rules: Rules) -> float:
    """Return how well a row's own label fits a canonical indicator's names, of 100."""
    from rapidfuzz import fuzz

    names = next(((i.label, *i.aliases) for i in rules.indicators if i.id == indicator_id), ())
    own = wording.of(label).told
    return max((fuzz.token_sort_ratio(own, wording.of(name).told) for name in names), default=0.0)
