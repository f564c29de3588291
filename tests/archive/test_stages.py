"""Reading, extraction and checks end for themselves: a document that was read keeps its figures."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from faulty_checks import CODE, FaultyChecks

import pipeline.archive
from pipeline.archive import EngineLimits, discover
from pipeline.archive.engine import Stage
from pipeline.archive.work import Reader, Task
from pipeline.extract.settings import Settings
from pipeline.read import Limits
from pipeline.read.pdf.ocr import ocr_available
from pipeline.rules import load_rules
from pipeline.steps import Options, run_archive
from pipeline.types import Dataset, OutcomeStatus, Result

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no signals to send")
CORPUS = Path(__file__).parents[2] / "corpus" / "documents"
REPORT = "# Report {0}\n\nThere were {0} schools and {0}.5% of pupils travelled by bus in 2015.\n"


def run(folder: Path, journal: Path, **options: object) -> tuple[Dataset, list[str]]:
    told: list[str] = []
    chosen = Options(
        engine=EngineLimits(deadline_s=20, memory_mb=600), jobs=2, journal=journal, notice=told.append, **options
    )  # type: ignore[arg-type]
    return run_archive([folder], chosen), told


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    return folder


def test_whatever_a_check_does_the_figures_are_kept_and_the_others_go_on(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["hang-1.txt", "spin-2.txt", "die-3.txt", "eat-4.txt", "good-5.txt"]
    for number, name in enumerate(names, 11):
        (archive / name).write_text(REPORT.format(number), encoding="utf-8")
    monkeypatch.setattr(pipeline.archive, "Reader", FaultyChecks)
    dataset, _ = run(archive, tmp_path / "journal", check_s=3.0)
    by_path = {o.file.path: o for o in dataset.outcomes}
    assert {p: len(o.reports[0].figures) for p, o in by_path.items()} == dict.fromkeys(names, 3)
    assert by_path["good-5.txt"].status is OutcomeStatus.OK
    told = {p: o.message for p, o in by_path.items()}
    assert told["spin-2.txt"] == f"check {CODE} gave up after 3 s"
    assert told["hang-1.txt"].startswith(f"check {CODE} took too long: not done after 6 s")
    assert told["die-3.txt"] == f"check {CODE} ended its process: signal 9"
    assert told["eat-4.txt"].startswith(f"check {CODE} took too much memory")
    assert {by_path[n].status for n in names[:4]} == {OutcomeStatus.PARTIAL}
    gave_up = [c for c in dataset.checks if c.code == CODE and c.result is Result.CANNOT_JUDGE]
    assert len(gave_up) == 4
    assert sorted(p.suffix for p in (tmp_path / "journal").iterdir()) == [".json", *[".part"] * 5]


def test_a_file_that_was_away_is_read_when_it_is_back(archive: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        (archive / f"{number}.txt").write_text(REPORT.format(number), encoding="utf-8")
    away = archive / "2.txt"
    text = away.read_bytes()

    found: list[object] = []

    def take_away(discovery: object) -> None:
        found.append(discovery)
        away.unlink()

    first, _ = run(archive, tmp_path / "journal", found=take_away)
    assert [(o.file.path, o.status.value) for o in first.outcomes] == [("1.txt", "ok"), ("2.txt", "failed")]
    assert "no longer there" in first.outcomes[1].message
    away.write_bytes(text)
    second, _ = run(archive, tmp_path / "journal")
    assert [o.status.value for o in second.outcomes] == ["ok", "ok"]


@pytest.mark.parametrize("what", ["part", "plan"])
def test_damage_in_the_journal_is_told_and_made_anew(what: str, archive: Path, tmp_path: Path) -> None:
    (archive / "1.txt").write_text(REPORT.format(1), encoding="utf-8")
    journal = tmp_path / "journal"
    first, _ = run(archive, journal)
    (path,) = journal.glob("*.part" if what == "part" else "plan.json")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)
    if what == "plan":
        from pipeline.archive import run_status
        from pipeline.errors import InputError

        with pytest.raises(InputError, match="damaged"):
            run_status(journal)
    second, told = run(archive, journal)
    assert second.outcomes[0].status is first.outcomes[0].status
    assert len(told) == (what == "part")
    assert all("1 results of an earlier run were damaged" in t for t in told)


def test_another_password_reads_anew(archive: Path) -> None:
    from pipeline.archive import Plan, discover

    (archive / "1.txt").write_text(REPORT.format(1), encoding="utf-8")
    (file,) = discover([archive]).files
    names = {
        Plan(load_rules(), Settings(), Limits(), password=password).result_name(file, {})
        for password in ("", "wrong", "right")
    }
    assert len(names) == 3


ORPHAN = """
import sys
from pathlib import Path
sys.path.insert(0, "tests/archive")
from faulty_checks import SlowReader
from pipeline.archive.engine import EngineLimits, run_tasks
from pipeline.archive.work import Task
from pipeline.extract.settings import Settings
from pipeline.read import Limits
from pipeline.read.pdf.ocr import ocr_available
from pipeline.rules import load_rules
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    reader = SlowReader(load_rules(), Settings(), Limits(), folder)
    list(run_tasks(["stuck"], reader, jobs=1, limits=EngineLimits(), writable=[folder]))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells of a parent's end")
def test_a_reader_ends_with_its_parent_even_deep_in_machine_code(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{root / 'tests' / 'archive'}"}
    parent = subprocess.Popen([sys.executable, "-c", ORPHAN, str(tmp_path)], cwd=root, env=environment)
    pid = int(_content(tmp_path / "pid"))
    time.sleep(0.2)
    assert _runs(pid)
    parent.send_signal(signal.SIGKILL)
    parent.wait(timeout=30)
    for _ in range(100):
        if not _runs(pid):
            return
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    raise AssertionError("the reader outlived its parent by five seconds")


def _content(path: Path) -> str:
    for _ in range(600):
        if path.is_file() and (text := path.read_text(encoding="ascii")):
            return text
        time.sleep(0.05)
    raise AssertionError("no reader started within 30 s")


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_seconds_of_extraction_grow_with_the_document() -> None:
    from pipeline.archive.work import CELLS, CHARACTERS, _size
    from pipeline.types import Block, BlockKind, Cell, Document, Format, Table

    cells = tuple(Cell(1, n, "1") for n in range(CELLS))
    table = Block(BlockKind.TABLE, "", table=Table(1, 1, len(cells), cells))
    long = Block(BlockKind.PARAGRAPH, "x" * CHARACTERS)
    sizes = [_size(Document(Format.TEXT, blocks)) for blocks in ((), (table,), (table, long), (table, long, long))]
    assert sizes == [1, 1, 2, 3]


@pytest.mark.skipif(not ocr_available(), reason="tesseract is not installed")
def test_a_scan_has_the_deadline_for_each_page(tmp_path: Path) -> None:
    (found,) = discover([CORPUS / "hate-crime-return-2014-15-scan.pdf"]).files
    told: list[Stage] = []
    Reader(load_rules(), Settings(), Limits(), tmp_path, tell=told.append)(Task(found, "a"))
    stages = [s.name for s in told]
    assert stages.index("extracting") > 1
    assert set(stages[: stages.index("extracting")]) == {"reading"}
