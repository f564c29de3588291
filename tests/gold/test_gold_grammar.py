"""The sentences with trees by hand: sound trees, enough of them, no kind of paper in both halves."""

from pathlib import Path

import pytest

from tests.gold.grammar.validate import Sentence, faults_of, read_sentences

FOLDER = Path(__file__).with_name("grammar")
FILES = sorted(FOLDER.glob("*.conllu"))
PARTS = [line.split("\t")[:2] for line in (FOLDER / "split.tsv").read_text(encoding="utf-8").splitlines()[1:]]
SOUND = """
# text = Burglary fell 4%.
1	Burglary	_	NOUN	NN	_	2	nsubj	_	_
2	fell	_	VERB	VBD	_	0	root	_	_
3	4	_	NUM	CD	_	4	nummod	_	SpaceAfter=No
4	%	_	SYM	NN	_	2	obl:unmarked	_	SpaceAfter=No
5	.	_	PUNCT	.	_	2	punct	_	_
"""


def sentence(tmp_path: Path, text: str) -> Sentence:
    (tmp_path / "one.conllu").write_text(text.strip() + "\n\n", encoding="utf-8")
    return read_sentences(tmp_path / "one.conllu")[0]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_trees_are_sound(path: Path) -> None:
    faults = {n: f for n, s in enumerate(read_sentences(path), 1) if (f := faults_of(s))}
    assert faults == {}


def test_every_file_is_in_one_half_and_both_halves_are_large() -> None:
    assert sorted(name for name, _ in PARTS) == [p.name for p in FILES]
    sizes = {part: sum(len(read_sentences(FOLDER / n)) for n, p in PARTS if p == part) for part in ("train", "test")}
    assert sizes["train"] >= 150 <= sizes["test"]


def test_no_sentence_stands_twice() -> None:
    texts = [s.comments["text"] for p in FILES for s in read_sentences(p)]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("2\tnsubj", "0\troot", "roots"),
        ("0\troot", "1\tccomp", "roots"),
        ("2\tobl:unmarked", "3\tobl", "circle"),
        ("obl:unmarked", "oblique", "relation 'oblique'"),
        ("4\tnummod", "9\tnummod", "head 9"),
        ("2\tnsubj", "4\tnsubj", "cross"),
        ("NN\t_\t2\tobl:unmarked", "NN\t_\t2\tnsubj", "2 subjects"),
        ("4\tnummod", "5\tnummod", "hangs on '.'"),
        ("_\tNOUN\tNN", "_\tNOUN\tNOUN", "tag 'NOUN'"),
        ("SpaceAfter=No\n5", "_\n5", "another text"),
        ("SYM", "PUNCT", "punctuation with relation"),
        ("obl:unmarked", "obl", "no preposition"),
    ],
)
def test_a_fault_is_told(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert faults_of(sentence(tmp_path, SOUND)) == []
    assert old in SOUND
    assert any(fault in told for told in faults_of(sentence(tmp_path, SOUND.replace(old, new))))
