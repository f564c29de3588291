"""Clusters of words: the file is written as it is read, and words take them into the grammar."""

from pathlib import Path

import pytest
import spacy

from pipeline.extract.wordkinds import CLUSTERS, cluster_ids
from pipeline.train import clusters
from pipeline.train.clusters import clusters_text, read_clusters


def test_the_kept_clusters_are_many_and_put_like_words_together() -> None:
    kept = read_clusters()
    assert len(kept) == clusters.MOST_WORDS
    assert kept["rose"] == kept["fell"] != kept["the"]
    assert all(path > 0 and word and not set(word) & set(" \t") for word, path in kept.items())


def test_the_most_frequent_words_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(clusters, "MOST_WORDS", 3)
    monkeypatch.setattr(clusters, "FILE", tmp_path / "c.txt")
    told = {"fell": 9, "rose": 9, "of": 4, "xyzzy": 7, "none": 0}
    text = clusters_text(told, {"of": -3.0, "fell": -9.0, "rose": -9.0, "none": -1.0})
    (tmp_path / "c.txt").write_text(text, encoding="utf-8")
    assert [line for line in text.splitlines() if not line.startswith("# ")] == ["4\tof", "9\tfell rose"]
    assert read_clusters() == {"of": 4, "fell": 9, "rose": 9}


def test_a_word_takes_the_first_bits_and_the_whole_of_its_cluster() -> None:
    nlp = spacy.blank("en")
    assert cluster_ids(nlp("Rents rose")) == [[0, 0, 0], [0, 0, 0]]
    nlp.vocab.lookups.add_table(CLUSTERS, {"rose": 0b1110101010, "us": 1, "US": 3})
    assert cluster_ids(nlp("Rose us US rents")) == [[10, 42, 938], [1, 1, 1], [3, 3, 3], [0, 0, 0]]
