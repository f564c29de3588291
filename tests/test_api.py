"""The package in Python: frames with types, saving and loading, series and notebooks."""

import runpy
import sys
from pathlib import Path

import pandas as pd
import pytest

import pipeline
from pipeline.errors import InputError
from pipeline.publish.schema import TABLES

ROOT = Path(__file__).parents[1]
REPORT = """\
# Quarter 3 2015/16 performance report

22 March 2016

| Indicator | 12 months to Dec 2014 | 12 months to Dec 2015 |
| --- | --- | --- |
| Satisfaction of victims of burglary | 91.2% | 90.4% |
| Satisfaction of victims of hate crime | 84.2% | {value} |
| Crimes solved <b> | 1,204 | 1,310 |
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> pipeline.Run:
    folder = tmp_path_factory.mktemp("api")
    (folder / "a.md").write_text(REPORT.format(value="80.9%"), encoding="utf-8")
    (folder / "b.md").write_text(REPORT.format(value="90.9%"), encoding="utf-8")
    return pipeline.run([folder], jobs=1)


def test_tables_are_typed(run: pipeline.Run) -> None:
    figures = run.figures
    assert str(figures["value"].dtype) == "Float64"
    assert str(figures["line"].dtype) == "Int64"
    assert isinstance(figures["kind"].dtype, pd.CategoricalDtype)
    assert figures["period_end"].dtype.kind == "M"
    assert figures.loc[figures["text"] == "80.9%", "value"].tolist() == [80.9]
    assert figures["page"].isna().all()


def test_severity_is_ordered(run: pipeline.Run) -> None:
    worst = run.discrepancies[run.discrepancies["severity"] >= "error"]
    assert not worst.empty
    assert set(worst["severity"]) == {"error"}


@pytest.mark.parametrize("name", [t.name for t in TABLES])
def test_what_is_loaded_is_what_was_saved(run: pipeline.Run, name: str, tmp_path: Path) -> None:
    run.save(tmp_path, formats=["csv"])
    pd.testing.assert_frame_equal(pipeline.load(tmp_path).table(name), run.table(name))


def test_a_series_is_found_by_words_and_drawn(run: pipeline.Run, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    series = run.series_for("hate crime satisfaction")
    assert set(series.frame["indicator_id"]) == {"satisfaction_hate_crime"}
    for name in ("one.svg", "two.svg", "one.png"):
        series.plot(tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")
    assert "disputed" in series._repr_html_() or "single" in series._repr_html_()


@pytest.mark.parametrize("wanted", ["no such thing", "satisfaction victims"], ids=["none", "several"])
def test_an_unclear_name_is_told(run: pipeline.Run, wanted: str) -> None:
    with pytest.raises(InputError, match=r"no indicator is called|fits \d+ indicators"):
        run.series_for(wanted)


def test_a_notebook_shows_findings_with_links_to_their_places(run: pipeline.Run, tmp_path: Path) -> None:
    run.save(tmp_path, formats=["csv", "audit"])
    shown = pipeline.load(tmp_path)._repr_html_()
    name = run.discrepancies["discrepancy_id"].iloc[0]
    assert f'audit.html#{name}"' in shown
    assert "<b>" not in shown.replace("<p><b>", "")


def test_a_loaded_run_is_not_saved_anew(run: pipeline.Run, tmp_path: Path) -> None:
    run.save(tmp_path / "one", formats=["csv"])
    with pytest.raises(InputError, match="run again for other formats"):
        pipeline.load(tmp_path / "one").save(tmp_path / "two")


def test_a_folder_without_a_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read; name the folder that a run wrote"):
        pipeline.load(tmp_path)


def test_the_worked_example_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    monkeypatch.setattr(sys, "argv", ["worked_example.py", str(tmp_path)])
    runpy.run_path(str(ROOT / "docs" / "worked_example.py"), run_name="__main__")
    told = capsys.readouterr().out
    assert "80.9% in" in told
    assert (tmp_path / "satisfaction.svg").is_file()
    assert (tmp_path / "audit.html").is_file()
