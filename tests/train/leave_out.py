"""Prints what the builtin model adds to the rules on publishers that it never saw.

The model learns from the project's own documents and invented variants alone, so that every annotated
report and page is of a publisher left out, and no variant stands among them.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.extract.model import BUILTIN, DOUBTFUL_FORMS
from pipeline.types import Source
from tests.gold.score import Tally, total
from tests.train.goldfigures_judged import Page, annotated


def all_figures(page: Page) -> Tally:
    """Count hits, misses and surplus of all figures."""
    return _tally(page, found=lambda i: True, printed=lambda i: True)


def doubtful(page: Page) -> Tally:
    """Count them for bare numbers in running text only, which is what the model votes on."""
    return _tally(
        page,
        found=lambda i: (
            page.figures[i].source is Source.TEXT
            and page.figures[i].unit == "count"
            and page.figures[i].rule.partition("_")[0] in DOUBTFUL_FORMS
        ),
        printed=lambda i: page.rows[i]["source"] == "text" and page.rows[i]["unit"] == "count",
    )


def _tally(page: Page, *, found: Callable[[int], bool], printed: Callable[[int], bool]) -> Tally:
    right = set(page.pairs.values())
    hits = sum(1 for row, i in page.pairs.items() if not page.optional(row) and printed(row) and found(i))
    missed = [r["text"] for i, r in enumerate(page.rows) if i not in page.pairs and not page.optional(i) and printed(i)]
    surplus = [f.text for i, f in enumerate(page.figures[: page.last]) if i not in right and found(i)]
    return Tally(hits=hits, missed=missed, surplus=surplus)


def by_publisher(pages: Iterable[Page], count: Callable[[Page], Tally]) -> dict[str, Tally]:
    """Return the sums of the counts of each publisher's pages, and of all of them."""
    groups: dict[str, list[Tally]] = defaultdict(list)
    for page in pages:
        groups[page.publisher].append(count(page))
    sums = {name: total(tallies) for name, tallies in sorted(groups.items())}
    return {**sums, "all": total(sums.values())}


def main() -> None:
    """Print one row a publisher: F1 of the rules and of the rules with the model's vote."""
    rules, voted = annotated(), annotated(model=BUILTIN)
    for title, count in (("bare numbers in running text", doubtful), ("all figures", all_figures)):
        print(f"\n| publisher left out | {title} | F1 of the rules | with the vote | gain |")
        print("| --- | --- | --- | --- | --- |")
        before, after = by_publisher(rules, count), by_publisher(voted, count)
        for name, tally in before.items():
            if number := tally.hits + len(tally.missed):
                gain = after[name].f1 - tally.f1
                print(f"| {name} | {number} | {tally.f1:.3f} | {after[name].f1:.3f} | {gain:+.3f} |")


if __name__ == "__main__":
    main()
