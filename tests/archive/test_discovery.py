import os
from pathlib import Path

import pytest

from pipeline.archive.discovery import Discovery, discover
from pipeline.errors import InputError


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    root = tmp_path / "archive"
    for name, text in {"b.txt": "two", "2016/a.pdf": "one", "2016/deep/c.md": "three", "copy.txt": "two"}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def shown(found: Discovery) -> list[str]:
    return [f.facts.path for f in found.files]


def test_a_folder_is_read_with_all_folders_in_it(archive: Path) -> None:
    found = discover([archive])
    assert shown(found) == ["2016/a.pdf", "2016/deep/c.md", "b.txt"]
    assert found.files[2].facts.copies == ("copy.txt",)
    assert found.files[2].facts.bytes == 3


def test_a_file_and_a_glob_are_shown_as_given(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(archive)
    assert shown(discover(["b.txt", "2016/*.pdf"])) == ["2016/a.pdf", "b.txt"]
    assert shown(discover(["**/*.md"])) == ["2016/deep/c.md"]


def test_the_order_of_paths_changes_nothing(archive: Path) -> None:
    paths = [archive / "2016", archive / "b.txt", archive]
    assert discover(paths) == discover(paths[::-1])


def test_a_file_named_twice_is_read_once(archive: Path) -> None:
    assert len(discover([archive, archive / "b.txt"]).files) == 3


def test_two_folders_with_one_name_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("one", "two"):
        Path(folder).mkdir()
        Path(folder, "report.txt").write_text(folder, encoding="utf-8")
        Path(folder, f"{folder}.txt").write_text(folder * 2, encoding="utf-8")
    assert shown(discover(["one", "two"])) == ["one.txt", "one/report.txt", "two.txt", "two/report.txt"]


def test_what_is_passed_over_is_told(archive: Path) -> None:
    (archive / "notes.py").write_text("", encoding="utf-8")
    (archive / ".hidden.txt").write_text("", encoding="utf-8")
    (archive / "out").mkdir()
    for name in ("run.json", "datapackage.json", "figures.txt"):
        (archive / "out" / name).write_text("{}", encoding="utf-8")
    (archive / ".old").mkdir()
    (archive / "latest").symlink_to(archive / "2016")
    (archive / "back").symlink_to(archive / ".old")
    found = discover([archive])
    assert len(found.files) == 3
    assert sorted(reason for _, reason in found.passed_over) == [
        "a hidden folder",
        "a link into a hidden folder",
        "a link to what is read where it lies",
        "hidden",
        "not a document (.py)",
        "the output of a run",
    ]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing.pdf", "does not exist"),
        ("*.nothing", "nothing matches"),
        ("empty", "no document here"),
        ("pipe", "neither a file nor a folder"),
    ],
)
def test_a_wrong_path_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, message: str) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty").mkdir()
    os.mkfifo("pipe")
    with pytest.raises(InputError, match=message):
        discover([path])
