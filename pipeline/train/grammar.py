"""Trains the grammar: tags, word classes and dependencies of English, the same bytes every time on one machine.

    python -m pipeline.train.grammar TREEBANK --own tests/gold/grammar --out DIR

TREEBANK is a folder with train.conllu, dev.conllu, test.conllu and LICENSE.txt (English, Universal Dependencies).
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import InputError, ReportcheckError

# One thread: sums in another order would give other last bits. Before numpy is loaded, or it is too late.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[variable] = "1"

CONFIG = Path(__file__).with_name("grammar.cfg")
REPEATS = 4
LICENCE = "LICENSE.txt"
SOURCE = {
    "name": "Universal Dependencies, English Web Treebank (UD_English-EWT)",
    "url": "https://github.com/UniversalDependencies/UD_English-EWT",
    "author": "Natalia Silveira, Timothy Dozat, Christopher Manning, Sebastian Schuster, Ethan Chi, John Bauer, "
    "Miriam Connor, Marie-Catherine de Marneffe, Nathan Schneider, Sam Bowman, Hanzhi Zhu, Daniel Galbraith and others",
    "license": "CC BY-SA 4.0",
}
NOTICE = f"""The weights in this folder were trained on sentences of reportcheck's own and on the
{SOURCE["name"]}
by {SOURCE["author"]},
{SOURCE["url"]}, licensed under CC BY-SA 4.0.
Words' clusters are those of spacy-lookups-data (https://github.com/explosion/spacy-lookups-data), MIT licence,
copyright (c) 2019 ExplosionAI GmbH.
The weights are licensed alike, under CC BY-SA 4.0 ({LICENCE}). They are an adaptation: trained by
python -m pipeline.train.grammar, without warranty. The code of reportcheck is under the MIT licence.
"""


def save(nlp: Any, out: Path, treebank: Path) -> int:
    """Write the pipeline to a folder as spaCy files, with the treebank's licence; return its size in bytes."""
    nlp.meta.update(
        name="reportcheck_grammar",
        version="1",
        license="CC BY-SA 4.0",
        description="Word classes and dependencies of English, for sentences of public reports",
        sources=[SOURCE],
    )
    nlp.to_disk(out)
    shutil.copyfile(treebank / LICENCE, out / LICENCE)
    (out / "NOTICE.txt").write_text(NOTICE, encoding="utf-8")
    return sum(p.stat().st_size for p in out.rglob("*") if p.is_file())


def run(options: argparse.Namespace) -> None:
    """Train and write the grammar; tell what was done and how right it is on the parts kept aside.

    Raises InputError where the treebank lacks a part or its licence, under which the weights stand too.
    """
    from spacy import util
    from thinc.api import NumpyOps, set_current_ops

    from pipeline.extract.model import folder_digest
    from pipeline.extract.tokens import add_exceptions
    from pipeline.extract.wordkinds import CLUSTERS
    from pipeline.train.clusters import read_clusters
    from pipeline.train.treefit import Task, fit
    from pipeline.train.trees import own_files, read_trees
    from pipeline.train.treescores import tree_scores

    if not (options.treebank / LICENCE).is_file():
        raise InputError(f"{options.treebank / LICENCE}: no such file; what is learned is passed on with the licence")
    start = time.perf_counter()
    set_current_ops(NumpyOps(use_blis=False))  # numpy multiplies three times as fast as thinc's own library
    config = util.load_config(CONFIG)
    settings = config["training"]
    util.fix_random_seed(settings["seed"])
    nlp = util.load_model_from_config(config, auto_fill=True)
    add_exceptions(nlp.tokenizer)
    nlp.vocab.lookups.add_table(CLUSTERS, read_clusters())

    def sentences(paths: Sequence[Path]) -> list[Any]:
        return [s for path in paths for p in read_trees(path, nlp.vocab) for s in p.sentences]

    dev, test = (sentences([options.treebank / f"{part}.conllu"]) for part in ("dev", "test"))
    own, own_test = (sentences(own_files(options.own, part)) for part in ("train", "test"))
    task = Task(read_trees(options.treebank / "train.conllu", nlp.vocab), own, options.repeats, dev)
    trained = fit(task, nlp, settings, steps=options.steps, tell=_tell)
    size = save(trained, options.out, options.treebank)
    _tell(f"{options.out}: {size / 1e6:.1f} MB in {time.perf_counter() - start:.0f} s, {folder_digest(options.out)}")
    for name, part in (("treebank, dev", dev), ("treebank, test", test), ("own, test", own_test)):
        _tell(f"{name}: {tree_scores(trained, part)}")


def main() -> None:
    """Read the command line, train, print; exit code 2 where something is missing."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.train.grammar", description=__doc__)
    parser.add_argument("treebank", type=Path, help="folder with train, dev and test.conllu and LICENSE.txt")
    parser.add_argument("--own", type=Path, required=True, help="folder of trees of our own, with the list split.tsv")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pipeline, as spaCy files")
    parser.add_argument("--repeats", type=int, default=REPEATS, help="how often a pass has each sentence of ours")
    parser.add_argument("--steps", type=int, help="stop after so many steps, to try it out")
    try:
        run(parser.parse_args())
    except ReportcheckError as error:
        print(error, file=sys.stderr)  # noqa: T201 - this is a command
        sys.exit(error.exit_code)


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is a command


if __name__ == "__main__":
    main()
