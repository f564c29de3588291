"""What is measured by material that lies in the repository, or is drawn from it."""

import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from pipeline.steps import Options, run_archive
from pipeline.types import Dataset
from tests.gold import score_cells, score_prose, score_verdicts
from tests.gold.accuracy.rows import Row, attributes, row, rows_of
from tests.gold.score import ATTRIBUTES, Tally

ROOT = Path(__file__).parents[3]
FAULTS = ROOT / "tests" / "faults"
SEEDS = (201, 202)  # of slips; other ones than the tests have
SLIPS = 15  # of a copy
OPEN, ASIDE = "other publishers", "held out"


def cells(folder: Path, jobs: int) -> list[Row]:
    """Measure the cells of tables: of papers drawn after published ones, and of published ones where they are."""
    known, kept = score_cells.cells_by_document(), score_cells.held_out()
    with drawn_papers() as papers:
        papers |= {p.stem: p for part in ("wild", "real") for p in (folder / "reports" / part).rglob("*.pdf")}
        here = [name for name in sorted(known) if name in papers]
        with ProcessPoolExecutor(jobs) as pool:
            scores = list(pool.map(score_cells.score, [papers[n] for n in here], [known[n] for n in here]))
    drawn = {spec["name"] for _, spec in score_cells.documents()}
    made: list[Row] = []
    for on, drawings in (("cells of drawn papers", True), ("cells of published papers", False)):
        for part in (OPEN, ASIDE):
            counts = [c for n, c, _ in scores if (n in drawn) is drawings and (n in kept) is (part == ASIDE)]
            found = [{"found": (c["found"], c["cells"])} for c in counts]
            told = [attributes(c, score_cells.ASKED) for c in counts]
            both = [a | b for a, b in zip(found, told, strict=True)]
            made += rows_of(part, on, both, ("found", *score_cells.ASKED))
    return made


@contextmanager
def drawn_papers() -> Iterator[dict[str, Path]]:
    """Draw the papers of `tables/` to a folder that is gone afterwards, by name."""
    with tempfile.TemporaryDirectory() as folder:
        papers = {}
        for _, spec in score_cells.documents():
            papers[spec["name"]] = Path(folder) / f"{spec['name']}.pdf"
            papers[spec["name"]].write_bytes(score_cells.draw(spec)[0])
        yield papers


def sentences(_folder: Path, _jobs: int) -> list[Row]:
    """Measure figures of running text in the annotated paragraphs, a paper each."""
    made: list[Row] = []
    for part, aside in ((OPEN, False), (ASIDE, True)):
        papers = []
        for paragraphs in score_prose.documents(kept_aside=aside).values():
            score = score_prose.score_document(paragraphs)
            told = {a: (score.right[a], score.asked[a]) for a in score_prose.ASKED if score.asked[a]}
            papers.append({"found": (score.found, score.annotated)} | told)
        made += rows_of(part, "sentences", papers, ("found", *score_prose.ASKED))
    return made


def tallied(part: str, on: str, tallies: list[Tally], names: tuple[str, ...] = ATTRIBUTES) -> list[Row]:
    """Return the rows of the scorer of pages: what was found, what of it is right, and its attributes."""
    papers = [
        {"found": (t.hits, t.hits + len(t.missed)), "right of found": (t.hits, t.hits + len(t.surplus))}
        | {name: (t.agreed.get(name, 0), t.hits) for name in names if t.hits}
        for t in tallies
    ]
    return rows_of(part, on, papers, ("found", "right of found", *names))


def slips_between_versions(part: str, texts: list[Path]) -> list[Row]:
    """Put slips into copies of reports, with harmless edits around them, and count those found."""
    sys.path[:0] = [str(FAULTS)]
    from injector import measure

    by_kind: dict[str, list[tuple[int, int]]] = defaultdict(list)
    right: list[tuple[int, int]] = []
    for path in texts:
        put, found, false = Counter[str](), Counter[str](), 0
        for seed in SEEDS:
            judged, surplus = measure(path, seed, SLIPS)
            put.update(slip.kind for slip, _ in judged)
            found.update(slip.kind for slip, hit in judged if hit)
            false += len(surplus)
        for kind in put:
            by_kind[kind].append((found[kind], put[kind]))
        by_kind["all"].append((found.total(), put.total()))
        right.append((found.total(), found.total() + false))
    on = "slips put into a copy of a report"
    rows = [row(part, on, f"found: {kind}", by_kind[kind]) for kind in sorted(by_kind, key=lambda k: (k == "all", k))]
    return [*rows, row(part, on, "right of found", right)]


def slips_in_tables(_folder: Path, jobs: int) -> list[Row]:
    """Put one slip at a time into the tables of drawn papers and of the corpus, and count those found by arithmetic."""
    kept = score_cells.held_out()
    with drawn_papers() as papers, ProcessPoolExecutor(jobs) as pool:
        open_ones = [p for name, p in sorted(papers.items()) if name not in kept]
        aside = [p for name, p in sorted(papers.items()) if name in kept]
        corpus = sorted((ROOT / "corpus" / "documents").glob("*[a-z0-9].pdf"))
        corpus = [p for p in corpus if not p.stem.endswith(("-scan", "-damaged"))]
        made: list[Row] = []
        for part, paths in ((OPEN, open_ones), (ASIDE, aside), ("corpus", corpus)):
            counts = list(pool.map(_table_slips, paths))
            names = ("found: any place", "found: at the cell", "right of found")
            made += rows_of(part, "slips that a formula of their table refutes", counts, names)
    return made


def _table_slips(path: Path) -> dict[str, tuple[int, int]]:
    sys.path[:0] = [str(FAULTS)]
    from table_slips import measure, reports_of

    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for report in reports_of(path):
        measure(path.name, report, len(SEEDS), counts, show=False)
    put, found, first = (sum(counts[f"{n}, refuted by 1"].values()) for n in ("put", "found", "first"))
    told, false = counts["findings"]["at a slip"], counts["false"].total()
    return {
        "found: any place": (found, put),
        "found: at the cell": (first, put),
        "right of found": (told, told + false),
    }


def corpus(_folder: Path, _jobs: int) -> list[Row]:
    """Put slips into the texts of the corpus, and measure how much of it is checked."""
    documents = ROOT / "corpus" / "documents"
    dataset = run_archive([documents], Options(jobs=1))
    slips = slips_between_versions("corpus", sorted(documents.glob("*.txt")))
    return [*slips, *coverage("corpus", dataset)]


def coverage(part: str, dataset: Dataset) -> list[Row]:
    """Return the share of figures that took part in a check, and of files that were read."""
    checked = [(c.checked, c.figures) for c in dataset.coverage]
    return [row(part, "coverage", "figures that took part in a check", checked)]


def verdicts(_folder: Path, _jobs: int) -> list[Row]:
    """Count the findings that readers held to be real, by severity and check."""
    return [row(*key, counts) for key, counts in score_verdicts.shares(score_verdicts.load()).items()]


QUICK: dict[str, Callable[[Path, int], list[Row]]] = {"sentences": sentences, "verdicts": verdicts}
SLOW: dict[str, Callable[[Path, int], list[Row]]] = {"cells": cells, "tables": slips_in_tables, "corpus": corpus}
