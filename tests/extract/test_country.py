"""A paper's country settles its dollar and its fiscal years, where the paper says nothing of them."""

import pytest

from pipeline.extract import extract_reports
from pipeline.extract.country import country_of
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.types import Figure, FileFacts

RULES = load_rules()


def figures(text: str) -> dict[str, Figure]:
    """Return the figures of a text by what is printed."""
    document = read_document(text.encode(), name="paper.md", limits=Limits())
    facts = FileFacts(path="paper.md", sha256="0" * 64, bytes=len(text))
    return {f.text: f for r in extract_reports(document, facts=facts, rules=RULES) for f in r.figures}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("# Roads of New South Wales\n\nAustralian roads cost more.", "AU"),
        ("# Fees in Auckland\n\nNew Zealand councils raise rates.", "NZ"),
        ("# Libraries\n\nLoans rose.", None),
        ("# Canada and Australia\n\nAustralia and Canada are compared.", None),
    ],
)
def test_words_tell_the_country(text: str, code: str | None) -> None:
    document = read_document(text.encode(), name="paper.md", limits=Limits())
    found = country_of(document.blocks, RULES)
    assert (found.code if found else None) == code


COSTS = """# Cost of crime in {place}

| Offence | Cost ($m) |
| --- | --- |
| Arson | 397.6 |
| Fraud | 120.4 |

In 2019-20 fines of $45 were paid by {place} drivers.
"""


def test_a_bare_dollar_is_that_of_the_country() -> None:
    found = figures(COSTS.format(place="Queensland, Australia"))
    assert {f.unit for t, f in found.items() if t in ("397.6", "$45")} == {"AUD"}


def test_a_dollar_that_is_printed_as_american_stays() -> None:
    found = figures(COSTS.format(place="Queensland, Australia").replace("($m)", "(US$m)"))
    assert found["397.6"].unit == "USD"


def test_fiscal_years_start_when_the_country_has_them_start() -> None:
    found = figures(COSTS.format(place="Queensland, Australia"))["$45"]
    assert found.period is not None
    assert found.period.start.isoformat() == "2019-07-01"


def test_the_words_of_the_paper_win() -> None:
    text = COSTS.format(place="Queensland, Australia") + "\nThe financial year ends on 31 March.\n"
    found = figures(text)["$45"]
    assert found.period is not None
    assert found.period.start.isoformat() == "2019-04-01"
