"""A workbook that a child writes: the same bytes, faults that are told, nothing left behind."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import pipeline.publish
from pipeline.errors import OutputError
from pipeline.publish import publish
from pipeline.publish.aside import in_child
from pipeline.publish.rows import Rows
from pipeline.publish.writing import OpenTable, write_tables
from pipeline.publish.xlsx import xlsx_tables
from pipeline.rules import Rules
from pipeline.types import Dataset


@contextmanager
def killed(_out: Path) -> Iterator[OpenTable]:
    os.kill(os.getpid(), signal.SIGKILL)
    yield lambda _table: pytest.fail("not reached")


@contextmanager
def at_fault(_out: Path) -> Iterator[OpenTable]:
    raise KeyError("a fault of ours")
    yield


def left_early(out: Path) -> None:
    with in_child(xlsx_tables)(out) as open_table, open_table(pipeline.publish.TABLES[0]) as write:
        write([])
        raise KeyboardInterrupt


def test_a_child_writes_the_same_workbook(
    dataset: Dataset, rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(dataset, rules, out=tmp_path / "alone", formats=["csv", "xlsx"], jobs=1)
    monkeypatch.setattr(pipeline.publish, "MANY_FIGURES", 0)
    children: list[object] = []
    monkeypatch.setattr(pipeline.publish, "in_child", lambda of: children.append(of) or in_child(of))
    publish(dataset, rules, out=tmp_path / "beside", formats=["csv", "xlsx"], jobs=2)
    assert children == [xlsx_tables]
    names = sorted(p.name for p in (tmp_path / "alone").iterdir())
    assert sorted(p.name for p in (tmp_path / "beside").iterdir()) == names
    for name in names:
        assert (tmp_path / "beside" / name).read_bytes() == (tmp_path / "alone" / name).read_bytes()


def test_a_child_that_cannot_write_says_why(dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder is to be")
    with pytest.raises(OutputError, match="something else has that name"):
        write_tables(Rows(dataset, rules), tmp_path / "out", [in_child(xlsx_tables)])


def test_a_child_that_is_killed_is_told(dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="ended by signal 9; run again"):
        write_tables(Rows(dataset, rules), tmp_path, [in_child(killed)])


def test_a_fault_of_ours_is_no_full_disk(dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ended with a fault"):
        write_tables(Rows(dataset, rules), tmp_path, [in_child(at_fault)])


def test_a_parent_that_leaves_leaves_nothing_behind(dataset: Dataset, rules: Rules, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        left_early(tmp_path)
    assert list(tmp_path.iterdir()) == []
