"""Accounts in lines, tables of tags in a text, and files of values parted by a sign."""

import pytest

from pipeline.errors import UnreadableError
from pipeline.read import Limits, read_document
from pipeline.types import Document, Format, Table, TextRun


def read(text: str | bytes, name: str) -> Document:
    data = text if isinstance(text, bytes) else text.encode()
    return read_document(data, name=name, limits=Limits())


def tables_of(document: Document) -> list[Table]:
    return [block.table for block in document.blocks if block.table is not None]


def texts(table: Table) -> list[list[str]]:
    return [[cell.text if cell else "" for cell in row] for row in table.grid()]


def printed(lines: list[str], table: Table) -> list[str]:
    """Return what stands in the file where the runs of each cell lead."""
    return [
        "".join(lines[r.line - 1][r.column : r.column + r.end - r.start] for r in c.runs if isinstance(r, TextRun))
        for c in table.cells
    ]


def test_lines_that_name_a_thing_and_end_in_amounts_are_a_table() -> None:
    text = (
        "Accounts\n\nItem          2020     2021\nRent           420      400\n\n"
        "Heat            35       40\nTotal          455      440\n"
    )
    (table,) = tables_of(read(text, "a.txt"))
    assert texts(table) == [
        ["Item", "2020", "2021"],
        ["Rent", "420", "400"],
        ["Heat", "35", "40"],
        ["Total", "455", "440"],
    ]
    assert printed(text.split("\n"), table) == [cell.text for cell in table.cells]


@pytest.mark.parametrize(
    "text",
    [
        "One ............ 1\nTwo ............ 4\nThree .......... 9\n",
        "Rent: £40\nHeat: £35\n",
        "Meetings: 4\nCases: 12\nTotal: 16\n",
        "Tel:  01234 567890\nFax:  01234 567891\nMobile:  01234 567892\n",
        "Born  1950\nMarried  1971\nDied  2011\n",
    ],
    ids=["contents", "two lines", "no money", "numbers of telephones", "years"],
)
def test_other_lines_are_none(text: str) -> None:
    assert not tables_of(read(text, "a.txt"))


def test_a_list_of_named_amounts_keeps_its_places_and_numbers_tables_anew() -> None:
    text = "# Costs\n\n- **Rent:** £1,200\n- Heat: £300\n- Total: £1,500\n\n| A | B |\n| --- | --- |\n| x | 1 |\n"
    first, second = tables_of(read(text, "a.md"))
    assert texts(first) == [["Rent", "£1,200"], ["Heat", "£300"], ["Total", "£1,500"]]
    assert (first.number, second.number) == (1, 2)
    assert printed(text.split("\n"), first) == [cell.text for cell in first.cells]


TAGS = """# Talks

<table class="t">
  <tr><th>Year</th><th colspan="2">Talks
   held</th></tr>
  <tr>
    <td>2021</td><td><b>39</b> &amp; more</td>
    <td>5 (18.5%)</td>
  </tr>
</table>

After it.
"""


def test_a_table_of_tags_in_markdown_is_read_with_its_places() -> None:
    document = read(TAGS, "a.md")
    (table,) = tables_of(document)
    assert texts(table) == [["Year", "Talks held", "Talks held"], ["2021", "39 & more", "5 (18.5%)"]]
    assert table.header_rows == 1
    assert document.blocks[-1].text == "After it."
    assert printed(TAGS.split("\n"), table)[2] == "2021"


def test_tables_of_tags_that_never_end_cost_no_more_than_their_length() -> None:
    assert tables_of(read("Talks\n\n" + "<table><tr><td>1\n" * 20_000 + "| a | b |\n", "a.md"))


def test_values_parted_by_a_sign_are_a_table_with_the_places_of_their_characters() -> None:
    text = 'Costs of the club\nName;Amount\n"Smith; J";1,5\n"say ""x""\ntwice";=A1\n'
    document = read(text, "a.csv")
    (table,) = tables_of(document)
    assert document.format is Format.CSV
    assert document.blocks[0].text == "Costs of the club"
    assert texts(table) == [["Name", "Amount"], ["Smith; J", "1,5"], ['say "x" twice', "=A1"]]
    assert printed(text.split("\n"), table)[2:4] == ["Smith; J", "1,5"]


def test_values_in_another_encoding_and_with_open_quotes_are_read_and_told() -> None:
    latin = read("Küche,Preis\nTür,12\n".encode("latin-1"), "a.csv")
    assert texts(tables_of(latin)[0])[0] == ["Küche", "Preis"]
    assert any("UTF-8" in note for note in latin.notes)
    opened = read(b'a,b\n"never closed,' + b"x,1\n" * 40_000, "a.csv")
    assert any("not closed" in note for note in opened.notes)
    assert len(texts(tables_of(opened)[0])) > 1_000


def test_lines_without_a_sign_stay_text_and_no_values_are_an_error() -> None:
    assert read("only words\nand more words\n", "a.csv").format is Format.TEXT
    with pytest.raises(UnreadableError):
        read(",,\n,,\n", "a.csv")
