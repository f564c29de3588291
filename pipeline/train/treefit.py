"""Fits the grammar to trees: fixed seed, fixed order, one thread."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.train.trees import Paragraph, joined
from pipeline.train.treescores import tree_scores

ALONE = 0.5  # share of paragraphs whose sentences are learned one by one, as reports are read


@dataclass(frozen=True, slots=True)
class Task:
    """What is learned: paragraphs of a treebank, and sentences of our own that every pass has `repeats` times.

    dev: sentences on which each pass is measured; nothing is learned from them.
    """

    paragraphs: Sequence[Paragraph]
    own: Sequence[Any]
    repeats: int
    dev: Sequence[Any]


def fit(task: Task, nlp: Any, settings: dict[str, Any], *, steps: int | None, tell: Callable[[str], None]) -> Any:
    """Return the pipeline with averaged weights after the passes that `settings` name, or after so many steps.

    settings: section `training` of grammar.cfg; tell: is told a line for each pass.
    """
    from spacy import util

    rng = random.Random(settings["seed"])
    texts = _Texts(task, nlp)
    nlp.initialize(texts.all)
    optimizer = util.registry.resolve({"optimizer": settings["optimizer"]})["optimizer"]
    done = 0
    for number in range(1, settings["passes"] + 1):
        losses: dict[str, float] = {}
        start, words = time.perf_counter(), 0
        for batch in _batches(texts.shuffled(rng), done, settings):
            nlp.update(batch, sgd=optimizer, drop=settings["dropout"], losses=losses)
            optimizer.step_schedules()
            done, words = done + 1, words + sum(len(e.x) for e in batch)
            if done == steps:
                break
        rate = words / (time.perf_counter() - start)
        with nlp.use_params(optimizer.averages):
            scores = tree_scores(nlp, task.dev)
        told = ", ".join(f"{k} {v:,.0f}" for k, v in sorted(losses.items()))
        tell(f"pass {number} of {settings['passes']}, step {done}, {rate:,.0f} words/s, losses: {told}; dev: {scores}")
        if done == steps:
            break
    with nlp.use_params(optimizer.averages):
        return _copied(nlp)


class _Texts:
    """The training examples: each paragraph as a whole and sentence by sentence, and our own sentences."""

    def __init__(self, task: Task, nlp: Any) -> None:
        from spacy.training import Example

        def pair(doc: Any) -> Any:
            return Example(nlp.make_doc(doc.text), doc)

        self._alone = [[pair(s) for s in p.sentences] for p in task.paragraphs]
        self._together = [[pair(joined(p.sentences))] for p in task.paragraphs]
        self._own = [pair(s) for s in task.own] * task.repeats

    def all(self) -> list[Any]:
        """Return every sentence once, and our own as often as they are repeated."""
        return [e for group in self._alone for e in group] + self._own

    def shuffled(self, rng: random.Random) -> list[Any]:
        """Return what a pass learns, in an order of its own."""
        groups = [a if rng.random() < ALONE else t for a, t in zip(self._alone, self._together, strict=True)]
        examples = [e for group in groups for e in group] + self._own
        rng.shuffle(examples)
        return examples


def _batches(examples: Sequence[Any], step: int, settings: dict[str, Any]) -> Iterator[list[Any]]:
    """Yield batches of so many words: few at the first step of all, then more; `step` is that of the first one."""
    batch: list[Any] = []
    words = 0
    for example in examples:
        batch.append(example)
        words += len(example.x)
        if words >= min(settings["fewest_words"] * settings["growth"] ** step, settings["most_words"]):
            yield batch
            batch, words, step = [], 0, step + 1
    if batch:
        yield batch


def _copied(nlp: Any) -> Any:
    """Return a copy with the averaged weights, which `use_params` would take away, and no words but the labels."""
    from spacy import util

    copy = util.load_model_from_config(nlp.config, auto_fill=True)
    for _, component in nlp.pipeline:
        for label in getattr(component, "labels", ()):
            copy.vocab.strings.add(label)
    copy.vocab.lookups = nlp.vocab.lookups
    return copy.from_bytes(nlp.to_bytes(exclude=["vocab"]))
