"""The components in a pipeline of somebody else's, found by their entry points as after pip install."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment in which Python sees this checkout with the entry points of its pyproject.toml."""
    site = tmp_path_factory.mktemp("site")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = site / "reportcheck-0.0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: reportcheck\nVersion: 0.0.0\n")
    lines = ["[spacy_factories]", *(f"{k} = {v}" for k, v in project["entry-points"]["spacy_factories"].items())]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(site), str(ROOT)])}


def run(installed: dict[str, str], folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        env=installed,
        cwd=folder,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_example_of_the_documents_runs(installed: dict[str, str], tmp_path: Path) -> None:
    printed = run(installed, tmp_path, str(ROOT / "docs" / "spacy_example.py"))
    assert printed.splitlines()[-4:] == [
        "12% -12 percent = percent_change",
        "1,204 1204 count = level",
        "80% 80 percent > level",
        "£1.2 million 1.2E+6 GBP = level",
    ]
    assert "('Operation Lantern', 'programme')" in printed


def test_one_component_is_enough(installed: dict[str, str], tmp_path: Path) -> None:
    code = (
        "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('reportcheck_figures'); "
        "doc = nlp('Call 101. In 2015/16 there were 1,204 burglaries.'); print([s.text for s in doc.spans['figures']])"
    )
    assert run(installed, tmp_path, "-c", code).strip() == "['1,204']"


def test_the_pipeline_can_be_saved_and_loaded(installed: dict[str, str], tmp_path: Path) -> None:
    code = (
        "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('reportcheck_figures'); nlp.to_disk('saved'); "
        "doc = spacy.load('saved')('a fall of 12%'); print([s.text for s in doc.spans['figures']])"
    )
    assert run(installed, tmp_path, "-c", code).strip() == "['12%']"


def test_spans_tell_what_when_and_of_whom(installed: dict[str, str], tmp_path: Path) -> None:
    code = (
        "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('sentencizer'); nlp.add_pipe('reportcheck_figures'); "
        "doc = nlp('Theft in Derby rose by 4% to 310 cases in 2015/16. The ferry carried 800 people.'); "
        "[print(s._.measure, s._.period.label if s._.period else '', s._.segment, sep='|') "
        "for s in doc.spans['figures']]; "
        "print([t.dep_ for t in doc.spans['figures'][0]._.tree][:4], doc[0:1]._.measure == '')"
    )
    assert run(installed, tmp_path, "-c", code).splitlines() == [
        "Theft in Derby|FY2015/16|Derby",
        "Theft in Derby|FY2015/16|Derby",
        "ferry carried people|FY2015/16|Derby",
        "['nsubj', 'case', 'nmod', 'ROOT'] True",
    ]
