"""Headers of tables: what belongs to them, and over which columns each text stands."""

from pdfmaking import Item, make_pdf, read, rows, tables, text

from pipeline.types import Table

BOLD = "F2"


def right(x: float, y: float, shown: str, *, font: str = "F1") -> Item:
    """A text that ends near x: digits of Helvetica are 0.556 em wide, letters on average half an em."""
    wide = sum({"1": 0.556, "i": 0.222, "l": 0.222, ".": 0.278, ",": 0.278, "-": 0.333}.get(ch, 0.556) for ch in shown)
    return (x - 10 * wide, y, shown, 10, font)


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
    ages = ["0-15", "16-34", "35-59", "60+"]
    table = only(
        text(
            *(right(x, 720, age, font=BOLD) for x, age in zip(ends, ages, strict=True)),
            *body(700, ["Men", "Women", "All people"], ends),
        )
    )
    assert (table.header_rows, rows(table)[0]) == (1, ["", *ages])
