"""Files of other publishers, held row by row to what the publisher gives as data or prints in words."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from pdfmaking import REAL, needs_shared, read_real, rows, tables

from pipeline.read.export import table_rows
from pipeline.types import Table


def squeezed(text: str) -> str:
    """Letters and digits alone: line breaks inside cells differ between a CSV and a print."""
    return "".join(ch for ch in text.lower() if ch.isalnum())


def amount(text: str) -> Decimal:
    """A payment as a number; brackets are negative."""
    plain = text.strip().replace(",", "").replace(" ", "")
    return Decimal(f"-{plain[1:-1]}" if plain.startswith("(") else plain)


def payments(table_rows: Iterable[Sequence[str]]) -> list[tuple[str, str, Decimal]]:
    """Supplier, transaction number and amount of each payment."""
    return [(squeezed(r[3]), r[4].strip(), amount(r[5])) for r in table_rows if len(r) > 5 and r[4].strip().isdigit()]


@needs_shared
@pytest.mark.parametrize(
    ("name", "printed_total"), [("newham-april", "41954320.94"), ("north-central-london-april", "329039977.74")]
)
def test_each_payment_stands_with_its_supplier_and_number(name: str, printed_total: str) -> None:
    with (REAL / "nhs-payments" / f"{name}.csv").open(encoding="utf-8-sig", errors="replace", newline="") as file:
        expected = payments(csv.reader(file))
    found = payments(row for t in tables(read_real(f"real/nhs-payments/{name}.pdf")) for row in rows(t))
    assert len(expected) > 100
    assert not Counter((n, a) for _, n, a in expected) - Counter((n, a) for _, n, a in found)
    assert sum((a for _, _, a in found), Decimal(0)) == Decimal(printed_total)  # the CSV of one ends before its print
    assert sum((Counter(expected) & Counter(found)).values()) >= 0.99 * len(expected)


@needs_shared
@pytest.mark.parametrize("name", ["schools", "spreadsheet_no_bounding_frame", "spanning_cells"])
def test_expected_rows_are_met(name: str) -> None:
    """Each row with figures of the expected table is found, in order; letters that a CSV cuts off may follow."""
    with (REAL / "tables" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        expected = [[squeezed(c) for c in row if squeezed(c)] for row in csv.reader(file)]
    expected = [row for row in expected if row and row[-1].isdigit()]
    found = [
        [squeezed(c) for c in row if squeezed(c)]
        for t in tables(read_real(f"real/tables/{name}.pdf"))
        for row in once(t)
    ]
    left = iter(found)
    assert expected
    for row in expected:
        assert any(len(row) == len(r) and all(b.startswith(a) for a, b in zip(row, r, strict=True)) for r in left), row


def once(table: Table) -> list[list[str]]:
    """Rows in which a merged cell stands at its first place only."""
    return table_rows(table)


WALES = sorted((REAL / "health-wales").glob("LAs-*.pdf")) if REAL.is_dir() else []


@needs_shared
@pytest.mark.parametrize("path", WALES, ids=lambda p: p.stem)
def test_authorities_add_up_to_their_total(path: Path) -> None:
    """Every figure of a column is read right where the column adds up to the total that is printed under it."""
    document = read_real(f"real/health-wales/{path.name}")
    (table,) = [t for t in tables(document) if t.columns >= 7]
    body = [r for r in rows(table) if whole(r[2]) is not None]
    assert len(body) >= 23
    (at,) = [k for k, r in enumerate(body) if "total" in " ".join(r[:2]).lower()]
    total, parts = body[at], body[:at]  # who lives outside Wales stands below the total
    for column in (2, 3, 5):
        off = 1 if (path.stem, column) == ("LAs-2020-04-10", 5) else 0  # as printed there
        assert sum(whole(r[column]) or 0 for r in parts) == (whole(total[column]) or 0) - off


def whole(text: str) -> int | None:
    digits = text.replace(",", "").strip()
    return int(digits) if digits.isdigit() else None


TOTALS = {  # of the headline papers; the paper of the 9th is that of the 8th again
    "06": "3,499", "07": "3,790", "08": "4,073", "09": "4,073", "10": "4,591", "11": "4,930", "12": "5,297",
}  # fmt: skip


@needs_shared
@pytest.mark.parametrize("day", sorted(TOTALS))
def test_headline_papers_keep_label_and_figure_together(day: str) -> None:
    document = read_real(f"real/health-wales/HeadlineSummary-2020-04-{day}.pdf")
    (table,) = tables(document)
    figures = {row[0]: row[-1] for row in rows(table)}
    assert figures["Cumulative confirmed COVID-19 case total"] == TOTALS[day]
    assert len([f for f in figures.values() if whole(f) is not None]) == 7
    (note,) = document.notes  # the colon of a time has a private code in the paper's font
    assert note.startswith("1 character at digits without a meaning in the font")
