import csv
import json
import random
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import InputError, OutputError
from pipeline.files import whole_file, write_bytes
from pipeline.publish import FORMATS, publish
from pipeline.publish.rows import Rows
from pipeline.publish.schema import TABLES
from pipeline.rules import Rules
from pipeline.types import Dataset, Figure


def test_every_table_is_valid_by_its_own_description(dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    publish(dataset, rules, out=tmp_path, formats=["csv"])
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["taskName", "rowNumber", "fieldName", "note"])
    assert [task.name for task in report.tasks] == [t.name for t in TABLES]


def test_a_wrong_word_is_not_valid(dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    publish(dataset, rules, out=tmp_path, formats=["csv"])
    path = tmp_path / "discrepancies.csv"
    path.write_bytes(path.read_bytes().replace(b",error,", b",grave,"))
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert "constraint-error" in [e[0] for e in report.flatten(["type"])]


def test_csv_is_rfc_4180(rows: Rows, dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    publish(dataset, rules, out=tmp_path, formats=["csv"])
    data = (tmp_path / "figures.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 3
    with (tmp_path / "figures.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    assert read[0]["value"] == "80.9"
    assert read[1]["context"] == '\'=HYPERLINK("x")'
    assert [len(r) for r in read] == [len(next(rows.of("figures")))] * 2


def test_the_order_of_inputs_changes_no_byte(dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    turned = replace(
        dataset,
        outcomes=dataset.outcomes[::-1],
        versions=dataset.versions[::-1],
        discrepancies=dataset.discrepancies[::-1],
        coverage=dataset.coverage[::-1],
    )
    publish(dataset, rules, out=tmp_path / "one", formats=["csv"])
    publish(turned, rules, out=tmp_path / "two", formats=["csv"])
    names = sorted(p.name for p in (tmp_path / "one").iterdir())
    assert names == sorted(p.name for p in (tmp_path / "two").iterdir())
    assert [n for n in names if (tmp_path / "one" / n).read_bytes() != (tmp_path / "two" / n).read_bytes()] == []


def test_run_json_holds_no_clock(dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    publish(dataset, rules, out=tmp_path)
    facts = json.loads((tmp_path / "run.json").read_bytes())
    assert facts["inputs"]["c.pdf"] == {"sha256": "3" * 64, "status": "failed"}
    assert facts["settings"] == {"fiscal_year_start": "4"}
    told = {"reportcheck", "schema", "code_sha256", "rules_sha256", "settings", "engines", "writers", "inputs"}
    assert set(facts) == told


def test_an_unknown_format_is_told_with_the_known(dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no format 'pdf'; choose from csv"):
        publish(dataset, rules, out=tmp_path, formats=["csv", "pdf"])


def test_a_writer_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_bytes(path, b"old")
    with pytest.raises(OutputError, match=r"run\.json: cannot be written: No space"):
        _fill_the_disk(path)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["run.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit on the size of files to set")
@pytest.mark.parametrize("name", list(FORMATS))
def test_a_full_disk_is_told_and_leaves_no_half_file(
    name: str, dataset: Dataset, rules: Rules, tmp_path: Path, make_figure: Callable[..., Figure]
) -> None:
    import resource

    finding = dataset.discrepancies[0]
    wordy = replace(finding, explanation=random.Random(1).randbytes(40_000).hex())
    full = replace(dataset, discrepancies=(wordy,))
    publish(dataset, rules, out=tmp_path, formats=[name])
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, old[1]))  # a write past it fails as on a full disk
    try:
        with pytest.raises(OutputError, match=r"cannot be written: .*; make room on the disk"):
            publish(full, rules, out=tmp_path, formats=[name])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, ignored)
    after = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert sorted(after) == sorted(before), "no half file"
    big = {
        "csv": "discrepancies.csv",
        "xlsx": "reportcheck.xlsx",
        "sqlite": "reportcheck.sqlite",
        "audit": "audit.html",
    }
    kept = tmp_path / big.get(name, f"{name}/discrepancies.{name}")
    assert after[kept] == before[kept], "the old file stays"


def _fill_the_disk(path: Path) -> None:
    with whole_file(path) as temporary:
        temporary.write_bytes(b"half")
        raise OSError(28, "No space left on device")


def test_a_file_in_the_place_of_the_folder_is_told(dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="name another folder with --out"):
        publish(dataset, rules, out=tmp_path / "out")
