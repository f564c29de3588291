"""Paragraphs, headings, lists and furniture of PDFs."""

import re

import pytest
from pdfmaking import REAL, REPORTS, block_of, grid, make_pdf, needs_shared, read, read_real, tables, text, texts
from pdfminer.fontmetrics import FONT_METRICS

from pipeline.read import Limits, read_document
from pipeline.types import BlockKind, Document, PageRun

LONG = "The number of offences in the county fell over the year and the force has told"
HEADER = (50.0, 810.0, "POLICE AND CRIME PANEL")


def page_of(*lines: tuple[float, float, str], number: int) -> str:
    return text(HEADER, *lines, (50, 30, f"Page {number} of 3"))


def three_pages() -> bytes:
    body = [(50.0, 700.0 - 14 * i, LONG) for i in range(3)]
    return make_pdf(
        page_of(
            (50.0, 740.0, "61. " + LONG), (50.0, 726.0, "the panel that the fall goes on in the city and"), number=1
        ),
        page_of((50.0, 780.0, "in the county, as the figures of the year show."), *body, number=2),
        page_of(*body, number=3),
    )


def test_a_paragraph_goes_on_over_the_page_and_furniture_is_set_aside() -> None:
    document = read(three_pages())
    block = block_of(
        document, "The number of offences in the county fell over the year and the force has told the panel"
    )
    assert block.text.endswith("in the city and in the county, as the figures of the year show.")
    assert block.marker == "61."
    assert {r.page for r in block.runs if isinstance(r, PageRun)} == {1, 2}
    assert texts(document, BlockKind.FURNITURE).count("POLICE AND CRIME PANEL") == 3
    assert "Page 2 of 3" in texts(document, BlockKind.FURNITURE)


@pytest.mark.parametrize(
    ("line", "kind", "marker", "shown"),
    [
        pytest.param("a. A lettered item", BlockKind.LIST_ITEM, "a.", "A lettered item", id="letter"),
        pytest.param(
            "1.2 The second point of the first part was noted.", BlockKind.PARAGRAPH, "1.2", None, id="decimal"
        ),
        pytest.param("\x95 Fewer young people came into the system;", BlockKind.LIST_ITEM, "•", None, id="bullet"),
    ],
)
def test_printed_numbers_are_markers(line: str, kind: BlockKind, marker: str, shown: str | None) -> None:
    data = make_pdf(text((50, 700, LONG + "."), (50, 660, line.replace("\x95", "•")), (50, 620, LONG + ".")))
    block = next(b for b in read(data).blocks if b.marker)
    assert (block.kind, block.marker) == (kind, marker)
    assert shown is None or block.text == shown


def test_headings_are_ranked_by_size_and_weight() -> None:
    body = [(50.0, 600.0 - 14 * i, LONG) for i in range(6)]
    document = read(make_pdf(text((50, 720, "Annual report", 18), (50, 660, "Offences", 12, "F2"), *body)))
    headings = [(b.text, b.level) for b in document.blocks if b.kind is BlockKind.HEADING]
    assert headings == [("Annual report", 1), ("Offences", 2)]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [(50.0, 700.0 - 14 * i, f"left line {i} of the first column here") for i in range(6)]
    right = [(320.0, 700.0 - 14 * i, f"right line {i} of the second column") for i in range(6)]
    document = read(
        make_pdf(text((50, 760, "A title that goes over both of the columns of the page", 16), *left, *right))
    )
    joined = " ".join(b.text for b in document.blocks)
    assert joined.index("title") < joined.index("left line 0")
    assert joined.index("left line 5") < joined.index("right line 0")


TOLD = tuple("each line of a gazette fills its column from edge to edge as the words of a text do".split())  # noqa: SIM905


def justified(first: str, turn: int, left: float, y: float, *, width: float) -> list[tuple[float, float, str]]:
    """Words from one edge of a column to the other, in Helvetica of 10 points."""
    letters = FONT_METRICS["Helvetica"][1]
    wide = lambda word: sum(letters[c] for c in word) / 100  # noqa: E731
    words = [first]
    while sum(map(wide, words)) + 2.8 * len(words) + wide(TOLD[turn % len(TOLD)]) <= width:
        words.append(TOLD[turn % len(TOLD)])
        turn += 1
    gap = (width - sum(map(wide, words))) / (len(words) - 1)
    return [(left + sum(map(wide, words[:k])) + gap * k, y, word) for k, word in enumerate(words)]


def test_a_narrow_gutter_of_justified_columns_is_one_under_a_table_too() -> None:
    """The white between the columns is as wide as one letter is high; the table above goes over all three."""
    places = [
        place
        for column, left in enumerate((45.0, 215.0, 385.0))
        for i in range(20)
        for place in justified(f"c{column}r{i}", i + column, left, 560.0 - 12 * i, width=160.0)
    ]
    table = grid([45, 215, 385, 555], [700, 676, 652]) + "\n" + text(
        (60, 684, "Measure", 10), (230, 684, "Before", 10), (400, 684, "After", 10),
        (60, 660, "Offences", 10), (230, 660, "310", 10), (400, 660, "290", 10),
    )  # fmt: skip
    document = read(make_pdf(table + "\n" + text(*places)))
    assert len(tables(document)) == 1
    told = [w for b in document.blocks for w in b.text.split() if re.fullmatch(r"c\d+r\d+", w)]
    assert told == [f"c{column}r{i}" for column in range(3) for i in range(20)]


@needs_shared
def test_real_justified_columns_are_read_in_order() -> None:
    document = read_document(REAL / "tables/federal-register-2020-17221.pdf", name="fr.pdf", limits=Limits())
    joined = " ".join(b.text for b in document.blocks if b.page == 6)
    marks = ("no definitive data", "Authority for This Rulemaking", "Regulatory Findings", "Affected ADs",
             "Applicability", "Airplane Flight Manual (AFM)")  # fmt: skip
    places = [joined.index(mark) for mark in marks]
    assert places == sorted(places)


def test_a_word_broken_at_the_line_end_is_whole_again() -> None:
    lines = ["the performance of the force was good in each of the areas that the panel looked at, and its perfor-"]
    lines += ["mance in the county was better than the non-specialist teams had hoped for, as well as the non-"]
    lines += ["specialist teams of the city, who did well too."]
    document = read(make_pdf(text(*((50.0, 700.0 - 14 * i, line) for i, line in enumerate(lines)))))
    (paragraph,) = [b for b in document.blocks if b.text]
    assert "its performance in" in paragraph.text
    assert "the non-specialist teams of the city" in paragraph.text


def assert_runs_give_back_the_text(document: Document) -> None:
    """Every run covers its characters, with a rising edge for each."""
    for block in document.blocks:
        cells = block.table.cells if block.table else ()
        for content, runs in [(block.text, block.runs), *((c.text, c.runs) for c in cells)]:
            covered = "".join(content[r.start : r.end] for r in runs)
            assert covered.replace(" ", "") == content.replace(" ", "")
            for run in runs:
                assert isinstance(run, PageRun)
                assert not run.edges or len(run.edges) == run.end - run.start + 1


def test_runs_of_our_own_pages() -> None:
    assert_runs_give_back_the_text(read(three_pages()))


@needs_shared
@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_runs_of_real_reports(name: str) -> None:
    assert_runs_give_back_the_text(read_real(f"pdf/{name}-ruled.pdf"))


@needs_shared
@pytest.mark.parametrize("name", ["000", "001"])
def test_real_reports_say_the_same_as_their_text(name: str) -> None:
    (path,) = REPORTS.glob(f"{name}_*.txt")
    as_text = read_document(path, name=path.name, limits=Limits())
    as_pdf = read_real(f"pdf/{name}-ruled.pdf")

    def cells(document: Document) -> list[str]:
        return [" ".join(c.text.split()) for t in tables(document) if not t.continues for c in t.cells if c.row == 2]

    assert cells(as_pdf)
    assert set(cells(as_pdf)) <= {" ".join(c.text.split()) for t in tables(as_text) for c in t.cells}
    numbered = [b.marker for b in as_text.blocks if b.marker[:1].isdigit()]
    assert [b.marker for b in as_pdf.blocks if b.marker[:1].isdigit()] == numbered


@needs_shared
def test_a_real_footnote_mark_is_no_digit() -> None:
    document = read_real("real/health-ni/Daily_bulletin_DoH_2020-04-10.pdf")
    assert any("803*" in b.text for b in document.blocks)
    assert any(b.text.startswith("¹Number of laboratory") for b in document.blocks)


def test_a_box_around_text_is_no_table() -> None:
    page = grid([45, 550], [705, 650]) + "\n" + text((50, 690, LONG + "."), (50, 676, LONG + "."))
    document = read(make_pdf(page))
    assert tables(document) == []
    assert len(texts(document, BlockKind.PARAGRAPH)) >= 1


@needs_shared
def test_real_columns_are_read_in_order() -> None:
    document = read_document(REAL / "icdar2013/us-001.pdf", name="us-001.pdf", limits=Limits())
    joined = " ".join(b.text for b in document.blocks if b.page == 3)
    places = [joined.index(mark) for mark in ("(55.8 percent)", "rates for older", "and females", "At 18.7 percent")]
    assert places == sorted(places)
