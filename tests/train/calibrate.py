"""Fits the confidence of figures to the annotated reports and prints the hit rate by tenth of confidence.

`python tests/train/calibrate.py` prints; `--write` also writes pipeline/extract/calibration.csv anew.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline.extract.calibration import TABLE
from pipeline.train.confidence import calibration_error, cross_fitted, fit, tenths, write_table
from tests.train.goldfigures_judged import judge_all


def main() -> None:
    """Fit, print, and write where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {TABLE.name}")
    options = parser.parse_args()
    judged = judge_all()
    print("| confidence | figures | right | hit rate |\n| --- | --- | --- | --- |")
    scored = cross_fitted(judged)
    for t in tenths(scored):
        print(f"| {t.upper - 0.1:.1f} to {t.upper:.1f} | {t.figures} | {t.right} | {t.rate:.2f} |")
    raw = calibration_error([(j.confidence, j.right) for j in judged])
    print(f"\nexpected calibration error {calibration_error(scored):.3f}; of the rules' own confidence {raw:.3f}")
    if options.write:
        write_table(fit(judged), judged, TABLE)


if __name__ == "__main__":
    main()
