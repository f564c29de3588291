"""Ruled and unruled tables."""

import pytest
from pdfmaking import REAL, Item, grid, make_pdf, needs_shared, read, read_real, rows, tables, text

from pipeline.read.pdf.lattice import find_ruled_grids
from pipeline.read.pdf.rulings import Ruling, Rulings
from pipeline.read.pdf.segments import is_figure


def rulings(horizontal: list[tuple[float, float, float]], vertical: list[tuple[float, float, float]]) -> Rulings:
    return Rulings(tuple(Ruling(*r) for r in horizontal), tuple(Ruling(*r) for r in vertical), (), (), complete=True)


def test_a_missing_line_makes_a_spanning_cell() -> None:
    lines = rulings([(0, 0, 90), (10, 0, 90), (20, 0, 90)], [(0, 0, 20), (30, 0, 20), (60, 10, 20), (90, 0, 20)])
    (found,) = find_ruled_grids(lines)
    assert [(c.row, c.column, c.column_span) for c in found.cells] == [
        (0, 0, 1),
        (0, 1, 2),
        (1, 0, 1),
        (1, 1, 1),
        (1, 2, 1),
    ]


def test_an_open_frame_is_closed_by_its_lines_ends() -> None:
    (found,) = find_ruled_grids(rulings([(10, 0, 90), (20, 0, 90)], [(30, 0, 30), (60, 0, 30)]))
    assert (len(found.ys) - 1, len(found.xs) - 1) == (3, 3)


def test_lines_apart_are_tables_apart() -> None:
    one = ([(0, 0, 50), (10, 0, 50)], [(0, 0, 10), (50, 0, 10)])
    two = ([(40, 0, 50), (50, 0, 50)], [(0, 40, 50), (50, 40, 50)])
    assert len(find_ruled_grids(rulings(one[0] + two[0], one[1] + two[1]))) == 2


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        *(
            (t, True)
            for t in ("80.9%", "-59%", "‐12", "(1,234.50)", "£1.2m", "*2,247", "803*", "310²", "–", "NA", "3rd")
        ),
        *((t, True) for t in ("1 234", "12-24", "$10,000–14,999", "***.*")),
        *((t, False) for t in ("Total", "Q3 2015/16 results", "offences", "2 of 3 cases", "")),
    ],
)
def test_figures_are_told_from_words(shown: str, expected: bool) -> None:
    assert is_figure(shown) is expected


RULED = grid([50, 200, 300, 400], [700, 680, 660, 640]) + "\n" + text(
    (55, 686, "Measure", 10, "F2"), (205, 686, "2014", 10, "F2"), (305, 686, "2015", 10, "F2"),
    (55, 666, "Offences"), (205, 666, "58805"), (305, 666, "59653"),
    (55, 646, "Satisfaction"), (305, 646, "80.9%"),
)  # fmt: skip


def test_a_ruled_table_keeps_its_empty_cells() -> None:
    (table,) = tables(read(make_pdf(RULED)))
    assert rows(table) == [["Measure", "2014", "2015"], ["Offences", "58805", "59653"], ["Satisfaction", "", "80.9%"]]
    assert table.header_rows == 1
    assert all(c.box is not None for c in table.cells)


UNRULED = text(
    (200, 720, "Year to date", 10), (330, 720, "Last year", 10),
    (200, 705, "2014"), (240, 705, "2015"), (330, 705, "2014"), (370, 705, "2015"),
    *[
        item
        for i, label in enumerate(("Burglary", "Robbery", "Theft from motor vehicles", "Arson"))
        for item in (
            (50, 690 - 15 * i, label),
            *((x, 690 - 15 * i, f"{(i + 2) * 13 + k}") for k, x in enumerate((210, 250, 340, 380))),
        )
    ],
)  # fmt: skip


def test_an_unruled_table_with_spanning_headers() -> None:
    (table,) = tables(read(make_pdf(UNRULED)))
    assert rows(table)[0] == ["", "Year to date", "Year to date", "Last year", "Last year"]
    assert rows(table)[1] == ["", "2014", "2015", "2014", "2015"]
    assert rows(table)[4] == ["Theft from motor vehicles", "52", "53", "54", "55"]
    assert table.header_rows == 2


def test_stacked_figures_in_one_ruled_row_are_rows() -> None:
    page = grid([50, 200, 300], [700, 680, 620]) + "\n" + text(
        (55, 686, "Measure"), (205, 686, "Count"),
        (55, 666, "Burglary"), (205, 666, "12"), (55, 651, "Robbery"), (205, 651, "34"),
        (55, 636, "Arson"), (205, 636, "5"),
    )  # fmt: skip
    (table,) = tables(read(make_pdf(page)))
    assert rows(table) == [["Measure", "Count"], ["Burglary", "12"], ["Robbery", "34"], ["Arson", "5"]]


def test_running_text_is_no_table() -> None:
    lines = [(50.0, 700.0 - 14 * i, "In 2015 there were 34 new entrants and 48 before it") for i in range(8)]
    assert tables(read(make_pdf(text(*lines)))) == []


def test_a_table_goes_on_over_the_page_with_its_header_repeated() -> None:
    (first, second) = tables(read(make_pdf(RULED, RULED)))
    assert (first.continues, second.continues, second.header_rows) == (False, True, 1)
    assert (first.number, second.number) == (1, 2)


def test_a_page_turned_by_its_flag_reads_the_same() -> None:
    turned = f"0 1 -1 0 842 0 cm\n{RULED}"
    (straight,) = tables(read(make_pdf(RULED)))
    (table,) = tables(read(make_pdf(turned, size=(842, 595), rotate=90)))
    assert rows(table) == rows(straight)
    assert table.box is not None
    assert straight.box is not None
    assert table.box.x0 == pytest.approx(straight.box.x0, abs=1)


@needs_shared
def test_real_turned_pages_give_the_same_figures() -> None:
    (straight,) = tables(read_real("real/tables/nics-background-checks-2015-11.pdf"))
    (turned,) = tables(read_real("real/tables/nics-background-checks-2015-11-rotated.pdf"))
    assert rows(turned) == rows(straight)


@needs_shared
def test_real_payments_stand_in_their_rows() -> None:
    import csv

    expected = list(csv.reader((REAL / "nhs-payments/newham-april.csv").open(encoding="utf-8-sig", errors="replace")))
    amounts = {cell for row in expected for cell in row if cell.replace(",", "").replace(".", "").lstrip("-").isdigit()}
    found = [row for t in tables(read_real("real/nhs-payments/newham-april.pdf")) for row in rows(t)]
    assert len(found) > 100
    assert len({len([c for c in row if c]) for row in found[5:50]}) <= 2
    assert amounts


@needs_shared
def test_real_authorities_keep_all_columns() -> None:
    (table,) = tables(read_real("real/health-wales/LAs-2020-04-08.pdf"))
    assert table.columns == 8
    by_place = {row[1]: row[2:] for row in rows(table)}
    assert by_place["Cardiff"] == ["56", "777", "213.3", "2,346", "644.1", "33.1%"]
    assert rows(table)[0][4] == "Cases per 100,000 population"


@needs_shared
def test_real_week_of_police_figures() -> None:
    week, history = tables(read_real("real/police/compstat-week.pdf"))
    assert (week.columns, history.columns) == (13, 11)
    assert rows(week)[0][1:4] == ["Week to Date"] * 3
    assert rows(week)[2] == [
        "Murder",
        "0",
        "0",
        "***.*",
        "0",
        "1",
        "-100.0",
        "6",
        "7",
        "-14.3",
        "-25.0",
        "-14.3",
        "-87.0",
    ]


def test_marks_are_values_of_a_row_of_their_own() -> None:
    body = [("Reading", "2018/19", "64%", "60%"), ("", "2019/20", "x", "x"), ("", "2020/21", "59%", "55%")]
    shown: list[Item] = [(220, 720, "Total"), (280, 720, "Boys")]
    for i, row in enumerate(body):
        shown += [(x, 700 - 12 * i, word) for x, word in zip((50, 130, 220, 280), row, strict=True) if word]
    (table,) = tables(read(make_pdf(text(*shown))))
    assert rows(table)[1:] == [list(row) for row in body]


def test_a_lone_word_under_a_figure_heads_the_rows_below() -> None:
    shown: list[Item] = [(220, 720, "2018"), (280, 720, "2019"), (340, 720, "2020")]
    lines = [("Gas used", "611", "702", "650"), ("", "Waste", "", ""), ("Kept", "388", "402", "377")]
    for i, row in enumerate([("Power used", "481", "463", "440"), *lines, ("Burnt", "141", "663", "218")]):
        shown += [(x, 700 - 12 * i, word) for x, word in zip((50, 220, 280, 340), row, strict=True) if word]
    (table,) = tables(read(make_pdf(text(*shown))))
    assert [r[1] for r in rows(table)] == ["2018", "481", "611", "Waste", "388", "141"]
