"""Trains the grammar: tags, word classes and dependencies of English, the same bytes every time on one machine.

    python -m pipeline.train.grammar TREEBANK --own tests/gold/grammar --out DIR

TREEBANK is a folder with train.conllu, dev.conllu and test.conllu (English, Universal Dependencies). A few minutes
a pass on one core.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# One thread: sums in another order would give other last bits. Before numpy is loaded, or it is too late.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[variable] = "1"

CONFIG = Path(__file__).with_name("grammar.cfg")
REPEATS = 4
ALONE = 0.5  # share of paragraphs whose sentences are learned one by one, as reports are read


@dataclass(frozen=True, slots=True)
class Task:
    """What is learned from: paragraphs of the treebank, sentences of our own and how often these are repeated.

    dev: sentences that a pass is measured on.
    """

    paragraphs: Sequence[Any]
    own: Sequence[Any]
    repeats: int
    dev: Sequence[Any]


def fit(task: Task, nlp: Any, settings: dict[str, Any], *, steps: int | None, tell: Callable[[str], None]) -> Any:
    """Return the pipeline with averaged weights after the passes that `settings` name, or after so many steps."""
    from spacy import util
    from spacy.training import Example

    from pipeline.train.trees import joined
    from pipeline.train.treescores import tree_scores

    def pair(doc: Any) -> Any:
        return Example(nlp.make_doc(doc.text), doc)

    alone = [[pair(s) for s in p.sentences] for p in task.paragraphs]
    together = [[pair(joined(p.sentences))] for p in task.paragraphs]
    own = [[pair(s)] for s in task.own] * task.repeats
    rng = random.Random(settings["seed"])
    nlp.initialize(lambda: [e for group in alone + own for e in group])
    optimizer = util.registry.resolve({"optimizer": settings["optimizer"]})["optimizer"]
    done = 0
    size = float(settings["fewest_words"])
    for number in range(1, settings["passes"] + 1):
        losses: dict[str, float] = {}
        groups = [a if rng.random() < ALONE else t for a, t in zip(alone, together, strict=True)] + own
        examples = [e for group in groups for e in group]
        rng.shuffle(examples)
        start, words = time.perf_counter(), 0
        for batch, size in _batches(examples, size, settings):
            nlp.update(batch, sgd=optimizer, drop=settings["dropout"], losses=losses)
            optimizer.step_schedules()
            done += 1
            words += sum(len(e.x) for e in batch)
            if done == steps:
                break
        rate = words / (time.perf_counter() - start)
        told = ", ".join(f"{k} {v:,.0f}" for k, v in sorted(losses.items()))
        with nlp.use_params(optimizer.averages):
            s = tree_scores(nlp, task.dev)
        tell(
            f"pass {number} of {settings['passes']}, step {done}, {rate:,.0f} words/s: {told}; "
            f"UAS {s.uas:.4f}, LAS {s.las:.4f}, tags {s.tag:.4f}"
        )
        if done == steps:
            break
    with nlp.use_params(optimizer.averages):
        return _copied(nlp)


def _batches(examples: Sequence[Any], size: float, settings: dict[str, Any]) -> Iterator[tuple[list[Any], float]]:
    """Yield batches that grow from few words to many, with the size that the next one starts from."""
    batch: list[Any] = []
    words = 0
    for example in examples:
        batch.append(example)
        words += len(example.x)
        if words >= size:
            size = min(size * settings["growth"], settings["most_words"])
            yield batch, size
            batch, words = [], 0
    if batch:
        yield batch, size


def _copied(nlp: Any) -> Any:
    """Return a copy with the averaged weights, which `use_params` would take away, and no words but the labels."""
    from spacy import util

    copy = util.load_model_from_config(nlp.config, auto_fill=True)
    for _, component in nlp.pipeline:
        for label in getattr(component, "labels", ()):
            copy.vocab.strings.add(label)
    copy.vocab.lookups = nlp.vocab.lookups
    return copy.from_bytes(nlp.to_bytes(exclude=["vocab"]))


def save(nlp: Any, out: Path) -> int:
    """Write the pipeline to a folder as spaCy files, with its licence; return its size in bytes."""
    nlp.meta.update(
        name="reportcheck_grammar", version="1", license="CC BY-SA 4.0",
        description="Word classes and dependencies of English, for sentences of public reports",
        sources=[{
            "name": "Universal Dependencies English Web Treebank", "license": "CC BY-SA 4.0",
            "url": "https://github.com/UniversalDependencies/UD_English-EWT",
            "author": "Natalia Silveira, Timothy Dozat, Christopher Manning, Sebastian Schuster, Ethan Chi, John Bauer, "
            "Miriam Connor, Marie-Catherine de Marneffe, Nathan Schneider, Sam Bowman, Hanzhi Zhu, Daniel Galbraith",
        }],
    )  # fmt: skip
    nlp.to_disk(out)
    return sum(p.stat().st_size for p in out.rglob("*") if p.is_file())


def main() -> None:
    """Train and write the grammar; print what was done and how right it is on the parts kept aside."""
    from spacy import util

    import pipeline.extract.wordkinds  # noqa: F401 - registers the embedding that grammar.cfg names
    from pipeline.extract.model import folder_digest
    from pipeline.extract.tokens import add_exceptions
    from pipeline.train.trees import own_files, read_trees
    from pipeline.train.treescores import tree_scores

    options = _options()
    start = time.perf_counter()
    config = util.load_config(options.config)
    settings = config["training"]
    if options.passes:
        settings["passes"] = options.passes
    util.fix_random_seed(settings["seed"])
    nlp = util.load_model_from_config(config, auto_fill=True)
    add_exceptions(nlp.tokenizer)
    if options.clusters:
        nlp.vocab.lookups.add_table("lexeme_cluster", json.loads(options.clusters.read_text()))

    def sentences(paths: Sequence[Path]) -> list[Any]:
        return [s for path in paths for p in read_trees(path, nlp.vocab) for s in p.sentences]

    parts = {"treebank, dev": [options.treebank / "dev.conllu"], "treebank, test": [options.treebank / "test.conllu"]}
    own: list[Any] = []
    if options.own:
        own = sentences(own_files(options.own, "train"))
        parts["own, test"] = own_files(options.own, "test")
    task = Task(read_trees(options.treebank / "train.conllu", nlp.vocab), own, options.repeats, sentences(parts["treebank, dev"]))
    trained = fit(task, nlp, settings, steps=options.steps, tell=_tell)
    size = save(trained, options.out)
    _tell(f"{options.out}: {size / 1e6:.1f} MB in {time.perf_counter() - start:.0f} s, {folder_digest(options.out)}")
    for name, paths in parts.items():
        s = tree_scores(trained, sentences(paths))
        _tell(f"{name}: {s.words} words, UAS {s.uas:.4f}, LAS {s.las:.4f}, tags {s.tag:.4f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m pipeline.train.grammar", description=__doc__)
    parser.add_argument("treebank", type=Path, help="folder with train.conllu, dev.conllu and test.conllu")
    parser.add_argument("--own", type=Path, help="folder of trees of our own, with the list split.tsv")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pipeline, as spaCy files")
    parser.add_argument("--passes", type=int, help="passes over the training sentences, if not those of grammar.cfg")
    parser.add_argument("--repeats", type=int, default=REPEATS, help="how often a pass has each sentence of ours")
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--clusters", type=Path)
    parser.add_argument("--steps", type=int, help="stop after so many steps, to try it out")
    return parser.parse_args()


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is a command


if __name__ == "__main__":
    main()
