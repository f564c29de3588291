"""How right parsed trees are: shares of words with the right head (UAS), head and relation (LAS) and tag.

Nivre and Fang, Universal Dependency Evaluation (2017), without punctuation, as spaCy counts. The sentences are
given, the words are spaCy's own: a word of the treebank that is cut otherwise counts as wrong in `las` and `uas`
and is left out of `aligned_las` and `aligned_uas`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.extract.grammar import as_one_sentence

PUNCTUATION = "punct"


@dataclass(frozen=True, slots=True)
class TreeScores:
    """words: of the treebank, punctuation left out; aligned: those cut alike; whole: sentences right throughout."""

    sentences: int
    words: int
    aligned: int
    heads: int
    relations: int
    tags: int
    whole: int

    def __str__(self) -> str:
        return f"{self.words} words, UAS {self.uas:.4f}, LAS {self.las:.4f}, tags {self.tag:.4f}"

    @property
    def uas(self) -> float:
        """Share of the words with the right head."""
        return self.heads / max(1, self.words)

    @property
    def las(self) -> float:
        """Share of the words with the right head and relation."""
        return self.relations / max(1, self.words)

    @property
    def tag(self) -> float:
        """Share of the words with the right tag."""
        return self.tags / max(1, self.words)

    @property
    def aligned_uas(self) -> float:
        """Share of the words cut alike with the right head."""
        return self.heads / max(1, self.aligned)

    @property
    def aligned_las(self) -> float:
        """Share of the words cut alike with the right head and relation."""
        return self.relations / max(1, self.aligned)


def tree_scores(nlp: Any, gold: Sequence[Any]) -> TreeScores:
    """Return how a pipeline parses the texts of gold documents, one sentence each."""
    parsed = nlp.pipe([as_one_sentence(nlp.make_doc(doc.text)) for doc in gold])
    counts = [_counts(found, doc) for found, doc in zip(parsed, gold, strict=True)]
    return TreeScores(len(counts), *map(sum, zip(*counts, strict=True)))


def _counts(found: Any, gold: Any) -> tuple[int, int, int, int, int, int]:
    """Words, aligned words, right heads, right relations, right tags of a sentence; 1 where all is right."""
    same = same_tokens(found, gold)
    words = [t for t in gold if t.dep_.lower() != PUNCTUATION]
    aligned = heads = relations = tags = 0
    for token in words:
        other = same.get(token.i)
        if other is None:
            continue
        aligned += 1
        tags += found[other].tag_ == token.tag_
        if found[other].head.i == same.get(token.head.i):
            heads += 1
            relations += found[other].dep_.lower() == token.dep_.lower()
    return len(words), aligned, heads, relations, tags, relations == len(words)


def same_tokens(found: Any, gold: Any) -> dict[int, int]:
    """Return gold token to found token where both are the same characters; both documents have one text."""
    places = {(t.idx, len(t)): t.i for t in found}
    return {t.i: places[t.idx, len(t)] for t in gold if (t.idx, len(t)) in places}
