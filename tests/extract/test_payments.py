"""Which columns of a list of payments are money and which are codes."""

import pytest
from minidocs import figures_of

HEAD = "| Payee | {code} | Amount |\n| --- | --- | --- |\n"
AMOUNTS = ("1,210.40", "512.00", "(30.15)", "7,000.00", "880.99", "12,345.67", "640.10", "999.99")


def listed(codes: list[str], *, over: str = "Payments over £500", amounts: tuple[str, ...] = AMOUNTS) -> str:
    """A list of payments below a line."""
    rows = "".join(
        f"| Boat yard {chr(65 + i)} | {c} | {a} |\n" for i, (c, a) in enumerate(zip(codes, amounts, strict=True))
    )
    return f"# Boats\n\n{over}\n\n" + HEAD.format(code="Yard") + rows


CODES = ["48112", "48190", "50771", "48001", "60002", "51515", "48999", "50100"]


def test_the_threshold_of_the_list_tells_the_currency_of_its_amounts() -> None:
    found = figures_of(listed(CODES))
    assert [(f.text, f.unit) for f in found if f.source.value == "table"] == [(a.strip("()"), "GBP") for a in AMOUNTS]


@pytest.mark.parametrize("over", ["Payments of the yard", "Payments over £500 or $700"], ids=["none", "two"])
def test_without_one_threshold_the_currency_stays_open(over: str) -> None:
    assert {f.unit for f in figures_of(listed(CODES, over=over)) if f.text in AMOUNTS} == {"count"}


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param(["9", "48190", "71", "480", "6000", "5", "4899", "50100"], id="lengths"),
        pytest.param(["2014", "2015", "2016", "2017", "2018", "2019", "2020", "2021"], id="years"),
    ],
)
def test_numbers_of_several_lengths_are_no_codes_of_payments(numbers: list[str]) -> None:
    from pipeline.extract.tables.payments import SHORTEST_CODE, _are_codes

    assert not _are_codes(numbers, SHORTEST_CODE)
    assert _are_codes(CODES, SHORTEST_CODE)
