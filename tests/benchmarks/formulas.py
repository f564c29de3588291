"""How the time to judge a table by its formulas grows with its rows and its columns.

Run as `python tests/benchmarks/formulas.py [--part N]`. Prints, for long and for wide tables of levels, changes,
shares, totals and slips, the time at each size and its ratio to the size before; a doubling takes at most 2.3 times
as long.
"""

import argparse
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "check")]

from builders import ReportBuilder

from pipeline.check import Budget, check_report
from pipeline.collecting import rarely_collected
from pipeline.rules import load_rules
from pipeline.types import Report

LONG, WIDE = (50_000, 12), (400, 500)
LEAST_S = 0.3  # a shorter time says nothing of how it grows


def table(rows: int, columns: int) -> Report:
    """Return a report of one table: levels, totals, changes and shares again and again, with a slip now and then."""
    rng = random.Random(rows * 1000 + columns)
    header, body = ["", *(f"Column {n}" for n in range(columns))], []
    sums = [0] * columns
    for row in range(rows):
        cells: list[str] = []
        while len(cells) < columns:
            a, b, c = (rng.randint(100, 99_999) for _ in range(3))
            slip = rng.random() < 0.001
            cells += [
                str(a),
                str(b),
                str(c),
                str(a + b + c + slip * 900),
                f"{(b - a) / a * 100:.1f}%",
                f"{a / (a + b + c) * 100:.1f}%",
            ]
        cells = cells[:columns]
        for n, cell in enumerate(cells):
            sums[n] += 0 if "%" in cell else int(cell)
        body.append([f"Place {row}", *cells])
    body.append(["Total", *(str(s) if s else "" for s in sums)])
    return ReportBuilder().heading("Places").table(header, body).build()


def seconds(report: Report) -> tuple[float, int]:
    """Return the time that the checks of a report take, and how many findings they make."""
    start = time.process_time()
    with rarely_collected():
        done = check_report(report, load_rules(), Budget(check_s=600))
    assert not done.gave_up, done.gave_up
    return time.process_time() - start, len(done.discrepancies)


def main() -> None:
    """Print times and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", type=int, default=1, help="one nth of the full size")
    options = parser.parse_args()
    for name, (rows, columns), long in (("long", LONG, True), ("wide", WIDE, False)):
        before = 0.0
        for times in (8, 4, 2, 1):
            part = times * options.part
            size = (rows // part, columns) if long else (rows, columns // part)
            took, found = seconds(table(*size))
            ratio = f"{took / before:.2f} times" if before > LEAST_S else ""
            print(f"{name}: {size[0]:,} rows x {size[1]} columns: {took:.1f} s, {found} findings {ratio}", flush=True)
            before = took


if __name__ == "__main__":
    main()
