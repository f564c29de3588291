"""The page of accuracy is that of what was measured, and what can be measured in a minute has not fallen."""

from pathlib import Path

import pytest

from tests.gold import score_verdicts
from tests.gold.accuracy import beside
from tests.gold.accuracy.inside import sentences
from tests.gold.accuracy.page import PAGE, accuracy_page, texts
from tests.gold.accuracy.rows import Row, fallen, floors, load, merged, row, save, write_floors
from tests.gold.score_cells import cells_by_document
from tests.gold.score_prose import held_out

FOUND = Row("held out", "sentences", "found", ((9, 10), (18, 20)))
FIVE = """\
000: figures P 0.995 R 0.990 F1 0.993 (tp 200 fp 1 fn 2, of these right value with wrong unit 1); gaps F1 1.000 (tp 9 fp 0 fn 0)
001: figures P 1.000 R 1.000 F1 1.000 (tp 50 fp 0 fn 0, of these right value with wrong unit 0); gaps F1 1.000 (tp 1 fp 0 fn 0)
attributes of matched figures: kind 0.976 (244/250), period 0.964 (241/250)
"""  # noqa: E501 - lines of another program


def test_the_page_is_made_from_what_was_measured() -> None:
    assert PAGE.read_text(encoding="utf-8") == accuracy_page(load()), "run python -m tests.gold.accuracy --page"


def test_nothing_that_was_measured_is_below_its_floor() -> None:
    assert fallen(load(), floors()) == []


def test_sentences_have_not_fallen_since() -> None:
    assert fallen(sentences(Path(), 1), floors()) == []


def test_what_was_measured_names_no_paper() -> None:
    text = (Path(__file__).parent / "accuracy" / "measured.jsonl").read_text(encoding="utf-8")
    assert [name for name in (*cells_by_document(), *held_out()) if name in text] == []


def test_a_share_that_falls_or_has_no_floor_is_told(tmp_path: Path) -> None:
    write_floors([FOUND], tmp_path / "floors.csv")
    least = floors(tmp_path / "floors.csv")
    assert fallen([FOUND], least) == []
    worse = Row("held out", "sentences", "found", ((7, 10), (18, 20)))
    assert fallen([worse], least) == ["held out, sentences, found: 0.8333 (25 of 30), floor 0.895"]
    other = Row("held out", "sentences", "unit", ((20, 20),))
    assert fallen([other], least) == ["held out, sentences, unit: has no floor"]
    assert fallen([Row("held out", "sentences", "unit", ((1, 2),))], least) == []


def test_what_is_not_at_hand_stays_as_it_was_measured(tmp_path: Path) -> None:
    gone = Row("held out", "sentences", "unit", ((1, 1),))
    pages = Row("five reports", "figures of whole reports", "found", ((3, 4),))
    now = Row("held out", "sentences", "found", ((5, 5),))
    save(merged([gone, pages], [now]), tmp_path / "rows.jsonl")
    assert load(tmp_path / "rows.jsonl") == [pages, now]


def test_an_interval_is_wider_where_papers_differ() -> None:
    alike = row("held out", "sentences", "found", [(8, 10)] * 10)
    apart = row("held out", "sentences", "found", [(10, 10)] * 8 + [(0, 10)] * 2)
    assert alike.share.share == apart.share.share == 0.8
    assert apart.share.upper - apart.share.lower > 2 * (alike.share.upper - alike.share.lower)


def test_the_page_tells_share_interval_and_counts() -> None:
    page = accuracy_page([FOUND])
    assert "| found | **0.900** (" in page
    assert "27 of 30 |" in page
    assert "held out (2 papers)" in page
    with pytest.raises(KeyError, match="does not explain"):
        accuracy_page([Row("held out", "dreams", "found", ((1, 1),))])
    assert len(texts()[1]) >= 10


def test_the_tools_of_the_folder_are_read_by_their_counts() -> None:
    rows = {r.what: (r.right, r.of) for r in (*beside._figures(FIVE), *beside._attributes(FIVE))}
    assert rows["found"] == (250, 252)
    assert rows["right of found"] == (250, 251)
    assert rows["gaps found"] == (10, 10)
    assert rows["period"] == (241, 250)
    with pytest.raises(ValueError, match=r"score\.py"):
        beside._figures("something else")


def test_a_folder_that_holds_nothing_gives_nothing(tmp_path: Path) -> None:
    assert [name for name, measure in beside.BESIDE.items() if measure(tmp_path, 1)] == []


def test_verdicts_are_taken_without_what_they_quote(tmp_path: Path) -> None:
    filled = tmp_path / "filled.csv"
    filled.write_text(
        "discrepancy_id,code,severity,real,why\nx1,SUM-01,error,yes,A sentence of a paper.\n"
        "x2,SUM-01,error,no,Another.\n"
        "x3,SUM-01,error,unsure,\n",
        encoding="utf-8",
    )
    verdicts = score_verdicts.taken(filled, "held out", "housing")
    assert [v["verdict"] for v in verdicts] == ["real", "false", "unclear"]
    assert all(set(v) == set(score_verdicts.COLUMNS) for v in verdicts)
    assert {v["publisher_kind"] for v in verdicts} == {"housing"}
    shares = score_verdicts.shares(verdicts)
    assert shares["held out", "findings that a reader judged", "error SUM-01"] == [(1, 2)]


def test_the_later_of_two_verdicts_counts_and_an_unknown_one_is_told(tmp_path: Path) -> None:
    first = {
        "part": "held out",
        "discrepancy_id": "x1",
        "code": "SUM-01",
        "severity": "error",
        "publisher_kind": "",
        "source": "",
    }
    both = score_verdicts.joined([{**first, "verdict": "false"}], [{**first, "verdict": "real"}])
    assert [v["verdict"] for v in both] == ["real"]
    filled = tmp_path / "filled.csv"
    filled.write_text("discrepancy_id,code,severity,verdict\nx1,SUM-01,error,maybe\n", encoding="utf-8")
    with pytest.raises(ValueError, match="maybe"):
        score_verdicts.taken(filled, "held out", "housing")
