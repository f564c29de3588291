"""Tables side by side: each with its own title, header and labels, however alike their rows stand."""

from pdfmaking import Item, make_pdf, read, rows, tables, text

from pipeline.types import BlockKind

CAUSES = ["Dust", "Steam", "Toast", "Test", "Other"]
TOWNS = ["Alder", "Birch", "Cedar", "Drift", "Elm"]


def panel(x: float, title: str, head: list[str], labels: list[str], *, first: int) -> list[Item]:
    """A titled table whose columns are 60 points apart."""
    items: list[Item] = [(x, 700, title, 10, "F2")]
    items += [(x + 70 * k if k else x, 682, shown, 10, "F2") for k, shown in enumerate(head)]
    for i, label in enumerate(labels):
        y = 667 - 15 * i
        items += [(x, y, label), *((x + 70 * k, y, str(first + 7 * i + 31 * k)) for k in range(1, len(head)))]
    return items


def test_titled_tables_at_one_height_are_read_apart_though_their_headers_differ() -> None:
    document = read(
        make_pdf(
            text(
                *panel(50, "A. Fires put out", ["Town", "2021", "2022"], TOWNS, first=211),
                *panel(320, "B. Alarms by cause", ["Cause", "Number"], CAUSES, first=60),
            )
        )
    )
    left, right = tables(document)
    assert rows(left)[0] == ["Town", "2021", "2022"]
    assert [r[0] for r in rows(left)[1:]] == TOWNS
    assert rows(right)[0] == ["Cause", "Number"]
    order = [b.text or "table" for b in document.blocks if b.kind in (BlockKind.HEADING, BlockKind.TABLE)]
    assert order == ["Fires put out", "table", "Alarms by cause", "table"]


def test_a_panel_whose_labels_are_years_stands_beside_one_of_names() -> None:
    years = ["2019/20", "2020/21", "2021/22", "2022/23", "2023/24"]
    document = read(
        make_pdf(
            text(
                *panel(50, "Table 1. Fires by year", ["Year", "Homes", "Shops"], years, first=305),
                *panel(320, "Table 2. Fires by town, 2023", ["Town", "Homes", "Shops"], TOWNS, first=41),
            )
        )
    )
    assert [rows(t)[1][0] for t in tables(document)] == ["2019/20", "Alder"]


def test_headers_over_groups_of_columns_do_not_part_a_table() -> None:
    items: list[Item] = [(130, 700, "North", 10, "F2"), (330, 700, "South", 10, "F2"), (50, 682, "Town", 10, "F2")]
    items += [(x, 682, year, 10, "F2") for x, year in ((130, "2021"), (200, "2022"), (330, "2021"), (400, "2022"))]
    for i, town in enumerate(TOWNS):
        y = 667 - 15 * i
        items += [(50, y, town), *((x, y, str(217 + 13 * i + int(x))) for x in (130, 200, 330, 400))]
    (table,) = tables(read(make_pdf(text(*items))))
    assert table.columns == 5
