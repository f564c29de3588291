"""Headings over tables of the same labels: they tell whom each table is of, or what it measures."""

import pytest
from minidocs import reports_of

ROWS = "| Urgent | {value} | 12 |\n| Planned | 31 | 34 |\n| Advice | 8 | 6 |\n"
TABLE = "| {head} | 2023 | 2024 |\n| --- | --- | --- |\n" + ROWS


def segment_of(text: str, value: str) -> str:
    (report,) = reports_of(text)
    return next(f.segment for f in report.figures if f.text == value)


@pytest.mark.parametrize(
    ("head", "first", "second", "group"),
    [
        ("Indicator", "Harbour Side", "Moorland Edge", "Harbour Side"),
        ("Call", "Women", "Men", "Women"),
        ("Indicator", "To reduce burglary", "To reduce robbery", ""),
        ("Call", "Domestic Burglary", "Vehicle Theft", ""),
    ],
    ids=["names over measures", "people", "aims", "measures"],
)
def test_a_heading_that_parts_tables_of_the_same_labels_names_a_group(
    head: str, first: str, second: str, group: str
) -> None:
    one, other = (TABLE.format(head=head, value=v) for v in (71, 55))
    text = f"# Calls\n\n## {first}\n\n{one}\n## {second}\n\n{other}"
    assert segment_of(text, "71") == group


def test_one_table_has_no_twin() -> None:
    assert segment_of(f"# Calls\n\n## Harbour Crew\n\n{TABLE.format(head='Indicator', value=71)}", "71") == ""
