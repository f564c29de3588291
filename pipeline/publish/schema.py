"""The one schema, from which all writers, datapackage.json and docs/dictionary.md are made.

Columns are a contract: nothing is renamed or dropped without a new SCHEMA_VERSION, additions go to the end.
"""

from pipeline.publish.tabletypes import (
    ForeignKey,
    Table,
    date_column,
    key_column,
    number_column,
    text_column,
    whole_column,
    word_column,
)
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


def table(name: str) -> Table:
    """Return the table called `name`; raises KeyError where there is none."""
    return {t.name: t for t in TABLES}[name]


PROVENANCE = ("", "printed", "filename", "metadata", "manifest", "inferred")
PAGE_PLACE = (
    whole_column("page", "Page, from 1 (PDF only)"),
    number_column("x0", "Left edge of the box, in points from the page's left"),
    number_column("top", "Upper edge of the box, in points from the page's top"),
    number_column("x1", "Right edge of the box"),
    number_column("bottom", "Lower edge of the box"),
)
LINE_PLACE = (
    whole_column("line", "Line of the file, from 1, where it starts (text formats only)"),
    whole_column("start", "Offset of its first character in that line, from 0"),
    whole_column("end", "Offset behind its last character, counted in the line where it starts"),
)
PERIOD_COLUMNS = (
    text_column(
        "period", "Period it is for, as `FY2012/13`, `FY2015/16 Q3`, `12M to 2015-12`, `2021-02`, `at 2019-03-31`"
    ),
    date_column("period_start", "First day of the period"),
    date_column("period_end", "Last day of the period; empty where it is open"),
)
TO_DOCUMENT = ForeignKey("document_id", "documents", "document_id")
TO_INDICATOR = ForeignKey("indicator_id", "indicators", "indicator_id")
TO_SEGMENT = ForeignKey("segment_id", "segments", "segment_id")

DOCUMENTS = Table(
    name="documents",
    title="Documents",
    description="One row a report. A file with several reports has a row for each.",
    order="path, part",
    primary_key=("document_id",),
    columns=(
        key_column(
            "document_id",
            "`d` and 16 hex digits of the file's SHA-256, of its path's where the file cannot be opened; a later part "
            "adds `.` and its first place",
        ),
        text_column("path", "Path as found; what cannot be shown in it is written as `\\xe9`", required=True),
        text_column("copies", "Other paths with the same bytes"),
        text_column("sha256", "SHA-256 of the file; empty for one that cannot be opened"),
        word_column("format", Format, "Format, told by content"),
        whole_column("bytes", "Size of the file; empty where it cannot be told"),
        whole_column("pages", "Number of pages; empty for text"),
        whole_column("part", "Number of the report in its file", required=True),
        whole_column("part_start", "First line (text) or page (PDF) of the report"),
        whole_column("part_end", "Last line or page of the report"),
        text_column("title", "Title"),
        word_column("kind", DocumentKind, "Kind of report"),
        text_column("publisher", "Publisher"),
        text_column("published", "Date of publication, ISO 8601"),
        word_column("published_source", PROVENANCE, "Where the date comes from"),
        text_column("period", "Reporting period of the report as a whole"),
        date_column("period_start", "First day of the reporting period"),
        date_column("period_end", "Last day of the reporting period"),
        text_column("version_group", "Shared by reports that are versions of one another"),
        whole_column("version_order", "1 is the earliest version; empty if unknown"),
        word_column("relation", Relation, "What the report is to the others of its group"),
        whole_column("figures", "Number of rows in figures", required=True),
        word_column("status", OutcomeStatus, "ok, partial (some of it could not be read or checked) or failed"),
        text_column("message", "What could not be read, and why"),
        word_column("title_source", PROVENANCE, "Where the title comes from"),
        word_column("publisher_source", PROVENANCE, "Where the publisher comes from"),
        word_column("period_source", PROVENANCE, "Where the reporting period comes from"),
        text_column("version_of", "From the manifest: what the report is a version of"),
        text_column("url", "From the manifest: where it was published"),
        text_column("retrieved", "From the manifest: when it was fetched"),
        text_column("licence", "From the manifest: licence"),
        text_column("subject", "Place or group that the whole report is on, from its title: `Area 5`"),
        text_column("series_of_papers", "`p` and 16 hex digits, shared by the editions of one series of papers"),
        text_column("series_title", "What the series is called: the title without dates, numbers and subject"),
    ),
)

FIGURES = Table(
    name="figures",
    title="Figures",
    description="One row a figure, or an empty table cell that says a figure is missing.",
    order="document, reading order",
    primary_key=("figure_id",),
    foreign_keys=(TO_DOCUMENT, TO_INDICATOR, TO_SEGMENT),
    columns=(
        key_column("figure_id", "`f` and 16 hex digits; the same on every machine and in every run"),
        key_column("document_id", "Report it stands in"),
        whole_column("ordinal", "Reading order in the report, from 1", required=True),
        *PAGE_PLACE,
        text_column("boxes", "Further boxes of a figure broken over lines or pages, as `page:x0,top,x1,bottom`"),
        text_column("page_label", "Page number as printed"),
        text_column("paragraph", "Paragraph number as printed"),
        *LINE_PLACE,
        text_column("cell", "Address in formats that have one: `Sheet!B7`, a block path"),
        text_column("text", "The figure exactly as printed"),
        number_column("value", "The value: 80.9 for `80.9%`, 1200000 for `£1.2 million`; negative for a fall"),
        number_column("lower", "Smallest value that the print allows; empty for an open end"),
        number_column("upper", "Largest value that the print allows; empty for an open end"),
        text_column("unit", UNITS),
        text_column("unit_printed", "Unit as printed; empty if inferred"),
        word_column("qualifier", Qualifier, "Bound or hedge on the printed size"),
        word_column("kind", Kind, "Level, change, percent change, share of a named whole, rank or rate"),
        word_column("role", Role, "Measured, aimed at, foreseen or a bound"),
        word_column("status", FigureStatus, "Reported, or how an empty cell says that it is empty"),
        word_column("flag", Flag, "A mark at the figure"),
        text_column("indicator", "What is measured, in the report's own words"),
        text_column("indicator_id", "Its measure: canonical where the rules name it, else proposed by the run"),
        text_column("segment", "Place or group it is limited to"),
        *PERIOD_COLUMNS,
        text_column("base_period", "For a change: the earlier period"),
        text_column("priority", "Strategic priority in force, or the numbered section"),
        text_column("section", "Path of headings, ` > ` between them"),
        word_column("source", Source, "Running text or a table cell"),
        whole_column("table", "Number of the table in the file"),
        whole_column("row", "Row in the table, from 1"),
        whole_column("column", "Column in the table, from 1"),
        text_column("context", "The sentence, or the table row as `label: header = cell | header = cell`"),
        text_column("rule", "Rule or model that found it"),
        number_column("confidence", "0 to 1"),
        *(
            text_column(f"{x}_label", f"All labels of a cell's {x}, ` > ` between; empty in running text")
            for x in ("row", "column")
        ),
        word_column("statistic", Statistic, "What sort of value it is"),
        text_column("segment_id", "The place or group as an entity; the whole where the indicator's name says it"),
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
        key_column("mention_id", "`m` and 16 hex digits"),
        key_column("document_id", "Report it stands in"),
        whole_column("ordinal", "Reading order in the report, from 1", required=True),
        *PAGE_PLACE,
        *LINE_PLACE,
        word_column("label", MentionLabel, "What it names"),
        text_column("text", "As printed"),
        text_column("normalised", "ISO dates, priority number, canonical name or expansion"),
        text_column("rule", "Rule or model that found it"),
        number_column("confidence", "0 to 1"),
        text_column("boxes", "Further boxes of a mention broken over lines or pages, as `page:x0,top,x1,bottom`"),
        text_column("cell", "Address in formats that have one"),
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
        key_column("check_id", "`c` and 16 hex digits"),
        text_column("code", "Code of the check's rule; `reportcheck explain CODE` prints it", required=True),
        key_column("document_id", "Report of the printed figure"),
        text_column("figure_ids", "The figures that took part"),
        text_column("formula", "The formula in words with the numbers filled in"),
        number_column("computed_lower", "Least value that the other figures allow"),
        number_column("computed_upper", "Greatest value that the other figures allow"),
        text_column("printed", "What is printed"),
        word_column("result", Result, "What the check came to"),
        text_column("reason", "Why it is benign or cannot be judged"),
        text_column("holds", "Of a formula inferred from a table: in how many places it holds, as `27 of 28`"),
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
        key_column("document_id", "Report"),
        whole_column("figures", "Number of figures", required=True),
        whole_column("checked", "Figures in at least one check", required=True),
        text_column("by_code", "Figures by check, as `code: number`"),
        text_column("unchecked", "Figures in no check by reason, as `reason: number`"),
    ),
)

DISCREPANCIES = Table(
    name="discrepancies",
    title="Discrepancies",
    description="One row a finding: figures or phrases that cannot all be right, or need a look.",
    order="severity, type, first place",
    primary_key=("discrepancy_id",),
    columns=(
        key_column("discrepancy_id", "`x` and 16 hex digits over type, code and evidence"),
        word_column("type", DiscrepancyType, "Type of contradiction"),
        text_column("code", "Code of the check's rule", required=True),
        word_column(
            "severity", Severity, "error: cannot both be right; warning: needs a look; info: rounding, loose words"
        ),
        text_column("figure_ids", "The figures at stake"),
        text_column("documents", "The reports at stake"),
        text_column("locations", "`name:line` for text, `name:pN` for PDF, one for each place", required=True),
        text_column("values", "The printed values, in the order of the locations"),
        text_column("expected", "What arithmetic or the other source gives"),
        number_column("difference", "Difference, in the figures' own unit"),
        text_column("explanation", "One sentence that can be checked, with the sum worked out", required=True),
        word_column("cause", Cause, "The likely slip or benign reading"),
        text_column("repair", "The single edit that would make it agree, if there is one"),
        word_column("decision", Verdict, "What a reviewer decided"),
        text_column("decided_by", "Who decided"),
        text_column("decided_at", "When"),
        text_column("reason", "The reviewer's reason"),
        text_column("note", "The reviewer's note"),
        text_column("values_hash", "Hash of the printed values, by which a decision notices that one has changed"),
        text_column(
            "evidence_key", "Hash of type, indicator, period, segment and values: what stays when identifiers change"
        ),
        word_column("subject", Subject, "What the finding is about"),
        text_column("group_id", "Findings of one cause share it"),
        number_column("confidence", "0 to 1; no error has less than 0.9"),
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
        key_column("discrepancy_id", "The finding"),
        whole_column("ordinal", "Number of the place in the finding, from 1", required=True),
        word_column("role", EvidenceRole, "What the place does in the finding"),
        text_column("figure_id", "The figure there; empty for a phrase"),
        text_column("mention_id", "The mention there, if it is one"),
        key_column("document_id", "Report it stands in"),
        *PAGE_PLACE,
        *LINE_PLACE,
        text_column("cell", "Address in formats that have one"),
        text_column("text", "The words or the figure as printed"),
    ),
)

SERIES = Table(
    name="series",
    title="Reconciled series",
    description="One row for each publisher, indicator, segment, unit, kind, role, period and base period.",
    order="publisher, indicator, segment, period",
    primary_key=("series_id",),
    foreign_keys=(TO_INDICATOR, TO_SEGMENT),
    columns=(
        key_column("series_id", "`s` and 16 hex digits"),
        text_column("publisher", "Publisher"),
        text_column("indicator_id", "Its measure: canonical where the rules name it, else proposed by the run"),
        text_column("indicator", "What is measured"),
        text_column("segment", "Place or group"),
        text_column("priority", "Strategic priority"),
        text_column("unit", "Unit"),
        word_column("kind", Kind, "Kind of number"),
        word_column("role", Role, "Measured, aimed at, foreseen or a bound"),
        *PERIOD_COLUMNS,
        text_column("base_period", "For a change: the earlier period"),
        number_column("value", "The value that stands; empty where disputed and undecided"),
        number_column("lower", "Smallest value allowed"),
        number_column("upper", "Largest value allowed"),
        word_column("status", SeriesStatus, "How the value was come by"),
        whole_column("sources", "Number of independent sources", required=True),
        text_column("figure_ids", "Every figure behind it", required=True),
        text_column("documents", "The reports they stand in", required=True),
        text_column("basis", "Why this value, in words"),
        text_column("segment_id", "The place or group as an entity"),
    ),
)

INDICATORS = Table(
    name="indicators",
    title="Indicators",
    description="The canonical indicators of the rules, and the measures that the run proposes beyond them.",
    order="indicator_id",
    primary_key=("indicator_id",),
    columns=(
        key_column("indicator_id", "Name of the indicator in the data"),
        text_column("label", "Name for people", required=True),
        text_column("aliases", "Other names that reports give it"),
        text_column("unit", "Its usual unit"),
        word_column("direction", ("up", "down", "none"), "up is better, down is better, or none"),
        word_column("origin", ("rules", "proposed"), "From the rule files, or proposed by the run"),
        text_column("first_seen", "Of a proposed measure: the figure where it stands first"),
        number_column("confidence", "Of a proposed measure: how sure it is that its figures are of one, 0 to 1"),
    ),
)

SEGMENTS = Table(
    name="segments",
    title="Segments",
    description="The places, organisations and groups that figures are limited to, and the whole of each publisher.",
    order="segment_id",
    primary_key=("segment_id",),
    foreign_keys=(ForeignKey("parent", "segments", "segment_id"),),
    columns=(
        key_column("segment_id", "`g` and 16 hex digits; the same on every machine and in every run"),
        text_column("label", "Name for people", required=True),
        text_column("aliases", "Other names that reports give it"),
        word_column("kind", ("place", "organisation", "group", "whole"), "What it is"),
        text_column("parent", "The segment that it is a part of"),
        text_column("first_seen", "The figure where it stands first"),
    ),
)

LINKS = Table(
    name="links",
    title="Links between measures",
    description="Pairs of names that the run takes for one measure by evidence, and pairs that may be one.",
    order="link_id",
    primary_key=("link_id",),
    columns=(
        key_column("link_id", "`l` and 16 hex digits over both ends"),
        text_column("left_id", "The id that the first name has by itself", required=True),
        text_column("right_id", "The id that the second name has by itself", required=True),
        text_column("left_label", "The first name, its heading in brackets where that is part of it", required=True),
        text_column("right_label", "The second name", required=True),
        text_column("left_seen", "A figure under the first name", required=True),
        text_column("right_seen", "A figure under the second name", required=True),
        text_column("reason", "Why they are or may be one measure", required=True),
        word_column("state", ("joined", "apart"), "Whether the run takes them for one measure"),
        number_column("confidence", "How sure it is that they are one, 0 to 1"),
        whole_column("figures", "Figures that the link moves, or that the name with fewer has", required=True),
        word_column("decision", ("one", "two", ""), "What a reviewer decided: one measure, two, or nothing yet"),
    ),
)

TABLES = (DOCUMENTS, FIGURES, MENTIONS, CHECKS, COVERAGE, DISCREPANCIES, EVIDENCE, SERIES, INDICATORS, SEGMENTS, LINKS)
