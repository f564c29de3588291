"""Clusters of words, which the grammar takes in with its weights: words that stand among the same words share one.

`python -m pipeline.train.clusters` writes clusters.txt anew from the package spacy-lookups-data. The file is kept in
git, so that the grammar can be trained anywhere.
"""

import gzip
import json
from collections import defaultdict
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from pipeline.errors import InputError

FILE = Path(__file__).with_name("clusters.txt")
MOST_WORDS = 60_000  # the most frequent; rarer ones are spelling mistakes and capitals
NEVER_SEEN = -30.0  # logarithm of the frequency of a word that the package gives none
HEAD = """\
# Clusters of words: a line each, its path in the tree as a number (first bit lowest), a tab, its words.
# From spacy-lookups-data 1.0.5 (https://github.com/explosion/spacy-lookups-data), tables en_lexeme_cluster and
# en_lexeme_prob, the 60,000 most frequent words. MIT licence, copyright (c) 2019 ExplosionAI GmbH.
"""


def read_clusters() -> dict[str, int]:
    """Return word to the path of its cluster, as kept in clusters.txt."""
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")]
    rows = [line.split("\t") for line in lines]
    return {word: int(path) for path, words in rows for word in words.split(" ")}


def clusters_text(clusters: Mapping[str, int], frequency: Mapping[str, float]) -> str:
    """Return the text of clusters.txt: the most frequent words that have a cluster, in the order of the paths."""
    known = [word for word, path in clusters.items() if path]
    kept = sorted(known, key=lambda w: (-frequency.get(w, NEVER_SEEN), w))[:MOST_WORDS]
    groups: dict[int, list[str]] = defaultdict(list)
    for word in sorted(kept):
        groups[clusters[word]].append(word)
    return HEAD + "".join(f"{path}\t{' '.join(words)}\n" for path, words in sorted(groups.items()))


def main() -> None:
    """Write clusters.txt. Raises InputError where spacy-lookups-data is not installed."""
    try:
        folder = Path(str(import_module("spacy_lookups_data").__file__)).parent / "data"
    except ImportError as error:
        raise InputError("clusters come from a package: pip install spacy-lookups-data==1.0.5") from error
    tables = [
        json.loads(gzip.decompress((folder / f"en_lexeme_{t}.json.gz").read_bytes())) for t in ("cluster", "prob")
    ]
    FILE.write_text(clusters_text(*tables), encoding="utf-8")


if __name__ == "__main__":
    main()
