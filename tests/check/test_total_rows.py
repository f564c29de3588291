"""A total over several pages, and totals that stand over their own parts."""

import pytest
from builders import ReportBuilder, make_figure

from pipeline.check.formulas import total_in_table
from pipeline.check.registry import Judgement
from pipeline.check.views import ReportView
from pipeline.rules import load_rules
from pipeline.types import DocumentKind, Figure, Place, Report, Result, Source

Rows = list[tuple[str, str]]


def cell(label: str, text: str, *, page: int, row: int, ordinal: int) -> Figure:
    return make_figure(
        text,
        ordinal=ordinal,
        place=Place(page=page),
        source=Source.TABLE,
        table=page,
        row=row,
        column=2,
        row_label=label,
        column_label="Amount",
    )


def judge(pages: list[Rows]) -> list[Judgement]:
    """Return what is judged of a table that goes on over pages."""
    numbered = [(p, r, row) for p, rows in enumerate(pages, 1) for r, row in enumerate(rows, 1)]
    figures = tuple(cell(a, b, page=p, row=r, ordinal=i) for i, (p, r, (a, b)) in enumerate(numbered, 1))
    report = Report(
        document_id="d0", part=1, part_start=1, part_end=len(pages), title="Gifts", kind=DocumentKind.OTHER,
        publisher="", published="", published_source="", period=None, figures=figures, mentions=(), passages=(),
        period_source="",
    )  # fmt: skip
    judged = total_in_table(ReportView(report, load_rules()))
    return [j for j in judged if j.figures]  # one on no figures tells a formula of the table


@pytest.mark.parametrize(
    ("total", "result"),
    [pytest.param("150", Result.AGREES, id="right"), pytest.param("151", Result.DIFFERS, id="one_more")],
)
def test_a_total_adds_up_the_rows_of_all_pages(total: str, result: Result) -> None:
    pages = [[("Arden", "10"), ("Brook", "20")], [("Carey", "30"), ("Dale", "40")], [("Elm", "50"), ("Total", total)]]
    assert [j.result for j in judge(pages)] == [result]


def test_a_total_over_its_parts_is_a_part_of_the_next() -> None:
    rows = [
        ("Cotton", "100"), ("Total beans", "30"), ("Beans, first crop", "10"), ("Beans, second crop", "20"),
        ("Rice", "70"), ("Subtotal", "200"),
    ]  # fmt: skip
    judged = judge([rows])
    assert [j.result for j in judged] == [Result.AGREES, Result.AGREES]
    assert [j.printed for j in judged] == ["30", "200"]


PAYEES = {
    "Arden": (12_310, 13_422, 11_871, 12_962, 13_555),
    "Brook": (4_212, 4_377, 4_519, 4_821, 5_017),
    "Carey": (8_120, 8_319, 8_733, 9_044, 9_388),
    "Dale": (1_250, 2_117, 980, 1_466, 1_733),
    "Elm": (3_300, 3_450, 3_600, 3_750, 3_900),
}


@pytest.mark.parametrize(
    ("off", "wrong"),
    [
        pytest.param((0, 0, 0, 0, 0), [], id="right"),
        pytest.param((0, -1_000, 0, 0, 0), ["30,685"], id="carried into the grand total"),
        pytest.param((0, -1_000, 0, 400, 0), [], id="of two nobody knows whether the columns add up"),
    ],
)
def test_a_wrong_total_that_is_carried_into_the_grand_total_is_one_cause(
    off: tuple[int, ...], wrong: list[str]
) -> None:
    totals = [sum(row[c] for row in PAYEES.values()) + off[c] for c in range(5)]
    rows = [[name, *(f"{v:,}" for v in row), f"{sum(row):,}"] for name, row in PAYEES.items()]
    rows.append(["Total", *(f"{t:,}" for t in totals), f"{sum(totals):,}"])
    header = ["", *(str(y) for y in range(2019, 2024)), "Total"]
    report = ReportBuilder(title="Payees").table(header, rows).build()
    found = [j for j in total_in_table(ReportView(report, load_rules())) if j.result is Result.DIFFERS and j.figures]
    assert [j.figures[0].text for j in found] == wrong
