"""Texts far too long for a sentence, a word or a paragraph: what is read of them, and that it ends."""

import pytest

from pipeline.extract import extract_reports
from pipeline.extract.tokens import (
    LONGEST_SENTENCE,
    LONGEST_WORD,
    MOST_NUMBERS,
    PRINTED_NUMBER,
    doc_of,
    nlp_for,
    sentence_spans,
)
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.types import FileFacts, Report

RULES = load_rules()


def report_of(text: str) -> Report:
    data = text.encode()
    facts = FileFacts(path="a.txt", sha256="0" * 64, bytes=len(data), copies=())
    return extract_reports(read_document(data, name="a.txt", limits=Limits()), facts=facts, rules=RULES)[0]


def sentences_of(text: str) -> list[str]:
    nlp = nlp_for(RULES)
    return [text[a:b] for a, b in sentence_spans(nlp(doc_of(nlp, text)))]


def test_a_sentence_holds_no_more_than_a_hundred_numbers() -> None:
    text = "5 and 7 " * 80
    found = sentences_of(text)
    assert max(len(PRINTED_NUMBER.findall(s)) for s in found) == MOST_NUMBERS
    assert " ".join(found).split() == text.split(), "nothing is lost where it is cut"


def test_a_sentence_of_people_is_not_cut() -> None:
    text = "The force recorded " + ", ".join(f"{n} in ward {n}" for n in range(40)) + " in the year."
    assert sentences_of(text) == [text]


@pytest.mark.parametrize("unit", ["(", "`", "1,", "a1", "€"])
def test_a_word_far_too_long_is_cut_into_tokens_that_make_the_same_text(unit: str) -> None:
    text = "See " + unit * 4000 + " for 5 cases."
    doc = doc_of(nlp_for(RULES), text)
    assert doc.text == text
    assert max(len(t) for t in doc) <= LONGEST_WORD + len(unit)
    assert max(map(len, sentences_of(text))) <= LONGEST_SENTENCE


def test_a_long_paragraph_is_read_in_pieces_with_all_of_its_figures_at_their_places() -> None:
    text = "".join(f"Burglary fell by 5% to {3000 + i} offences. " for i in range(600)).strip()
    document = read_document(text.encode(), name="a.txt", limits=Limits())
    assert document.remarks == ("1 paragraph of more than 20,000 characters, read in pieces",)
    assert not document.notes
    figures = report_of(text).figures
    assert [f.text for f in figures if f.unit == "count"] == [str(3000 + i) for i in range(600)]
    for f in figures:
        assert f.place.start is not None
        assert text[f.place.start : f.place.end] == f.text


def test_a_long_cell_is_read_in_pieces_and_a_remark_says_so() -> None:
    said = "".join(f"Burglary fell by 5% to {3000 + i} offences. " for i in range(600)).strip()
    text = f"Area\tCases\tComment\nNorth\t12\t{said}\nSouth\t13\tnone\n"
    assert read_document(text.encode(), name="a.txt", limits=Limits()).remarks == (
        "1 cell of more than 20,000 characters, read in pieces",
    )
    line = text.split("\n")[1]
    found = [f for f in report_of(text).figures if f.unit == "count" and f.place.line == 2 and f.text != "12"]
    assert len(found) == 600
    assert all(line[f.place.start : f.place.end] == f.text for f in found)


@pytest.mark.parametrize(
    "text",
    [
        "1," * 10_000,
        "." * 16_000 + "x",
        "..." + "\t" * 16_000 + "x",
        "--" + " " * 40_000 + "x",
        "*" * 40_000 + "x",
        "**!" * 10_000,
        "last " * 8_000 + "5 months",
        "1" * 40_000 + ",1",
        "www.x.gov.uk/a " + "1." * 8_000,
        "a@b.org " + "a" * 40_000,
    ],
    ids=range(10),
)
def test_rubbish_that_took_minutes_is_read(text: str) -> None:
    assert len(report_of(f"Burglary fell by 5%.\n\n{text}\n").figures) >= 1
