"""What may be a document and cannot be read is a row with the reason; no name and no kind of file ends a run."""

import errno
import glob
import os
import shutil
import socket
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.archive.discovery import discover
from pipeline.archive.globs import matches

NOBODY = 65534
pytestmark = pytest.mark.skipif(os.name == "nt", reason="links, pipes and rights as POSIX has them")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with one report, in which rights count even if the tests are run by root."""
    root = Path(tempfile.mkdtemp())
    root.chmod(0o755)
    (root / "good.txt").write_text("one report", encoding="utf-8")
    yield root
    shutil.rmtree(root)


@pytest.fixture
def nobody() -> Iterator[None]:
    """Act without the rights of root, who may read everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    yield
    os.seteuid(0)


def rows(*paths: Path) -> dict[str, str]:
    """Return the files of a run by name, with the reason why they cannot be read."""
    return {f.facts.path: f.reason for f in discover(paths).files}


def close(path: Path) -> None:
    path.chmod(0)


def test_files_and_folders_that_may_not_be_read_have_a_row(folder: Path, request: pytest.FixtureRequest) -> None:
    (folder / "closed.pdf").write_bytes(b"a secret")
    (folder / "closed").mkdir()
    (folder / "closed" / "in.txt").write_text("lost", encoding="utf-8")
    (folder / "closed.zip").write_bytes(b"PK")
    for name in ("closed.pdf", "closed", "closed.zip"):
        close(folder / name)
    request.getfixturevalue("nobody")
    found = rows(folder)
    assert found["good.txt"] == ""
    for name in ("closed.pdf", "closed.zip", "closed/"):
        assert "Permission denied" in found[name]
    assert "what it holds is not read" in found["closed/"]
    facts = {f.facts.path: f.facts for f in discover([folder]).files}
    assert (facts["closed.pdf"].sha256, facts["closed.pdf"].bytes) == ("", 8)
    assert len({f.document_id for f in facts.values()}) == 4


def test_a_closed_file_or_folder_that_is_named_is_a_row(folder: Path, request: pytest.FixtureRequest) -> None:
    (folder / "closed.txt").write_text("x", encoding="utf-8")
    (folder / "away").mkdir()
    close(folder / "closed.txt")
    close(folder / "away")
    request.getfixturevalue("nobody")
    found = rows(folder / "closed.txt", folder / "away")
    assert sorted(Path(name).name for name in found) == ["away", "closed.txt"]
    assert all("cannot be" in reason for reason in found.values())
    assert "cannot be opened" in next(r for n, r in rows(Path(f"{folder}/**/*.txt")).items() if "away" in n)


def test_links_each_have_a_row_or_a_notice(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.txt").write_text("outside", encoding="utf-8")
    (folder / "loop.pdf").symlink_to("loop.pdf")
    (folder / "self").symlink_to(".")
    (folder / "gone.docx").symlink_to("nowhere")
    (folder / "gone").symlink_to("/nowhere/at/all")
    (folder / "out.txt").symlink_to(tmp_path / "outside" / "a.txt")
    (folder / "out").symlink_to(tmp_path / "outside")
    (folder / "same.txt").symlink_to("good.txt")
    found = discover([folder])
    reasons = {f.facts.path: f.reason for f in found.files if f.reason}
    assert sorted(reasons) == ["gone", "gone.docx", "loop.pdf", "out.txt", "out/"]
    assert "leads to itself" in reasons["loop.pdf"]
    assert "not there" in reasons["gone"]
    assert "leads out" in reasons["out.txt"]
    assert "not followed" in reasons["out/"]
    assert found.passed_over == ((f"{folder}/self", "a link to what is read where it lies"),)
    assert next(f for f in found.files if f.facts.path == "good.txt").facts.copies == ("same.txt",)


def test_links_to_what_another_path_names_are_no_loss(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    (folder / "out").symlink_to(tmp_path)
    (folder / "out.txt").symlink_to(tmp_path / "a.txt")
    found = discover([folder, tmp_path])
    assert [f.reason for f in found.files] == ["", ""]
    assert len(found.passed_over) == 2


def test_what_is_no_file_is_never_waited_for(folder: Path) -> None:
    for name in ("pipe.pdf", "pipe.zip", "pipe"):
        os.mkfifo(folder / name)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "socket.txt"))
        found = rows(folder)
    assert "a named pipe" in found["pipe.pdf"]
    assert "a named pipe" in found["pipe.zip"]
    assert "a socket" in found["socket.txt"]
    assert discover([folder]).passed_over == ((f"{folder}/pipe", "not a document (no ending)"),)
    assert "a named pipe" in rows(Path(f"{folder}/*.pdf"))[f"{folder}/pipe.pdf"]


def test_a_pattern_goes_into_each_folder_once(folder: Path) -> None:
    (folder / "2016" / "q1").mkdir(parents=True)
    (folder / "2016" / "a.txt").write_text("a", encoding="utf-8")
    for number in range(12):  # each in every one: 12 ** 40 paths
        (folder / f"loop{number}").symlink_to(".")
        (folder / "2016" / f"loop{number}").symlink_to("..")
    assert sorted(rows(Path(f"{folder}/**/*.txt"))) == [f"{folder}/2016/a.txt", f"{folder}/good.txt"]
    assert sorted(rows(Path(f"{folder}/**/2016/**/a.*"))) == [f"{folder}/2016/a.txt"]


def test_a_pattern_follows_links_and_leaves_hidden_folders(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("b", encoding="utf-8")
    (folder / "linked").symlink_to(tmp_path)
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "c.txt").write_text("c", encoding="utf-8")
    assert sorted(rows(Path(f"{folder}/**/*.txt"))) == [f"{folder}/good.txt", f"{folder}/linked/b.txt"]
    assert sorted(rows(Path(f"{folder}/**/.hidden/*.txt"))) == [f"{folder}/.hidden/c.txt"]


@pytest.mark.parametrize(
    "pattern", ["*/x.txt", "*/*.txt", "*/sub/x.txt", "*/sub/*.txt", "[bo]*/**/x.txt", "*/sub/**/x.txt"]
)
def test_a_folder_that_a_pattern_goes_through_and_cannot_open_has_a_row(
    pattern: str, folder: Path, request: pytest.FixtureRequest
) -> None:
    for name in ("blocked", "open"):
        (folder / name / "sub").mkdir(parents=True)
        for below in ("x.txt", "sub/x.txt"):
            (folder / name / below).write_text(f"{name} {below}", encoding="utf-8")
    (folder / "empty").mkdir()
    close(folder / "blocked")
    request.getfixturevalue("nobody")
    found = rows(Path(f"{folder}/{pattern}"))
    assert "the folder cannot be opened: Permission denied" in found.pop(f"{folder}/blocked")
    assert found, "what the open folder holds"
    assert all(name.startswith(f"{folder}/open/") and not reason for name, reason in found.items())


def test_a_folder_that_shows_its_names_and_lets_nobody_in_ends_no_run(
    folder: Path, request: pytest.FixtureRequest
) -> None:
    (folder / "listed" / "sub").mkdir(parents=True)
    (folder / "listed" / "x.txt").write_text("x", encoding="utf-8")
    (folder / "through").symlink_to(folder / "listed" / "sub")
    (folder / "listed").chmod(0o444)
    request.getfixturevalue("nobody")
    assert "Permission denied" in rows(Path(f"{folder}/**/*.txt"))[f"{folder}/listed/x.txt"]
    through = rows(Path(f"{folder}/*/*.txt"))
    assert sorted(through) == [f"{folder}/listed/x.txt", f"{folder}/through"]
    assert all("Permission denied" in reason for reason in through.values())


def test_a_folder_that_the_system_fails_to_list_has_a_row(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("broken", "whole"):
        (folder / name).mkdir()
        (folder / name / "x.txt").write_text(name, encoding="utf-8")
    listed = os.scandir

    def scandir(path: str) -> object:
        if "broken" in path:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = rows(Path(f"{folder}/*/x*.txt"))
    assert found[f"{folder}/whole/x.txt"] == ""
    assert "the folder cannot be opened: Input/output error" in found[f"{folder}/broken"]


@pytest.mark.parametrize(
    "pattern", ["*.txt", "*/*.txt", "*/", "./*/", "2016/[ab].txt", "*6/../good.t?t", ".h*/*.txt", "2016/.*", "*/*/*"]
)
def test_a_pattern_names_what_the_shell_does(pattern: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("2016/a.txt", "2016/b.txt", "2016/.c.txt", ".hidden/d.txt", "2017/deep/e.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    (folder / "link").symlink_to("2016")
    monkeypatch.chdir(folder)
    for whole in (pattern, f"{folder}/{pattern}"):
        assert matches(whole).found == sorted(glob.glob(whole))  # noqa: PTH207 - the other finder
        assert matches(whole).closed == {}
    assert matches("*.nothing").found == matches("a\0*").found == []


ODD = [b"caf\xe9.txt", b"caf\\xe9.txt", b"caf\xe8.txt", b"new\nline.txt", b"bell\x07.txt", b"esc\x1b[31m.txt"]
ODD += ["turn\u202etxt.txt".encode(), "line\u2028.txt".encode(), b"x" * 250 + b".txt", b"c1\xc2\x85.txt"]


def test_names_are_shown_so_that_they_can_be_written_and_stay_apart(folder: Path) -> None:
    for number, name in enumerate(ODD):
        Path(os.fsdecode(bytes(folder) + b"/" + name)).write_text(f"{number}", encoding="utf-8")
    found = rows(folder)
    assert len(found) == len(ODD) + 1
    assert not any(found.values())
    assert all(name.isprintable() for name in found)
    assert {r"caf\xe8.txt", r"new\x0aline.txt", r"bell\x07.txt", r"turn\u202etxt.txt", r"c1\u0085.txt"} <= set(found)
    alike = sorted(name for name in found if name.startswith(r"caf\xe9.txt~"))
    assert len(alike) == 2
    assert rows(folder) == found, "the same names each time"


def test_a_deep_folder_is_walked(folder: Path) -> None:
    at = os.open(folder, os.O_RDONLY)
    for _ in range(2200):  # beyond Python's limit of calls, and beyond the longest path
        os.mkdir("d", dir_fd=at)
        deeper = os.open("d", os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = deeper
    os.close(at)
    try:
        found = rows(folder)
        assert found.pop("good.txt") == ""
        ((name, reason),) = found.items()
        assert name.startswith("d/d/d/")
        assert "name too long" in reason
    finally:
        subprocess.run(["rm", "-rf", str(folder / "d")], check=True)  # deeper than shutil goes


@pytest.mark.parametrize("path", ["a" * 5000, "a\0b", "b" * 300], ids=["too long", "nul", "long"])
def test_a_name_that_no_file_can_have_is_told(path: str) -> None:
    from pipeline.errors import InputError

    with pytest.raises(InputError, match=r"cannot be read|does not exist"):
        discover([path])


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_that_are_not_read_have_a_row(folder: Path) -> None:
    inner = folder / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.txt", "within")
    with zipfile.ZipFile(folder / "pack.zip", "w") as archive:
        archive.writestr("../slip.txt", "slip")
        archive.writestr("inner.zip", inner.read_bytes())
        archive.writestr(".", "dot")
        archive.writestr("a.txt", "first")
        archive.writestr("same.txt", "same")
        archive.writestr("same.txt", "same")
        archive.writestr("a.txt", "second")
        archive.writestr("../b.py", "no document")
    inner.unlink()
    found = discover([folder / "pack.zip"])
    reasons = {f.facts.path.split("pack.zip/")[1]: f.reason for f in found.files}
    assert "leads out" in reasons["../slip.txt"]
    assert "archive within an archive" in reasons["inner.zip"]
    assert "no file" in reasons["."]
    assert reasons["same.txt"] == reasons["a.txt"] == ""
    assert "another member has the same name" in reasons["a.txt (1)"]
    assert len(reasons) == 6
    assert [reason for _, reason in found.passed_over] == ["not a document (.py)"]


def test_an_empty_archive_is_told(folder: Path) -> None:
    with zipfile.ZipFile(folder / "empty.zip", "w"):
        pass
    assert discover([folder]).passed_over == ((f"{folder}/empty.zip", "an archive with nothing in it"),)


def test_an_address_that_cannot_be_fetched_is_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")
    with fsspec.open("memory://row/good.txt", "wb") as file:
        file.write(b"There were 31 schools in 2015.")
    both = ["memory://row/good.txt", "memory://row/gone.txt"]
    monkeypatch.setattr("pipeline.archive.discovery.list_addresses", lambda _root: both)
    good, gone = sorted(discover(["memory://row"]).files, key=lambda f: bool(f.reason))
    assert (good.facts.path, good.reason) == ("good.txt", "")
    assert gone.facts.path == "gone.txt"
    assert "cannot be fetched" in gone.reason
