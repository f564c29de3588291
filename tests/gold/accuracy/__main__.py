"""Measures how right the product is, and writes docs/accuracy.md: `python -m tests.gold.accuracy [FOLDER]`.

FOLDER holds `reports/`, `gold/` and `tools/` with papers that may not be passed on; what needs them is left as it was
measured last where it is not named. `--check` writes nothing and exits with 1 where a share is below its floor;
`--floors` sets the floors to what was measured; `--only NAME` measures some alone.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.gold.accuracy.beside import BESIDE
from tests.gold.accuracy.inside import QUICK, SLOW
from tests.gold.accuracy.page import PAGE, accuracy_page
from tests.gold.accuracy.rows import Row, fallen, floors, load, merged, save, write_floors

MEASURES: dict[str, Callable[[Path, int], list[Row]]] = {**QUICK, **SLOW, **BESIDE}
NOWHERE = Path(os.devnull)


def main() -> int:
    """Measure, then write or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=NOWHERE, help="reports/, gold/ and tools/")
    parser.add_argument("--only", choices=MEASURES, action="append", help="measure this alone; can be given again")
    parser.add_argument("--check", action="store_true", help="compare with the floors, write nothing")
    parser.add_argument("--floors", action="store_true", help="set the floors to what is measured")
    parser.add_argument("--page", action="store_true", help="measure nothing, make the page anew")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    names = [] if options.page else options.only or list(MEASURES)
    measured: list[Row] = []
    for name in names:
        measured += _measured(name, options.folder, options.jobs)
        if not options.check:  # a measure takes minutes: what is done is kept
            save(merged(load(), measured))
    if options.check:
        told = fallen(measured, floors())
        print("\n".join(told) or f"{len(measured)} shares, none below its floor")
        return 1 if told else 0
    rows = load()
    PAGE.write_text(accuracy_page(rows), encoding="utf-8")
    if options.floors:
        write_floors(rows)
    print(f"{len(measured)} of {len(rows)} shares measured, {PAGE.name} written")
    return 0


def _measured(name: str, folder: Path, jobs: int) -> list[Row]:
    started = time.monotonic()
    rows = MEASURES[name](folder, jobs)
    left = "" if rows else ", not at hand"
    print(f"{name}: {len(rows)} shares in {time.monotonic() - started:.0f} s{left}", file=sys.stderr, flush=True)
    return rows


if __name__ == "__main__":
    sys.exit(main())
