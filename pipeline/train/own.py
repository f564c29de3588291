"""Training texts from the project's own documents, and variants of them with other bodies and numbers.

`python -m pipeline.train.own corpus/sources` writes own.jsonl anew: the sentences with what the rules
find in them. It is kept in git, so that a model can be trained anywhere and does not move with the rules.
"""

import json
import random
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.extract.tokens import make_nlp, sentence_spans
from pipeline.rules import Rules
from pipeline.train.texts import Example, Filler, lists

OWN = Path(__file__).with_name("own.jsonl")
LABELS = {"organisation": "ORGANISATION", "place": "PLACE", "programme": "PROGRAMME"}
# The invented area of the corpus; no rule knows these names, so the texts bring them.
INVENTED = {
    r"\bMidshire Police\b": "ORGANISATION",
    r"\bMidshire County Council\b": "ORGANISATION",
    r"\bPolice and Crime Commissioner for Midshire\b": "ORGANISATION",
    r"\b(?:Midshire|Midtown|Ruthshire)\b": "PLACE",
}
PLACES = re.compile(r"\b(?:Midshire|Midtown|Ruthshire)\b")
NUMBER = re.compile(r"(?<![\w.,/£$€-])\d{1,3}(?:,\d{3})*(?![\w%/]|[.,]\d|-\d)")
MARKUP = re.compile(r"<!--.*?-->|\[\^\d+\]:?|\*\*|^#+\s.*$|^\|.*$|^---$|^\w+:.*$", re.MULTILINE)


def load_own() -> list[Example]:
    """Return the sentences of the project's own documents, as kept in own.jsonl."""
    rows = [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]
    return [
        Example(r["text"], tuple((s, e, n) for s, e, n in r["names"]), tuple(map(tuple, r["counts"]))) for r in rows
    ]


def own_sentences(folder: Path, rules: Rules) -> list[Example]:
    """Return the sentences of the documents' sources, with what the rules find in them.

    Raises InputError where `folder` holds no sources.
    """
    sources = sorted(folder.glob("*.md"))
    if not sources:
        raise InputError(f"{folder}: no *.md files; name the folder corpus/sources of a checkout")
    nlp = make_nlp(rules)
    examples = []
    for path in sources:
        for line in MARKUP.sub("", path.read_text(encoding="utf-8")).splitlines():
            text = re.sub(r"^\s*(?:\d+\.|[-*])\s+|\s*\{\w+\}", "", line).strip()
            if len(text.split()) >= 4:
                examples += _labelled(nlp(text))
    return examples


def _labelled(doc: Any) -> list[Example]:
    names = [(n.start, n.end, LABELS[n.label]) for n in doc._.names if n.label in LABELS]
    for pattern, label in INVENTED.items():
        names += [(*m.span(), label) for m in re.finditer(pattern, doc.text)]
    names += [(*m.span(), "INDICATOR") for m in _indicators().finditer(doc.text)]
    kept = without_overlaps(names)
    counts = [(f.start, f.end) for f in doc._.figures if f.unit.partition("/")[0] == "count"]
    return [_cut(doc.text, start, end, kept, counts) for start, end in sentence_spans(doc)]


@cache
def _indicators() -> re.Pattern[str]:
    phrases = sorted(lists()["indicators"], key=lambda p: (-len(p), p))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b", re.IGNORECASE)


def without_overlaps(names: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return names in order; where two overlap the longer stays."""
    kept: list[tuple[int, int, str]] = []
    for name in sorted(names, key=lambda n: (n[0] - n[1], n[0])):
        if all(name[1] <= k[0] or name[0] >= k[1] for k in kept):
            kept.append(name)
    return sorted(kept)


def _cut(text: str, start: int, end: int, names: list[tuple[int, int, str]], counts: list[tuple[int, int]]) -> Example:
    return Example(
        text[start:end],
        tuple((s - start, e - start, label) for s, e, label in names if start <= s and e <= end),
        tuple((s - start, e - start) for s, e in counts if start <= s and e <= end),
    )


def variant(example: Example, rng: random.Random) -> Example:
    """Return the sentence with other places and other bare numbers; what they mean stays."""
    filler = Filler(rng)
    places: dict[str, str] = {}
    edits: list[tuple[int, int, str]] = []
    for m in PLACES.finditer(example.text):
        places.setdefault(m[0], filler.place())
        edits.append((*m.span(), places[m[0]]))
    for m in NUMBER.finditer(example.text):
        named = any(s <= m.start() < e for s, e, _ in example.names)
        if not named and int(m[0].replace(",", "")) > 1 and not re.fullmatch(r"(?:19|20)\d\d", m[0]):
            number = max(2, round(int(m[0].replace(",", "")) * rng.uniform(0.5, 1.9)))
            edits.append((*m.span(), f"{number:,}" if "," in m[0] else str(number)))
    return _edited(example, sorted(edits))


def _edited(example: Example, edits: list[tuple[int, int, str]]) -> Example:
    text, at = "", 0
    for start, end, new in edits:
        text += example.text[at:start] + new
        at = end

    def moved(place: int, *, end: bool) -> int:
        shift = sum(len(new) - (e - s) for s, e, new in edits if (e <= place if end else s < place))
        return place + shift

    return Example(
        text + example.text[at:],
        tuple((moved(s, end=False), moved(e, end=True), label) for s, e, label in example.names),
        tuple((moved(s, end=False), moved(e, end=True)) for s, e in example.counts),
    )


def rule_names(rules: Rules) -> list[Example]:
    """Return the names that stand in the rules, each as a text of its own."""
    found = [(n.name, LABELS[n.label]) for n in rules.names if n.label in LABELS and not n.pattern]
    return [Example(name, ((0, len(name), label),)) for name, label in found]


def main() -> None:
    """Write own.jsonl from the folder named on the command line."""
    from pipeline.rules import load_rules

    rules = load_rules()
    examples = [*own_sentences(Path(sys.argv[1]), rules), *rule_names(rules)]
    lines = [json.dumps({"text": e.text, "names": e.names, "counts": e.counts}, ensure_ascii=False) for e in examples]
    OWN.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
