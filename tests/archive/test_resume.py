"""A run that was stopped goes on where it stopped, and ends with the same bytes."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from pipeline.cli import main; main()"]
REPORT = "# Report {0}\n\nThere were {0} schools and {0}.5% of pupils travelled by bus in 2015.\n"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive") / "reports"
    folder.mkdir()
    for number in range(10, 22):
        (folder / f"{number}.txt").write_text(REPORT.format(number) * 10, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(archive: Path) -> Path:
    """The output of a run that nobody disturbed, with its log beside it."""
    out = archive.parent / "whole"
    finish(archive, out, "--log", str(archive.parent / "run.jsonl"))
    return out


@pytest.fixture
def out(whole: Path, tmp_path: Path) -> Path:
    """A copy of that output, to run into again."""
    shutil.copytree(whole, tmp_path / "out")
    return tmp_path / "out"


def start(archive: Path, out: Path, *options: str) -> subprocess.Popen[str]:
    command = [*COMMAND, "run", str(archive), "--out", str(out), "--jobs", "1", "--format", "csv", *options]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(archive: Path, out: Path, *options: str) -> str:
    process = start(archive, out, *options)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return err


def tables(out: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()}


def results(out: Path) -> list[Path]:
    return sorted((out / ".journal").glob("*.part"))


def wait_for_results(out: Path, number: int) -> None:
    for _ in range(600):
        if len(results(out)) >= number:
            return
        time.sleep(0.05)
    raise AssertionError(f"{len(results(out))} results after 30 s")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals to send")
@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda s: s.name)
def test_a_stopped_run_goes_on_and_ends_with_the_same_bytes(
    stop: signal.Signals, archive: Path, whole: Path, tmp_path: Path
) -> None:
    stopped = start(archive, tmp_path / "out")
    wait_for_results(tmp_path / "out", 2)
    stopped.send_signal(stop)
    _, err = stopped.communicate(timeout=60)
    kept = len(results(tmp_path / "out"))
    if stop is not signal.SIGKILL and kept < 12:
        assert stopped.returncode == 130
        assert "interrupted; run the same command again" in err
    assert "Traceback" not in err
    told = finish(archive, tmp_path / "out")
    assert f"{kept} read before" in told
    assert tables(tmp_path / "out") == tables(whole)
    assert [p.name for p in (tmp_path / "out").rglob("*.tmp")] == []


def test_a_grown_archive_reads_only_what_is_new(archive: Path, out: Path, tmp_path: Path) -> None:
    grown = shutil.copytree(archive, tmp_path / "grown")
    (grown / "22.txt").write_text(REPORT.format(22), encoding="utf-8")
    (grown / "10.txt").unlink()
    assert "12 of 12 read, 11 read before" in finish(grown, out)
    assert len(results(out)) == 12


@pytest.mark.parametrize(
    "change", [["--fiscal-year-start", "7"], ["--fresh"], ["--limit", "max_pages=9"]], ids=["setting", "fresh", "limit"]
)
def test_what_a_result_rests_on_makes_it_anew(change: list[str], archive: Path, out: Path) -> None:
    assert "read before" not in finish(archive, out, *change)


def test_a_log_has_a_line_for_each_document(whole: Path) -> None:
    records = [json.loads(line) for line in (whole.parent / "run.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sorted(r["path"] for r in records) == [f"{n}.txt" for n in range(10, 22)]
    assert {r["status"] for r in records} == {"ok"}


def test_status_tells_what_is_done_and_what_is_not(archive: Path, out: Path, tmp_path: Path) -> None:
    grown = shutil.copytree(archive, tmp_path / "grown")
    (grown / "bad.pdf").write_bytes(b"")
    finish(grown, out)
    results(out)[0].unlink()
    done = subprocess.run([*COMMAND, "status", str(out)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "12 of 13 documents done, about" in done.stdout
    assert "not done  " in done.stdout


@pytest.mark.parametrize(
    "variables",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "de_DE.UTF-8"},
    ],
    ids=["one", "two"],
)
def test_the_machine_changes_no_byte(variables: dict[str, str], archive: Path, whole: Path, tmp_path: Path) -> None:
    command = [*COMMAND, "run", str(archive), "--out", str(tmp_path / "there"), "--jobs", "3", "--format", "csv"]
    subprocess.run(command, cwd=ROOT, env=os.environ | variables, check=True, capture_output=True, timeout=120)
    assert tables(tmp_path / "there") == tables(whole)
    with (whole / "documents.csv").open(encoding="utf-8", newline="") as file:
        assert [r["path"] for r in csv.DictReader(file)] == [f"{n}.txt" for n in range(10, 22)]
