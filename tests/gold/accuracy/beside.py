"""What is measured by material that its owners do not let us pass on: a folder with `reports/`, `gold/` and `tools/`.

Each measure runs where its files are in the folder, and gives nothing where they are not. The tools print counts, and
are read here; other words of theirs end the measure with ValueError.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline.api import run as run_reports
from pipeline.read import Limits
from pipeline.read.export import write_tables
from tests.gold.accuracy.inside import coverage, slips_between_versions, tallied
from tests.gold.accuracy.rows import Row, row
from tests.gold.score import load, page_files, score_pages

FIVE, OTHERS = "five reports", "other publishers"
GOLD = ("000.jsonl", "001.jsonl", "002.jsonl")


def five_reports(folder: Path, jobs: int) -> list[Row]:
    """Measure figures, findings and identity in the reports that were annotated as a whole."""
    texts = sorted((folder / "reports").glob("*.txt"))
    gold = [folder / "gold" / name for name in GOLD]
    if not texts or not all(p.exists() for p in gold):
        return []
    with tempfile.TemporaryDirectory() as out:
        made = run_reports(texts, jobs=jobs)
        made.save(out, formats=["csv"])
        told = _tool(folder, "score.py", "figures", out, *gold)
        rows = [*_figures(told), *_attributes(told)]
        rows += _findings(_tool(folder, "score.py", "discrepancies", out, folder / "gold" / "discrepancies.jsonl"))
        rows += _identity(_tool(folder, "score_identity.py", out, folder / "gold" / "identity.jsonl", *gold))
    rows += [r for r in slips_between_versions(FIVE, texts) if r.counts]
    return [*rows, *coverage(FIVE, made.dataset)]


def _figures(told: str) -> list[Row]:
    """Read `000: figures ... (tp 201 fp 1 fn 2, ...); gaps ... (tp 9 fp 0 fn 0)`, a line for each report."""
    counts = [
        tuple(map(int, m.groups()))
        for m in re.finditer(
            r"^\d+: figures .*?\(tp (\d+) fp (\d+) fn (\d+).*?gaps .*?\(tp (\d+) fp (\d+) fn (\d+)", told, re.M
        )
    ]
    if not counts:
        raise ValueError(f"score.py figures: {told}")
    on = "figures of whole reports"
    return [
        row(FIVE, on, "found", [(c[0], c[0] + c[2]) for c in counts]),
        row(FIVE, on, "right of found", [(c[0], c[0] + c[1]) for c in counts]),
        row(FIVE, on, "gaps found", [(c[3], c[3] + c[5]) for c in counts]),
        row(FIVE, on, "gaps right of found", [(c[3], c[3] + c[4]) for c in counts]),
    ]


def _attributes(told: str) -> list[Row]:
    """Read `attributes of matched figures: kind 0.98 (40/41), ...`."""
    line = re.search(r"^attributes of matched figures: (.*)$", told, re.M)
    found = re.findall(r"(\w+) [\d.]+ \((\d+)/(\d+)\)", line[1] if line else "")
    if not found:
        raise ValueError(f"score.py figures: {told}")
    return [row(FIVE, "figures of whole reports", name, [(int(right), int(of))]) for name, right, of in found]


def _findings(told: str) -> list[Row]:
    """Read `tier A error: recall 0.97 (30/31)`."""
    found = re.findall(r"^tier (\w) (\w+): recall [\d.]+ \((\d+)/(\d+)\)", told, re.M)
    return [
        row(FIVE, "contradictions annotated by hand", f"found: {severity}, tier {tier}", [(int(right), int(of))])
        for tier, severity, right, of in found
    ]


def _identity(told: str) -> list[Row]:
    """Read `all pairs ... (tp 1 fp 2 fn 3 of 9 pairs)`."""
    rows = []
    for name, tp, fp, fn in re.findall(r"^(\w[\w ]+?) +P .*?\(tp (\d+) fp (\d+) fn (\d+) of", told, re.M):
        on, both = "pairs of figures of one measure", (int(tp), int(tp) + int(fn))
        rows.append(row(FIVE, on, f"joined: {name}", [both]))
        rows.append(row(FIVE, on, f"right of joined: {name}", [(int(tp), int(tp) + int(fp))]))
    return [r for r in rows if r.counts]


def pages(folder: Path, _jobs: int) -> list[Row]:
    """Measure the annotated pages of other publishers, a page each."""
    first = load(page_files()[0])[0]["file"]
    if not (folder / "reports" / "real" / first).exists():
        return []
    return tallied(OTHERS, "figures of annotated pages", list(score_pages(folder).values()))


def newsquant(folder: Path, jobs: int) -> list[Row]:
    """Measure sentences of news that others annotated: values, what they measure, units."""
    gold = folder / "gold" / "newsquant-dev.json"
    if not gold.exists():
        return []
    with tempfile.TemporaryDirectory() as place:
        text, out = Path(place) / "news.txt", Path(place) / "out"
        _tool(folder, "score_newsquant.py", "make", gold, text)
        run_reports([text], jobs=jobs).save(out, formats=["csv"])
        told = _tool(folder, "score_newsquant.py", "score", out, gold)
    m = re.search(
        r"quantities (\d+), figures (\d+): value F1 ([\d.]+), concept partial ([\d.]+), complete [\d.]+, "
        r"measure ([\d.]+); unit of the known ones [\d.]+ \((\d+)/(\d+)\)",
        told,
    )
    if m is None:
        raise ValueError(f"score_newsquant.py: {told}")
    wanted, given = int(m[1]), int(m[2])
    value, partial, measure = (round(float(m[i]) * (wanted + given) / 200) for i in (3, 4, 5))
    on = "sentences of news (NewsQuant)"
    return [
        row(OTHERS, on, "values found", [(value, wanted)]),
        row(OTHERS, on, "values right of found", [(value, given)]),
        row(OTHERS, on, "what is measured, or the noun that is counted", [(measure, value)]),
        row(OTHERS, on, "what is measured, one word at least", [(partial, value)]),
        row(OTHERS, on, "unit", [(int(m[6]), int(m[7]))]),
    ]


def tables(folder: Path, _jobs: int) -> list[Row]:
    """Measure how tables are laid out, by the neighbours of cells in the papers of ICDAR 2013."""
    papers = sorted((folder / "reports").rglob("icdar2013/*.pdf"))
    if not papers:
        return []
    with tempfile.TemporaryDirectory() as out:
        write_tables(papers, Path(out), limits=Limits(), password="")
        told = _tool(folder, "score_tables.py", Path(out) / "tables.jsonl", papers[0].parent, "--per-file")
    counts = [tuple(map(int, m)) for m in re.findall(r"relations true (\d+), found (\d+), right (\d+)", told)]
    on = "neighbours of cells in tables (ICDAR 2013)"
    return [
        row(OTHERS, on, "found", [(right, true) for true, _, right in counts]),
        row(OTHERS, on, "right of found", [(right, found) for _, found, right in counts]),
    ]


def covered(folder: Path, jobs: int) -> list[Row]:
    """Measure which share of the figures of other publishers takes part in a check."""
    here = [
        p
        for name in ("health-wales", "nhs-payments", "police", "tables")
        if (p := folder / "reports" / "real" / name).is_dir()
    ]
    return coverage(OTHERS, run_reports(here, jobs=jobs).dataset) if here else []


def _tool(folder: Path, name: str, *arguments: object) -> str:
    """Return what a tool of the folder prints; raises ValueError where it fails."""
    command = [sys.executable, str(folder / "tools" / name), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(f"{name}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


BESIDE: dict[str, Callable[[Path, int], list[Row]]] = {
    "five": five_reports,
    "pages": pages,
    "news": newsquant,
    "layout": tables,
    "coverage": covered,
}
