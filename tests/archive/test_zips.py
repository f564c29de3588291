import io
import struct
import zipfile
from pathlib import Path
from zipfile import ZipFile

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
    with pytest.raises(UnreadableError, match="holds 11 members, more than 10; split the archive, or raise the limit"):
        list(list_members(path, ZipLimits(max_members=10)))


END = struct.Struct("<4s4H2LH")  # the end of the directory
WIDE = struct.Struct("<4sQ2H2L4Q")
LOCATOR = struct.Struct("<4sLQL")


def with_end(data: bytes, *, entries: int | None = None, wide: bool = False, comment: bytes = b"") -> bytes:
    """Return an archive whose end record is written anew: another count, numbers of 64 bits, a comment."""
    at = data.rindex(b"PK\x05\x06")
    _, _, _, _, count, size, place, _ = END.unpack_from(data, at)
    count = count if entries is None else entries
    if not wide:
        return data[:at] + END.pack(b"PK\x05\x06", 0, 0, count, count, size, place, len(comment)) + comment
    record = WIDE.pack(b"PK\x06\x06", WIDE.size - 12, 45, 45, 0, 0, count, count, size, place)
    placeholders = END.pack(b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, len(comment))
    return data[:at] + record + LOCATOR.pack(b"PK\x06\x07", 0, at, 1) + placeholders + comment


@pytest.fixture
def never_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    def listed(*_: object) -> None:
        raise AssertionError("the directory was listed")

    monkeypatch.setattr(zipfile, "ZipFile", listed)


@pytest.mark.usefixtures("never_listed")
@pytest.mark.parametrize("comment", [b"", b"a comment", b"PK\x05\x06", b"x" * 65_535], ids=len)
@pytest.mark.parametrize("wide", [False, True], ids=["narrow", "wide"])
def test_a_directory_that_says_it_is_too_long_is_not_listed(wide: bool, comment: bytes, tmp_path: Path) -> None:
    with io.BytesIO() as buffer:
        with ZipFile(buffer, "w") as archive:
            archive.writestr("a.txt", b"one")
        data = buffer.getvalue()
    path = tmp_path / "pack.zip"
    path.write_bytes(with_end(data, entries=3_000_000 if wide else 60_000, wide=wide, comment=comment))
    told = f"lists {3_000_000 if wide else 60_000} members and folders, more than 20000; split the archive, or raise"
    for read in (lambda: list(list_members(path, ZipLimits())), lambda: read_member(path, "a.txt", ZipLimits())):
        with pytest.raises(UnreadableError, match=told):
            read()
    (found,) = discover([path]).files
    assert found.facts.path == path.as_posix(), "it has a row"


@pytest.mark.usefixtures("never_listed")
def test_a_directory_that_lies_about_its_count_is_bounded_by_its_bytes(tmp_path: Path) -> None:
    with io.BytesIO() as buffer:
        with ZipFile(buffer, "w") as archive:
            for number in range(12):
                archive.writestr(f"{number}/{'long ' * 100}.txt", b"")
        data = buffer.getvalue()
    path = tmp_path / "pack.zip"
    path.write_bytes(with_end(data, entries=1))
    with pytest.raises(
        UnreadableError, match=r"its list of members takes \d+ bytes, more than 5000; split the archive"
    ):
        list(list_members(path, ZipLimits(max_members=5)))


@pytest.mark.parametrize("wide", [False, True], ids=["narrow", "wide"])
@pytest.mark.parametrize("comment", [b"", b"a comment"], ids=len)
def test_folders_wide_numbers_and_a_comment_are_no_fault(wide: bool, comment: bytes, tmp_path: Path) -> None:
    members = {f"{i}/": b"" for i in range(10)} | {f"{i}/a.txt": b"one" for i in range(10)}
    path = pack(tmp_path / "pack.zip", members)
    path.write_bytes(with_end(path.read_bytes(), wide=wide, comment=comment))
    assert len(list(list_members(path, ZipLimits(max_members=10)))) == 10


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
