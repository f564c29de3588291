"""A small dataset built by hand: two reports that differ in a cell, and a file that could not be read."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.align import Alignment
from pipeline.align.identity import Found, identify
from pipeline.publish.rows import Rows
from pipeline.ruleentries import Indicator
from pipeline.rules import Rules, load_rules
from pipeline.types import (
    Box,
    Cause,
    Check,
    Coverage,
    Dataset,
    Discrepancy,
    DiscrepancyType,
    DocumentKind,
    Evidence,
    EvidenceRole,
    Figure,
    FileFacts,
    Format,
    Kind,
    MeasureLink,
    Mention,
    MentionLabel,
    Outcome,
    OutcomeStatus,
    Period,
    Place,
    Relation,
    Report,
    Result,
    Role,
    Series,
    SeriesStatus,
    Severity,
    Version,
)

YEAR = Period("12M to 2015-12", date(2015, 1, 1), date(2015, 12, 31))
OPEN = Period("2017..", date(2017, 1, 1), None)


def build_figure(number: int, document_id: str, **changes: Any) -> Figure:
    figure = Figure(
        figure_id=f"f{number:016x}",
        document_id=document_id,
        ordinal=number,
        place=Place(line=number, start=0, end=5),
        text="80.9%",
        value=Decimal("80.9"),
        lower=Decimal("80.85"),
        upper=Decimal("80.95"),
        decimals=1,
        unit="percent",
        unit_printed="%",
        indicator="Satisfaction of victims",
        indicator_id="victim-satisfaction",
        period=YEAR,
    )
    return replace(figure, **changes)


def build_report(document_id: str, figures: tuple[Figure, ...], **changes: Any) -> Report:
    mention = Mention(
        mention_id="m" + document_id[1:],
        document_id=document_id,
        ordinal=1,
        place=Place(line=1, start=0, end=4),
        label=MentionLabel.PERIOD,
        text="2015",
        normalised="2015-01-01..2015-12-31",
    )
    report = Report(
        document_id=document_id,
        part=1,
        part_start=1,
        part_end=9,
        title="Quarter 3 dashboard",
        kind=DocumentKind.DASHBOARD,
        publisher="Example Police",
        published="2016-03-22",
        published_source="printed",
        period=YEAR,
        figures=figures,
        mentions=(mention,),
        passages=(),
    )
    return replace(report, **changes)


def build_dataset() -> Dataset:
    one, two = "d" + "1" * 16, "d" + "2" * 16
    box = Box(10.0, 20.125, 30.5, 40.0)
    left = build_figure(1, one, period=OPEN)
    right = build_figure(
        2,
        two,
        ordinal=1,
        text="90.9%",
        value=Decimal("90.9"),
        place=Place(page=3, box=box, further=((4, box),)),
        context='=HYPERLINK("x")',
    )
    first, second = build_report(one, (left,)), build_report(two, (right,))
    return Dataset(
        outcomes=(
            Outcome(FileFacts("b.pdf", "2" * 64, 20), Format.PDF, 3, OutcomeStatus.OK, "", (second,)),
            Outcome(FileFacts("a.txt", "1" * 64, 10), Format.TEXT, None, OutcomeStatus.OK, "", (first,)),
            Outcome(FileFacts("c.pdf", "3" * 64, 0), Format.UNKNOWN, None, OutcomeStatus.FAILED, "is empty", ()),
        ),
        versions=(
            Version(one, "v1", 1, Relation.ORIGINAL),
            Version(two, "v1", 0, Relation.REVISION),
        ),
        checks=(
            Check(
                "c" + "1" * 16,
                "VER-01",
                one,
                (left.figure_id, right.figure_id),
                "80.9 = 90.9",
                Decimal("90.85"),
                Decimal("90.95"),
                "80.9%",
                Result.DIFFERS,
            ),
        ),
        discrepancies=(
            build_finding("x" + "2" * 16, Severity.INFO, left, right),
            build_finding("x" + "1" * 16, Severity.ERROR, left, right),
        ),
        coverage=(
            Coverage(two, 1, 1, (("VER-01", 1),), ()),
            Coverage(one, 1, 0, (), (("no operand", 1),)),
        ),
        series=(
            Series(
                "s" + "1" * 16,
                "Example Police",
                "victim-satisfaction",
                "Satisfaction of victims",
                "",
                "7",
                "percent",
                Kind.LEVEL,
                Role.ACTUAL,
                YEAR,
                None,
                None,
                None,
                None,
                SeriesStatus.DISPUTED,
                2,
                (left.figure_id, right.figure_id),
                (one, two),
                "80.9 or 90.9",
            ),
        ),
        settings=(("fiscal_year_start", "4"),),
        identities=Linked(identify((first, second), Alignment(), load_rules())),
    )


def build_finding(name: str, severity: Severity, left: Figure, right: Figure) -> Discrepancy:
    return Discrepancy(
        discrepancy_id=name,
        type=DiscrepancyType.VERSION_CONFLICT,
        code="VER-01",
        severity=severity,
        evidence=(
            Evidence(EvidenceRole.CLAIM, left.document_id, left.place, left.text, left.figure_id),
            Evidence(EvidenceRole.COUNTERPART, right.document_id, right.place, right.text, right.figure_id),
        ),
        values=("80.9%", "90.9%"),
        expected="90.9%",
        difference=Decimal("10.0"),
        explanation="80.9% in one version, 90.9% in the other; the difference is 10.0 percentage points.",
        cause=Cause.DIGIT_SUBSTITUTION,
        repair="90.9%",
    )


@pytest.fixture
def dataset() -> Dataset:
    return build_dataset()


@pytest.fixture
def make_figure() -> Callable[..., Figure]:
    return build_figure


@pytest.fixture
def make_report() -> Callable[..., Report]:
    return build_report


@pytest.fixture
def rules() -> Rules:
    indicator = Indicator(
        id="victim-satisfaction", label="Satisfaction of victims", aliases=("satisfaction",), unit="percent"
    )
    return Rules(indicators=(indicator,), digest="0" * 64)


@pytest.fixture
def rows(dataset: Dataset, rules: Rules) -> Rows:
    return Rows(dataset, rules)


class Linked:
    """The measures of a run, with one link between two names."""

    def __init__(self, found: Found) -> None:
        self._found = found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._found, name)

    def links(self) -> Iterator[MeasureLink]:
        ends = "i" + "1" * 16, "i" + "2" * 16
        labels = "Repairs", "Repairs, tenants"
        yield MeasureLink("l" + "3" * 16, *ends, *labels, "f1", "f2", "spelt alike", True, 0.8, 4, "")
