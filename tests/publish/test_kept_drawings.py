"""Pictures of an earlier run: taken up as they are, drawn anew where they are damaged or could not be drawn."""

import threading
import time
from pathlib import Path

import pytest

from pipeline.archive import Discovery, discover
from pipeline.drawing import Studio, draw_requests
from pipeline.errors import InputError
from pipeline.publish.audit.drawing import Crop, Drawn, Gallery, Picture, Request, joined
from pipeline.rules import load_rules
from pipeline.steps import Options, run_archive
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


def waited_for(folder: Path) -> Path:
    until = time.monotonic() + 30
    while not (there := list(folder.glob("*.drawn"))) and time.monotonic() < until:
        time.sleep(0.02)
    (kept,) = there
    return kept


def studio_of(found: Discovery, folder: Path) -> Studio:
    studio = Studio(folder)
    studio.watch(Options(rules=load_rules(), jobs=1)).found(found)
    return studio


def test_drawing_goes_on_beside_and_is_left_by_who_leaves_early(found: Discovery, tmp_path: Path) -> None:
    request = Request("a.txt", found.files[0].facts.sha256, Format.TEXT, lines=True)
    before = threading.active_count()
    with studio_of(found, tmp_path) as studio, studio.draw([request]) as gallery:
        assert gallery()("a.txt").lines[0] == REPORT.strip()
    with pytest.raises(InputError), studio_of(found, tmp_path) as studio, studio.draw([request]):
        raise InputError("of the tables that are written meanwhile")
    assert threading.active_count() == before


def test_what_no_finding_changes_is_drawn_before_the_findings_are_there(found: Discovery, tmp_path: Path) -> None:
    options = Options(rules=load_rules(), jobs=1)
    with Studio(tmp_path) as studio:
        run_archive([found.files[0].location.parent], studio.watch(options))
        kept = waited_for(tmp_path / "drawn")  # though nobody has asked for a picture
    before = kept.stat().st_mtime_ns
    with studio_of(found, tmp_path) as studio:
        request = Request("a.txt", found.files[0].facts.sha256, Format.TEXT, lines=True)
        with studio.draw([request]) as gallery:
            assert gallery()("a.txt").lines[0] == REPORT.strip()
    assert kept.stat().st_mtime_ns == before


def test_whole_pages_and_strips_of_them_are_drawn_apart_and_given_as_one() -> None:
    crop = Crop(2, 10.0, 20.0)
    request = Request("a.pdf", "0", Format.PDF, pages=(1, 2), crops=(crop,))
    sheets, strips = request.halves()
    assert (sheets.pages, sheets.crops, strips.pages, strips.crops) == ((1, 2), (), (), (crop,))
    picture = Picture(0, 0, 1, 1, 1, 1, "")
    whole = joined([Drawn(pages=((1, picture),)), Drawn(crops=((crop, picture),), missing="why")])
    assert (whole.pages, whole.crops, whole.missing) == (((1, picture),), ((crop, picture),), "why")


def test_a_format_without_pictures_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>There were 310 cases.</p>", encoding="utf-8")
    found = discover([tmp_path])
    gallery = draw_requests([Request("a.html", "0", Format.HTML)], found, tmp_path / "drawn", jobs=1)
    assert "no picture" in gallery("a.html").missing
