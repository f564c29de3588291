"""Every format holds the same rows, and other programs read it."""

import csv
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.publish import FORMATS, publish
from pipeline.publish.load import read_table
from pipeline.publish.rows import Rows
from pipeline.publish.schema import TABLES, table
from pipeline.publish.tabletypes import Type
from pipeline.publish.writing import write_tables
from pipeline.publish.xlsx import xlsx_tables
from pipeline.rules import Rules
from pipeline.types import Dataset

NAMES = [t.name for t in TABLES]


@pytest.fixture
def out(dataset: Dataset, rules: Rules, tmp_path: Path) -> Path:
    publish(dataset, rules, out=tmp_path, formats=list(FORMATS))
    return tmp_path


def plain(value: Any) -> Any:
    """Return a cell as what all formats share: text, number or nothing."""
    if value is None or value == "":
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value if isinstance(value, str) else float(value)


def expected(rows: Rows, name: str) -> list[list[Any]]:
    return [[plain(value) for value in row] for row in rows.of(name)]


@pytest.mark.parametrize("name", NAMES)
def test_the_workbook_has_the_rows(name: str, rows: Rows, out: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    with closing(openpyxl.load_workbook(out / "reportcheck.xlsx", read_only=True)) as book:
        sheet = list(book[name].iter_rows(values_only=True))
        width = len(sheet[0])
        assert [[plain(v) for v in row] + [None] * (width - len(row)) for row in sheet[1:]] == expected(rows, name)


def test_the_workbook_holds_no_formula(out: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    book = openpyxl.load_workbook(out / "reportcheck.xlsx")
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {c.data_type for c in cells} <= {"s", "n", "d"}
    (hostile,) = [c for c in cells if str(c.value).startswith("=")]
    assert hostile.quotePrefix


def test_a_table_longer_than_a_sheet_goes_on_in_another(
    rows: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    monkeypatch.setattr("pipeline.publish.xlsx.MAX_ROWS", 3)
    write_tables(rows, tmp_path, [xlsx_tables])
    book = openpyxl.load_workbook(tmp_path / "reportcheck.xlsx")
    assert (book["evidence"].max_row, book["evidence 2"].max_row) == (4, 2)
    assert "documents 2" not in book.sheetnames, "a table that just fits has no second sheet"


@pytest.mark.parametrize("name", NAMES)
def test_the_database_has_the_rows(name: str, rows: Rows, out: Path) -> None:
    with closing(sqlite3.connect(out / "reportcheck.sqlite")) as database:
        width = len(expected(rows, name)[0])
        found = [[plain(v) for v in row[:width]] for row in database.execute(f'SELECT * FROM "{name}" ORDER BY rowid')]
    assert found == expected(rows, name)


def test_the_database_answers_what_people_ask(out: Path) -> None:
    with closing(sqlite3.connect(out / "reportcheck.sqlite")) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        findings = database.execute("SELECT severity, place, path, printed FROM v_discrepancies").fetchall()
        assert findings[:2] == [("error", 1, "a.txt", "80.9%"), ("error", 2, "b.pdf", "90.9%")]
        wide = database.execute("SELECT indicator, periods FROM v_series_wide").fetchall()
        assert wide == [("Satisfaction of victims", 0)]
        found = database.execute(
            "SELECT f.text, f.value_printed FROM figures_fts s JOIN figures f ON f.rowid = s.rowid "
            "WHERE figures_fts MATCH 'victim' ORDER BY f.rowid"
        ).fetchall()
        assert found == [("80.9%", "80.9"), ("90.9%", "90.9")]


def test_a_broken_key_is_no_database(dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    finding = dataset.discrepancies[0]
    stranger = replace(finding.evidence[0], figure_id="f" + "9" * 16)
    broken = replace(dataset, discrepancies=(replace(finding, evidence=(stranger,)),))
    with pytest.raises(ValueError, match="evidence: row 1 points to a row of figures"):
        publish(broken, rules, out=tmp_path, formats=["sqlite"])
    assert not (tmp_path / "reportcheck.sqlite").exists()


@pytest.mark.parametrize("name", NAMES)
def test_parquet_has_the_rows(name: str, rows: Rows, out: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    frame = parquet.read_table(out / "parquet" / f"{name}.parquet")
    found = [[plain(v) for v in row.values()] for row in frame.to_pylist()]
    assert found == expected(rows, name)


@pytest.mark.parametrize("name", NAMES)
def test_json_lines_have_the_rows(name: str, rows: Rows, out: Path) -> None:
    lines = (out / "jsonl" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    assert [[plain(v) for v in json.loads(line).values()] for line in lines] == expected(rows, name)


@pytest.mark.parametrize("name", NAMES)
def test_csv_comes_back_as_it_was_printed(name: str, rows: Rows, out: Path) -> None:
    found = [list(row.values()) for row in read_table(out, name)]
    assert [[v or None for v in row] for row in found] == [
        [None if v in (None, "") else str(v) for v in row] for row in rows.of(name)
    ]


def test_pandas_keeps_a_printed_na(
    dataset: Dataset, rules: Rules, make_figure: Callable[..., Any], make_report: Callable[..., Any], tmp_path: Path
) -> None:
    import pandas as pd

    figure = make_figure(1, "d" + "1" * 16, text="NA", value=None, lower=None, upper=None)
    report = make_report("d" + "1" * 16, (figure,))
    one = replace(dataset.outcomes[1], reports=(report,))
    only = replace(dataset, outcomes=(one,), versions=(), checks=(), discrepancies=(), coverage=(), series=())
    publish(only, rules, out=tmp_path, formats=["csv"])
    frame = pd.read_csv(tmp_path / "figures.csv", keep_default_na=False, na_values=[""])
    assert list(frame["text"]) == ["NA"]
    assert frame["value"].isna().all()


@pytest.mark.parametrize("file", ["figures.csv", "parquet/figures.parquet", "jsonl/figures.jsonl"])
def test_duckdb_reads_the_same_sums(file: str, rows: Rows, out: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    ((count, total),) = duckdb.sql(f"SELECT count(*), sum(value) FROM '{out / file}'").fetchall()
    values = [row[table("figures").column_names.index("value")] for row in rows.of("figures")]
    assert (count, float(total)) == (len(values), pytest.approx(float(sum(values))))


def test_the_web_metadata_is_valid(out: Path) -> None:
    csvw = pytest.importorskip("csvw", reason="csvw is not installed")
    group = csvw.TableGroup.from_file(out / "csv-metadata.json")
    assert group.check_referential_integrity()
    for each in group.tables:
        list(each.iterdicts(strict=True))
    assert [str(t.url) for t in group.tables] == [f"{name}.csv" for name in NAMES]


@pytest.mark.parametrize("name", list(FORMATS))
def test_equal_runs_are_equal_files(name: str, dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    made = []
    for folder in ("one", "two"):
        publish(dataset, rules, out=tmp_path / folder, formats=[name])
        root = tmp_path / folder
        made.append({p.relative_to(root): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()})
        time.sleep(1.1 if name == "xlsx" else 0)  # a workbook that held the time would differ
    assert made[0] == made[1]


def test_the_web_metadata_notices_a_broken_key(out: Path) -> None:
    csvw = pytest.importorskip("csvw", reason="csvw is not installed")
    path = out / "evidence.csv"
    path.write_bytes(path.read_bytes().replace(b",d1111111111111111,", b",d9999999999999999,"))
    with pytest.raises(ValueError, match=r"not found in table documents\.csv"):
        csvw.TableGroup.from_file(out / "csv-metadata.json").check_referential_integrity()


def test_datasette_serves_the_database(out: Path) -> None:
    pytest.importorskip("datasette", reason="datasette is not installed")
    command = [sys.executable, "-m", "datasette", "serve", "reportcheck.sqlite", "-m", "datasette.json", "-p", "0"]
    server = subprocess.Popen(command, cwd=out, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        assert server.stderr
        address = next(found[0] for line in server.stderr if (found := re.search(r"http://[\d.:]+", line)))
        for page in ("/reportcheck/v_discrepancies", "/reportcheck/figures?_search=victims"):
            with urllib.request.urlopen(f"{address}{page}", timeout=20) as answer:
                text = answer.read().decode()
            assert "80.9%" in text
    finally:
        server.terminate()
        server.wait(timeout=20)


# Comma, quotes, UTF-8, raw values instead of shown ones; the last number is the sheet, -1 for each a file.
SOFFICE_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")


def office_csv(source: Path, out: Path) -> None:
    command = ["soffice", f"-env:UserInstallation=file://{out}/profile", "--headless", "--convert-to", SOFFICE_CSV]
    subprocess.run([*command, "--outdir", str(out), str(source)], check=True, capture_output=True, timeout=120)


@needs_office
def test_libreoffice_reads_the_workbook(rows: Rows, out: Path, tmp_path: Path) -> None:
    office_csv(out / "reportcheck.xlsx", tmp_path / "office")
    for name in NAMES:
        with (tmp_path / "office" / f"reportcheck-{name}.csv").open(encoding="utf-8", newline="") as file:
            _, *found = csv.reader(file)
        kinds = [c.type for c in table(name).columns]
        told = [[_office(v, k) for v, k in zip(row, kinds, strict=True)] for row in found]
        assert told == expected(rows, name), name


def _office(cell: str, kind: Type) -> Any:
    return float(cell) if cell and kind in (Type.INTEGER, Type.NUMBER) else plain(cell)


@needs_office
def test_libreoffice_runs_nothing_in_a_csv(out: Path, tmp_path: Path) -> None:
    office_csv(out / "figures.csv", tmp_path / "office")
    (sheet,) = (tmp_path / "office").glob("figures*.csv")
    with sheet.open(encoding="utf-8", newline="") as file:
        contexts = [row["context"] for row in csv.DictReader(file)]
    assert contexts == ["", '\'=HYPERLINK("x")']
