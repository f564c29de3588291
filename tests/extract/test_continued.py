"""Tables that go on over a break, and headers that stand in a table of their own."""

import pytest

from pipeline.extract.continued import mark_continued_tables
from pipeline.types import Block, BlockKind, Cell, Table


def block(*rows: str, page: int = 1) -> Block:
    cells = tuple(
        Cell(row=r, column=c, text=text.strip())
        for r, row in enumerate(rows, 1)
        for c, text in enumerate(row.split("|"), 1)
    )
    table = Table(number=1, rows=len(rows), columns=rows[0].count("|") + 1, cells=cells, page=page)
    return Block(kind=BlockKind.TABLE, text="", table=table, page=page)


FOOTER = Block(kind=BlockKind.FURNITURE, text="Page 1")
WORDS = Block(kind=BlockKind.PARAGRAPH, text="Some words.")
FIRST = block("Area|2014/15|2015/16", "North|310|290")


@pytest.mark.parametrize(
    ("between", "second", "continues"),
    [
        pytest.param([FOOTER], block("South|85|90", page=2), True, id="over_a_page"),
        pytest.param([], block("South|85|90"), True, id="blank_line"),
        pytest.param([], block("7|Burglary|90"), True, id="numbered_row"),
        pytest.param([WORDS], block("South|85|90"), False, id="words_between"),
        pytest.param([FOOTER], block("Area|2013/14|2014/15", "South|1|2"), False, id="header_of_its_own"),
        pytest.param([], block("South|85|90|12|14"), False, id="other_width"),
    ],
)
def test_a_table_without_a_header_goes_on(between: list[Block], second: Block, *, continues: bool) -> None:
    last = mark_continued_tables([FIRST, *between, second])[-1]
    assert last.table is not None
    assert last.table.continues is continues


def test_headers_alone_are_joined_to_the_values_below() -> None:
    (joined,) = mark_continued_tables([block("Area|Plan|Actual"), block("North|310|290", "South|85|90")])
    assert joined.table is not None
    assert (joined.table.rows, joined.table.header_rows) == (3, 1)
    assert [c.text for c in joined.table.cells if c.row == 2] == ["North", "310", "290"]


@pytest.mark.parametrize(
    "blocks",
    [
        pytest.param([block("Area|Plan|Actual"), block("North|310|290", page=2)], id="another_page"),
        pytest.param([block("Area|Plan|12"), block("North|310|290")], id="a_value_above"),
        pytest.param([block("Area|Plan|Actual"), block("Town|Clerk|Mail")], id="no_values_below"),
    ],
)
def test_other_tables_stay_apart(blocks: list[Block]) -> None:
    assert len(mark_continued_tables(blocks)) == 2
