import os
from pathlib import Path

import pytest

from pipeline.archive.manifest import read_manifest
from pipeline.errors import InputError


def write(folder: Path, text: str) -> Path:
    path = folder / "manifest.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_rows_are_found_by_path_and_by_its_end(tmp_path: Path) -> None:
    manifest = read_manifest(
        write(tmp_path, 'path,title,published\n2016/q3.pdf,"Quarter 3, final",2016-03-22\nq3.pdf,Other,\n')
    )
    assert manifest.row("archive/2016/q3.pdf") == {"title": "Quarter 3, final", "published": "2016-03-22"}
    assert manifest.row("elsewhere/q3.pdf") == {"title": "Other"}
    assert manifest.row("elsewhere/q4.pdf") == {}
    assert manifest.unused(["elsewhere/q3.pdf"]) == ["2016/q3.pdf"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title\nx\n", "line 1: there is no column 'path'"),
        ("path,author\nx,y\n", "line 1: unknown column 'author'"),
        ("path,published\na.pdf,March 2016\n", "line 2: published 'March 2016' is no date"),
        ("path,published\na.pdf,2016-02-30\n", "line 2: published '2016-02-30' is no date"),
        ("path\na.pdf\na.pdf\n", "line 3: 'a.pdf' stands twice"),
        ("path,title\n,x\n", "line 2: the path is empty"),
        ("path,title\na.pdf,x,y\n", "line 2: more cells than the header has"),
        ("", "there is no column 'path'"),
    ],
)
def test_faults_are_told_with_their_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_manifest(write(tmp_path, text))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_manifest(write(tmp_path, "path,published\na.pdf,x\nb.pdf,y\n"))
    assert len(str(caught.value).splitlines()) == 2


def test_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_bytes("path,title\na.pdf,é\n".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8 at byte"):
        read_manifest(path)


def test_a_missing_manifest_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_manifest(tmp_path / "none.csv")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-32-be"])
def test_wide_encodings_are_told(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "m.csv"
    path.write_bytes("path,title\na.pdf,b\n".encode(encoding))
    with pytest.raises(InputError, match=r"not UTF-8 at byte|line 1"):
        read_manifest(path)


def test_cells_may_hold_any_character(tmp_path: Path) -> None:
    rows = read_manifest(write(tmp_path, "path,title\na.pdf,one\u2028two\x0cthree\x85four\nb.pdf,x\n")).rows
    assert rows["a.pdf"]["title"] == "one\u2028two\x0cthree\x85four"
    assert rows["b.pdf"] == {"title": "x"}


def test_what_is_no_csv_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"line 2: not valid CSV"):
        read_manifest(write(tmp_path, f"path,title\na.pdf,{'x' * 200_000}\n"))
    with pytest.raises(InputError, match=r"column 'title' stands twice"):
        read_manifest(write(tmp_path, "path,title,title\na.pdf,x,y\n"))


@pytest.mark.parametrize(("kind", "words"), [("folder", "a folder"), ("pipe", "no file"), ("loop", "cannot be read")])
def test_what_is_no_file_is_told(tmp_path: Path, kind: str, words: str) -> None:
    path = tmp_path / "m.csv"
    {"folder": path.mkdir, "pipe": lambda: os.mkfifo(path), "loop": lambda: path.symlink_to("m.csv")}[kind]()
    with pytest.raises(InputError, match=words):
        read_manifest(path)


def test_names_that_cannot_be_shown_are_found_as_they_are_shown(tmp_path: Path) -> None:
    manifest = read_manifest(write(tmp_path, "path,title\n2016/caf\\xe9.pdf,Coffee\n"))
    assert manifest.row("2016/caf\\xe9.pdf") == {"title": "Coffee"}
    assert manifest.unused(["archive/2016/caf\\xe9.pdf"]) == []
