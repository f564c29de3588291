"""A statistical model beside the rules: names that no list knows, and a vote on doubtful bare numbers.

`builtin` is the small model of this package, trained by `python -m pipeline.train`; any other name is a
spaCy model of the user's own, whose entities are taken as names. Nothing here runs unless a model is named.
"""

import hashlib
import importlib.util
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.util import registry

from pipeline.errors import InputError
from pipeline.extract.names import FoundName
from pipeline.extract.prose import FoundFigure
from pipeline.extract.tokens import text_of

BUILTIN = "builtin"
SHIPPED = Path(__file__).parents[1] / "_models" / "reportcheck"
SPANS, COUNT = "counts", "COUNT"
# Labels of the builtin model and of the common English pipelines (OntoNotes, CoNLL).
ENTITY_LABELS = {
    "ORGANISATION": "organisation", "ORG": "organisation",
    "PLACE": "place", "GPE": "place", "LOC": "place", "FAC": "place",
    "PROGRAMME": "programme", "EVENT": "programme", "PRODUCT": "programme",
    "LAW": "law",
}  # fmt: skip
INDICATOR = "INDICATOR"
DOUBTFUL_FORMS = ("digits", "words")
OUTVOTED = 0.02  # below this the vote alone takes a bare number out
NUMBER_WORDS = frozenset({
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty",
    "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "million", "billion", "dozen",
})  # fmt: skip


def number_tokens(doc: Doc) -> list[Token]:
    """Return the tokens that are numbers in digits or words, alone or joined to something (`18-24`, `SP5`)."""
    return [t for t in doc if t.lower_ in NUMBER_WORDS or any(c.isdigit() for c in t.text)]


def make_suggester() -> Any:
    """Make the suggester of the span categoriser: each number token is a span to be judged."""
    from thinc.api import get_current_ops
    from thinc.types import Ragged

    def suggest(docs: Iterable[Doc], *, ops: Any = None) -> Ragged:
        ops = ops or get_current_ops()
        found = [[(t.i, t.i + 1) for t in number_tokens(doc)] for doc in docs]
        flat = [pair for pairs in found for pair in pairs]
        spans = ops.asarray2i(flat) if flat else ops.alloc2i(0, 2)
        return Ragged(spans, ops.asarray1i([len(pairs) for pairs in found]))

    return suggest


registry.misc("reportcheck.number_tokens.v1", func=make_suggester)


def load_model(name: str) -> Language:
    """Return the pipeline that the extractors are added to: blank English, the builtin model, or a user's.

    Raises InputError where the model is not there or is no spaCy model.
    """
    import spacy

    if not name:
        return spacy.blank("en")
    if name == BUILTIN:
        if not SHIPPED.is_dir():
            raise InputError(f"no builtin model in {SHIPPED}; make it: python -m pipeline.train --out {SHIPPED}")
        return spacy.load(SHIPPED)
    try:
        return spacy.load(name)
    except (OSError, ValueError, ImportError) as error:
        raise InputError(
            f"model {name!r}: cannot be loaded ({' '.join(str(error).split())[:160]}); "
            f"install it with pip, name a folder that holds one, or use {BUILTIN!r}"
        ) from error


def folder_digest(folder: Path) -> str:
    """Return the SHA-256 over the files of a model: names and bytes, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def model_digest(name: str) -> str:
    """Return what tells one model from another in run.json: SHA-256 of its files, empty for no model."""
    if not name:
        return ""
    if name == BUILTIN:
        return folder_digest(SHIPPED)
    spec = importlib.util.find_spec(name) if name.isidentifier() else None
    folder = Path(spec.origin).parent if spec and spec.origin else Path(name)
    return folder_digest(folder) if folder.is_dir() else ""


def add_model(nlp: Language) -> None:
    """Put the model's names behind those of the rules, and its vote behind the figures, where it has one."""
    nlp.add_pipe("reportcheck_model_names", after="reportcheck_names")
    if nlp.has_pipe("spancat") and nlp.get_pipe("spancat").key == SPANS:
        nlp.add_pipe("reportcheck_model_votes", after="reportcheck_figures")


def entity_names(doc: Doc, known: Sequence[FoundName]) -> list[FoundName]:
    """Return the entities of a Doc that are names and overlap none that the rules know."""
    return [
        name for name in _entities(doc)
        if all(name.end <= k.start or name.start >= k.end for k in known)
    ]  # fmt: skip


def _entities(doc: Doc) -> Iterator[FoundName]:
    for entity in doc.ents:
        label = ENTITY_LABELS.get(entity.label_)
        tokens = list(entity)
        # `12 Midshire officers`: a number that opens a name counts what it names; an article is no part of it
        while tokens and (tokens[0].lower_ == "the" or tokens[0] in number_tokens(doc)):
            tokens.pop(0)
        if label and tokens and any(c.isupper() for t in tokens for c in t.text):
            start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
            yield FoundName(start, end, label, "model", text_of(doc)[start:end])


def indicator_phrases(doc: Doc) -> list[tuple[int, int]]:
    """Return the phrases that the model takes for something measured, as character spans."""
    return [(e.start_char, e.end_char) for e in doc.ents if e.label_ == INDICATOR]


def count_votes(doc: Doc) -> dict[int, float]:
    """Return, for each number token that was judged, its offset and the probability that it counts something."""
    group = doc.spans.get(SPANS)
    if group is None or "scores" not in group.attrs:
        return {}
    return {span.start_char: float(score) for span, score in zip(group, group.attrs["scores"], strict=True)}


def voted(figures: Sequence[FoundFigure], votes: dict[int, float]) -> list[FoundFigure]:
    """Return the figures with the vote in the confidence of bare numbers; those that it denies are left out.

    Money, percents, durations and ranks are never voted on: their unit says what they are.
    """
    kept = []
    for figure in figures:
        given = [p for at, p in votes.items() if figure.start <= at < figure.end]
        if figure.unit != "count" or figure.rule.partition("_")[0] not in DOUBTFUL_FORMS or not given:
            kept.append(figure)
        elif max(given) >= OUTVOTED:
            kept.append(replace(figure, confidence=math.sqrt(figure.confidence * max(given))))
    return kept


class ModelNames:
    """Adds the model's entities to the names of a Doc, behind those of the rules."""

    def __call__(self, doc: Doc) -> Doc:
        known: list[FoundName] = doc._.names
        names = sorted([*known, *entity_names(doc, known)], key=lambda n: n.start)
        doc._.names = names
        spans = [doc.char_span(n.start, n.end, label=n.label, alignment_mode="expand") for n in names]
        doc.spans["names"] = [s for s in spans if s is not None]
        return doc


class ModelVotes:
    """Puts the model's vote into the confidence of bare numbers."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.figures = voted(doc._.figures, count_votes(doc))
        spans = [doc.char_span(f.start, f.end, label=f.unit, alignment_mode="expand") for f in doc._.figures]
        doc.spans["figures"] = [s for s in spans if s is not None]
        return doc


def make_model_names(nlp: Language, name: str) -> ModelNames:  # noqa: ARG001 - spaCy calls it by these names
    """Make the component that adds a model's entities to the names."""
    return ModelNames()


def make_model_votes(nlp: Language, name: str) -> ModelVotes:  # noqa: ARG001
    """Make the component that lets a model vote on bare numbers."""
    return ModelVotes()


Language.factory("reportcheck_model_names", func=make_model_names)
Language.factory("reportcheck_model_votes", func=make_model_votes)
