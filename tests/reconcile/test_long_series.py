"""A long series comes out of one run over annual report, dashboards and a later paper."""

from decimal import Decimal
from pathlib import Path

import pytest
from goldfigures import SHARED

from pipeline.steps import Options, run_archive
from pipeline.types import Dataset, Series, SeriesStatus

REPORTS = sorted((SHARED / "reports").glob("*.txt"))

pytestmark = pytest.mark.skipif(not REPORTS, reason="the reports are not beside this checkout")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return run_archive(REPORTS, Options(jobs=2))


def rows(dataset: Dataset, indicator_id: str, unit: str) -> dict[str, Series]:
    """Return an indicator's levels by period; they must be one series: one publisher and segment."""
    found = [s for s in dataset.series if (s.indicator_id, s.unit, s.kind.value) == (indicator_id, unit, "level")]
    assert len({(s.publisher, s.segment, s.role) for s in found}) == 1
    return {s.period.label: s for s in found if s.period}


BASELINE_TO_LATEST = [
    ("offences_all_crime", "count", ["58805", "60834", "59220"]),
    ("satisfaction_burglary", "percent", ["89.7", "89.1", "88.2", "89.1"]),
    ("satisfaction_asb", "percent", ["82.9", "79.2", "79.1", "73.6"]),
    ("satisfaction_hate_crime", "percent", ["84.2", "83.7", "82.8", None]),
]


@pytest.mark.parametrize(("indicator_id", "unit", "values"), BASELINE_TO_LATEST, ids=lambda x: str(x))
def test_baseline_two_years_and_the_latest_months_stand_in_one_series(
    indicator_id: str, unit: str, values: list[str | None], dataset: Dataset
) -> None:
    found = rows(dataset, indicator_id, unit)
    periods = ("FY2012/13", "FY2013/14", "FY2014/15", "12M to 2015-12")[: len(values)]
    assert [found[p].value for p in periods] == [None if v is None else Decimal(v) for v in values]
    assert found["FY2012/13"].status is SeriesStatus.AGREED  # the annual report and the dashboards
    assert found["FY2012/13"].sources == 2


def test_satisfaction_of_hate_crime_victims_runs_through_four_papers(dataset: Dataset) -> None:
    found = rows(dataset, "satisfaction_hate_crime", "percent")
    assert {p: found[p].value for p in ("2016-11..2017-01", "2020-11..2021-01")} == {
        "2016-11..2017-01": Decimal("60.0"),
        "2020-11..2021-01": Decimal("81.8"),
    }
    disputed = found["12M to 2015-12"]
    assert disputed.status is SeriesStatus.DISPUTED
    assert all(value in disputed.basis for value in ("79%", "80.9%", "90.9%"))
    paths = {r.document_id: o.file.path for o in dataset.outcomes for r in o.reports}
    assert {Path(paths[d]).name[:3] for s in found.values() for d in s.documents} == {"000", "001", "002", "003"}


def test_a_dashboard_that_prints_no_publisher_has_that_of_its_versions(dataset: Dataset) -> None:
    without = [r for o in dataset.outcomes for r in o.reports if not r.publisher and "001_" in o.file.path]
    assert without, "the dashboard prints no publisher"
    own = [s for s in dataset.series if without[0].document_id in s.documents]
    assert own
    assert all(s.publisher for s in own)
