"""Lines of dots, tabs and stars are read as the plain patterns read them, whatever their length."""

import random
import re

import pytest

from pipeline.read import Limits, read_document
from pipeline.read.inline import _emphasis
from pipeline.read.text import CONTENTS, PIPE_RULE, _ends_in_page
from pipeline.types import BlockKind

SEEDS = range(300)


def line_of(seed: int, letters: str) -> str:
    rng = random.Random(seed)
    return "".join(rng.choice(letters) for _ in range(rng.randint(1, 12)))


@pytest.mark.parametrize("seed", SEEDS)
def test_lines_of_contents_are_those_of_the_plain_patterns(seed: int) -> None:
    for letters in ("..1 \t", ".\t1a"):
        line = line_of(seed, letters)
        assert bool(CONTENTS.search(line)) is bool(re.search(r"\.{3,}\s*(?:\t\s*)?\d{1,4}\s*$", line))
        assert _ends_in_page(line) is bool(re.fullmatch(r".*\S\s*\t\s*\d{1,4}\s*", line))


@pytest.mark.parametrize("seed", SEEDS)
def test_rules_of_pipes_are_those_of_the_plain_pattern(seed: int) -> None:
    line = line_of(seed, "|-- :")
    plain = r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*"
    assert bool(PIPE_RULE.fullmatch(line)) is bool(re.fullmatch(plain, line))


def plain_emphasis(line: str) -> set[int]:
    """The stars of emphasis, each weighed by all that stands before and behind it."""
    found: set[int] = set()
    opened: list[re.Match[str]] = []
    for star in re.finditer(r"(?<!\\)\*{1,3}", line):
        before, after = line[star.start() - 1 : star.start()], line[star.end() : star.end() + 1]
        if opened and before.strip() and re.search(r"\w", line[opened[-1].end() : star.start()]):
            found.update((opened.pop().start(), star.start()))
        elif after.strip() or len(star[0]) > 1:
            opened.append(star)
    found.update(s.start() for s in opened if len(s[0]) > 1 and re.search(r"\w", line[s.end() :]))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_stars_of_emphasis_are_those_found_one_by_one(seed: int) -> None:
    line = line_of(seed, "**a !")
    assert _emphasis(line) == plain_emphasis(line)


def test_a_paragraph_that_never_ends_is_joined_no_further_than_it_is_read_as_one() -> None:
    text = "the force recorded a number of burglaries in the county which of\n\n" * 700
    document = read_document(text.encode(), name="a.txt", limits=Limits())
    assert all(b.kind is BlockKind.PARAGRAPH and len(b.text) <= 20_000 for b in document.blocks)
    assert " ".join(b.text for b in document.blocks).split() == text.split()
    assert document.remarks
