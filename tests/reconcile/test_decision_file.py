"""The file of decisions holds whatever a reviewer writes, and nothing that is in it ends a run without a sentence."""

import json
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import InputError, OutputError
from pipeline.reconcile.decisions import add_decision, add_decisions, read_decisions
from pipeline.types import Decision, Verdict

DECISION = Decision(subject="figure", subject_id="f1", verdict=Verdict.CONFIRMED, stands="80.9", note="seen")
LINE = b'{"subject": "finding", "subject_id": "x1", "verdict": "dismissed"}\n'
STANDS = b'{"subject": "figure", "subject_id": "f", "verdict": "confirmed", "stands": '


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.jsonl"


def nothing(message: str) -> None:
    raise AssertionError(f"told: {message}")


@pytest.mark.parametrize(
    "mark", ["\u2028", "\u2029", "\u0085", "\x0b", "\x0c", "\x1c", "\n", "\r", "\0", "\u202e", "𝟙"]
)
def test_a_note_may_hold_any_character(mark: str, path: Path) -> None:
    decisions = [replace(DECISION, note=f"one{mark}two"), replace(DECISION, note="next")]
    for decision in decisions:
        add_decision(path, decision)
    assert list(read_decisions(path, notice=nothing)) == decisions
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2, "other programs part lines at more than line feeds"


def test_marks_that_others_left_unescaped_part_no_line(path: Path) -> None:
    path.write_text(
        '{"subject": "finding", "subject_id": "x1", "verdict": "unsure", "note": "a\u2028b\u0085c"}\r\n', "utf-8-sig"
    )
    assert [d.note for d in read_decisions(path)] == ["a\u2028b\u0085c"]


@pytest.mark.parametrize("cut", [1, 20, 60, -2], ids=str)
def test_a_torn_last_line_is_told_and_set_aside(cut: int, path: Path) -> None:
    torn = '{"subject": "finding", "subject_id": "x2", "note": "caf\u00e9} x", "verdict": "dismissed"}'.encode()[:cut]
    path.write_bytes(LINE + torn)
    told: list[str] = []
    assert [d.subject_id for d in read_decisions(path, notice=told.append)] == ["x1"]
    assert "its last line is not whole" in told[0]
    assert path.read_bytes() == LINE + torn, "reading changes nothing"
    add_decision(path, DECISION)
    assert [d.subject_id for d in read_decisions(path, notice=nothing)] == ["x1", "f1"]
    assert path.with_name("decisions.jsonl.torn").read_bytes() == torn + b"\n"


def test_a_line_cut_in_a_character_is_torn(path: Path) -> None:
    path.write_bytes(LINE + '{"note": "caf\u00e9'.encode()[:-1])
    told: list[str] = []
    assert len(read_decisions(path, notice=told.append)) == len(told) == 1


def test_a_last_line_that_is_whole_counts_without_its_line_end(path: Path) -> None:
    path.write_bytes(LINE.strip())
    assert len(read_decisions(path, notice=nothing)) == 1
    add_decision(path, DECISION)
    assert len(read_decisions(path, notice=nothing)) == 2


REFUSED = {
    "latin-1": ('{"note": "caf\u00e9"}\n'.encode("latin-1"), "not UTF-8 at byte 13"),
    "latin-1 without line end": ('{"note": "caf\u00e9"}'.encode("latin-1"), "not UTF-8"),
    "utf-16": (LINE.decode().encode("utf-16"), "not UTF-8"),
    "utf-32": (LINE.decode().encode("utf-32"), "not UTF-8"),
    "deep": (b'{"note": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", "not valid JSON"),
    "digits": (STANDS + b"9" * 6000 + b"}\n", "number"),
    "nan": (STANDS + b"NaN}\n", "NaN"),
    "nan in text": (STANDS + b'"NaN"}\n', "NaN"),
    "infinity": (STANDS + b'"-Infinity"}\n', "number"),
    "exponent": (STANDS + b'"1e999"}\n', "number"),
    "twice": (LINE.replace(b"}", b', "verdict": "open"}'), "'verdict' stands twice"),
    "a list": (LINE.replace(b'"finding"', b'["finding"]'), "subject must be text"),
    "no object": (b"[1]\n", "needs subject"),
    "huge": (LINE.replace(b"x1", b"x" * 1_100_000), "longer than 1000000 bytes"),
    "torn in the middle": (b'{"subject": "fin\n', "not valid JSON"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_decision_is_told_with_its_line(data: bytes, words: str, path: Path) -> None:
    path.write_bytes(LINE + data)
    with pytest.raises(InputError, match=f"decisions.jsonl:[23]: .*{words}"):
        read_decisions(path)


@pytest.mark.skipif(os.name == "nt", reason="pipes and links as POSIX has them")
@pytest.mark.parametrize("kind", ["a folder", "a named pipe", "a link"])
def test_what_is_no_file_is_refused_when_read_and_when_written(kind: str, path: Path) -> None:
    match kind:
        case "a folder":
            path.mkdir()
        case "a named pipe":
            os.mkfifo(path)
        case _:
            path.symlink_to("nowhere/at/all")
    with pytest.raises(InputError, match=kind):
        read_decisions(path)
    with pytest.raises((InputError, OutputError), match=r"cannot be written|no file of decisions"):
        add_decision(path, DECISION)


def test_a_file_of_something_else_is_left_alone(path: Path) -> None:
    path.write_bytes(b"%PDF-1.4 a report without a line end")
    with pytest.raises(InputError, match="no file of decisions"):
        add_decision(path, DECISION)
    assert path.read_bytes() == b"%PDF-1.4 a report without a line end"


@pytest.mark.parametrize(
    "change",
    [{"stands": "NaN"}, {"stands": "9" * 6000}, {"note": "caf\udce9"}, {"subject": "series of"}, {"note": "x" * 2**20}],
    ids=["nan", "digits", "bytes", "subject", "huge"],
)
def test_what_could_not_be_read_again_is_not_written(change: dict[str, str], path: Path) -> None:
    add_decision(path, DECISION)
    before = path.read_bytes()
    with pytest.raises(InputError):
        add_decisions(path, [DECISION, replace(DECISION, **change)])
    assert path.read_bytes() == before


def test_numbers_without_quotes_keep_their_digits(path: Path) -> None:
    path.write_bytes(STANDS + b'80.90, "note": null}\n')
    assert [(d.stands, d.note) for d in read_decisions(path)] == [("80.90", "")]


def test_two_writers_at_once_lose_nothing(path: Path) -> None:
    def write(user: str) -> None:
        for number in range(50):
            add_decision(path, replace(DECISION, user=user, note=f"{number} " + "x" * 3000))

    threads = [threading.Thread(target=write, args=(f"user {i}",)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_decisions(path, notice=nothing)) == 200
    assert all(json.loads(line) for line in path.read_bytes().splitlines())
