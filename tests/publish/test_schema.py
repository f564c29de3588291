import pytest

from pipeline.publish.schema import TABLES, table
from pipeline.publish.tabletypes import Table

NAMES = [
    "documents",
    "figures",
    "mentions",
    "checks",
    "coverage",
    "discrepancies",
    "evidence",
    "series",
    "indicators",
    "segments",
    "links",
]
# The contract: these columns stand first, in this order; others may follow.
CONTRACT = {
    "documents": """
        document_id path copies sha256 format bytes pages part part_start part_end title kind publisher
        published published_source period period_start period_end version_group version_order relation
        figures status message
    """,
    "figures": """
        figure_id document_id ordinal page x0 top x1 bottom boxes page_label paragraph line start end cell
        text value lower upper unit unit_printed qualifier kind role status flag indicator indicator_id
        segment period period_start period_end base_period priority section source table row column context
        rule confidence
    """,
    "mentions": """
        mention_id document_id ordinal page x0 top x1 bottom line start end label text normalised rule
        confidence
    """,
    "checks": """
        check_id code document_id figure_ids formula computed_lower computed_upper printed result reason
    """,
    "discrepancies": """
        discrepancy_id type code severity figure_ids documents locations values expected difference
        explanation cause repair decision decided_by decided_at reason note
    """,
    "evidence": """
        discrepancy_id ordinal role figure_id mention_id document_id page x0 top x1 bottom line start end
        cell text
    """,
    "series": """
        series_id publisher indicator_id indicator segment priority unit kind role period period_start
        period_end base_period value lower upper status sources figure_ids documents basis
    """,
    "indicators": """
        indicator_id label aliases unit direction origin
    """,
}


def test_all_tables_are_there() -> None:
    assert [t.name for t in TABLES] == NAMES


@pytest.mark.parametrize("name", CONTRACT)
def test_columns_are_as_agreed(name: str) -> None:
    agreed = tuple(CONTRACT[name].split())
    assert table(name).column_names[: len(agreed)] == agreed


@pytest.mark.parametrize("each", TABLES, ids=lambda t: t.name)
def test_keys_name_columns(each: Table) -> None:
    names = set(each.column_names)
    assert len(names) == len(each.columns)
    assert set(each.primary_key) <= names
    assert all(k.column in names and k.target in table(k.table).column_names for k in each.foreign_keys)
    assert all(c.description for c in each.columns)
