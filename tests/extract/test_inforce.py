"""What is in force at a point of a report: section path, priority of a heading, themes, bare numbers."""

import pytest

from pipeline.extract.inforce import InForce
from pipeline.types import Block, BlockKind, DocumentKind


def heading(text: str, *, marker: str = "", level: int = 0) -> Block:
    return Block(kind=BlockKind.HEADING, text=text, marker=marker, level=level)


def paragraph(text: str, *, marker: str = "") -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text, marker=marker)


def after(blocks: list[Block], *, kind: DocumentKind = DocumentKind.PERFORMANCE_REPORT, **options: object) -> InForce:
    state = InForce(kind=kind, **options)  # type: ignore[arg-type]
    for block in blocks:
        state.read(block)
    return state


@pytest.mark.parametrize(
    ("blocks", "priority"),
    [
        pytest.param([heading("Strategic Priority 7 - To help victims")], "7", id="named"),
        pytest.param([heading("Strategic Priority 14a: vehicles")], "14A", id="letter"),
        pytest.param([heading("Priority 3"), heading("Burglary")], "3", id="holds_below"),
        pytest.param([heading("Priority 3"), heading("Background papers")], "", id="closing_heading_ends_it"),
        pytest.param([heading("Reduce burglary", marker="7")], "7", id="row_of_a_dashboard"),
        pytest.param([heading("Reduce burglary", marker="99")], "", id="too_high_for_a_section"),
        pytest.param([paragraph("Text.", marker="59."), heading("Burglary", marker="60")], "", id="goes_on_counting"),
    ],
)
def test_a_heading_puts_a_priority_in_force(blocks: list[Block], priority: str) -> None:
    assert after(blocks).priority == priority


def test_a_bare_number_is_no_priority_where_headings_name_them() -> None:
    assert after([heading("Burglary", marker="7")], named=True).priority == ""


def test_a_plan_numbers_no_priorities() -> None:
    assert after([heading("Burglary", marker="7")], kind=DocumentKind.OTHER).priority == ""


def test_a_theme_of_the_plan_is_a_priority() -> None:
    state = after([paragraph("Visible Policing - more officers on the beat.")], themes=["Visible Policing"])
    assert (state.priority, state.section) == ("Visible Policing", "Visible Policing")


def test_the_section_is_the_path_of_headings() -> None:
    blocks = [
        heading("Results", level=1),
        heading("Crime", level=2),
        heading("Burglary", level=3),
        heading("Staff", level=2),
    ]
    assert after(blocks[:3]).section == "Results > Crime > Burglary"
    assert after(blocks).section == "Results > Staff"
    assert after(blocks).heading == "Staff"
