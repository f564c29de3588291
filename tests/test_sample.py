"""The sheet of figures to be judged: what is drawn, what is read back, and the intervals."""

import csv
import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.errors import InputError
from pipeline.publish.schema import table
from pipeline.sample import COLUMNS, Judgement, clustered, judgement_lines, read_filled, wilson, write_sheet

FIGURES = 300
PAGES = 12


def write_table(path: Path, name: str, rows: list[dict[str, object]]) -> None:
    with (path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [c.name for c in table(name).columns], restval="")
        writer.writeheader()
        writer.writerows(rows)


def part(end: int) -> dict[str, object]:
    return {"part": 1, "part_start": 1, "part_end": end}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Return the output of a run over a PDF of 12 pages (2 of them without figures) and a text of 60 lines."""
    write_table(
        tmp_path,
        "documents",
        [
            {"document_id": "d1", "path": "a.pdf", "status": "ok", "format": "pdf", "pages": PAGES, **part(PAGES)},
            {"document_id": "d2", "path": "b.txt", "status": "ok", "format": "text", **part(60)},
            {"document_id": "d3", "path": "c.pdf", "status": "failed", "format": "unknown"},
        ],
    )
    rows: list[dict[str, object]] = []
    for i in range(FIGURES):
        place = (
            {"document_id": "d1", "page": i % 10 + 1} if i < FIGURES - 20 else {"document_id": "d2", "line": i % 60 + 1}
        )
        rows.append({"figure_id": f"f{i:04}", "ordinal": i, "text": f"-{i}", "value": -i, "status": "reported",
                     "context": f"=cell {i}", "confidence": 0.95, **place})  # fmt: skip
    rows.append({"figure_id": "gap", "ordinal": 999, "document_id": "d1", "page": 1, "status": "blank"})
    write_table(tmp_path, "figures", rows)
    return tmp_path


def rows_of(sheet: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(sheet.open(encoding="utf-8-sig", newline="")))


def fill(sheet: Path, answer: Callable[[Mapping[str, str]], dict[str, str]], *, delimiter: str = ",") -> Path:
    """Write the sheet as a person would leave it, through a spreadsheet."""
    rows = [{**row, **answer(row)} for row in rows_of(sheet)]
    filled = sheet.with_name("filled.csv")
    with filled.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return filled


def all_right(row: Mapping[str, str]) -> dict[str, str]:
    return {"right": "y"} if row["ask"] == "figure" else {"missed": "0"}


def test_the_sheet_holds_figures_and_places(output: Path) -> None:
    figures, places = write_sheet(output, output / "s.csv", n=50, seed=1)
    rows = rows_of(output / "s.csv")
    assert [r["ask"] for r in rows] == ["figure"] * figures + ["place"] * places
    assert figures == 50
    assert places >= 10
    assert {r["subject"] for r in rows[:50]} <= {f"f{i:04}" for i in range(FIGURES)}
    assert all(r["right"] == r["missed"] == r["wrong"] == "" for r in rows)
    assert len({r["subject"] for r in rows[:50]}) == 50


def test_figures_have_their_place_and_context(output: Path) -> None:
    write_sheet(output, output / "s.csv", n=FIGURES, seed=1)
    row = next(r for r in rows_of(output / "s.csv") if r["subject"] == "f0012")
    assert (row["path"], row["place"], row["value"]) == ("a.pdf", "page 3", "-12")
    assert row["context"] == "'=cell 12"  # no formula for a spreadsheet to run


def test_places_without_figures_are_asked_about_too(output: Path) -> None:
    write_sheet(output, output / "s.csv", n=FIGURES, seed=1)
    places = {(r["path"], r["place"]): int(r["subject"]) for r in rows_of(output / "s.csv") if r["ask"] == "place"}
    assert places["a.pdf", "page 11"] == places["a.pdf", "page 12"] == 0
    assert places["a.pdf", "page 1"] == 28
    assert {p for path, p in places if path == "b.txt"} == {"lines 1 to 25", "lines 26 to 50", "lines 51 to 75"}
    assert sum(places.values()) == FIGURES


def test_the_seed_decides_what_is_drawn(output: Path) -> None:
    sheets = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_sheet(output, output / name, n=30, seed=seed)
        sheets.append((output / name).read_bytes())
    assert sheets[0] == sheets[1] != sheets[2]


def test_every_figure_has_the_same_chance(output: Path) -> None:
    drawn: dict[str, int] = {}
    for seed in range(60):
        write_sheet(output, output / f"s{seed}", n=100, seed=seed)
        for row in rows_of(output / f"s{seed}")[:100]:
            drawn[row["subject"]] = drawn.get(row["subject"], 0) + 1
    assert len(drawn) == FIGURES
    assert max(drawn.values()) < 36  # 20 expected, standard deviation 3.7
    assert min(drawn.values()) > 4


def test_a_sheet_is_never_written_over(output: Path) -> None:
    write_sheet(output, output / "s.csv", n=5, seed=1)
    with pytest.raises(InputError, match="may be filled in"):
        write_sheet(output, output / "s.csv", n=5, seed=1)


def test_an_empty_run_is_told(output: Path) -> None:
    write_table(output, "figures", [])
    with pytest.raises(InputError, match="found no figures"):
        write_sheet(output, output / "s.csv", n=5, seed=1)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_a_perfect_sheet(output: Path, delimiter: str) -> None:
    write_sheet(output, output / "s.csv", n=100, seed=1)
    judgement = read_filled(fill(output / "s.csv", all_right, delimiter=delimiter))
    assert judgement.precision.share == 1.0
    assert judgement.precision.lower == pytest.approx(0.963, abs=0.001)
    assert judgement.recall is not None
    assert judgement.recall.share == 1.0
    assert judgement.left == 0


def test_faults_are_counted(output: Path) -> None:
    write_sheet(output, output / "s.csv", n=100, seed=1)
    count = iter(range(1000))

    def answer(row: Mapping[str, str]) -> dict[str, str]:
        if row["ask"] == "place":
            return {"missed": "4"}
        number = next(count)
        if number < 10:
            return {"right": "n"}
        return {"right": "Y", "wrong": "period; unit" if number < 28 else ""} if number < 90 else {}

    judgement = read_filled(fill(output / "s.csv", answer))
    assert judgement.left == 10
    assert judgement.precision.share == pytest.approx(80 / 90)
    assert judgement.columns["period"].share == pytest.approx(62 / 80)
    assert judgement.columns["value"].share == 1.0
    found = [int(r["subject"]) * 80 / 90 for r in rows_of(output / "s.csv") if r["ask"] == "place"]
    assert judgement.recall is not None
    assert judgement.recall.share == pytest.approx(sum(found) / (sum(found) + 4 * len(found)))
    printed = "\n".join(judgement_lines(judgement))
    assert "precision             0.889 (95%: 0.807 to 0.939), 90 figures judged" in printed
    assert "10 rows are not filled in" in printed
    assert "confidence 0.9 to 1.0" in printed


def test_recall_is_not_claimed_where_nobody_looked(output: Path) -> None:
    write_sheet(output, output / "s.csv", n=10, seed=1)
    judgement = read_filled(fill(output / "s.csv", lambda r: {"right": "y"} if r["ask"] == "figure" else {}))
    assert judgement.recall is None
    assert any(line.startswith("recall     not judged") for line in judgement_lines(judgement))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"right": "perhaps"}, r"row 2: 'perhaps' is no answer in the column right; write y or n"),
        ({"right": "y", "wrong": "colour"}, "'colour' is no column that can be wrong; use value, unit"),
        ({"right": ""}, "no figure is judged"),
    ],
    ids=["answer", "column", "nothing"],
)
def test_mistakes_in_a_sheet_are_told(output: Path, change: dict[str, str], message: str) -> None:
    write_sheet(output, output / "s.csv", n=5, seed=1)
    with pytest.raises(InputError, match=message):
        read_filled(fill(output / "s.csv", lambda r: change if r["ask"] == "figure" else {"missed": "0"}))


@pytest.mark.parametrize("missed", ["some", "-1", "1.5"])
def test_a_count_that_is_none_is_told(output: Path, missed: str) -> None:
    write_sheet(output, output / "s.csv", n=5, seed=1)
    with pytest.raises(InputError, match="write how many figures were missed"):
        read_filled(fill(output / "s.csv", lambda r: {"right": "y"} if r["ask"] == "figure" else {"missed": missed}))


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"\xff\xfe\x00", b""], ids=["other table", "no text", "empty"])
def test_another_file_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(InputError):
        read_filled(tmp_path / "x.csv")


@pytest.mark.parametrize(
    ("hits", "number", "lower", "upper"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),
        (0, 0, 0.0, 1.0),
    ],
    ids=["none", "all", "half", "Newcombe 1998", "nothing judged"],
)
def test_wilson_intervals(hits: int, number: int, lower: float, upper: float) -> None:
    share = wilson(hits, number)
    assert (share.lower, share.upper) == (pytest.approx(lower, abs=5e-5), pytest.approx(upper, abs=5e-5))


def test_figures_of_a_place_that_are_alike_widen_the_interval() -> None:
    plain = wilson(180, 200)
    spread_out = clustered([18.0] * 10, [20.0] * 10)
    heaped = clustered([20.0] * 9 + [0.0], [20.0] * 10)
    assert spread_out.share == heaped.share == plain.share
    assert (spread_out.lower, spread_out.upper) == pytest.approx((plain.lower, plain.upper))
    assert heaped.lower < plain.lower - 0.1


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    rng = random.Random(4)
    held = 0
    for _ in range(400):
        places = []
        for _ in range(20):
            rate = rng.choice((1.0, 1.0, 1.0, 0.6))  # true recall 0.9, by place all or not
            places.append(sum(rng.random() < rate for _ in range(15)))
        interval = clustered([float(p) for p in places], [15.0] * 20)
        held += interval.lower <= 0.9 <= interval.upper
    assert 0.90 <= held / 400 <= 0.99


def test_a_judgement_without_faults_prints_plainly() -> None:
    lines = list(judgement_lines(Judgement(wilson(1, 1), None, {}, [(0.5, True)], 0)))
    assert lines[0].startswith("precision")
    assert len(lines) == 3


def test_the_command_writes_and_reads(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["reportcheck", "sample", str(output), "--n", "20", "--seed", "3"])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert not left.value.code
    assert "20 figures and" in capsys.readouterr().out
    filled = fill(output / "sample.csv", all_right)
    monkeypatch.setattr("sys.argv", ["reportcheck", "sample", "--filled", str(filled)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert not left.value.code
    assert "precision             1.000 (95%: 0.839 to 1.000), 20 figures judged" in capsys.readouterr().out
