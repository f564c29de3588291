"""Headers of tables: what belongs to them, and over which columns each text stands."""

from pdfmaking import Item, grid, make_pdf, read, rows, tables, text
from reportlab.pdfbase.pdfmetrics import stringWidth

from pipeline.types import Table

BOLD = "F2"


def right(x: float, y: float, shown: str, *, font: str = "F1") -> Item:
    """A text that ends at x."""
    return (x - stringWidth(shown, "Helvetica-Bold" if font == BOLD else "Helvetica", 10), y, shown, 10, font)


def body(top: float, labels: list[str], ends: list[float], *, indent: float = 0) -> list[Item]:
    """Rows of figures below one another, each label at the left and a figure at the right of each column."""
    return [
        item
        for i, label in enumerate(labels)
        for item in (
            (50 + indent, top - 15 * i, label),
            *(right(x, top - 15 * i, f"{(i + 3) * 17 + 7 * k}") for k, x in enumerate(ends)),
        )
    ]


def only(*shown: str) -> Table:
    (table,) = tables(read(make_pdf("\n".join(shown))))
    return table


def spans(table: Table) -> dict[str, tuple[int, int, int]]:
    """Row, column and width of the texts of the header."""
    return {c.text: (c.row, c.column, c.column_span) for c in table.cells if c.row <= table.header_rows and c.text}


def test_a_group_between_header_and_values_stays_in_the_body() -> None:
    table = only(
        text(
            (50, 720, "Ward", 10, BOLD), right(250, 720, "Thefts", font=BOLD), right(330, 720, "Frauds", font=BOLD),
            (50, 700, "INNER CITY", 10, BOLD),
            *body(685, ["Abbey", "Castle", "Dock"], [250, 330], indent=8),
            (50, 640, "OUTER CITY", 10, BOLD),
            *body(625, ["Elm", "Ford"], [250, 330], indent=8),
        )
    )  # fmt: skip
    assert table.header_rows == 1
    assert [r[0] for r in rows(table)] == ["Ward", "INNER CITY", "Abbey", "Castle", "Dock", "OUTER CITY", "Elm", "Ford"]


def test_a_label_a_little_lower_than_its_header_stays_in_it() -> None:
    table = only(
        text(
            right(250, 720, "Calls", font=BOLD), right(330, 720, "Fires", font=BOLD),
            (50, 716, "Station", 10, BOLD),
            right(250, 703, "2021", font=BOLD), right(330, 703, "2022", font=BOLD),
            *body(685, ["Harbour", "Hill", "Market"], [250, 330]),
        )
    )  # fmt: skip
    assert table.rows - table.header_rows == 3
    assert {"Station"} < {c.text for c in table.cells if c.header}


def test_a_row_of_ages_is_a_header() -> None:
    ends = [200.0, 250.0, 300.0, 350.0]
    ages = ["0-15", "16-34", "35-59", "60-99"]
    table = only(
        text(
            *(right(x, 720, age, font=BOLD) for x, age in zip(ends, ages, strict=True)),
            *body(700, ["Men", "Women", "All people"], ends),
        )
    )
    assert (table.header_rows, rows(table)[0]) == (1, ["", *ages])


def turned(x: float, y: float, shown: str, *, down: bool = False) -> str:
    """A text that reads upwards from its foot at y, or downwards from its top."""
    return f"BT /F2 10 Tf {'0 -1 1 0' if down else '0 1 -1 0'} {x} {y} Tm ({shown}) Tj ET"


TURNED = ["Seen", "Referred on", "Still waiting"]


def test_turned_headers_head_the_columns_that_they_stand_over() -> None:
    table = only(
        *(turned(x, 710, shown) for x, shown in zip((195, 255, 315), TURNED, strict=True)),
        turned(327, 710, "at year end"),
        text((50, 800, "Patients of the two districts and how far they have come on the way"),
             *body(690, ["North", "South", "Total"], [205, 265, 325])),
    )  # fmt: skip
    assert table.header_rows == 1
    assert rows(table)[0] == ["", "Seen", "Referred on", "Still waiting at year end"]
    cell = next(c for c in table.cells if c.text == "Referred on")
    assert cell.runs[0].box.bottom - cell.runs[0].box.top > cell.runs[0].box.x1 - cell.runs[0].box.x0  # type: ignore[attr-defined]


def test_turned_headers_of_a_grid_stand_in_its_cells() -> None:
    table = only(
        grid([40, 140, 200, 260], [790, 700, 680, 660]),
        turned(165, 785, "Seen", down=True), turned(236, 785, "Referred", down=True), turned(224, 785, "on", down=True),
        text((45, 685, "North"), (150, 685, "12"), (210, 685, "34")),
        text((45, 665, "South"), (150, 665, "56"), (210, 665, "7")),
        text((50, 800, "Patients of the two districts")),
    )  # fmt: skip
    assert rows(table) == [["", "Seen", "Referred on"], ["North", "12", "34"], ["South", "56", "7"]]
    assert table.header_rows == 1


def test_the_name_of_an_axis_is_no_header() -> None:
    document = read(make_pdf(turned(30, 640, "People") + text(*body(690, ["North", "South", "Total"], [205, 265]))))
    (table,) = tables(document)
    assert rows(table)[0][0] == "North"
    assert [b.text for b in document.blocks if b.table is None] == ["People"]


def test_a_group_in_bold_under_the_header_of_a_grid_is_no_header() -> None:
    table = only(
        grid([40, 140, 200, 260], [720, 700, 680, 660]),
        text((45, 705, "Area", 10, BOLD), (150, 705, "2021", 10, BOLD), (210, 705, "2022", 10, BOLD)),
        text((45, 685, "North", 10, BOLD), (45, 665, "Thefts"), (150, 665, "56"), (210, 665, "7")),
    )
    assert table.header_rows == 1


ENDS = [220.0, 280.0, 340.0, 400.0]
WARDS = ["Abbey", "Castle", "Dock"]


def test_headers_centred_over_columns_span_them_beside_cells_of_other_heights() -> None:
    table = only(
        text(
            (223, 740, "Men", 10, BOLD), (336, 740, "Women", 10, BOLD), (50, 733, "Ward", 10, BOLD),
            *(right(x, 725, t, font=BOLD) for x, t in zip(ENDS, ("Deaths", "Rate", "Deaths", "Rate"), strict=True)),
            *body(705, WARDS, ENDS),
        )
    )  # fmt: skip
    found = spans(table)
    assert (found["Men"], found["Women"]) == ((1, 2, 2), (1, 4, 2))
    assert found["Ward"][1:] == (1, 1)


def test_one_header_between_two_columns_spans_them() -> None:
    table = only(
        text(
            (342, 740, "Fires", 10, BOLD),
            *(right(x, 725, t, font=BOLD) for x, t in zip(ENDS, ("Calls", "All", "Homes", "Alarms"), strict=True)),
            *body(705, WARDS, ENDS),
        ),
    )  # fmt: skip
    assert spans(table)["Fires"] == (1, 4, 2)


def test_the_first_line_of_a_wrapped_header_spans_nothing() -> None:
    heads = ("Private", "assoc.", "Council", "All")
    table = only(
        text(
            right(ENDS[1], 737, "Housing", font=BOLD),
            *(right(x, 725, t, font=BOLD) for x, t in zip(ENDS, heads, strict=True)),
            *body(705, WARDS, ENDS),
        )
    )  # fmt: skip
    assert (table.header_rows, rows(table)[0]) == (1, ["", "Private", "Housing assoc.", "Council", "All"])


def test_headers_a_word_space_apart_are_cut_where_their_columns_end() -> None:
    right_words = text(right(220, 720, "Share within", font=BOLD), right(292, 720, "Middle wait", font=BOLD))
    table = only(right_words, text(*body(700, WARDS, [220, 292])))
    assert rows(table)[0] == ["", "Share within", "Middle wait"]


def test_a_header_over_a_range_of_three_columns_spans_them() -> None:
    table = only(
        text(
            right(220, 720, "Share", font=BOLD), (272, 720, "Range", 10, BOLD),
            *(
                item
                for i, label in enumerate(WARDS)
                for item in (
                    (50, 700 - 15 * i, label), right(220, 700 - 15 * i, f"{41 + i}.2"),
                    (250, 700 - 15 * i, f"{38 + i}.5"), (282, 700 - 15 * i, "to"), (304, 700 - 15 * i, f"{44 + i}.0"),
                )
            ),
        )
    )  # fmt: skip
    assert spans(table)["Range"] == (1, 3, 3)


def test_a_caption_of_two_pieces_is_no_header() -> None:
    table = only(
        text(
            (50, 735, "Table 4 / B"), (130, 735, "Calls by ward"),
            *(right(x, 720, t, font=BOLD) for x, t in zip(ENDS, ("Calls", "All", "Homes", "Alarms"), strict=True)),
            *body(700, WARDS, ENDS),
        )
    )  # fmt: skip
    assert table.caption == "Table 4 / B Calls by ward"
    assert table.header_rows == 1


def test_small_raised_letters_are_marks_of_their_word() -> None:
    table = only(
        text(
            (50, 720, "Ward", 10, BOLD), right(220, 720, "Calls", font=BOLD), right(280, 720, "Fires", font=BOLD),
            *body(700, WARDS, ENDS[:2]),
            (78.6, 703.5, "a", 6.5), (220.3, 688.5, "r", 6.5), (280.3, 673.5, "b,c", 6.5),
        )
    )  # fmt: skip
    assert rows(table)[1][0] == "Abbeyᵃ"
    assert rows(table)[2][1].endswith("[r]")
    assert rows(table)[3][2].endswith("ᵇ,ᶜ")


def test_typed_rules_are_no_text() -> None:
    table = only(
        text(
            (50, 720, "Ward"), right(220, 720, "Calls"), right(280, 720, "Fires"),
            (50, 710, "-------------- ------- -------"), *body(695, WARDS, ENDS[:2]), (50, 655, "--------------"),
        )
    )  # fmt: skip
    assert [r[0] for r in rows(table)] == ["Ward", *WARDS]
    assert table.header_rows == 1


def test_words_of_a_row_a_third_of_their_size_apart_are_one_row() -> None:
    table = only(
        text(
            (50, 720, "Ward"), right(220, 723, "Calls"), right(280, 717, "Fires"),
            *(item for i, ward in enumerate(WARDS) for item in ((50, 695 - 15 * i, ward),
              right(220, 698.2 - 15 * i, f"{41 + i}"), right(280, 698.2 - 15 * i, f"{7 + i}"))),
        )
    )  # fmt: skip
    assert [r[0] for r in rows(table)][1:] == WARDS


def test_a_list_of_payments_with_few_figures_is_a_table() -> None:
    payees = ("ACME", "Bright & Co", "Carter Ltd", "Dunn Bros")
    table = only(
        text(
            *(
                item
                for i, payee in enumerate(payees)
                for item in (
                    (50, 700 - 15 * i, "Schools"), (120, 700 - 15 * i, "Repairs"), (190, 700 - 15 * i, payee),
                    (270, 700 - 15 * i, "Paid in full"), (350, 700 - 15 * i, f"GB{i}7"),
                    right(480, 700 - 15 * i, f"{i}10.40"),
                )
            )
        )
    )  # fmt: skip
    assert (table.rows, table.columns) == (4, 6)


def test_a_line_longer_than_its_column_stands_over_that_column_alone() -> None:
    table = only(
        text(
            right(407, 720, "% change, May to", font=BOLD),
            right(200, 707, "Girls", font=BOLD), right(260, 707, "Boys", font=BOLD), right(320, 707, "Both", font=BOLD),
            right(407, 707, "July of 2021", font=BOLD),
            *body(685, ["Harbour", "Hill", "Market", "Quay"], [200, 260, 320, 407]),
        )
    )  # fmt: skip
    assert spans(table) == {
        "Girls": (1, 2, 1),
        "Boys": (1, 3, 1),
        "Both": (1, 4, 1),
        "% change, May to July of 2021": (1, 5, 1),
    }
