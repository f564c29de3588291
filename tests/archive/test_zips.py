import io
import zipfile
from pathlib import Path

import pytest

from pipeline.archive.discovery import discover
from pipeline.archive.zips import Member, Refused, ZipLimits, list_members, read_member
from pipeline.errors import UnreadableError


def pack(path: Path, members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def reasons(path: Path, limits: ZipLimits | None = None) -> dict[str, str]:
    found = list_members(path, limits or ZipLimits())
    return {m.name: m.reason for m in found if isinstance(m, Refused)}


def test_the_documents_of_an_archive_are_found(tmp_path: Path) -> None:
    pack(tmp_path / "pack.zip", {"2016/a.txt": b"one", "2016/b.py": b"two", "c.txt": b"three"})
    (tmp_path / "c.txt").write_bytes(b"three")
    found = discover([tmp_path])
    assert [f.facts.path for f in found.files] == ["c.txt", "pack.zip/2016/a.txt"]
    assert found.files[0].facts.copies == ("pack.zip/c.txt",)
    assert found.files[1].member == "2016/a.txt"
    assert found.passed_over == ((f"{tmp_path.as_posix()}/pack.zip/2016/b.py", "not a document (.py)"),)
    assert read_member(tmp_path / "pack.zip", "2016/a.txt", ZipLimits()) == b"one"


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "x/../../a.txt", "..\\a.txt", "C:\\a.txt"])
def test_a_name_that_leads_out_is_refused(name: str, tmp_path: Path) -> None:
    path = pack(tmp_path / "pack.zip", {name: b"one"})
    assert list(reasons(path).values()) == ["its name leads out of the archive"]
    with pytest.raises(UnreadableError, match="leads out"):
        read_member(path, zipfile.ZipFile(path).namelist()[0], ZipLimits())


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (ZipLimits(max_member_bytes=1000), "more than 1000 bytes"),
        (ZipLimits(max_total_bytes=1000, max_ratio=9999), "the archive inflates to more than 1000 bytes"),
        (ZipLimits(max_ratio=50), "as a bomb does"),
    ],
    ids=["member", "total", "ratio"],
)
def test_a_bomb_is_refused_before_it_is_inflated(limits: ZipLimits, reason: str, tmp_path: Path) -> None:
    path = pack(tmp_path / "pack.zip", {"a.txt": bytes(1_000_000)})
    assert reason in reasons(path, limits)["a.txt"]


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "pack.zip", {f"{i}.txt": b"" for i in range(11)})
    with pytest.raises(UnreadableError, match="holds 11 members, more than 10"):
        list(list_members(path, ZipLimits(max_members=10)))


def test_a_directory_that_lies_about_the_size_is_noticed(tmp_path: Path) -> None:
    path = pack(tmp_path / "pack.zip", {"a.txt": b"x" * 5000}, method=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    (found,) = list_members(path, ZipLimits())
    assert isinstance(found, Refused)


@pytest.mark.parametrize("damage", ["cut", "flip", "no zip"])
def test_damage_is_told(damage: str, tmp_path: Path) -> None:
    path = pack(tmp_path / "pack.zip", {"a.txt": b"a report of many words" * 100})
    data = bytearray(path.read_bytes())
    if damage == "flip":
        data[60] ^= 0xFF
        path.write_bytes(data)
        assert "the archive is damaged" in reasons(path)["a.txt"]
        return
    path.write_bytes(data[:50] if damage == "cut" else b"no archive at all")
    with pytest.raises(UnreadableError, match="no zip archive, or a damaged one"):
        list(list_members(path, ZipLimits()))
    assert [f.facts.path for f in discover([path]).files] == [path.as_posix()], "it has a row with the reason"


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", b"secret")
    data = bytearray(buffer.getvalue())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "pack.zip").write_bytes(data)
    assert "encrypted" in reasons(tmp_path / "pack.zip")["a.txt"]


def test_sizes_and_hashes_are_those_of_the_contents(tmp_path: Path) -> None:
    path = pack(tmp_path / "pack.zip", {"a.txt": b""})
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert list(list_members(path, ZipLimits())) == [Member("a.txt", 0, empty)]
