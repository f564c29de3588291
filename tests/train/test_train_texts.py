"""Training texts: what is told of them is what stands there, and one seed gives one set."""

import random
import re
from itertools import pairwise

import pytest

from pipeline.train.own import load_own, variant, without_overlaps
from pipeline.train.texts import SLOT, Example, Filler, fill, lists, made_up

TEXTS = made_up(random.Random(7), 400)
FILLER = Filler(random.Random(1))
SLOTS = sorted({m for s in lists()["sentences"] for m in SLOT.findall(s)})


@pytest.mark.parametrize("slot", SLOTS)
def test_every_slot_is_filled(slot: str) -> None:
    filled = fill(f"a {{{slot}}} b", FILLER)
    assert re.fullmatch(r"a \S.* b", filled.text)
    assert len(filled.names) + len(filled.counts) <= 1


def test_places_are_those_of_the_values() -> None:
    example = fill("{n} visits by {org}, {w} to {programme} in {y}.", Filler(random.Random(2)))
    (a, b), (c, d) = example.counts
    assert example.text[:b] == example.text[a:b]
    assert example.text[c:d] in lists()["words"]
    assert [label for _, _, label in example.names] == ["ORGANISATION", "PROGRAMME"]


def test_an_article_is_no_part_of_a_name() -> None:
    assert not [e.text for e in TEXTS for s, t, _ in e.names if e.text[s:t].lower().startswith("the ")]


def test_made_up_texts_hold_what_is_told() -> None:
    for e in TEXTS:
        assert all(e.text[s:t].strip() == e.text[s:t] != "" for s, t, _ in e.names)
        assert all(re.fullmatch(r"[\d,]+|[A-Za-z-]+", e.text[s:t]) for s, t in e.counts), e
        spans = sorted([(s, t) for s, t, _ in e.names] + list(e.counts))
        assert all(a[1] <= b[0] for a, b in pairwise(spans)), e


def test_years_and_references_are_no_counts() -> None:
    for e in TEXTS:
        for s, _ in e.counts:
            assert not re.search(r"\b(?:Room|Item|Appendix|Form|Unit|Table|Phase|Precinct) $", e.text[:s]), e.text


def test_one_seed_gives_one_set() -> None:
    assert made_up(random.Random(7), 400) == TEXTS
    assert made_up(random.Random(8), 400) != TEXTS


def test_own_sentences_are_told_by_their_places() -> None:
    own = load_own()
    assert len(own) > 100
    assert all(0 <= s < t <= len(e.text) for e in own for s, t, _ in e.names)
    assert all(any(c.isalnum() for c in e.text[s:t]) for e in own for s, t in e.counts)


def test_a_variant_keeps_what_is_meant() -> None:
    text = "In Midtown there were 49 entrants in 2015, 3 more than in 2014; Project 360 and Midtown again."
    example = Example(
        text,
        ((3, 10, "PLACE"), (64, 75, "PROGRAMME"), (80, 87, "PLACE")),
        ((22, 24), (43, 44)),
    )
    other = variant(example, random.Random(3))
    names = [other.text[s:t] for s, t, _ in other.names]
    assert names[0] == names[2] != "Midtown"
    assert names[1] == "Project 360"
    assert "2015" in other.text
    assert "2014" in other.text
    numbers = [other.text[s:t] for s, t in other.counts]
    assert all(n.isdigit() for n in numbers)
    assert numbers != ["49", "3"]


def test_of_overlapping_names_the_longer_stays() -> None:
    assert without_overlaps([(0, 4, "PLACE"), (0, 11, "ORGANISATION"), (15, 18, "PLACE")]) == [
        (0, 11, "ORGANISATION"),
        (15, 18, "PLACE"),
    ]
