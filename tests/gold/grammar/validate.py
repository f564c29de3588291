"""Tells what is wrong with trees in CoNLL-U: `python tests/gold/grammar/validate.py FILE...`; exit code 1 where any is.

The rules are those of Universal Dependencies (https://universaldependencies.org/validation-rules.html) that a hand
breaks easily: one root, no circle, relations that exist, relations that point one way, function words without
dependents, punctuation that is punctuation.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

WORD_CLASSES = frozenset({
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ",
    "SYM", "VERB", "X",
})  # fmt: skip
RELATIONS = frozenset({
    "acl", "acl:relcl", "advcl", "advcl:relcl", "advmod", "amod", "appos", "aux", "aux:pass", "case", "cc",
    "cc:preconj", "ccomp", "compound", "compound:prt", "conj", "cop", "csubj", "csubj:pass", "dep", "det",
    "det:predet", "discourse", "expl", "fixed", "flat", "iobj", "list", "mark", "nmod", "nmod:desc", "nmod:poss",
    "nmod:unmarked", "nsubj", "nsubj:outer", "nsubj:pass", "nummod", "obj", "obl", "obl:agent", "obl:unmarked",
    "orphan", "parataxis", "punct", "root", "vocative", "xcomp",
})  # fmt: skip
TAGS = frozenset({
    "$", "''", ",", "-LRB-", "-RRB-", ".", ":", "``", "ADD", "AFX", "CC", "CD", "DT", "EX", "FW", "HYPH", "IN", "JJ",
    "JJR", "JJS", "LS", "MD", "NFP", "NN", "NNP", "NNPS", "NNS", "PDT", "POS", "PRP", "PRP$", "RB", "RBR", "RBS",
    "RP", "SYM", "TO", "UH", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "WDT", "WP", "WP$", "WRB",
})  # fmt: skip
LEFT_TO_RIGHT = frozenset({"conj", "fixed", "flat", "appos", "list", "orphan"})
# What may hang on a word that serves another; anything else belongs to the word that is served.
LEAVES = {
    "case": {"fixed", "conj", "cc", "advmod", "obl:unmarked", "punct"},
    "mark": {"fixed", "conj", "cc", "advmod", "punct"},
    "cc": {"fixed", "conj", "punct", "advmod"},
    "aux": {"fixed"},
    "aux:pass": {"fixed"},
    "cop": {"fixed"},
    "det": {"fixed", "conj", "cc", "advmod"},
    "fixed": set(),
    "punct": set(),
}  # fmt: skip
CLASSES_OF = {
    "punct": {"PUNCT"},
    "cop": {"AUX"},
    "aux": {"AUX"},
    "aux:pass": {"AUX"},
    "det": {"DET", "PRON"},
    "nummod": {"NUM", "SYM", "NOUN"},
    "cc": {"CCONJ", "SYM", "ADP", "ADV", "SCONJ"},
    "case": {"ADP", "PART", "SYM", "ADV", "SCONJ", "VERB", "ADJ", "PUNCT"},
    "advmod": {"ADV", "ADJ", "PART", "CCONJ", "DET", "SYM", "ADP", "PRON"},
    "amod": {"ADJ", "VERB", "PROPN", "ADV", "NUM"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A row of a tree: its number, form, word class, tag, head and relation, and whether a blank follows."""

    number: int
    form: str
    word_class: str
    tag: str
    head: int
    relation: str
    blank: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A tree with its comments (`# key = value`)."""

    comments: dict[str, str]
    words: tuple[Word, ...]


def read_sentences(path: Path) -> list[Sentence]:
    """Return the trees of a CoNLL-U file; rows of words that are written as one are left out."""
    return [_sentence(piece) for piece in path.read_text(encoding="utf-8").strip().split("\n\n")]


def _sentence(piece: str) -> Sentence:
    comments: dict[str, str] = {}
    words = []
    for line in piece.splitlines():
        if line.startswith("#"):
            key, _, value = line[1:].partition("=")
            comments[key.strip()] = value.strip()
            continue
        row = line.split("\t")
        if row[0].isdigit():
            words.append(Word(int(row[0]), row[1], row[3], row[4], int(row[6]), row[7], "SpaceAfter=No" not in row[9]))
    return Sentence(comments, tuple(words))


def faults_of(sentence: Sentence) -> list[str]:
    """Return what is wrong with a tree, a line each; nothing where it is sound."""
    words = sentence.words
    if [w.number for w in words] != list(range(1, len(words) + 1)):
        return ["its words are not numbered 1, 2, 3"]
    faults = [f"word {w.number} {w.form!r}: {fault}" for w in words for fault in _faults_of_word(w, len(words))]
    if faults:
        return faults
    roots = [w.number for w in words if w.head == 0]
    if len(roots) != 1:
        return [f"roots: {roots}"]
    if circle := _circle(words):
        return [f"a circle through word {circle}"]
    faults = list(_faults_of_shape(words))
    if not is_projective(words) and "nonprojective" not in sentence.comments:
        faults.append("arcs cross, and no comment `# nonprojective = why` says so")
    text = "".join(w.form + " " * w.blank for w in words).strip()
    if text != sentence.comments.get("text"):
        faults.append(f"its words give another text: {text!r}")
    return faults


def _faults_of_word(word: Word, number: int) -> Iterator[str]:
    if not 0 <= word.head <= number or word.head == word.number:
        yield f"head {word.head}"
    if (word.head == 0) != (word.relation == "root"):
        yield f"head {word.head} with relation {word.relation}"
    if word.relation not in RELATIONS:
        yield f"relation {word.relation!r}"
    if word.word_class not in WORD_CLASSES:
        yield f"word class {word.word_class!r}"
    if word.tag not in TAGS:
        yield f"tag {word.tag!r}"
    if word.relation in LEFT_TO_RIGHT and word.head > word.number and word.relation != "orphan":
        yield f"{word.relation} points to the left"
    if word.word_class not in CLASSES_OF.get(word.relation, {word.word_class}):
        yield f"{word.relation} of word class {word.word_class}"
    if word.word_class == "PUNCT" and word.relation not in ("punct", "root", "case"):
        yield f"punctuation with relation {word.relation}"


def _circle(words: tuple[Word, ...]) -> int | None:
    sound = {0}
    for word in words:
        path: list[int] = []
        at = word.number
        while at not in sound:
            if at in path:
                return at
            path.append(at)
            at = words[at - 1].head
        sound.update(path)
    return None


def is_projective(words: tuple[Word, ...]) -> bool:
    """Whether no two arcs cross."""
    arcs = [(min(w.number, w.head), max(w.number, w.head)) for w in words]
    return not any(a < c < b < d for a, b in arcs for c, d in arcs if (a, b) != (c, d))


def _faults_of_shape(words: tuple[Word, ...]) -> Iterator[str]:
    below: dict[int, list[Word]] = defaultdict(list)
    for word in words:
        below[word.head].append(word)
    for word in words:
        children = below[word.number]
        allowed = LEAVES.get(word.relation)
        if allowed is not None:
            for child in children:
                if child.relation not in allowed:
                    yield f"{child.relation} {child.form!r} hangs on {word.form!r}, which is {word.relation}"
        yield from _faults_of_roles(word, children)


def _faults_of_roles(word: Word, children: list[Word]) -> Iterator[str]:
    """Tell of two subjects or objects, a passive without its subject, and a noun that no preposition joins."""
    relations = [c.relation for c in children]
    subjects = [r for r in relations if r.partition(":")[0] in ("nsubj", "csubj") and r != "nsubj:outer"]
    for name, number in (("subjects", len(subjects)), ("objects", relations.count("obj"))):
        if number > 1:
            yield f"{word.form!r} has {number} {name}"
    if "aux:pass" in relations and "nsubj" in relations:
        yield f"{word.form!r} is passive and its subject is not"
    if word.relation in ("obl", "nmod") and word.word_class != "ADP" and "case" not in relations:
        yield f"{word.relation} {word.form!r} has no preposition; without one it is {word.relation}:unmarked"


def main() -> None:
    """Print each fault; exit code 1 where there is one."""
    faults = [
        f"{path.name}, sentence {number}: {fault}"
        for path in map(Path, sys.argv[1:])
        for number, sentence in enumerate(read_sentences(path), 1)
        for fault in faults_of(sentence)
    ]
    print("\n".join([*faults, f"{len(faults)} faults"]))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
