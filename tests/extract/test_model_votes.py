"""Loading a model, taking its names, and its vote on bare numbers."""

from decimal import Decimal
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, Span

from pipeline.errors import InputError
from pipeline.extract.model import (
    BUILTIN,
    OUTVOTED,
    SHIPPED,
    count_votes,
    entity_names,
    folder_digest,
    indicator_phrases,
    load_model,
    model_digest,
    number_tokens,
    voted,
)
from pipeline.extract.names import FoundName
from pipeline.extract.prose import FoundFigure
from pipeline.extract.tokens import make_nlp
from pipeline.rules import load_rules
from pipeline.types import Flag, Kind, Qualifier, Role

MAX_BYTES = 8_000_000


def tagged(text: str, *entities: tuple[str, str]) -> Doc:
    """Return a Doc with entities, each told as (text, label)."""
    doc = spacy.blank("en")(text)
    spans = [doc.char_span(text.index(t), text.index(t) + len(t), label=label) for t, label in entities]
    assert all(isinstance(s, Span) for s in spans)
    doc.set_ents(spans)
    return doc


@pytest.mark.parametrize(
    ("text", "entity", "expected"),
    [
        (
            "She joined the Ministry of Example.",
            ("the Ministry of Example", "ORG"),
            ("Ministry of Example", "organisation"),
        ),
        ("It fell in Midtown.", ("Midtown", "GPE"), ("Midtown", "place")),
        ("Blueprint 2020 began.", ("Blueprint 2020", "PROGRAMME"), ("Blueprint 2020", "programme")),
        ("There are 12 Midtown Rangers.", ("12 Midtown Rangers", "ORG"), ("Midtown Rangers", "organisation")),
        ("There are twelve Midtown Rangers.", ("twelve Midtown Rangers", "ORG"), ("Midtown Rangers", "organisation")),
        ("It cost 12 last year.", ("12", "CARDINAL"), None),
        ("It is for the board.", ("the board", "ORG"), None),
        ("It is 12.", ("12", "ORG"), None),
    ],
    ids=["article", "place", "number inside", "number before", "word before", "other label", "no capital", "number"],
)
def test_entities_become_names(text: str, entity: tuple[str, str], expected: tuple[str, str] | None) -> None:
    found = entity_names(tagged(text, entity), [])
    assert [(n.canonical, n.label) for n in found] == ([expected] if expected else [])
    assert all(text[n.start : n.end] == n.canonical for n in found)


def test_a_name_of_the_rules_stands() -> None:
    text = "Midshire Police met."
    known = [FoundName(0, 15, "organisation", "rule", "Midshire Police")]
    assert entity_names(tagged(text, ("Midshire", "GPE")), known) == []


def test_indicators_are_no_names() -> None:
    doc = tagged("Burglary fell.", ("Burglary", "INDICATOR"))
    assert entity_names(doc, []) == []
    assert indicator_phrases(doc) == [(0, 8)]


def figure(start: int, printed: str, *, unit: str = "count", rule: str = "digits_count") -> FoundFigure:
    return FoundFigure(
        start=start, end=start + len(printed), text=printed, value=Decimal(1), decimals=0, unit=unit, unit_printed="",
        qualifier=Qualifier.NONE, kind=Kind.LEVEL, role=Role.ACTUAL, flag=Flag.NONE, fraction=0, rule=rule,
        confidence=0.81,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "votes", "confidence"),
    [
        (figure(0, "12"), {0: 1.0}, 0.9),
        (figure(0, "12"), {0: 0.25}, 0.45),
        (figure(0, "12"), {0: OUTVOTED / 2}, None),
        (figure(0, "sixty-five", rule="words_count"), {0: 0.01, 6: 1.0}, 0.9),
        (figure(0, "12"), {5: 0.0}, 0.81),
        (figure(0, "12%", unit="percent"), {0: 0.0}, 0.81),
        (figure(0, "3rd", rule="rank_rank"), {0: 0.0}, 0.81),
    ],
    ids=["for", "doubt", "against", "several tokens", "no vote", "unit", "rank"],
)
def test_the_vote_goes_into_confidence(found: FoundFigure, votes: dict[int, float], confidence: float | None) -> None:
    assert [round(f.confidence, 3) for f in voted([found], votes)] == ([confidence] if confidence else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("In 18-24 of 3 wards, two fell", ["18", "24", "3", "two"]), ("SP5/6 and none", ["SP5/6"]), ("", [])],
    ids=["digits and words", "joined", "empty"],
)
def test_number_tokens(text: str, expected: list[str]) -> None:
    assert [t.text for t in number_tokens(spacy.blank("en")(text))] == expected


@pytest.mark.parametrize("name", ["no_such_model", "no/such/folder"])
def test_a_model_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(InputError, match="install it with pip"):
        load_model(name)


def test_no_model_is_blank_english() -> None:
    nlp = make_nlp(load_rules())
    assert not {"ner", "reportcheck_model_names", "reportcheck_model_votes"} & set(nlp.pipe_names)
    assert model_digest("") == ""


def test_a_users_model_names_what_no_rule_knows(tmp_path: Path) -> None:
    own = spacy.blank("en")
    ruler = own.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PRODUCT", "pattern": [{"LOWER": "turbo"}, {"LOWER": "77"}]}])
    own.to_disk(tmp_path / "own")
    text = "Turbo 77 led to 12 arrests."
    plain, named = make_nlp(load_rules()), make_nlp(load_rules(), model=str(tmp_path / "own"))
    assert [f.text for f in plain(text)._.figures] == ["77", "12"]
    assert [f.text for f in named(text)._.figures] == ["12"]
    assert [(n.canonical, n.label) for n in named(text)._.names] == [("Turbo 77", "programme")]
    assert model_digest(str(tmp_path / "own")) == folder_digest(tmp_path / "own")


@pytest.fixture(scope="module")
def builtin() -> spacy.language.Language:
    return make_nlp(load_rules(), model=BUILTIN)


def test_the_shipped_model_is_small_and_holds_no_pickles() -> None:
    files = [p for p in SHIPPED.rglob("*") if p.is_file()]
    assert 0 < sum(p.stat().st_size for p in files) < MAX_BYTES
    assert not [p for p in files if p.suffix in (".pkl", ".pickle", ".joblib")]


def test_the_shipped_model_names_and_votes(builtin: spacy.language.Language) -> None:
    doc = builtin(
        "In 2014 the Quarrydale Safety Partnership launched the Tangerine Project, which helped 214 families."
    )
    assert {n.canonical for n in doc._.names} >= {"Quarrydale Safety Partnership", "Tangerine Project"}
    assert [f.text for f in doc._.figures] == ["214"]
    votes = {doc.text[at : at + 3]: p for at, p in count_votes(doc).items()}
    assert votes["214"] > 0.9 > 0.1 > votes["201"]


def test_the_vote_lowers_a_doubtful_number(builtin: spacy.language.Language) -> None:
    doc = builtin("Nearly 300 households had a visit. Lorry 16 was sold.")
    certain, *doubtful = doc._.figures
    assert certain.confidence > 0.9
    assert all(f.confidence < 0.6 for f in doubtful)
