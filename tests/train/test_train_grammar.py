"""Training the grammar: trees that are read, the same bytes with the same seed, faults of a treebank that are told."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import spacy

from pipeline.errors import InputError
from pipeline.extract.grammar import as_one_sentence
from pipeline.extract.model import folder_digest
from pipeline.train.trees import own_files, read_trees
from pipeline.train.treescores import tree_scores

ROOT = Path(__file__).parents[2]
OWN = ROOT / "tests" / "gold" / "grammar"
TREES = """
# newpar id = 1
# sent_id = 1
# text = It didn't fall.
1	It	it	PRON	PRP	Case=Nom	4	nsubj	_	_
2-3	didn't	_	_	_	_	_	_	_	_
2	did	do	AUX	VBD	Mood=Ind	4	aux	_	_
3	n't	not	PART	RB	_	4	advmod	_	_
4	fall	fall	VERB	VB	VerbForm=Inf	0	root	_	SpaceAfter=No
5	.	.	PUNCT	.	_	4	punct	_	_

# sent_id = 2
# text = Rents rose.
1	Rents	rent	NOUN	NNS	Number=Plur	2	nsubj	_	_
2	rose	rise	VERB	VBD	_	0	root	_	SpaceAfter=No
3	.	.	PUNCT	.	_	2	punct	_	_

# newpar id = 2
# sent_id = 3
# text = Why?
1	Why	why	ADV	WRB	PronType=Int	0	root	_	SpaceAfter=No
2	?	?	PUNCT	.	_	1	punct	_	_

"""


@pytest.fixture
def treebank(tmp_path: Path) -> Path:
    folder = tmp_path / "bank"
    folder.mkdir()
    for part, name in (("train", "police"), ("dev", "fire"), ("test", "care")):
        (folder / f"{part}.conllu").write_bytes((OWN / f"{name}.conllu").read_bytes())
    (folder / "LICENSE.txt").write_text("a licence\n")
    return folder


def run(treebank: Path, out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline.train.grammar", str(treebank), "--own", str(OWN)]
    command += ["--out", str(out), "--repeats", "1", "--steps", "3"]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=180, check=False)


def test_trees_are_read_by_paragraph_with_the_blanks_as_printed(tmp_path: Path) -> None:
    (tmp_path / "t.conllu").write_text(TREES.lstrip(), encoding="utf-8")
    first, second = read_trees(tmp_path / "t.conllu", spacy.blank("en").vocab)
    assert [d.text.strip() for d in first.sentences] == ["It didn't fall.", "Rents rose."]
    assert [d.text.strip() for d in second.sentences] == ["Why?"]
    assert [(t.text, t.tag_, t.pos_, t.dep_, t.head.text) for t in first.sentences[0]][:3] == [
        ("It", "PRP", "PRON", "nsubj", "fall"),
        ("did", "VBD", "AUX", "aux", "fall"),
        ("n't", "RB", "PART", "advmod", "fall"),
    ]
    assert {str(t.morph) for d in first.sentences for t in d} == {""}


def test_scores_count_heads_relations_and_tags(tmp_path: Path) -> None:
    (tmp_path / "t.conllu").write_text(TREES.lstrip(), encoding="utf-8")
    nlp = spacy.blank("en")
    gold = [s for p in read_trees(tmp_path / "t.conllu", nlp.vocab) for s in p.sentences][:2]

    class Known:
        """Gives the gold trees, with one wrong relation and one wrong head."""

        make_doc = staticmethod(nlp.make_doc)

        @staticmethod
        def pipe(docs: list[spacy.tokens.Doc]) -> list[spacy.tokens.Doc]:
            for doc, right in zip(docs, gold, strict=True):
                for token, other in zip(doc, right, strict=True):
                    token.head, token.dep_, token.tag_ = doc[other.head.i], other.dep_, other.tag_
            docs[0][1].dep_ = "cop"
            docs[0][0].head = docs[0][1]
            return docs

    scores = tree_scores(Known, gold)
    assert (scores.sentences, scores.words, scores.aligned) == (2, 6, 6)
    assert (scores.heads, scores.relations, scores.tags, scores.whole) == (5, 4, 6, 1)


def test_one_seed_gives_the_same_bytes_with_the_licence_of_the_treebank(treebank: Path, tmp_path: Path) -> None:
    first, second = run(treebank, tmp_path / "a"), run(treebank, tmp_path / "b")
    assert first.returncode == second.returncode == 0, first.stderr
    assert folder_digest(tmp_path / "a") == folder_digest(tmp_path / "b")
    assert folder_digest(tmp_path / "a") in first.stdout
    assert re.search(r"own, test: \d+ words, UAS 0\.\d+, LAS 0\.\d+", first.stdout)
    assert (tmp_path / "a" / "LICENSE.txt").read_text() == "a licence\n"
    nlp = spacy.load(tmp_path / "a")
    doc = nlp(as_one_sentence(nlp.make_doc("Rents rose by 3%.")))
    assert all(t.pos_ and t.tag_ and t.dep_ for t in doc)


def test_what_is_missing_is_named(treebank: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"train\.conllu: no such file"):
        read_trees(tmp_path / "train.conllu", spacy.blank("en").vocab)
    (tmp_path / "bad.conllu").write_text("1\tWhy\n")
    with pytest.raises(InputError, match=r"bad\.conllu: no CoNLL-U"):
        read_trees(tmp_path / "bad.conllu", spacy.blank("en").vocab)
    with pytest.raises(InputError, match=r"split\.tsv: no such file"):
        own_files(tmp_path, "train")
    (treebank / "LICENSE.txt").unlink()
    done = run(treebank, tmp_path / "c")
    assert done.returncode == 2
    assert "LICENSE.txt: no such file" in done.stderr
