"""Scores what the product says that table cells mean against the cells annotated by hand in `cells/`.

`python tests/gold/score_cells.py` prints a row for each document and the means of the part that rules may be written
by and of the part held out; `--misses 20` adds misses of the first part, `--doc WORD` takes documents whose name holds
it. Papers of publishers are read where `../shared` is, drawn ones are drawn anew. A figure answers a cell on the same
page whose box holds the cell's centre, 2 points to spare.
"""

import argparse
import json
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.extract import Settings, extract_reports
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.types import Figure, FileFacts, Period
from tests.gold.tables.draw import documents, draw

HERE = Path(__file__).parent
CELLS = HERE / "cells"
SHARED = HERE.parents[2] / "shared"
ASKED = ("row", "group", "period", "base", "kind", "measure", "unit", "scale", "role", "statistic", "none")
SYMBOLS = {"hectare": "ha", "litre": "l", "°C": "degC", "tonne": "t", "megalitre": "ML", "gigalitre": "GL"}
PREFIXED = {"kt": ("t", 1000)}  # annotated as thousands of tonnes
SPARE = 2.0  # points
OPEN = "RULES MAY BE WRITTEN BY"
ENOUGH = 0.8  # of a label's words
Cell = Mapping[str, Any]


def cells_by_document() -> dict[str, list[Cell]]:
    """Return the annotated cells of each document, by the document's name."""
    found: dict[str, list[Cell]] = defaultdict(list)
    for path in sorted(CELLS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            cell = json.loads(line)
            found[cell["doc"]].append(cell)
    return dict(found)


def held_out() -> dict[str, str]:
    """Return the list that names each document whose scores are looked at only at the end, by the document's name."""
    return {
        line.strip(): path.stem
        for path in sorted(CELLS.glob("held_out*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    }


def files(folder: Path) -> Iterator[Path]:
    """Yield the annotated papers that are at hand: those drawn into `folder`, and those in `../shared`."""
    for _, spec in documents():
        (folder / f"{spec['name']}.pdf").write_bytes(draw(spec)[0])
    yield from sorted(folder.glob("*.pdf"))
    for part in ("wild", "real"):
        yield from sorted((SHARED / "reports" / part).rglob("*.pdf"))


def figures_of(path: Path) -> list[Figure]:
    """Return the figures of all reports of a file."""
    data = path.read_bytes()
    document = read_document(path, name=path.name, limits=Limits())
    facts = FileFacts(path=path.name, sha256="0" * 64, bytes=len(data))
    reports = extract_reports(document, facts=facts, rules=load_rules(), settings=Settings())
    return [f for r in reports for f in r.figures]


def words(text: str) -> list[str]:
    """Return the words and numbers of a text in lower case."""
    return re.findall(r"[^\W_]+", (text or "").lower().replace("₂", "2"))


def holds(text: str, wanted: str) -> bool:
    """Whether a text holds nearly all words of a label, in one number or the other."""
    label = words(wanted)
    there = {singular(w) for w in words(text)}
    return not label or sum(singular(w) in there for w in label) >= ENOUGH * len(label)


def singular(word: str) -> str:
    """Return a word without what makes it a plural: `indexes` is `index`."""
    return re.sub(r"(?<=x)es$|s+$", "", word)


def days(period: Period | None) -> tuple[str, str]:
    """Return first and last day in ISO format, empty where there is none."""
    if period is None:
        return "", ""
    return period.start.isoformat(), period.end.isoformat() if period.end else ""


def in_symbols(unit: str) -> str:
    """Return a unit as the dataset writes it, where it was annotated by its name: `km2/hectare` as `km2/ha`."""
    return "/".join(SYMBOLS.get(part, part) for part in unit.split("/"))


def judged(cell: Cell, figure: Figure) -> dict[str, bool]:
    """Return for each attribute that the cell tells whether the figure has it."""
    told: dict[str, bool] = {
        "row": holds(f"{figure.indicator} {figure.segment}", cell["row"]),
        "group": all(set(words(g)) <= set(words(figure.segment)) for g in cell["group"]),
        "kind": figure.kind.value in (cell["kind"], *cell.get("kinds", ())),
    }
    start, end = days(figure.period)
    spans = [(cell["start"], e) for e in (cell["end"], *cell["ends"])] + [tuple(p) for p in cell.get("periods", ())]
    told["period"] = (start, end) in spans
    if cell["base_start"]:
        told["base"] = days(figure.base_period) == (cell["base_start"], cell["base_end"])
    if cell.get("measure"):
        told["measure"] = holds(figure.indicator, cell["measure"])
    unit, factor = PREFIXED.get(figure.unit, (figure.unit.rpartition(".")[2], 1))  # of `vehicle.km` the length is told
    if "unit" in cell:
        told["unit"] = in_symbols(cell["unit"]) in (figure.unit, unit)
    if "scale" in cell and figure.value is not None and (printed := _number(cell["text"])) is not None:
        if told.get("unit") and in_symbols(cell["unit"]) == figure.unit:
            factor = 1
        told["scale"] = abs(figure.value) * factor == printed * Decimal(str(cell["scale"]))
    if "role" in cell:
        told["role"] = figure.role.value == (cell["role"] or "actual")
    if "statistic" in cell:
        told["statistic"] = getattr(figure, "statistic", "value") == cell["statistic"]
    return told


def _number(text: str) -> Decimal | None:
    """The bare number of a cell in a paper with decimal points; None where it is written in another way."""
    m = re.fullmatch(r"[^\d]*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?[^\d.,]*", text.strip())
    return Decimal(m[1].replace(",", "") + (m[2] or "")) if m else None


def score(path: Path, cells: Sequence[Cell]) -> tuple[str, Counter[str], list[str]]:
    """Return the document's name, how many cells have each attribute right and how many tell it, and the misses."""
    count: Counter[str] = Counter()
    misses: list[str] = []
    by_page: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures_of(path):
        if figure.place.page and figure.place.box:
            by_page[figure.place.page].append(figure)
    for cell in cells:
        hit = next((f for f in by_page[cell["page"]] if _stands_at(f, cell["x"], cell["y"])), None)
        if cell["kind"] == "none":
            count["none_n"] += 1
            count["none"] += hit is None
            if hit is not None:
                misses.append(f"none: {path.stem} p{cell['page']} {cell['text']!r} | got {_shown(hit)}")
            continue
        count["cells"] += 1
        if hit is None:
            misses.append(f"found: {path.stem} p{cell['page']} {cell['text']!r} row {cell['row']!r}")
            continue
        count["found"] += 1
        for name, right in judged(cell, hit).items():
            count[f"{name}_n"] += 1
            count[name] += right
            if not right:
                misses.append(f"{name}: {path.stem} p{cell['page']} {_wanted(cell)} | got {_shown(hit)}")
    return path.stem, count, misses


def _stands_at(figure: Figure, x: float, y: float) -> bool:
    box = figure.place.box
    return box is not None and box.x0 - SPARE <= x <= box.x1 + SPARE and box.top - SPARE <= y <= box.bottom + SPARE


def _wanted(cell: Cell) -> str:
    extra = {k: cell[k] for k in ("measure", "unit", "scale", "role", "statistic") if cell.get(k)}
    base = f" base {cell['base_start']}..{cell['base_end']}" if cell["base_start"] else ""
    what = f"{cell['text']!r} row {cell['row']!r} {cell['group']}"
    return f"{what} {cell['start']}..{cell['end']}{base} {cell['kind']} {extra}"


def _shown(f: Figure) -> str:
    base = f" base {'..'.join(days(f.base_period))}" if f.base_period else ""
    what = f"{f.indicator[:70]!r} seg {f.segment[:40]!r} {'..'.join(days(f.period))}{base}"
    return f"{what} {f.kind.value} {f.unit} {f.role.value} {f.value}"


def _line(count: Counter[str]) -> str:
    rates = [f"{k} {count[k] / count[f'{k}_n']:.3f}" for k in ASKED if count[f"{k}_n"]]
    return f"found {count['found']}/{count['cells']} " + " ".join(rates)


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", type=int, default=0, help="misses to print of each attribute")
    parser.add_argument("--doc", default="", help="only documents whose name holds this")
    parser.add_argument("--held-out", action="store_true", help="score the part held out too")
    parser.add_argument("--cells", type=Path, help="another file of cells, whose documents are all shown")
    options = parser.parse_args()
    kept = held_out()
    known = cells_by_document()
    if options.cells:
        known = defaultdict(list)
        for line in options.cells.read_text(encoding="utf-8").splitlines():
            cell = json.loads(line)
            known[cell["doc"]].append(cell)
        kept = {}
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor() as pool:
        papers = {p.stem: p for p in files(Path(folder)) if p.stem in known and options.doc in p.stem}
        wanted = [p for name, p in papers.items() if options.held_out or name not in kept]
        results = list(pool.map(score, wanted, [known[p.stem] for p in wanted]))
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    shown: Counter[str] = Counter()
    for name, count, misses in sorted(results):
        for part in (f"HELD OUT, {kept[name]}", "HELD OUT") if name in kept else (OPEN,):
            sums[part].update(count)
        print(f"{name[:44]:44} {_line(count)}")
        if name not in kept:
            for miss in misses:
                kind = miss.split(":")[0]
                shown[kind] += 1
                if shown[kind] <= options.misses:
                    print("    " + miss)
    for part in (OPEN, *sorted(p for p in sums if p != OPEN)):
        if sums[part]["cells"]:
            print(f"{part:44} {_line(sums[part])}")
    missing = sorted(name for name in known if name not in papers and options.doc in name)
    if missing:
        print(f"not at hand: {', '.join(missing)}")


if __name__ == "__main__":
    main()
