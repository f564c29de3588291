"""Every family of inputs whose growth is measured can be made and run, so that no benchmark goes stale unseen."""

import importlib
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SMALL = 10
MODULES = sorted(p.stem for p in HERE.glob("families_*.py"))


@pytest.fixture(autouse=True)
def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(HERE), *sys.path])


@pytest.mark.parametrize("module", MODULES)
def test_every_family_runs(module: str) -> None:
    families = importlib.import_module(module).FAMILIES
    assert families
    for make in families.values():
        make(SMALL)()


def test_growth_is_told_of_families_with_inputs_of_their_own_and_with_shared_ones() -> None:
    growth = importlib.import_module("growth")
    found = list(growth.families("checks", ["view: square"], 2, 20.0))
    found += growth.families("names", ["names_of_one_file"], 2, 20.0)
    assert [len(g.times) >= 2 for g in found] == [True] * 2
    assert not [g.trouble for g in found if g.trouble]
