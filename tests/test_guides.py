"""What the guides and the README tell a reader to type works, over a run of the corpus."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipeline import cli

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "docs/auditors.md", "docs/researchers.md", "docs/analysts.md", "docs/questions.md")
BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
# A server goes on until it is stopped; runs are done once; what is installed here is not installed anew.
ELSEWHERE = ("reportcheck review ", "reportcheck run ", "pip install ", "python3 -m venv ", "sqlite3 ", "datasette ")


def blocks(page: str, language: str) -> list[str]:
    """Return the blocks of a page in a language; an empty one stands for what is typed in a shell."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [re.sub(rf"^{m[1]}", "", m[3], flags=re.MULTILINE) for m in BLOCK.finditer(text) if m[2] == language]


def typed() -> list[str]:
    """Return each command once, in the order of the pages."""
    lines = (line.strip() for page in PAGES for block in blocks(page, "") for line in block.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def reportcheck(*arguments: str) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["reportcheck", *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
    return int(left.value.code or 0)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder as the project's, in which the command of the guide for analysts has been run."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "corpus").symlink_to(ROOT / "corpus")
    before = Path.cwd()
    os.chdir(folder)
    whole = next(line for line in typed() if line.startswith("reportcheck run ") and "parquet" in line)
    assert reportcheck(*whole.split()[1:], "--quiet") == 0
    yield folder
    os.chdir(before)


def test_every_command_is_run_here_or_known_to_be_run_elsewhere() -> None:
    assert [line for line in typed() if not line.startswith(("reportcheck ", *ELSEWHERE))] == []
    assert len(typed()) > 12


@pytest.mark.parametrize("line", [t for t in typed() if not t.startswith(ELSEWHERE)])
def test_a_command_of_the_guides_works(line: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = reportcheck(*line.split()[1:])
    printed = capsys.readouterr()
    assert code == (1 if line.startswith("reportcheck diff ") else 0), printed.err
    assert printed.out.strip()


@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "python")])
def test_the_python_of_a_page_runs(page: str, place: Path) -> None:
    if "duckdb" in "".join(blocks(page, "python")):
        pytest.importorskip("duckdb")
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(blocks(page, "python"))],
        cwd=place, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("query", [q for page in PAGES for q in blocks(page, "sql")])
def test_a_query_of_the_guides_finds_rows(query: str, place: Path) -> None:
    with closing(sqlite3.connect(place / "outputs" / "reportcheck.sqlite")) as database:
        found = database.execute(query).fetchall()
        # The papers of the corpus set no target beside what was reached; tests/publish/test_views.py has one that does.
        assert found or "v_targets" in query


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed (apt-get install r-base-core)")
def test_the_r_of_the_guides_runs(place: Path) -> None:
    script = "\n".join(block for page in PAGES for block in blocks(page, "r"))
    done = subprocess.run(["Rscript", "-e", script], cwd=place, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "disputed" in done.stdout
