from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.publish import publish
from pipeline.publish.inventory import missing_periods, take_inventory
from pipeline.publish.reports import inventory_lines
from pipeline.rules import Rules
from pipeline.types import Dataset, FileFacts


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
        ([], []),
    ],
    ids=["years", "century", "quarters", "other start", "months", "calendar years", "unlike", "none"],
)
def test_gaps_in_a_row_of_periods_are_missing(there: list[str], missing: list[str]) -> None:
    assert list(missing_periods(there)) == missing


def test_the_inventory_is_by_publisher_and_kind(dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    first = replace(dataset.outcomes[0], file=FileFacts("b.pdf", "2" * 64, 20, ("copy-of-b.pdf",)))
    publish(replace(dataset, outcomes=(first, *dataset.outcomes[1:])), rules, out=tmp_path, formats=["csv"])
    inventory = take_inventory(tmp_path)
    (holding,) = inventory.holdings
    assert (holding.publisher, holding.kind, holding.reports) == ("Example Police", "dashboard", 2)
    assert holding.periods == (("12M to 2015-12", 2),)
    assert inventory.versions == ((("a.txt", "original"), ("b.pdf", "revision")),)
    assert inventory.copies == (("b.pdf", "copy-of-b.pdf"),)
    text = "\n".join(line.text for line in inventory_lines(inventory))
    assert "Example Police, dashboard: 2\n  there:   12M to 2015-12 (2)" in text


def test_a_folder_without_a_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no documents\.csv here"):
        take_inventory(tmp_path)
