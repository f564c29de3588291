"""Paragraphs that a page cut in two are joined, others are left."""

import pytest

from pipeline.read.join import join_broken_paragraphs
from pipeline.types import Block, BlockKind, TextRun

OPEN = "The county council and the police force together recorded a total"


def block(text: str, kind: BlockKind = BlockKind.PARAGRAPH, *, line: int = 1, marker: str = "") -> Block:
    return Block(kind=kind, text=text, runs=(TextRun(0, len(text), line, 0),), line=line, marker=marker)


CASES = [
    ("lower_case", [block(OPEN), block("of 310 burglaries.")], [f"{OPEN} of 310 burglaries."]),
    ("open_word", [block(f"{OPEN} of"), block("310 burglaries.")], [f"{OPEN} of 310 burglaries."]),
    ("comma", [block(f"{OPEN},"), block("Burglary among it.")], [f"{OPEN}, Burglary among it."]),
    ("over_furniture", [block(OPEN), block("12", BlockKind.FURNITURE), block("of 310.")], [f"{OPEN} of 310.", "12"]),
    ("over_footnote", [block(OPEN), block("² N", BlockKind.FOOTNOTE), block("of 310.")], [f"{OPEN} of 310.", "² N"]),
    ("full_stop", [block(f"{OPEN}."), block("of 310 burglaries.")], [f"{OPEN}.", "of 310 burglaries."]),
    ("colon", [block(f"{OPEN}:"), block("burglary")], [f"{OPEN}:", "burglary"]),
    ("capital", [block(OPEN), block("Further work is planned.")], [OPEN, "Further work is planned."]),
    ("short_label", [block("Burglary"), block("of 310 burglaries.")], ["Burglary", "of 310 burglaries."]),
    ("numbered", [block(OPEN), block("of 310.", marker="62.")], [OPEN, "of 310."]),
    ("over_table", [block(OPEN), block("", BlockKind.TABLE), block("of 310.")], [OPEN, "", "of 310."]),
    ("list_item_goes_on", [block(OPEN, BlockKind.LIST_ITEM), block("of 310.")], [f"{OPEN} of 310."]),
    ("heading_stays", [block(OPEN, BlockKind.HEADING), block("of 310.")], [OPEN, "of 310."]),
]  # fmt: skip


@pytest.mark.parametrize(("blocks", "texts"), [pytest.param(b, t, id=i) for i, b, t in CASES])
def test_a_broken_paragraph_is_joined(blocks: list[Block], texts: list[str]) -> None:
    assert [b.text for b in join_broken_paragraphs(blocks)] == texts


def test_a_joined_paragraph_keeps_the_places_of_both_parts() -> None:
    (joined,) = join_broken_paragraphs([block(OPEN, line=4), block("of 310 burglaries.", line=9)])
    assert [(joined.text[r.start : r.end], r.line) for r in joined.runs] == [(OPEN, 4), ("of 310 burglaries.", 9)]


def test_three_parts_become_one() -> None:
    parts = [block(OPEN), block("of 310 burglaries and"), block("42 robberies.")]
    assert [b.text for b in join_broken_paragraphs(parts)] == [f"{OPEN} of 310 burglaries and 42 robberies."]
