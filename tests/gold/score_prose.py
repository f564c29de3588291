"""Scores what the product says that figures of running text mean against the paragraphs annotated in `prose/`.

`python tests/gold/score_prose.py` prints a row for each publisher that rules may be written by, and the whole;
`--misses 20` adds answers that differ, `--of segment` those of one attribute, `--held-out` scores the publishers kept
aside instead. A document is laid out as text: its title, its period and its date, then the paragraphs under their
headings. A figure answers an annotated one whose characters it shares.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.extract import Settings, extract_reports
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.types import Figure, FileFacts, Period
from tests.gold.score import Span, span_of

PROSE = Path(__file__).parent / "prose"
ASKED = ("indicator", "segment", "period", "base_period", "kind", "unit")
ENOUGH = 0.6  # F1 of the words of two phrases
NEARLY = 0.8  # of two segments
LITTLE = frozenset({"the", "a", "an"})
Paragraph = Mapping[str, Any]


@dataclass(slots=True)
class Score:
    """Figures annotated and found, and of each attribute how many were asked for and right; misses are lines to read.

    base_period and segment are asked for where either side has one.
    """

    annotated: int = 0
    found: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Add the counts of another score."""
        self.annotated += other.annotated
        self.found += other.found
        self.asked += other.asked
        self.right += other.right
        self.misses += other.misses

    def line(self, name: str) -> str:
        """Return the score as a row to print."""
        shares = " ".join(f"{a} {self.right[a] / max(1, self.asked[a]):.2f}" for a in ASKED)
        return f"{name:28} found {self.found:3}/{self.annotated:3} | {shares}"


def held_out() -> frozenset[str]:
    """Return the publishers whose scores are looked at only at the end."""
    lines = (PROSE / "held_out.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def documents(*, kept_aside: bool) -> dict[str, list[Paragraph]]:
    """Return the annotated paragraphs of each document of the publishers asked for, in order."""
    found: dict[str, list[Paragraph]] = defaultdict(list)
    for path in sorted(PROSE.glob("*.jsonl")):
        if (path.stem in held_out()) is kept_aside:
            for line in path.read_text(encoding="utf-8").splitlines():
                paragraph = json.loads(line)
                found[paragraph["doc"]].append(paragraph)
    return dict(found)


def laid_out(paragraphs: Sequence[Paragraph]) -> tuple[str, list[int]]:
    """Return a document as Markdown, and the line, counted from 1, on which each paragraph stands."""
    first = paragraphs[0]
    lines = [f"# {first['title']}", "", f"Published: {first['published']}", ""]
    places, heading = [], ""
    for paragraph in paragraphs:
        if paragraph["heading"] != heading:
            heading = paragraph["heading"]
            lines += [f"## {heading}", ""]
        lines.append(paragraph["text"])
        places.append(len(lines))
        lines.append("")
    return "\n".join(lines), places


def figures_of(text: str, name: str) -> list[Figure]:
    """Return the figures that are found in a Markdown text."""
    data = text.encode()
    document = read_document(data, name=f"{name}.md", limits=Limits())
    facts = FileFacts(f"{name}.md", "0" * 64, len(data))
    reports = extract_reports(document, facts=facts, rules=load_rules(), settings=Settings())
    return [f for report in reports for f in report.figures]


def words(text: str) -> list[str]:
    """Return the words of a phrase in lower case, without articles."""
    return [w for w in re.findall(r"[^\W_]+", text.lower()) if w not in LITTLE]


def alike(one: str, other: str) -> float:
    """Return the F1 of the words of two phrases."""
    a, b = Counter(words(one)), Counter(words(other))
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def same_period(wanted: str, given: Period | None) -> bool:
    """Whether a period is that of a label, by its days."""
    found: Span = (given.start, given.end) if given else None
    return span_of(wanted) == found


def agrees(attribute: str, wanted: Mapping[str, Any], figure: Figure) -> bool:
    """Whether a figure gives the annotated answer."""
    if attribute == "indicator":  # what is measured may be told with or without whom it is of
        told = (wanted["indicator"], f"{wanted['indicator']} {wanted.get('segment', '')}")
        return max(alike(t, figure.indicator) for t in told) >= ENOUGH
    if attribute == "segment":
        want, got = wanted["segment"], figure.segment
        return alike(want, got) >= NEARLY if want and got else want == got
    if attribute in ("period", "base_period"):
        return same_period(wanted[attribute], figure.period if attribute == "period" else figure.base_period)
    return str(wanted[attribute]) == (figure.unit if attribute == "unit" else figure.kind.value)


def given(attribute: str, figure: Figure) -> str:
    """Return what a figure says, to print."""
    value = getattr(figure, attribute)
    return value.label if isinstance(value, Period) else str(value or "")


def score_document(paragraphs: Sequence[Paragraph]) -> Score:
    """Return the score of one document."""
    text, places = laid_out(paragraphs)
    by_line: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures_of(text, paragraphs[0]["doc"]):
        by_line[figure.place.line or 0].append(figure)
    score = Score()
    for paragraph, line in zip(paragraphs, places, strict=True):
        for wanted in paragraph["figures"]:
            score.annotated += 1
            start, end = wanted["start"], wanted["start"] + len(wanted["text"])
            near = (f for f in by_line[line] if (f.place.start or 0) < end and start < (f.place.end or 0))
            answer = next(near, None)
            if answer is None:
                score.misses.append(("found", f"{wanted['text']!r} not found | {paragraph['text']}"))
                continue
            score.found += 1
            compare(wanted, answer, paragraph, score)
    return score


def compare(wanted: Mapping[str, Any], figure: Figure, paragraph: Paragraph, score: Score) -> None:
    """Count the answers of one figure."""
    for attribute in ASKED:
        if attribute not in wanted:
            continue  # cannot be judged
        optional = attribute in ("segment", "base_period")
        if optional and not wanted[attribute] and not getattr(figure, attribute):
            continue
        score.asked[attribute] += 1
        if agrees(attribute, wanted, figure):
            score.right[attribute] += 1
        else:
            answer = f"{wanted['text']!r} {attribute}: {given(attribute, figure)!r} for {wanted[attribute]!r}"
            where = f"{paragraph['doc']}, {paragraph['heading']}: {paragraph['text']}"
            score.misses.append((attribute, f"{answer} | {where}"))


def main() -> None:
    """Print a row for each publisher and one for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", type=int, default=0, help="how many answers that differ to print, for each")
    parser.add_argument("--of", default="", help="the attribute to print misses of")
    parser.add_argument("--held-out", action="store_true", help="score the publishers that were kept aside")
    options = parser.parse_args()
    whole, publishers = Score(), defaultdict[str, Score](Score)
    for paragraphs in documents(kept_aside=options.held_out).values():
        publishers[paragraphs[0]["publisher"]].add(score_document(paragraphs))
    for name, score in sorted(publishers.items()):
        if not options.held_out:
            print(score.line(name))
        whole.add(score)
    for attribute in ("found", *ASKED):
        if not options.held_out and options.of in ("", attribute):
            for line in [m for a, m in whole.misses if a == attribute][: options.misses]:
                print("   ", line)
    print(whole.line("held out" if options.held_out else "all"))


if __name__ == "__main__":
    main()
