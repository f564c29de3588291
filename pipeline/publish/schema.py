"""The one schema, from which all writers, datapackage.json and the README's dictionary are made.

Columns are a contract: nothing is renamed or dropped without a new SCHEMA_VERSION, additions go to the end.
"""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.types import (
    Cause,
    DiscrepancyType,
    DocumentKind,
    EvidenceRole,
    FigureStatus,
    Flag,
    Format,
    Kind,
    MentionLabel,
    OutcomeStatus,
    Qualifier,
    Relation,
    Result,
    Role,
    SeriesStatus,
    Severity,
    Source,
    Statistic,
    Subject,
    Verdict,
)

SCHEMA_VERSION = "1.0.0"
LIST_SEPARATOR = "; "
UNITS = (
    "percent, percentage_point, basis_point, count, rank, ratio, index, a span of time, a currency by ISO 4217, "
    "a physical unit in ASCII (`kWh`, `t`, `m3`, `tCO2e`, `FTE`), `per_1000`, or one of them `/` what it is per"
)


class Type(StrEnum):
    """The type of a column, by its name in the Table Schema standard."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `enum` holds the words it may use (empty for any), `required` forbids an empty cell."""

    name: str
    type: Type
    description: str
    enum: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Cells of `column`, where not empty, name a row of `table` by its `target` column."""

    column: str
    table: str
    target: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the dataset; `order` says in words how its rows are sorted."""

    name: str
    title: str
    description: str
    order: str
    primary_key: tuple[str, ...]
    columns: tuple[Column, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()

    @property
    def column_names(self) -> tuple[str, ...]:
        """Return the names of the columns, in their order."""
        return tuple(c.name for c in self.columns)


def table(name: str) -> Table:
    """Return the table called `name`; raises KeyError where there is none."""
    return {t.name: t for t in TABLES}[name]


def _text(name: str, description: str, *, required: bool = False) -> Column:
    return Column(name, Type.STRING, description, required=required)


def _key(name: str, description: str) -> Column:
    return Column(name, Type.STRING, description, required=True)


def _whole(name: str, description: str, *, required: bool = False) -> Column:
    return Column(name, Type.INTEGER, description, required=required)


def _number(name: str, description: str) -> Column:
    return Column(name, Type.NUMBER, description)


def _date(name: str, description: str) -> Column:
    return Column(name, Type.DATE, description)


def _word(name: str, vocabulary: type[StrEnum] | tuple[str, ...], description: str) -> Column:
    """A column with a closed vocabulary; it may be empty where the vocabulary has an empty word."""
    words = vocabulary if isinstance(vocabulary, tuple) else tuple(v.value for v in vocabulary)
    filled = tuple(w for w in words if w)
    return Column(name, Type.STRING, description, enum=filled, required=len(filled) == len(words))


PROVENANCE = ("", "printed", "filename", "metadata", "manifest", "inferred")
PAGE_PLACE = (
    _whole("page", "Page, from 1 (PDF only)"),
    _number("x0", "Left edge of the box, in points from the page's left"),
    _number("top", "Upper edge of the box, in points from the page's top"),
    _number("x1", "Right edge of the box"),
    _number("bottom", "Lower edge of the box"),
)
LINE_PLACE = (
    _whole("line", "Line of the file, from 1, where it starts (text formats only)"),
    _whole("start", "Offset of its first character in that line, from 0"),
    _whole("end", "Offset behind its last character, counted in the line where it starts"),
)
PERIOD_COLUMNS = (
    _text("period", "Period it is for, as `FY2012/13`, `FY2015/16 Q3`, `12M to 2015-12`, `2021-02`, `at 2019-03-31`"),
    _date("period_start", "First day of the period"),
    _date("period_end", "Last day of the period; empty where it is open"),
)
TO_DOCUMENT = ForeignKey("document_id", "documents", "document_id")
TO_INDICATOR = ForeignKey("indicator_id", "indicators", "indicator_id")

DOCUMENTS = Table(
    name="documents",
    title="Documents",
    description="One row a report. A file with several reports has a row for each.",
    order="path, part",
    primary_key=("document_id",),
    columns=(
        _key(
            "document_id",
            "`d` and 16 hex digits of the file's SHA-256, of its path's where the file cannot be opened; a later part "
            "adds `.` and its first place",
        ),
        _text("path", "Path as found; what cannot be shown in it is written as `\\xe9`", required=True),
        _text("copies", "Other paths with the same bytes"),
        _text("sha256", "SHA-256 of the file; empty for one that cannot be opened"),
        _word("format", Format, "Format, told by content"),
        _whole("bytes", "Size of the file; empty where it cannot be told"),
        _whole("pages", "Number of pages; empty for text"),
        _whole("part", "Number of the report in its file", required=True),
        _whole("part_start", "First line (text) or page (PDF) of the report"),
        _whole("part_end", "Last line or page of the report"),
        _text("title", "Title"),
        _word("kind", DocumentKind, "Kind of report"),
        _text("publisher", "Publisher"),
        _text("published", "Date of publication, ISO 8601"),
        _word("published_source", PROVENANCE, "Where the date comes from"),
        _text("period", "Reporting period of the report as a whole"),
        _date("period_start", "First day of the reporting period"),
        _date("period_end", "Last day of the reporting period"),
        _text("version_group", "Shared by reports that are versions of one another"),
        _whole("version_order", "1 is the earliest version; empty if unknown"),
        _word("relation", Relation, "What the report is to the others of its group"),
        _whole("figures", "Number of rows in figures", required=True),
        _word("status", OutcomeStatus, "ok, partial (some of it could not be read or checked) or failed"),
        _text("message", "What could not be read, and why"),
        _word("title_source", PROVENANCE, "Where the title comes from"),
        _word("publisher_source", PROVENANCE, "Where the publisher comes from"),
        _word("period_source", PROVENANCE, "Where the reporting period comes from"),
        _text("version_of", "From the manifest: what the report is a version of"),
        _text("url", "From the manifest: where it was published"),
        _text("retrieved", "From the manifest: when it was fetched"),
        _text("licence", "From the manifest: licence"),
    ),
)

FIGURES = Table(
    name="figures",
    title="Figures",
    description="One row a figure, or an empty table cell that says a figure is missing.",
    order="document, reading order",
    primary_key=("figure_id",),
    foreign_keys=(TO_DOCUMENT, TO_INDICATOR),
    columns=(
        _key("figure_id", "`f` and 16 hex digits; the same on every machine and in every run"),
        _key("document_id", "Report it stands in"),
        _whole("ordinal", "Reading order in the report, from 1", required=True),
        *PAGE_PLACE,
        _text("boxes", "Further boxes of a figure broken over lines or pages, as `page:x0,top,x1,bottom`"),
        _text("page_label", "Page number as printed"),
        _text("paragraph", "Paragraph number as printed"),
        *LINE_PLACE,
        _text("cell", "Address in formats that have one: `Sheet!B7`, a block path"),
        _text("text", "The figure exactly as printed"),
        _number("value", "The value: 80.9 for `80.9%`, 1200000 for `£1.2 million`; negative for a fall"),
        _number("lower", "Smallest value that the print allows; empty for an open end"),
        _number("upper", "Largest value that the print allows; empty for an open end"),
        _text("unit", UNITS),
        _text("unit_printed", "Unit as printed; empty if inferred"),
        _word("qualifier", Qualifier, "Bound or hedge on the printed size"),
        _word("kind", Kind, "Level, change, percent change, share of a named whole, rank or rate"),
        _word("role", Role, "Measured, aimed at, foreseen or a bound"),
        _word("status", FigureStatus, "Reported, or how an empty cell says that it is empty"),
        _word("flag", Flag, "A mark at the figure"),
        _text("indicator", "What is measured, in the report's own words"),
        _text("indicator_id", "The canonical indicator; empty where none fits"),
        _text("segment", "Place or group it is limited to"),
        *PERIOD_COLUMNS,
        _text("base_period", "For a change: the earlier period"),
        _text("priority", "Strategic priority in force, or the numbered section"),
        _text("section", "Path of headings, ` > ` between them"),
        _word("source", Source, "Running text or a table cell"),
        _whole("table", "Number of the table in the file"),
        _whole("row", "Row in the table, from 1"),
        _whole("column", "Column in the table, from 1"),
        _text("context", "The sentence, or the table row as `label: header = cell | header = cell`"),
        _text("rule", "Rule or model that found it"),
        _number("confidence", "0 to 1"),
        *(
            _text(f"{x}_label", f"All labels of a cell's {x}, ` > ` between; empty in running text")
            for x in ("row", "column")
        ),
        _word("statistic", Statistic, "What sort of value it is"),
    ),
)

MENTIONS = Table(
    name="mentions",
    title="Mentions",
    description="One row a period, date, priority, name, acronym or definition.",
    order="document, reading order",
    primary_key=("mention_id",),
    foreign_keys=(TO_DOCUMENT,),
    columns=(
        _key("mention_id", "`m` and 16 hex digits"),
        _key("document_id", "Report it stands in"),
        _whole("ordinal", "Reading order in the report, from 1", required=True),
        *PAGE_PLACE,
        *LINE_PLACE,
        _word("label", MentionLabel, "What it names"),
        _text("text", "As printed"),
        _text("normalised", "ISO dates, priority number, canonical name or expansion"),
        _text("rule", "Rule or model that found it"),
        _number("confidence", "0 to 1"),
        _text("boxes", "Further boxes of a mention broken over lines or pages, as `page:x0,top,x1,bottom`"),
        _text("cell", "Address in formats that have one"),
    ),
)

CHECKS = Table(
    name="checks",
    title="Checks carried out",
    description="One row a check, also one that agreed.",
    order="document, code, reading order of the figures",
    primary_key=("check_id",),
    foreign_keys=(TO_DOCUMENT,),
    columns=(
        _key("check_id", "`c` and 16 hex digits"),
        _text("code", "Code of the check's rule; `reportcheck explain CODE` prints it", required=True),
        _key("document_id", "Report of the printed figure"),
        _text("figure_ids", "The figures that took part"),
        _text("formula", "The formula in words with the numbers filled in"),
        _number("computed_lower", "Least value that the other figures allow"),
        _number("computed_upper", "Greatest value that the other figures allow"),
        _text("printed", "What is printed"),
        _word("result", Result, "What the check came to"),
        _text("reason", "Why it is benign or cannot be judged"),
        _text("holds", "Of a formula inferred from a table: in how many places it holds, as `27 of 28`"),
    ),
)

COVERAGE = Table(
    name="coverage",
    title="Coverage",
    description="How many of a report's figures took part in a check, and why the others did not.",
    order="document",
    primary_key=("document_id",),
    foreign_keys=(TO_DOCUMENT,),
    columns=(
        _key("document_id", "Report"),
        _whole("figures", "Number of figures", required=True),
        _whole("checked", "Figures in at least one check", required=True),
        _text("by_code", "Figures by check, as `code: number`"),
        _text("unchecked", "Figures in no check by reason, as `reason: number`"),
    ),
)

DISCREPANCIES = Table(
    name="discrepancies",
    title="Discrepancies",
    description="One row a finding: figures or phrases that cannot all be right, or need a look.",
    order="severity, type, first place",
    primary_key=("discrepancy_id",),
    columns=(
        _key("discrepancy_id", "`x` and 16 hex digits over type, code and evidence"),
        _word("type", DiscrepancyType, "Type of contradiction"),
        _text("code", "Code of the check's rule", required=True),
        _word("severity", Severity, "error: cannot both be right; warning: needs a look; info: rounding, loose words"),
        _text("figure_ids", "The figures at stake"),
        _text("documents", "The reports at stake"),
        _text("locations", "`name:line` for text, `name:pN` for PDF, one for each place", required=True),
        _text("values", "The printed values, in the order of the locations"),
        _text("expected", "What arithmetic or the other source gives"),
        _number("difference", "Difference, in the figures' own unit"),
        _text("explanation", "One sentence that can be checked, with the sum worked out", required=True),
        _word("cause", Cause, "The likely slip or benign reading"),
        _text("repair", "The single edit that would make it agree, if there is one"),
        _word("decision", Verdict, "What a reviewer decided"),
        _text("decided_by", "Who decided"),
        _text("decided_at", "When"),
        _text("reason", "The reviewer's reason"),
        _text("note", "The reviewer's note"),
        _text("values_hash", "Hash of the printed values, by which a decision notices that one has changed"),
        _text(
            "evidence_key", "Hash of type, indicator, period, segment and values: what stays when identifiers change"
        ),
        _word("subject", Subject, "What the finding is about"),
        _text("group_id", "Findings of one cause share it"),
        _number("confidence", "0 to 1; no error has less than 0.9"),
    ),
)

EVIDENCE = Table(
    name="evidence",
    title="Evidence",
    description="One row a place that a finding rests on.",
    order="order of the findings, then the finding's own order of places",
    primary_key=("discrepancy_id", "ordinal"),
    foreign_keys=(
        ForeignKey("discrepancy_id", "discrepancies", "discrepancy_id"),
        ForeignKey("figure_id", "figures", "figure_id"),
        ForeignKey("mention_id", "mentions", "mention_id"),
        TO_DOCUMENT,
    ),
    columns=(
        _key("discrepancy_id", "The finding"),
        _whole("ordinal", "Number of the place in the finding, from 1", required=True),
        _word("role", EvidenceRole, "What the place does in the finding"),
        _text("figure_id", "The figure there; empty for a phrase"),
        _text("mention_id", "The mention there, if it is one"),
        _key("document_id", "Report it stands in"),
        *PAGE_PLACE,
        *LINE_PLACE,
        _text("cell", "Address in formats that have one"),
        _text("text", "The words or the figure as printed"),
    ),
)

SERIES = Table(
    name="series",
    title="Reconciled series",
    description="One row for each publisher, indicator, segment, unit, kind, role, period and base period.",
    order="publisher, indicator, segment, period",
    primary_key=("series_id",),
    foreign_keys=(TO_INDICATOR,),
    columns=(
        _key("series_id", "`s` and 16 hex digits"),
        _text("publisher", "Publisher"),
        _text("indicator_id", "The canonical indicator; empty where none fits"),
        _text("indicator", "What is measured"),
        _text("segment", "Place or group"),
        _text("priority", "Strategic priority"),
        _text("unit", "Unit"),
        _word("kind", Kind, "Kind of number"),
        _word("role", Role, "Measured, aimed at, foreseen or a bound"),
        *PERIOD_COLUMNS,
        _text("base_period", "For a change: the earlier period"),
        _number("value", "The value that stands; empty where disputed and undecided"),
        _number("lower", "Smallest value allowed"),
        _number("upper", "Largest value allowed"),
        _word("status", SeriesStatus, "How the value was come by"),
        _whole("sources", "Number of independent sources", required=True),
        _text("figure_ids", "Every figure behind it", required=True),
        _text("documents", "The reports they stand in", required=True),
        _text("basis", "Why this value, in words"),
    ),
)

INDICATORS = Table(
    name="indicators",
    title="Indicators",
    description="The canonical indicators of the rules, and those that figures were given beyond them.",
    order="indicator_id",
    primary_key=("indicator_id",),
    columns=(
        _key("indicator_id", "Name of the indicator in the data"),
        _text("label", "Name for people", required=True),
        _text("aliases", "Other names that reports give it"),
        _text("unit", "Its usual unit"),
        _word("direction", ("up", "down", "none"), "up is better, down is better, or none"),
        _word("origin", ("rules", "proposed"), "From the rule files, or proposed by the run"),
    ),
)

TABLES = (DOCUMENTS, FIGURES, MENTIONS, CHECKS, COVERAGE, DISCREPANCIES, EVIDENCE, SERIES, INDICATORS)
