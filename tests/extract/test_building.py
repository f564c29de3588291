"""Figures as they are stored: identifiers, bounds, labels and what the place says."""

from decimal import Decimal

import pytest
from minidocs import figures_of, tabbed

from pipeline.extract.building import stored


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (Decimal("12.50"), Decimal("12.50")),
        (Decimal("1E+6"), Decimal("1E+6")),
        (Decimal(1) / Decimal(3), Decimal("0.333333")),
    ],
)
def test_endless_digits_are_cut_and_printed_ones_kept(value: Decimal | None, kept: Decimal | None) -> None:
    assert stored(value) == kept


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        pytest.param("There were 310 thefts.", ("309.5", "310.5"), id="count"),
        pytest.param("It fell by 12%.", ("-12.5", "-11.5"), id="fall"),
        pytest.param("It cost £1.2 million.", ("1150000", "1250000"), id="scaled"),
        pytest.param("There were over 300 thefts.", ("300", None), id="more_than"),
    ],
)
def test_a_figure_carries_what_its_print_allows(text: str, bounds: tuple[str, str | None]) -> None:
    (figure,) = figures_of(f"1. {text}\n")
    low, high = figure.lower, figure.upper
    exact = (figure.value, figure.value) if figure.unit == "count" and not figure.qualifier else None
    assert (low, high) in (exact, (Decimal(bounds[0]), Decimal(bounds[1]) if bounds[1] else None))


def test_the_same_text_twice_has_two_identifiers() -> None:
    one, two = figures_of("1. There were 310 thefts and 310 frauds.\n")
    assert one.figure_id != two.figure_id
    assert one.figure_id[0] == "f"
    assert len(one.figure_id) == 17


def test_identifiers_do_not_change_from_run_to_run() -> None:
    text = "1. There were 310 thefts and 42 frauds.\n"
    assert [f.figure_id for f in figures_of(text)] == [f.figure_id for f in figures_of(text)]


def test_a_cell_tells_its_row_and_column() -> None:
    found = figures_of(tabbed("Area|2014/15|2015/16\nNorth|310|\n"))
    assert [(f.row_label, f.column_label, f.row, f.column, str(f.status)) for f in found] == [
        ("North", "2014/15", 2, 2, "reported"),
        ("North", "2015/16", 2, 3, "blank"),
    ]
    assert found[0].context == "North: 2014/15 = 310"


def test_a_group_row_is_the_segment_of_those_below() -> None:
    table = "Offence|2014/15|2015/16\nNorth||\nBurglary|1,200|1,100\nSouth||\nBurglary|900|850\n"
    found = [(f.indicator, f.segment) for f in figures_of(tabbed(table))]
    assert found == [("Burglary", "North"), ("Burglary", "North"), ("Burglary", "South"), ("Burglary", "South")]


def test_a_figure_points_into_its_passage() -> None:
    (figure,) = figures_of("1. The force was busy. There were 310 thefts.\n")
    assert figure.context[figure.offset :].startswith("310")
    assert figure.paragraph == "1"
