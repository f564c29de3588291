"""Reads one report from top to bottom: blocks to passages, figures and mentions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.extract.ahead import Ahead
from pipeline.extract.assign import Carried, assign_periods
from pipeline.extract.bases import with_usual_bases
from pipeline.extract.building import FOOTNOTE_MARK, Here, as_marked, prose_figure, table_figure
from pipeline.extract.cells import dash_means_zero
from pipeline.extract.definitions import alternatives, organisations_by_acronym
from pipeline.extract.identifiers import Occurrences
from pipeline.extract.indicators import subject_of
from pipeline.extract.inforce import InForce
from pipeline.extract.measures import measures_of
from pipeline.extract.mentions import FoundMention, find_mentions, heading_priority, table_mentions
from pipeline.extract.names import find_names
from pipeline.extract.outcomes import OUTCOME_NOUN
from pipeline.extract.parts import Part
from pipeline.extract.periods import PeriodContext, PeriodMention
from pipeline.extract.places import confidence_of, place_of
from pipeline.extract.prose import FoundFigure
from pipeline.extract.segments import place_of_heading, segments_of
from pipeline.extract.spans import Span, index_at
from pipeline.extract.surroundings import NOTES_BELOW, Surroundings, context_of_table
from pipeline.extract.tables.around import measure_in, of_whom, place_told, subject_heading
from pipeline.extract.tables.columns import levels_told_of
from pipeline.extract.tables.figure import TableFigure
from pipeline.extract.tables.figures import in_years_meant, table_figures, years_of_table
from pipeline.extract.tables.labels import LabelReader
from pipeline.extract.tables.lines import (
    caption_in,
    counted_in,
    period_of_the_whole,
    periods_above,
    periods_by_column,
    rates_told,
    times_around,
    unit_hint,
)
from pipeline.extract.tables.meaning import TableMeaning
from pipeline.extract.tables.roles import Around, Roles
from pipeline.extract.tables.shape import TableShape, narrative_cells, shape_of
from pipeline.extract.tables.trees import Open, trees_of
from pipeline.extract.tables.twins import twin_headings
from pipeline.extract.yearday import YearsMeant
from pipeline.rules import Rules
from pipeline.types import (
    Block,
    BlockKind,
    Cell,
    Figure,
    FigureStatus,
    Mention,
    Passage,
    Period,
    Place,
    Run,
    Table,
)
from pipeline.types.pieces import pieces_of

PASSAGE_KINDS = {
    BlockKind.HEADING: "heading",
    BlockKind.CAPTION: "caption",
    BlockKind.CONTENTS: "contents",
    BlockKind.FOOTNOTE: "footnote",
}
MENTION_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class ReportText:
    """What was read from one report."""

    figures: tuple[Figure, ...]
    mentions: tuple[Mention, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Tools:
    """What all reports of a file are read with; `page_labels` are the page numbers as printed."""

    nlp: Any
    rules: Rules
    ids: Occurrences
    page_labels: Sequence[str]
    model: str = ""  # the user's spaCy pipeline


class ReportReader:
    """Holds what is in force while the blocks of one report are read in order."""

    def __init__(
        self, part: Part, tools: Tools, *, document_id: str, context: PeriodContext, themes: Sequence[str]
    ) -> None:
        self._tools = tools
        self._document_id = document_id
        self._context = context
        self._ahead = Ahead(tools.nlp, context, model=tools.model)
        self._state = InForce(kind=part.kind, themes=themes, named=part.names_priorities)
        self._figures: list[Figure] = []
        self._mentions: list[Mention] = []
        self._passages: list[Passage] = []
        self._lead = Carried(None)  # the period that the paragraph before put in force
        self._lead_text = ""
        self._years: YearsMeant | None = None  # what the years of a table stand for
        self._around_it = Surroundings((), context, tools.rules)
        self._tables = 0
        self._shape: TableShape | None = None
        self._open = Open()  # labels of the last table that hold for one that goes on from it
        self._roles: Roles | None = None
        self._told_on: int | None = None  # page of the last heading that tells one
        self._marked: dict[str, tuple[Figure, ...]] = {}  # footnote mark to the figures of its paragraph
        self._acronyms: dict[str, str] = {}
        self._acronym_pattern: re.Pattern[str] | None = None
        self._paragraph = ""
        self._headers: list[PeriodMention] = []  # of a table of headers alone, for the one below it
        self._dash_is_zero = False
        self._twins: frozenset[str] = frozenset()  # headings that tell whom the tables under them are of

    def read(self, blocks: Sequence[Block], *, first: int) -> ReportText:
        """Return figures, mentions and passages of the blocks; `first` numbers the first block in its file."""
        self._acronyms = organisations_by_acronym(b.text for b in blocks)
        self._acronym_pattern = alternatives(self._acronyms)
        self._dash_is_zero = any(dash_means_zero(f"{b.marker} {b.text}") for b in blocks)
        shown = [(first + i, b) for i, b in enumerate(blocks) if b.kind is not BlockKind.FURNITURE]
        self._around_it = Surroundings(blocks, self._context, self._tools.rules)
        self._twins = twin_headings(blocks, self._tools.rules, self._context)
        docs = self._ahead.over([b for _, b in shown])
        for i, ((number, _), (block, doc)) in enumerate(zip(shown, docs, strict=True)):
            following = [b for _, b in shown[i + 1 : i + 1 + NOTES_BELOW]]
            heading = block.kind is BlockKind.HEADING
            names = find_names(block.text, self._tools.rules) if heading else []
            place = place_of_heading(block.text, names) if heading else ""
            told = self._told(block.text) if heading else ""
            self._state.read(block, place=place, told=told)
            if told:
                self._told_on = block.page
            if block.table is not None:
                if self._read_table(block.table, number, following):
                    self._around_it.leave_table()
                    self._headers = []
            elif doc is not None:
                self._around_it.read(block)
                self._read_text(block, doc, number)
        return ReportText(tuple(with_usual_bases(self._figures)), tuple(self._mentions), tuple(self._passages))

    def _told(self, heading: str) -> str:
        told = place_told(heading, self._tools.rules, self._context)
        return told or (heading if heading in self._twins else "")

    # -- running text ------------------------------------------------------------------------------

    def _read_text(self, block: Block, doc: Any, number: int) -> None:
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and block.marker[:1].isdigit():
            self._paragraph = block.marker.rstrip(".")
        sentences = doc._.sentence_spans
        first_passage = len(self._passages)
        kind = PASSAGE_KINDS.get(block.kind, "sentence")
        spans = sentences if kind == "sentence" else [(0, len(block.text))]
        for start, end in spans:
            self._passage(kind, block.text[start:end], place_of(block.runs, start, end), number)
        if block.kind is BlockKind.CONTENTS:
            return
        self._read_figures(block, doc, sentences, spans, first_passage)
        self._read_mentions(block, doc, spans, first_passage)

    def _read_figures(
        self,
        block: Block,
        doc: Any,
        sentences: list[Span],
        spans: list[Span],
        first_passage: int,
        *,
        heading: str = "",
    ) -> None:
        found: list[FoundFigure] = doc._.figures
        lead = self._lead if block.kind in (BlockKind.LIST_ITEM, BlockKind.FOOTNOTE) else Carried(None)
        assigned, carried = assign_periods(block.text, found, doc._.periods, sentences, self._context, lead=lead)
        if block.kind is BlockKind.PARAGRAPH:
            self._lead = replace(carried, counts=OUTCOME_NOUN.search(block.text) is not None)
            self._lead_text = block.text
        elif block.kind is BlockKind.HEADING:
            self._lead, self._lead_text = Carried(None), ""
        segments = segments_of(block.text, found, sentences, doc._.names)
        subject = subject_of(heading or self._state.priority_title or self._state.heading)
        where = (block.text, found, sentences, doc._.periods, doc._.names)
        phrases = measures_of(*where, self._tools.rules, heading=subject, parse=self._ahead.parsed)
        own: list[Figure] = []
        for figure, when, segment, phrase in zip(found, assigned, segments, phrases, strict=True):
            at = index_at(spans, figure.start)
            here = self._here(
                place_of(block.runs, figure.start, figure.end), first_passage + at + 1, figure.start - spans[at][0],
                block.text[slice(*sentences[index_at(sentences, figure.start)])], self._state.priority, subject,
            )  # fmt: skip
            own.append(
                prose_figure(
                    block,
                    figure,
                    when,
                    segment=segment or self._state.place,
                    phrase=phrase,
                    here=here,
                    ids=self._tools.ids,
                    rules=self._tools.rules,
                )
            )
            self._figures.append(
                as_marked(own[-1], block.text, self._marked) if block.kind is BlockKind.FOOTNOTE else own[-1]
            )
        if block.kind is not BlockKind.FOOTNOTE:
            self._marked.update({mark: tuple(own) for mark in FOOTNOTE_MARK.findall(block.text)})

    def _read_mentions(self, block: Block, doc: Any, spans: list[Span], first_passage: int) -> None:
        found = find_mentions(
            block.text, doc._.periods, doc._.names, doc._.priorities, self._acronyms, self._acronym_pattern
        )
        if block.kind is BlockKind.HEADING and (own := heading_priority(block, self._state.priority)):
            found.insert(0, own)
        for mention in found:
            at = index_at(spans, mention.start)
            self._mention(block.runs, block.text, mention, first_passage + at + 1, mention.start - spans[at][0])

    # -- tables ------------------------------------------------------------------------------------

    def _read_table(self, table: Table, number: int, following: Sequence[Block]) -> bool:
        """Read a table; return whether it holds figures, or is headers alone of one that follows."""
        self._tables += 1
        before = len(self._figures)
        near = self._around_it.near
        table = table if table.caption else replace(table, caption=caption_in(near))
        before_it = self._lead.period or self._whole(table, following)
        context = context_of_table(table, following, self._context, before_it)
        inherited = self._shape if table.continues else None
        hint = unit_hint(table.caption, near)
        above = self._headers or periods_above(near, context)
        reader = LabelReader(self._tools.rules, context)
        shape = shape_of(
            table,
            self._tools.rules,
            context,
            reader,
            unit_hint=hint,
            periods_above=above,
            notes=self._around_it.notes(following),
            inherited=inherited,
            dash_is_zero=self._dash_is_zero,
        )
        rows = self._row_passages(table, number)
        if not table.continues:
            over = [table.caption, shape.title if shape else "", *near[:-3:-1]]
            self._years = years_of_table(shape, over, self._state.headings[:3], self._around_it.intro)
        if shape is not None:
            self._shape = shape
            self._open = self._open if table.continues else Open()
            trees = trees_of(table, shape, reader, self._open)
            told_of = levels_told_of(shape.columns)
            roles = self._roles if table.continues else None
            meaning = TableMeaning(trees, self._around(table, shape, following), reader, roles, told_of=told_of)
            self._roles = meaning.roles
            lines = self._around_it.lines((shape.title, table.caption), self._state.headings, following, table.page)
            told = times_around(lines, self._context, self._tools.rules)
            found = table_figures(table, shape, context, meaning, trees, told)
            own = (in_years_meant(figure, self._years) for figure in found)
            self._figures += [self._table_figure(figure, rows, page=table.page) for figure in own]
        labels = {c.row: c.text for c in reversed(table.cells) if c.text.strip()}
        for cell in narrative_cells(table, shape):
            self._read_cell(cell, table, number, label=labels.get(cell.row, ""))
        for i, mention in table_mentions(table, context):
            cell = table.cells[i]
            self._mention(cell.runs, cell.text, mention, rows[cell.row], 0)
        holds_figures = any(f.status is FigureStatus.REPORTED for f in self._figures[before:])
        if not holds_figures:
            self._headers = periods_by_column(table, context)
        return holds_figures

    def _read_cell(self, cell: Cell, table: Table, number: int, *, label: str) -> None:
        """Read the sentences of a cell as running text; what they say puts nothing in force behind the table."""
        lead, lead_text, paragraph = self._lead, self._lead_text, self._paragraph
        self._paragraph = ""
        for block in pieces_of(Block(BlockKind.PARAGRAPH, cell.text, cell.runs, page=table.page)):
            doc = self._ahead.doc(block.text)
            spans = doc._.sentence_spans
            first_passage = len(self._passages)
            for start, end in spans:
                self._passage("sentence", block.text[start:end], place_of(block.runs, start, end), number)
            self._read_figures(block, doc, spans, spans, first_passage, heading=label)
        self._lead, self._lead_text, self._paragraph = lead, lead_text, paragraph

    def _whole(self, table: Table, following: Sequence[Block]) -> Period | None:
        """The period that what stands around a table gives to all of it."""
        lines = self._around_it.lines((table.caption,), self._state.headings, following, table.page)
        return period_of_the_whole(lines, self._context, self._tools.rules)[0]

    def _row_passages(self, table: Table, number: int) -> dict[int, int]:
        """One passage a row, `label | cell | cell`; returns row to passage ordinal."""
        rows: dict[int, int] = {}
        for r, cells in enumerate(table.grid(), 1):
            own = [c for c in cells if c is not None]
            first = next((c for c in own if c.runs), own[0] if own else None)  # an empty cell has no runs in a PDF
            place = place_of(first.runs, 0, max(len(first.text), 1)) if first else Place()
            ends = [getattr(run, "column", 0) + run.end - run.start for c in own for run in c.runs]
            if place.line is not None and ends:
                place = replace(place, end=max(ends))
            self._passage("row", " | ".join(c.text.strip() for c in own), place, number, table=self._tables, row=r)
            rows[r] = len(self._passages)
        return rows

    def _table_figure(self, found: TableFigure, rows: Mapping[int, int], *, page: int | None) -> Figure:
        priority, title = self._state.priority_of_row(found.labels, found.row_label)
        place = place_of(found.cell.runs, found.start, found.end)
        here = self._here(place, rows[found.cell.row], 0, "", priority, title)
        return table_figure(
            found, table=self._tables, page=self._passages[rows[found.cell.row] - 1].place.page or page,
            here=here, ids=self._tools.ids, rules=self._tools.rules,
        )  # fmt: skip

    def _around(self, table: Table, shape: TableShape, following: Sequence[Block]) -> Around:
        """What stands around a table and holds for all of it."""
        headings = [h for h in self._state.headings if h not in self._twins]
        heading = self._state.priority_title or subject_heading(headings, self._tools.rules, self._context)
        place = of_whom(table.caption, self._tools.rules, self._context)
        if not place and self._told_on != table.page:  # a heading of this page is nearer than its header
            place = self._around_it.page_place(table.page)
        place = place or self._state.told_place
        return Around(
            shape.spanning,
            shape.title,
            table.caption,
            subject_of(heading),
            place,
            measure_in(self._lead_text),
            rates_told(self._around_it.notes(following)),
            counted_in(self._around_it.near),
            bool(unit_hint(table.caption, self._around_it.near)),
        )

    # -- both --------------------------------------------------------------------------------------

    def _here(self, place: Place, passage: int, offset: int, context: str, priority: str, subject: str) -> Here:
        return Here(
            document_id=self._document_id, ordinal=len(self._figures) + 1, section=self._state.section,
            priority=priority, subject=subject, paragraph=self._paragraph if context else "", passage=passage,
            offset=offset, context=context, page_label=self._page_label(place),
        )  # fmt: skip

    def _mention(self, runs: Sequence[Run], text: str, found: FoundMention, passage: int, offset: int) -> None:
        place = place_of(runs, found.start, found.end)
        dates = found.period.period if found.period else None
        printed = text[found.start : found.end]
        key = (place.page or place.line or place.cell, found.label.value, printed)
        self._mentions.append(
            Mention(
                mention_id=self._tools.ids.identifier("m", *key),
                document_id=self._document_id,
                ordinal=len(self._mentions) + 1,
                place=place,
                label=found.label,
                text=printed,
                normalised=found.normalised,
                passage=passage,
                offset=offset,
                start=dates.start if dates else None,
                end=dates.end if dates else None,
                rule=found.rule,
                confidence=round(MENTION_CONFIDENCE * confidence_of(runs, found.start, found.end), 3),
            )
        )

    def _passage(
        self, kind: str, text: str, place: Place, number: int, *, table: int | None = None, row: int | None = None
    ) -> None:
        self._passages.append(
            Passage(
                ordinal=len(self._passages) + 1,
                kind=kind,
                text=text,
                place=place,
                block=number,
                section=self._state.section,
                priority=self._state.priority,
                paragraph=self._paragraph if kind == "sentence" else "",
                table=table,
                row=row,
            )
        )

    def _page_label(self, place: Place) -> str:
        if place.page is None or place.page > len(self._tools.page_labels):
            return ""
        return self._tools.page_labels[place.page - 1]
