"""Pictures of an earlier run: taken up as they are, drawn anew where they are damaged or could not be drawn."""

import threading
from pathlib import Path

import pytest

from pipeline.archive import Discovery, discover
from pipeline.drawing import draw_requests, drawer
from pipeline.errors import InputError
from pipeline.publish.audit.drawing import Gallery, Request
from pipeline.rules import load_rules
from pipeline.steps import Options
from pipeline.types import Format

REPORT = "There were 310 cases in 2015.\n"


@pytest.fixture
def found(tmp_path: Path) -> Discovery:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text(REPORT, encoding="utf-8")
    return discover([folder])


def draw(found: Discovery, folder: Path, told: list[str]) -> Gallery:
    request = Request("a.txt", found.files[0].facts.sha256, Format.TEXT, lines=True)
    return draw_requests([request], found, folder, jobs=1, notice=told.append)


def test_a_picture_is_drawn_once(found: Discovery, tmp_path: Path) -> None:
    told: list[str] = []
    first = draw(found, tmp_path / "drawn", told)("a.txt")
    assert first.lines[0] == REPORT.strip()
    (kept,) = (tmp_path / "drawn").iterdir()
    before = kept.stat().st_mtime_ns
    assert draw(found, tmp_path / "drawn", told)("a.txt") == first
    assert (kept.stat().st_mtime_ns, told) == (before, [])


@pytest.mark.parametrize("at", [0, 70, -1], ids=["seal", "head of the content", "end"])
def test_a_damaged_picture_is_told_and_drawn_anew(at: int, found: Discovery, tmp_path: Path) -> None:
    told: list[str] = []
    first = draw(found, tmp_path / "drawn", told)("a.txt")
    (kept,) = (tmp_path / "drawn").iterdir()
    data = bytearray(kept.read_bytes())
    data[at] ^= 1
    kept.write_bytes(data)
    assert draw(found, tmp_path / "drawn", told)("a.txt") == first
    (message,) = told
    assert "pictures of 1 files were damaged" in message


def test_a_file_that_was_away_is_drawn_when_it_is_back(found: Discovery, tmp_path: Path) -> None:
    away = found.files[0].location
    data = away.read_bytes()
    away.unlink()
    assert "no longer where it was read" in draw(found, tmp_path / "drawn", [])("a.txt").missing
    away.write_bytes(data)
    assert draw(found, tmp_path / "drawn", [])("a.txt").lines[0] == REPORT.strip()


def test_drawing_goes_on_beside_and_is_left_by_who_leaves_early(found: Discovery, tmp_path: Path) -> None:
    request = Request("a.txt", found.files[0].facts.sha256, Format.TEXT, lines=True)
    draw = drawer(found, tmp_path, Options(rules=load_rules(), jobs=1))
    with draw([request]) as gallery:
        assert gallery()("a.txt").lines[0] == REPORT.strip()
    before = threading.active_count()
    with pytest.raises(InputError), draw([request]):
        raise InputError("of the tables that are written meanwhile")
    assert threading.active_count() == before
