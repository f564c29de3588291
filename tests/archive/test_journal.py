from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.archive.journal import open_part, part_writer, prune, result_name
from pipeline.archive.partfile import DamagedError
from pipeline.check import ReportChecks
from pipeline.files import sealed, unsealed, write_bytes
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


def write(folder: Path, name: str, outcome: Outcome) -> Path:
    with part_writer(folder, name) as writer:
        for report in outcome.reports:
            writer.add_report(report)
            writer.add_checks(ReportChecks((), ()))
        writer.finish(outcome)
    return folder / f"{name}.part"


def read_whole(folder: Path, name: str) -> Outcome:
    part = open_part(folder, name)
    assert part is not None
    part.verify()
    return replace(part.index.outcome, reports=tuple(map(part.report, range(len(part.index.reports)))))


def test_an_outcome_comes_back_as_it_was(tmp_path: Path, outcome: Outcome) -> None:
    write(tmp_path, "one", outcome)
    again = read_whole(tmp_path, "one")
    assert again == outcome
    assert str(again.reports[0].figures[0].value) == "1.20E+6"


def test_the_same_outcome_is_the_same_bytes(tmp_path: Path, outcome: Outcome) -> None:
    assert write(tmp_path, "one", outcome).read_bytes() == write(tmp_path, "two", outcome).read_bytes()


def test_the_index_has_heads_without_figures(tmp_path: Path, outcome: Outcome) -> None:
    write(tmp_path, "one", outcome)
    part = open_part(tmp_path, "one")
    assert part is not None
    (head,) = part.index.outcome.reports
    assert (head.title, head.figures, head.mentions, head.passages) == ("T", (), (), ())


def test_any_flipped_bit_and_any_cut_is_noticed(tmp_path: Path, outcome: Outcome) -> None:
    path = write(tmp_path, "one", outcome)
    whole = path.read_bytes()
    for at in range(0, len(whole) * 8, 7):
        flipped = bytearray(whole)
        flipped[at // 8] ^= 1 << at % 8
        path.write_bytes(flipped)
        with pytest.raises(DamagedError):
            read_whole(tmp_path, "one")
    for size in range(0, len(whole), 3):
        path.write_bytes(whole[:size])
        with pytest.raises(DamagedError):
            read_whole(tmp_path, "one")


def test_a_part_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert open_part(tmp_path, "one") is None


def test_results_that_nothing_rests_on_are_removed(tmp_path: Path, outcome: Outcome) -> None:
    for name in ("one", "two"):
        write(tmp_path, name, outcome)
    (tmp_path / ".three.12.tmp").write_bytes(b"half")
    (tmp_path / "four.json.gz").write_bytes(b"of an earlier version")
    (tmp_path / "notes.txt").write_text("the user's", encoding="utf-8")
    prune(tmp_path, ["one"])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["notes.txt", "one.part"]


@pytest.mark.parametrize("change", [lambda d: d[:-1], lambda d: b"", lambda d: d[:80] + b"x" + d[81:]])
def test_a_seal_tells_what_was_changed(change: Callable[[bytes], bytes]) -> None:
    data = sealed(b"some data\nof two lines, and more")
    assert unsealed(data) == b"some data\nof two lines, and more"
    assert unsealed(change(data)) is None


def test_a_result_name_changes_with_what_it_rests_on() -> None:
    base = result_name("sha", {"fiscal_year_start": 4})
    assert base == result_name("sha", {"fiscal_year_start": 4})
    assert base != result_name("sha", {"fiscal_year_start": 7})


def test_what_a_killed_run_left_half_written_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".table.csv.4194999.tmp").write_bytes(b"half")  # no process has so high a number
    (tmp_path / ".table.csv.1.tmp").write_bytes(b"of a run that goes on")
    write_bytes(tmp_path / "table.csv", b"whole")
    assert sorted(p.name for p in tmp_path.iterdir()) == [".table.csv.1.tmp", "table.csv"]
