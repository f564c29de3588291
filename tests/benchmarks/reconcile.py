"""Prints seconds and memory for aligning, checking and reconciling synthetic archives.

Run as `python tests/benchmarks/reconcile.py [FIGURES ...]`; 10,000, 100,000 and 1,000,000 by default.
Each document has 200 figures in tables and sentences; publishers, quarters and versions repeat as in a real archive.
"""

import random
import resource
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1] / "check")]

from builders import ReportBuilder, year

from pipeline.align import align_reports
from pipeline.check import run_checks
from pipeline.reconcile import reconcile
from pipeline.rules import load_rules
from pipeline.types import Report

FIGURES_A_REPORT = 200
TOPICS = ("burglary", "violence", "vehicle", "robbery", "arson", "fraud", "assault", "theft", "damage", "drugs")


def synthetic_report(number: int) -> Report:
    """Return a report of 200 figures; every tenth is a version of the one before it, with one cell changed."""
    seed, version = (number - 1, True) if number % 10 == 9 else (number, False)
    rng = random.Random(seed)
    publisher, division, quarter = seed % 50, seed // 1000, 2000 + seed // 50 % 20
    report = ReportBuilder(
        f"d{number:016x}",
        publisher=f"Force {publisher}",
        title=f"Report {quarter}",
        published=f"{quarter + 1}-06-01",
        period=year(quarter),
    )
    for block in range(10):
        report.heading(f"{block + 1} To reduce {TOPICS[block]} in division {division}")
        rows = []
        for line in range(5):
            measured = f"{publisher} {division} {TOPICS[block]} {line}"  # a year's number is the same in every report
            before, after = (random.Random(f"{measured} {y}").randint(100, 9999) for y in (quarter - 1, quarter))
            if version and block == line == 0:
                after += 1000
            change = f"{(after / before - 1) * 100:+.0f}%"
            rows.append([f"Number of {TOPICS[block]} offences in district {line}", str(before), str(after), change])
        header = ["", f"{quarter - 1}/{quarter % 100:02d}", f"{quarter}/{(quarter + 1) % 100:02d}", "% Change"]
        report.table(header, rows)
        part, whole = rng.randint(10, 400), rng.randint(400, 900)
        report.sentence(
            f"In {TOPICS[block]} cases {part} of {whole} victims ({part / whole * 100:.0f}%) were satisfied in {seed}.",
            {"text": str(part)},
            {"text": str(whole)},
            {"text": f"{part / whole * 100:.0f}%"},
        )
        report.sentence(
            f"The force recorded {whole} such offences and closed {part} of them within a month.",
            {"text": str(whole)},
            {"text": str(part)},
        )
    return report.build()


def measure(figures: int) -> None:
    """Print one line: figures, seconds of each step, peak memory."""
    reports = [synthetic_report(n) for n in range(figures // FIGURES_A_REPORT)]
    rules = load_rules()
    start = time.perf_counter()
    alignment = align_reports(reports)
    aligned = time.perf_counter()
    checks, discrepancies, _ = run_checks(reports, alignment, rules)
    checked = time.perf_counter()
    series = reconcile(reports, alignment, discrepancies, rules)
    done = time.perf_counter()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    count = sum(len(r.figures) for r in reports)
    print(f"{count:>9,} figures in {len(reports):>5,} documents: align {aligned - start:6.1f} s,", end=" ")
    print(
        f"check {checked - aligned:6.1f} s, reconcile {done - checked:6.1f} s, together {done - start:6.1f} s;", end=" "
    )
    print(f"{len(alignment.pairs)} version pairs, {len(checks):,} checks, {len(discrepancies):,} findings,", end=" ")
    print(f"{len(series):,} series; peak {peak_mb:,.0f} MB", flush=True)


if __name__ == "__main__":
    for size in [int(a) for a in sys.argv[1:]] or [10_000, 100_000, 1_000_000]:
        measure(size)
