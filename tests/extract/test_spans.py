"""What is looked up by place is what the plain search over everything finds."""

import random
import re
from dataclasses import dataclass
from itertools import pairwise

import pytest

from pipeline.extract.spans import Taken, by_span, index_at, last_but_blank, leads_to, longest, span_at

SEEDS = range(40)


@dataclass(frozen=True)
class Piece:
    start: int
    end: int


def pieces(rng: random.Random, count: int, length: int) -> list[Piece]:
    starts = [rng.randrange(length - 6) for _ in range(count)]
    return [Piece(s, s + rng.randint(1, 6)) for s in starts]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_longest_stay_where_some_overlap(seed: int) -> None:
    found = pieces(random.Random(seed), 30, 120)
    kept: list[Piece] = []
    for one in sorted(found, key=lambda f: (f.start - f.end, f.start)):
        if all(one.end <= k.start or one.start >= k.end for k in kept):
            kept.append(one)
    assert longest(found, 120) == sorted(kept, key=lambda f: f.start)


@pytest.mark.parametrize("seed", SEEDS)
def test_taken_places_meet_what_overlaps_with_them(seed: int) -> None:
    rng = random.Random(seed)
    some, others = pieces(rng, 8, 120), pieces(rng, 30, 120)
    taken = Taken(120, ((p.start, p.end) for p in some))
    for one in others:
        assert taken.meets(one.start, one.end) is any(one.start < p.end and p.start < one.end for p in some)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_begins_in_a_stretch_is_found_by_place(seed: int) -> None:
    rng = random.Random(seed)
    found = sorted(pieces(rng, 30, 120), key=lambda p: p.start)
    cuts = sorted(rng.sample(range(120), 8))
    spans = [(a, b - 1) for a, b in pairwise(cuts) if a < b - 1]
    assert by_span(found, spans) == [[f for f in found if a <= f.start < b] for a, b in spans]
    for at in range(120):
        inside = next((i for i, (a, b) in enumerate(spans) if a <= at < b), None)
        assert span_at(spans, at) == inside
        assert index_at(spans, at) == (len(spans) - 1 if inside is None else inside)


def test_what_leads_to_a_place_sees_the_word_that_the_window_cuts() -> None:
    many = re.compile(r"\bmany\s+$")
    text = "from Germany" + " " * 396 + "5"
    assert leads_to(many, text, len(text) - 1) is None, "the end of a longer word is no word"
    assert leads_to(many, "how many 5", 9) is not None
    assert leads_to(many, "how many 5", 9, start=6) is None


@pytest.mark.parametrize(("text", "at", "found"), [("a  -5", 3, 0), ("ab( -5", 4, 2), ("-5", 0, 0), ("  -5", 2, 0)])
def test_the_last_character_before_a_place_that_is_no_blank(text: str, at: int, found: int) -> None:
    assert last_but_blank(text, at) == found
