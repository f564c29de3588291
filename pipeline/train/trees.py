"""Reads dependency trees (CoNLL-U) as spaCy documents, of a treebank and of the sentences of our own.

Format: https://universaldependencies.org/format.html. The features of words (column 6) are not used.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import InputError

SPLIT = "split.tsv"  # of a folder of our own trees: which file is for training, which for testing
FEATURES = re.compile(r"^(\d[^\t]*(?:\t[^\t]*){4}\t)[^\t]*", re.MULTILINE)
PARAGRAPH = "# newpar"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The sentences of a paragraph, one spaCy Doc with gold tags, heads and relations each."""

    sentences: tuple[Any, ...]


def read_trees(path: Path, vocab: Any) -> list[Paragraph]:
    """Return the paragraphs of a CoNLL-U file; where it marks none, each sentence is one.

    Raises InputError where the file is not there or is no CoNLL-U.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file; name a folder with train.conllu, dev.conllu and test.conllu")
    text = path.read_text(encoding="utf-8")
    pieces = [p for p in text.strip().split("\n\n") if p.strip()]
    docs = _docs(FEATURES.sub(r"\1_", text), vocab, path)
    opens = [PARAGRAPH in p for p in pieces]
    groups: list[list[Any]] = []
    for doc, first in zip(docs, opens, strict=True):
        if first or not groups or not any(opens):
            groups.append([])
        groups[-1].append(doc)
    return [Paragraph(tuple(g)) for g in groups]


def _docs(text: str, vocab: Any, path: Path) -> Iterator[Any]:
    """spaCy's own converter, one document a sentence; words that are written as one keep no blank between them."""
    from spacy.tokens import DocBin
    from spacy.training.converters import conllu_to_docs

    try:
        docs = list(conllu_to_docs(text, n_sents=1, no_print=True))
    except (ValueError, IndexError, KeyError) as error:
        raise InputError(f"{path}: no CoNLL-U ({error})") from error
    yield from DocBin(docs=docs, store_user_data=False).get_docs(vocab)


def own_files(folder: Path, part: str) -> list[Path]:
    """Return the files of our own trees that are for `train` or for `test`, as the list beside them says.

    Raises InputError where the list or one of its files is missing.
    """
    table = folder / SPLIT
    if not table.is_file():
        raise InputError(f"{table}: no such file; it says for each file of trees whether it is for train or test")
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()[1:] if line]
    return [folder / name for name, told, *_ in rows if told == part]


def joined(sentences: Sequence[Any]) -> Any:
    """Return one document of several sentences."""
    from spacy.tokens import Doc

    return sentences[0] if len(sentences) == 1 else Doc.from_docs(list(sentences))
