"""Unruled tables over page ends and beside one another.

Their twins on real files: payments over many pages, against the publisher's CSV, in test_pdf_tables.py and
test_real_files.py, and a report's page of data in other layouts in test_layouts.py.
"""

from pdfmaking import make_pdf, read, rows, tables, text

SIZE = 10.0


def lines(*placed: tuple[float, float, str]) -> str:
    return text(*((x, y, shown, SIZE) for x, y, shown in placed))


def row(
    y: float, *cells: str, xs: tuple[float, ...] = (50, 80, 220, 360, 430, 500)
) -> tuple[tuple[float, float, str], ...]:
    return tuple((x, y, cell) for x, cell in zip(xs, cells, strict=True) if cell)


HEAD = row(760, "", "", "", "2013/14", "2014/15", "2015/16")
BODY = (
    *row(740, "1", "To reduce burglary", "Number of offences", "3,935", "4,199", "4,050"),
    *row(715, "", "", "Position in group", "5th", "6th", "7th"),
    *row(690, "2", "To reduce violence", "Number of offences", "4,365", "5,052", "4,884"),
    *row(665, "", "", "Satisfaction", "78.1%", "78.3%", "73.3%"),
)


def test_one_row_on_the_next_page_goes_on_with_its_table() -> None:
    last = lines(*row(780, "", "", "Position in group", "3rd", "1st", "6th"), (50, 700, "The panel noted the table."))
    document = read(make_pdf(lines(*HEAD, *BODY), last))
    _first, second = tables(document)
    assert second.continues
    assert rows(second) == [["", "", "Position in group", "3rd", "1st", "6th"]]
    assert [b.text for b in document.blocks if b.text] == ["The panel noted the table."]


def test_a_row_that_the_page_end_cuts_is_joined() -> None:
    cut = row(640, "3", "To answer calls from", "Calls", "1,051", "1,114", "1,347")
    rest = lines((80, 790, "the public sooner"), *row(765, "", "", "Share within ten seconds", "86%", "88%", "90%"))
    first, second = tables(read(make_pdf(lines(*HEAD, *BODY, *cut), rest)))
    assert rows(first)[-1] == ["3", "To answer calls from the public sooner", "Calls", "1,051", "1,114", "1,347"]
    assert rows(second) == [["", "", "Share within ten seconds", "86%", "88%", "90%"]]
    assert second.continues


def test_notes_and_headings_on_the_next_page_are_no_part_of_a_row() -> None:
    notes = lines(
        *row(780, "", "", "Position in group", "3rd", "1st", "6th"),
        (220, 766, "Source: the force"),
        (220, 752, "Notes in the annex"),
    )
    document = read(make_pdf(lines(*HEAD, *BODY), notes))
    assert rows(tables(document)[1]) == [["", "", "Position in group", "3rd", "1st", "6th"]]
    heading = lines((80, 790, "Roads by district"), *row(776, "", "", "Position in group", "3rd", "1st", "6th"))
    document = read(make_pdf(lines(*HEAD, *BODY), heading))
    assert "Roads by district" not in [c.text for t in tables(document) for c in t.cells]


def test_the_last_cell_at_the_foot_of_a_page_is_no_page_number() -> None:
    xs = (50.0, 300.0, 450.0)
    body = [
        cell
        for i in range(12)
        for cell in row(300 - 22 * i, f"Offences of kind {'abcdefghijkl'[i]}", str(120 + i), str(37 + i), xs=xs)
    ]
    (table,) = tables(read(make_pdf(lines(*body))))
    assert rows(table)[-1] == ["Offences of kind l", "131", "48"]


def test_text_on_the_next_page_is_no_row() -> None:
    last = lines((80, 780, "Members asked why 4,050 offences were recorded in the year."), (80, 766, "None knew."))
    document = read(make_pdf(lines(*HEAD, *BODY), last))
    assert len(tables(document)) == 1


def test_numbered_rows_without_figures_are_no_header() -> None:
    numbered = (
        *row(740, "15", "To prevent child abuse", "No metrics", "", "", ""),
        *row(715, "16", "To improve the response", "No metrics", "", "", ""),
        *row(690, "17", "To reduce missing reports", "Reports in one system", "5929", "3438", "4249"),
        *row(665, "", "", "Reports in another", "5417", "2577", "2388"),
        *row(640, "", "", "From key locations", "1162", "400", "306"),
    )
    (table,) = tables(read(make_pdf(lines(*numbered))))
    assert table.header_rows == 0
    assert [r[0] for r in rows(table)] == ["15", "16", "17", "", ""]
    assert rows(table)[2] == ["17", "To reduce missing reports", "Reports in one system", "5929", "3438", "4249"]


def test_tables_of_other_columns_are_parted() -> None:
    """The texts of the lower table reach under the labels and the first figures of the upper one."""
    other = (50.0, 80.0, 290.0, 425.0, 475.0, 520.0)
    below = (
        *row(620, "4", "To find the missing sooner", "Reports of one system", "5929", "3438", "4249", xs=other),
        *row(600, "", "", "Reports of another one", "5417", "2577", "2388", xs=other),
        *row(580, "", "", "Places they come from", "1162", "400", "306", xs=other),
    )
    first, second = tables(read(make_pdf(lines(*BODY, *below))))
    assert rows(first)[-1] == ["", "", "Satisfaction", "78.1%", "78.3%", "73.3%"]
    assert rows(second)[0] == ["4", "To find the missing sooner", "Reports of one system", "5929", "3438", "4249"]


def test_row_numbers_start_the_table_on_the_right() -> None:
    left, right = (40.0, 60.0, 180.0, 225.0), (330.0, 350.0, 470.0, 515.0)
    placed = []
    for i in range(8):
        y = 760 - 25.0 * i
        placed += row(y, str(i + 1), f"Offence of kind {'abcdefgh'[i]}", f"{140 + 7 * i}", f"{150 + 9 * i}", xs=left)
        placed += row(
            y - 7, str(i + 9), f"Outcome of kind {'abcdefgh'[i]}", f"{31 + 3 * i}%", f"{30 + 4 * i}%", xs=right
        )
    page = lines(*placed, (300, 30, "12"))
    first, second = tables(read(make_pdf(page)))
    assert rows(first)[0] == ["1", "Offence of kind a", "140", "150"]
    assert rows(second)[0] == ["9", "Outcome of kind a", "31%", "30%"]
    assert (len(rows(first)), len(rows(second))) == (8, 8)


def test_headers_far_from_their_figures_head_one_column_each() -> None:
    """The second header is nearer to the first column's figures than to its own."""
    head = ((150, 760, "12 months to end of March"), (310, 760, "12 months to end of June"))
    names = ("Opiates", "Alcohol", "Others")
    body = ((50, 740 - 20 * i, name) for i, name in enumerate(names))
    values = ((x, 740 - 20 * i, f"{20 + i}.5%") for i in range(3) for x in (270, 470))
    (table,) = tables(read(make_pdf(lines(*head, *body, *values))))
    assert rows(table)[0] == ["", "12 months to end of March", "12 months to end of June"]
    assert rows(table)[1] == ["Opiates", "20.5%", "20.5%"]
