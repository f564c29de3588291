"""Documents to reports with figures, mentions and passages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from pipeline.extract.settings import Settings
from pipeline.rules import Rules
from pipeline.types import Document, FileFacts, Format, PageRun, Report, TextRun

if TYPE_CHECKING:
    from pipeline.extract.country import Country
    from pipeline.extract.dates import DateOrder
    from pipeline.extract.parts import Part
    from pipeline.extract.periods import PeriodContext
    from pipeline.extract.reader import ReportText

APRIL = 4  # in which fiscal years start where nothing else is said
__all__ = ["Settings", "extract_reports", "remarks_of"]


def extract_reports(
    document: Document,
    *,
    facts: FileFacts,
    rules: Rules,
    settings: Settings | None = None,
    manifest_row: Mapping[str, str] | None = None,
    first_part: int = 1,
) -> tuple[Report, ...]:
    """Return the reports of a file in order, each with its figures, mentions and passages.

    first_part: number of the first report, above 1 where `document` is a later piece of a long file.

    manifest_row: what a manifest says of the file (title, publisher, published, version_of, url,
    retrieved, licence); it wins over what is printed, and the source says so.
    """
    from pipeline.extract.continued import mark_continued_tables
    from pipeline.extract.country import country_of, in_own_dollars
    from pipeline.extract.covers import day_in_name
    from pipeline.extract.identifiers import Occurrences, document_id
    from pipeline.extract.leaders import without_leaders
    from pipeline.extract.parts import split_parts
    from pipeline.extract.priorities import plan_in_force
    from pipeline.extract.reader import ReportReader, Tools
    from pipeline.extract.subjects import sketch_of, subject_of
    from pipeline.extract.tokens import nlp_for

    settings = settings or Settings()
    row = manifest_row or {}
    document = replace(document, blocks=tuple(without_leaders(b) for b in mark_continued_tables(document.blocks)))
    country = country_of(document.blocks, rules)
    context = _context(document, settings, rules, facts, country)
    nlp, ids = nlp_for(rules, model=settings.model), Occurrences(facts.sha256, first_part)
    tools = Tools(nlp, rules, ids, document.page_labels, settings.model)
    reports: list[Report] = []
    file_name = facts.path.rsplit("/", 1)[-1]
    head = dict(document.metadata).get("Title", "") if document.format is Format.HTML else ""
    parts = split_parts(document.blocks, rules, context=context, file_name=file_name, page_title=head)
    named = day_in_name(file_name)
    for number, part in enumerate(parts, first_part):
        blocks = document.blocks[part.first : part.last]
        extent = _extent(document, part.first, part.last, from_the_start=first_part == 1)
        own = document_id(facts.sha256, part=number, start=extent[0])
        published = _day(row.get("published", "")) or part.published_day
        plan = plan_in_force(rules, published, row.get("publisher", "") or part.publisher)
        themes = [p.title for p in plan.priorities if not p.number] if plan else []
        dated = replace(context, anchor=part.period, published=published)
        text = ReportReader(part, tools, document_id=own, context=dated, themes=themes).read(blocks, first=part.first)
        text = replace(text, figures=in_own_dollars(text.figures, country))
        report = replace(
            _report(part, text, own, number, extent),
            day_in_name=named.isoformat() if named else "", subject=subject_of(part.title, blocks, rules, dated),
            sketch=sketch_of(f.row_label for f in text.figures),
        )  # fmt: skip
        reports.append(_told_by_manifest(report, row))
    return tuple(reports)


def _report(part: "Part", text: "ReportText", own: str, number: int, extent: tuple[int, int]) -> Report:
    """Return the report of a part: what its cover tells and what was read from it."""
    return Report(
        document_id=own, part=number, part_start=extent[0], part_end=extent[1], title=part.title, kind=part.kind,
        publisher=part.publisher, published=part.published, published_source=part.published_source,
        period=part.period, period_source=part.period_source if part.period else "",
        figures=text.figures, mentions=text.mentions, passages=text.passages,
    )  # fmt: skip


def _context(
    document: Document, settings: Settings, rules: Rules, facts: FileFacts, country: "Country | None"
) -> "PeriodContext":
    """Return how periods and numbers are read in a file: the order of day and month, commas, the fiscal year."""
    from pipeline.extract.cells import has_decimal_comma, has_spaced_thousands
    from pipeline.extract.fiscal import fiscal_start_of
    from pipeline.extract.periods import PeriodContext

    order = _order(document, settings, rules, facts)
    prose = [b.text for b in document.blocks if b.table is None]
    comma = has_decimal_comma(prose)
    told = None if settings.fiscal_year_start else fiscal_start_of((b.text for b in document.blocks), rules)
    start = settings.fiscal_year_start or told or (country.fiscal_start if country else APRIL)
    return PeriodContext(
        fiscal_start=start,
        day_first=order.day_first,
        order_told=order.sure,
        decimal_comma=comma,
        spaced_thousands=has_spaced_thousands(prose, decimal_comma=comma),
        fiscal_years=told is not None,
    )


def _order(document: Document, settings: Settings, rules: Rules, facts: FileFacts) -> "DateOrder":
    from pipeline.extract.covers import day_in_name
    from pipeline.extract.dates import DateOrder, date_order

    if settings.day_first is not None:
        return DateOrder(settings.day_first)
    return date_order(document, rules, day_in_name=day_in_name(facts.path.rsplit("/", 1)[-1]))


def remarks_of(
    document: Document, *, facts: FileFacts, rules: Rules, settings: Settings | None = None
) -> tuple[str, ...]:
    """Return what a user should know of how a document's figures are dated, one sentence each; often nothing."""
    remark = _order(document, settings or Settings(), rules, facts).remark
    return (remark,) if remark else ()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _extent(document: Document, first: int, last: int, *, from_the_start: bool) -> tuple[int, int]:
    """First and last line (text) or page (PDF) of a run of blocks."""
    places = [_where(run) for block in document.blocks[first:last] for run in (*block.runs, *_cell_runs(block))]
    places += [b.page for b in document.blocks[first:last] if b.page]
    if not places:
        return 1, 1
    start = 1 if first == 0 and from_the_start else min(places)
    whole = last == len(document.blocks)
    return start, max(document.pages or document.lines or max(places), max(places)) if whole else max(places)


def _cell_runs(block: object) -> tuple[TextRun | PageRun, ...]:
    table = getattr(block, "table", None)
    return tuple(run for cell in table.cells for run in cell.runs) if table else ()


def _where(run: TextRun | PageRun) -> int:
    return run.page if isinstance(run, PageRun) else run.line


def _told_by_manifest(report: Report, row: Mapping[str, str]) -> Report:
    """What the manifest says wins over print, and each such value carries its source."""
    if row.get("title"):
        report = replace(report, title=row["title"], title_source="manifest")
    if row.get("publisher"):
        report = replace(report, publisher=row["publisher"], publisher_source="manifest")
    if row.get("published"):
        report = replace(report, published=row["published"], published_source="manifest")
    return replace(
        report, version_of=row.get("version_of", ""), url=row.get("url", ""), retrieved=row.get("retrieved", ""),
        licence=row.get("licence", ""),
    )  # fmt: skip
