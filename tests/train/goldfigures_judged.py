"""Judges every figure found in the annotated reports: right or not, with the rule and its own confidence."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.extract import Settings, extract_reports
from pipeline.extract.calibration import uncalibrated
from pipeline.read import Limits, read_document
from pipeline.rules import load_rules
from pipeline.train.confidence import Judged
from pipeline.types import Figure, FileFacts, Report
from tests.gold.score import SHARED, found_figure, gold_figure, load, page_files, pair

GOLD_REPORTS = ("000", "001", "002")


@dataclass(frozen=True, slots=True)
class Page:
    """An annotated page or report: what is printed, what was found, and which found figure each printed one is.

    `last`: found figures from this one on stand behind the last annotated one and cannot be judged.
    """

    name: str
    publisher: str
    rows: list[dict[str, Any]]
    figures: list[Figure]
    pairs: dict[int, int]
    last: int

    def optional(self, row: int) -> bool:
        """Tell whether it costs nothing to leave a row out."""
        return str(self.rows[row].get("note", "")).startswith("borderline")


def judge_all(shared: Path = SHARED, *, model: str = "") -> list[Judged]:
    """Return the judged figures of the annotated reports and pages."""
    return [
        Judged(f.rule, f.confidence, i in set(page.pairs.values()), page.name, page.publisher)
        for page in annotated(shared, model=model)
        for i, f in enumerate(page.figures[: page.last])
    ]


def annotated(shared: Path = SHARED, *, model: str = "") -> list[Page]:
    """Return every annotated report and page with what is found there, confidences as the rules give them."""
    with uncalibrated():
        return [*_reports(shared, model), *_pages(shared, model)]


def _read(path: Path, model: str) -> tuple[Report, ...]:
    data = path.read_bytes()
    facts = FileFacts(path.name, hashlib.sha256(data).hexdigest(), len(data))
    document = read_document(data, name=path.name, limits=Limits())
    return extract_reports(document, facts=facts, rules=load_rules(), settings=Settings(model=model))


def _reports(shared: Path, model: str) -> Iterator[Page]:
    """Figures and annotations are paired line by line; the lines of a report follow one another."""
    for name in GOLD_REPORTS:
        rows = [json.loads(x) for x in (shared / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        rows = [{"status": "reported", **r, "period": "", "base_period": ""} for r in rows]
        read = _read(next((shared / "reports").glob(f"{name}_*.txt")), model)
        figures = [f for report in read for f in report.figures]
        by_line: dict[int | None, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for i, row in enumerate(rows):
            by_line[row["line"]][0].append(i)
        for i, figure in enumerate(figures):
            by_line[figure.place.line][1].append(i)
        pairs = {}
        for left, right in by_line.values():
            found = _paired([rows[i] for i in left], [figures[i] for i in right])
            pairs.update({left[a]: right[b] for a, b in found.items()})
        yield Page(name, "leicestershire", rows, figures, pairs, len(figures))


def _pages(shared: Path, model: str) -> Iterator[Page]:
    read: dict[str, tuple[Report, ...]] = {}
    for path in page_files():
        rows = [dict(r) for r in load(path)]
        name = rows[0]["file"]
        if name not in read:
            read[name] = _read(shared / "reports" / "real" / name, model)
        figures = [f for r in read[name] for f in r.figures if f.place.page == rows[0]["page"]]
        pairs = _paired(rows, figures)
        partial = any(str(r.get("note", "")).startswith("partial") for r in rows)
        last = max(pairs.values(), default=-1) + 1 if partial else len(figures)
        yield Page(path.stem, _publisher(path.stem), rows, figures, pairs, last)


def _paired(rows: list[dict[str, Any]], figures: list[Figure]) -> dict[int, int]:
    optional = [str(r.get("note", "")).startswith("borderline") for r in rows]
    return pair([gold_figure(r) for r in rows], [found_figure(f) for f in figures], optional)


def _publisher(page: str) -> str:
    """Return the publisher of a page: files of one folder share one, but for the collections."""
    parts = page.split("-")
    return "-".join(parts[:3] if parts[0] in ("icdar2013", "tables", "police") else parts[:2])
