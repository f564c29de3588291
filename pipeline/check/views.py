"""Reports as the checks look at them: figures by sentence and by table, with what leads to them quickly."""

import re
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from pipeline.align import Alignment
from pipeline.align.words import fold, key_words
from pipeline.rules import Rules
from pipeline.types import Figure, FigureStatus, Passage, Report, Source

Slot = tuple[int, int]  # a column, and which figure of the cell


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: its number, label, figures in column order and by slot."""

    number: int
    label: str
    figures: tuple[Figure, ...]
    by_slot: Mapping[Slot, Figure]


@dataclass(frozen=True, slots=True)
class TableView:
    """A table's rows in order, and the label of each column that holds figures."""

    number: int
    rows: tuple[Row, ...]
    columns: tuple[tuple[int, str], ...]


_REFERS_BACK = re.compile(
    r"(?:[^,.;]{0,40}\b)?(?:that|this|it|they|these|both)\s+(?:is|was|are|were|stands?|stood|makes?)\b"
)

T = TypeVar("T")
MAX_VIEWS = 12  # reports whose figures are kept by sentence and table at a time


_recent: "OrderedDict[int, ReportView]" = OrderedDict()  # those looked at last, the latest at the end


class kept(Generic[T]):  # noqa: N801 - it stands where a decorator does
    """A property of a view that is kept while the view is among those looked at last, and made anew after that.

    A check that walks through thousands of reports would hold them all otherwise.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __get__(self, view: "ReportView", _owner: type) -> T:
        name = self._make.__name__
        if name in view.made:
            known: T = view.made[name]
            return known
        result = view.made[name] = self._make(view)
        _recent[id(view)] = view
        _recent.move_to_end(id(view))
        while len(_recent) > MAX_VIEWS:
            _, old = _recent.popitem(last=False)
            old.made.clear()
            old.formulas.clear()
        return result


class ReportView:
    """One report with its figures by sentence and by table."""

    def __init__(self, report: Report, rules: Rules) -> None:
        self.report = report
        self.rules = rules
        self.made: dict[str, Any] = {}
        self.formulas: dict[int, object] = {}  # what checks inferred of a table, by its number

    @kept
    def by_passage(self) -> dict[int, tuple[Figure, ...]]:
        """Figures of running text by the ordinal of their passage, in the order of the words."""
        found: dict[int, list[Figure]] = defaultdict(list)
        for figure in self.report.figures:
            if figure.source is Source.TEXT:
                found[figure.passage].append(figure)
        return {k: tuple(sorted(v, key=lambda f: f.offset)) for k, v in found.items()}

    @kept
    def passages(self) -> dict[int, Passage]:
        """Passages by their ordinal."""
        return {p.ordinal: p for p in self.report.passages}

    @kept
    def sentences(self) -> tuple[Passage, ...]:
        """Passages of running text: sentences, captions and footnotes, without rows, headings and contents."""
        return tuple(p for p in self.report.passages if p.kind in ("sentence", "caption", "footnote"))

    @kept
    def headings(self) -> tuple[Passage, ...]:
        """Headings in reading order."""
        return tuple(p for p in self.report.passages if p.kind == "heading")

    @kept
    def tables(self) -> tuple[TableView, ...]:
        """Tables that hold figures, each with its rows."""
        rows: dict[int, dict[int, list[Figure]]] = defaultdict(lambda: defaultdict(list))
        for figure in self.report.figures:
            if figure.table is not None and figure.row is not None and figure.source is Source.TABLE:
                rows[figure.table][figure.row].append(figure)
        return tuple(_table_view(number, found) for number, found in sorted(rows.items()))

    @kept
    def table_of(self) -> dict[int, TableView]:
        """Tables by their number."""
        return {t.number: t for t in self.tables}

    @kept
    def rows_of(self) -> dict[tuple[int, int], Row]:
        """Rows by the number of their table and their own."""
        return {(t.number, r.number): r for t in self.tables for r in t.rows}

    @kept
    def passages_of_table(self) -> dict[int, tuple[Passage, ...]]:
        """Passages by the table that they are printed in."""
        found: dict[int, list[Passage]] = defaultdict(list)
        for passage in self.report.passages:
            if passage.table is not None:
                found[passage.table].append(passage)
        return {number: tuple(own) for number, own in found.items()}

    @kept
    def cells_of_table(self) -> dict[int, tuple[Figure, ...]]:
        """Reported figures by the table that they stand in."""
        found: dict[int, list[Figure]] = defaultdict(list)
        for figure in self.table_figures:
            if figure.table is not None:
                found[figure.table].append(figure)
        return {number: tuple(own) for number, own in found.items()}

    @kept
    def table_figures(self) -> tuple[Figure, ...]:
        """Reported figures that stand in tables."""
        return tuple(f for f in self.report.figures if f.source is Source.TABLE and f.status is FigureStatus.REPORTED)

    def sentence_of(self, figure: Figure) -> str:
        """Return the text of the passage that a figure stands in."""
        passage = self.passages.get(figure.passage)
        return passage.text if passage else figure.context

    def words_of(self, figure: Figure) -> frozenset[str]:
        """Return the key words of a figure's sentence and indicator, and of the sentence that it refers back to."""
        words = key_words(self.sentence_of(figure)) | key_words(figure.indicator)
        passage = self.passages.get(figure.passage)
        before = self.passages.get(figure.passage - 1)
        if passage and before and before.section == passage.section and self.refers_back(passage):
            words |= key_words(before.text)
        return words

    def refers_back(self, passage: Passage) -> bool:
        """Whether a sentence speaks of what the one before it named: `That is 12 more`, `it stands at 79%`."""
        return bool(_REFERS_BACK.match(fold(passage.text)))


class ArchiveView:
    """All reports of a run with their alignment."""

    def __init__(self, views: tuple[ReportView, ...], alignment: Alignment, rules: Rules) -> None:
        self.views = views
        self.alignment = alignment
        self.rules = rules

    @cached_property
    def by_document(self) -> dict[str, ReportView]:
        """Views by document_id."""
        return {v.report.document_id: v for v in self.views}


def _table_view(number: int, rows: dict[int, list[Figure]]) -> TableView:
    columns: dict[int, str] = {}
    for figures in rows.values():
        for figure in figures:
            columns.setdefault(figure.column or 0, figure.column_label)
    return TableView(
        number,
        tuple(_row(row, figures) for row, figures in sorted(rows.items())),
        tuple(sorted(columns.items())),
    )


def _row(number: int, figures: list[Figure]) -> Row:
    in_order = tuple(sorted(figures, key=lambda f: ((f.column or 0), f.ordinal)))
    by_slot: dict[Slot, Figure] = {}
    places: Counter[int] = Counter()  # figures of each column so far
    for figure in in_order:
        column = figure.column or 0
        by_slot[column, places[column]] = figure
        places[column] += 1
    return Row(number, figures[0].row_label, in_order, by_slot)


def in_column(row: Row, column: int) -> Iterator[Figure]:
    """Yield the figures of a row's cell in their order, without a look at the other cells."""
    place = 0
    while (figure := row.by_slot.get((column, place))) is not None:
        if figure.column == column:  # one without a column stands under 0
            yield figure
        place += 1


def has_value(figure: Figure) -> bool:
    """Whether a figure is a number that its report gives: no gap, and no number taken back."""
    return figure.status is FigureStatus.REPORTED and figure.value is not None


def same_label(a: str, b: str) -> bool:
    """Whether two labels are the same but for case, quotes and spaces."""
    return fold(a) == fold(b)
