"""Units that stand once for two numbers, money as texts of the web print it, and numbers that only name."""

from decimal import Decimal

import pytest

from pipeline.extract.tokens import nlp_for
from pipeline.rules import load_rules


def read(text: str) -> list[tuple[Decimal, str]]:
    return [(f.value, f.unit) for f in nlp_for(load_rules())(text)._.figures]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Growth slowed from 4.8 to 4.7 percent.", [("4.8", "percent"), ("4.7", "percent")]),
        ("The sack went from 208 kg to 193 by spring.", [("208", "kg"), ("193", "kg")]),
        ("Staff numbers went from 12% to 90 cases.", [("12", "percent"), ("90", "count")]),
        ("Repairs last three or four years.", [("3", "year"), ("4", "year")]),
        (
            "Turnover grew from 24.2 to 33-35 million euros.",
            [("24200000", "EUR"), ("33000000", "EUR"), ("35000000", "EUR")],
        ),
        ("Sales rose to £4m from £3m a year earlier.", [("4000000", "GBP"), ("3000000", "GBP")]),
        ("Rent is £70 a year.", [("70", "GBP/year")]),
        ("Rent is $80 per sq m.", [("80", "USD/m2")]),
        ("There were 4 hundred million visits.", [("400000000", "count")]),
        ("The flow was 1.2×10⁻⁶ m3.", [("0.0000012", "m3")]),
        ("The card was 5 × 4 wide.", []),
        ("The grant was PS2.7m, the prize Y=28,030.", [("2700000", "GBP"), ("28030", "JPY")]),
        ("They sold a PS5 and a PS4.", []),
        ("It cost 9 million shekels and 18 sen.", [("9000000", "ILS"), ("0.18", "MYR")]),
        ("The S&P 500 and Unit 3 at 22 Ave Hugo, in the 90210 ZIP code.", []),
        ("Coasts may flood by 2120, scientists warn.", []),
        ("The H-1B scheme helps Districts 5-16.", []),
    ],
)  # fmt: skip
def test_what_is_read(text: str, wanted: list[tuple[str, str]]) -> None:
    assert read(text) == [(Decimal(value), unit) for value, unit in wanted]
