"""Figures, periods and mentions: what is found in a document, each with its place."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pipeline.types.document import Box
from pipeline.types.record import Record


class Qualifier(StrEnum):
    """A bound or hedge on the printed size; empty is exact."""

    NONE = ""
    LESS = "<"
    MORE = ">"
    AT_MOST = "<="
    AT_LEAST = ">="
    ABOUT = "~"


class Kind(StrEnum):
    """What sort of number it is."""

    LEVEL = "level"
    CHANGE = "change"
    PERCENT_CHANGE = "percent_change"
    SHARE = "share"
    RANK = "rank"
    RATE = "rate"


class Role(StrEnum):
    """Whether it was measured, aimed at, foreseen or set as a bound."""

    ACTUAL = "actual"
    TARGET = "target"
    FORECAST = "forecast"
    LIMIT = "limit"
    VARIANCE = "variance"  # actual less target
    INTERVAL = "interval"  # an end of a confidence or other interval


class Statistic(StrEnum):
    """What sort of value it is."""

    VALUE = "value"
    AVERAGE = "average"
    MEDIAN = "median"
    CUMULATIVE = "cumulative"
    INDEX = "index"


class FigureStatus(StrEnum):
    """Reported, or how an empty cell says that it is empty."""

    REPORTED = "reported"
    NOT_AVAILABLE = "not_available"
    BLANK = "blank"
    NO_CHANGE = "no_change"


class Flag(StrEnum):
    """A mark at a figure."""

    NONE = ""
    REVISED = "revised"
    PROVISIONAL = "provisional"
    ESTIMATED = "estimated"
    BREAK = "break"
    SUPPRESSED = "suppressed"
    NOT_APPLICABLE = "not_applicable"


class Source(StrEnum):
    """Running text or a table cell."""

    TEXT = "text"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Period(Record):
    """A span of time: its label in the dataset's notation and its first and last day.

    An open end (`2017..`) has no `end`.
    """

    label: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Place(Record):
    """Where a figure or phrase stands. `line`, `start` and `end` for text, `page` and `box` for PDF.

    `further` are the boxes of the parts after a line or page break, each with its page.
    """

    line: int | None = None
    start: int | None = None
    end: int | None = None
    page: int | None = None
    box: Box | None = None
    further: tuple[tuple[int, Box], ...] = ()
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Figure(Record):
    """A printed quantity, or an empty cell that says a figure is missing. Columns: see dataset.

    `value`, `lower` and `upper` are signed; an open end is None. `passage` is the ordinal of the
    Passage it stands in and `offset` the place in that passage's text, for checks that read the
    words around. `row_label` and `column_label` are a table cell's headers as printed, `row_path` and
    `column_path` all labels that it stands under, ` > ` between levels.
    """

    figure_id: str
    document_id: str
    ordinal: int
    place: Place
    text: str
    value: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    decimals: int  # of the printed number, after the multiplier: `£1.2 million` has -5
    unit: str
    unit_printed: str = ""
    qualifier: Qualifier = Qualifier.NONE
    kind: Kind = Kind.LEVEL
    role: Role = Role.ACTUAL
    status: FigureStatus = FigureStatus.REPORTED
    flag: Flag = Flag.NONE
    indicator: str = ""
    indicator_id: str = ""
    segment: str = ""
    period: Period | None = None
    base_period: Period | None = None
    period_basis: str = ""  # header, sentence, caption, rolling, report: where the period comes from
    priority: str = ""
    section: str = ""
    source: Source = Source.TEXT
    table: int | None = None
    row: int | None = None
    column: int | None = None
    row_label: str = ""
    column_label: str = ""
    row_path: str = ""
    column_path: str = ""
    statistic: Statistic = Statistic.VALUE
    context: str = ""
    paragraph: str = ""
    page_label: str = ""
    passage: int = 0
    offset: int = 0
    rule: str = ""
    confidence: float = 1.0
    ocr: bool = False


class MentionLabel(StrEnum):
    """What a mention names."""

    PERIOD = "period"
    DATE = "date"
    PRIORITY = "priority"
    ORGANISATION = "organisation"
    PLACE = "place"
    PROGRAMME = "programme"
    LAW = "law"
    ACRONYM = "acronym"
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True)
class Mention(Record):
    """A period, date, priority, name, acronym or definition in the text.

    `start` and `end` carry the dates of a period or date mention where they could be worked out.
    """

    mention_id: str
    document_id: str
    ordinal: int
    place: Place
    label: MentionLabel
    text: str
    normalised: str
    passage: int = 0
    offset: int = 0
    start: date | None = None
    end: date | None = None
    rule: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Passage(Record):
    """A sentence, heading, table row or caption, in reading order: what a figure's words are read from.

    `kind` is sentence, heading, row, caption, contents or footnote; `block` numbers the block of the
    file it came from, so that neighbours in one paragraph are known.
    """

    ordinal: int
    kind: str
    text: str
    place: Place
    block: int = 0
    section: str = ""
    priority: str = ""
    paragraph: str = ""
    table: int | None = None
    row: int | None = None
