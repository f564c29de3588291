"""The scorer of running text, and that what stands in its annotations can be scored."""

import pytest

from tests.gold.score import span_of
from tests.gold.score_prose import ASKED, Score, alike, documents, held_out, laid_out, score_document

KINDS = {"level", "change", "percent_change", "share", "rank", "rate"}
FERRIES = {
    "doc": "ferries", "publisher": "ferry-office", "title": "Ferry report, 2019", "published": "2020-02-01",
    "heading": "Crossings", "text": "Crossings fell by 4% to 310 in 2019.",
    "figures": [
        {"start": 18, "text": "4%", "indicator": "Crossings", "segment": "", "period": "2019", "kind": "change"},
        {"start": 24, "text": "310", "indicator": "Ferries", "segment": "", "period": "2018", "kind": "level"},
    ],
}  # fmt: skip


def test_each_figure_stands_where_it_is_said_to() -> None:
    for aside in (False, True):
        for paragraphs in documents(kept_aside=aside).values():
            for paragraph in paragraphs:
                for figure in paragraph["figures"]:
                    start = figure["start"]
                    assert paragraph["text"][start : start + len(figure["text"])] == figure["text"]
                    assert figure.get("kind", "level") in KINDS
                    span_of(figure.get("period", ""))
                    span_of(figure.get("base_period", ""))


def test_half_of_the_publishers_are_kept_aside() -> None:
    publishers = [{p[0]["publisher"] for p in documents(kept_aside=aside).values()} for aside in (False, True)]
    assert publishers[1] == held_out()
    assert len(publishers[0]) == len(publishers[1])


def test_paragraphs_stand_under_their_headings() -> None:
    text, places = laid_out([FERRIES, {**FERRIES, "heading": "Fares"}])
    lines = text.splitlines()
    assert [lines[p - 1] for p in places] == [FERRIES["text"]] * 2
    assert [line for line in lines if line.startswith("## ")] == ["## Crossings", "## Fares"]


def test_answers_are_counted_by_attribute() -> None:
    score = score_document([FERRIES])
    assert (score.annotated, score.found) == (2, 2)
    assert (score.right["indicator"], score.asked["indicator"]) == (1, 2)
    assert (score.right["period"], score.asked["period"]) == (1, 2)
    assert score.asked["unit"] == 0  # not annotated, so not judged
    assert set(score.asked) <= set(ASKED)


def test_scores_add_up() -> None:
    whole = Score()
    whole.add(score_document([FERRIES]))
    whole.add(score_document([FERRIES]))
    assert whole.right["indicator"] == 2


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [("the fares", "Fares", 1.0), ("bus fares", "fares", 2 / 3), ("bus fares", "rents", 0.0), ("", "", 0.0)],
)
def test_phrases_are_alike_by_their_words(one: str, other: str, share: float) -> None:
    assert alike(one, other) == pytest.approx(share)
