"""Views of the database: targets beside what was reached, later values beside the first."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipeline import Options, run_archive
from pipeline.publish import publish
from pipeline.rules import load_rules

PAPER = """\
# Housing work {month} 2016

Yarwick Borough Council

Published 4 {month} 2016

## Work of the housing team

| Measure | Target 2015/16 | Actual 2015/16 |
| --- | --- | --- |
| Reduction in empty homes | 300 | 412 |
| Gutters cleared | 1,200 | {gutters} |
| Fences mended | 88 | 91 |
"""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("views")
    for month, gutters in (("April", "1,117"), ("June", "1,171")):
        (folder / f"{month}.md").write_text(PAPER.format(month=month, gutters=gutters), encoding="utf-8")
    options = Options(rules=load_rules(), jobs=1)
    publish(run_archive([folder], options), load_rules(), out=folder / "out", formats=["sqlite"], jobs=1)
    return folder / "out" / "reportcheck.sqlite"


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as opened:
        return opened.execute(query).fetchall()


def test_what_was_reached_stands_beside_the_target(database: Path) -> None:
    found = rows(database, "select indicator, actual, target, missed from v_targets order by indicator")
    assert ("Fences mended", 91.0, 88.0, None) in found  # nothing tells which way is better
    assert [row[1:] for row in found if "empty homes" in str(row[0])] == [(412.0, 300.0, 1)]


def test_a_later_value_stands_beside_the_first(database: Path) -> None:
    query = "select indicator, first_published, first_value, published, value from v_revisions where role = 'actual'"
    assert rows(database, query) == [("Gutters cleared", "2016-04-04", 1117.0, "2016-06-04", 1171.0)]
