"""Tables as files, and the share of true cells among them."""

import csv
import json
import subprocess
import sys
from pathlib import Path

from pdfmaking import REAL, SHARED, grid, make_pdf, needs_shared, text

from pipeline.read import Limits
from pipeline.read.export import write_tables

PAGE = grid([50, 200, 300], [700, 680, 660]) + "\n" + text(
    (55, 686, "Measure"), (205, 686, "Latest"), (55, 666, "Offences"), (205, 666, "59653")
)  # fmt: skip


def test_each_table_is_a_file_and_a_line(tmp_path: Path) -> None:
    source = tmp_path / "report.pdf"
    source.write_bytes(make_pdf(PAGE))
    (tmp_path / "empty.pdf").write_bytes(b"")
    out = tmp_path / "out"
    written, failed = write_tables([source, tmp_path / "empty.pdf"], out, limits=Limits())
    assert [p.name for p in written] == ["report-001.csv", "tables.jsonl"]
    assert [(p.name, "empty" in reason) for p, reason in failed] == [("empty.pdf", True)]
    assert list(csv.reader((out / "report-001.csv").open(newline=""))) == [["Measure", "Latest"], ["Offences", "59653"]]
    record = json.loads((out / "tables.jsonl").read_text())
    assert record["page"] == 1
    assert [(c["row"], c["column"], c["text"]) for c in record["cells"]][-1] == (1, 1, "59653")


@needs_shared
def test_real_tables_of_the_competition(tmp_path: Path) -> None:
    write_tables((REAL / "icdar2013").glob("*.pdf"), tmp_path, limits=Limits())
    command = [sys.executable, SHARED / "tools/score_tables.py", tmp_path / "tables.jsonl", REAL / "icdar2013"]
    line = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().split("\n")[-1]
    f1, figures = line.split("F1 ")[1].split("; figures ")
    assert float(f1) >= 0.97
    assert float(figures) >= 0.98
