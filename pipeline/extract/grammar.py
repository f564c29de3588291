"""The grammar of sentences: word classes, heads and relations after Universal Dependencies, English.

One door: `parsed(sentences)`. The pipeline behind it (trained by `python -m pipeline.train.grammar`) is loaded when
the first sentence is asked for and never before, once in a process.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pipeline.extract.wordkinds  # noqa: F401 - registers the embedding that the shipped pipeline is made of
from pipeline.errors import InputError
from pipeline.extract.model import BUILTIN, load_model
from pipeline.extract.tokens import add_exceptions, doc_of

SHIPPED = Path(__file__).parents[1] / "_models" / "grammar"
# Relations by which a parser shows that it follows Universal Dependencies; other schemes name them otherwise.
TELLING = frozenset({"case", "obl", "nmod", "nsubj:pass"})
NEEDLESS = ("ner", "entity_linker", "lemmatizer", "textcat", "spancat")  # parts of a user's pipeline that no tree needs


def parsed(sentences: Iterable[str], *, model: str = "") -> Iterator[Any]:
    """Yield a spaCy Doc for each sentence, in order: `token.head`, `token.dep_`, `token.pos_`, `token.tag_`.

    sentences: text of one sentence each; characters keep their places (`token.idx`).
    model: what the user named as `--model`; its parser serves if it follows Universal Dependencies.
    Raises InputError where the shipped pipeline or the user's is not there.
    """
    texts = list(sentences)
    if texts:
        nlp = grammar_for(model)
        yield from nlp.pipe(as_one_sentence(doc_of(nlp, text)) for text in texts)


def as_one_sentence(doc: Any) -> Any:
    """Return the Doc, not yet parsed, with no place inside it where a sentence may begin."""
    for token in doc:
        token.is_sent_start = token.i == 0
    return doc


@cache
def grammar_for(model: str = "") -> Any:
    """Return the pipeline that parses: the user's where it can, else the shipped one; loaded once in a process."""
    own = load_model(model) if model and model != BUILTIN else None
    if own is not None and follows_universal_dependencies(own):
        own.select_pipes(disable=[name for name in NEEDLESS if own.has_pipe(name)])
        return own
    return _shipped()


def follows_universal_dependencies(nlp: Any) -> bool:
    """Whether a pipeline has a parser whose relations are those of Universal Dependencies."""
    return nlp.has_pipe("parser") and set(nlp.get_pipe("parser").labels) >= TELLING


@cache
def _shipped() -> Any:
    return load_grammar(SHIPPED)


def load_grammar(folder: Path) -> Any:
    """Return the pipeline of a folder that `python -m pipeline.train.grammar` wrote, cutting words as reports are cut.

    Raises InputError where there is no such folder.
    """
    import spacy
    from thinc.api import use_ops

    if not folder.is_dir():
        raise InputError(
            f"no grammar in {folder}; make it: python -m pipeline.train.grammar TREEBANK --own FOLDER --out {folder}"
        )
    with use_ops("numpy", use_blis=False):  # numpy multiplies several times as fast as thinc's own library
        nlp = spacy.load(folder)
    add_exceptions(nlp.tokenizer)
    return nlp
