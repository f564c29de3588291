"""Builds the Figure of a number found in running text or in a table cell."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.extract.assign import Assigned
from pipeline.extract.calibration import calibrated
from pipeline.extract.identifiers import Occurrences
from pipeline.extract.indicators import canonical, canonical_of_group, group_of
from pipeline.extract.places import confidence_of, place_of
from pipeline.extract.prose import FoundFigure
from pipeline.extract.tables.figure import TableFigure
from pipeline.quantities import allowed
from pipeline.rules import Rules
from pipeline.types import Block, Figure, FigureStatus, Place, Source, Statistic

FOOTNOTE_MARK = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹⁰]+|[†‡]")
RATIO_DIGITS = Decimal("0.000001")
MAX_DECIMALS = 12
TABLE_CONFIDENCE = 0.98
ROUNDED = (Statistic.AVERAGE, Statistic.MEDIAN, Statistic.INDEX)


@dataclass(frozen=True, slots=True)
class Here:
    """What holds where a figure stands: its document, number, section and the passage it is in."""

    document_id: str
    ordinal: int
    section: str
    priority: str
    subject: str  # what the section is about, in words
    paragraph: str
    passage: int
    offset: int
    context: str
    page_label: str


def prose_figure(
    block: Block,
    found: FoundFigure,
    when: Assigned,
    *,
    segment: str,
    phrase: str,
    here: Here,
    ids: Occurrences,
    rules: Rules,
) -> Figure:
    """Return the figure of a number in running text."""
    place = place_of(block.runs, found.start, found.end)
    seen = confidence_of(block.runs, found.start, found.end)
    interval = allowed(
        found.value, decimals=found.decimals, unit=found.unit, qualifier=found.qualifier, kind=found.kind,
        fraction=found.fraction,
    )  # fmt: skip
    return Figure(
        figure_id=ids.identifier("f", place.page or place.line or place.cell, found.text),
        document_id=here.document_id, ordinal=here.ordinal, place=place, text=found.text, value=stored(found.value),
        lower=interval.lower, upper=interval.upper, decimals=found.decimals, unit=found.unit,
        unit_printed=found.unit_printed, qualifier=found.qualifier, kind=found.kind, role=found.role, flag=found.flag,
        indicator=phrase, indicator_id=canonical(phrase, found.unit, here.subject, rules).indicator_id,
        segment=segment, period=when.period, base_period=when.base, period_basis=when.basis, priority=here.priority,
        section=here.section, source=Source.TEXT, context=here.context, paragraph=here.paragraph,
        page_label=here.page_label, passage=here.passage, offset=here.offset, rule=found.rule,
        confidence=calibrated(found.rule, found.confidence * seen), ocr=seen < 1,
    )  # fmt: skip


def table_figure(
    found: TableFigure, *, table: int, page: int | None, here: Here, ids: Occurrences, rules: Rules
) -> Figure:
    """Return the figure of a cell, or of an empty cell under a header."""
    cell = found.cell
    place = place_of(cell.runs, found.start, found.end)
    if place.page is None and place.line is None and cell.box is not None:
        place = Place(page=page, box=cell.box)
    seen = confidence_of(cell.runs, found.start, found.end)
    meaning = found.meaning
    indicator, segment = meaning.indicator, meaning.segment
    interval = None
    if found.value is not None:
        interval = allowed(
            found.value, decimals=found.decimals, unit=found.unit, qualifier=found.qualifier, kind=found.kind,
            averaged=meaning.statistic in ROUNDED,
        )  # fmt: skip
    blank = found.status is not FigureStatus.REPORTED and not found.text
    key = (found.row_label, found.column_label, here.subject) if blank else (found.text,)
    rule = f"cell_{'gap' if found.value is None else found.kind.value}"
    return Figure(
        figure_id=ids.identifier("f", place.page or place.line or place.cell, *key),
        document_id=here.document_id, ordinal=here.ordinal, place=place, text=found.text, value=stored(found.value),
        lower=interval.lower if interval else None, upper=interval.upper if interval else None,
        decimals=found.decimals, unit=found.unit, unit_printed=found.unit_printed, qualifier=found.qualifier,
        kind=found.kind, role=found.role, status=found.status, flag=found.flag, indicator=indicator,
        indicator_id=canonical_of_group(indicator, segment, found.unit, here.subject, rules).indicator_id,
        segment=", ".join(x for x in (found.note, segment) if x) or group_of(found.row_label),
        period=found.period, base_period=found.base,
        period_basis=found.period_basis, priority=here.priority, section=here.section, source=Source.TABLE,
        table=table, row=cell.row, column=cell.column, row_label=found.row_label, column_label=found.column_label,
        row_path=meaning.row_path, column_path=meaning.column_path, statistic=meaning.statistic,
        context=f"{found.row_label}: {found.column_label} = {cell.text}".strip(), page_label=here.page_label,
        passage=here.passage, rule=rule, confidence=calibrated(rule, TABLE_CONFIDENCE * seen), ocr=seen < 1,
    )  # fmt: skip


def as_marked(figure: Figure, footnote: str, marked: Mapping[str, Sequence[Figure]]) -> Figure:
    """Return a footnote's figure with what it has from the paragraph that bears its mark.

    It takes over that one's priority, and what a repeated figure measures. marked: the figures of the paragraphs
    with a mark, by the mark.
    """
    mark = FOOTNOTE_MARK.match(footnote)
    told = marked.get(mark[0], ()) if mark else ()
    same = next((f for f in told if f.value == figure.value and f.unit == figure.unit), None)
    if same is not None:
        return replace(
            figure, indicator=same.indicator, indicator_id=same.indicator_id, segment=same.segment,
            period=same.period, period_basis=same.period_basis, priority=same.priority, section=same.section,
        )  # fmt: skip
    return replace(figure, priority=told[0].priority, section=told[0].section) if told else figure


def stored(value: Decimal | None) -> Decimal | None:
    """Cut the endless digits of a third; any printed number stays as it is."""
    if value is None:
        return None
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return value if -exponent <= MAX_DECIMALS else value.quantize(RATIO_DIGITS)
