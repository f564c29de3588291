"""Scores the annotated pages and reports again and again, each time without one rule of rules/*.yaml.

`python tests/gold/ablate.py` prints a line for each rule: how many figures change without it, in the five reports and
in everything else that is annotated or built, and what that does to the scores there. A rule that changes figures in
the five reports alone may have been made for them, and is to be looked at.
"""

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from score import ATTRIBUTES, SHARED, Found, Tally, found_figure, load, page_files, score_figures, total

from pipeline.extract import Settings, extract_reports
from pipeline.read import Limits, read_document
from pipeline.rules import Rules, load_rules
from pipeline.types import Document, Figure, FileFacts

CORPUS = Path(__file__).parents[2] / "corpus" / "documents"
SECTIONS = ("hedges", "directions", "units", "gaps", "marks", "names", "kinds", "indicators", "plans")


@dataclass(frozen=True, slots=True)
class Source:
    """A document with the annotations of it: of single pages, or of the whole by page 0."""

    name: str
    document: Document
    facts: FileFacts
    gold: Mapping[int, list[Mapping[str, object]]]
    own: bool  # one of the five reports


def sources(shared: Path) -> Iterator[Source]:
    """Yield the five reports, the files with annotated pages and the documents of corpus/."""
    for path in sorted((shared / "reports").glob("*.txt")):
        gold = shared / "gold" / f"{path.name[:3]}.jsonl"
        yield _source(path, {0: sorted(load(gold), key=lambda r: r["line"])} if gold.exists() else {}, own=True)
    pages: dict[str, dict[int, list[Mapping[str, object]]]] = {}
    for path in page_files():
        rows = load(path)
        pages.setdefault(rows[0]["file"], {})[rows[0]["page"]] = rows
    for name, gold_pages in sorted(pages.items()):
        yield _source(shared / "reports" / "real" / name, gold_pages, own=False)
    for path in sorted(CORPUS.glob("*.pdf")):
        if "damaged" not in path.name:
            yield _source(path, {}, own=False)


def _source(path: Path, gold: Mapping[int, list[Mapping[str, object]]], *, own: bool) -> Source:
    data = path.read_bytes()
    facts = FileFacts(path.name, hashlib.sha256(data).hexdigest(), len(data))
    return Source(path.name, read_document(data, name=path.name, limits=Limits()), facts, gold, own)


def extracted(source: Source, rules: Rules) -> list[Figure]:
    """Return the figures of a document under a set of rules."""
    reports = extract_reports(source.document, facts=source.facts, rules=rules, settings=Settings())
    return [figure for report in reports for figure in report.figures]


def scored(source: Source, figures: list[Figure]) -> Tally:
    """Return the score of the annotated parts of a document."""
    return total(
        score_figures(rows, [found_figure(f) for f in figures if page in (0, f.place.page)])
        for page, rows in source.gold.items()
    )


def changed(before: list[Figure], after: list[Figure]) -> int:
    """Return how many figures are there, or read, in one way only: the larger count of the two sides."""
    one, two = (Counter(map(_told, figures)) for figures in (before, after))
    return max((one - two).total(), (two - one).total())


def _told(figure: Figure) -> tuple[object, ...]:
    found: Found = found_figure(figure)
    named = (figure.indicator, figure.indicator_id, figure.segment, figure.priority)
    return (
        found.text,
        str(found.value),
        found.unit,
        figure.place.page,
        figure.place.line,
        *named,
        str(found.attributes),
    )


def without_each(rules: Rules) -> Iterator[tuple[str, Rules]]:
    """Yield each rule's name and the rules without it."""
    for section in SECTIONS:
        entries = getattr(rules, section)
        for i, entry in enumerate(entries):
            name = (
                next((getattr(entry, k) for k in ("name", "id") if hasattr(entry, k)), "") or f"{i}: {entry.words[0]}"
            )
            yield (
                f"{section} {name}",
                rules.model_copy(update={section: (*entries[:i], *entries[i + 1 :]), "digest": f"{section} {i}"}),
            )


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder that holds reports/ and gold/")
    options = parser.parse_args()
    rules = load_rules()
    known = list(sources(options.shared))
    before = {s.name: extracted(s, rules) for s in known}
    base = {own: total(scored(s, before[s.name]) for s in known if s.own is own) for own in (True, False)}
    print(f"with every rule: F1 {base[True].f1:.4f} on the five, {base[False].f1:.4f} elsewhere", flush=True)
    for name, fewer in without_each(rules):
        after = {s.name: extracted(s, fewer) for s in known}
        parts = []
        for own, place in ((True, "five"), (False, "elsewhere")):
            mine = [s for s in known if s.own is own]
            number = sum(changed(before[s.name], after[s.name]) for s in mine)
            tally = total(scored(s, after[s.name]) for s in mine)
            gain = base[own].f1 - tally.f1
            marks = "".join(
                f" {a} {base[own].agreement(a) - tally.agreement(a):+.3f}"
                for a in ATTRIBUTES
                if abs(base[own].agreement(a) - tally.agreement(a)) >= 0.0005
            )
            parts.append(f"{place}: {number} figures, F1 {gain:+.4f}{marks}")
        print(f"{name}: {'; '.join(parts)}", flush=True)


if __name__ == "__main__":
    main()
