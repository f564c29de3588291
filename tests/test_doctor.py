"""What `reportcheck doctor` tells: all that is here, and what is missing for which feature."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from pipeline import doctor

ROOT = Path(__file__).parents[1]


def test_the_extras_are_those_of_the_package() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for extra, (packages, _) in doctor.EXTRAS.items():
        assert set(packages) == {re.split("[><=]", line)[0] for line in declared[extra]}
    assert declared.keys() - doctor.EXTRAS.keys() == {"test", "dev", "docs", "corpus"}


def test_what_is_missing_says_for_what_and_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(doctor, "engine_versions", lambda: (("numpy", "2.0"), ("tesseract", "none")))
    monkeypatch.setattr(doctor, "_installed", lambda _: "")
    told = "\n".join(text for text, _ in doctor.doctor_lines(doctor.examine()))
    assert "missing  Tesseract: needed for scanned pages" in told
    assert "missing  fonts: " in told
    assert 'pip install "reportcheck[plot]"' in told
    assert "ok       engines: numpy 2.0" in told
    assert re.search(r"^\d+ missing; the rest works without\.$", told, re.MULTILINE)


def test_an_engine_that_is_absent_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "engine_versions", lambda: (("numpy", "none"), ("tesseract", "5")))
    told = "\n".join(text for text, _ in doctor.doctor_lines(doctor.examine()))
    assert "missing  engines: needed for reading at all (numpy)" in told


def test_a_language_of_another_name_is_not_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "engine_versions", lambda: (("tesseract", "5"),))
    monkeypatch.setattr(doctor, "_said", lambda program, *_: "List (1):\nosd\ndeu\n" if program == "tesseract" else "")
    languages = next(f for f in doctor.examine() if f.name == "Tesseract's languages")
    assert languages.there == ""


def test_it_answers_where_no_package_that_reads_can_be_imported() -> None:
    code = (
        "import sys\n"
        "for name in ('numpy', 'pandas', 'spacy', 'lxml', 'pypdfium2', 'yaml'): sys.modules[name] = None\n"
        "sys.argv = ['reportcheck', 'doctor']\n"
        "from pipeline.cli import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert "Python: 3." in done.stdout
