"""Of whom the numbers of a table are: kinds over their members, people that labels open with, bands, places."""

from pipeline.extract import extract_reports
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.types import Figure, FileFacts

RULES = load_rules()


def figures(text: str) -> dict[str, Figure]:
    """Return the figures of a text by what is printed."""
    document = read_document(text.encode(), name="paper.md", limits=Limits())
    facts = FileFacts(path="paper.md", sha256="0" * 64, bytes=len(text))
    return {f.text: f for r in extract_reports(document, facts=facts, rules=RULES) for f in r.figures}


def table(head: str, *rows: str) -> str:
    width = head.count("|") - 1
    return "\n".join([head, "|" + " --- |" * width, *rows, ""])


def test_people_that_headers_open_with_are_groups_where_they_differ() -> None:
    text = table("| Board | Adults seen | Children seen |", "| Kent | 4,417 | 1,312 |", "| Surrey | 5,120 | 1,873 |")
    found = figures(f"# Dentists in 2023\n\n{text}")
    assert "Adults" in found["4,417"].segment
    assert "Children" in found["1,873"].segment
    text = table("| Month | Children | Plans |", "| May 2023 | 412 | 131 |", "| June 2023 | 420 | 137 |")
    assert figures(f"# Services\n\n{text}")["412"].segment == ""


def test_the_caption_parts_by_the_level_that_bears_its_word() -> None:
    text = table(
        "| Depot | Week 31 | Week 32 |",
        "| Eastham depot | | |",
        "| Missed | 212 | 198 |",
        "| Late | 98 | 91 |",
        "| Weston depot | | |",
        "| Missed | 151 | 166 |",
        "| Late | 84 | 92 |",
    )
    found = figures(f"# Waste in 2023\n\nTable 1: Bin collections by depot\n\n{text}")
    assert "Weston depot" in found["151"].segment
    assert "Missed" in found["151"].indicator


def test_ranges_under_rows_of_words_are_labels_and_no_figures() -> None:
    text = table(
        "| | Invited | Screened |",
        "| First invitation | | |",
        "| 45-49 | 61,240 | 35,886 |",
        "| 50-52 | 402,815 | 224,770 |",
        "| Invited before | | |",
        "| 50-52 | 33,402 | 27,590 |",
        "| 53-64 | 1,288,310 | 1,043,531 |",
    )
    found = figures(f"# Screening in 2023\n\n{text}")
    assert "45-49" not in found
    assert "53-64" in found["1,288,310"].segment


def test_codes_beside_names_are_labels() -> None:
    text = table(
        "| Brand | Product | Yield |",
        "| Kruger | K2-1901 | 56.4 |",
        "| Stine | 19RA02 | 55.3 |",
        "| Hefty | H17Y12 | 53.7 |",
    )
    found = figures(f"# Yields in 2012\n\n{text}")
    assert set(found) == {"56.4", "55.3", "53.7"}
    assert "K2-1901" in found["56.4"].row_path


def test_the_word_behind_the_titles_by_heads_the_groups() -> None:
    text = table("| Field of study | Finished | In work (%) |", "| Music | 3,710 | 88.4 |", "| Law | 5,265 | 62.7 |")
    found = figures(f"# Leavers of 2021: work and pay by field of study\n\n{text}")
    assert found["3,710"].segment == "Music"
    assert "Finished" in found["3,710"].indicator
    assert figures(f"# Leavers of 2021\n\n{text}")["3,710"].segment == ""


def test_numbers_as_such_measure_nothing_beside_what_heads_the_rows() -> None:
    text = table(
        "| | Absolute numbers | Per cent |",
        "| In work | | |",
        "| Men | 1,407,000 | 70.0 |",
        "| Women | 1,258,000 | 65.3 |",
        "| Out of work | | |",
        "| Men | 77,000 | 4.9 |",
        "| Women | 61,000 | 4.6 |",
    )
    found = figures(f"# Work by sex, 2016\n\n{text}")
    assert found["77,000"].indicator == "Out of work"
    assert found["77,000"].segment == "Men"


def test_years_in_a_second_label_column_date_the_rows() -> None:
    text = table(
        "| | | Boys | Girls |",
        "| Reading | 2016/17 | 57% | 65% |",
        "| | 2017/18 | 60% | 68% |",
        "| Writing | 2016/17 | 74% | 75% |",
        "| | 2017/18 | 71% | 76% |",
    )
    found = figures(f"# Attainment\n\nSchool years run from 1 September to 31 August.\n\n{text}")
    assert found["60%"].period is not None
    assert found["60%"].period.start.isoformat() == "2017-09-01"
    assert "2016/17" not in found
