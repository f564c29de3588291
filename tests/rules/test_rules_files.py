"""The examples in rules/*.yaml hold: what must hit hits, what must miss misses."""

from typing import Any

import pytest

from pipeline.extract.cells import read_cell
from pipeline.extract.hedges import read_qualifier
from pipeline.extract.indicators import canonical
from pipeline.extract.names import find_names
from pipeline.extract.numbers import find_candidates
from pipeline.extract.tokens import nlp_for
from pipeline.rules import load_rules
from pipeline.types import FigureStatus, Flag

RULES = load_rules()


def examples(section: str, kind: str) -> list[Any]:
    """One parameter an example of a section's entries: (entry, text)."""
    return [
        pytest.param(entry, text, id=f"{i}-{text[:60]}")
        for i, entry in enumerate(getattr(RULES, section), 1)
        for text in getattr(entry, kind)
    ]


def qualifiers(text: str) -> list[str]:
    """The qualifier of every number of a text."""
    return [str(read_qualifier(text[: c.start], text[c.end :], RULES)[0]) for c in find_candidates(text)]


@pytest.mark.parametrize(("hedge", "text"), examples("hedges", "hit"))
def test_a_hedge_is_read(hedge: Any, text: str) -> None:
    assert hedge.qualifier in qualifiers(text)


@pytest.mark.parametrize(("hedge", "text"), examples("hedges", "miss"))
def test_a_hedge_is_not_read(hedge: Any, text: str) -> None:
    assert hedge.qualifier not in qualifiers(text)


@pytest.mark.parametrize("hedge", RULES.hedges, ids=lambda h: f"{h.qualifier}{'after' if h.after else ''}")
def test_every_word_of_a_hedge_is_read(hedge: Any) -> None:
    for word in hedge.words:
        text = f"There were 20 {word} of them." if hedge.after else f"There were {word} 20 of them."
        assert qualifiers(text) == [hedge.qualifier], word


@pytest.mark.parametrize(("name", "text"), examples("names", "hit"))
def test_a_name_is_found(name: Any, text: str) -> None:
    assert name.name in {n.rule for n in find_names(text, RULES.model_copy(update={"names": (name,)}))}


@pytest.mark.parametrize(("name", "text"), examples("names", "miss"))
def test_a_name_is_not_found(name: Any, text: str) -> None:
    assert find_names(text, RULES.model_copy(update={"names": (name,)})) == []


@pytest.mark.parametrize("name", [n for n in RULES.names if n.pattern], ids=lambda n: n.name)
def test_every_pattern_has_examples(name: Any) -> None:
    assert name.hit
    assert name.miss


@pytest.mark.parametrize(("name", "text"), [p for p in examples("names", "hit") if p.values[0].label != "place"])
def test_the_numbers_of_a_name_are_no_figures(name: Any, text: str) -> None:
    doc = nlp_for(RULES)(f"It says that {text} was there.")
    inside = [f.text for f in doc._.figures for n in doc._.names if n.start <= f.start < n.end and n.label != "place"]
    assert inside == []


@pytest.mark.parametrize(("direction", "text"), examples("directions", "hit"))
def test_a_direction_gives_the_sign(direction: Any, text: str) -> None:
    kinds = [(str(f.kind), f.value > 0) for f in nlp_for(RULES)(f"There was {text}.")._.figures]
    if direction.direction == "same":
        assert kinds == []
    else:
        assert kinds in (
            [("change", direction.direction == "rise")],
            [("percent_change", direction.direction == "rise")],
        )


@pytest.mark.parametrize(("indicator", "text"), examples("indicators", "hit"))
def test_an_indicator_is_known(indicator: Any, text: str) -> None:
    assert canonical(text, indicator.unit, "", RULES).indicator_id == indicator.id


@pytest.mark.parametrize(("indicator", "text"), examples("indicators", "miss"))
def test_an_indicator_is_told_from_its_neighbours(indicator: Any, text: str) -> None:
    assert canonical(text, indicator.unit, "", RULES).indicator_id != indicator.id


@pytest.mark.parametrize("indicator", RULES.indicators, ids=lambda i: i.id)
def test_every_alias_leads_to_its_indicator(indicator: Any) -> None:
    found = {a: canonical(a, indicator.unit, "", RULES).indicator_id for a in (indicator.label, *indicator.aliases)}
    assert found == dict.fromkeys(found, indicator.id)


@pytest.mark.parametrize("gap", RULES.gaps, ids=lambda g: g.status)
def test_every_word_of_a_gap_is_read(gap: Any) -> None:
    found = {word: read_cell(word, RULES).status for word in gap.words}
    assert found == dict.fromkeys(gap.words, FigureStatus(gap.status))


@pytest.mark.parametrize("mark", RULES.marks, ids=lambda m: m.flag)
def test_every_mark_is_read_in_a_cell(mark: Any) -> None:
    found = {word: [n.flag for n in read_cell(f"310 {word}", RULES).numbers] for word in mark.words}
    assert found == {word: [Flag(mark.flag)] for word in mark.words}


@pytest.mark.parametrize("section", ["hedges", "directions", "units", "gaps", "marks", "names"])
def test_every_entry_says_why(section: str) -> None:
    assert all(entry.why for entry in getattr(RULES, section))


def test_plans_do_not_overlap() -> None:
    for plan in RULES.plans:
        others = [p for p in RULES.plans if p.publisher == plan.publisher and p is not plan]
        assert all(p.end < plan.start or p.start > plan.end for p in others)
        numbers = [p.number for p in plan.priorities if p.number]
        assert len(numbers) == len(set(numbers))
