"""The page that tells what was measured: docs/accuracy.md."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.gold.accuracy.rows import PARTS, Row

PAGE = Path(__file__).parents[3] / "docs" / "accuracy.md"
HEAD = """# Accuracy

How right reportcheck is, on what, and how that was measured. The page is made by one command, `python -m tests.gold.accuracy FOLDER`, over annotations that lie in `tests/gold`; papers whose owners do not let us pass them on are read from FOLDER. CI measures again and fails where a share falls below its floor in `tests/gold/accuracy/floors.csv`. On your own archive measure with `reportcheck sample`.

## How to read it

- **five reports**: papers of one publisher, by which the first rules were written.
- **other publishers**: papers that rules may be written by too. What is found wrong here is mended, if a mechanism for it is found.
- **held out**: papers whose answers nobody looks at. They were chosen before the rules were written, and only their scores are printed. Expect this on papers of your own.
- **corpus**: the invented papers in `corpus/`, with slips put in.

A cell reads share, 95% interval, right of asked. Cells of one table are right or wrong together, so the interval is that of a share over papers (the variance of a ratio over papers, then Wilson's interval at the number of independent figures with that variance); of a single paper it is Wilson's. A few papers tell little, however many figures they hold: the wide intervals are the honest ones. An empty cell was not asked.
"""
TOLD: dict[str, tuple[str, str]] = {
    "cells of published papers": (
        "Table cells in published papers",
        "Cells were annotated by hand with their row, group, period, base, kind, measure, unit, scale and role, before anyone looked at what the product finds. A figure answers a cell whose centre its box holds. `none` are cells that hold no figure (codes, years, serial numbers), right where none is told. `python tests/gold/score_cells.py --held-out` prints the same by paper.",
    ),
    "cells of drawn papers": (
        "Table cells in drawn papers",
        "Papers drawn with the shapes of published tables of 58 fields, in our own words and with made-up figures. What each cell means comes from the definition that it is drawn by.",
    ),
    "sentences": (
        "Figures in sentences",
        "Paragraphs after those of 40 publishers, told in other words; half of the publishers are held out. What is measured agrees where the words of the two phrases have an F1 of 0.6, a segment at 0.8; periods agree by their first and last days. `python tests/gold/score_prose.py --held-out`.",
    ),
    "figures of whole reports": (
        "Every figure of whole reports",
        "Three reports were annotated as a whole, gaps included. A figure is found where its size and unit are; attributes are those of figures found. Read from FOLDER.",
    ),
    "figures of annotated pages": (
        "Every figure of single pages",
        "39 pages of 34 files from some thirty publishers, every figure of a page annotated. A figure is found where its size and unit are; sign, kind, period and others are attributes of those found. `python tests/gold/score.py`, with the files from FOLDER.",
    ),
    "sentences of news (NewsQuant)": (
        "Sentences of news that others annotated",
        "NewsQuant (Almasian et al., CQE, EMNLP 2023), the half that rules may be written by: the annotation is not ours. Their own system has a value F1 of 92.0 and a partial concept F1 of 76.1 on the whole. Read from FOLDER.",
    ),
    "neighbours of cells in tables (ICDAR 2013)": (
        "Layout of tables",
        "The competition of ICDAR 2013: pairs of cells that are neighbours in the true table and in the one read, detection and structure together. Read from FOLDER.",
    ),
    "pairs of figures of one measure": (
        "Which figures are of one measure",
        "Each figure of three reports was given a measure and a group by hand. A pair is joined where indicator and segment are the same. Pairs share figures, so the true intervals are wider than those printed. Read from FOLDER.",
    ),
    "contradictions annotated by hand": (
        "Contradictions found",
        "What readers found wrong in three reports, by arithmetic or by reading both places, before they looked at what the product tells. Tier A: a careful program with general rules should find it; tier B needs knowledge of the subject. Read from FOLDER.",
    ),
    "slips put into a copy of a report": (
        "Slips found between two versions",
        "A copy of a report gets slips (digits changed, swapped or lost, points moved, percent signs lost, rows removed) among harmless edits (wrapping, numbering, quotes, separators, added sentences). A slip is found where a finding stands on its line. `right of found`: findings that no slip explains count against it. `tests/faults/injector.py`.",
    ),
    "slips that a formula of their table refutes": (
        "Slips found in tables by arithmetic",
        "One slip at a time in a table, at a figure that takes part in a formula; counted are those that a formula refutes, since others stay within rounding. `at the cell`: the finding names that very cell first. `right of found`: findings that no slip explains count against it. `tests/faults/table_slips.py`.",
    ),
    "findings that a reader judged": (
        "Findings that are real",
        "A reader who sees places and sums judges each finding told on real papers: real, false or unclear; unclear ones are left out. `tests/gold/verdicts.csv` holds the verdicts as facts, no sentence of any paper. A finding that was false and was mended since stays counted as false until it is judged anew.",
    ),
    "coverage": (
        "How much is checked",
        "The share of figures that take part in at least one check. Others stand alone: nothing else in the papers tells the same, and no formula leads to them.",
    ),
}  # fmt: skip


def accuracy_page(rows: Sequence[Row]) -> str:
    """Return the page in Markdown, a section for each material in the order of TOLD; KeyError for one it lacks."""
    lines = [HEAD]
    unknown = {r.on for r in rows} - TOLD.keys()
    if unknown:
        raise KeyError(f"material that the page does not explain: {sorted(unknown)}")
    for on, (title, how) in TOLD.items():
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
