"""A screen may let a text through for nothing, but never hides a match."""

import random
import re
import string
from collections.abc import Set

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract import definitions, exclusions, periodgrammar, relativeperiods, segments, wordnumbers
from pipeline.rules import load_rules
from pipeline.screens import ANY_DIGIT, MOST_STRINGS, Screened, caseless, lowered, needs_of, possible, screened

IN_USE = [
    *(pattern for _, pattern in exclusions.EXCLUDED),
    *(screened(name.pattern) for name in load_rules().names if name.pattern),
    definitions.ACRONYM,
    definitions.EXPANSION,
    definitions.EXPLAINED,
    definitions.SHORT_FORM,
    periodgrammar.ATOMS,
    relativeperiods.RELATIVE,
    segments.AGES,
    wordnumbers.WORD_NUMBER,
]
SHORT = [p for p in IN_USE if len(p.pattern.pattern) < 900]  # hypothesis makes texts that match these quickly


@pytest.mark.parametrize(
    ("pattern", "flags", "needs"),
    [
        (r"(?:ranked|placed)\s+\d", 0, [ANY_DIGIT, {"ranked", "placed"}]),
        (r"[Cc]alls?\b", 0, [{"call"}]),
        (r"colou?r", 0, [{"colo"}]),
        (r"\d{3}-\d{4}", 0, [ANY_DIGIT, {"-\0\0\0\0"}]),
        (r"a\d{2,9}b", 0, [ANY_DIGIT, {"a\0\0"}]),
        (r"24/7|24-7", 0, [ANY_DIGIT, {"24"}]),
        (r"(?<=total\s)(?:was|is)", 0, [{"total "}]),
        (r"(?!never)ever", 0, [{"ever"}]),
        (r"plan|planned|planning", 0, [{"plan"}]),
        (r"STRASSE", re.IGNORECASE, [{"strasse"}]),
        (r"\w+[-–]\w+", 0, [{"-", "–"}]),
        (r"x*", 0, []),
        (r"some|", 0, []),
        (r"[^a]", 0, []),
        (r"\w+", 0, []),
        (r"(?:|a)b?", 0, []),
        (r"é", re.IGNORECASE, []),
    ],
)
def test_what_a_match_needs(pattern: str, flags: int, needs: list[Set[str]]) -> None:
    assert list(needs_of(pattern, flags)) == needs


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("sin", "ſin"),  # the long s
        ("kilo", "\u212ailo"),  # the Kelvin sign
        ("disk", "DİSK"),  # with a dot
        ("disk", "dısk"),  # and without
        ("mass", "MASS"),
        ("£", "£"),
        (r"\d\d%", "٣٤%"),  # digits of another script
        (r"of\sthe", "of\u2003the"),
    ],
)
def test_case_and_digits_of_all_scripts_pass(pattern: str, text: str) -> None:
    found = screened(pattern, re.IGNORECASE)
    assert found.pattern.search(text)
    assert list(found.finditer(text)), "the screen hides it"


def test_every_pattern_in_use_has_a_screen_worth_having() -> None:
    unscreened = [p.pattern.pattern for p in IN_USE if not p.needs]
    assert not unscreened
    assert all(len(strings) <= MOST_STRINGS for p in IN_USE for strings in p.needs)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_text_that_matches_passes_its_screen(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(SHORT))
    text = data.draw(st.from_regex(pattern.pattern))
    assert pattern.may_match(text)
    assert possible([("it", pattern)], text) == [("it", pattern)]


def test_screens_and_patterns_agree_on_mixed_words() -> None:
    rng = random.Random(7)
    words = sorted({w for p in IN_USE for strings in p.needs for w in strings} | set(string.ascii_letters + ".,()%£"))
    for _ in range(3000):
        text = "".join(rng.choice(words) + rng.choice(["", " ", " ", "1", "19"]) for _ in range(rng.randint(1, 12)))
        hidden = [p for p in IN_USE if any(p.finditer_unscreened(text)) and not p.may_match(text)]
        assert not hidden, text


@pytest.mark.parametrize("pattern", [r"Q[1-4]\b(?P<NO>\S+)", r"(?<![A-Za-z])FY\W", r"\D[^A-C]x", "Straße"])
def test_caseless_patterns_find_what_ignorecase_finds(pattern: str) -> None:
    rng = random.Random(11)
    plain, low = re.compile(pattern, re.IGNORECASE), caseless(pattern)
    for _ in range(2000):
        text = "".join(rng.choice("qQ1fFyYxXaAdD -;ßstraeE\u0130") for _ in range(12))
        assert [m.span() for m in plain.finditer(text)] == [m.span() for m in low.finditer(text)], text
    assert [m.span() for m in low.finditer("STRAßE; Q1x? FY! ,dx")] == [
        m.span() for m in plain.finditer("STRAßE; Q1x? FY! ,dx")
    ]


def test_lower_case_keeps_the_places() -> None:
    assert lowered("A\u0130B") == "a\u0130b"


def test_what_has_no_screen_is_always_possible() -> None:
    import regex

    own = regex.compile("a+")
    never = Screened(re.compile("zebra"), needs_of("zebra"))
    assert possible([("own", own), ("never", never)], "none of it") == [("own", own)]
