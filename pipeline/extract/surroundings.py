"""Keeps what is printed around the tables of a report while it is read: lines above, notes below, the page's header."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.against import base_of_changes_at
from pipeline.extract.covers import PERIOD_SENTENCE
from pipeline.extract.periods import PeriodContext, Shape, find_periods
from pipeline.extract.tables.around import place_told
from pipeline.extract.tables.lines import Lines
from pipeline.extract.tables.references import is_reference
from pipeline.extract.yearday import SENTENCE_END
from pipeline.rules import Rules
from pipeline.types import Block, BlockKind, Period, Table

LINES_ABOVE = 4  # where the unit of a table may stand
NOTES_BELOW = 3
LEAST_WORDS = 5  # of a paragraph that introduces a table
NOTE_PERIOD = re.compile(r"(?:to|up\s+to|as\s+at|as\s+of|data\s+to|at|period\s+to)\s+.{3,20}", re.IGNORECASE)
BASE_NOTE = re.compile(r"\W*base\s*:", re.IGNORECASE)  # who was asked, and when
TEXT_KINDS = (BlockKind.PARAGRAPH, BlockKind.FOOTNOTE, BlockKind.LIST_ITEM)


class Surroundings:
    """The text near the place that is being read, and the headers and footers of the pages."""

    def __init__(self, blocks: Sequence[Block], context: PeriodContext, rules: Rules) -> None:
        self.near: list[str] = []  # the last few lines
        self._context, self._rules = context, rules
        self.intro = ""  # the last paragraph under the heading in force
        self._pages: dict[int, list[str]] = {}
        self._places: dict[int, str] = {}
        for block in blocks:
            if block.kind is not BlockKind.FURNITURE or block.page is None:
                continue
            self._pages.setdefault(block.page, []).append(block.text)
            if block.page not in self._places and (told := place_told(block.text, rules, context)):
                self._places[block.page] = told

    def read(self, block: Block) -> None:
        """Take a block of text into account."""
        self.near = [*self.near, block.text][-LINES_ABOVE:]
        if block.kind is BlockKind.PARAGRAPH and len(block.text.split()) >= LEAST_WORDS:
            self.intro = block.text

    def leave_table(self) -> None:
        """Forget the lines above a table with figures; the paragraph that introduced it may introduce the next."""
        self.near = []

    def page_place(self, page: int | None) -> str:
        """Return the place that the header or footer of a page tells."""
        return self._places.get(page or 0, "")

    def notes(self, following: Sequence[Block]) -> tuple[str, ...]:
        """Return the texts that tell how a table's numbers were made: its introduction, lines above, notes below."""
        below = [b.text for b in following[:NOTES_BELOW] if b.table is None]
        return (*reversed(self.near), self.intro, *below)

    def lines(
        self, titles: Sequence[str], headings: Sequence[str], following: Sequence[Block], page: int | None
    ) -> Lines:
        """Return what stands around a table. headings: in force, the innermost first; following: the next blocks."""
        below = []
        for block in following[:NOTES_BELOW]:
            if block.table is not None or block.kind not in TEXT_KINDS:
                break
            if PERIOD_SENTENCE.search(block.text) or BASE_NOTE.match(block.text) or self._tells_base(block.text):
                below.append(block.text)
        return Lines(
            titles=tuple(t for t in titles if t),
            above=tuple(reversed(self.near)),
            intro=self.intro,
            headings=tuple(headings),
            below=tuple(below),
            page=tuple(t for t in self._pages.get(page or 0, ()) if not _is_day(t)),
        )

    def _tells_base(self, text: str) -> bool:
        """Whether a note says what changes are measured against, or of which years an average is."""
        if any(base_of_changes_at(sentence, self._rules) is not None for sentence in SENTENCE_END.split(text)):
            return True
        return any(is_reference(m, text, self._rules) for m in find_periods(text, self._context))


def context_of_table(
    table: Table, following: Sequence[Block], context: PeriodContext, told: Period | None
) -> PeriodContext:
    """Return the context of a table: a line under it such as `To May 15` ends its latest period, `told` dates it else.

    told: what stands before it, for a table whose own headers print no period.
    """
    note = following[0].text.strip() if following and following[0].table is None else ""
    if NOTE_PERIOD.fullmatch(note):
        found = [m for m in find_periods(note, context) if m.period and m.period.end]
        context = replace(context, anchor=found[0].period) if found else context
    dated = any(find_periods(c.text, context) for c in table.cells if c.row <= max(table.header_rows, 1))
    return replace(context, anchor=told) if told is not None and not dated else context


def _is_day(text: str) -> bool:
    """Whether a line of a page's header prints a day: that of the print, most often."""
    return any(m.shape in (Shape.DATE, Shape.POINT) for m in find_periods(text, PeriodContext()))
