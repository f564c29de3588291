"""Fits the model to the training texts: fixed seeds, fixed order, one thread."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.extract.model import COUNT, SPANS, number_tokens
from pipeline.extract.tokens import add_exceptions
from pipeline.train.own import load_own, variant
from pipeline.train.texts import Example, made_up

CONFIG = Path(__file__).with_name("config.cfg")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is trained: made-up texts, variants of each own sentence, passes over all, texts a batch, seed."""

    made_up: int = 8000
    variants: int = 4
    passes: int = 8
    batch: int = 64
    seed: int | None = None  # of config.cfg where None


def training_texts(plan: Plan, seed: int) -> list[Example]:
    """Return own sentences, variants of them and made-up ones, shuffled; the same for the same plan and seed."""
    rng = random.Random(seed)
    own = load_own()
    texts = [*own, *(variant(e, rng) for e in own for _ in range(plan.variants)), *made_up(rng, plan.made_up)]
    rng.shuffle(texts)
    return texts


def train(plan: Plan, *, tell: Callable[[str], None]) -> Any:
    """Return the trained spaCy pipeline; `tell` is told a line for each pass."""
    from spacy import util
    from spacy.training import Example as Pair

    config = util.load_config(CONFIG)
    settings = config["training"]
    seed = settings["seed"] if plan.seed is None else plan.seed
    util.fix_random_seed(seed)
    nlp = util.load_model_from_config(config, auto_fill=True)
    add_exceptions(nlp.tokenizer)
    pairs = [Pair(nlp.make_doc(e.text), _annotated(nlp, e)) for e in training_texts(plan, seed)]
    nlp.initialize(lambda: pairs[:500])
    optimizer = util.registry.resolve({"optimizer": settings["optimizer"]})["optimizer"]
    for number in range(1, plan.passes + 1):
        losses: dict[str, float] = {}
        random.Random(seed + number).shuffle(pairs)
        for batch in _batches(pairs, plan.batch):
            nlp.update(batch, sgd=optimizer, drop=settings["dropout"], losses=losses)
        tell(f"pass {number} of {plan.passes}: " + ", ".join(f"{k} {v:,.0f}" for k, v in sorted(losses.items())))
    with nlp.use_params(optimizer.averages):
        return _reloaded(nlp)


def _batches(pairs: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(pairs), size):
        yield pairs[start : start + size]


def _reloaded(nlp: Any) -> Any:
    """Return a copy with the averaged weights in place, which `use_params` would take away again."""
    from spacy import util

    copy = util.load_model_from_config(nlp.config, auto_fill=True)
    return copy.from_bytes(nlp.to_bytes())


def _annotated(nlp: Any, example: Example) -> Any:
    """Return a Doc with entities and, for each number token, whether it counts something."""
    from spacy.tokens import Span

    doc = nlp.make_doc(example.text)
    spans = [doc.char_span(s, e, label=label, alignment_mode="contract") for s, e, label in example.names]
    doc.set_ents([s for s in spans if s is not None], default="outside")
    doc.spans[SPANS] = [
        Span(doc, t.i, t.i + 1, label=COUNT)
        for t in number_tokens(doc)
        if any(s <= t.idx < e for s, e in example.counts)
    ]
    return doc


def save(nlp: Any, out: Path) -> int:
    """Write the model to a folder as spaCy files and return its size in bytes."""
    nlp.meta.update(name="reportcheck", version="1", description="Names and counts in public reports", license="MIT")
    nlp.to_disk(out)
    return sum(p.stat().st_size for p in out.rglob("*") if p.is_file())
