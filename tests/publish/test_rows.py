from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.publish.rows import Rows
from pipeline.publish.schema import TABLES, table
from pipeline.rules import Rules
from pipeline.types import Dataset, Figure, Outcome, Report


def column(rows: Rows, name: str, column_name: str) -> list[object]:
    place = table(name).column_names.index(column_name)
    return [row[place] for row in rows.of(name)]


@pytest.mark.parametrize("name", [t.name for t in TABLES])
def test_rows_have_the_columns_of_the_schema(rows: Rows, name: str) -> None:
    made = list(rows.of(name))
    assert made
    assert {len(r) for r in made} == {len(table(name).columns)}


def test_documents_are_sorted_by_path_and_a_failed_file_has_its_row(rows: Rows) -> None:
    assert column(rows, "documents", "path") == ["a.txt", "b.pdf", "c.pdf"]
    assert column(rows, "documents", "status") == ["ok", "ok", "failed"]
    assert column(rows, "documents", "message")[2] == "is empty"
    assert column(rows, "documents", "document_id")[2] == "d" + "3" * 16
    assert column(rows, "documents", "version_order") == [1, None, None]


def test_findings_are_sorted_by_severity(rows: Rows) -> None:
    assert column(rows, "discrepancies", "severity") == ["error", "info"]
    assert column(rows, "discrepancies", "locations") == ["a.txt:1; b.pdf:p3"] * 2
    assert column(rows, "evidence", "ordinal") == [1, 2, 1, 2]


def test_an_open_period_has_no_last_day(rows: Rows) -> None:
    assert column(rows, "figures", "period") == ["2017..", "12M to 2015-12"]
    assert column(rows, "figures", "period_end")[0] is None


def test_further_boxes_are_listed_with_their_page(rows: Rows) -> None:
    assert column(rows, "figures", "boxes") == ["", "4:10.00,20.12,30.50,40.00"]


def test_an_indicator_beyond_the_rules_is_proposed(
    dataset: Dataset, rules: Rules, make_figure: Callable[..., Figure], make_report: Callable[..., Report]
) -> None:
    new = make_figure(3, "d" + "1" * 16, indicator_id="burglary", indicator="Burglary")
    outcome: Outcome = replace(dataset.outcomes[0], reports=(make_report("d" + "1" * 16, (new,)),))
    rows = Rows(replace(dataset, outcomes=(outcome,), identities=None), rules)
    assert column(rows, "indicators", "indicator_id") == ["burglary", "victim-satisfaction"]
    assert column(rows, "indicators", "origin") == ["proposed", "rules"]
