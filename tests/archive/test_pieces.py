"""A long text whose extraction ends in one of its pieces keeps the figures of the pieces before."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from faulty_extraction import LOG, DeafReader, SmallPieces

import pipeline.archive
from pipeline.archive import EngineLimits, discover
from pipeline.archive.journal import open_part
from pipeline.archive.work import Task
from pipeline.errors import OutputError
from pipeline.extract.settings import Settings
from pipeline.read import Limits
from pipeline.rules import load_rules
from pipeline.steps import Options, run_archive
from pipeline.types import Outcome, OutcomeStatus, Report

PARAGRAPHS = 170  # five pieces
Run = Callable[..., Outcome]


def long_text(**words: int) -> str:
    """Paragraphs of a line each, with a figure; a word stands in the paragraph of its number."""
    said = {number: f" {word}" for word, number in words.items()}
    counts = range(100, 100 + PARAGRAPHS)
    return "".join(f"In 2015 there were {n} schools in the county{said.get(n, '')}.\n\n" for n in counts)


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def run(tmp_path: Path, journal: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(text: str, *, into: Path = journal, reader: type = SmallPieces) -> Outcome:
        monkeypatch.setattr(pipeline.archive, "Reader", reader)
        (tmp_path / "long.txt").write_text(text, encoding="utf-8")
        options = Options(engine=EngineLimits(deadline_s=80, memory_mb=600), jobs=1, journal=into)
        (outcome,) = run_archive([tmp_path / "long.txt"], options).outcomes
        return outcome

    return run


def counted(reports: Iterable[Report]) -> list[int]:
    """The counts of schools that were read, in order."""
    return sorted(int(f.text) for report in reports for f in report.figures if f.text.isdigit())


def begun(journal: Path) -> list[int]:
    """The last line of each piece whose extraction was begun."""
    return [int(line) for line in (journal / LOG).read_text(encoding="ascii").split()]


@pytest.mark.parametrize(
    ("word", "told", "remedy"),
    [
        ("HANG", "took too long, twice: not done after 2 s", "raise --deadline"),
        ("DIE", "ended its process, twice: signal 9", "please report it"),
        ("FULL", "took too much memory, twice: more memory than allowed", "raise --memory"),
    ],
)
def test_the_pieces_before_the_one_that_it_ends_in_are_kept(
    word: str, told: str, remedy: str, run: Run, journal: Path
) -> None:
    outcome = run(long_text(**{word: 215}))
    first, second, third = begun(journal)[:3]
    assert outcome.status is OutcomeStatus.PARTIAL
    assert f"nothing was extracted from line {second + 1} on, which {told}; {remedy}" in outcome.message
    assert counted(outcome.reports) == list(range(100, 100 + second // 2)), "one in every second line"
    assert begun(journal) == [first, second, third, third], "what is kept is not extracted again"
    assert sorted(p.suffix for p in journal.iterdir() if p.name != LOG) == [".json", ".part"]


def test_a_text_is_tried_as_long_as_it_comes_further(run: Run, journal: Path) -> None:
    outcome = run(long_text(ONCE=150, DIE=240))
    first, second, _, third, fourth, _ = begun(journal)
    assert [first, second, third, fourth] == sorted({first, second, third, fourth})
    assert begun(journal) == [first, second, second, third, fourth, fourth]
    assert f"nothing was extracted from line {third + 1} on" in outcome.message
    assert counted(outcome.reports) == list(range(100, 100 + third // 2))


def test_a_text_that_ends_in_its_first_piece_fails(run: Run, journal: Path) -> None:
    outcome = run(long_text(DIE=105))
    assert outcome.status is OutcomeStatus.FAILED
    assert "its process ended while reading it, twice" in outcome.message
    assert len(begun(journal)) == 2


def test_where_the_pieces_are_gone_they_are_extracted_again_and_no_more(journal: Path, tmp_path: Path) -> None:
    """As on another machine of a cluster, whose journal is at an address."""
    (tmp_path / "long.txt").write_text(long_text(), encoding="utf-8")
    (found,) = discover([tmp_path / "long.txt"]).files
    journal.mkdir()
    reader = DeafReader(load_rules(), Settings(), Limits(), journal)
    reader(Task(found, "name", reached=2, end="which took too long, twice"))
    part = open_part(journal, "name")
    assert part is not None
    assert part.index.passing, "no later run takes it up"
    _, second = begun(journal)
    assert f"nothing was extracted from line {second + 1} on, which took too long, twice" in part.index.outcome.message
    assert counted(part.report(n) for n in range(2)) == list(range(100, 100 + second // 2))


@pytest.mark.parametrize("damaged", [False, True], ids=["whole", "damaged"])
def test_pieces_of_a_run_that_was_stopped_are_taken_up(damaged: bool, run: Run, journal: Path, tmp_path: Path) -> None:
    text = long_text(STOP=215)
    with pytest.raises(OutputError, match="stopped, as asked"):
        run(text)
    before = begun(journal)
    kept = sorted(journal.glob("*.piece"))
    assert len(kept) == len(before) - 1 == 2
    if damaged:
        data = bytearray(kept[0].read_bytes())
        data[len(data) // 3] ^= 8
        kept[0].write_bytes(data)
    outcome = run(text, reader=DeafReader)
    again = begun(journal)[len(before) :]
    assert again[: 1 + damaged] == ([before[0], before[2]] if damaged else [before[2]])
    whole = run(text, reader=DeafReader, into=tmp_path / "whole")
    assert begun(tmp_path / "whole") == sorted({*before, *again})
    assert (outcome.status, outcome.message) == (whole.status, whole.message)
    assert [r.body for r in outcome.reports] == [r.body for r in whole.reports]
    assert counted(outcome.reports) == list(range(100, 100 + PARAGRAPHS))
    assert not list(journal.glob("*.piece"))
