"""Who brings a paper out: told by where the name stands, never by what stands there."""

import pytest

from pipeline.extract.organisations import find_organisations
from pipeline.extract.publishers import publisher_of
from pipeline.rules import load_rules
from pipeline.types import Block, BlockKind, Cell, Table

RULES = load_rules()
PROSE = "In the year that was reported on the boats of the harbour carried more people than ever before, it is said."


def heading(text: str, page: int = 1) -> Block:
    return Block(BlockKind.HEADING, text, page=page)


def paragraph(text: str, page: int = 1) -> Block:
    return Block(BlockKind.PARAGRAPH, text, page=page)


def furniture(text: str, page: int = 1) -> Block:
    return Block(BlockKind.FURNITURE, text, page=page)


def table(*rows: tuple[str, ...], page: int = 1) -> Block:
    cells = tuple(Cell(r, c, text) for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1))
    return Block(BlockKind.TABLE, "", page=page, table=Table(1, len(rows), len(rows[0]), cells))


def publisher(*blocks: Block, title: str = "") -> str:
    return publisher_of(blocks, {}, title, RULES)


@pytest.mark.parametrize(
    ("blocks", "name"),
    [
        pytest.param((heading("Eastmouth"), paragraph("police department")), "Eastmouth Police Department", id="logo"),
        pytest.param(
            (
                heading("Ferries 2020"),
                furniture("Midshire Harbour Authority"),
                furniture("Midshire Harbour Authority", 2),
            ),
            "Midshire Harbour Authority",
            id="footer",
        ),
        pytest.param((paragraph("Published by the Institute of Tides, Eastmouth"),), "Institute of Tides", id="label"),
        pytest.param((paragraph("From:"), paragraph("Department for Boats")), "Department for Boats", id="label_above"),
        pytest.param((heading("Boats"), paragraph(PROSE), paragraph("© 2020 Tides Agency")), "Tides Agency", id="mark"),
        pytest.param((heading("EASTMOUTH COUNTY YEARLY FIGURES"),), "Eastmouth County", id="county"),
        pytest.param((heading("Boats"), heading("Minister of Tides")), "Minister of Tides", id="signed"),
        pytest.param(
            (paragraph("The Ministry of Tides (MOT) collects the figures of all harbours each month, as it must."),),
            "Ministry of Tides",
            id="sentence",
        ),
        pytest.param(
            (heading("Ferry Line of Eastmouth"), heading("12 High Street"), heading("Telephone: 01234")),
            "Ferry Line of Eastmouth",
            id="address",
        ),
        pytest.param(
            (heading("Boats"), paragraph(PROSE), paragraph("For more information contact a.b@tides.example.org")),
            "tides.example.org",
            id="site",
        ),
    ],
)
def test_a_name_is_the_publishers_by_its_place(blocks: tuple[Block, ...], name: str) -> None:
    assert publisher(*blocks) == name


@pytest.mark.parametrize(
    "blocks",
    [
        pytest.param((heading("Statutory Authority"), paragraph(PROSE)), id="no_name"),
        pytest.param((heading("Boats"), heading("Source: Midshire Bureau of Labour")), id="source"),
        pytest.param((heading("Boats"), heading("Prepared for Ministry of Tides")), id="for_whom"),
        pytest.param((heading("Boats"), paragraph(f"{PROSE} The Home Office was told.")), id="named_in_prose"),
        pytest.param((heading("Boats"), table(("Eastmouth County", "1"), ("Westmouth County", "2"))), id="rows"),
    ],
)
def test_other_names_are_not(blocks: tuple[Block, ...]) -> None:
    assert publisher(*blocks) == ""


def test_a_label_says_more_than_a_letterhead_and_a_footer_more_than_a_sentence() -> None:
    head, foot = heading("Midshire County Council"), furniture("Tides Agency")
    assert publisher(head, foot) == "Tides Agency"
    assert publisher(head, foot, paragraph("Published by: Bureau of Bridges")) == "Bureau of Bridges"


def test_the_one_place_of_all_labels_is_the_publisher_two_are_none() -> None:
    rows = [(f"Race {i} EASTMOUTH COUNTY", str(i)) for i in range(6)]
    assert publisher(table(("Race", "Votes"), *rows)) == "Eastmouth County"
    mixed = [*rows[:3], *((f"Race {i} WESTMOUTH COUNTY", str(i)) for i in range(3))]
    assert publisher(table(("Race", "Votes"), *mixed)) == ""


def test_an_abbreviation_is_written_out_where_the_paper_does() -> None:
    lines = [heading(f"Boats {i}; checked by the EHPD Boat Unit", page=i) for i in range(1, 4)]
    assert publisher(*lines) == "EHPD"
    assert (
        publisher(*lines, heading("Pier 4 - East Harbour Police Department May", page=4))
        == "East Harbour Police Department"
    )


def test_names_end_where_their_words_do() -> None:
    text = "Northland Council of Fishing Research Department of Fish, Ministry of Seas and Rivers, a body of note"
    names = [o.name for o in find_organisations(text, RULES)]
    assert names == ["Northland Council of Fishing Research", "Department of Fish", "Ministry of Seas and Rivers"]
