"""The page that tells what was measured: docs/accuracy.md."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.gold.accuracy.rows import PARTS, Row

PAGE = Path(__file__).parents[3] / "docs" / "accuracy.md"
TEXTS = Path(__file__).parent / "texts.md"


def texts() -> tuple[str, dict[str, tuple[str, str]]]:
    """Return what stands before all tables, and by material the title of its section and how it was measured."""
    head, *sections = TEXTS.read_text(encoding="utf-8").partition("-->")[2].strip().split("\n## ")
    told: dict[str, tuple[str, str]] = {}
    # The first sections of the page, without a material, belong to what stands before.
    for section in sections:
        title, _, how = section.partition("\n")
        named = re.fullmatch(r"(.+) \[(.+)\]", title)
        if named is None:
            head += f"\n## {section}"
        else:
            told[named[2]] = (named[1], how.strip())
    return head.strip(), told


def accuracy_page(rows: Sequence[Row]) -> str:
    """Return the page in Markdown, a section for each material in the order of texts.md; KeyError for one it lacks."""
    head, told = texts()
    lines = [head, ""]
    unknown = {r.on for r in rows} - told.keys()
    if unknown:
        raise KeyError(f"material that the page does not explain: {sorted(unknown)}")
    for on, (title, how) in told.items():
        of = [r for r in rows if r.on == on]
        if of:
            lines += [f"## {title}", "", how, "", *_table(of), ""]
    return "\n".join(lines)


def _table(rows: Sequence[Row]) -> Iterator[str]:
    parts = [part for part in PARTS if any(r.part == part for r in rows)]
    papers = {part: max(len(r.counts) for r in rows if r.part == part) for part in parts}
    heads = (f"{part} ({papers[part]} papers)" if papers[part] > 1 else part for part in parts)
    yield "| | " + " | ".join(heads) + " |"
    yield "| --- |" + " --- |" * len(parts)
    by_what: dict[str, dict[str, Row]] = {}
    for r in sorted(rows, key=lambda r: PARTS.index(r.part)):
        by_what.setdefault(r.what, {})[r.part] = r
    for what, told in by_what.items():
        yield f"| {what} | " + " | ".join(_cell(told[part]) if part in told else "" for part in parts) + " |"


def _cell(r: Row) -> str:
    share = r.share
    return f"**{share.share:.3f}** ({share.lower:.3f} to {share.upper:.3f}), {r.right:,} of {r.of:,}"
