"""Drafts trees for sentences, shows trees, and corrects them: the three steps of annotating by hand.

    python tests/gold/grammar/draft.py draft police.txt police.conllu [--model FOLDER]   # one sentence a line
    python tests/gold/grammar/draft.py show police.conllu [FIRST [LAST]]                 # a line a sentence
    python tests/gold/grammar/draft.py correct police.conllu fixes.txt                   # `12: 5>7:nmod 6/NN 6=NOUN`

A draft is wrong most where it matters: every tree is read and corrected before it counts.
"""

import argparse
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

ARC = re.compile(r"(\d+)>(\d+):([a-z:]+)")
TAG = re.compile(r"(\d+)/(\S+)")
WORD_CLASS = re.compile(r"(\d+)=([A-Z]+)")


def draft(source: Path, out: Path, model: str) -> None:
    """Write a CoNLL-U file with the trees that a pipeline gives to the lines of a text file."""
    from pipeline.extract.grammar import SHIPPED, as_one_sentence, load_grammar

    nlp = load_grammar(Path(model) if model else SHIPPED)
    lines = [line for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
    pieces = []
    for number, doc in enumerate(nlp.pipe(as_one_sentence(nlp.make_doc(line)) for line in lines), 1):
        root = next(t for t in doc if t.head.i == t.i)
        rows = [f"# sent_id = {out.stem}-{number}", f"# text = {doc.text}"]
        for token in doc:
            own = token.head.i == token.i
            head = (0 if token.i == root.i else root.i + 1) if own else token.head.i + 1
            relation = ("root" if token.i == root.i else "parataxis") if own else token.dep_
            space = "_" if token.whitespace_ or token.i == len(doc) - 1 else "SpaceAfter=No"
            row = [token.i + 1, token.text, "_", token.pos_, token.tag_, "_", head, relation, "_", space]
            rows.append("\t".join(map(str, row)))
        pieces.append("\n".join(rows))
    out.write_text("\n\n".join(pieces) + "\n\n", encoding="utf-8")


def show(path: Path, first: int, last: int) -> None:
    """Print `number word/TAG>head:relation` for the words of each sentence, a line a sentence."""
    for number, piece in enumerate(path.read_text(encoding="utf-8").strip().split("\n\n"), 1):
        if first <= number <= last:
            rows = [row.split("\t") for row in piece.splitlines() if not row.startswith("#")]
            print(f"{number}: " + " ".join(f"{r[0]} {r[1]}/{r[4]}>{r[6]}:{r[7]}" for r in rows))


def correct(path: Path, fixes: Path) -> None:
    """Apply lines such as `12: 5>7:nmod 6/NN 6=NOUN` to the sentences of a file."""
    pieces = path.read_text(encoding="utf-8").strip().split("\n\n")
    for line in fixes.read_text(encoding="utf-8").splitlines():
        number, _, told = line.partition(":")
        if not number.strip().isdigit():
            continue
        rows = [row.split("\t") for row in pieces[int(number) - 1].splitlines()]
        words = {row[0]: row for row in rows if len(row) == 10}
        for fix in told.split():
            if m := ARC.fullmatch(fix):
                words[m[1]][6:8] = m[2], m[3]
            elif m := TAG.fullmatch(fix):
                words[m[1]][4] = m[2]
            elif m := WORD_CLASS.fullmatch(fix):
                words[m[1]][3] = m[2]
            elif fix == "nonprojective":
                rows.insert(0, ["# nonprojective = what belongs together stands apart"])
            else:
                raise SystemExit(f"{path}, sentence {number}: cannot read {fix!r}")
        pieces[int(number) - 1] = "\n".join("\t".join(row) for row in rows)
    path.write_text("\n\n".join(pieces) + "\n\n", encoding="utf-8")


def main() -> None:
    """Run one of the three steps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=("draft", "show", "correct"))
    parser.add_argument("path", type=Path)
    parser.add_argument("rest", nargs="*")
    parser.add_argument("--model", default="")
    options = parser.parse_args()
    if options.step == "draft":
        draft(options.path, Path(options.rest[0]), options.model)
    elif options.step == "show":
        numbers = [int(n) for n in options.rest]
        show(options.path, numbers[0] if numbers else 1, numbers[-1] if numbers else sys.maxsize)
    else:
        correct(options.path, Path(options.rest[0]))


if __name__ == "__main__":
    main()
