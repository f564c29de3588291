"""The grammar behind its one door: trees of sentences as reports print them, loaded late, the same every time."""

import subprocess
import sys
from pathlib import Path

import pytest
import spacy

from pipeline.errors import InputError
from pipeline.extract.grammar import SHIPPED, follows_universal_dependencies, grammar_for, load_grammar, parsed

ROOT = Path(__file__).parents[2]
MAX_BYTES = 12_000_000
SENTENCES = [
    "Recorded arson fell from 412 offences in 2014/15 to 371 in 2015/16.",
    "Of the 640 calls received, 212 were answered within ten minutes.",
    "The number of visits increased by 12% to 4,310.",
]


def arcs(text: str) -> dict[str, tuple[str, str]]:
    """Return word to head and relation; of a word that stands twice, the last."""
    (doc,) = parsed([text])
    return {t.text: (t.head.text, t.dep_) for t in doc}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SENTENCES[0], {"arson": ("fell", "nsubj"), "offences": ("fell", "obl"), "371": ("fell", "obl")}),
        (SENTENCES[1], {"calls": ("212", "nmod"), "212": ("answered", "nsubj:pass"), "640": ("calls", "nummod")}),
        (SENTENCES[2], {"visits": ("number", "nmod"), "number": ("increased", "nsubj"), "%": ("increased", "obl")}),
        (
            "A drop of 8% in thefts was recorded in towns.",
            {"%": ("drop", "nmod"), "drop": ("recorded", "nsubj:pass"), "thefts": ("drop", "nmod")},
        ),
        (
            "The council reported a rise of 4.5% in rents and a fall of £300,000 in grants.",
            {"rents": ("rise", "nmod"), "grants": ("fall", "nmod"), "fall": ("rise", "conj")},
        ),
        (
            "The service costs £3.2m a year, compared with £2.9m in 2012.",
            {"costs": ("costs", "ROOT"), "compared": ("costs", "advcl"), "2012": ("£", "nmod")},
        ),
        (
            "There were 96 complaints, of which 14 were upheld.",
            {"upheld": ("complaints", "acl:relcl"), "14": ("upheld", "nsubj:pass"), "which": ("14", "nmod")},
        ),
    ],
    ids=["from-to", "of-the", "by-to", "noun", "two nouns", "cost", "of-which"],
)
def test_trees_of_reports(text: str, told: dict[str, tuple[str, str]]) -> None:
    found = arcs(text)
    assert {word: found[word] for word in told} == told


def test_a_sentence_stays_one_and_characters_keep_their_places() -> None:
    text = "Target 95%. Result  93.4%"
    (doc,) = parsed([text])
    assert doc.text == text
    assert [t.i for t in doc if t.is_sent_start] == [0]


def test_an_empty_text_has_an_empty_tree() -> None:
    assert [len(doc) for doc in parsed(["", "Crime fell.", ""])] == [0, 3, 0]


def test_the_same_trees_each_time_and_one_by_one() -> None:
    def trees(sentences: list[str]) -> list[list[tuple[int, str, str]]]:
        return [[(t.head.i, t.dep_, t.tag_) for t in doc] for doc in parsed(sentences)]

    assert trees(SENTENCES) == trees(SENTENCES) == [tree for s in SENTENCES for tree in trees([s])]


def test_nothing_is_loaded_before_a_sentence_is_asked_for() -> None:
    code = (
        "from pipeline.extract.grammar import grammar_for, parsed\n"
        "import pipeline.extract.reader\n"
        "assert list(parsed([])) == [] and grammar_for.cache_info().currsize == 0\n"
        "assert len(list(parsed(['Crime fell by 3%.']))) == 1 and grammar_for.cache_info().currsize == 1\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, timeout=60)


def test_a_pipeline_of_the_users_own_serves_where_it_has_such_a_parser(tmp_path: Path) -> None:
    own = spacy.load(SHIPPED)
    own.meta["name"] = "users_own"
    own.to_disk(tmp_path / "own")
    spacy.blank("en").to_disk(tmp_path / "blank")
    assert grammar_for(str(tmp_path / "own")).meta["name"] == "users_own"
    assert grammar_for(str(tmp_path / "blank")) is grammar_for("builtin") is grammar_for()
    with pytest.raises(InputError, match="cannot be loaded"):
        list(parsed(["Crime fell."], model="no-such-model"))
    with pytest.raises(InputError, match="no grammar in"):
        load_grammar(tmp_path / "none")


def test_relations_of_another_scheme_are_told_apart() -> None:
    other = spacy.blank("en")
    parser = other.add_pipe("parser")
    for label in ("nsubj", "dobj", "pobj", "prep", "nmod"):
        parser.add_label(label)
    assert not follows_universal_dependencies(other)
    assert not follows_universal_dependencies(spacy.blank("en"))
    assert follows_universal_dependencies(grammar_for())


def test_the_shipped_grammar_is_small_names_its_licence_and_holds_no_pickles() -> None:
    files = [p for p in SHIPPED.rglob("*") if p.is_file()]
    assert 0 < sum(p.stat().st_size for p in files) < MAX_BYTES
    assert not [p for p in files if p.suffix in (".pkl", ".pickle", ".joblib")]
    assert grammar_for().meta["license"] == "CC BY-SA 4.0"
    assert "Attribution-ShareAlike 4.0" in (SHIPPED / "LICENSE.txt").read_text(encoding="utf-8")
