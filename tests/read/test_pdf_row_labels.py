"""Labels that stand for several rows."""

from pdfmaking import Item, grid, make_pdf, read, rows, tables, text

from pipeline.types import Table


def only(*shown: str) -> Table:
    (table,) = tables(read(make_pdf("\n".join(shown))))
    return table


def labels(table: Table) -> list[tuple[str, int, int]]:
    """Text, row and rows spanned of the first column."""
    return [(c.text, c.row, c.row_span) for c in table.cells if c.column == 1 and c.text]


def zones(top: float, names: list[str]) -> list[Item]:
    return [
        item
        for i, name in enumerate(names)
        for item in ((130, top - 15 * i, name), (220, top - 15 * i, f"{31 + 7 * i}"), (280, top - 15 * i, f"{54 + i}"))
    ]


NAMES = ["East", "West", "Centre", "Whole"]
HEADER: list[Item] = [(50, 720, "Offence"), (130, 720, "Zone"), (220, 720, "2021"), (280, 720, "2022")]


def test_a_label_in_the_middle_of_its_rows_spans_them() -> None:
    table = only(
        text(
            *HEADER,
            *zones(700, NAMES), (50, 700 - 22.5, "Robbery"),
            *zones(640, NAMES[1:]), (50, 640 - 15, "Arson"),
            *zones(595, NAMES), (50, 595 - 16.5, "Criminal"), (50, 595 - 28.5, "damage"),
        )
    )  # fmt: skip
    assert labels(table)[1:] == [("Robbery", 2, 4), ("Arson", 6, 3), ("Criminal damage", 9, 4)]
    assert [r[1] for r in rows(table)][1:] == [*NAMES, *NAMES[1:], *NAMES]


def test_a_label_beside_the_first_of_its_rows_stays_there() -> None:
    table = only(text(*HEADER, *zones(700, NAMES), (50, 700, "Robbery"), *zones(640, NAMES), (50, 640, "Arson")))
    assert labels(table)[1:] == [("Robbery", 2, 1), ("Arson", 6, 1)]


def ruled(*words: Item) -> str:
    """A grid of two labels over three rows each, with values beside every row."""
    lines = grid([150, 250, 310], [700, 680, 660, 640, 620, 600, 580, 560])
    frame = "\n".join(f"40 {y} m 150 {y} l S" for y in (700, 680, 620, 560))
    values: list[Item] = [(260, 665 - 20 * i, f"{12 + i}") for i in range(6)]
    head: list[Item] = [(45, 685, "Station"), (155, 685, "Area"), (260, 685, "2022")]
    areas: list[Item] = [(155, 665 - 20 * i, f"Beat {i}") for i in range(6)]
    return "\n".join((lines, frame, "40 560 m 40 700 l S", text(*head, *values, *areas, *words)))


def test_a_cell_with_a_line_for_each_of_its_rows_is_a_cell_for_each() -> None:
    table = only(
        ruled(*((45, 665 - 20 * i, name) for i, name in enumerate(("Bay", "Hill", "All", "Cove", "Dale", "All"))))
    )
    assert labels(table)[1:] == [(n, i, 1) for i, n in enumerate(("Bay", "Hill", "All", "Cove", "Dale", "All"), 2)]


def test_a_wrapped_label_over_rows_stays_one() -> None:
    table = only(ruled((45, 657, "Harbour and"), (45, 645, "old town"), (45, 585, "Market")))
    assert labels(table)[1:] == [("Harbour and old town", 2, 3), ("Market", 5, 3)]
