"""Tables side by side: each with its own title, header and labels, however alike their rows stand."""

from pdfmaking import Item, grid, make_pdf, read, rows, tables, text

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


def test_the_first_line_of_a_wrapped_header_in_the_middle_is_no_title() -> None:
    items: list[Item] = [(283, 706, "Yearly", 10, "F2"), (50, 700, "Town", 10, "F2"), (130, 700, "Loans", 10, "F2")]
    items += [(200, 700, "Visits", 10, "F2"), (370, 700, "Staff", 10, "F2"), (440, 700, "Rooms", 10, "F2")]
    items += [(283, 694, "change", 10, "F2")]
    for i, town in enumerate(TOWNS):
        y = 676 - 15 * i
        items += [(50, y, town), *((x, y, str(217 + 13 * i + x)) for x in (130, 200, 290, 370, 440))]
    (table,) = tables(read(make_pdf(text(*items))))
    assert rows(table)[0] == ["Town", "Loans", "Visits", "Yearly change", "Staff", "Rooms"]


def test_a_text_centred_between_header_and_values_heads_the_rows_below_it() -> None:
    items: list[Item] = [(x, 700, t, 10, "F2") for x, t in ((50, "Year"), (150, "Trips"), (250, "Guests"))]
    items += [(350, 700, "Crew", 10, "F2"), (450, 700, "Boats", 10, "F2")]
    for k, (x0, band, y0) in enumerate(((225, "All of the harbours", 682), (229, "The small harbours", 622))):
        items.append((x0, y0, band, 10, "F2"))
        for i, year in enumerate(("2021", "2022", "2023")):
            y = y0 - 15 - 15 * i
            items += [(50, y, year), *((x, y, str(217 + 13 * i + x - 90 * k)) for x in (150, 250, 350, 450))]
    (table,) = tables(read(make_pdf(text(*items))))
    bands = [c for c in table.cells if c.column_span == 5]
    assert table.header_rows == 1
    assert [c.text for c in bands] == ["All of the harbours", "The small harbours"]


def test_tables_in_one_grid_with_a_title_and_the_header_again_are_parted() -> None:
    items: list[Item] = []
    shown = [["Town", "2021", "2022"], *([t, "41", "52"] for t in TOWNS[:3]), ["Fires in shops", "", ""]]
    shown += [["Town", "2021", "2022"], *([t, "17", "19"] for t in TOWNS[:3])]
    for i, row in enumerate(shown):
        items += [(x, 700 - 20 * i, t) for x, t in zip((54, 204, 304), row, strict=True) if t]
    document = read(make_pdf(text(*items) + "\n" + grid([50, 200, 300, 400], [714 - 20 * i for i in range(10)])))
    first, second = tables(document)
    assert (first.rows, second.rows) == (4, 4)
    assert rows(second)[1] == ["Alder", "17", "19"]
    assert "Fires in shops" in [b.text for b in document.blocks]
