"""What a text names: label, text as printed and what it stands for."""

import pytest
from minidocs import reports_of

CASES = [
    ("In 2014/15 it fell.", [("period", "2014/15", "FY2014/15")]),
    ("It was agreed on 22 March 2016.", [("date", "22 March 2016", "2016-03-22")]),
    ("It met on 31 April 2016.", [("period", "31 April 2016", "impossible")]),
    ("It serves SP5/6.", [("priority", "SP5", "5"), ("priority", "6", "6")]),
    ("The Police Act 1996 applies.", [("law", "The Police Act 1996", "The Police Act 1996")]),
    ("Op Tiger goes on.", [("programme", "Op Tiger", "Op Tiger")]),
    ("It is in Derby.", [("place", "Derby", "Derby")]),
    ("The Midshire Police acted.", [("organisation", "Midshire Police", "Midshire Police")]),
]


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[w[0][1] for _, w in CASES])
def test_a_name_is_mentioned(text: str, wanted: list[tuple[str, str, str]]) -> None:
    found = [(m.label.value, m.text, m.normalised) for r in reports_of(f"1. {text}\n") for m in r.mentions]
    assert [(a, b.removeprefix("The "), c.removeprefix("The ")) for a, b, c in found] == [
        (a, b.removeprefix("The "), c.removeprefix("The ")) for a, b, c in wanted
    ]


def test_an_acronym_stands_for_its_body_later_on() -> None:
    text = "1. The Strategic Partnership Board (SPB) met.\n\n2. Later the SPB agreed.\n"
    mentions = [(m.label.value, m.normalised) for r in reports_of(text) for m in r.mentions]
    assert ("acronym", "Strategic Partnership Board") in mentions
    assert mentions[-1] == ("organisation", "Strategic Partnership Board")


def test_a_glossary_defines_its_terms() -> None:
    mentions = [
        m for r in reports_of("MSG\tmost similar group of forces\nFTE\tfirst time entrant\n") for m in r.mentions
    ]
    assert [(m.label.value, m.text, m.normalised) for m in mentions] == [
        ("definition", "MSG", "most similar group of forces"),
        ("definition", "FTE", "first time entrant"),
    ]


def test_a_mention_stands_where_it_is_printed() -> None:
    text = "1. In Derby it fell.\n"
    (mention,) = [m for r in reports_of(text) for m in r.mentions]
    assert text[mention.place.start : mention.place.end] == "Derby"
