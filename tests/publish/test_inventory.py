from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.publish import publish
from pipeline.publish.inventory import missing_periods, take_inventory
from pipeline.publish.reports import inventory_lines
from pipeline.rules import Rules
from pipeline.types import Dataset, FileFacts, Period


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        (["FY2013/14", "FY2016/17", "FY2014/15"], ["FY2015/16"]),
        (["FY1998/99", "FY2000/01"], ["FY1999/00"]),
        (["FY2015/16 Q3", "FY2016/17 Q1"], ["FY2015/16 Q4"]),
        (["FY2015/16@07 Q4", "FY2016/17@07 Q2"], ["FY2016/17@07 Q1"]),
        (["2020-11", "2021-02"], ["2020-12", "2021-01"]),
        (["2015", "2018"], ["2016", "2017"]),
        (["2015", "FY2017/18", "12M to 2019-03"], []),
        (["2024-01-01..2024-01-07", "2024-01-15..2024-01-21"], ["2024-01-08..2024-01-14"]),
        (["2024-01-01..2024-01-07", "2024-01-17..2024-01-23", "2024-01-01..2024-03-31"], []),
        ([], []),
    ],
    ids=[
        "years",
        "century",
        "quarters",
        "other start",
        "months",
        "calendar years",
        "unlike",
        "weeks",
        "no weeks",
        "none",
    ],
)
def test_gaps_in_a_row_of_periods_are_missing(there: list[str], missing: list[str]) -> None:
    assert list(missing_periods(there)) == missing


def test_the_inventory_is_by_series_of_papers(dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    first = replace(dataset.outcomes[0], file=FileFacts("b.pdf", "2" * 64, 20, ("copy-of-b.pdf",)))
    publish(replace(dataset, outcomes=(first, *dataset.outcomes[1:])), rules, out=tmp_path, formats=["csv"])
    inventory = take_inventory(tmp_path)
    (holding,) = inventory.holdings
    assert (holding.publisher, holding.kind, holding.reports) == ("Example Police", "dashboard", 2)
    assert holding.periods == (("12M to 2015-12", 2),)
    assert inventory.versions == ((("a.txt", "original"), ("b.pdf", "revision")),)
    assert inventory.copies == (("b.pdf", "copy-of-b.pdf"),)
    text = "\n".join(line.text for line in inventory_lines(inventory))
    assert f"Example Police, {holding.title} (dashboard): 2\n  there:   12M to 2015-12 (2)" in text


def test_an_area_without_a_year_that_others_have_is_told(dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    (outcome,) = [o for o in dataset.outcomes if o.file.path == "a.txt"]
    (report,) = outcome.reports
    years = {2021: "Area 1", 2022: "Area 1", 2023: "Area 2"}
    outcomes = tuple(
        replace(
            outcome,
            file=FileFacts(f"{year} {area}.txt", f"{year}" * 16, 20, ()),
            reports=(
                replace(
                    report,
                    document_id=f"d{year:016d}",
                    title=f"Boats in {year} - {area}",
                    subject=area,
                    period=Period(str(year), date(year, 1, 1), date(year, 12, 31)),
                    figures=(),
                ),
            ),
        )
        for year, area in years.items()
    )
    made = replace(dataset, outcomes=outcomes, versions=(), checks=(), discrepancies=(), coverage=(), series=())
    publish(made, rules, out=tmp_path, formats=["csv"])
    (holding,) = take_inventory(tmp_path).holdings
    assert (holding.title, holding.reports) == ("boats in", 3)
    assert holding.subjects == (("Area 1", ("2023",)), ("Area 2", ("2021", "2022")))


def test_a_folder_without_a_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no documents\.csv here"):
        take_inventory(tmp_path)
