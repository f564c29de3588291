"""Prints how right the grammar is: on the test part of the treebank and on our own sentences of reports.

    python tests/gold/score_grammar.py [--model FOLDER] [--faults]

Sentences are given, words and tags are the pipeline's own; `pipeline/train/treescores.py` says what is counted.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.extract.grammar import SHIPPED, as_one_sentence, load_grammar
from pipeline.train.trees import own_files, read_trees
from pipeline.train.treescores import same_tokens, tree_scores

OWN = Path(__file__).with_name("grammar")
TREEBANK = Path(__file__).parents[3] / "shared" / "treebanks" / "ewt"


def gold(paths: list[Path], vocab: Any) -> list[Any]:
    """Return the sentences of some files of trees."""
    return [s for path in paths for p in read_trees(path, vocab) for s in p.sentences]


def print_faults(nlp: Any, sentences: list[Any]) -> None:
    """Print each sentence with words whose head or relation is wrong, and which relations are taken for which."""
    taken: Counter[str] = Counter()
    for number, doc in enumerate(sentences, 1):
        found = nlp(as_one_sentence(nlp.make_doc(doc.text)))
        same = same_tokens(found, doc)
        wrong = []
        for token in doc:
            other = found[same[token.i]] if token.i in same else None
            if token.dep_ == "punct" or other is None:
                continue
            if other.head.i != same.get(token.head.i) or other.dep_ != token.dep_:
                wrong.append(f"{token.text}: {token.dep_} of {token.head.text}, not {other.dep_} of {other.head.text}")
                taken[f"{token.dep_} -> {other.dep_}"] += 1
        if wrong:
            print(f"{number} {doc.text}\n    " + "\n    ".join(wrong))
    print(taken.most_common(30))


def main() -> None:
    """Print a row for each part that is on this machine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=SHIPPED)
    parser.add_argument("--faults", action="store_true", help="every wrong word of our own sentences")
    options = parser.parse_args()
    nlp = load_grammar(options.model)
    parts = {f"own, {part}": own_files(OWN, part) for part in ("train", "test")}
    if TREEBANK.is_dir():
        parts |= {f"treebank, {part}": [TREEBANK / f"{part}.conllu"] for part in ("dev", "test")}
    print("| part | sentences | words | UAS | LAS | tags | all right | cut alike | words a second |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, paths in parts.items():
        sentences = gold(paths, nlp.vocab)
        start = time.perf_counter()
        s = tree_scores(nlp, sentences)
        rate = sum(len(d) for d in sentences) / (time.perf_counter() - start)
        print(
            f"| {name} | {s.sentences} | {s.words} | {s.uas:.3f} | {s.las:.3f} | {s.tag:.3f} "
            f"| {s.whole / s.sentences:.2f} | {s.aligned / s.words:.3f} | {rate:,.0f} |"
        )
    if options.faults:
        print_faults(nlp, gold(own_files(OWN, "test"), nlp.vocab))


if __name__ == "__main__":
    main()
