"""Lays out text reports in many styles, reads text and PDFs, and prints how alike their figures are.

usage: python tests/read/layouts/compare.py REPORT.txt ... [--style NAME ...] [--scan] [--keep FOLDER]

For each report and style: parity (share of figures that both runs give, by value, unit, kind, period and
priority), the same for gaps, and how many figures either run has alone; --misses prints them.
"""

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from laying import STYLES, Style, lay_out, scan

from pipeline.extract import Settings, extract_reports
from pipeline.read import Limits, read_document
from pipeline.rules import Rules, load_rules
from pipeline.types import Document, FigureStatus, FileFacts

SCANNED = STYLES[0].name  # the style that --scan makes a scan of


def document_figures(document: Document, name: str, rules: Rules) -> list[Any]:
    """The figures of all reports of a document."""
    facts = FileFacts(name, hashlib.sha256(name.encode()).hexdigest(), 0)
    reports = extract_reports(document, facts=facts, rules=rules, settings=Settings())
    return [f for report in reports for f in report.figures]


def figure_key(figure: Any) -> tuple[str, ...]:
    """What must agree: all of it in words, so that keys can be sorted."""
    span = (figure.period.start, figure.period.end) if figure.period else ""
    value = "" if figure.value is None else f"{float(figure.value):.6g}"
    return (figure.status.value, value, figure.unit, figure.kind.value, str(span), figure.priority)


def parity(one: Iterable[Any], other: Iterable[Any], *, reported: bool) -> float:
    """F1 of the figures of two readings (of the gaps where not `reported`)."""
    a, b = (_counted(figures, reported=reported) for figures in (one, other))
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 1.0


def _counted(figures: Iterable[Any], *, reported: bool) -> Counter[tuple[str, ...]]:
    return Counter(figure_key(f) for f in figures if (f.status is FigureStatus.REPORTED) is reported)


def read_laid_out(path: Path, style: Style, *, scanned: bool) -> tuple[Document, Document, bytes]:
    """Return a report as read from its text and from its laid out PDF, and the PDF."""
    text = read_document(path, name=path.name, limits=Limits())
    data = lay_out(text, style)
    data = scan(data) if scanned else data
    return text, read_document(data, name=f"{path.stem}.pdf", limits=Limits()), data


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="+", type=Path)
    parser.add_argument("--style", action="append", choices=[s.name for s in STYLES])
    parser.add_argument("--scan", action="store_true", help="make a grainy scan of the layout")
    parser.add_argument("--keep", type=Path, help="folder to keep the PDFs in")
    parser.add_argument("--misses", type=int, default=0)
    given = parser.parse_args()
    rules = load_rules()
    wanted = given.style or ([SCANNED] if given.scan else [s.name for s in STYLES])
    for path in given.reports:
        text = read_document(path, name=path.name, limits=Limits())
        expected = document_figures(text, path.name, rules)
        for style in (s for s in STYLES if s.name in wanted):
            _, document, data = read_laid_out(path, style, scanned=given.scan)
            if given.keep:
                given.keep.mkdir(parents=True, exist_ok=True)
                (given.keep / f"{path.stem}-{style.name}{'-scan' if given.scan else ''}.pdf").write_bytes(data)
            found = document_figures(document, path.name, rules)
            tables = [sum(b.table is not None for b in d.blocks) for d in (text, document)]
            shares = [parity(expected, found, reported=r) for r in (True, False)]
            print(
                f"{path.stem[:3]} {style.name:24} figures {shares[0]:.3f}  gaps {shares[1]:.3f}  tables {tables}",
                flush=True,
            )
            _print_misses(expected, found, given.misses)


def _print_misses(expected: list[Any], found: list[Any], count: int) -> None:
    a, b = Counter(map(figure_key, expected)), Counter(map(figure_key, found))
    places = {figure_key(f): f for f in [*expected, *found]}
    for told, left in (("text alone", a - b), ("pdf alone", b - a)):
        for key in list(left)[:count]:
            f = places[key]
            print(f"    {told}: {key} {f.text!r} [{f.indicator[:50]}] line {f.place.line} page {f.place.page}")


if __name__ == "__main__":
    main()
