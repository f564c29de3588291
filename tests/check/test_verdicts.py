"""Every error and warning on real reports was judged by a reader who saw places and sums, and nearly all are real.

`tests/verdicts.csv` holds the verdicts by discrepancy_id, which rests on the bytes of the files and
not on their names. Findings that are newer than the verdicts are listed, and count as not real until
a reader has judged them.
"""

import csv
import warnings
from collections import Counter
from pathlib import Path

import pytest
from goldfigures import SHARED

from pipeline.steps import Options, run_archive
from pipeline.types import Dataset, Severity

REPORTS = SHARED / "reports"
REAL = REPORTS / "real"
FOLDERS = ("health-ni", "health-wales", "icdar2013", "nhs-payments", "police", "tables")
FLOORS = {Severity.ERROR: 0.9, Severity.WARNING: 0.8}

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real reports are not beside this checkout")


def verdicts() -> dict[str, bool]:
    with (Path(__file__).parents[1] / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        return {row["discrepancy_id"]: row["real"] == "yes" for row in csv.DictReader(file)}


def check_verdicts(dataset: Dataset) -> None:
    """Fail where too many findings of a severity are not real; one that nobody has judged counts as not real."""
    known = verdicts()
    told = [d for d in dataset.discrepancies if d.severity in FLOORS]
    lines = [f"{d.discrepancy_id} {d.severity.value} {d.code}: {d.explanation}" for d in told]
    new = "\n".join(line for line in lines if line.split()[0] not in known)
    if new:
        warnings.warn(f"no reader has judged, in tests/verdicts.csv, whether these are real:\n{new}", stacklevel=2)
    of = Counter(d.severity for d in told)
    real = Counter(d.severity for d in told if known.get(d.discrepancy_id))
    false = "\n".join(line for line in lines if known.get(line.split()[0]) is False)
    for severity, floor in FLOORS.items():
        share = f"{severity.value}: {real[severity]} of {of[severity]} are known to be real"
        assert real[severity] >= floor * of[severity], f"{share}; not real:\n{false}\nnot judged yet:\n{new}"


@pytest.fixture(scope="module")
def real() -> Dataset:
    """All real reports but the odd files, in one run."""
    return run_archive([REAL / folder for folder in FOLDERS], Options(jobs=2))


def test_what_is_told_of_the_five_reports_is_real() -> None:
    dataset = run_archive(sorted(REPORTS.glob("*.txt")), Options(jobs=2))
    check_verdicts(dataset)
    assert len(dataset.discrepancies) <= 60


def test_what_is_told_of_the_real_reports_in_one_run_is_real(real: Dataset) -> None:
    check_verdicts(real)


@pytest.mark.slow
def test_what_is_told_of_odd_files_is_real() -> None:
    check_verdicts(run_archive([REAL / "odd"], Options(jobs=2)))


# What disagrees in the daily papers, worked out by hand: file, code, and a value at stake.
DAILY = [
    ("HeadlineSummary-2020-04-08", "DAY-01", "4,073", "283"),
    ("LAs-2020-04-08", "DAY-01", "4,044", "283"),
    ("HeadlineSummary-2020-04-09", "PER-08", "2020-04-09", ""),
    ("HeadlineSummary-2020-04-09", "DAY-02", "4,059", "4089"),
    ("HeadlineSummary-2020-04-10", "DAY-01", "4,591", "518"),
    ("HeadlineSummary-2020-04-11", "DAY-01", "340", "339"),
    ("LAs-2020-04-11", "DAY-01", "337", "336"),
    ("LAs-2020-04-10", "SUM-01", "15,034", "15033"),
    ("HeadlineSummary-2020-04-10", "DAY-02", "15,034", "15204"),
]


@pytest.mark.parametrize(("file", "code", "value", "words"), DAILY, ids=lambda x: x)
def test_daily_papers_disagree_where_a_reader_found_it(
    file: str, code: str, value: str, words: str, real: Dataset
) -> None:
    paths = {r.document_id: o.file.path for o in real.outcomes for r in o.reports}
    found = [d for d in real.discrepancies if d.code == code and file in paths[d.evidence[0].document_id]]
    assert any(value in d.values and words in d.explanation for d in found)


@pytest.mark.parametrize("day", ["2020-04-06", "2020-04-07", "2020-04-12"])
def test_daily_papers_that_agree_raise_nothing(day: str, real: Dataset) -> None:
    paths = {r.document_id: o.file.path for o in real.outcomes for r in o.reports}
    assert [d.explanation for d in real.discrepancies if day in paths[d.evidence[0].document_id]] == []
