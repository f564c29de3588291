from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.archive.journal import prune, read_outcome, result_name, write_part
from pipeline.archive.parts import Part
from pipeline.files import write_bytes
from pipeline.types import (
    Box,
    DocumentKind,
    Figure,
    FileFacts,
    Format,
    Kind,
    Mention,
    MentionLabel,
    Outcome,
    OutcomeStatus,
    Passage,
    Period,
    Place,
    Report,
)

PERIOD = Period("2017..", date(2017, 1, 1), None)
PLACE = Place(page=2, box=Box(1.1, 2.0, 3.0, 4.0), further=((3, Box(0.0, 0.1, 0.2, 0.3)),))


@pytest.fixture
def outcome() -> Outcome:
    figure = Figure(
        "f1",
        "d1",
        1,
        PLACE,
        "£1.20m",
        Decimal("1.20E+6"),
        None,
        Decimal("1205000"),
        -4,
        "GBP",
        kind=Kind.CHANGE,
        period=PERIOD,
    )
    mention = Mention("m1", "d1", 1, PLACE, MentionLabel.DATE, "1 May", "2017-05-01", start=date(2017, 5, 1))
    report = Report(
        "d1",
        1,
        1,
        3,
        "T",
        DocumentKind.PLAN,
        "P",
        "",
        "",
        PERIOD,
        (figure,),
        (mention,),
        (Passage(1, "sentence", "a \ud83d\ude00 b".encode("utf-16", "surrogatepass").decode("utf-16"), PLACE),),
    )
    return Outcome(FileFacts("a.pdf", "0" * 64, 9, ("b.pdf",)), Format.PDF, 3, OutcomeStatus.PARTIAL, "why", (report,))


def test_an_outcome_comes_back_as_it_was(tmp_path: Path, outcome: Outcome) -> None:
    write_part(tmp_path, "one", Part(outcome, ()))
    again = read_outcome(tmp_path, "one")
    assert again == outcome
    assert str(again.reports[0].figures[0].value) == "1.20E+6"


def test_the_same_outcome_is_the_same_bytes(tmp_path: Path, outcome: Outcome) -> None:
    write_part(tmp_path, "one", Part(outcome, ()))
    write_part(tmp_path, "two", Part(outcome, ()))
    one, two = (tmp_path / f"{name}.json.gz" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("keep", [0, 20, -10], ids=["empty", "head", "tail lost"])
def test_a_damaged_result_is_as_good_as_none(tmp_path: Path, outcome: Outcome, keep: int) -> None:
    write_part(tmp_path, "one", Part(outcome, ()))
    path = tmp_path / "one.json.gz"
    path.write_bytes(path.read_bytes()[:keep])
    assert read_outcome(tmp_path, "one") is None


def test_results_that_nothing_rests_on_are_removed(tmp_path: Path, outcome: Outcome) -> None:
    for name in ("one", "two"):
        write_part(tmp_path, name, Part(outcome, ()))
    (tmp_path / ".three.12.tmp").write_bytes(b"half")
    (tmp_path / "notes.txt").write_text("the user's", encoding="utf-8")
    prune(tmp_path, ["one"])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["notes.txt", "one.json.gz"]


def test_a_result_name_changes_with_what_it_rests_on() -> None:
    base = result_name("sha", {"fiscal_year_start": 4})
    assert base == result_name("sha", {"fiscal_year_start": 4})
    assert base != result_name("sha", {"fiscal_year_start": 7})


def test_what_a_killed_run_left_half_written_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".table.csv.4194999.tmp").write_bytes(b"half")  # no process has so high a number
    (tmp_path / ".table.csv.1.tmp").write_bytes(b"of a run that goes on")
    write_bytes(tmp_path / "table.csv", b"whole")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".table.csv.1.tmp", "table.csv"]
